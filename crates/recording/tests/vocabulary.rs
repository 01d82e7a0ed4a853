//! The table of facts in `docs/recording.md` is what the types say. After a change to them:
//!
//! ```sh
//! SPECIALIST_BLESS=1 cargo test -p specialist-recording --test vocabulary
//! ```

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use specialist_recording::facts::{Key, Meaning, Values, keys};

const START: &str =
    "<!-- facts: generated from crates/recording/src/facts, see CONTRIBUTING.md -->\n";
const END: &str = "<!-- end of facts -->\n";

/// A row for each key, and one for each word that it may be, where these are not in the table yet.
fn table() -> String {
    let mut table = "| key | value | meaning |\n|---|---|---|\n".to_owned();
    let mut explained: HashMap<&str, &str> = HashMap::new();
    for Key { word: key, kind, meaning, values, .. } in keys() {
        let (value, words) = match (values, explained.get(kind)) {
            (Values::Free(free), _) => (free.to_owned(), Vec::new()),
            (Values::Words(_), Some(first)) => (format!("as for `{first}`"), Vec::new()),
            (Values::Words(words), None) => (String::new(), words),
        };
        let _ = writeln!(table, "| `{key}` | {value} | {} |", prose(meaning));
        for Meaning { word, meaning, .. } in words {
            let _ = writeln!(table, "| | `{word}` | {} |", prose(meaning));
        }
        explained.entry(kind).or_insert(key);
    }
    table
}

/// The lines of a comment as one, as tables have it: without a period at the end.
fn prose(comment: &str) -> String {
    let words: Vec<_> = comment.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

#[test]
fn documentation_says_what_the_types_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/recording.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(START).expect("where the table starts");
    let (_, after) = rest.split_once(END).expect("where it ends");
    let table = table();
    let fresh = format!("{before}{START}\n{table}\n{END}{after}");
    if env::var_os("SPECIALIST_BLESS").is_some() {
        fs::write(&path, fresh).expect("the page is written");
    } else {
        assert!(page == fresh, "docs/recording.md is stale: its table of facts should be\n{table}");
    }
}
