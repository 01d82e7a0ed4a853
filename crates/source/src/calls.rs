//! Finds which functions are called, and from which loops.

use std::collections::{HashMap, HashSet};

use arcstr::ArcStr;
use recording::facts::Callee;
use recording::{Certainty, Code, Evidence, Instruction, Seen, Span};
use serde::{Deserialize, Serialize};

use crate::{FunctionKind, Outline};

/// A call of a function written in Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// The calling function, an index into [`Outline::functions`].
    pub by: usize,
    /// The loop that repeats the call, an index into [`Outline::loops`]; `None` if no loop of that
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

/// A call of something by its name.
#[derive(Debug)]
pub(crate) struct NamedCall {
    pub(crate) named: Named,
    /// The calling function, and the loop from which it calls, if any.
    pub(crate) function: usize,
    pub(crate) from: Option<usize>,
    pub(crate) at: Span,
}

#[derive(Debug)]
pub(crate) enum Named {
    /// `name(…)`
    Function(String),
    /// `self.name(…)`
    Method(String),
}

/// The forms that call what they found in a class, which is always a function written in Python.
const CALL_WHAT_THEY_FOUND: [&str; 3] =
    ["BINARY_SUBSCR_GETITEM", "CALL_ALLOC_AND_ENTER_INIT", "LOAD_ATTR_PROPERTY"];

/// The calls in a source: those that a recording of it shows and, where it shows nothing, those
/// that name a function of the same source. Sorted by loop and place, those outside loops first.
pub fn called(outline: &Outline, codes: &[Code]) -> Vec<Called> {
    let mut all: Vec<Called> = Vec::new();
    for code in codes {
        let Some(by) = outline.function_of(code) else { continue };
        for (instruction, from) in code.instructions.iter().zip(outline.loops_of(code)) {
            let Some(at) = instruction.span else { continue };
            all.extend(seen(instruction).map(|function| Called {
                by,
                from,
                at,
                function: function.to_owned(),
                evidence: Certainty::Measured,
            }));
        }
    }
    let shown: HashSet<Span> = all.iter().map(|call| call.at).collect();
    let inferred = inferred(outline).filter(|call| !shown.contains(&call.at));
    all.extend(inferred);
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

/// The calls that name a function of the source.
fn inferred(outline: &Outline) -> impl Iterator<Item = Called> {
    let mut members: HashMap<(usize, &str), usize> = HashMap::new();
    for (number, function) in outline.functions.iter().enumerate() {
        let name = function.qualname.rsplit('.').next().unwrap_or_default();
        if let Some(parent) = function.parent {
            members.insert((parent, name), number);
        }
    }
    outline.calls.iter().filter_map(move |call| {
        let found = match &call.named {
            Named::Function(name) => by_name(outline, &members, call.function, name),
            Named::Method(name) => around(outline, call.function)
                .find(|function| outline.functions[*function].kind == FunctionKind::Class)
                .and_then(|class| members.get(&(class, name.as_str())).copied()),
        }?;
        // Calling a class calls its `__init__`.
        let found = match outline.functions[found].kind {
            FunctionKind::Class => *members.get(&(found, "__init__"))?,
            _ => found,
        };
        let function = outline.functions[found].qualname.clone();
        let NamedCall { function: by, from, at, .. } = *call;
        Some(Called { by, from, at, function, evidence: Certainty::Inferred })
    })
}

/// What a name refers to in a function, if that is a function or class: names in the body of an
/// enclosing class are not visible.
fn by_name(
    outline: &Outline,
    members: &HashMap<(usize, &str), usize>,
    from: usize,
    name: &str,
) -> Option<usize> {
    let seen = |function: &usize| {
        *function == from || outline.functions[*function].kind != FunctionKind::Class
    };
    around(outline, from).filter(seen).find_map(|function| members.get(&(function, name)).copied())
}

/// A function and those that enclose it, the innermost first.
fn around(outline: &Outline, function: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(function), |function| outline.functions[*function].parent)
}

#[cfg(test)]
mod tests {
    use bytecode::Version;
    use recording::{Cache, OpcodeName, State};

    use super::*;

    fn inferred_in(source: &str) -> Vec<String> {
        let outline = Outline::parse(Version::V3_13, source).unwrap();
        let in_loops = called(&outline, &[]).into_iter().filter(|call| call.from.is_some());
        in_loops.map(|call| call.function).collect()
    }

    #[test]
    fn names_are_looked_up_as_python_does() {
        assert_eq!(inferred_in("def f(): pass\nfor x in y: f(); g(); x.f()\n"), ["f"]);
        assert_eq!(inferred_in("def f(): pass\nf()\nfor x in f(): pass\n"), [] as [&str; 0]);
        let nested = "def f(): pass\ndef g():\n  def f(): pass\n  while x: f()\n";
        assert_eq!(inferred_in(nested), ["g.<locals>.f"]);
        let class = "class A:\n  def f(self):\n    for x in y: f(); self.g(); A()\n  def g(self): pass\n  def __init__(self): pass\n";
        assert_eq!(inferred_in(class), ["A.g", "A.__init__"]);
        assert_eq!(inferred_in("def f(): pass\na = [f(x) for x in f()]\n"), ["f"]);
        assert_eq!(inferred_in("def f(): pass\nfor x in y:\n  g = lambda: f()\n"), [] as [&str; 0]);
    }

    #[test]
    fn calls_outside_of_loops_are_calls() {
        let outline = Outline::parse(Version::V3_13, "def f(): pass\ndef g(): f()\n").unwrap();
        let all = called(&outline, &[]);
        let told: Vec<_> = all.iter().map(|call| (call.by, call.from, &*call.function)).collect();
        assert_eq!(told, [(2, None, "f")]);
    }

    #[test]
    fn observed_calls_are_not_inferred() {
        let source = "def f(): pass\nfor x in y: f()\n";
        let outline = Outline::parse(Version::V3_13, source).unwrap();
        let told = |opcode, field: &str| {
            let mut call = Instruction::new("CALL", State::Specialized);
            call.opcode = OpcodeName::new(opcode);
            call.span = Some(outline.calls[0].at);
            let cache = Cache::holding(&[(field.to_owned(), 7)]);
            let (guard, target) = (Some("g".into()), Some("A.__init__".into()));
            let evidence = Evidence { guard, target, cache, ..Evidence::default() };
            call.evidence = Some(Box::new(evidence));
            let instructions = vec![call];
            let qualname = "<module>".into();
            let module = Code { qualname, first_line: 1, instructions, ..Code::default() };
            let all = called(&outline, &[module]);
            all.into_iter().map(|call| (call.function, call.evidence)).collect::<Vec<_>>()
        };
        let measured = |name: &str| [(name.to_owned(), Certainty::Measured)];
        assert_eq!(told("CALL_PY_EXACT_ARGS", "func_version"), measured("g"));
        assert_eq!(told("CALL_ALLOC_AND_ENTER_INIT", "type_version"), measured("A.__init__"));
        assert_eq!(told("CALL_LEN", "counter"), [("f".to_owned(), Certainty::Inferred)]);
    }
}
