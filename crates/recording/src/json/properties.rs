//! What holds for all JSON: it is refused or it is a recording, and what is written of that is read as
//! the same.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::{read, write};
use crate::combine::properties::any_recording;
use crate::{Combined, Paths, Recording};

/// Names and texts that mean something somewhere in a recording.
const WORDS: [&str; 24] = [
    "schema",
    "specialist/recording",
    "version",
    "files",
    "code",
    "instructions",
    "offset",
    "opcode",
    "state",
    "failing",
    "span",
    "cache",
    "counter",
    "history",
    "at",
    "operands",
    "seen",
    "types",
    "facts",
    "reason",
    "message",
    "exception",
    "é日\0\u{2028}",
    "",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-2..300_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(&WORDS[..]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let object = btree_map(select(&WORDS[..]), inner.clone(), 0..4);
        let object = object.prop_map(|fields: BTreeMap<&str, Value>| {
            fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
        });
        prop_oneof![vec(inner, 0..4).prop_map(Value::from), object.prop_map(Value::Object)]
    })
}

/// A recording of each kind: of one process, of several, and of a program that ran.
fn any_document() -> impl Strategy<Value = Value> {
    let several = |recording: Recording| {
        let mut combined = Combined::new(Paths::default(), "/");
        for _ in 0..2 {
            combined.add(recording.clone()).unwrap();
        }
        combined.finish().unwrap()
    };
    let parsed = |recording: Recording| serde_json::from_slice(&written(&recording)).unwrap();
    prop_oneof![
        any_recording().prop_map(parsed),
        any_recording().prop_map(several).prop_map(parsed),
        Just(recorded()),
    ]
}

/// A few instructions of a fixture.
fn recorded() -> Value {
    let text = include_str!("../../../../fixtures/programs/recordings/columns/3.13.json");
    let mut document: Value = serde_json::from_str(text).unwrap();
    let code = document["files"][0]["code"].as_array_mut().unwrap();
    code.truncate(2);
    for code in code {
        code["instructions"].as_array_mut().unwrap().truncate(10);
    }
    document
}

/// Where each value in a document is, itself included.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                self::places(item, &format!("{at}/{index}"), places);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                self::places(field, &format!("{at}/{name}"), places);
            }
        }
        _ => {}
    }
}

fn put(document: &mut Value, at: Index, other: Value) {
    let mut all = Vec::new();
    places(document, "", &mut all);
    // Names with a slash are no pointers.
    if let Some(value) = document.pointer_mut(at.get::<String>(&all)) {
        *value = other;
    }
}

fn written(recording: &Recording) -> Vec<u8> {
    let mut text = Vec::new();
    write(recording, &mut text).unwrap();
    text
}

/// Whether it is a recording, which then stays the same.
fn is_read(text: &[u8]) -> bool {
    let Ok(recording) = read(text) else { return false };
    let text = written(&recording);
    let again = read(&text).expect("it was written by us");
    assert_eq!(again, recording);
    assert_eq!(written(&again), text);
    true
}

proptest! {
    #[test]
    fn any_json_is_refused_or_read(value in any_value()) {
        is_read(value.to_string().as_bytes());
    }

    #[test]
    fn a_changed_recording_is_refused_or_read(
        document in any_document(),
        changes in vec((any::<Index>(), any_value()), 0..4),
    ) {
        let mut document = document;
        let is_whole = changes.is_empty();
        for (at, other) in changes {
            put(&mut document, at, other);
        }
        prop_assert!(is_read(document.to_string().as_bytes()) || !is_whole);
    }

    #[test]
    fn a_damaged_text_is_refused_or_read(
        document in any_document(),
        changes in vec((any::<Index>(), 0..9_usize, vec(any::<u8>(), 0..9)), 1..4),
    ) {
        let mut text = document.to_string().into_bytes();
        for (at, length, other) in changes {
            let start = at.index(text.len() + 1);
            let end = text.len().min(start + length);
            text.splice(start..end, other);
        }
        is_read(&text);
    }
}
