use std::collections::BTreeMap;

use super::{file, findings, index, known, walk};
use crate::html::assets::SCRIPT;
use crate::html::walk::PIECES;

/// The lines of an object in the script, as keys and values.
fn object<'a>(head: &str, split: char) -> BTreeMap<&'a str, Vec<&'a str>> {
    let (_, rest) = SCRIPT.split_once(head).unwrap();
    let (body, _) = rest.split_once('}').unwrap();
    let entries = body.split(split).filter_map(|entry| entry.split_once(": "));
    let value = |value: &'a str| {
        let values = value.trim_matches(['[', ']', ',', ' ', '\n']).split(", ");
        values.map(|value| value.trim_matches('"')).collect()
    };
    let key = |key: &'a str| key.trim_matches(['\n', ' ']).trim_matches('"');
    entries.map(|(name, values)| (key(name), value(values))).collect()
}

#[test]
fn the_script_reads_what_is_written() {
    let written = [
        file::Code::SCHEMA,
        file::Covering::SCHEMA,
        file::Place::SCHEMA,
        findings::Path::SCHEMA,
        findings::Site::SCHEMA,
        index::File::SCHEMA,
        index::Function::SCHEMA,
        known::Found::SCHEMA,
        walk::Around::SCHEMA,
        walk::Cached::SCHEMA,
        walk::Field::SCHEMA,
        walk::Handler::SCHEMA,
        walk::Item::SCHEMA,
        walk::Label::SCHEMA,
        walk::Span::SCHEMA,
        walk::Start::SCHEMA,
        walk::Step::SCHEMA,
        walk::Target::SCHEMA,
    ];
    let written: BTreeMap<_, _> =
        written.into_iter().map(|(table, columns)| (table, columns.to_vec())).collect();
    assert_eq!(object("const COLUMNS = {", '\n'), written);
}

#[test]
fn the_script_knows_the_pieces_of_lines() {
    let known = object("const PIECES = {", ',');
    assert_eq!(known.len(), PIECES.len());
    for (before, element) in PIECES {
        assert_eq!(known.get(before.to_string().as_str()), Some(&vec![element]), "{before:?}");
    }
}

#[test]
fn tables_are_columns() {
    let code = |name, id| file::Code { name, line: 1, id, length: 2 };
    let written = |rows| serde_json::to_string(&super::Table(rows)).unwrap();
    assert_eq!(written(Vec::<file::Code>::new()), "{}");
    let rows = vec![code("f".into(), None), code("g".into(), None)];
    assert_eq!(written(rows), r#"{"name":["f","g"],"line":[1,1],"length":[2,2]}"#);
    let rows = vec![code("f".into(), None), code("f".into(), Some("f~2".into()))];
    let expected = r#"{"name":["f","f"],"line":[1,1],"id":[null,"f~2"],"length":[2,2]}"#;
    assert_eq!(written(rows), expected);
}
