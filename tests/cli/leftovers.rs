//! What `specialist` leaves in the directory for temporary files when it is killed, and who removes it.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::sandbox::{Sandbox, any_python, see};

/// Waits, while it is run, until a file is there.
const WAITS: &str = "
import os, sys, time
for i in range(1000): i + i
open(sys.argv[1], 'w').close()
deadline = time.time() + 30
while not os.path.exists('end') and time.time() < deadline: time.sleep(0.01)
";

/// Directories of temporary files, by their locks.
fn locks(sandbox: &Sandbox) -> Vec<PathBuf> {
    let entries = fs::read_dir(sandbox.root().join("tmp")).unwrap();
    let locks = entries.map(|entry| entry.unwrap().path().join("lock"));
    locks.filter(|lock| lock.exists()).collect()
}

/// As if they had been there for some time.
fn make_old(locks: &[PathBuf]) {
    let before = SystemTime::now().checked_sub(Duration::from_mins(2)).unwrap();
    for lock in locks {
        File::options().write(true).open(lock).unwrap().set_modified(before).unwrap();
    }
}

/// Starts a program that waits, and gives the directories that were made for it.
fn start(sandbox: &Sandbox, options: &[&str], ready: &str) -> (Child, Vec<PathBuf>) {
    let before = locks(sandbox);
    sandbox.write("waits.py", WAITS);
    let mut command = sandbox.on(any_python());
    command.args(options).args(["waits.py", ready]).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while !sandbox.path(ready).exists() {
        assert!(Instant::now() < deadline, "it did not come so far");
        thread::sleep(Duration::from_millis(5));
    }
    let mut made = locks(sandbox);
    made.retain(|lock| !before.contains(lock));
    (child, made)
}

fn run(sandbox: &Sandbox) {
    see(sandbox.on(any_python()).args(["--format", "summary", "point.py"])).well();
}

#[test]
fn what_a_killed_run_left_goes_with_a_later_one() {
    for (options, count) in [(&[][..], 1), (&["--subprocesses"], 2), (&["--open"], 2)] {
        let sandbox = Sandbox::new();
        let (mut killed, left) = start(&sandbox, options, "ready");
        killed.kill().unwrap();
        killed.wait().unwrap();
        assert_eq!(left.len(), count, "{options:?}: {left:?}");
        run(&sandbox);
        assert_eq!(locks(&sandbox).len(), count, "{options:?}: it may be about to be locked");
        make_old(&left);
        run(&sandbox);
        let there = fs::read_dir(sandbox.root().join("tmp")).unwrap().count();
        assert_eq!(there, 0, "{options:?}");
    }
}

#[test]
fn what_a_run_needs_stays_as_long_as_it_lives() {
    let sandbox = Sandbox::new();
    let options = ["--subprocesses", "--save", "runs", "--format", "json"];
    let (running, needed) = start(&sandbox, &options, "ready");
    make_old(&needed);
    run(&sandbox);
    assert!(needed.len() == 1 && needed.iter().all(|lock| lock.exists()), "{needed:?}");
    sandbox.write("end", "");
    assert_eq!(running.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(fs::read_dir(sandbox.root().join("tmp")).unwrap().count(), 0);
}

/// None of the descriptors it has open is ours.
#[test]
fn programs_do_not_hold_the_lock() {
    let sandbox = Sandbox::new();
    let program = "
import os, subprocess, sys
for i in range(1000): i + i
print([os.readlink(f'/proc/self/fd/{fd}') for fd in map(int, os.listdir('/proc/self/fd')) if fd > 2
       and os.path.exists(f'/proc/self/fd/{fd}')])
";
    sandbox.write("program.py", program);
    let plain = see(sandbox.command(any_python()).arg("program.py")).well();
    let seen = sandbox.run(["--format", "summary", "program.py"]).well();
    let first = |text: &str| text.lines().next().map(str::to_owned);
    assert_eq!(first(&seen.stdout), first(&plain.stdout));
}
