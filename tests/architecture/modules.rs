//! In every crate modules need each other in one direction: at each level, the files and folders of one
//! folder. What a folder's own file (`mod.rs`, `lib.rs`) defines is what they share, and its place is
//! above or below them as it likes. The library inside the interpreter has an order besides.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::slice::from_ref;

use super::source::{Path, Source};
use super::{files, root};

/// The modules of `host` from the one that needs most to the one that needs none.
const ORDER: [&str; 9] = [
    "hook",
    "process",
    "record",
    "sampler",
    "observer",
    "probe",
    "interpreter",
    "resources",
    "fork",
];

/// Modules that need each other in a circle still, by the folder they are in.
const CIRCLES: &str = "\
check: finding hot locator ratio troubled
host::record: functions names
host::sampler: forms table
sites: heat view
source: calls comments heads outline walk
";

/// The modules of a crate by their paths; the crate's own file has none.
type Modules = BTreeMap<Path, Source>;

/// Which nodes each needs.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// Without those that are there for tests.
fn modules(name: &str) -> Modules {
    let sources = root().join("crates").join(name).join("src");
    let mut modules = Modules::new();
    for file in files(&sources) {
        let inside = file.strip_prefix(&sources).unwrap().with_extension("");
        if file.extension().is_some_and(|extension| extension == "rs") {
            let mut path: Path =
                inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            path.pop_if(|last| ["mod", "lib", "main"].contains(&&**last));
            modules.insert(path, Source::read(&fs::read_to_string(&file).unwrap()));
        }
    }
    let tests =
        modules.iter().flat_map(|(path, source)| source.tests.iter().map(|name| below(path, name)));
    let tests: Vec<Path> = tests.collect();
    modules.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
    modules
}

/// The path of what is in a module.
fn below(module: &[String], name: &String) -> Path {
    [module, from_ref(name)].concat()
}

/// The module in which what a path names is defined, where that is in the crate: names are followed
/// to where they come from, however often they are imported.
fn defined(modules: &Modules, at: &[String], path: &[String], steps: usize) -> Option<Path> {
    let steps = steps.checked_sub(1)?;
    let (first, rest) = path.split_first()?;
    let (mut here, mut rest) = match first.as_str() {
        "crate" => (Path::new(), rest),
        "self" => (at.to_vec(), rest),
        "super" => (at[..at.len().checked_sub(1)?].to_vec(), rest),
        _ if modules.contains_key(&below(at, first)) => (at.to_vec(), path),
        _ => {
            let (from, _) = modules[at].uses.iter().find(|(_, name)| name == first)?;
            return if from == path { None } else { defined(modules, at, from, steps) };
        }
    };
    while let Some((word, after)) = rest.split_first() {
        let inside = below(&here, word);
        if word == "super" {
            here.pop();
        } else if modules.contains_key(&inside) {
            here = inside;
        } else {
            let imported = imported(modules, &here, word, steps);
            return Some(imported.unwrap_or(here));
        }
        rest = after;
    }
    Some(here)
}

/// Where a name comes from that a module does not define.
fn imported(modules: &Modules, here: &[String], word: &str, steps: usize) -> Option<Path> {
    let source = modules.get(here)?;
    if source.items.contains(word) {
        return None;
    }
    let named = source.uses.iter().find(|(_, name)| name == word);
    if let Some((from, _)) = named {
        return defined(modules, here, from, steps);
    }
    let all = source.uses.iter().filter(|(_, name)| name == "*");
    let mut all = all.filter_map(|(from, _)| defined(modules, here, from, steps));
    all.find(|from| modules.get(from).is_some_and(|source| source.items.contains(word)))
}

/// Which modules each module needs.
fn needs(modules: &Modules) -> BTreeSet<(&Path, Path)> {
    let named = modules.iter().flat_map(|(at, source)| {
        let paths = source.uses.iter().map(|(path, _)| path).chain(&source.paths);
        paths.filter_map(move |path| Some((at, defined(modules, at, path, 12)?)))
    });
    named.filter(|(at, to)| *at != to).collect()
}

