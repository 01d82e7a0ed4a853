//! Checks the pages of the rules: their examples are Python, and they show a fix if there is one.

use std::io::Write;
use std::process::Stdio;

use bytecode::Version;
use specialist_reasons::RULES;

/// The Python code in a page, one text per block.
fn blocks(page: &str) -> Vec<&str> {
    let opened = page.split("```python\n").skip(1);
    opened.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

#[test]
fn avoidable_rules_show_before_and_after() {
    for rule in RULES {
        let blocks = blocks(rule.page());
        let has = |mark: &str| blocks.iter().any(|block| block.starts_with(mark));
        assert_eq!(has("# before"), has("# after"), "{}", rule.code);
        assert!(rule.avoidable || !has("# before"), "{} cannot be avoided", rule.code);
    }
}

#[test]
fn examples_are_python() {
    let Some(mut command) = test_support::command(Version::V3_15) else { return };
    let check = "import ast, sys
for block in sys.stdin.read().split('\\0'):
    ast.parse(block)";
    let mut python = command.args(["-c", check]).stdin(Stdio::piped()).spawn().expect("Python");
    let all: Vec<&str> = RULES.iter().flat_map(|rule| blocks(rule.page())).collect();
    assert!(all.len() > 40);
    let mut input = python.stdin.take().expect("a pipe");
    input.write_all(all.join("\0").as_bytes()).expect("Python reads");
    drop(input);
    assert!(python.wait().expect("Python ends").success());
}
