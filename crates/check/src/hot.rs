//! Which code is hot, and why.

use std::collections::{HashMap, VecDeque};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use recording::Certainty;
use source::{Called, FunctionKind, HeatEvidence, Target, called};

use crate::finding::{Hot, HotBy};
use crate::view::View;

/// The functions of a program that hot loops call, be it by way of others.
pub(crate) struct HotCode<'a> {
    views: &'a [View<'a>],
    called: HashMap<Place, Call>,
}

/// A function: which view has it, and its index in the outline.
type Place = (usize, usize);

/// The loop that a function is called from.
#[derive(Clone, Copy)]
struct Call {
    view: usize,
    from: usize,
    by: HeatEvidence,
    certainty: Certainty,
}

impl<'a> HotCode<'a> {
    pub(crate) fn new(views: &'a [View<'a>]) -> Self {
        let calls: Vec<Vec<Called>> =
            views.par_iter().map(|view| called(&view.outline, &view.file.code)).collect();
        let functions = Functions::new(views);
        let mut found = Self { views, called: HashMap::new() };
        let mut queue = VecDeque::new();
        for (number, view) in views.iter().enumerate() {
            for call in &calls[number] {
                let Some((from, by)) = call.from.and_then(|from| view.hot_loop(from)) else {
                    continue;
                };
                let hot = Call { view: number, from, by, certainty: call.evidence };
                found.enter(functions.meant(number, call), hot, &mut queue);
            }
        }
        let mut by_caller: HashMap<Place, Vec<&Called>> = HashMap::new();
        for (view, calls) in calls.iter().enumerate() {
            for call in calls {
                by_caller.entry((view, call.by)).or_default().push(call);
            }
        }
        while let Some((view, function)) = queue.pop_front() {
            let Some(reached) = found.called.get(&(view, function)).copied() else { continue };
            for call in by_caller.remove(&(view, function)).unwrap_or_default() {
                let certainty = weaker(reached.certainty, call.evidence);
                let hot = Call { certainty, ..reached };
                found.enter(functions.meant(view, call), hot, &mut queue);
            }
        }
        found
    }

    /// What is known first of a function stays.
    fn enter(&mut self, places: &[Place], hot: Call, queue: &mut VecDeque<Place>) {
        for place in places {
            if !self.called.contains_key(place) {
                self.called.insert(*place, hot);
                queue.push_back(*place);
            }
        }
    }

    /// Whether the instructions of a function that a loop repeats, or none does, are hot.
    pub(crate) fn is_hot(&self, view: usize, function: usize, innermost: Option<usize>) -> bool {
        let here = &self.views[view];
        innermost.is_some_and(|innermost| here.hot_loop(innermost).is_some())
            || self.called.contains_key(&(view, function))
            || here.marked(innermost, function).is_some()
    }

    /// Why the instructions of a function that a loop repeats, or none does, are hot.
    pub(crate) fn of(&self, view: usize, function: usize, innermost: Option<usize>) -> Option<Hot> {
        let here = &self.views[view];
        if let Some(hot) = innermost.and_then(|innermost| of_loop(here, innermost)) {
            return Some(hot);
        }
        if let Some(Call { view, from, by, certainty }) = self.called.get(&(view, function)) {
            let by = HotBy::Call(*by, *certainty);
            return Some(hot(&self.views[*view], Target::Loop(*from), by));
        }
        let marked = here.marked(innermost, function)?;
        Some(hot(here, marked, HotBy::Mark))
    }
}

/// Why the instructions that a loop repeats are hot.
pub(crate) fn of_loop(view: &View, innermost: usize) -> Option<Hot> {
    let (number, by) = view.hot_loop(innermost)?;
    Some(hot(view, Target::Loop(number), HotBy::Loop(by)))
}

fn hot(view: &View, target: Target, by: HotBy) -> Hot {
    let place = view.lines.place(view.head(target));
    let source = view.lines.line(place.line).trim().to_owned();
    Hot { path: view.file.path.clone(), place, source, by }
}

fn weaker(one: Certainty, other: Certainty) -> Certainty {
    if one == Certainty::Measured { other } else { one }
}

/// The functions of all files, by qualified name.
struct Functions<'a>(HashMap<&'a str, Vec<Place>>);

impl<'a> Functions<'a> {
    fn new(views: &'a [View<'a>]) -> Self {
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (number, view) in views.iter().enumerate() {
            for (function, this) in view.outline.functions.iter().enumerate() {
                if matches!(this.kind, FunctionKind::Def | FunctionKind::Lambda) {
                    names.entry(this.qualname.as_str()).or_default().push((number, function));
                }
            }
        }
        Self(names)
    }

    /// The functions a call may mean: those of the same file, else those of the one file that has
    /// any. What was not seen to be called is taken for a function of the same file only.
    fn meant(&self, view: usize, call: &Called) -> &[Place] {
        let all = self.0.get(call.function.as_str()).map_or(&[][..], Vec::as_slice);
        let here = all.partition_point(|place| place.0 < view);
        let end = all.partition_point(|place| place.0 <= view);
        match (&all[here..end], call.evidence, all) {
            ([], Certainty::Measured, [first, .., last]) if first.0 == last.0 => all,
            ([], Certainty::Measured, [_]) => all,
            (of_this_file, ..) => of_this_file,
        }
    }
}
