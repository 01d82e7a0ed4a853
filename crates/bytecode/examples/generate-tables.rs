//! Generates the Rust tables of all instruction sets from the files in `data`:
//!
//! ```sh
//! cargo run -p specialist-bytecode --example generate-tables
//! ```
//!
//! It needs only those files, not the crate, so it can also replace a damaged table.

#[path = "generate-tables/stack.rs"]
mod stack;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;

/// The files in `data` that are not dumps.
const OVERRIDES: &str = "overrides.json";
const GUARDS: &str = "guards.json";
const STACK: &str = "stack.json";

/// The output of `scripts/dump-opcodes.py`.
#[derive(Deserialize)]
struct Dump {
    python: String,
    opcodes: Vec<DumpedOpcode>,
    families: HashMap<String, Vec<String>>,
    caches: BTreeMap<String, Cache>,
}

#[derive(Deserialize)]
struct DumpedOpcode {
    number: u8,
    name: String,
    /// Absent if it is that of the base opcode.
    operand: Option<Operand>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Operand {
    None,
    Number,
    HighBits,
    Const,
    Local,
    LocalPair,
    Jump,
    JumpBack,
    JumpSource,
    Name { shift: u8, marks: Vec<(u8, String)> },
    Word { shift: u8, marks: Vec<(u8, String)>, words: Vec<String> },
    Flags(Vec<String>),
}

/// Names and lengths of the fields.
type Cache = Vec<(String, u8)>;

/// A fact that no dump has, for certain opcodes and versions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    /// For the reader of the file.
    #[serde(rename = "reason")]
    _reason: String,
    from: String,
    /// The last version; absent if it still holds for the newest.
    to: Option<String>,
    opcodes: Vec<String>,
    kind: Option<String>,
    covers: Option<u8>,
    #[serde(default)]
    gives_up: bool,
    cache: Option<Cache>,
}

/// What specialized forms are for, or find. A form that a version does not have does no harm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Guard {
    /// A description of what they are for, if their cache does not say it.
    #[serde(rename = "guard")]
    words: Option<String>,
    /// The attribute that they found in a class: `the name` in their operand, or always this one.
    finds: Option<String>,
    forms: Vec<String>,
    /// The first and the last version; absent if it holds for all.
    from: Option<String>,
    to: Option<String>,
}

fn holds(from: Option<&str>, to: Option<&str>, version: u32) -> bool {
    (from.map_or(0, minor)..=to.map_or(u32::MAX, minor)).contains(&version)
}

/// The minor number of `3.NN`.
fn minor(version: &str) -> u32 {
    let number = version.strip_prefix("3.").and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("{version:?} is not 3.NN"))
}

/// One version: its dump, the overrides that hold for it, and what follows from both.
struct Table {
    minor: u32,
    dump: Dump,
    overrides: Vec<Override>,
    guards: Vec<Guard>,
    /// Maps a form to the opcode it is a form of.
    base: HashMap<String, String>,
}

impl Table {
    fn new(minor: u32, dump: Dump, data: &Path) -> Self {
        let mut overrides: Vec<Override> = read(&data.join(OVERRIDES));
        overrides.retain(|entry| holds(Some(&entry.from), entry.to.as_deref(), minor));
        let mut guards: Vec<Guard> = read(&data.join(GUARDS));
        guards.retain(|entry| holds(entry.from.as_deref(), entry.to.as_deref(), minor));
        let known: Vec<&str> = dump.opcodes.iter().map(|opcode| opcode.name.as_str()).collect();
        for name in overrides.iter().flat_map(|entry| &entry.opcodes) {
            assert!(known.contains(&name.as_str()), "3.{minor} has no {name} to override");
        }
        let forms = dump.families.iter().flat_map(|(family, forms)| {
            forms.iter().map(move |form| (form.clone(), family.clone()))
        });
        let hidden = known.iter().filter_map(|name| {
            let hidden = name.strip_prefix("INSTRUMENTED_")?;
            known.contains(&hidden).then(|| ((*name).to_owned(), hidden.to_owned()))
        });
        let base = forms.chain(hidden).collect();
        Self { minor, dump, overrides, guards, base }
    }

    fn base<'a>(&'a self, name: &'a str) -> &'a str {
        self.base.get(name).map_or(name, String::as_str)
    }

    /// The opcode of every number, and its base.
    fn with_bases(&self) -> Vec<Option<[String; 2]>> {
        let named = |number| self.dump.opcodes.iter().find(|opcode| opcode.number == number);
        let with_base = |name: &String| [name.clone(), self.base(name).to_owned()];
        (0..=u8::MAX).map(|number| named(number).map(|opcode| with_base(&opcode.name))).collect()
    }