/// What the files and folders of a folder need of each other.
fn level(needs: &BTreeSet<(&Path, Path)>, folder: &[String]) -> Edges {
    let node = |path: &Path| path.strip_prefix(folder)?.first().cloned();
    let mut edges = Edges::new();
    for (at, to) in needs {
        if let (Some(from), Some(to)) = (node(at), node(to)) {
            edges.entry(to.clone()).or_default();
            edges.entry(from.clone()).or_default().extend((from != to).then_some(to));
        }
    }
    edges
}

/// Sets of nodes that each need all others of their set.
fn circles(edges: &Edges) -> BTreeSet<BTreeSet<String>> {
    let reached = |from: &String| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            open.extend(edges[node].iter().filter(|next| reached.insert((*next).clone())));
        }
        reached
    };
    let all: BTreeMap<&String, BTreeSet<String>> =
        edges.keys().map(|node| (node, reached(node))).collect();
    let circle = |(node, reaches): (&&String, &BTreeSet<String>)| {
        let back = reaches.iter().filter(|other| all[other].contains(*node));
        back.cloned().collect::<BTreeSet<_>>()
    };
    all.iter().map(circle).filter(|circle| circle.len() > 1).collect()
}

#[test]
fn modules_need_each_other_in_one_direction() {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let modules = modules(&name);
        let needs = needs(&modules);
        let folders: BTreeSet<&[String]> =
            modules.keys().filter_map(|path| Some(path.split_last()?.1)).collect();
        for folder in folders {
            let place = [from_ref(&name), folder].concat().join("::");
            let circles = circles(&level(&needs, folder)).into_iter();
            found.extend(
                circles.map(|all| {
                    format!("{place}: {}", all.into_iter().collect::<Vec<_>>().join(" "))
                }),
            );
        }
    }
    let known: BTreeSet<String> = CIRCLES.lines().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(new.is_empty(), "these need each other in a circle: {new:#?}; and no more {gone:#?}");
    assert!(gone.is_empty(), "these are untied; take them out of the list: {gone:#?}");
}

#[test]
fn modules_of_the_host_are_in_order() {
    let modules = modules("host");
    let edges = level(&needs(&modules), &[]);
    let known: BTreeSet<&str> = edges.keys().map(String::as_str).collect();
    assert_eq!(known, BTreeSet::from(ORDER), "a module has no place in the order");
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap();
    for (module, needs) in &edges {
        let upwards: Vec<_> = needs.iter().filter(|name| place(name) < place(module)).collect();
        assert!(upwards.is_empty(), "{module} needs {upwards:?}, which stand above it");
    }
}

/// Whoever has code objects and their sources gets a recording, with no process and no interpreter.
#[test]
fn recordings_are_assembled_without_a_way_in() {
    let modules = modules("engine");
    let edges = level(&needs(&modules), &[]);
    let mut needed = BTreeSet::from(["assemble"]);
    let mut open = vec!["assemble"];
    while let Some(module) = open.pop() {
        let new = edges[module].iter().filter(|next| needed.insert(next.as_str()));
        open.extend(new.map(String::as_str));
    }
    for way in ["launch", "family", "interpreter", "libraries"] {
        assert!(edges.contains_key(way), "the engine has no module {way}");
        assert!(!needed.contains(way), "assemble needs {way}");
    }
}

/// A circle through a name that the crate's own file hands on, and a child in need of its siblings.
#[test]
fn circles_are_found() {
    let sources = [
        ("", "mod a; mod b; mod c; pub use b::B;"),
        ("a", "use crate::B; pub fn a() {}"),
        ("b", "pub struct B; fn b() { super::a::a() }"),
        ("c", "use crate::a::a; fn c() { d::d() } mod d; #[cfg(test)] mod tests;"),
        ("c::d", "use super::super::b::B; use super::c; pub fn d() {}"),
    ];
    let path = |name: &str| -> Path {
        name.split("::").filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let modules = sources.map(|(name, source)| (path(name), Source::read(source)));
    let modules = Modules::from(modules);
    let edges = level(&needs(&modules), &[]);
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(edges["c"], of(&["a", "b"]));
    assert_eq!(circles(&edges), BTreeSet::from([of(&["a", "b"])]));
}
