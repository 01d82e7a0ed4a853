//! The reasons why there is no report.

use std::io;
use std::path::Path;

/// The reason why pages are not written. Earlier files are still there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A page can't be rendered.
    #[error("{page} cannot be rendered: {why}; this is a bug in specialist, please report it")]
    Page {
        /// The name of its file.
        page: String,
        /// The obstacle.
        why: Unrendered,
    },
    /// The error of the file system, or the reason why a file is not replaced, with its path.
    #[error("pages cannot be written to {0}")]
    Write(#[from] io::Error),
}

/// The reason why a page can't be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Unrendered {
    /// Its data can't be represented in JSON.
    #[error("its data cannot be written: {0}")]
    Data(#[from] serde_json::Error),
    /// Its template failed.
    #[error("its template cannot be filled in: {0}")]
    Template(#[from] askama::Error),
}

impl Error {
    /// Adds the name of the page that can't be rendered.
    pub(super) fn of_page(page: &str) -> impl FnOnce(Unrendered) -> Self {
        move |why| Self::Page { page: page.to_owned(), why }
    }
}

/// An error about a file, with its path.
pub(super) fn of_path(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use serde::ser::Error as _;

    use super::*;

    #[test]
    fn it_says_which_page() {
        let why = Unrendered::from(serde_json::Error::custom("a key is no text"));
        assert_eq!(
            Error::of_page("a_py.html")(why).to_string(),
            "a_py.html cannot be rendered: its data cannot be written: a key is no text; \
             this is a bug in specialist, please report it"
        );
    }
}
