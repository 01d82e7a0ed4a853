//! The dynamic linker's list of libraries, without ours.
//!
//! The engine puts us first. Between it and the interpreter, there may be a shell script that adds
//! libraries of its own, before or after ours. These stay as they are, separators included: the
//! program sees what it would have seen without us.

/// What the engine puts between us and the previous list. A single separator may be somebody
/// else's: the engine adds none if there was no list, and a script may then write `:$LD_PRELOAD`.
/// dyld does not ignore empty entries.
const OUR_SEPARATOR: &[u8] = if cfg!(target_os = "macos") { b":" } else { b"::" };

/// The rest of the list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Without {
    /// The whole list: we are not in it.
    Unchanged,
    /// There was no list.
    Nothing,
    /// The entries of others.
    Others(Vec<u8>),
}

/// Removes the first entry with this path, the way it was added.
pub(crate) fn without(list: &[u8], ours: &[u8]) -> Without {
    if list == ours {
        return Without::Nothing;
    }
    let Some((before, behind)) = split(list, ours) else { return Without::Unchanged };
    let behind = behind.strip_prefix(OUR_SEPARATOR).unwrap_or(behind);
    Without::Others([before, behind].concat())
}

/// The text before an entry and after it.
fn split<'a>(list: &'a [u8], entry: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut start = 0;
    for found in list.split(|byte| b": ".contains(byte)) {
        let end = start + found.len();
        if found == entry {
            return Some((list.get(..start)?, list.get(end..)?));
        }
        start = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a program finds after `script` has changed what the engine set; both get the value.
    #[track_caller]
    fn same(before: Option<&str>, script: impl Fn(Option<String>) -> Option<String>) {
        let separator = std::str::from_utf8(OUR_SEPARATOR).unwrap();
        let set = match before {
            None => "/o/urs.so".to_owned(),
            Some(before) => format!("/o/urs.so{separator}{before}"),
        };
        let plain = script(before.map(str::to_owned));
        let watched = script(Some(set)).unwrap();
        let found = match without(watched.as_bytes(), b"/o/urs.so") {
            Without::Unchanged => Some(watched),
            Without::Nothing => None,
            Without::Others(others) => Some(String::from_utf8(others).unwrap()),
        };
        assert_eq!(found, plain, "{before:?}");
    }

    /// `$LD_PRELOAD` in a shell.
    fn value(variable: Option<String>) -> String {
        variable.unwrap_or_default()
    }

    #[test]
    fn entries_of_others_stay_as_they_are() {
        for before in [None, Some(""), Some("/a.so"), Some("/a.so /b.so"), Some(":/a.so:")] {
            same(before, |variable| variable);
            same(before, |variable| Some(format!("/t/heirs.so:{}", value(variable))));
            same(before, |variable| Some(format!("/t/heirs.so {}", value(variable))));
            same(before, |_| Some("/t/heirs.so".to_owned()));
            if cfg!(not(target_os = "macos")) || before.is_some() {
                same(before, |variable| Some(format!("{}:/t/heirs.so", value(variable))));
                same(before, |variable| Some(format!("{} /t/heirs.so", value(variable))));
            }
        }
    }

    #[test]
    fn another_entry_with_our_name_in_it_is_not_ours() {
        assert_eq!(without(b"/x/o/urs.so", b"/o/urs.so"), Without::Unchanged);
        assert_eq!(without(b"/o/urs.so.1:/b", b"/o/urs.so"), Without::Unchanged);
        // Another process of the family needs to find the second one.
        let left = Without::Others(b"/o/urs.so".to_vec());
        let twice = [b"/o/urs.so", OUR_SEPARATOR, b"/o/urs.so"].concat();
        assert_eq!(without(&twice, b"/o/urs.so"), left);
    }
}
