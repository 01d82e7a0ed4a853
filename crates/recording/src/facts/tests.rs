use super::*;

/// Facts as they stand in a recording.
fn read(json: &str) -> Facts {
    serde_json::from_str(json).expect("facts")
}

#[test]
fn what_is_known_is_typed() {
    let facts = read(
        r#"[["arguments","2"],["expects","1 to 3"],["flags","FASTCALL|KEYWORDS"],["shared","no"]]"#,
    );
    assert_eq!(facts.arguments(), Some(&2));
    assert_eq!(facts.expects(), Some(&Expects { least: 1, most: 3 }));
    assert_eq!(facts.flags(), Some(&(MethodFlags::FASTCALL | MethodFlags::KEYWORDS)));
    assert_eq!(facts.shared(), Some(&false));
    assert!(!facts.has_unknown_value());
}

/// Recordings of other versions of specialist, and those that nobody made.
#[test]
fn what_is_not_known_stays_as_it_is() {
    for pair in [
        r#"["owner","instance"]"#,
        r#"["owner","spaceship"]"#,
        r#"["phase of the moon","full"]"#,
        r#"["arguments","007"]"#,
        r#"["arguments","-1"]"#,
        r#"["expects","2 to 2"]"#,
        r#"["flags","KEYWORDS|FASTCALL"]"#,
        r#"["flags",""]"#,
        r#"["subclass",""]"#,
        r#"["lazy","no"]"#,
        r#"["",""]"#,
    ] {
        let json = format!("[{pair}]");
        assert_eq!(serde_json::to_string(&read(&json)).expect("JSON"), json);
    }
    assert!(read(r#"[["owner","spaceship"]]"#).has_unknown_value());
    assert!(!read(r#"[["phase of the moon","full"]]"#).has_unknown_value());
    assert_eq!(read(r#"[["owner","spaceship"]]"#).owner(), None);
}

#[test]
fn every_word_is_read_as_it_is_written() {
    for key in keys() {
        let Values::Words(words) = &key.values else { continue };
        for Meaning { word, variant, .. } in words {
            let fact = Fact::read(key.word, word);
            assert_eq!((fact.key(), &*fact.value()), (key.word, *word));
            assert_eq!(format!("{fact:?}"), format!("{}({variant})", key.variant));
        }
    }
}

#[test]
fn they_are_in_order_of_what_is_written() {
    let facts: Facts = [
        Fact::Versions(Versions::UsedUp),
        Fact::read("unheard of", ""),
        Fact::MetaclassHas(Attribute::Descriptor),
        Fact::Length(9),
        Fact::Length(10),
        Fact::Metaclass("Meta".into()),
    ]
    .into_iter()
    .collect();
    let written: Vec<_> = facts.iter().map(|fact| (fact.key(), fact.value())).collect();
    assert!(written.is_sorted(), "{written:?}");
}

/// A recording has very many of them.
#[test]
fn they_take_as_little_room_as_two_pointers() {
    assert!(size_of::<Fact>() <= size_of::<[usize; 2]>());
}
