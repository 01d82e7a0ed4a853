//! Signals that are sent to `specialist`: the program is told, once, or what was begun ends.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, Seen, any_python, see};

/// Starts a command in a process group of its own, and waits until the file `ready` is there.
fn start(sandbox: &Sandbox, command: &mut Command) -> Child {
    command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while !sandbox.path("ready").exists() {
        assert!(Instant::now() < deadline, "it did not come so far");
        thread::sleep(Duration::from_millis(5));
    }
    child
}

fn kill(sandbox: &Sandbox, signal: &str, target: &str) {
    see(sandbox.command("/bin/sh").args(["-c", &format!("kill -{signal} {target}")])).well();
}

/// Hears of every signal, and tells which after the last one and a moment more.
const LISTENER: &str = "import signal, sys, time
heard = []
names = sys.argv[1:]
for name in names:
    signal.signal(getattr(signal, 'SIG' + name), lambda number, frame: heard.append(number))
for i in range(1000): i + i
open('ready', 'w').close()
deadline = time.time() + 20
while len(heard) < len(names) and time.time() < deadline: time.sleep(0.01)
time.sleep(0.3)
print(*sorted(signal.Signals(number).name[3:] for number in heard))
";

#[test]
fn what_is_sent_to_specialist_alone_reaches_the_program() {
    let names = ["CONT", "HUP", "QUIT", "TERM", "USR1", "USR2"];
    let sandbox = Sandbox::new();
    sandbox.write("listener.py", LISTENER);
    let child = start(&sandbox, sandbox.on(any_python()).arg("listener.py").args(names));
    for name in names {
        kill(&sandbox, name, &child.id().to_string());
    }
    let seen = Seen::from(child.wait_with_output().unwrap()).well();
    assert_eq!(seen.stdout.lines().next(), Some(&*names.join(" ")));
}

#[test]
fn an_interrupt_of_the_group_reaches_the_program_once() {
    let sandbox = Sandbox::new();
    sandbox.write("listener.py", LISTENER);
    let child = start(&sandbox, sandbox.on(any_python()).args(["listener.py", "INT"]));
    kill(&sandbox, "INT", &format!("-{}", child.id()));
    let seen = Seen::from(child.wait_with_output().unwrap()).well();
    assert_eq!(seen.stdout.lines().next(), Some("INT"));
}

#[test]
fn an_interrupt_while_interpreters_are_asked_ends_all_quietly() {
    let sandbox = Sandbox::new();
    sandbox.shell_script("python", ": > ready; exec /bin/sleep 20");
    let child = start(&sandbox, sandbox.specialist().args(["--python", "./python", "point.py"]));
    kill(&sandbox, "INT", &format!("-{}", child.id()));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), Some(2));
    assert_eq!((&*output.stdout, &*output.stderr), (&b""[..], &b""[..]));
}
