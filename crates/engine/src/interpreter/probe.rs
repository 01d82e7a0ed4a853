//! Asking an interpreter what it is.

use std::fs;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Interpreter, Unusable};
use crate::cache;
use crate::platform::described;
use crate::trust::{self, Readers};

/// Runs on everything since Python 2.6; imports only what is built in. One answer a line, after a
/// line no start-up message has.
const QUESTION: &str = r#"import sys
i = getattr(sys, "implementation", None)
v = sys.version_info
for x in ("specialist asks", "%d %d" % v[:2],
          "%d.%d.%d%s" % (v[0], v[1], v[2], "" if v[3] == "final" else "%s%d" % (v[3], v[4])),
          getattr(i, "name", "cpython"), getattr(sys, "abiflags", ""), sys.executable or "",
          getattr(sys, "_stdlib_dir", None) or ""):
    print(x)
"#;

/// What an interpreter says of itself. Asked once for each file: where the answer depends on that
/// file alone (a binary, not a script that looks for one), it is kept in the user's cache.
///
/// # Errors
/// [`Unusable::Broken`] when it cannot be started or does not answer as a Python does.
pub fn probe(path: &Path) -> Result<Interpreter, Unusable> {
    let kept = Kept::at(path);
    if let Some(known) = kept.as_ref().and_then(Kept::read) {
        return Ok(known);
    }
    let interpreter = ask(path)?;
    if let Some(kept) = kept {
        kept.write(&interpreter);
    }
    Ok(interpreter)
}

/// The slowest answer seen, from a version manager's script on a busy machine, took a second.
const PATIENCE: Duration = Duration::from_secs(10);

fn ask(path: &Path) -> Result<Interpreter, Unusable> {
    let broken = |reason: String| Unusable::Broken { path: path.to_owned(), reason };
    // Without `site`: nothing of the user's runs, and it is twice as fast.
    let mut command = Command::new(path);
    command.args(["-S", "-c", QUESTION]).stdin(Stdio::null());
    // It is none of the processes to be recorded.
    command.env_remove(handoff::FAMILY_VARIABLE);
    let files = || Ok::<_, io::Error>([tempfile::tempfile()?, tempfile::tempfile()?]);
    let files = files().map_err(|error| broken(format!("its answer cannot be stored: {error}")))?;
    let output = output_within(PATIENCE, &mut command, files);
    let output = output.map_err(|error| broken(cannot_start(path, &error)))?;
    let Some(Output { status, stdout, stderr }) = output else {
        return Err(broken(format!("it did not answer in {} seconds", PATIENCE.as_secs())));
    };
    parse(path, &String::from_utf8_lossy(&stdout)).ok_or_else(|| {
        let said = String::from_utf8_lossy(&stderr);
        let said = said.lines().map(str::trim).find(|line| !line.is_empty());
        let said = said.map_or("no answer".into(), |line| format!("said: {line}"));
        broken(format!("asked for its version, it ended with {} and {said}", described(status)))
    })
}

/// What a command prints, or `None` where it runs on for longer; it is killed then. It prints into
/// files: a pipe would have to be waited for, too, where a grandchild has it open.
fn output_within(
    patience: Duration,
    command: &mut Command,
    [mut stdout, mut stderr]: [fs::File; 2],
) -> io::Result<Option<Output>> {
    command.stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    let mut child = command.spawn()?;
    let end = Instant::now() + patience;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > end {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(1));
    };
    Ok(Some(Output { status, stdout: written(&mut stdout)?, stderr: written(&mut stderr)? }))
}

/// All that is in a file, wherever those who share it have stopped.
fn written(file: &mut fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn cannot_start(path: &Path, error: &io::Error) -> String {
    let target = followed(path);
    if target.symlink_metadata().is_err() {
        return format!("it is a link to {}, which does not exist", target.display());
    }
    if error.kind() == io::ErrorKind::NotFound {
        return "the program that starts it (named in its first line, or its loader) does not exist".into();
    }
    error.to_string()
}

/// Whether the file's first line names what runs it, as with a version manager's shims.
pub(super) fn is_script(path: &Path) -> bool {
    let mut start = [0; 2];
    let read = files::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && &start == b"#!"
}

/// The end of a chain of links, whether it exists or not.
fn followed(path: &Path) -> PathBuf {
    let mut end = path.to_owned();
    // A longer chain the system does not follow either (path_resolution(7)).
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&end) else { break };
        end = end.parent().unwrap_or(Path::new("")).join(target);
    }
    end
}

