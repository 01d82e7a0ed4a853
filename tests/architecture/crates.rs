//! That ARCHITECTURE.md draws the crates as they are.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// A crate, and the crates of the workspace that it depends on.
type Row = (String, BTreeSet<String>);

/// The rows of the table below "Arrows between crates", in its order.
fn drawn(page: &str) -> Vec<Row> {
    let table = page.lines().skip_while(|line| *line != "| crate | depends on |").skip(2);
    let rows = table.map_while(|line| line.strip_prefix("| ")?.strip_suffix('|')?.split_once('|'));
    // What stands between backquotes is a name.
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.flat_map(|(name, depends)| {
        let all: Vec<String> = names(name);
        all.into_iter().map(move |name| (name, names(depends).into_iter().collect()))
    })
    .collect()
}

/// The packages of the workspace, tests' dependencies apart.
fn built() -> BTreeSet<Row> {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(super::root())
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|package| (short(&package["name"]), depends(package))).collect()
}

fn depends(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().unwrap().iter();
    let ours = all.filter(|it| it["kind"] != "dev" && it["path"].is_string());
    ours.map(|it| short(&it["name"])).collect()
}

/// The name that the code uses.
fn short(package: &Value) -> String {
    let name = package.as_str().unwrap();
    name.strip_prefix("specialist-").unwrap_or(name).to_owned()
}

#[test]
fn the_table_matches_the_crates() {
    let drawn = drawn(include_str!("../../ARCHITECTURE.md"));
    let built = built();
    assert!(built.len() > 10, "cargo names few crates: {built:?}");
    let page: BTreeSet<Row> = drawn.iter().cloned().collect();
    let missing: Vec<_> = built.difference(&page).collect();
    let wrong: Vec<_> = page.difference(&built).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "ARCHITECTURE.md lacks {missing:?}\nand has instead {wrong:?}"
    );
    assert_eq!(drawn.len(), built.len(), "a crate has two rows");
}

#[test]
fn a_crate_depends_on_those_above_it() {
    let drawn = drawn(include_str!("../../ARCHITECTURE.md"));
    let mut above = BTreeSet::new();
    for (name, depends) in drawn {
        let others: Vec<_> = depends.difference(&above).collect();
        assert!(others.is_empty(), "{name} depends on {others:?}, which stand below it");
        above.insert(name);
    }
}
