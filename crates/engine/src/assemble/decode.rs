//! Source files as Python reads them.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

/// A file's bytes, from the file system or from inside a zip archive.
///
/// # Errors
/// When there is no such file, or it can be read but once, as a pipe: Python has read it.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    files::read(path, files::SOURCE).or_else(|error| from_archive(path).ok_or(error))
}

/// `app.pyz/package/module.py`: the file of that name in the archive above it.
fn from_archive(path: &Path) -> Option<Vec<u8>> {
    let archive = path.ancestors().skip(1).find(|above| above.is_file())?;
    let name = path.strip_prefix(archive).ok()?.to_str()?;
    let mut zip = zip::ZipArchive::new(files::open(archive).ok()?).ok()?;
    let mut bytes = Vec::new();
    zip.by_name(name).ok()?.take(files::SOURCE + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= files::SOURCE).then_some(bytes)
}

/// The file the bytes of `path` come from, for asking when it was changed.
pub(super) fn on_disk(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|above| above.is_file()).map(Path::to_owned)
}

/// A decoded source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// The text; every line ends in `\n`, as Python's tokenizer sees it.
    pub(super) text: String,
    /// What could not be read as its encoding demands.
    pub(super) flaw: Option<String>,
}

/// Decodes as PEP 263 says: a byte order mark, else the cookie in one of the first two lines, else
/// UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Source {
    let (bytes, cookie) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, None),
        None => (bytes, cookie(bytes)),
    };
    let (text, flaw) = match cookie {
        None => utf8(bytes),
        Some(name) => encoded(bytes, &name),
    };
    Source { text: with_line_feeds(text), flaw }
}

/// A carriage return within a line ends it, too.
pub(super) fn with_line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn utf8(bytes: &[u8]) -> (String, Option<String>) {
    match str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(error) => {
            let flaw = format!("byte {} is not UTF-8", error.valid_up_to());
            (String::from_utf8_lossy(bytes).into_owned(), Some(flaw))
        }
    }
}

fn encoded(bytes: &[u8], name: &str) -> (String, Option<String>) {
    // Python normalizes so before it compares (`get_normal_name` in the tokenizer).
    let normal = name.to_ascii_lowercase().replace('_', "-");
    let is = |known: &str| normal == known || normal.starts_with(&format!("{known}-"));
    if is("utf-8") || normal == "utf8" || normal == "ascii" || normal == "us-ascii" {
        return utf8(bytes);
    }
    if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") || normal == "latin1" {
        // On the web the name means windows-1252; to Python, each byte is that character.
        return (bytes.iter().map(|byte| char::from(*byte)).collect(), None);
    }
    let Some(encoding) = Encoding::for_label(normal.as_bytes()).or_else(|| by_python_name(&normal))
    else {
        let flaw = format!("the encoding {name} is not known; columns may be off");
        return (utf8(bytes).0, Some(flaw));
    };
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), damaged.then(|| format!("some bytes are not {name}")))
}

/// Names Python knows and the web does not.
fn by_python_name(name: &str) -> Option<&'static Encoding> {
    let web = match name {
        "cp1250" | "cp1251" | "cp1252" | "cp1253" | "cp1254" | "cp1255" | "cp1256" | "cp1257"
        | "cp1258" => name.replace("cp", "windows-"),
        "cp866" => "ibm866".to_owned(),
        "cp932" | "mskanji" | "ms-kanji" | "shiftjis" | "s-jis" => "shift_jis".to_owned(),
        "cp949" | "uhc" | "euckr" => "euc-kr".to_owned(),
        "cp950" | "big5-tw" => "big5".to_owned(),
        "cp936" | "ms936" => "gbk".to_owned(),
        "eucjp" | "ujis" | "u-jis" => "euc-jp".to_owned(),
        _ => return None,
    };
    Encoding::for_label(web.as_bytes())
}

/// `# -*- coding: NAME -*-` in the first line, or in the second where the first is a comment or
/// blank.
fn cookie(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let first = lines.next()?;
    if let Some(name) = cookie_in(first) {
        return Some(name);
    }
    let code = first.iter().find(|byte| !b" \t\x0c".contains(byte));
    if code.is_some_and(|byte| *byte != b'#') {
        return None;
    }
    // After `\r\n` the split leaves an empty line between.
    let crlf = bytes.get(first.len()..first.len() + 2) == Some(b"\r\n");
    cookie_in(lines.nth(usize::from(crlf))?)
}

fn cookie_in(line: &[u8]) -> Option<String> {
    let start = line.iter().position(|byte| !b" \t\x0c".contains(byte))?;
    let comment = line.get(start..).filter(|rest| rest.starts_with(b"#"))?;
    let found = comment
        .windows(7)
        .position(|window| window.starts_with(b"coding") && matches!(window[6], b':' | b'='))?;
    let name = comment[found + 7..].iter().skip_while(|byte| b" \t".contains(byte));
    let name: String = name
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
        .map(|byte| char::from(*byte))
        .collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let source = decode(bytes);
        assert_eq!(source.flaw, None);
        source.text
    }

    #[test]
    fn cookies() {
        assert_eq!(
            text(b"# -*- coding: latin-1 -*-\nx = '\xe9\x80'\n").chars().nth(32),
            Some('\u{80}')
        );
        assert_eq!(
            text(b"\n# vim: set fileencoding=cp1251 :\n'\xe9'"),
            "\n# vim: set fileencoding=cp1251 :\n'й'"
        );
        assert_eq!(text(b"#!x\r\n#coding=koi8-r\r\n'\xc9'"), "#!x\n#coding=koi8-r\n'и'");
        assert_eq!(text("# coding: shift_jis\n".as_bytes()), "# coding: shift_jis\n");
    }

    #[test]
    fn no_cookies() {
        assert_eq!(cookie(b"x = 1\n# coding: latin-1\n"), None);
        assert_eq!(cookie(b"#\n#\n# coding: latin-1\n"), None);
        assert_eq!(cookie(b"x = 'coding: latin-1'\n"), None);
        assert_eq!(cookie(b""), None);
    }

    #[test]
    fn marks_and_line_ends() {
        assert_eq!(text(b"\xef\xbb\xbfa\r\nb\rc\n"), "a\nb\nc\n");
    }

    #[test]
    fn what_cannot_be_decoded_is_shown_and_said() {
        let source = decode(b"# coding: klingon\n\xff");
        assert!(source.text.ends_with('\u{fffd}'));
        assert!(source.flaw.unwrap().contains("klingon"));
        assert!(decode(b"\xff").flaw.is_some());
    }
}