    fn overridden<T>(&self, name: &str, field: impl Fn(&Override) -> Option<T>) -> Option<T> {
        let mut named =
            self.overrides.iter().filter(|entry| entry.opcodes.iter().any(|o| o == name));
        named.find_map(field)
    }

    /// The name of the variant of `Kind`.
    fn kind(&self, name: &str) -> String {
        if let Some(kind) = self.overridden(name, |entry| entry.kind.clone()) {
            let (first, rest) = kind.split_at(1);
            return first.to_uppercase() + rest;
        }
        let is_specialized = |form: &String| self.kind(form) == "Specialized";
        let kind = match self.dump.families.get(name) {
            _ if name.starts_with("INSTRUMENTED_") => "Instrumented",
            Some(forms) if forms.iter().any(is_specialized) => "Family",
            _ if !self.base.contains_key(name) => "Plain",
            _ if name.ends_with("_ADAPTIVE") => "Adaptive",
            _ if name.contains("__") => "Superinstruction",
            _ => "Specialized",
        };
        kind.to_owned()
    }

    fn covers(&self, name: &str) -> u8 {
        let two_in_one = u8::from(self.kind(name) == "Superinstruction");
        self.overridden(name, |entry| entry.covers).unwrap_or(two_in_one)
    }

    /// The opcode whose cache this one has, if any.
    fn cache_of<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        [name, self.base(name)].into_iter().find(|name| self.cache(name).is_some())
    }

    /// The cache that is defined for an opcode under its own name.
    fn cache(&self, name: &str) -> Option<Cache> {
        let overridden = self.overridden(name, |entry| entry.cache.clone());
        overridden.or_else(|| self.dump.caches.get(name).cloned())
    }

    /// What the overrides say about a form. Two entries for one form are a mistake.
    fn said<'a>(&'a self, name: &str, what: fn(&Guard) -> Option<&String>) -> Option<&'a str> {
        let of_form = self.guards.iter().filter(|entry| entry.forms.iter().any(|f| f == name));
        let mut said = of_form.filter_map(what).map(String::as_str);
        let first = said.next();
        assert!(said.next().is_none(), "3.{} has two guards for {name}", self.minor);
        first
    }

    fn operand(&self, base: &str) -> &Operand {
        let described = self.dump.opcodes.iter().find(|opcode| opcode.name == base);
        described.and_then(|opcode| opcode.operand.as_ref()).unwrap_or(&Operand::None)
    }

    /// Operands and caches that opcodes share, under the names the rows use.
    fn constants(&self) -> String {
        let mut constants = String::new();
        let mut names: Vec<&str> = self.dump.opcodes.iter().map(|o| o.name.as_str()).collect();
        names.sort_unstable();
        for name in names {
            if let long @ (Operand::Word { .. } | Operand::Flags(_)) = self.operand(name) {
                let operand = operand_to_rust(long);
                writeln!(constants, "const {name}_OPERAND: Operand = {operand};")
                    .expect("a string");
            }
            if let Some(cache) = self.cache(name) {
                let cache = cache_to_rust(&cache);
                writeln!(constants, "const {name}_CACHE: &[CacheField] = &[{cache}];")
                    .expect("a string");
            }
        }
        constants
    }

    /// The fields of one row that differ from `BLANK`.
    fn row(&self, number: u8) -> String {
        let Some(DumpedOpcode { name, .. }) =
            self.dump.opcodes.iter().find(|opcode| opcode.number == number)
        else {
            return format!("number: {number}, name: \"<{number}>\", base: \"<{number}>\"");
        };
        let base = self.base(name);
        let mut row = format!("number: {number}, name: {name:?}, base: {base:?}");
        write!(row, ", kind: Kind::{}", self.kind(name)).expect("a string");
        match self.operand(base) {
            Operand::None => {}
            Operand::Word { .. } | Operand::Flags(_) => {
                write!(row, ", operand: {base}_OPERAND").expect("a string");
            }
            short => write!(row, ", operand: {}", operand_to_rust(short)).expect("a string"),
        }
        if let Some(cache) = self.cache_of(name) {
            write!(row, ", cache: {cache}_CACHE").expect("a string");
        }
        if let covers @ 1.. = self.covers(name) {
            write!(row, ", covers: {covers}").expect("a string");
        }
        if self.overridden(name, |entry| entry.gives_up.then_some(())).is_some() {
            row += ", gives_up: true";
        }
        if let Some(guard) = self.said(name, |entry| entry.words.as_ref()) {
            write!(row, ", guard: Some({guard:?})").expect("a string");
        }
        match self.said(name, |entry| entry.finds.as_ref()) {
            Some("the name") => row += ", finds: Finds::Name",
            Some(special) => write!(row, ", finds: Finds::Special({special:?})").expect("a string"),
            None => {}
        }
        row
    }

    fn to_rust(&self) -> String {
        let Self { minor, dump: Dump { python, .. }, .. } = self;
        let constants = self.constants();
        let rows = (0..=u8::MAX).fold(String::new(), |mut rows, number| {
            writeln!(rows, "        Opcode {{ {}, ..BLANK }},", self.row(number))
                .expect("a string");
            rows
        });
        format!(
            "//! The instruction set of 3.{minor}, dumped from {python}.
//!
//! Do not edit: made by `cargo run -p specialist-bytecode --example generate-tables`.

use crate::Version;
use crate::instruction_set::{{BLANK, CacheField, Finds, InstructionSet, Kind, Mark, Opcode, Operand}};

{constants}
pub(crate) static V3_{minor}: InstructionSet = InstructionSet {{
    version: Version::V3_{minor},
    python: {python:?},
    opcodes: [
{rows}    ],
}};
"
        )
    }
}

