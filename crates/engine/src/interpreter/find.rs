//! Where interpreters lie.

use std::collections::HashSet;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use bytecode::Version;

use super::probe::is_script;
use super::{Interpreter, Unusable, probe};

/// The interpreter to use: the one asked for, else the one `python` would start.
///
/// # Errors
/// Why there is none that can be used.
pub fn choose(asked: Option<&str>) -> Result<(Interpreter, Version), Unusable> {
    let interpreter = match asked {
        None => default()?,
        Some(asked) if looks_like_path(asked) => {
            let path = Path::new(asked);
            let path = if path.is_dir() { path.join("bin/python") } else { path.to_owned() };
            if path.symlink_metadata().is_err() {
                return Err(Unusable::NotFound { asked: asked.to_owned() });
            }
            probe(&absolute(&path))?
        }
        Some(asked) => named(asked)?,
    };
    let version = interpreter.usable()?;
    Ok((interpreter, version))
}

/// A virtual environment here is meant by its bare name, too.
fn looks_like_path(asked: &str) -> bool {
    asked.contains(std::path::MAIN_SEPARATOR) || Path::new(asked).join("pyvenv.cfg").exists()
}

/// Not resolved: a virtual environment is known by where its link stands.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The active virtual environment's, else the first on `PATH`.
fn default() -> Result<Interpreter, Unusable> {
    if let Some(path) = virtual_environment() {
        return probe(&path);
    }
    let mut candidates = on_path("python3").into_iter().chain(on_path("python"));
    let first = candidates.next().ok_or(Unusable::None)?;
    // A `python3` that is there but broken is what the user has to hear of.
    probe(&first).or_else(|error| candidates.find_map(|path| probe(&path).ok()).ok_or(error))
}

fn virtual_environment() -> Option<PathBuf> {
    let directory = env::var_os("VIRTUAL_ENV").filter(|value| !value.is_empty())?;
    Some(Path::new(&directory).join("bin/python"))
}

/// `3.12`, `3.12.1`: that version, by whatever name. `python3.12`, `python3`, `pypy3`: that name on
/// `PATH`, else the version in it.
fn named(asked: &str) -> Result<Interpreter, Unusable> {
    let mut failure = None;
    let mut works = |path: &PathBuf| match probe(path) {
        Ok(interpreter) => Some(interpreter),
        // A version manager's script stands there for versions that are not switched on.
        Err(error) => {
            failure.get_or_insert(error);
            None
        }
    };
    let is_version = asked.starts_with(|first: char| first.is_ascii_digit());
    let by_name = if is_version { Vec::new() } else { on_path(asked) };
    let found = by_name.iter().find_map(&mut works);
    let wanted = asked.strip_prefix("python").unwrap_or(asked);
    let found = found.or_else(|| {
        // A script before all others of that name is a version manager's, and stands for its own.
        let shim = on_path(&format!("python{wanted}")).first().is_some_and(|path| is_script(path));
        let first = if shim { managed() } else { Vec::new() };
        let likely = by_likelihood(wanted, first.into_iter().chain(everywhere()));
        let mut right = once_each(likely).filter_map(|path| works(&path));
        right.find(|interpreter| continues(&interpreter.version, wanted))
    });
    let nothing = || Unusable::NotFound { asked: asked.to_owned() };
    found.ok_or_else(|| failure.filter(|error| names(error, asked)).unwrap_or_else(nothing))
}

/// The paths that may be of that version, going by their names: those named after it first, and
/// scripts last, which are slow and may stand for any version.
fn by_likelihood(wanted: &str, paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let is_version = wanted.starts_with(|first: char| first.is_ascii_digit());
    let may_be = |path: &PathBuf| {
        let named = version_in_name(path);
        is_version && (continues(wanted, named) || continues(named, wanted))
    };
    let mut paths: Vec<_> = paths.filter(may_be).collect();
    paths.sort_by_cached_key(|path| (is_script(path), version_in_name(path) != wanted));
    paths
}

/// `3.12` in `python3.12`, nothing in `python`.
fn version_in_name(path: &Path) -> &str {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    name.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches('t')
}

/// `3.12.1` continues `3.12`, `3` and nothing, but not `3.1`.
fn continues(version: &str, beginning: &str) -> bool {
    let rest = version.strip_prefix(beginning);
    let cut = |rest: &str| rest.starts_with(|next: char| next.is_ascii_digit());
    rest.is_some_and(|rest| beginning.is_empty() || !cut(rest))
}

/// Whether what is broken has the name that was asked for: then the user has to hear of it.
fn names(error: &Unusable, asked: &str) -> bool {
    let Unusable::Broken { path, .. } = error else { return false };
    path.file_name() == Some(asked.as_ref()) || version_in_name(path) == asked
}

/// Every interpreter found, with what it says of itself or why it does not: the virtual
/// environment's, those on `PATH`, those of version managers; each once.
pub fn all() -> Vec<(PathBuf, Result<Interpreter, Unusable>)> {
    once_each(everywhere()).map(|path| (path.clone(), probe(&path))).collect()
}

