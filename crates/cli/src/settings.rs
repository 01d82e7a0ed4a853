//! `[tool.specialist]` of pyproject.toml, or specialist.toml.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use path_clean::clean;
use recording::Paths;
use reporter::check::Format;
use serde::{Deserialize, Serialize};
use serde_aux::serde_introspection::serde_introspect;
use serde_ignored::Path as Ignored;
use toml::{Table, Value};

use crate::args::SettingsArgs;
use crate::project;
use crate::say::say;

/// The contents of a settings file, all of it optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    pub(crate) python: Option<String>,
    pub(crate) targets: Option<Vec<String>>,
    /// Lists of directories: the first of each, and patterns of others that are mapped to it.
    pub(crate) paths: BTreeMap<String, Vec<String>>,
    pub(crate) check: Check,
    /// The directory of the settings file.
    #[serde(skip)]
    pub(crate) directory: PathBuf,
    /// The project to which they belong.
    #[serde(skip)]
    pub(crate) project: PathBuf,
}

/// The table `check`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct Check {
    pub(crate) select: Option<Vec<String>>,
    pub(crate) ignore: Option<Vec<String>>,
    pub(crate) min_specialized: Option<u8>,
    pub(crate) min_executions: Option<u64>,
    pub(crate) max_findings: Option<usize>,
    pub(crate) fail_on_increase: Option<PathBuf>,
    pub(crate) exit_zero: Option<bool>,
    pub(crate) statistics: Option<bool>,
    pub(crate) explain: Option<bool>,
    pub(crate) format: Option<String>,
}

/// The files that may contain settings, and the table in each. The first one that has settings
/// counts.
const FILES: [(&str, &[&str]); 2] =
    [("specialist.toml", &[]), ("pyproject.toml", &["tool", "specialist"])];

impl Settings {
    /// The settings that the command line chooses, for this directory.
    ///
    /// # Errors
    /// If a file can't be read, belongs to another user, or has something that is not a setting.
    pub(crate) fn find(args: &SettingsArgs, here: &Path) -> anyhow::Result<Self> {
        let found = match &args.config {
            _ if args.no_config => None,
            Some(path) => Some(named(path, here)?),
            None => nearest(here)?,
        };
        if args.verbose {
            say(match &found {
                Some((path, _)) => format!("the settings come from {}", path.display()),
                None => "no settings file is used".to_owned(),
            });
        }
        let Some((path, settings)) = found else { return Ok(Self::default()) };
        Ok(settings.of_file(&path, here))
    }

    /// The interpreter: a version, or a path in the project. Only the command line may start
    /// others.
    ///
    /// # Errors
    /// If it is neither.
    pub(crate) fn python(&self) -> anyhow::Result<Option<String>> {
        let Some(asked) = self.python.as_deref() else { return Ok(None) };
        if is_version(asked) {
            return Ok(Some(asked.to_owned()));
        }
        // Its own location counts, not that of its target: in an environment, it is a link.
        let path = clean(self.directory.join(asked));
        match path.to_str().filter(|_| path.starts_with(&self.project)) {
            Some(path) => Ok(Some(path.to_owned())),
            None => bail!(
                "the setting python is {asked}, which is neither a version nor in the project {}: \
                 name the interpreter with --python",
                self.project.display()
            ),
        }
    }

    /// Which directories stand for the same directory.
    ///
    /// # Errors
    /// If a pattern is invalid.
    pub(crate) fn paths(&self) -> anyhow::Result<Paths> {
        let mut paths = Paths::default();
        for (name, list) in &self.paths {
            let Some((first, others)) = list.split_first() else {
                bail!("the setting paths.{name} is empty: list at least one directory");
            };
            let added = paths.add(&self.directory, first, others.iter().map(String::as_str));
            added.with_context(|| format!("the setting paths.{name} cannot be used"))?;
        }
        Ok(paths)
    }

    /// File names are relative to the directory of the settings.
    fn of_file(mut self, path: &Path, here: &Path) -> Self {
        let directory = path.parent().unwrap_or(here);
        if here != directory {
            let escaped = globset::escape(&directory.to_string_lossy());
            let pattern = |pattern: &String| format!("{escaped}/{pattern}");
            self.targets = self.targets.map(|all| all.iter().map(pattern).collect());
        }
        let baseline = self.check.fail_on_increase.take();
        self.check.fail_on_increase = baseline.map(|path| directory.join(path));
        directory.clone_into(&mut self.directory);
        self.project = project::directories(directory).pop().unwrap_or_default();
        self
    }
}