fn operand_to_rust(operand: &Operand) -> String {
    let marks = |marks: &[(u8, String)]| {
        let marks: Vec<String> = marks
            .iter()
            .map(|(mask, text)| format!("Mark {{ mask: {mask}, text: {text:?} }}"))
            .collect();
        format!("&[{}]", marks.join(", "))
    };
    match operand {
        Operand::None => "Operand::None".to_owned(),
        Operand::Number => "Operand::Number".to_owned(),
        Operand::HighBits => "Operand::HighBits".to_owned(),
        Operand::Const => "Operand::Const".to_owned(),
        Operand::Local => "Operand::Local".to_owned(),
        Operand::LocalPair => "Operand::LocalPair".to_owned(),
        Operand::Jump => "Operand::Jump".to_owned(),
        Operand::JumpBack => "Operand::JumpBack".to_owned(),
        Operand::JumpSource => "Operand::JumpSource".to_owned(),
        Operand::Name { shift, marks: flags } => {
            format!("Operand::Name {{ shift: {shift}, marks: {} }}", marks(flags))
        }
        Operand::Word { shift, marks: flags, words } => format!(
            "Operand::Word {{ shift: {shift}, marks: {}, words: &{words:?} }}",
            marks(flags)
        ),
        Operand::Flags(names) => format!("Operand::Flags(&{names:?})"),
    }
}

fn cache_to_rust(cache: &Cache) -> String {
    let fields: Vec<String> = cache
        .iter()
        .map(|(name, units)| format!("CacheField {{ name: {name:?}, units: {units} }}"))
        .collect();
    fields.join(", ")
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The path and the text of every generated file.
pub(crate) fn tables(package: &Path) -> Vec<(PathBuf, String)> {
    let data = package.join("data");
    let mut minors: Vec<u32> = fs::read_dir(&data)
        .expect("the directory of the data files")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .filter(|name| ![OVERRIDES, GUARDS, STACK].contains(&name.as_str()))
        .map(|name| minor(name.trim_end_matches(".json")))
        .collect();
    minors.sort_unstable();
    let generated = package.join("src/generated");
    let mut files = vec![(generated.join("mod.rs"), module(&minors))];
    let mut opcodes = Vec::new();
    files.extend(minors.into_iter().map(|minor| {
        let dump = read(&data.join(format!("3.{minor}.json")));
        let table = Table::new(minor, dump, &data);
        opcodes.push((minor, table.with_bases()));
        (generated.join(format!("v3_{minor}.rs")), table.to_rust())
    }));
    let effects = stack::module(&read::<Vec<_>>(&data.join(STACK)), &opcodes);
    files.push((generated.join("stack.rs"), effects));
    files
}

/// The module that holds the tables.
fn module(minors: &[u32]) -> String {
    let lines = |line: fn(&u32) -> String| minors.iter().map(line).collect::<String>();
    format!(
        "//! The instruction sets, made from the files in `data`.
//!
//! Do not edit: made by `cargo run -p specialist-bytecode --example generate-tables`.

pub(crate) mod stack;
{}
{}",
        lines(|minor| format!("mod v3_{minor};\n")),
        lines(|minor| format!("pub(crate) use v3_{minor}::V3_{minor};\n")),
    )
}

fn main() -> io::Result<()> {
    for (path, table) in tables(Path::new(env!("CARGO_MANIFEST_DIR"))) {
        fs::write(path, table)?;
    }
    Ok(())
}
