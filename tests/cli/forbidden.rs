//! Systems that do not let a process read its own memory through the kernel, or kill it when it
//! tries: programs run as without us, and what cannot be known is said in one sentence.

use std::path::Path;
use std::process::Command;

use bytecode::Version;
use recording::State;

use crate::sandbox::{Sandbox, any_python, python, see};

/// Becomes another program for which `process_vm_readv` has the consequence given first.
const FILTER: &str = "
import ctypes, os, platform, struct, sys
number = {'x86_64': 310, 'aarch64': 270}[platform.machine()]
rules = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (6, 0, 0, int(sys.argv[1], 16)), (6, 0, 0, 0x7fff0000)]
rules = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *rule) for rule in rules))
program = ctypes.create_string_buffer(struct.pack('HP', 4, ctypes.addressof(rules)))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
os.execv(sys.argv[2], sys.argv[2:])
";

/// `SECCOMP_RET_KILL_PROCESS`, `SECCOMP_RET_ERRNO` with `EPERM` and with `ENOSYS`.
const CONSEQUENCES: [&str; 3] = ["80000000", "00050001", "00050026"];

const PROGRAM: &str = "
import math
class Point:
    def own(self): return math.pi + self.x
point = Point()
point.x = 1
def mixed(value): return value + value
def calls():
    for turn in range(200):
        point.own()
        mixed(turn) if turn % 2 else mixed('text')
calls()
print('done')
";

fn filtered(sandbox: &Sandbox, consequence: &str, python: &Path, words: &[&str]) -> Command {
    let mut command = sandbox.command(any_python());
    command.args(["-c", FILTER, consequence, env!("CARGO_BIN_EXE_specialist"), "--python"]);
    command.arg(python).args(words);
    command
}

#[test]
fn without_samples_and_operands_no_memory_is_read_through_the_kernel_and_names_are_known() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for consequence in CONSEQUENCES {
            let sandbox = Sandbox::new();
            sandbox.write("program.py", PROGRAM);
            let words = ["--no-sample", "--format", "json", "program.py"];
            let seen = see(&mut filtered(&sandbox, consequence, python, &words));
            assert_eq!(seen.status, Some(0), "{version} {consequence}: {seen:?}");
            let recording = seen.recording();
            assert!(recording.warnings.is_empty(), "{version}: {:?}", recording.warnings);
            let code = recording.files.iter().flat_map(|file| &file.code);
            let instructions: Vec<_> = code.flat_map(|code| &code.instructions).collect();
            for guard in ["Point", "module math", "mixed"] {
                let named = instructions.iter().any(|instruction| {
                    let evidence = instruction.evidence.as_deref();
                    evidence.and_then(|it| it.guard.as_deref()).is_some_and(|it| it.contains(guard))
                });
                assert!(named, "{version} {consequence}: nothing is specialized for {guard}");
            }
        }
    }
}

#[test]
fn what_cannot_be_known_is_said_in_one_sentence_and_the_program_runs() {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for consequence in CONSEQUENCES {
            for words in
                [&["--sample"][..], &["--sample", "--explain"], &["--no-sample", "--explain"]]
            {
                let sandbox = Sandbox::new();
                sandbox.write("program.py", PROGRAM);
                let words = [words, &["--format", "json", "program.py"]].concat();
                let seen = see(&mut filtered(&sandbox, consequence, python, &words));
                let what = format!("{version} {consequence} {words:?}");
                assert_eq!(seen.status, Some(0), "{what}: {seen:?}");
                let recording = seen.recording();
                assert_eq!(recording.sampling, None, "{what}");
                // On 3.11 operands take a run of their own.
                let asked = ["--sample", "--explain"].iter().filter(|it| words.contains(it));
                let runs = if version == Version::V3_11 { asked.count() } else { 1 };
                assert_eq!(recording.warnings.len(), runs, "{what}: {:?}", recording.warnings);
                let is_plain =
                    |it: &String| it.contains("does not let a process read its own memory");
                assert!(
                    recording.warnings.iter().all(is_plain),
                    "{what}: {:?}",
                    recording.warnings
                );
                let code = recording.files.iter().flat_map(|file| &file.code);
                let states = code.flat_map(|code| &code.instructions).map(|it| it.state);
                assert!(states.into_iter().any(|state| state == State::Specialized), "{what}");
            }
        }
    }
}
