//! Decides which files are the same, and what became of their sites.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use bytecode::Version;
use recording::{File, Paths, ProgramKind, Recording, State};
use source::Unparsable;

use crate::pair;
use crate::sites::{self, Found};
use crate::{Change, End, FileDiff, Site};

pub(crate) struct Paired<'a> {
    pub(crate) both: Vec<(&'a File, &'a File)>,
    pub(crate) only_old: Vec<String>,
    pub(crate) only_new: Vec<String>,
}

/// The name by which a file is found in the other recording.
type Name<'a> = dyn Fn(&Recording, &File) -> Option<PathBuf> + 'a;

/// Pairs files with the same mapped path, the same path, the same path among installed packages,
/// and the programs themselves; the first that applies counts.
pub(crate) fn pair<'a>(old: &'a Recording, new: &'a Recording, paths: &Paths) -> Paired<'a> {
    let place = |recording: &Recording, file: &File| {
        Some(paths.place(Path::new(&recording.program.cwd), &file.path).0)
    };
    let path = |_: &Recording, file: &File| Some(PathBuf::from(&file.path));
    let installed = |_: &Recording, file: &File| installed(Path::new(&file.path));
    let keys: [&Name; 4] = [&place, &path, &installed, &program];
    let (mut before, mut after) = (by_path(old), by_path(new));
    let mut both = Vec::new();
    for key in keys {
        let mut known = BTreeMap::new();
        for file in before.values() {
            if let Some(key) = key(old, file) {
                known.entry(key).or_insert(*file);
            }
        }
        after.retain(|_, file| {
            let Some(other) = key(new, file).and_then(|key| known.remove(&key)) else {
                return true;
            };
            before.remove(other.path.as_str());
            both.push((other, *file));
            false
        });
    }
    both.sort_by_key(|(_, file)| &file.path);
    let paths = |files: BTreeMap<&str, _>| files.into_keys().map(str::to_owned).collect();
    Paired { both, only_old: paths(before), only_new: paths(after) }
}

/// Of several sources of one path, the first counts.
fn by_path(recording: &Recording) -> BTreeMap<&str, &File> {
    let mut files = BTreeMap::new();
    for file in &recording.files {
        files.entry(file.path.as_str()).or_insert(file);
    }
    files
}

/// The path below the directory of installed packages: environments are in different places.
fn installed(path: &Path) -> Option<PathBuf> {
    let parts: Vec<_> = path.components().collect();
    let is_directory = |part: &Component| {
        let name = part.as_os_str();
        name == "site-packages" || name == "dist-packages"
    };
    let at = parts.iter().rposition(is_directory)?;
    Some(parts.iter().skip(at + 1).collect())
}

/// The same name for the file of the program itself, whatever it is called.
fn program(recording: &Recording, file: &File) -> Option<PathBuf> {
    let program = &recording.program;
    let whole = |path: &str| Path::new(&program.cwd).join(path);
    let is_program =
        program.kind == ProgramKind::File && whole(&file.path) == whole(&program.target);
    is_program.then(PathBuf::new)
}

/// # Errors
/// If one of the sources is not valid in its version of Python.
pub(crate) fn compare(
    versions: (Version, Version),
    old: &File,
    new: &File,
) -> Result<FileDiff, Unparsable> {
    let before = sites::of(versions.0, old)?;
    let after = sites::of(versions.1, new)?;
    let pairs = pair::pairs(&before, &after, (&old.source, &new.source));
    let one_version = versions.0 == versions.1;
    let mut sites = Vec::new();
    let mut same = 0;
    for (before, after) in pairs {
        match change(before, after, one_version) {
            Some(change) => sites.extend(site(change, before, after)),
            None => same += usize::from([before, after].into_iter().flatten().any(can_specialize)),
        }
    }
    sites.sort_by_key(|site| {
        let place = |end: &End| (end.span, site.kind);
        (site.new.is_none(), site.new.as_ref().or(site.old.as_ref()).map(place))
    });
    Ok(FileDiff {
        path: new.path.clone(),
        old_path: (old.path != new.path).then(|| old.path.clone()),
        same,
        sites,
        old_source: old.source.clone(),
        new_source: new.source.clone(),
    })
}

/// Not everything has a specialized form on every version.
fn can_specialize(found: &Found) -> bool {
    found.end.state != State::Plain
}

/// What became of it; `None` if it did not change, or neither can specialize.
fn change(old: Option<&Found>, new: Option<&Found>, one_version: bool) -> Option<Change> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (&old.end, &new.end),
        (Some(old), None) => return can_specialize(old).then_some(Change::Removed),
        (None, new) => return new.filter(|new| can_specialize(new)).map(|_| Change::Added),
    };
    let hidden = [old, new].map(|end| end.state == State::Unknown);
    match (Standing::of(old), Standing::of(new)) {
        _ if hidden == [true, true] => None,
        _ if hidden.contains(&true) => Some(Change::Hidden),
        (Standing::Stable, Standing::Stable) => {
            is_other_form(old, new, one_version).then_some(Change::Changed)
        }
        (Standing::Stable, Standing::Unstable) => Some(Change::Unstable),
        // The form in which it ended is random.
        (Standing::Unstable, Standing::Unstable) => None,
        (Standing::None, Standing::None) => match (old.state, new.state) {
            (State::Cold, State::Failing) => Some(Change::Fails),
            (State::Failing, State::Cold) => Some(Change::Changed),
            // A site that can't specialize on one of the versions is no worse for trying on the
            // other.
            _ => None,
        },
        (Standing::Unstable, Standing::None) if new.state == State::Cold => Some(Change::Changed),
        (Standing::None, Standing::Unstable) if old.state == State::Cold => Some(Change::Changed),
        (before, after) => Some(if after > before { Change::Gained } else { Change::Lost }),
    }
}

/// How well it is specialized, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    None,
    /// Sometimes, or for some of the operands it sees.
    Unstable,
    Stable,
}

impl Standing {
    fn of(end: &End) -> Self {
        match end.state {
            _ if end.unstable => Self::Unstable,
            State::Specialized | State::Compiled => Self::Stable,
            _ => Self::None,
        }
    }
}

/// The same forms have different names on different versions: there, only their guards tell. For
/// classes that have changed since, these are not known.
fn is_other_form(old: &End, new: &End, one_version: bool) -> bool {
    let known = !old.guards.is_empty() && !new.guards.is_empty();
    (one_version && old.forms != new.forms) || (known && old.guards != new.guards)
}

fn site(change: Change, old: Option<&Found>, new: Option<&Found>) -> Option<Site> {
    let named = new.or(old)?;
    Some(Site {
        change,
        function: named.function.clone(),
        expression: named.expression.clone(),
        kind: named.kind,
        old: old.map(|found| found.end.clone()),
        new: new.map(|found| found.end.clone()),
    })
}
