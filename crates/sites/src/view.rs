//! A recorded file, its source read and its instructions told apart by function and loop.

use bytecode::Version;
use recording::File;
use source::{Lines, Outline, Target, Unparsable};

use crate::member::{function_of, loops_of};
use crate::{Heat, HeatEvidence, Heats, Member};

/// A recorded file and its source.
pub struct View<'a> {
    /// What was recorded.
    pub file: &'a File,
    /// What the source says.
    pub outline: Outline,
    /// Whether its loops and functions ran long enough to be specialized.
    pub heats: Heats,
    /// Of each code object; `None` where the source has no function for it.
    codes: Vec<Option<Placed>>,
}

/// What a code object was compiled from.
struct Placed {
    function: usize,
    /// Of each instruction.
    loops: Vec<Option<usize>>,
}

/// What an instruction stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// The function, an index into [`Outline::functions`].
    pub function: usize,
    /// The innermost loop that repeats it, an index into [`Outline::loops`].
    pub innermost: Option<usize>,
}

impl<'a> View<'a> {
    /// Reads the source of a file.
    ///
    /// # Errors
    /// Where it is not Python of that version.
    pub fn new(version: Version, file: &'a File) -> Result<Self, Unparsable> {
        let outline = Outline::parse(version, &file.source)?;
        let placed = file.code.iter().map(|code| {
            let function = function_of(&outline, code)?;
            Some(Placed { function, loops: loops_of(&outline, function, code) })
        });
        let codes: Vec<_> = placed.collect();
        let all = placed_instructions(file, &codes);
        let heats = Heats::new(&outline, all.map(|(member, within)| (member.instruction, within)));
        Ok(Self { file, outline, heats, codes })
    }

    /// The lines of the source.
    pub fn lines(&self) -> Lines<'_> {
        self.outline.lines()
    }

    /// The instructions of code that the source has functions for.
    pub fn instructions(&self) -> impl Iterator<Item = (Member<'a>, Within)> {
        placed_instructions(self.file, &self.codes)
    }

    /// What an instruction stands in; `None` where the source has no function for its code.
    pub fn within(&self, member: Member) -> Option<Within> {
        let placed = self.codes.get(member.code)?.as_ref()?;
        let innermost = placed.loops.get(member.at).copied().flatten();
        Some(Within { function: placed.function, innermost })
    }

    /// A loop and those around it, the innermost first.
    pub fn around(&self, innermost: usize) -> impl Iterator<Item = usize> {
        let parent = |number: &usize| self.outline.loops.get(*number)?.parent;
        std::iter::successors(Some(innermost), parent)
    }

    /// The innermost hot loop around an instruction of this loop, and how that is known.
    pub fn hot_loop(&self, innermost: usize) -> Option<(usize, HeatEvidence)> {
        self.around(innermost).find_map(|number| match self.heats.loops.get(number)? {
            Heat::Hot { by } => Some((number, *by)),
            _ => None,
        })
    }

    /// Whether a loop, or one inside it, is hot.
    pub fn has_hot_loop(&self, number: usize) -> bool {
        let inside = |inner: &usize| self.around(*inner).any(|outer| outer == number);
        let hot = |inner: usize| self.heats.loops.get(inner).is_some_and(|heat| heat.is_hot());
        (0..self.outline.loops.len()).filter(inside).any(hot)
    }

    /// What a comment says must be specialized: one of the loops around an instruction, or its function.
    pub fn marked(&self, within: Within) -> Option<Target> {
        let is_marked =
            |target: &Target| self.outline.comments.hot.iter().any(|mark| mark.target == *target);
        let loops = within.innermost.into_iter().flat_map(|number| self.around(number));
        let mut targets = loops.map(Target::Loop).chain([Target::Function(within.function)]);
        targets.find(is_marked)
    }
}

fn placed_instructions<'a>(
    file: &'a File,
    codes: &[Option<Placed>],
) -> impl Iterator<Item = (Member<'a>, Within)> {
    let codes = file.code.iter().zip(codes).enumerate();
    let placed = codes.filter_map(|(code, (of, placed))| Some((code, of, placed.as_ref()?)));
    placed.flat_map(|(code, of, placed)| {
        let all = of.instructions.iter().zip(&placed.loops).enumerate();
        all.map(move |(at, (instruction, innermost))| {
            let within = Within { function: placed.function, innermost: *innermost };
            (Member { code, at, instruction }, within)
        })
    })
}
