//! Which code is hot, and why.

use std::collections::{HashMap, VecDeque};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use recording::Certainty;
use source::{FunctionKind, Target};

use crate::{Called, HeatEvidence, View, Within, called};

/// The functions of a program that hot loops call, be it by way of others.
pub struct HotCode<'a> {
    views: &'a [View<'a>],
    called: HashMap<Function, Call>,
}

/// Why code is hot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhyHot {
    /// The view of the file that the loop or the mark is in.
    pub view: usize,
    /// The loop, or what is marked.
    pub target: Target,
    /// How the code comes to be hot.
    pub by: HotBy,
}

/// How code comes to be hot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HotBy {
    /// It stands in a loop, of which this is known.
    Loop(HeatEvidence),
    /// Its function is called from such a loop, perhaps by way of others; inferred where one of the
    /// calls is known by its name only.
    Call(HeatEvidence, Certainty),
    /// A comment says so.
    Mark,
}

/// A function: which view has it, and its index in the outline.
type Function = (usize, usize);

/// The loop that a function is called from.
#[derive(Clone, Copy)]
struct Call {
    view: usize,
    from: usize,
    by: HeatEvidence,
    certainty: Certainty,
}

impl<'a> HotCode<'a> {
    /// Follows the calls of a program, which these are all files of.
    pub fn new(views: &'a [View<'a>]) -> Self {
        let calls: Vec<Vec<Called>> = views.par_iter().map(called).collect();
        let functions = Functions::new(views);
        let mut found = Self { views, called: HashMap::new() };
        let mut queue = VecDeque::new();
        for (number, (view, calls)) in views.iter().zip(&calls).enumerate() {
            for call in calls {
                let Some((from, by)) = call.from.and_then(|from| view.hot_loop(from)) else {
                    continue;
                };
                let hot = Call { view: number, from, by, certainty: call.evidence };
                found.enter(functions.meant(number, call), hot, &mut queue);
            }
        }
        let mut by_caller: HashMap<Function, Vec<&Called>> = HashMap::new();
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
    fn enter(&mut self, functions: &[Function], hot: Call, queue: &mut VecDeque<Function>) {
        for function in functions {
            if !self.called.contains_key(function) {
                self.called.insert(*function, hot);
                queue.push_back(*function);
            }
        }
    }

    /// Whether the instructions that stand there are hot.
    pub fn is_hot(&self, view: usize, within: Within) -> bool {
        self.why(view, within).is_some()
    }

    /// Why the instructions that stand there are hot; `None` where they are not.
    pub fn why(&self, view: usize, within: Within) -> Option<WhyHot> {
        let here = self.views.get(view)?;
        if let Some((number, by)) = within.innermost.and_then(|innermost| here.hot_loop(innermost))
        {
            return Some(WhyHot { view, target: Target::Loop(number), by: HotBy::Loop(by) });
        }
        if let Some(Call { view, from, by, certainty }) = self.called.get(&(view, within.function))
        {
            let by = HotBy::Call(*by, *certainty);
            return Some(WhyHot { view: *view, target: Target::Loop(*from), by });
        }
        let target = here.marked(within)?;
        Some(WhyHot { view, target, by: HotBy::Mark })
    }
}

fn weaker(one: Certainty, other: Certainty) -> Certainty {
    if one == Certainty::Measured { other } else { one }
}

/// The functions of all files, by qualified name.
struct Functions<'a>(HashMap<&'a str, Vec<Function>>);

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
    fn meant(&self, view: usize, call: &Called) -> &[Function] {
        let all = self.0.get(call.function.as_str()).map_or(&[][..], Vec::as_slice);
        let here = all.partition_point(|function| function.0 < view);
        let end = all.partition_point(|function| function.0 <= view);
        match (&all[here..end], call.evidence, all) {
            ([], Certainty::Measured, [first, .., last]) if first.0 == last.0 => all,
            ([], Certainty::Measured, [_]) => all,
            (of_this_file, ..) => of_this_file,
        }
    }
}
