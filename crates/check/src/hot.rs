//! Why code is hot, as findings tell it.

use sites::{View, WhyHot};

use crate::Place;
use crate::finding::Hot;

/// What is told of a loop or a mark in one of these files.
pub(crate) fn told(views: &[View], why: WhyHot) -> Option<Hot> {
    let view = views.get(why.view)?;
    let place = Place::of(view.outline.head(why.target), &view.lines());
    let source = view.lines().line(place.line).trim().to_owned();
    Some(Hot { path: view.file.path.clone(), place, source, by: why.by })
}
