//! What is loaded into the program is ours, wherever it comes from, and the program's environment is
//! the user's.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::sandbox::{Sandbox, Seen, any_python, see};

/// `nobody`.
const ANOTHER_USER: u32 = 65534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

/// Gives a directory to another user, which only the superuser can.
fn give_away(path: &Path) -> bool {
    let given = chown(path, Some(ANOTHER_USER), None).is_ok();
    if !given {
        eprintln!("skipped: only the superuser can give files to another user");
    }
    given
}

const NOTHING: [&OsStr; 0] = [];

/// Everything below a directory.
fn below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found
}

#[track_caller]
fn recorded(seen: Seen) {
    assert_eq!(seen.well().recording().files[0].path, "point.py");
}

/// `--format json point.py`
fn record(command: &mut Command) -> Seen {
    see(command.args(["--format", "json", "point.py"]))
}

#[test]
fn a_home_of_another_user_is_neither_trusted_nor_written() {
    for given in ["home", "home/.cache", "home/.cache/specialist"] {
        let sandbox = Sandbox::new();
        let home = sandbox.root().join("home");
        let given = sandbox.root().join(given);
        fs::create_dir_all(&given).unwrap();
        if !give_away(&given) {
            return;
        }
        for _ in 0..2 {
            recorded(record(&mut sandbox.on(any_python())));
            let files = below(&home).into_iter().filter(|path| path.is_file());
            assert_eq!(files.collect::<Vec<_>>(), NOTHING);
        }
        assert_eq!(below(&given), NOTHING);
    }
}

#[test]
fn a_cache_that_others_may_write_is_not_used() {
    let sandbox = Sandbox::new();
    recorded(record(&mut sandbox.on(any_python())));
    let cache = sandbox.root().join("home/.cache/specialist");
    let files: Vec<_> = below(&cache).into_iter().filter(|path| path.is_file()).collect();
    assert_eq!(files.len(), 3, "two libraries and an interpreter: {files:?}");
    for file in &files {
        fs::write(file, "another's").unwrap();
    }
    for open in [&cache, cache.parent().unwrap(), &sandbox.root().join("home")] {
        let before = mode(open);
        set_mode(open, 0o777);
        recorded(record(&mut sandbox.on(any_python())));
        for file in &files {
            assert_eq!(fs::read(file).unwrap(), b"another's", "{open:?}: {file:?}");
        }
        set_mode(open, before);
    }
    recorded(record(&mut sandbox.on(any_python())));
    for file in &files {
        assert_ne!(fs::read(file).unwrap(), b"another's", "{file:?}");
    }
}

#[test]
fn what_is_made_is_for_its_user_alone_whatever_the_umask() {
    let sandbox = Sandbox::new();
    let looks = "import os, tempfile
for i in range(1000): i + i
place = tempfile.gettempdir()
print([oct(os.stat(os.path.join(place, name)).st_mode & 0o777) for name in os.listdir(place)])
";
    sandbox.write("looks.py", looks);
    let line = format!(
        "umask 000; '{0}' --python '{1}' --save r.json looks.py; '{0}' env --save runs",
        env!("CARGO_BIN_EXE_specialist"),
        any_python().display()
    );
    let seen = see(sandbox.command("/bin/sh").args(["-c", &line]));
    assert!(seen.stdout.starts_with("['0o700']\n"), "{seen:?}");
    let cache = sandbox.root().join("home/.cache");
    let private = below(&cache).into_iter().chain([cache]).filter(|path| path.is_dir());
    let family = fs::read_dir(sandbox.path("runs/.specialist")).unwrap();
    for directory in private.chain(family.map(|entry| entry.unwrap().path())) {
        assert_eq!(mode(&directory), 0o700, "{directory:?}");
    }
}

