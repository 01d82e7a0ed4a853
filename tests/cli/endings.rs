//! Programs that interfere with their own end: they end as without us, and are recorded.

use bytecode::Version;

use crate::sandbox::{Sandbox, python, see};

/// What a program does after a function of its was called.
const ENDINGS: [(&str, &str); 9] = [
    ("exit callbacks cleared", "atexit._clear()"),
    ("called before the end", "atexit._run_exitfuncs()\nhot(100)"),
    (
        "called in a thread without Python code",
        "\
import _thread, time
_thread.start_new_thread(atexit._run_exitfuncs, ())
while atexit._ncallbacks() and time.time() < began + 5: pass
hot(100)",
    ),
    (
        "cleared in a thread",
        "\
import threading
thread = threading.Thread(target=atexit._clear)
thread.start()
thread.join()",
    ),
    (
        "cleared by the last of them",
        "\
atexit.register(print, 'not called, or called')
atexit.register(atexit._clear)",
    ),
    (
        "cleared by Python code among them, which exits",
        "\
@atexit.register
def last():
    atexit._clear()
    hot(100)
    sys.exit(3)",
    ),
    (
        "unregistered by what equals everything",
        "\
class Equal:
    def __eq__(self, other): return True
atexit.unregister(Equal())",
    ),
    (
        "cleared without modules",
        "\
for name in list(sys.modules): del sys.modules[name]
atexit._clear()",
    ),
    (
        "cleared again and again by a thread that never ends",
        "\
import threading
def clear():
    while True:
        atexit._clear()
        hot(1)
threading.Thread(target=clear, daemon=True).start()
while time.time() < began + 0.05: pass
sys.exit(3)",
    ),
];

const BEFORE: &str = "
import atexit, sys, time
began = time.time()
def hot(count):
    for i in range(count): i * 0.0001
hot(100)
";

#[test]
fn whatever_becomes_of_exit_callbacks_code_is_read_while_the_interpreter_is_whole() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for (what, ending) in ENDINGS {
            let sandbox = Sandbox::new();
            let program = sandbox.write("program.py", format!("{BEFORE}{ending}\n"));
            let plain = see(sandbox.command(python).arg(&program));
            for option in [None, Some("--explain")] {
                let mut command = sandbox.on(python);
                command.args(option).args(["--save", "saved.json", "--format", "summary"]);
                let seen = see(command.arg(&program));
                assert_eq!(seen.status, plain.status, "{version} {what} {option:?}: {seen:?}");
                let saved = std::fs::read(sandbox.path("saved.json")).unwrap();
                let recording = crate::sandbox::read(&saved);
                let code = recording.files.iter().flat_map(|file| &file.code);
                let names: Vec<_> = code.map(|code| code.qualname.as_str()).collect();
                assert!(names.contains(&"hot"), "{version} {what} {option:?}: {names:?}");
                std::fs::remove_file(sandbox.path("saved.json")).unwrap();
            }
        }
    }
}

/// C code may take the interpreter apart without its exit callbacks coming to anything.
#[test]
fn an_interpreter_that_is_taken_apart_is_not_read_any_more() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let sandbox = Sandbox::new();
        let program = sandbox
            .write("program.py", format!("{BEFORE}import ctypes\nctypes.pythonapi.Py_Exit(3)\n"));
        for option in [None, Some("--explain"), Some("--no-sample")] {
            let seen = see(sandbox.on(python).args(option).arg(&program));
            assert_eq!(seen.status, Some(3), "{version} {option:?}: {seen:?}");
            assert!(seen.said().contains("did not pass Python's own exit"), "{version}: {seen:?}");
        }
    }
}
