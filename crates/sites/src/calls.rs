//! Finds which functions are called, and from which loops.

use std::collections::HashSet;

use arcstr::ArcStr;
use recording::facts::Callee;
use recording::{Certainty, Evidence, Instruction, Seen, Span};
use serde::{Deserialize, Serialize};

use crate::View;

/// A call of a function written in Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// The function that calls, an index into [`source::Outline::functions`].
    pub by: usize,
    /// The loop that repeats the call, an index into [`source::Outline::loops`]; `None` where none of that
    /// function does.
    pub from: Option<usize>,
    /// The call.
    pub at: Span,
    /// The called function's qualified name. Several functions may have that name.
    pub function: String,
    /// Measured: the call was observed, by its guard or its operands. Inferred: the source has a
    /// function with the name that is called, which may refer to something else at run time.
    pub evidence: Certainty,
}

/// The forms that call what they found in a class, which is always a function written in Python.
const CALL_WHAT_THEY_FOUND: [&str; 3] =
    ["BINARY_SUBSCR_GETITEM", "CALL_ALLOC_AND_ENTER_INIT", "LOAD_ATTR_PROPERTY"];

/// The calls in a source: those that a recording of it shows and, where it shows nothing, those
/// that name a function of the same source. Sorted by loop and place, those outside loops first.
pub fn called(view: &View) -> Vec<Called> {
    let mut all: Vec<Called> = Vec::new();
    for (member, within) in view.instructions() {
        let Some(at) = member.instruction.span else { continue };
        all.extend(seen(member.instruction).map(|function| Called {
            by: within.function,
            from: within.innermost,
            at,
            function: function.to_owned(),
            evidence: Certainty::Measured,
        }));
    }
    let shown: HashSet<Span> = all.iter().map(|call| call.at).collect();
    let by_name = view.outline.calls_by_name().filter(|call| !shown.contains(&call.at));
    all.extend(by_name.filter_map(|call| {
        let function = view.outline.functions.get(call.function)?.qualname.clone();
        let (by, from, at) = (call.by, call.from, call.at);
        Some(Called { by, from, at, function, evidence: Certainty::Inferred })
    }));
    all.sort_by(|a, b| (a.from, a.at, &a.function).cmp(&(b.from, b.at, &b.function)));
    all.dedup();
    all
}

/// The qualified names of the functions that an instruction was observed to call.
fn seen(instruction: &Instruction) -> impl Iterator<Item = &str> {
    let evidence = instruction.evidence.as_deref();
    let found = evidence.and_then(|evidence| {
        let finds = CALL_WHAT_THEY_FOUND.contains(&&*instruction.opcode);
        let known = if finds { &evidence.target } else { guarded(evidence)? };
        known.as_deref()
    });
    let operands = evidence.and_then(|evidence| evidence.operands.as_deref());
    let operands = operands.into_iter().flat_map(|operands| &operands.seen);
    let callees = operands.filter(|seen| calls_python(seen)).filter_map(|seen| seen.facts.name());
    found.into_iter().chain(callees.map(ArcStr::as_str))
}

/// What is called is a Python function.
fn calls_python(seen: &Seen) -> bool {
    match seen.facts.callee() {
        Some(Callee::Function | Callee::BoundMethod) => true,
        Some(
            Callee::BoundOther
            | Callee::Class
            | Callee::BuiltIn
            | Callee::MethodDescriptor
            | Callee::MethodWrapper
            | Callee::Instance
            | Callee::Other,
        )
        | None => false,
    }
}

/// The guard, if that is a function: its cache has the version of a function, and not of a class.
fn guarded(evidence: &Evidence) -> Option<&Option<ArcStr>> {
    let cache = evidence.cache.as_ref()?;
    let has = |name| cache.fields().any(|(field, _)| field == name);
    (has("func_version") && !has("type_version")).then_some(&evidence.guard)
}

#[cfg(test)]
mod tests {
    use bytecode::Version;
    use recording::{Cache, OpcodeName, State};
    use test_support::by_hand::file;

    use super::*;

    #[test]
    fn observed_calls_are_not_inferred() {
        let source = "def f(): pass\nfor x in y: f()\n";
        let told = |opcode, field: &str| {
            let mut call = Instruction::new("CALL", State::Specialized);
            call.opcode = OpcodeName::new(opcode);
            call.span = Some([2, 12, 2, 15].into());
            let cache = Cache::holding(&[(field.to_owned(), 7)]);
            let (guard, target) = (Some("g".into()), Some("A.__init__".into()));
            let evidence = Evidence { guard, target, cache, ..Evidence::default() };
            call.evidence = Some(Box::new(evidence));
            let file = file("a.py", source, vec![call]);
            let all = called(&View::new(Version::V3_13, &file).unwrap());
            all.into_iter().map(|call| (call.function, call.evidence)).collect::<Vec<_>>()
        };
        let measured = |name: &str| [(name.to_owned(), Certainty::Measured)];
        assert_eq!(told("CALL_PY_EXACT_ARGS", "func_version"), measured("g"));
        assert_eq!(told("CALL_ALLOC_AND_ENTER_INIT", "type_version"), measured("A.__init__"));
        assert_eq!(told("CALL_LEN", "counter"), [("f".to_owned(), Certainty::Inferred)]);
    }
}
