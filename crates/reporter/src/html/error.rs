//! Why there is no report.

use std::io;
use std::path::Path;

/// Why pages are not written. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A page cannot be made of what it is to show.
    #[error("{page} cannot be rendered: {why}; this is a bug in specialist, please report it")]
    Page {
        /// The name of its file.
        page: String,
        /// What stands in the way.
        why: Unrendered,
    },
    /// What the file system says, or why a file is not replaced, with the path it is said of.
    #[error("pages cannot be written to {0}")]
    Write(#[from] io::Error),
}

/// Why a page cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Unrendered {
    /// What its script reads is no JSON.
    #[error("its data cannot be written: {0}")]
    Data(#[from] serde_json::Error),
    /// Its template does not come to an end.
    #[error("its template cannot be filled in: {0}")]
    Template(#[from] askama::Error),
}

impl Error {
    /// For what has no page because of it.
    pub(super) fn of_page(page: &str) -> impl FnOnce(Unrendered) -> Self {
        move |why| Self::Page { page: page.to_owned(), why }
    }
}

/// An error of a file that says which.
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