/// Where no place is safe nothing is run.
#[test]
fn a_directory_for_temporary_files_that_others_may_replace_is_passed_over() {
    let sandbox = Sandbox::new();
    let tmp = sandbox.root().join("tmp");
    set_mode(&tmp, 0o777);
    let names = "import os; print(os.listdir(os.environ['TMPDIR']))\nfor i in range(1000): i + i";
    sandbox.write("names.py", names);
    let seen = sandbox.run(["--save", "r.json", "names.py"]);
    assert!(seen.stdout.starts_with("[]\n"), "{seen:?}");
    set_mode(&tmp, 0o1777);
    let seen = sandbox.run(["--save", "r.json", "names.py"]);
    assert!(seen.stdout.starts_with("['specialist-"), "{seen:?}");
}

/// A library that may be loaded first without changing anything: the C library itself.
fn harmless() -> String {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut paths = maps.lines().filter_map(|line| line.find('/').map(|at| &line[at..]));
    paths.find(|path| path.contains("libc.so") || path.contains("libc-")).unwrap().to_owned()
}

/// A shell script in the interpreter's place, after these lines.
fn wrapper(sandbox: &Sandbox, lines: &str) {
    let python = any_python().display();
    sandbox.shell_script("python", &format!("{lines}\nexec '{python}' \"$@\""));
}

const TELLS_ITS_ENVIRONMENT: &str = "import os
for name, value in os.environ.items(): print(f'{name}={value!r}')
print(open('/proc/self/cmdline').read())
for i in range(1000): i + i
";

/// `THEIRS` is their library.
const WRAPPERS: [&str; 8] = [
    "",
    "export LD_PRELOAD=$THEIRS:$LD_PRELOAD",
    "export LD_PRELOAD=$LD_PRELOAD:$THEIRS",
    "export LD_PRELOAD=\"$THEIRS $LD_PRELOAD\"",
    "export LD_PRELOAD=\"$LD_PRELOAD $THEIRS\"",
    "export LD_PRELOAD=$THEIRS:$THEIRS:$LD_PRELOAD:$THEIRS",
    "export LD_LIBRARY_PATH=/usr/lib LD_PRELOAD=:$LD_PRELOAD",
    // Nobody keeps us from another shell.
    "[ -n \"$AGAIN\" ] || AGAIN=1 exec /bin/sh \"$0\" \"$@\"",
];

#[cfg(target_os = "linux")]
#[test]
fn scripts_that_load_libraries_first_lose_none() {
    let theirs = harmless();
    for lines in WRAPPERS {
        let sandbox = Sandbox::new();
        sandbox.write("tells.py", TELLS_ITS_ENVIRONMENT);
        wrapper(&sandbox, lines);
        for before in [None, Some(""), Some(&*theirs), Some("  ")] {
            let with = |mut command: Command| {
                command.env("THEIRS", &theirs);
                if let Some(before) = before {
                    command.env("LD_PRELOAD", before);
                }
                see(&mut command)
            };
            let mut plain = sandbox.command(sandbox.path("python"));
            plain.arg("tells.py");
            let mut watched = sandbox.on(&sandbox.path("python"));
            watched.args(["--save", "r.json", "--format", "json", "tells.py"]);
            let plain = with(plain).well().stdout;
            let watched = with(watched);
            // With `--format json` what the program prints goes to standard error.
            assert_eq!(watched.stderr, plain, "{lines:?} {before:?}");
            assert_eq!(watched.recording().files[0].path, "tells.py");
        }
    }
}

/// What keeps us out is said.
#[test]
fn scripts_that_clear_the_environment_cannot_be_watched() {
    let python = any_python().display();
    for line in [
        format!("exec env -i '{python}' \"$@\""),
        format!("unset LD_PRELOAD DYLD_INSERT_LIBRARIES; exec '{python}' \"$@\""),
    ] {
        let sandbox = Sandbox::new();
        sandbox.shell_script("python", &format!("PATH=/bin:/usr/bin\n{line}"));
        let mut command = sandbox.on(&sandbox.path("python"));
        let seen = see(command.args(["--save", "r.json", "point.py"]));
        seen.refused(&["could not be watched", "a script in its place", "LD_PRELOAD", "--python"]);
    }
}

