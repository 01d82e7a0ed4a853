//! Programs under limits that others have set: on processes, on disks, on recursion.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::process::Command;

use bytecode::Version;

use crate::loading::with_mounts;
use crate::sandbox::{Sandbox, Seen, any_python, python, see};

/// A user who runs nothing else, because the limit is on the processes of a user.
fn nobody_else() -> u32 {
    100_000 + std::process::id()
}

/// A command of that user, who may start so many processes and threads, and read what is root's.
fn limited(sandbox: &Sandbox, user: u32, most: u32, words: &[&str]) -> Command {
    let mut command = sandbox.command("/usr/bin/setpriv");
    command.args(["--reuid", &user.to_string(), "--clear-groups"]);
    command.args(["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]);
    command.args(["/usr/bin/prlimit", &format!("--nproc={most}")]).args(words);
    command
}

/// Whether a process of this user runs.
fn runs(user: u32) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes.filter_map(|process| process.metadata().ok()).any(|it| it.uid() == user)
}

/// It does what it can, and says what it could not.
const PROCESSES: &str = "
import os, sys, threading
def work():
    for i in range(2000): i * 0.5
work()
if sys.argv[1] == 'alone': print('done')
else:
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    except RuntimeError: print('no thread')
    try:
        if os.fork() == 0: os._exit(0)
        os.wait()
    except OSError: print('no fork')
sys.exit(3)
";

fn mentions_no_bug(seen: &Seen) -> bool {
    !seen.stderr.contains("panicked")
        && seen.stderr.lines().all(|it| it.starts_with("specialist: "))
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_processes_leaves_the_program_what_there_is() {
    let user = nobody_else();
    let sandbox = Sandbox::new();
    sandbox.write("program.py", PROCESSES);
    let places = ["tmp", "home", "work"].map(|name| sandbox.root().join(name));
    let is_root = places.iter().all(|place| chown(place, Some(user), None).is_ok());
    let can_run = |words: &[&str]| see(&mut limited(&sandbox, user, 9, words)).status == Some(0);
    if !is_root || !can_run(&[any_python().to_str().unwrap(), "-c", ""]) {
        return eprintln!("skipped: only the superuser can limit another user's processes");
    }
    let python = any_python().to_str().unwrap();
    for most in 1..=8 {
        for way in ["alone", "with others"] {
            let plain = see(&mut limited(&sandbox, user, most, &[python, "program.py", way]));
            assert_eq!(plain.status, Some(3), "{plain:?}");
            for option in ["--sample", "--no-sample", "--explain", "--subprocesses"] {
                let specialist = env!("CARGO_BIN_EXE_specialist");
                let words = [specialist, "--python", python, option, "--keep-status", "--format"];
                let words = [&words[..], &["summary", "program.py", way]].concat();
                let seen = see(&mut limited(&sandbox, user, most, &words));
                let what = format!("{most} {way} {option}: {seen:?}");
                assert!(!runs(user), "{what}");
                if most == 1 {
                    seen.refused(&["Resource temporarily unavailable"]);
                    continue;
                }
                assert_eq!(seen.status, Some(3), "{what}");
                assert!(mentions_no_bug(&seen), "{what}");
                if way == "alone" || most > 5 {
                    assert!(seen.stdout.starts_with(&plain.stdout), "{what}");
                }
            }
        }
    }
}

/// Fills the disk that its temporary files are on, and leaves it so.
const FILLS: &str = "
import os, tempfile
for i in range(1000): i * 0.5
try:
    with open(os.path.join(tempfile.gettempdir(), 'all'), 'wb', 0) as file:
        while True: file.write(b'.' * 4096)
except OSError as error: print(error.strerror)
";

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_the_program_ends_as_it_does() {
    let sandbox = Sandbox::new();
    sandbox.write("fills.py", FILLS);
    sandbox.write("point.py", fs::read(crate::sandbox::point()).unwrap());
    let tmp = sandbox.root().join("tmp").display().to_string();
    let run = |fill: &str, words: &str| {
        let line = format!(
            "mount -t tmpfs -o size=64k none {tmp}; {fill} cd \"$PWD\"; \
             exec '{}' --python '{}' --format summary {words}",
            env!("CARGO_BIN_EXE_specialist"),
            any_python().display()
        );
        Some(see(&mut with_mounts(&sandbox, &line)?))
    };
    let Some(seen) = run("", "fills.py") else { return };
    assert!(seen.stdout.starts_with("No space left on device\n"), "{seen:?}");
    seen.refused(&["the directory for temporary files"]);
    let kept = run("", "--keep-status fills.py").unwrap();
    assert_eq!((kept.status, mentions_no_bug(&kept)), (Some(0), true), "{kept:?}");
    // Full from the start: there are other places.
    let fill = format!("dd if=/dev/zero of={tmp}/all 2>&- || :;");
    run(&fill, "point.py").unwrap().well();
    let saving = run("", &format!("--save {tmp}/saved.json fills.py")).unwrap();
    saving.refused(&[]);
}

const DEEP: &str = "
import sys
class Deep:
    def down(self, k): return self.down(k + 1) + 1.5 * k
def direct(k): return direct(k + 1) + 1
def through_c(k): return max([k], key=lambda k: through_c(k + 1))
def far(k): return 0 if k == 0 else 1.5 + far(k - 1)
for limit in (1000, 3000):
    sys.setrecursionlimit(limit)
    for function in (direct, through_c, Deep().down):
        for _ in range(20):
            try: function(0)
            except RecursionError as error: text = str(error)
        print(function.__name__, text)
sys.setrecursionlimit(100000)
print(far(20000))
sys.setrecursionlimit(3000)
for i in range(200): far(50)
direct(0)
";

#[test]
fn programs_that_recurse_to_the_limit_end_as_without_us() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let sandbox = Sandbox::new();
        sandbox.write("deep.py", DEEP);
        let plain = see(sandbox.command(python).arg("deep.py"));
        for option in ["--sample", "--explain"] {
            let mut command = sandbox.on(python);
            let seen = see(command.args([option, "-o", "pages", "deep.py"]));
            assert_eq!(
                (seen.status, &seen.stdout),
                (plain.status, &plain.stdout),
                "{version} {option}: {}",
                seen.stderr
            );
            assert!(seen.stderr.starts_with(&plain.stderr), "{version} {option}: {}", seen.stderr);
        }
    }
}

