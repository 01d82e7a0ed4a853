//! What programs do that an observer could get in the way of: they end as plain ones do.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use bytecode::Version;
use recording::{Recording, State};

use crate::{explaining, instructions, program, recorded, seen, text_of};

/// Recurses through much code, so that side exits of what is compiled lead to many places.
const PATTERNS: &str = r"
import re, sys
for n in range(500): re.compile('(a|(b|(c%d)*)+)?[x-z%d]{2,%d}' % (n, n % 10, n % 7 + 3))
def hot(n):
    for i in range(n): i + i
for _ in range(300): hot(1000)
print('jit', sys._jit.is_enabled())
";

#[test]
fn programs_end_as_plain_where_the_jit_compiles() {
    let (_directory, path) = program(PATTERNS);
    for version in [Version::V3_14, Version::V3_15] {
        let Some(python) = test_support::python(version) else { continue };
        let mut asked = Command::new(python);
        asked.args(["-c", "import os; print(os.path.dirname(os.__file__), end='/**')"]);
        let library = text_of(&asked.output().unwrap().stdout);
        let run = |options: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
            command.args(options).args(["--format", "json", "-t", &library, "-t", "*.py"]);
            command.arg("--python").arg(python).arg("program.py").env("PYTHON_JIT", "1");
            let output = command.current_dir(path.parent().unwrap()).output().unwrap();
            let ended = (output.status.code(), text_of(&output.stderr));
            assert_eq!(ended, (Some(0), "jit True\n".to_owned()), "{version} {options:?}");
            recorded(&output)
        };
        assert!(instructions(&run(&[])).any(|it| it.state == State::Compiled), "{version}");
        let warnings = run(&["--explain"]).warnings;
        let said = warnings.iter().any(|warning| warning.contains("PYTHON_JIT=1"));
        assert_eq!(said, version == Version::V3_15, "{version}: {warnings:?}");
    }
}

/// What a program says on standard output by itself, and with `--explain` on standard error. A
/// `sitecustomize.py` beside it is imported.
fn plain_and_explained(python: &Path, program: &Path) -> (String, String, Recording) {
    let directory = program.parent().unwrap();
    let mut plain = Command::new(python);
    plain.arg(program.file_name().unwrap()).current_dir(directory).env("PYTHONPATH", directory);
    let plain = plain.output().unwrap();
    assert!(plain.status.success(), "{}", text_of(&plain.stderr));
    let explained = explaining(python, program).env("PYTHONPATH", directory).output().unwrap();
    (text_of(&plain.stdout), text_of(&explained.stderr), recorded(&explained))
}

#[test]
fn every_tool_id_is_the_programs() {
    let program = |tools: &str| {
        program(&format!(
            "
import sys
monitoring = sys.monitoring
def failing(a, b): return a % b
def work():
    for _ in range(300): failing(7.5, 2)
def heard(*args): pass
for tool in {tools}:
    said = [monitoring.get_tool(tool)]
    try: monitoring.get_events(tool)
    except ValueError as error: said.append(error)
    monitoring.use_tool_id(tool, 'mine')
    start, jump = monitoring.events.PY_START, monitoring.events.JUMP
    said.append(monitoring.register_callback(tool, start, heard))
    said.append(monitoring.get_local_events(tool, work.__code__))
    monitoring.set_events(tool, start | jump)
    work()
    monitoring.set_events(tool, 0)
    said.append(monitoring.register_callback(tool, start, None) is heard)
    monitoring.free_tool_id(tool)
    print(tool, said, monitoring.get_tool(tool))
work()
"
        ))
    };
    let all = "[0, 1, 2, 3, 4, 5, 4, 3]";
    for version in Version::ALL.into_iter().filter(|version| version.has_monitoring()) {
        let Some(python) = test_support::python(version) else { continue };
        for (tools, warnings) in [("[3]", 0), ("[4]", 0), ("[4, 3]", 0), (all, 1)] {
            let (_directory, path) = program(tools);
            let (plain, explained, recording) = plain_and_explained(python, &path);
            assert_eq!(plain, explained, "{version} {tools}");
            assert!(plain.contains("True"), "{version}: {plain}");
            assert_eq!(recording.warnings.len(), warnings, "{version}: {:?}", recording.warnings);
            let shapes = seen(&recording, 4, "BINARY_OP");
            assert_eq!(shapes, BTreeSet::from(["float int".to_owned()]), "{version} {tools}");
        }
    }
}