/// The program has run then, and does not run again.
#[cfg(target_os = "linux")]
#[test]
fn libraries_that_vanish_while_the_program_starts_are_missed_and_the_program_runs_once() {
    let sandbox = Sandbox::new();
    let counts = "import sys; print('here', file=open('runs', 'a')); sys.exit(int(sys.argv[1]))";
    sandbox.write("counts.py", counts);
    wrapper(&sandbox, "/bin/rm -rf \"$HOME/.cache\"");
    for (status, ends) in [("0", 2), ("3", 3)] {
        let mut command = sandbox.on(&sandbox.path("python"));
        let seen = see(command.args(["--save", "r.json", "counts.py", status]));
        assert_eq!(seen.status, Some(ends), "{seen:?}");
        let said = seen.said();
        assert!(said.contains("preload.so was removed while the program started"), "{said}");
    }
    assert_eq!(fs::read_to_string(sandbox.path("runs")).unwrap(), "here\nhere\n");
}

/// Runs a line of shell as the superuser of a mount namespace of its own.
pub(crate) fn with_mounts(sandbox: &Sandbox, line: &str) -> Option<Command> {
    let mut unshare = sandbox.command("unshare");
    unshare.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    unshare.args(["--mount", "--map-root-user", "/bin/sh", "-ec"]);
    let works = see(unshare.arg("mount -t tmpfs none /mnt")).status == Some(0);
    if !works {
        eprintln!("skipped: nothing can be mounted here");
        return None;
    }
    let mut command = sandbox.command("unshare");
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command.args(["--mount", "--map-root-user", "/bin/sh", "-ec", line]);
    Some(command)
}

#[cfg(target_os = "linux")]
#[test]
fn no_code_may_be_executed_from_home_or_anywhere() {
    let sandbox = Sandbox::new();
    sandbox.write("maps.py", "print(open('/proc/self/maps').read())\nfor i in range(1000): i + i");
    let forbid = |place: &str| {
        format!("mount --bind {place} {place}; mount -o remount,bind,noexec {place}; ")
    };
    let home = forbid(sandbox.root().join("home").to_str().unwrap());
    let sandboxed = forbid(sandbox.root().to_str().unwrap());
    let everywhere = ["/tmp", "/var/tmp", "/dev/shm"].map(forbid).concat() + &sandboxed;
    let run = format!(
        "cd \"$PWD\"; exec '{}' --python '{}' --save r.json maps.py",
        env!("CARGO_BIN_EXE_specialist"),
        any_python().display()
    );
    for (mounts, from) in [
        (String::new(), "/home/.cache/specialist/libraries-"),
        (home, "/tmp/specialist-"),
        (everywhere, "/memfd:libspecialist_host.so"),
    ] {
        let Some(mut command) = with_mounts(&sandbox, &(mounts + &run)) else { return };
        let seen = see(&mut command);
        assert_eq!(seen.status, Some(0), "{seen:?}");
        assert!(seen.stdout.contains(from), "{from}: {seen:?}");
        assert!(fs::remove_file(sandbox.path("r.json")).is_ok(), "{seen:?}");
    }
    assert_eq!(below(&sandbox.root().join("tmp")), NOTHING, "all is tidied up");
}

