//! Ranges of source that are disjoint or nested.

use recording::Span;

/// Ranges, each with a number, any two of which are disjoint or nested.
#[derive(Debug, Default)]
pub(crate) struct Nested(Vec<Stretch>);

#[derive(Debug)]
struct Stretch {
    span: Span,
    number: usize,
    /// The enclosing range, an index.
    around: Option<usize>,
}

impl Nested {
    pub(crate) fn new(stretches: impl Iterator<Item = (Span, usize)>) -> Self {
        let mut sorted: Vec<_> = stretches.collect();
        // Of those that start at the same place, the outer one first.
        sorted.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
        let mut nested = Self::default();
        for (span, number) in sorted {
            let last = nested.0.len().checked_sub(1);
            let around = nested.around(last, span);
            nested.0.push(Stretch { span, number, around });
        }
        nested
    }

    /// The numbers of the ranges around a span, the innermost first.
    pub(crate) fn of(&self, span: Span) -> impl Iterator<Item = usize> {
        let before = self.0.partition_point(|stretch| stretch.span.start() <= span.start());
        let mut at = self.around(before.checked_sub(1), span);
        std::iter::from_fn(move || {
            let stretch = self.0.get(at?)?;
            at = stretch.around;
            Some(stretch.number)
        })
    }

    /// The innermost of a range and those around it that contains a span.
    fn around(&self, mut at: Option<usize>, span: Span) -> Option<usize> {
        while let Some(stretch) = at.and_then(|index| self.0.get(index)) {
            if stretch.span.contains(span) {
                return at;
            }
            at = stretch.around;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_one_line(column: u32, end_column: u32) -> Span {
        Span { line: 1, column, end_line: 1, end_column }
    }

    #[test]
    fn innermost_first() {
        let stretches = [(0, 20), (2, 10), (2, 5), (12, 15)];
        let nested = Nested::new(
            stretches
                .iter()
                .enumerate()
                .map(|(number, (from, to))| (on_one_line(*from, *to), number)),
        );
        let of = |from, to| nested.of(on_one_line(from, to)).collect::<Vec<_>>();
        assert_eq!(of(3, 4), [2, 1, 0]);
        assert_eq!(of(4, 6), [1, 0]);
        assert_eq!(of(2, 5), [2, 1, 0]);
        assert_eq!(of(9, 13), [0]);
        assert_eq!(of(12, 15), [3, 0]);
        assert_eq!(of(16, 17), [0]);
        assert_eq!(of(19, 21), [] as [usize; 0]);
    }
}