fn everywhere() -> impl Iterator<Item = PathBuf> {
    virtual_environment().into_iter().chain(python_names_on_path()).chain(managed())
}

/// Links to one binary are one interpreter, unless a virtual environment makes the link.
fn once_each(paths: impl IntoIterator<Item = PathBuf>) -> impl Iterator<Item = PathBuf> {
    let mut seen = HashSet::new();
    paths.into_iter().filter(move |path| {
        let same = if is_in_environment(path) { None } else { path.canonicalize().ok() };
        seen.insert(same.unwrap_or_else(|| path.clone()))
    })
}

fn is_in_environment(path: &Path) -> bool {
    let above = path.parent().and_then(Path::parent);
    above.is_some_and(|directory| directory.join("pyvenv.cfg").exists())
}

fn on_path(name: &str) -> Vec<PathBuf> {
    which::which_all(name)
        .map(|paths| paths.map(|path| absolute(&path)).collect())
        .unwrap_or_default()
}

fn python_names_on_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).flat_map(|directory| pythons_in(&absolute(&directory))).collect()
}

/// What pyenv, uv and others have installed; `*` is a version.
fn managed() -> Vec<PathBuf> {
    let home = env::home_dir().unwrap_or_default();
    let root = |variable: &str, fallback: &str| {
        env::var_os(variable).map_or_else(|| home.join(fallback), PathBuf::from)
    };
    let roots = [
        root("PYENV_ROOT", ".pyenv").join("versions"),
        root("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python"),
        root("ASDF_DATA_DIR", ".asdf").join("installs/python"),
        root("MISE_DATA_DIR", ".local/share/mise").join("installs/python"),
        home.join(".rye/py"),
    ];
    let versions = roots.iter().flat_map(|root| entries(root));
    versions.flat_map(|version| pythons_in(&version.join("bin"))).collect()
}

/// `python`, `python3` and `python3.12`, but not `python3-config`; sorted.
fn pythons_in(directory: &Path) -> Vec<PathBuf> {
    let is_python = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let rest = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy"));
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.' || c == 't'))
    };
    entries(directory).into_iter().filter(is_python).collect()
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = directory.read_dir() else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }

    #[test]
    fn names_of_interpreters() {
        let directory = tempfile::tempdir().unwrap();
        let interpreters =
            ["pypy3.10", "python", "python2.7", "python3", "python3.13t", "python3.9"];
        let others = ["ipython", "python3-config", "python3.12-gdb.py", "pythonw", "pip3"];
        for name in interpreters.iter().chain(&others) {
            file(&directory.path().join(name));
        }
        assert_eq!(pythons_in(directory.path()), interpreters.map(|n| directory.path().join(n)));
        assert!(pythons_in(&directory.path().join("missing")).is_empty());
    }

    #[test]
    fn likely_names_first_scripts_last_others_never() {
        let directory = tempfile::tempdir().unwrap();
        let paths = |names: &[&str]| -> Vec<_> {
            names.iter().map(|name| directory.path().join(name)).collect()
        };
        let there = paths(&[
            "shims/python3.12",
            "shims/python",
            "python",
            "python2.7",
            "python3",
            "python3.1",
            "python3.11",
            "python3.12",
            "python3.12t",
        ]);
        for path in &there {
            file(path);
        }
        for shim in &there[..2] {
            fs::write(shim, "#!/bin/sh").unwrap();
        }
        let likely = |wanted| by_likelihood(wanted, there.iter().cloned());
        let of_3_12 = ["python3.12", "python3.12t", "python", "python3"];
        let shims = ["shims/python3.12", "shims/python"];
        assert_eq!(likely("3.12"), paths(&[&of_3_12[..], &shims].concat()));
        let of_3_12_1 = ["python", "python3", "python3.12", "python3.12t"];
        assert_eq!(likely("3.12.1"), paths(&[&of_3_12_1[..], &shims].concat()));
        assert_eq!(likely("3.14"), paths(&["python", "python3", "shims/python"]));
        assert!(likely("nothing").is_empty());
    }

    #[test]
    fn an_environment_is_known_by_where_its_link_stands() {
        let directory = tempfile::tempdir().unwrap();
        let python = directory.path().join("bin/python");
        file(&python);
        let path = directory.path().to_str().unwrap();
        let bare = Path::new(path).file_name().unwrap().to_str().unwrap();
        assert!(!is_in_environment(&python));
        assert!(looks_like_path(path) && !looks_like_path(bare) && !looks_like_path("3.12"));
        file(&directory.path().join("pyvenv.cfg"));
        assert!(is_in_environment(&python) && !is_in_environment(Path::new("python")));
        // A directory stands for the interpreter in it, which here is an empty file.
        let broken = choose(Some(path)).unwrap_err();
        assert!(matches!(&broken, Unusable::Broken { path, .. } if *path == python), "{broken}");
    }
}