/// `3.13`, `3.13.1`, `python3.13`: found by its number, where the user has installed it.
fn is_version(asked: &str) -> bool {
    let number = asked.strip_prefix("python").unwrap_or(asked);
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
}

/// The nearest settings above a directory in its project.
fn nearest(here: &Path) -> anyhow::Result<Option<(PathBuf, Settings)>> {
    for directory in project::directories(here) {
        for (name, tables) in FILES {
            let path = directory.join(name);
            let found = found(&path, tables);
            let found = found.with_context(|| format!("{} cannot be used", path.display()))?;
            if let Some(settings) = found {
                return Ok(Some((path, settings)));
            }
        }
    }
    Ok(None)
}

/// The settings in a file that was not named explicitly: it has to belong to the user, and so does
/// a link to it.
fn found(path: &Path, tables: &[&str]) -> anyhow::Result<Option<Settings>> {
    let link = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        metadata => metadata?,
    };
    let text = text(path)?;
    let owners = [Some(link), path.metadata().ok()];
    let Some(stranger) = owners.iter().flatten().find_map(files::stranger) else {
        return read(&text, tables);
    };
    // A file without our table is ignored.
    if matches!(read(&text, tables), Ok(None)) {
        return Ok(None);
    }
    bail!(
        "it {stranger}: to use it all the same, name it with --config {}, or use none with --no-config",
        path.display()
    )
}

/// The settings in a file that the command line names.
fn named(path: &Path, here: &Path) -> anyhow::Result<(PathBuf, Settings)> {
    let is_project = path.file_name().is_some_and(|name| name == FILES[1].0);
    let tables = if is_project { FILES[1].1 } else { FILES[0].1 };
    let settings = text(path).and_then(|text| read(&text, tables));
    let settings = settings.with_context(|| format!("{} cannot be used", path.display()))?;
    let settings =
        settings.with_context(|| format!("{} has no table [tool.specialist]", path.display()))?;
    Ok((clean(here.join(path)), settings))
}

fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = files::read(path, files::SMALL)?;
    String::from_utf8(bytes).map_err(|_| anyhow!("it is not UTF-8 text"))
}

/// The settings in a text; `None` if it does not have the table for them.
pub(crate) fn read(text: &str, tables: &[&str]) -> anyhow::Result<Option<Settings>> {
    let plain = |error: toml::de::Error| {
        let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        anyhow!("{place}{}", error.message())
    };
    let mut table: Table = toml::from_str(text).map_err(plain)?;
    for name in tables {
        table = match table.remove(*name) {
            Some(Value::Table(inner)) => inner,
            Some(_) => bail!("{name} is not a table"),
            None => return Ok(None),
        };
    }
    let mut refused = None;
    let settings = serde_ignored::deserialize(Value::Table(table), |path| {
        refused.get_or_insert_with(|| unknown(&path, tables));
    });
    if let Some(refused) = refused {
        bail!(refused);
    }
    let settings: Settings = settings.map_err(plain)?;
    if let Some(name) = &settings.check.format {
        name.parse::<Format>()?;
    }
    if settings.check.min_specialized.is_some_and(|percent| percent > 100) {
        bail!("min-specialized is more than 100 percent");
    }
    Ok(Some(settings))
}