fn parse(path: &Path, answer: &str) -> Option<Interpreter> {
    let mut lines = answer.lines().map(str::trim_end).skip_while(|line| *line != "specialist asks");
    lines.next()?;
    let (major, minor) = lines.next()?.split_once(' ')?;
    let feature = (major.parse().ok()?, minor.parse().ok()?);
    let mut line = || lines.next().map(str::to_owned);
    Some(Interpreter {
        path: path.to_owned(),
        feature,
        version: line()?,
        implementation: line()?,
        abiflags: line()?,
        executable: line()?.into(),
        stdlib: Some(line()?).filter(|text| !text.is_empty()).map(PathBuf::from),
    })
}

/// An answer in the user's cache.
struct Kept {
    file: PathBuf,
    stamp: Stamp,
}

/// What must be as it was for a kept answer to hold.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    asked_by: String,
    binary: PathBuf,
    size: u64,
    modified: u128,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    stamp: Stamp,
    interpreter: Interpreter,
}

impl Kept {
    fn at(path: &Path) -> Option<Self> {
        let binary = path.canonicalize().ok()?;
        if is_script(&binary) {
            return None;
        }
        let metadata = fs::metadata(&binary).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        let name = hex::encode(Sha256::digest(path.as_os_str().as_encoded_bytes()));
        let asked_by = format!("{} {QUESTION}", env!("CARGO_PKG_VERSION"));
        // Where others can write they could say what an interpreter is.
        let directory = cache::directory()?.join("interpreters");
        let directory = trust::make_directory(&directory, Readers::Ourselves).ok()?;
        Some(Self {
            file: directory.join(name),
            stamp: Stamp { asked_by, binary, size: metadata.len(), modified },
        })
    }

    fn read(&self) -> Option<Interpreter> {
        let file = trust::open(&self.file).ok()?;
        let entry: Entry = serde_json::from_reader(io::BufReader::new(file)).ok()?;
        (entry.stamp == self.stamp).then_some(entry.interpreter)
    }

    /// A cache that cannot be written costs a question each time, no more.
    fn write(self, interpreter: &Interpreter) {
        let entry = Entry { stamp: self.stamp, interpreter: interpreter.clone() };
        let write = || -> io::Result<()> {
            let directory = self.file.parent().unwrap_or(Path::new("."));
            let file = tempfile::NamedTempFile::new_in(directory)?;
            serde_json::to_writer(&file, &entry)?;
            file.persist(&self.file)?;
            Ok(())
        };
        let _ = write();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_at_start_up_do_not_disturb() {
        let answer = "welcome\nspecialist asks\n3 12\n3.12.1rc2\ncpython\n\n/usr/bin/python3\n\n";
        let interpreter = parse(Path::new("p"), answer).unwrap();
        assert_eq!(interpreter.feature, (3, 12));
        assert_eq!(interpreter.version, "3.12.1rc2");
        assert_eq!(interpreter.stdlib, None);
        assert!(parse(Path::new("p"), "Python 3.12.1\n").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn one_that_hangs_is_given_up() {
        let run = |script: &str, patience| {
            let files = [tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap()];
            output_within(patience, Command::new("sh").args(["-c", script]), files).unwrap()
        };
        let output = run("echo out; echo err >&2; exit 3", PATIENCE).unwrap();
        assert_eq!((output.stdout, output.stderr), (b"out\n".to_vec(), b"err\n".to_vec()));
        assert_eq!(output.status.code(), Some(3));
        // What it has started and left behind is not waited for.
        assert!(run("sleep 60 & echo out", PATIENCE).is_some());
        let began = Instant::now();
        assert!(run("sleep 60; echo out", Duration::from_millis(50)).is_none());
        assert!(began.elapsed() < PATIENCE);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_where_they_end() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        symlink("python3", path("python")).unwrap();
        symlink("/gone/python3.12", path("python3")).unwrap();
        symlink("itself", path("itself")).unwrap();
        assert_eq!(followed(&path("python")), Path::new("/gone/python3.12"));
        assert_eq!(followed(&path("itself")), path("itself"));
        assert_eq!(followed(directory.path()), directory.path());
        let said = probe(&path("itself")).unwrap_err().to_string();
        assert!(said.contains("Too many levels"), "{said}");
    }
}
