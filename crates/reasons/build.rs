//! Collects the pages in `rules/` into a table: a `static` for each rule, named after its code, and
//! `ALL`. A page that is not well formed fails the build.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The front matter between the two `+++` lines at the start of a page.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    code: String,
    name: String,
    summary: String,
    families: Vec<String>,
    first: String,
    last: Option<String>,
    avoidable: bool,
    message: String,
}

fn main() {
    println!("cargo:rerun-if-changed=rules");
    let mut pages: Vec<PathBuf> = fs::read_dir("rules")
        .expect("rules/")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    pages.sort();
    let (mut statics, mut all) = (String::new(), String::new());
    for page in &pages {
        let text = fs::read_to_string(page).expect("a page");
        let front = front(page, &text);
        writeln!(all, "    &{},", front.code).expect("a string");
        statics.push_str(&row(page, &front));
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules.rs");
    let table =
        format!("{statics}\n/// Every rule, by code.\npub static ALL: &[&Rule] = &[\n{all}];\n");
    fs::write(out, table).expect("OUT_DIR can be written");
}

fn front(page: &Path, text: &str) -> Front {
    let shown = page.display();
    let front = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (front, body) = front.unwrap_or_else(|| panic!("{shown} has no front matter"));
    let front: Front = toml::from_str(front).unwrap_or_else(|error| panic!("{shown}: {error}"));
    assert_eq!(page.file_stem().and_then(|stem| stem.to_str()), Some(&*front.code), "{shown}");
    assert!(body.starts_with("\n# "), "{shown}: the page begins with its title");
    for section in ["\n## Why\n", "\n## What to change\n"] {
        assert!(body.contains(section), "{shown} lacks the section {section:?}");
    }
    front
}

fn row(page: &Path, front: &Front) -> String {
    let Front { code, name, summary, families, avoidable, message, .. } = front;
    let version = |text: &str| format!("bytecode::Version::V{}", text.replace('.', "_"));
    let last =
        front.last.as_deref().map_or("None".into(), |last| format!("Some({})", version(last)));
    format!(
        "/// {name}: {}\npub static {code}: Rule = Rule {{ code: {code:?}, name: {name:?}, \
         summary: {summary:?}, families: &{families:?}, first: {}, last: {last}, \
         avoidable: {avoidable}, message: {message:?}, \
         source: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})) }};\n",
        // Brackets would be links.
        summary.replace('[', "\\["),
        version(&front.first),
        // Not the absolute path, so that the project can be moved.
        format!("/{}", page.to_str().expect("a path in UTF-8")),
    )
}
