//! Where in a file findings are.

use std::cell::OnceCell;

use recording::Span;
use sites::View;
use source::Keys;

use crate::{Finding, Place};

/// Says where in a file findings are. What expressions are called is worked out when it is asked for.
pub(crate) struct Locator<'a> {
    pub(crate) view: &'a View<'a>,
    keys: OnceCell<Keys<'a>>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(view: &'a View<'a>) -> Self {
        Self { view, keys: OnceCell::new() }
    }

    /// A finding, at a place of the file.
    pub(crate) fn at(&self, span: Span, finding: Finding) -> Finding {
        let keys = self.keys.get_or_init(|| self.view.outline.keys());
        let key = keys.of(span);
        let (function, expression) =
            key.map(|key| (key.function, key.expression)).unwrap_or_default();
        let path = Some(self.view.file.path.clone());
        Finding {
            path,
            place: Place::of(span, &self.view.lines()),
            function,
            expression,
            ..finding
        }
    }
}
