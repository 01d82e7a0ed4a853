//! The instructions of a file, taken together where they do one thing with one expression.

use bytecode::{Kin, kin};
use recording::{File, Instruction, Span};

/// An instruction of a file.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The place of its code object in the file.
    pub code: usize,
    /// The place of the instruction in the code object.
    pub at: usize,
    /// The instruction.
    pub instruction: &'a Instruction,
}

/// An expression and what is done with it: all instructions that were compiled for that, which are more
/// than one in copies of a function, of a `finally` block, of a loop's condition.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a, 's> {
    /// The expression.
    pub span: Span,
    /// What is done with it; `None` where that is not known, and opcodes tell such sites apart.
    pub kin: Option<Kin>,
    /// The instructions, in order of code object and offset; at least one.
    members: &'s [Placed<'a>],
}

/// The sites of a file, in the order of the source.
#[derive(Clone, Debug)]
pub struct Sites<'a>(Vec<Placed<'a>>);

/// A member, by what makes it one with others.
#[derive(Clone, Copy, Debug)]
struct Placed<'a> {
    key: (Span, Result<Kin, &'static str>),
    member: Member<'a>,
}

/// All instructions of a file.
pub fn instructions(file: &File) -> impl Iterator<Item = Member<'_>> {
    file.code.iter().enumerate().flat_map(|(code, of)| {
        let of = of.instructions.iter().enumerate();
        of.map(move |(at, instruction)| Member { code, at, instruction })
    })
}

/// Takes instructions of one file together, in n log n for n of them. Those that have no place are left
/// out, and those that another one executes: on 3.11 a call is two instructions.
pub fn grouped<'a>(members: impl Iterator<Item = Member<'a>>) -> Sites<'a> {
    let placed = members.filter(|member| member.instruction.covered_by.is_none());
    let placed = placed.filter_map(|member| {
        let base = member.instruction.base.as_str();
        Some(Placed { key: (member.instruction.span?, kin(base).ok_or(base)), member })
    });
    let mut all: Vec<_> = placed.collect();
    // Stable, so members stay in order.
    all.sort_by_key(|placed| placed.key);
    Sites(all)
}

impl<'a> Sites<'a> {
    /// The sites.
    pub fn iter(&self) -> impl Iterator<Item = Site<'a, '_>> {
        self.0.chunk_by(|one, other| one.key == other.key).filter_map(|members| {
            let (span, kin) = members.first()?.key;
            Some(Site { span, kin: kin.ok(), members })
        })
    }
}

impl<'a> Site<'a, '_> {
    /// Its instructions, in order of code object and offset.
    pub fn members(&self) -> impl DoubleEndedIterator<Item = Member<'a>> {
        self.members.iter().map(|placed| placed.member)
    }

    /// The instruction that speaks for it: the hottest, and of equally hot ones the first.
    pub fn speaker(&self) -> Option<Member<'a>> {
        hottest(self.members())
    }

    /// Samples of all its instructions.
    pub fn samples(&self) -> u64 {
        self.members().map(|member| member.instruction.samples()).fold(0, u64::saturating_add)
    }
}

/// By samples and, where these say nothing, executions.
fn hottest<'a>(members: impl DoubleEndedIterator<Item = Member<'a>>) -> Option<Member<'a>> {
    let heat = |member: &Member| (member.instruction.samples(), member.instruction.executions());
    // Of equals the last is the greatest.
    members.rev().max_by_key(heat)
}

#[cfg(test)]
mod tests {
    use recording::State::{Cold, Failing, Specialized};
    use test_support::by_hand::{at, code, failed, file, knowing};

    use super::*;

    /// For each site where it starts, and how many instructions it has.
    fn told(file: &File) -> Vec<(u32, usize)> {
        let sites = grouped(instructions(file));
        sites.iter().map(|site| (site.span.column, site.members().count())).collect()
    }

    #[test]
    fn what_does_one_thing_with_one_expression_is_one() {
        let call = |base, state| at([1, 0, 1, 4], base, "1", state);
        let mut file = file("a.py", "f(x)", vec![call("PRECALL", Failing), call("CALL", Cold)]);
        file.code.push(code("copy", 1, vec![call("CALL_KW", Specialized)]));
        file.code[0].instructions.push(at([1, 0, 1, 4], "TO_BOOL", "", Failing));
        file.code[0].instructions.push(at([1, 0, 1, 1], "LOAD_NAME", "f", Failing));
        file.code[0].instructions.push(at([1, 0, 1, 1], "LOAD_GLOBAL", "f", Failing));
        file.code[0].instructions.push(at([1, 0, 1, 1], "LOAD_FAST", "f", Failing));
        assert_eq!(told(&file), [(0, 1), (0, 1), (0, 1), (0, 3), (0, 1)]);
    }

    #[test]
    fn what_another_executes_or_has_no_place_is_none() {
        let covered = Instruction { covered_by: Some(0), ..at([1, 0, 1, 4], "CALL", "", Failing) };
        let nowhere = Instruction { span: None, ..at([1, 0, 1, 4], "CALL", "", Failing) };
        assert_eq!(told(&file("a.py", "f(x)", vec![covered, nowhere])), Vec::new());
    }

    #[test]
    fn the_hottest_speaks_and_of_equals_the_first() {
        let call = |executions, samples| {
            knowing(failed(5, executions, samples), at([1, 0, 1, 4], "CALL", "1", Failing))
        };
        let speaker = |calls| {
            let file = file("a.py", "f(x)", calls);
            let sites = grouped(instructions(&file));
            let site = sites.iter().next().unwrap();
            (site.speaker().unwrap().at, site.samples())
        };
        assert_eq!(speaker(vec![call(9, 0), call(90, 0), call(90, 0)]), (1, 0));
        assert_eq!(speaker(vec![call(9, 2), call(90, 1)]), (0, 3));
        let unknown = at([1, 0, 1, 4], "CALL", "1", Failing);
        assert_eq!(speaker(vec![unknown, call(1, 0)]), (1, 0));
    }
}
