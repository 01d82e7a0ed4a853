//! `specialist dis`: what is chosen, what is refused, and what the stack is said to hold.

use bytecode::Version;

use crate::sandbox::{Sandbox, any_python, python, see};

/// The stack column of every instruction, by opcode of the compiler.
fn stacks(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| Some(line.split_once('│')?.1.trim())).collect()
}

#[track_caller]
fn in_order(found: &[&str], expected: &[&str]) {
    let mut left = found.iter();
    for stack in expected {
        assert!(
            left.any(|found| found == stack),
            "{stack:?} is not where it should be in {found:#?}"
        );
    }
}

#[test]
fn the_stack_is_source_text() {
    let sandbox = Sandbox::new();
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let words = ["dis", "point.py:Point.shifted", "--adaptive", "--stack"];
        let seen = see(sandbox.specialist().args(words).arg("--python").arg(python)).well();
        let found = stacks(&seen.stdout);
        in_order(&found, &["dx · self", "dx · self.x", "dx + self.x", "", "dy · self.y"]);
        in_order(&found, &["dy · self.y", "dy + self.y", "", "type(self)", "", "cls(x, y)"]);
    }
}

const SHAPES: &str = "
def f(points, one, *more):
    chosen = one if more else points
    points.append(f.__name__)
    total = max(*more, key=id)
    for point in points:
        try:
            point, other = point
        except ValueError as error:
            other = error
    return chosen

for _ in range(9):
    f([(1, 2), (3,)], 4, 5, 6)
";

#[test]
fn ways_meet_in_the_stack() {
    let sandbox = Sandbox::new();
    sandbox.write("shapes.py", SHAPES);
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let words = ["dis", "shapes.py:f", "--adaptive", "--stack"];
        let seen = see(sandbox.specialist().args(words).arg("--python").arg(python)).well();
        let found = stacks(&seen.stdout);
        let has = |words: &str| found.iter().any(|stack| stack.contains(words));
        for words in [
            "points.append(f.__name__)",
            "max(*more, key=id)",
            "dict of max(*more, key=id)",
            "next of points",
            "item of point",
            "exception before · exception",
            "match of ValueError",
        ] {
            assert!(has(words), "{version}: {words:?} is not in {found:#?}");
        }
        assert!(!has("not reached") && !has("…"), "{version}: {found:#?}");
        // The method, and what it is called on.
        assert!(has("points.append · points"), "{version}: {found:#?}");
    }
}

#[test]
fn what_is_chosen() {
    let sandbox = Sandbox::new();
    sandbox.write("uses.py", "import sys\nimport point\nprint(sys.argv[1:])\n");
    let headings = |words: &[&str]| {
        let seen = see(sandbox.specialist().arg("dis").args(words));
        assert_eq!(seen.status, Some(0), "{seen:?}");
        let lines = seen.stdout.lines().filter(|line| line.starts_with("Disassembly of "));
        let names = lines.map(|line| line.split([' ', ',']).nth(4).unwrap().to_owned());
        (names.collect::<Vec<_>>(), seen.stderr)
    };
    let python = any_python().to_str().unwrap();
    let on = |words: &[&str]| headings(&[&["--python", python], words].concat());

    let (names, said) = on(&["uses.py", "--", "-x", "two"]);
    assert_eq!(names, ["<module>"], "the program's own file");
    assert_eq!(said, "['-x', 'two']\n", "standard output is for the disassembly");
    let all = ["<module>", "Point", "Point.__init__", "Point.shifted", "actually_run_something"];
    assert_eq!(on(&["-t", "point.py", "uses.py"]).0, all);
    assert_eq!(on(&["-m", "point:Point.shifted"]).0, ["Point.shifted"]);

    sandbox.run(["--save", "saved.json", "uses.py"]);
    assert_eq!(headings(&["saved.json"]).0.len(), 1 + all.len(), "all of a recording");
    assert_eq!(headings(&["saved.json:Point"]).0, ["Point"]);
}

#[test]
fn what_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.run(["--save", "saved.json", "point.py"]).well();
    sandbox.write("broken.json", "{");
    let python = any_python().to_str().unwrap();
    for (words, says) in [
        (&["nosuch.py:f"][..], &["no file nosuch.py"][..]),
        (&["point.py:shifte"], &["point.py has no code object shifte", "Point.shifted"]),
        (&["saved.json:Pont"], &["no code object Pont", "Point"]),
        (&["saved.json", "--", "x"], &["takes no arguments"]),
        (&["broken.json"], &["broken.json", "truncated"]),
        (&["nosuch.json"], &["nosuch.json cannot be read"]),
        (&["point.py", "--plain", "--stack"], &["--plain", "--stack"]),
    ] {
        let mut command = sandbox.specialist();
        see(command.args(["dis", "--python", python]).args(words)).refused(says);
    }
}