/// What is said of a key that is no setting, and stands in a table of them below `tables`.
fn unknown(path: &Ignored, tables: &[&str]) -> String {
    let (inner, key, known) = match path {
        Ignored::Map { parent: Ignored::Root, key } => (None, key, serde_introspect::<Settings>()),
        Ignored::Map { key, .. } => (Some("check"), key, serde_introspect::<Check>()),
        _ => return format!("there is no setting {path}"),
    };
    let likeness = |name: &&&str| strsim::damerau_levenshtein(name, &key.to_lowercase());
    let nearest = known.iter().min_by_key(likeness);
    let near = nearest.filter(|name| likeness(name) * 2 <= name.len());
    let table = tables.iter().copied().chain(inner).collect::<Vec<_>>().join(".");
    let place = if table.is_empty() { String::new() } else { format!(" in [{table}]") };
    match near {
        Some(name) => format!("there is no setting {key}{place}; did you mean {name}?"),
        None => format!("there is no setting {key}{place}; there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        format!("{:#}", read(text, FILES[1].1).unwrap_err())
    }

    #[test]
    fn every_field_is_known_and_no_other() {
        let words = || Some(vec!["SPC".to_owned()]);
        let check = Check {
            select: words(),
            ignore: words(),
            min_specialized: Some(90),
            min_executions: Some(100),
            max_findings: Some(1),
            fail_on_increase: Some("known.json".into()),
            exit_zero: Some(false),
            statistics: Some(false),
            explain: Some(true),
            format: Some("concise".to_owned()),
        };
        let all = Settings {
            python: Some("3.13".to_owned()),
            targets: words(),
            paths: [("source".to_owned(), vec!["src".to_owned()])].into(),
            check,
            directory: PathBuf::new(),
            project: PathBuf::new(),
        };
        let text = toml::to_string(&all).unwrap();
        assert_eq!(read(&text, &[]).unwrap(), Some(all.clone()));
        let table: Table = toml::from_str(&text).unwrap();
        let inner = table["check"].as_table().unwrap();
        let known = [serde_introspect::<Settings>(), serde_introspect::<Check>()];
        for (known, table) in known.into_iter().zip([&table, inner]) {
            let mut known = known.to_vec();
            known.sort_unstable();
            assert_eq!(table.keys().map(String::as_str).collect::<Vec<_>>(), known);
        }
    }

    #[test]
    fn unknown_settings_are_named() {
        let mistyped = refused("[tool.specialist.check]\nselct = []\n");
        let meant = "there is no setting selct in [tool.specialist.check]; did you mean select?";
        assert_eq!(mistyped, meant);
        let other = refused("[tool.specialist]\nlines = 3\n");
        let known = "there is no setting lines in [tool.specialist]; there are python, targets, paths, check";
        assert_eq!(other, known);
        assert_eq!(refused("[tool]\nspecialist = 3\n"), "specialist is not a table");
    }

    #[test]
    fn invalid_values_are_refused() {
        assert!(refused("a = \n").starts_with("line 1: "), "{}", refused("a = \n"));
        let check = |line: &str| refused(&format!("[tool.specialist.check]\n{line}\n"));
        assert!(check("min-specialized = 101").contains("more than 100"));
        assert!(check("min-specialized = -1").contains("u8"), "{}", check("min-specialized = -1"));
        assert!(check("format = \"pdf\"").contains("concise"));
        assert!(check("select = \"SPC\"").contains("sequence"));
    }

    #[test]
    fn interpreters_are_versions_or_in_the_project() {
        let python = |asked: &str| {
            let settings = Settings {
                python: Some(asked.to_owned()),
                directory: "/p/sub".into(),
                project: "/p".into(),
                ..Settings::default()
            };
            settings.python().map(Option::unwrap).map_err(|error| error.to_string())
        };
        for version in ["3.13", "3.13.1", "python3.13", "3.14rc1", "python3"] {
            assert_eq!(python(version).as_deref(), Ok(version));
        }
        for (inside, path) in [
            (".venv/bin/python", "/p/sub/.venv/bin/python"),
            ("../.venv", "/p/.venv"),
            ("env", "/p/sub/env"),
            ("/p/env/bin/python", "/p/env/bin/python"),
        ] {
            assert_eq!(python(inside).as_deref(), Ok(path));
        }
        for outside in
            ["/usr/bin/python3", "../../python3", ".venv/../../../bin/sh", "3.13/../../../x"]
        {
            let said = python(outside).unwrap_err();
            assert!(said.contains("nor in the project /p: name the interpreter"), "{said}");
        }
    }

    #[test]
    fn other_tables_are_ignored() {
        assert_eq!(read("[tool.ruff]\nline-length = 3\n", FILES[1].1).unwrap(), None);
        assert_eq!(read("", FILES[0].1).unwrap(), Some(Settings::default()));
    }
}
