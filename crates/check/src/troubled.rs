//! Sites that fail or do not stay specialized, in hot code.

use reasons::rule;
use reasons::rules::{SPC004, SPC005};
use recording::{Evidence, Instruction, Span};
use sites::{
    HotCode, Member, Stability, Trouble, View, change_may_help, grouped, has_operands, instructions,
};

use crate::Place;
use crate::finding::Finding;
use crate::hot;
use crate::locator::Locator;

/// What is asked of sites, and of what program.
pub(crate) struct Asked<'a> {
    pub(crate) views: &'a [View<'a>],
    pub(crate) hot: &'a HotCode<'a>,
    /// What tells that something is wrong.
    pub(crate) stability: Stability,
    /// See [`crate::Settings::min_executions`].
    pub(crate) min_executions: u64,
    /// Whether operands were looked at.
    pub(crate) explained: bool,
}

impl Asked<'_> {
    /// Whether an instruction is in trouble that a change may help, and hot.
    fn counts(&self, view: &View, number: usize, member: Member) -> bool {
        let Some(within) = view.within(member) else { return false };
        let often = most_executions(member.instruction).is_none_or(|it| it >= self.min_executions);
        self.stability.trouble(member.instruction).is_some()
            && change_may_help(member.instruction)
            && self.hot.is_hot(number, within)
            && (often || view.marked(within).is_some())
    }
}

/// The findings at the sites of a file.
pub(crate) fn findings(locator: &Locator, number: usize, asked: &Asked) -> Vec<Finding> {
    let view = locator.view;
    let sites =
        grouped(instructions(view.file).filter(|member| asked.counts(view, number, *member)));
    let findings = sites.iter().filter_map(|site| {
        let speaker = site.speaker()?;
        let trouble = asked.stability.trouble(speaker.instruction)?;
        let why = asked.hot.why(number, view.within(speaker)?)?;
        Some(Finding {
            hot: hot::told(asked.views, why),
            help: help(speaker.instruction, asked.explained),
            ..finding(locator, speaker.instruction, site.span, trouble)
        })
    });
    findings.collect()
}

/// How often it was executed at most, where that is known.
fn most_executions(instruction: &Instruction) -> Option<u64> {
    let evidence = instruction.evidence.as_deref()?;
    // What was looked at is not counted.
    let looked_at = evidence.operands.as_ref().map_or(0, |operands| operands.executions);
    Some(evidence.executions?.count + u64::from(looked_at))
}

fn finding(locator: &Locator, instruction: &Instruction, span: Span, trouble: Trouble) -> Finding {
    let lines = &locator.view.lines();
    let place = Place::of(sites::own_place(lines, instruction, span), lines);
    let evidence = instruction.evidence.as_deref().map(counters);
    let finding = locator.at(span, why(instruction, trouble));
    Finding { place, trouble: Some(trouble), evidence, ..finding }
}

/// The reason that was found, or that there is none.
fn why(instruction: &Instruction, trouble: Trouble) -> Finding {
    if let Some(reason) = instruction.reason()
        && let Some(rule) = rule(&reason.code)
    {
        let certainty = reason.evidence;
        let message = reason.message.to_string();
        return Finding { message, certainty, ..Finding::new(rule, []) };
    }
    let rule = match trouble {
        Trouble::Failing => &SPC004,
        Trouble::Unstable => &SPC005,
    };
    Finding::new(rule, [("instruction", instruction.base.as_str())])
}

/// What to do where no reason is known.
fn help(instruction: &Instruction, explained: bool) -> Option<&'static str> {
    if instruction.reason().is_some() || has_operands(instruction) {
        None
    } else if explained {
        Some("it ran too rarely for its operands to be observed; let the program run longer")
    } else {
        Some("run the program with --explain to observe the operands")
    }
}

/// What the counters tell, without what led to the reason.
fn counters(evidence: &Evidence) -> Box<Evidence> {
    Box::new(Evidence {
        failures: evidence.failures,
        misses: evidence.misses,
        executions: evidence.executions,
        guard: evidence.guard.clone(),
        ..Evidence::default()
    })
}
