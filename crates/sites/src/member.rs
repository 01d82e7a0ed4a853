//! Maps code objects to the functions from which they were compiled, and instructions to the loops that
//! repeat them.

use std::collections::HashMap;

use recording::{Code, Instruction, Span};
use source::{FunctionKind, Heads, Outline};

/// The function from which a code object was compiled, an index into [`Outline::functions`];
/// `None` if the source has no such function: code for annotations or type parameters, from
/// `exec`, or from another source.
pub fn function_of(outline: &Outline, code: &Code) -> Option<usize> {
    let named = outline.functions_named(&code.qualname);
    let fits = |function: &&usize| {
        let function = &outline.functions[**function];
        function.kind == FunctionKind::Module
            || i64::from(function.first_line) == i64::from(code.first_line)
    };
    let fitting: Vec<_> = named.iter().filter(fits).copied().collect();
    if let [only] = fitting[..] {
        return Some(only);
    }
    // If there are several on one line, it is the smallest one that contains all of the code.
    let spans = || code.instructions.iter().filter_map(|i| i.span).filter(|span| !empty(*span));
    let holds = |function: &usize| {
        let whole = outline.functions[*function].span;
        spans().all(|span| whole.contains(span))
    };
    let holding = fitting.into_iter().filter(holds);
    holding.reduce(|best, next| {
        let inside = outline.functions[best].span.contains(outline.functions[next].span);
        if inside { next } else { best }
    })
}

/// For each instruction of a code object that was compiled from this function, the innermost loop that
/// repeats it, an index into [`Outline::loops`].
///
/// Its span decides that. The instructions that run a loop have the span of the whole loop or
/// of its iterable, but so do those that run only once before and after it: backward jumps to
/// the loop's first instruction tell these apart. An instruction without a span has no known
/// loop.
///
/// Since 3.14, `all`, `any` and `tuple` of a generator expression are compiled to a loop that
/// runs it: its instructions also belong to the generator expression.
pub fn loops_of(outline: &Outline, function: usize, code: &Code) -> Vec<Option<usize>> {
    let Some(heads) = outline.heads(function) else {
        return vec![None; code.instructions.len()];
    };
    let turns = turns(outline, heads, code);
    let of = |instruction: &Instruction| {
        let span = instruction.span?;
        let exact =
            turns.running(instruction.offset, span).or_else(|| heads.whiles.get(&span).copied());
        exact.or_else(|| outline.repeating(function, span))
    };
    code.instructions.iter().map(of).collect()
}

/// Where the iterations of a code object's `for` loops start and end.
fn turns(outline: &Outline, heads: &Heads, code: &Code) -> Turns {
    let mut turns = Vec::new();
    if heads.steps.is_empty() {
        return Turns::default();
    }
    // An instruction with a large argument is reached through others before it.
    let mut entry = None;
    for instruction in &code.instructions {
        let start = *entry.get_or_insert(instruction.offset);
        if &*instruction.base == "EXTENDED_ARG" {
            continue;
        }
        entry = None;
        let Some(span) = instruction.span else { continue };
        let of = match &*instruction.base {
            "FOR_ITER" => heads.steps.get(&span),
            "GET_ANEXT" => heads.async_steps.get(&span),
            _ => None,
        };
        if let Some(of) = of {
            turns.push((span, Turn { of: *of, start, end: instruction.offset }));
        }
    }
    let starts = turns.iter().map(|(_, turn)| i64::from(turn.start)).zip(0..);
    let starts: HashMap<i64, usize> = starts.collect();
    let set = outline.version.instruction_set();
    for jump in code.instructions.iter().filter(|i| i.base.contains("JUMP_BACKWARD")) {
        let units = set.named(&jump.base).map_or(0, bytecode::Opcode::cache_units);
        let after = i64::from(jump.offset) + 2 * i64::from(1 + units as u32);
        let target = after - 2 * i64::from(jump.arg.unwrap_or(0));
        if let Some((_, turn)) = starts.get(&target).and_then(|at| turns.get_mut(*at)) {
            turn.end = turn.end.max(jump.offset);
        }
    }
    Turns::new(turns)
}

/// One iteration: the instructions from the one that advances the iterator to the last that jumps
/// back to it.
struct Turn {
    of: usize,
    /// Offsets, both inclusive.
    start: u32,
    end: u32,
}

/// The iterations of a code object by the span of the instruction that advances the iterator, in
/// order of their starts. Each comes with the last end of those up to it.
#[derive(Default)]
struct Turns(HashMap<Span, Vec<(Turn, u32)>>);

impl Turns {
    fn new(in_order: Vec<(Span, Turn)>) -> Self {
        let mut turns: HashMap<Span, Vec<(Turn, u32)>> = HashMap::new();
        for (span, turn) in in_order {
            let of_span = turns.entry(span).or_default();
            let end = of_span.last().map_or(0, |(_, end)| *end).max(turn.end);
            of_span.push((turn, end));
        }
        Self(turns)
    }

    /// The loop of the first iteration that contains an instruction with that span.
    fn running(&self, offset: u32, span: Span) -> Option<usize> {
        let of_span = self.0.get(&span)?;
        let first = of_span.partition_point(|(_, end)| *end < offset);
        let (turn, _) = of_span.get(first)?;
        (turn.start <= offset).then_some(turn.of)
    }
}

fn empty(span: Span) -> bool {
    (span.line, span.column) == (span.end_line, span.end_column)
}
