//! What recordings of a program say about its loops, on every version, matches its comments.

use std::fs;
use std::path::Path;

use bytecode::Version;
use recording::{Certainty, Recording};
use specialist_sites::{Heat, View, called};

fn recorded(version: Version) -> Recording {
    let path = format!("../../fixtures/programs/recordings/loops/{version}.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    recording::read(&fs::read(path).expect("a file")).expect("a recording")
}

/// `# hot`, or `# hot; 3.11: cold`.
fn expected(line: &str, version: Version) -> &str {
    let (_, comment) = line.rsplit_once("# ").expect("a comment on each loop");
    let version = format!("; {version}: ");
    match comment.split_once(&version) {
        Some((_, here)) => here,
        None => comment.split(';').next().unwrap_or_default(),
    }
}

fn in_words(heat: Heat) -> &'static str {
    match heat {
        Heat::Hot { .. } => "hot",
        Heat::Cold => "cold",
        Heat::NeverReached => "never reached",
        Heat::Unknown => "unknown",
    }
}

#[test]
fn loops_are_as_hot_as_their_comments_say() {
    for version in Version::ALL {
        let recording = recorded(version);
        let [file] = &recording.files[..] else { panic!("{version}: one file") };
        let view = View::new(version, file).expect("it ran");
        let heats = &view.heats.loops;
        assert_eq!(heats.len(), 16, "{version}");
        for (this, heat) in view.outline.loops.iter().zip(heats) {
            let line = file.source.lines().nth(this.span.line as usize - 1).expect("a line");
            assert_eq!(in_words(*heat), expected(line, version), "{version}: {line}: {heat:?}");
        }
    }
}

#[test]
fn functions_called_from_loops_are_known() {
    use Certainty::{Inferred, Measured};
    for version in Version::ALL {
        let recording = recorded(version);
        let file = &recording.files[0];
        let all = called(&View::new(version, file).expect("it ran"));
        let known = all.iter().filter(|call| call.from.is_some());
        let known: Vec<_> = known.map(|call| (call.function.as_str(), call.evidence)).collect();
        // 3.11 has no form for properties; creating instances has one since 3.13.
        let expected = match version {
            Version::V3_11 => [("Counter.__init__", Inferred)].to_vec(),
            Version::V3_12 => [("Counter.__init__", Inferred), ("Counter.next", Measured)].to_vec(),
            _ => [("Counter.__init__", Measured), ("Counter.next", Measured)].to_vec(),
        };
        let expected = [&[("often", Measured)], &expected[..], &[("no_turn", Measured)]].concat();
        assert_eq!(known, expected, "{version}");
    }
}
