//! Programs that live with little: memory, stack, room for files. They do as without us, and what
//! could not be seen is said.

use std::fs;

use bytecode::Version;

use crate::sandbox::{Sandbox, python, read, see};

/// Takes all memory but for crumbs while code that `--explain` looks at runs, and survives.
const SURVIVES: &str = "
import resource, sys
code = '\\n'.join(f'def f{i}(a, b):\\n  for k in range(3): a = a + b * {i}.5\\n  return a' for i in range(400))
functions = {}
exec(compile(code, __file__, 'exec'), functions)
functions = [functions[f'f{i}'] for i in range(400)]
functions[0](1, 2)
with open('/proc/self/status') as status: status = status.read()
kind, now = {'as': (resource.RLIMIT_AS, 'VmSize:'), 'data': (resource.RLIMIT_DATA, 'VmData:')}[sys.argv[3]]
limit = (int(status.split(now)[1].split()[0]) << 10) + (int(sys.argv[1]) << 20)
resource.setrlimit(kind, (limit, limit))
def work():
    failed = 0
    for turn in range(300):
        for function in functions:
            try: function(1, 2.5) if turn % 2 else function(1, 2)
            except MemoryError: failed += 1
def hog():
    held = []
    size = 1 << 26
    while size >= 32:
        try: held.append(bytearray(size))
        except MemoryError: size //= 2
    return held
held = hog()
work()
if sys.argv[2] == 'freed': held = None
print('survived')
";

/// How much a program leaves itself, what becomes of it, and what is limited.
const LITTLE: [(&str, &str, &str); 5] = [
    ("4", "freed", "as"),
    ("16", "freed", "data"),
    ("128", "freed", "as"),
    ("16", "kept", "as"),
    ("128", "kept", "data"),
];

#[test]
fn programs_that_survive_a_lack_of_memory_survive_with_us() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for (more, freed, kind) in LITTLE {
            let sandbox = Sandbox::new();
            sandbox.write("program.py", SURVIVES);
            for option in ["--sample", "--no-sample", "--explain"] {
                let mut command = sandbox.on(python);
                command.args([option, "--keep-status", "--save", "saved.json"]);
                command.args(["--format", "summary", "program.py", more, freed, kind]);
                let seen = see(&mut command);
                let what = format!("{version} {more} {freed} {kind} {option}: {seen:?}");
                assert_eq!(seen.status, Some(0), "{what}");
                assert!(seen.stdout.starts_with("survived\n"), "{what}");
                let ours = |line: &str| line.starts_with("specialist: ");
                assert!(seen.stderr.lines().all(ours), "{what}");
                assert!(!seen.stderr.contains("nothing ran"), "{what}");
                if freed == "kept" {
                    assert!(seen.said().contains("1 process ran where memory was short"), "{what}");
                }
                if !sandbox.path("saved.json").exists() {
                    assert!(more != "128", "{what}");
                    continue;
                }
                let recording = read(&fs::read(sandbox.path("saved.json")).unwrap());
                if option == "--explain" && version.has_monitoring() {
                    let short = |warning: &String| warning.contains("memory was short");
                    assert!(recording.warnings.iter().any(short), "{what}");
                }
                let code: usize = recording.files.iter().map(|file| file.code.len()).sum();
                assert!(code > 400 || recording.missing.short == 1, "{what}");
                assert!(code > 400 || (more, freed) != ("128", "freed"), "{what}");
                if (more, freed) == ("128", "kept") {
                    assert_eq!(recording.missing.short, 1, "{what}");
                    is_no_success(&sandbox);
                }
                fs::remove_file(sandbox.path("saved.json")).unwrap();
            }
        }
    }
}

/// Checks a recording of a program that ran where memory was short.
fn is_no_success(sandbox: &Sandbox) {
    let checked = see(sandbox.specialist().args(["check", "saved.json"]));
    checked.refused(&[
        "the check is incomplete: ",
        "1 process ran where memory was short, so code may be missing",
    ]);
}

/// There may be nothing to read then.
const NOTHING_LEFT: &str = "not an object more";

/// What a program limits for itself, and does then.
const LIMITED: [(&str, &str); 4] = [
    (
        NOTHING_LEFT,
        "\
try: import _testcapi
except ImportError: pass
else:
    print('done')
    _testcapi.set_nomemory(0)",
    ),
    (
        "files of no size",
        "\
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))",
    ),
    (
        "no more files",
        "\
resource.setrlimit(resource.RLIMIT_NOFILE, (3, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))",
    ),
    (
        "threads on small stacks",
        "\
import threading
def nested():
    exec(compile('def g():\\n for i in range(200): i * 0.5\\ng()', __file__, 'exec'), {})
    for turn in range(200): hot(10)
threading.stack_size(1 << 15)
threads = [threading.Thread(target=nested) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()",
    ),
];

const BEFORE: &str = "
import resource
def hot(count):
    for i in range(count): i * 0.0001
hot(100)
";

#[test]
fn programs_that_limit_themselves_end_as_without_us_and_are_recorded() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for (what, limited) in LIMITED {
            let sandbox = Sandbox::new();
            sandbox.write("program.py", format!("{BEFORE}{limited}\nprint('done')\n"));
            let plain = see(sandbox.command(python).arg("program.py"));
            for option in [None, Some("--explain")] {
                let mut command = sandbox.on(python);
                command.args(option).args(["--keep-status", "--format", "json", "program.py"]);
                let seen = see(&mut command);
                assert_eq!(seen.status, plain.status, "{version} {what} {option:?}: {seen:?}");
                if what == NOTHING_LEFT {
                    continue;
                }
                let recording = seen.recording();
                let mut code = recording.files.iter().flat_map(|file| &file.code);
                assert!(code.any(|code| &*code.qualname == "hot"), "{version} {what} {option:?}");
            }
        }
    }
}