/// Gives a function to a sub-interpreter, in a fork and here.
const SHARES: &str = "
import os
def failing(a, b): return a % b
def function():
    for i in range(200): i % 2.5
for _ in range(5): function()
for _ in range(300): failing(7.5, 2)
def share():
    import _interpreters as interpreters
    other = interpreters.create()
    print(interpreters.call(other, function), interpreters.run_func(other, function), flush=True)
    interpreters.destroy(other)
if os.fork() == 0:
    share()
    os._exit(0)
os.wait()
for _ in range(2): share()
";

#[test]
fn sub_interpreters_are_given_functions_that_were_observed() {
    let (directory, path) = program(SHARES);
    for (customize, reason) in [
        ("", "operands were not looked at after the program imported _interpreters"),
        ("import _interpreters", "operands are not shown: _interpreters was imported"),
    ] {
        std::fs::write(directory.path().join("sitecustomize.py"), customize).unwrap();
        for version in [Version::V3_13, Version::V3_14, Version::V3_15] {
            let Some(python) = test_support::python(version) else { continue };
            let (plain, explained, recording) = plain_and_explained(python, &path);
            assert_eq!(plain, explained, "{version} {customize}");
            assert_eq!(plain.lines().count(), 3, "{version}: {plain}");
            let ends = version == Version::V3_13;
            let said = recording.warnings.iter().filter(|warning| warning.starts_with(reason));
            assert_eq!(said.count(), usize::from(ends), "{:?}", recording.warnings);
            let was_seen = seen(&recording, 3, "BINARY_OP").contains("float int");
            assert_eq!(was_seen, !ends || customize.is_empty(), "{version} {customize}");
        }
    }
}

/// While it is called, what the interpreter knows of the tools is read again when it returns.
const CALLED_BACK: &str = "
import sys
monitoring = sys.monitoring
monitoring.use_tool_id(3, 'mine')
events = monitoring.events
def called(code, line):
    monitoring.set_events(3, 0)
    monitoring.set_local_events(3, hot.__code__, 0)
    try: import _interpreters
    except ImportError: pass
    return monitoring.DISABLE
def hot(n):
    total = 0
    for i in range(n): total += i * 0.5
    return total
for _ in range(50): hot(100)
monitoring.register_callback(3, events.LINE, called)
WHERE
for _ in range(50): hot(100)
print(hot(100))
";

#[test]
fn a_callback_may_import_what_shares_functions() {
    for set in ["set_events(3, events.LINE)", "set_local_events(3, hot.__code__, events.LINE)"] {
        let text = CALLED_BACK.replace("WHERE", &format!("monitoring.{set}"));
        let (_directory, path) = program(&text);
        for version in Version::ALL.into_iter().filter(|version| version.has_monitoring()) {
            let Some(python) = test_support::python(version) else { continue };
            let (plain, explained, _) = plain_and_explained(python, &path);
            assert_eq!(explained, plain, "{version} {set}");
        }
    }
}

/// An extension module is told by its file, and has any name.
const RENAMED: &str = "
import importlib.util
def shared(): pass
def hot():
    for i in range(100): i * 0.5
for _ in range(20): (shared(), hot())
spec = importlib.util.find_spec('_interpreters')
spec = importlib.util.spec_from_file_location('package._interpreters', spec.origin)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
interpreter = module.create()
print(module.exec(interpreter, shared))
module.destroy(interpreter)
";

#[test]
fn what_shares_functions_is_known_in_a_package_too() {
    let (_directory, path) = program(RENAMED);
    let Some(python) = test_support::python(Version::V3_13) else { return };
    let is_file = "import importlib.util as u; assert u.find_spec('_interpreters').has_location";
    if !Command::new(python).args(["-c", is_file]).output().unwrap().status.success() {
        return eprintln!("skipped: _interpreters is linked into this Python 3.13");
    }
    let (plain, explained, _) = plain_and_explained(python, &path);
    assert_eq!(explained, plain);
}
