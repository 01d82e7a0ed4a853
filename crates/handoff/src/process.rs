//! What Linux says about a process.

/// What `/proc/PID/stat` says about a process (`proc_pid_stat(5)`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    /// Whether it has ended, but its parent has not waited for it.
    pub is_zombie: bool,
    /// When the kernel created it, in ticks since the machine booted.
    pub born: u64,
    /// How many threads it has; the first one counts as long as there is another.
    pub threads: u32,
}

impl Process {
    /// Reads it for a process id or `self`; `None` if there is no such process, or no such file.
    pub fn read(number: &str) -> Option<Self> {
        Self::parse(&std::fs::read(format!("/proc/{number}/stat")).ok()?)
    }

    /// The second field is an arbitrary name in parentheses.
    fn parse(text: &[u8]) -> Option<Self> {
        let end = text.iter().rposition(|byte| *byte == b')')?;
        let after = std::str::from_utf8(text.get(end + 2..)?).ok()?;
        let mut fields = after.split(' ');
        let is_zombie = fields.next()? == "Z";
        let threads = fields.nth(20 - 4)?.parse().ok()?;
        let born = fields.nth(22 - 21)?.parse().ok()?;
        Some(Self { is_zombie, born, threads })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_may_contain_anything() {
        let after = "1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 52345 9 9";
        let parsed = |name: &[u8], state: &str| {
            Process::parse(
                &[b"7 (", name, b") ", state.as_bytes(), b" ", after.as_bytes()].concat(),
            )
        };
        let found = Some(Process { is_zombie: false, born: 52345, threads: 1 });
        assert_eq!(parsed(b"python", "R"), found);
        assert_eq!(parsed(b"a) Z (b", "S"), found);
        assert_eq!(parsed(b"\xff", "S"), found);
        assert_eq!(parsed(b"x", "Z"), Some(Process { is_zombie: true, born: 52345, threads: 1 }));
        assert_eq!(Process::parse(b"7 (x"), None);
        assert_eq!(Process::parse(b"7 (x) R 1"), None);
    }
}
