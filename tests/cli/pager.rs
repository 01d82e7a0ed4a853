//! The pager: what it gets, when there is one, and that it changes nothing else.

use std::process::Command;

use crate::sandbox::{Sandbox, any_python, see};

/// Runs a command on a terminal of so many rows and columns. `TYPING`
/// says what is typed, in hexadecimal, when what is seen.
const TERMINAL: &str = r#"
import fcntl, os, pty, struct, sys, termios
rows, columns, *command = sys.argv[1:]
typing = [pair.split("=") for pair in os.environ.pop("TYPING", "").split()]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
    os.execv(command[0], command)
seen = b""
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:  # Linux, when the other end is closed
        read = b""
    if not read:
        break
    seen += read
    if typing and typing[0][0].encode() in seen:
        os.write(terminal, bytes.fromhex(typing.pop(0)[1]))
sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

/// A sandbox with a recording, a program that ends with status 3, and pagers that say so.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.run(["--save", "r.json", "point.py"]).well();
    sandbox.write("three.py", "for i in range(1000): i + i\nraise SystemExit(3)\n");
    for name in ["less", "other"] {
        let script = format!("echo \"{name} $LESS $*\"; /bin/cat; echo end of {name}");
        sandbox.shell_script(format!("../bin/{name}"), &script);
    }
    sandbox
}

/// `specialist WORDS...` on a terminal.
fn on_terminal(sandbox: &Sandbox, rows: usize, words: &[&str]) -> Command {
    let mut command = sandbox.command(any_python());
    command.args(["-c", TERMINAL, &rows.to_string(), "80", env!("CARGO_BIN_EXE_specialist")]);
    command.args(words).env("TERM", "xterm-256color");
    command
}

#[test]
fn what_is_longer_than_the_screen_is_paged() {
    let sandbox = sandbox();
    let report = &["report", "r.json"][..];
    let whole = see(&mut on_terminal(&sandbox, 500, report)).well().stdout;
    assert!(whole.starts_with("point.py on ") || whole.contains("\x1b[1mpoint.py"), "{whole}");
    let paged = format!("less FRX \n{whole}end of less\n");
    let rows = whole.lines().count();
    // The row below is for what comes next.
    for (rows, seen) in [(rows + 1, &whole), (rows, &paged), (3, &paged)] {
        assert_eq!(&see(&mut on_terminal(&sandbox, rows, report)).well().stdout, seen, "{rows}");
    }
}

/// Words, variables, and how what is shown begins; `None` without a pager.
type Choice =
    (&'static [&'static str], &'static [(&'static str, &'static str)], Option<&'static str>);

const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pictures/recording.json");

const CHOICES: [Choice; 16] = [
    (&["report", "r.json"], &[], Some("less FRX \n")),
    (&["report", "r.json"], &[("LESS", "-i")], Some("less -i \n")),
    (&["report", "r.json"], &[("LESS", "")], Some("less  \n")),
    (&["report", "r.json"], &[("PAGER", "other -x 'a b'")], Some("other FRX -x a b\n")),
    (
        &["report", "r.json"],
        &[("PAGER", "less"), ("SPECIALIST_PAGER", "other")],
        Some("other FRX \n"),
    ),
    (&["report", "r.json"], &[("PAGER", "other"), ("SPECIALIST_PAGER", "")], None),
    (&["report", "r.json"], &[("PAGER", "cat")], None),
    (&["report", "r.json"], &[("PAGER", "no-such-pager")], None),
    (&["report", "r.json", "--no-pager"], &[], None),
    (&["report", "r.json", "--format", "summary"], &[], Some("less FRX \n")),
    (&["report", "r.json", "--format", "json"], &[], None),
    (&["dis", "r.json"], &[], Some("less FRX \n")),
    (&["explain"], &[], Some("less FRX \n")),
    (&["check", "--exit-zero", PICTURES], &[], Some("less FRX \n")),
    (&["check", "--exit-zero", "--format", "sarif", PICTURES], &[], None),
    (&["dis", "r.json", "--no-pager"], &[], None),
];

#[test]
fn the_reader_chooses_the_pager() {
    let sandbox = sandbox();
    for (words, variables, begins) in CHOICES {
        let mut command = on_terminal(&sandbox, 3, words);
        let shown = see(command.envs(variables.iter().copied())).well().stdout;
        let pager = ["less ", "other "].iter().find(|name| shown.starts_with(**name));
        assert_eq!(pager.is_some(), begins.is_some(), "{words:?} {variables:?}: {shown}");
        assert!(shown.starts_with(begins.unwrap_or("")), "{words:?} {variables:?}: {shown}");
        assert_eq!(shown.contains("end of "), begins.is_some(), "all of it, and then no more");
        assert!(shown.len() > 3 * 80, "{shown}");
    }
    // No terminal, no pager.
    let mut command = sandbox.specialist();
    let piped = see(command.args(["report", "r.json"]).env("PAGER", "other")).well().stdout;
    assert!(piped.starts_with("point.py on "), "{piped}");
}

#[test]
fn the_exit_status_is_the_programs() {
    let sandbox = sandbox();
    sandbox.write(
        "long.py",
        format!("for i in range(1000): i + i\n{}raise SystemExit(3)\n", "#\n".repeat(50_000)),
    );
    // Quits long before everything is written, and says it failed.
    sandbox.shell_script("../bin/quits", "read line; echo \"quits after $line\"; exit 7");
    let python = any_python().display().to_string();
    for (pager, program) in [("less", "three.py"), ("quits", "long.py"), ("nothing", "three.py")] {
        let mut command = on_terminal(&sandbox, 3, &["--python", &python, program]);
        let seen = see(command.env("PAGER", pager));
        assert_eq!((seen.status, seen.stderr.as_str()), (Some(3), ""), "{pager}: {}", seen.stdout);
        assert_eq!(
            seen.stdout.contains(&format!("{pager} ")),
            pager != "nothing",
            "{}",
            seen.stdout
        );
    }
}

/// The pager hears Ctrl-C, asks for a line, and only then ends: until then nothing else may have.
#[test]
fn ctrl_c_goes_to_the_pager() {
    let sandbox = sandbox();
    let python = any_python().display().to_string();
    // A shell would lose a signal that comes just before it reads.
    let hears = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]); \
        print(\"ready\", flush=True); signal.sigwait([signal.SIGINT]); print(\"heard\", flush=True)";
    let script = format!(
        "trap : INT; '{python}' -c '{hears}'
        until [ \"$line\" = x ]; do read line < /dev/tty; done; echo got $line"
    );
    sandbox.shell_script("../bin/less", &script);
    let mut command = on_terminal(&sandbox, 3, &["--python", &python, "three.py"]);
    // 03 is Ctrl-C, 78 is x, 0a ends a line.
    let seen = see(command.env("TYPING", "ready=03 heard=780a"));
    assert_eq!((seen.status, seen.stderr.as_str()), (Some(3), ""), "{}", seen.stdout);
    let said = |word: &str| seen.stdout.lines().any(|line| line.ends_with(word));
    assert!(said("heard") && said("got x"), "{}", seen.stdout);
}
