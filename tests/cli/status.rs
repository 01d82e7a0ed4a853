//! How a program ends is how `specialist --keep-status` ends, also where nothing can be shown.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use bytecode::Version;

use crate::sandbox::{Sandbox, Seen, python};

/// What a program does to end past Python's own exit.
const ENDS: [(&str, &str); 9] = [
    ("ends at once", "os._exit(7)"),
    ("ends at once, as if all were well", "os._exit(0)"),
    ("becomes another program that ends well", "os.execv('/bin/sh', ['sh', '-c', 'exit 0'])"),
    ("becomes another program that fails", "os.execv('/bin/sh', ['sh', '-c', 'exit 5'])"),
    ("becomes another that a signal ends", "os.execv('/bin/sh', ['sh', '-c', 'kill -TERM $$'])"),
    ("kills itself", "os.kill(os.getpid(), signal.SIGKILL)"),
    ("aborts", "os.abort()"),
    (
        "takes too much time",
        "\
resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY))
while True: hot(100)",
    ),
    (
        "writes too much",
        "\
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
with open('file', 'wb', 0) as file: file.write(b'.' * 20); file.write(b'.')",
    ),
];

const BEFORE: &str = "
import os, resource, signal
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
def hot(count):
    for i in range(count): i * 0.0001
hot(100)
";

/// The status, the signal, and what was seen.
fn ended(command: &mut Command) -> (Option<i32>, Option<i32>, Seen) {
    let output = command.output().unwrap();
    let status = output.status;
    (status.code(), status.signal(), Seen::from(output))
}

#[test]
fn a_status_that_is_to_be_kept_is_kept_however_the_program_ends() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for (what, end) in ENDS {
            let sandbox = Sandbox::new();
            sandbox.write("program.py", format!("{BEFORE}{end}\n"));
            let (code, signal, _) = ended(sandbox.command(python).arg("program.py"));
            for option in ["--sample", "--no-sample", "--subprocesses"] {
                let mut command = sandbox.on(python);
                command.args([option, "--keep-status", "--format", "summary", "program.py"]);
                let (now, by, seen) = ended(&mut command);
                assert_eq!((now, by), (code, signal), "{version} {what} {option}: {seen:?}");
                let ours = seen.stderr.lines().all(|line| line.starts_with("specialist: "));
                assert!(ours && !seen.stderr.is_empty(), "{version} {what} {option}: {seen:?}");
            }
        }
    }
}
