//! Where interpreters lie.

use std::collections::HashSet;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use bytecode::Version;

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

/// `3.12`, `3.12.1`, `python3.12`, `pypy3`: by name on `PATH`, else by version among all.
fn named(asked: &str) -> Result<Interpreter, Unusable> {
    let is_version = asked.starts_with(|first: char| first.is_ascii_digit());
    let name = if is_version { format!("python{asked}") } else { asked.to_owned() };
    let mut failure = None;
    for path in on_path(&name) {
        match probe(&path) {
            Ok(interpreter) => return Ok(interpreter),
            // A version manager's script stands there for versions that are not switched on.
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    let wanted = asked.trim_start_matches("python");
    let fits = |interpreter: &Interpreter| {
        let rest = interpreter.version.strip_prefix(wanted);
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    let found = all().into_iter().filter_map(|(_, found)| found.ok()).find(fits);
    found.ok_or_else(|| failure.unwrap_or(Unusable::NotFound { asked: asked.to_owned() }))
}

/// Every interpreter found, with what it says of itself or why it does not: the virtual
/// environment's, those on `PATH`, those of version managers; each once.
pub fn all() -> Vec<(PathBuf, Result<Interpreter, Unusable>)> {
    let mut seen = HashSet::new();
    let paths = virtual_environment().into_iter().chain(python_names_on_path()).chain(managed());
    let fresh = paths.filter(|path| {
        // Links to one binary are one interpreter, unless a virtual environment makes the link.
        let same = if is_in_environment(path) { None } else { path.canonicalize().ok() };
        seen.insert(same.unwrap_or_else(|| path.clone()))
    });
    fresh.map(|path| (path.clone(), probe(&path))).collect()
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
