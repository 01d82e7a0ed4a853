//! What the system says where something failed.

/// Such a text without the numbers of errors, which Rust adds to their words: these say enough.
///
/// ```
/// let error = std::io::Error::from_raw_os_error(2);
/// let text = format!("{error} at x, {error}");
/// assert_eq!(
///     specialist_files::without_numbers(&text),
///     "No such file or directory at x, No such file or directory"
/// );
/// assert_eq!(specialist_files::without_numbers("none"), "none");
/// ```
pub fn without_numbers(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once(')').map_or(part, |(_, rest)| rest));
    }
    plain
}
