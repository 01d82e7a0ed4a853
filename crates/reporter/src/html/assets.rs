//! The style sheet and the script that all pages share, joined from the files they are written in.

/// The beginning of both files.
macro_rules! mark {
    () => {
        "/* Made by specialist. */\n"
    };
}

pub(super) const MARK: &str = mark!();

/// Joins files of a folder of templates.
macro_rules! joined {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        concat!(mark!(), $(include_str!(concat!("../../../../templates/", $folder, "/", $name))),+)
    };
}

pub(super) const STYLE: &str = joined!("style": "base.css", "tables.css", "lists.css", "rules.css", "file.css", "panel.css", "walk.css", "diff.css");

/// `base.js` comes first: the others use it.
pub(super) const SCRIPT: &str = joined!("script": "base.js", "data.js", "lists.js", "index.js", "findings.js", "panel.js", "file.js", "walk_chunks.js", "walk_source.js", "walk_rows.js", "walk_stack.js", "walk_choose.js", "walk.js");

#[cfg(test)]
mod tests {
    use super::*;

    /// In single-file pages, they are between tags.
    #[test]
    fn nothing_ends_them_early() {
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</script") && !SCRIPT.contains("<!--"));
    }
}