/// Their dynamic linker would complain of a library that they cannot read.
#[test]
fn children_that_are_no_superuser_any_more_are_not_disturbed() {
    let sandbox = Sandbox::new();
    if !give_away(&sandbox.write("given", "")) {
        return;
    }
    let drops = "import os, subprocess
for i in range(1000): i + i
os.setgroups([]); os.setgid(65534); os.setuid(65534)
subprocess.run(['/bin/sh', '-c', '/bin/echo hello'], check=True)
";
    sandbox.write("drops.py", drops);
    set_mode(&sandbox.root().join("home"), 0o700);
    let mut command = sandbox.on(any_python());
    let seen = see(command.args(["--subprocesses", "--save", "runs", "drops.py"]));
    let others = seen.stderr.lines().filter(|line| !line.starts_with("specialist: "));
    assert_eq!(others.collect::<Vec<_>>(), [""; 0]);
    assert!(seen.stdout.starts_with("hello\n"), "{seen:?}");
    let mut environment = sandbox.specialist();
    let variables = see(environment.args(["env", "--save", "runs"])).well().stdout;
    let line = format!("{variables}\nexec setpriv --reuid 65534 --clear-groups /bin/echo hello");
    let mut shell = sandbox.command("/bin/sh");
    shell.env("PATH", "/usr/bin:/bin").current_dir("/");
    assert_eq!(see(shell.args(["-c", &line])).well().stdout, "hello\n");
}

/// A process that is killed when this goes.
struct Attacker(Child);

impl Drop for Attacker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a line of shell over and over as that user.
fn attacker(sandbox: &Sandbox, user: u32, line: &str) -> Attacker {
    let mut shell = sandbox.command("/bin/sh");
    shell.env("PATH", "/usr/bin:/bin").uid(user).stderr(Stdio::null());
    Attacker(shell.args(["-c", &format!("while :; do {line}; done")]).spawn().unwrap())
}

/// Many runs, while the user whose home it is puts a library of their own in the place of ours.
#[test]
#[ignore = "many runs against the clock: .ci/long"]
fn another_user_who_is_quick_gets_nothing_loaded() {
    let sandbox = Sandbox::new();
    let home = sandbox.root().join("home");
    let evil = "#include <fcntl.h>
__attribute__((constructor)) static void run(void) { open(\"/EVIL\", O_CREAT | O_WRONLY, 0644); }
";
    let mark = sandbox.path("executed");
    sandbox.write("../home/evil.c", evil.replace("/EVIL", mark.to_str().unwrap()));
    let mut compiler = sandbox.command("cc");
    compiler.env("PATH", "/usr/bin:/bin").current_dir(&home);
    see(compiler.args(["-shared", "-fPIC", "-o", "evil.so", "evil.c"])).well();
    set_mode(sandbox.root(), 0o755);
    if !give_away(&home) {
        return;
    }
    let swap = "for it in \"$HOME\"/.cache/specialist/libraries-*/libspecialist_preload.so; do
  [ -e \"$it\" ] && cp \"$HOME/evil.so\" \"$HOME/new\" && mv -f \"$HOME/new\" \"$it\"; done
mkdir -p \"$HOME/.cache/specialist\"; chmod 777 \"$HOME\"/.cache \"$HOME\"/.cache/specialist";
    let _attacker = attacker(&sandbox, ANOTHER_USER, swap);
    for _ in 0..40 {
        recorded(record(&mut sandbox.on(any_python())));
    }
    assert!(!mark.exists(), "the other user's library was executed");
}

/// Many runs, while the cache is emptied: each is recorded, or says why not.
#[test]
#[ignore = "many runs against the clock: .ci/long"]
fn a_cache_that_is_emptied_all_the_time_costs_no_program_its_end() {
    let sandbox = Sandbox::new();
    sandbox.write("ends.py", "import sys\nfor i in range(1000): i + i\nsys.exit(7)");
    let this_user = fs::metadata(sandbox.root()).unwrap().uid();
    let _cleaner = attacker(&sandbox, this_user, "rm -rf \"$HOME/.cache\"");
    let mut missed = 0;
    for _ in 0..100 {
        let seen = sandbox.run(["--save", "r.json", "ends.py"]);
        assert_eq!(seen.status, Some(7), "{seen:?}");
        if !sandbox.path("r.json").exists() {
            assert!(seen.said().contains("was removed while the program started"), "{seen:?}");
            missed += 1;
        }
        let _ = fs::remove_file(sandbox.path("r.json"));
    }
    eprintln!("{missed} of 100 runs were not recorded");
}
