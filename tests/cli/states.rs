//! States of programs that are compiled at run time or instrumented, as far as they can be seen.

use std::process::Command;

use bytecode::Version;
use recording::{Instruction, Recording, State};

use crate::sandbox::{Sandbox, python, see};

const HOT: &str = "
def hot(n):
    total = 0
    for i in range(n):
        total = total + i
    return total
";

/// Records `text` on a version; `None` where it is not here.
fn record(version: Version, text: &str, variables: &[(&str, &str)]) -> Option<Recording> {
    let sandbox = Sandbox::new();
    let path = sandbox.write("program.py", text);
    let mut command = sandbox.on(python(version)?);
    command.envs(variables.iter().copied()).args(["--format", "json"]).arg(path);
    let seen = see(&mut command);
    assert_eq!(seen.stderr.lines().next(), Some("499500"), "{version}: {seen:?}");
    Some(seen.recording())
}

/// The instructions of `hot`.
fn hot(recording: &Recording) -> &[Instruction] {
    let mut code = recording.files.iter().flat_map(|file| &file.code);
    &code.find(|code| code.qualname == "hot").unwrap().instructions
}

fn has_jit(version: Version) -> bool {
    let ask = "import sys; sys.exit(not sys._jit.is_available())";
    let Some(python) = python(version) else { return false };
    let has = Command::new(python).args(["-c", ask]).output().unwrap().status.success();
    if !has {
        eprintln!("skipped: this Python {version} was built without the JIT");
    }
    has
}

#[test]
fn a_hot_loop_is_compiled_where_the_jit_is_on() {
    let program = format!("{HOT}\nfor _ in range(200): hot(1000)\nprint(hot(1000))\n");
    for version in [Version::V3_14, Version::V3_15].into_iter().filter(|version| has_jit(*version))
    {
        for (jit, compiled) in [("1", true), ("0", false)] {
            let recording = record(version, &program, &[("PYTHON_JIT", jit)]).unwrap();
            let state = |instruction: &&Instruction| instruction.state == State::Compiled;
            let found: Vec<_> = hot(&recording).iter().filter(state).collect();
            assert_eq!(!found.is_empty(), compiled, "{version} PYTHON_JIT={jit}");
            assert!(found.iter().all(|i| &*i.opcode == "ENTER_EXECUTOR" && i.base != i.opcode));
        }
    }
}

/// From 3.12 on, instrumentation replaces instructions, and hides those it replaces.
const REPLACED: &[Version] = Version::ALL.split_at(1).1;

/// On which versions, what a program does to itself before the hot loop, and what is seen of that
/// loop then, by base opcode.
type Instrumented = (&'static [Version], &'static str, &'static [(&'static str, State)]);

const INSTRUMENTED: [Instrumented; 6] = [
    (
        &[Version::V3_11],
        "sys.settrace(tracer)",
        &[
            ("LOAD_GLOBAL", State::Cold),
            ("FOR_ITER", State::Plain),
            ("BINARY_OP", State::Cold),
            ("RETURN_VALUE", State::Plain),
        ],
    ),
    (
        REPLACED,
        "sys.settrace(tracer)",
        &[
            ("RESUME", State::Plain),
            ("LOAD_GLOBAL", State::Unknown),
            ("FOR_ITER", State::Unknown),
            ("STORE_FAST", State::Plain),
            ("BINARY_OP", State::Specialized),
            ("RETURN_VALUE", State::Plain),
        ],
    ),
    (
        REPLACED,
        "sys.setprofile(tracer)",
        &[("CALL", State::Unknown), ("BINARY_OP", State::Specialized)],
    ),
    (
        REPLACED,
        "watch(events.LINE)",
        &[
            ("LOAD_GLOBAL", State::Unknown),
            ("FOR_ITER", State::Unknown),
            ("CALL", State::Cold),
            ("BINARY_OP", State::Specialized),
        ],
    ),
    (
        REPLACED,
        "watch(events.CALL | events.JUMP | events.PY_RETURN)",
        &[
            ("CALL", State::Unknown),
            ("FOR_ITER", State::Specialized),
            ("BINARY_OP", State::Specialized),
            ("JUMP_BACKWARD", State::Plain),
        ],
    ),
    (
        REPLACED,
        "watch(events.INSTRUCTION)",
        &[
            ("LOAD_GLOBAL", State::Unknown),
            ("CALL", State::Unknown),
            ("FOR_ITER", State::Unknown),
            ("BINARY_OP", State::Unknown),
            ("STORE_FAST", State::Plain),
        ],
    ),
];

