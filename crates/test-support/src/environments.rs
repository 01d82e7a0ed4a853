//! Virtual environments with packages from PyPI.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use bytecode::Version;

/// The interpreter of a virtual environment with these packages, each as `name==version`. It is
/// created below `directory` unless it already exists. `None` if that fails; a line on standard
/// error says so.
///
/// # Panics
/// If it fails and `SPECIALIST_REQUIRE_ALL` is set; and as for [`python`](crate::python).
pub fn environment(version: Version, directory: &Path, packages: &[&str]) -> Option<PathBuf> {
    let python = crate::python(version)?;
    let home = directory.join(format!("{version}-{}", packages.join("-").replace("==", "-")));
    fs::create_dir_all(directory).ok()?;
    // Several tests need the same one.
    let lock = File::create(home.with_extension("lock")).ok()?;
    lock.lock().ok()?;
    let inside = home.join("bin/python");
    if !home.join("ready").exists() {
        if let Err(why) = make(python, &home, packages) {
            let required = std::env::var_os("SPECIALIST_REQUIRE_ALL").is_some();
            let packages = packages.join(", ");
            assert!(!required, "{packages} for Python {version} cannot be installed: {why}");
            eprintln!("skipped: {packages} for Python {version} cannot be installed: {why}");
            return None;
        }
        File::create(home.join("ready")).ok()?;
    }
    Some(inside)
}

fn make(python: &Path, home: &Path, packages: &[&str]) -> Result<(), String> {
    let _ = fs::remove_dir_all(home);
    run(Command::new(python).args(["-m", "venv", "--without-pip"]).arg(home))?;
    install(&home.join("bin/python"), packages)
}

/// Installs packages, or wheels, for the interpreter of a virtual environment.
///
/// # Errors
/// The output of pip.
pub fn install(python: &Path, packages: &[&str]) -> Result<(), String> {
    // Some interpreters have no pip of their own, but any pip can install for any interpreter.
    let mut pips = Version::ALL.into_iter().filter_map(crate::python);
    let pip = pips.find(|pip| run(Command::new(pip).args(["-m", "pip", "--version"])).is_ok());
    let mut install = Command::new(pip.ok_or("no interpreter has pip")?);
    install.args(["-m", "pip", "--disable-pip-version-check", "--python"]).arg(python);
    run(install.args(["install", "--quiet", "--force-reinstall"]).args(packages))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(said.trim().to_owned()) }
}
