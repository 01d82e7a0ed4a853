//! Builds the two libraries that go into the user's interpreter, so that the binary can carry
//! them. Cargo has no stable way to depend on another crate's library file, so it is called again
//! here, into a target directory of its own that all profiles share.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

const LIBRARIES: [&str; 2] = ["preload", "host"];

fn main() {
    let workspace = Path::new(&variable("CARGO_MANIFEST_DIR")).join("../..");
    for part in ["preload", "host", "handoff", "files", "recording", "bytecode"] {
        println!("cargo:rerun-if-changed={}", workspace.join("crates").join(part).display());
    }
    println!("cargo:rerun-if-changed={}", workspace.join("Cargo.toml").display());

    let target = variable("TARGET");
    let directory = shared_target_directory();
    build(&workspace, &directory, &target);

    let (prefix, suffix) = if target.contains("windows") {
        ("", ".dll")
    } else if target.contains("apple") {
        ("lib", ".dylib")
    } else {
        ("lib", ".so")
    };
    let mut hash = Sha256::new();
    for library in LIBRARIES {
        let name = format!("{prefix}specialist_{library}{suffix}");
        let path = directory.join(&target).join("embedded").join(&name);
        let bytes = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{} was not built: {error}", path.display()));
        hash.update(&bytes);
        let copy = Path::new(&variable("OUT_DIR")).join(&name);
        std::fs::write(&copy, bytes).expect("OUT_DIR can be written");
        let upper = library.to_uppercase();
        println!("cargo:rustc-env=SPECIALIST_{upper}_PATH={}", copy.display());
        println!("cargo:rustc-env=SPECIALIST_{upper}_NAME={name}");
    }
    println!("cargo:rustc-env=SPECIALIST_LIBRARIES_HASH={:.16}", hex::encode(hash.finalize()));
}

fn build(workspace: &Path, directory: &Path, target: &str) {
    let mut cargo = Command::new(variable("CARGO"));
    cargo.arg("build").args(["--profile", "embedded", "--target", target]);
    cargo.arg("--target-dir").arg(directory).current_dir(workspace);
    for library in LIBRARIES {
        cargo.args(["-p", &format!("specialist-{library}")]);
    }
    // The outer cargo may be clippy, measure coverage or fuzz; none of it concerns these libraries.
    for name in ["RUSTC_WORKSPACE_WRAPPER", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "CLIPPY_ARGS"] {
        cargo.env_remove(name);
    }
    // The stable ABI needs no Python to build against.
    cargo.env("PYO3_NO_PYTHON", "1");
    let status = cargo.status().expect("cargo, which runs this script, can be run again");
    assert!(status.success(), "the libraries for the interpreter could not be built");
}

/// `target/embedded-libraries`: `OUT_DIR` is `target/[TRIPLE/]PROFILE/build/PACKAGE/out`.
fn shared_target_directory() -> PathBuf {
    let out = PathBuf::from(variable("OUT_DIR"));
    let profile = out.ancestors().nth(3).expect("OUT_DIR lies deep in the target directory");
    profile.parent().unwrap_or(profile).join("embedded-libraries")
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