const TOOLS: &str = "
import sys
def tracer(frame, event, arg):
    return tracer
def watch(selected):
    sys.monitoring.use_tool_id(3, 'test')
    for bit in range(20):
        if selected >> bit & 1:
            sys.monitoring.register_callback(3, 1 << bit, lambda *args: None)
    sys.monitoring.set_events(3, selected)
events = sys.monitoring.events if hasattr(sys, 'monitoring') else None
";

#[test]
fn instrumented_code_is_seen_as_far_as_it_can_be() {
    for (versions, instrument, expected) in INSTRUMENTED {
        let program = format!("{TOOLS}{HOT}{instrument}\nprint(hot(1000), file=sys.__stdout__)\n");
        for version in versions {
            let Some(recording) = record(*version, &program, &[]) else { continue };
            let instructions = hot(&recording);
            for (base, state) in expected {
                let found = instructions.iter().find(|found| &*found.base == *base).unwrap();
                assert_eq!(found.state, *state, "{version} {instrument}: {found:?}");
            }
            let replaced = |i: &&Instruction| i.opcode.starts_with("INSTRUMENTED_");
            let states = instructions.iter().filter(replaced).map(|i| i.state);
            let states: Vec<State> = states.collect();
            assert_eq!(states.is_empty(), *version == Version::V3_11, "{version} {instrument}");
            let known = states.iter().all(|state| matches!(state, State::Plain | State::Unknown));
            assert!(known, "{version} {instrument}: {states:?}");
        }
    }
}

/// Keeps all code from specializing until the program says so: the check at the start sees empty
/// caches, and cannot find out where versions are kept.
const BLINDING: &str = "
import builtins, sys
if hasattr(sys, 'monitoring'):
    sys.monitoring.use_tool_id(3, 'test')
    every = sys.monitoring.events.INSTRUCTION
    sys.monitoring.register_callback(3, every, lambda *args: None)
    sys.monitoring.set_events(3, every)
    builtins.stop = lambda: sys.monitoring.set_events(3, 0)
else:
    sys.settrace(lambda *args: None)
    builtins.stop = lambda: sys.settrace(None)
";

#[test]
fn names_are_missed_once_where_the_check_fails() {
    let blinded = "
stop()
import math
class Point:
    def own(self): return math.pi
def calls(point):
    for _ in range(100): point.own()
calls(Point())
";
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let sandbox = Sandbox::new();
        sandbox.write("site/sitecustomize.py", BLINDING);
        let program = sandbox.write("program.py", blinded);
        let mut command = sandbox.on(python);
        command.env("PYTHONPATH", sandbox.path("site")).args(["--no-sample", "--format", "json"]);
        let recording = see(command.arg(program)).well().recording();
        let [warning] = recording.warnings.as_slice() else {
            panic!("{version}: {:?}", recording.warnings)
        };
        assert!(
            warning
                .starts_with("the names of classes, modules and functions in caches are not known"),
            "{version}: {warning}"
        );
        let instructions = recording.files.iter().flat_map(|file| &file.code);
        let known =
            instructions.flat_map(|code| &code.instructions).filter_map(|i| i.evidence.as_deref());
        let versions = known
            .clone()
            .filter_map(|known| known.cache)
            .flat_map(|cache| cache.fields().map(|(name, _)| name).collect::<Vec<_>>());
        assert!(versions.clone().any(|name| name == "type_version"), "{version}");
        assert!(versions.clone().any(|name| name == "func_version"), "{version}");
        let guards: Vec<_> = known.filter_map(|known| known.guard.as_deref()).collect();
        assert!(
            !guards.iter().any(|name| name.contains("Point") || name.contains("math")),
            "{version} {guards:?}"
        );
    }
}