/// Has a sub-interpreter set a limit below what the process has, when it was just found that nothing is
/// limited; what is looked at next takes more at once than is kept for such a case.
const SUB_INTERPRETER: &str = "
import resource
try: import _interpreters as interpreters
except ImportError: import _xxsubinterpreters as interpreters
other = interpreters.create()
run = getattr(interpreters, 'exec', None) or interpreters.run_string
run(other, 'import resource')
functions = {}
text = 'def large(a, b):\\n' + '  a * b\\n' * 50000 + 'def small(): pass\\n'
exec(compile(text, __file__, 'exec'), functions)
large, small = functions['large'], functions['small']
large.__code__.co_code
for turn in range(2): large(2, 2.5)
small()
run(other, f'resource.setrlimit(resource.RLIMIT_AS, (1 << 24, {resource.RLIM_INFINITY}))')
large(2, 2.5)
assert resource.getrlimit(resource.RLIMIT_AS)[0] == 1 << 24
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
interpreters.destroy(other)
print('survived')
";

#[test]
fn limits_that_sub_interpreters_set_are_the_whole_process_s() {
    // 3.13 ends observing before.
    for version in [Version::V3_12, Version::V3_14, Version::V3_15] {
        let Some(python) = python(version) else { continue };
        let sandbox = Sandbox::new();
        sandbox.write("program.py", SUB_INTERPRETER);
        let mut command = sandbox.on(python);
        command.args(["--explain", "--keep-status", "--format", "summary", "program.py"]);
        let seen = see(&mut command);
        assert_eq!(seen.status, Some(0), "{version}: {seen:?}");
        assert!(seen.stdout.starts_with("survived\n"), "{version}: {seen:?}");
        assert!(seen.stdout.contains("ran where memory was short"), "{version}: {seen:?}");
    }
}
