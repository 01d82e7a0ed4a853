//! What the final state says about an instruction, beyond its form.

use std::collections::HashMap;
use std::sync::LazyLock;

use arcstr::ArcStr;
use bytecode::{CodeObject, Executions, Guard, Kind, Progress, Version};

use crate::{Cache, Change, Evidence, OpcodeName, Operands, Transition, Watched};

/// What the versions in inline caches stand for, as the interpreter knew it when the program had
/// ended. A version that is not here belongs to something that changed or died after it was cached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Classes by type version.
    pub types: HashMap<u32, ArcStr>,
    /// Modules, as `module math`, by the version of their dictionary's keys.
    pub keys: HashMap<u32, ArcStr>,
    /// Functions by function version.
    pub functions: HashMap<u32, ArcStr>,
    /// Attributes of classes, with the class that defines them, such as `Base.shifted`: by the
    /// version of the class in which they were found, then by name.
    pub attributes: HashMap<u32, HashMap<String, ArcStr>>,
    /// What the program said it was doing, and since when, in microseconds since it started; in
    /// order.
    pub contexts: Vec<(u64, Option<ArcStr>)>,
}

/// What was observed, by the offset of the instruction.
pub(crate) struct Seen<'a> {
    samples: HashMap<u32, u32>,
    more_changes: HashMap<u32, u32>,
    changes: HashMap<u32, Vec<&'a Change>>,
    operands: HashMap<u32, &'a Operands>,
}

impl<'a> Seen<'a> {
    pub(crate) fn new(watched: &'a Watched) -> Self {
        let mut changes: HashMap<u32, Vec<_>> = HashMap::new();
        for change in &watched.changes {
            changes.entry(change.offset).or_default().push(change);
        }
        Self {
            samples: watched.samples.iter().copied().collect(),
            more_changes: watched.more_changes.iter().copied().collect(),
            changes,
            operands: watched.operands.iter().map(|(offset, seen)| (*offset, seen)).collect(),
        }
    }
}

/// What is known about an instruction; `None` if nothing is.
pub(crate) fn evidence(
    version: Version,
    code: &CodeObject,
    found: &bytecode::Instruction<'_>,
    names: &Names,
    seen: &Seen,
) -> Option<Box<Evidence>> {
    // While operands are looked at, no execution of the code object is counted.
    let counted = seen.operands.is_empty();
    let executions = bytecode::executions(version, found);
    let mut evidence = Evidence {
        branch: bytecode::branches(found),
        executions: executions.map(|it| Executions { exact: it.exact && counted, ..it }),
        samples: seen.samples.get(&found.offset).copied(),
        history: history(version, found.offset, seen, &names.contexts),
        more_changes: seen.more_changes.get(&found.offset).copied(),
        operands: seen.operands.get(&found.offset).map(|seen| Box::new((*seen).clone())),
        ..Evidence::default()
    };
    let progress = bytecode::progress(version, found);
    match progress {
        Progress::Failing { attempts } => evidence.failures = attempts,
        Progress::Specialized { misses } => {
            evidence.misses = Some(misses);
            let guard = bytecode::guard(found);
            evidence.target = guard.and_then(|guard| target(guard, code, found, names));
            let words = found.present.guard.and_then(|words| FIXED.get(words).cloned());
            evidence.guard = guard.and_then(|guard| named(guard, names)).or(words);
        }
        _ => {}
    }
    let ran = match progress {
        Progress::Untouched => false,
        Progress::NoCounter => evidence.branch.is_some() || found.present.kind == Kind::Quickened,
        _ => true,
    };
    evidence.cache = Cache::of(found).filter(|_| ran);
    (!evidence.is_empty()).then(|| Box::new(evidence))
}

fn history(
    version: Version,
    offset: u32,
    seen: &Seen,
    contexts: &[(u64, Option<ArcStr>)],
) -> Option<Box<[Transition]>> {
    let context = |time: u64| {
        let after = contexts.partition_point(|(began, _)| *began <= time);
        contexts.get(after.checked_sub(1)?)?.1.clone()
    };
    let set = version.instruction_set();
    let history: Box<[_]> = seen
        .changes
        .get(&offset)?
        .iter()
        .map(|change| Transition {
            at: change.at,
            opcode: OpcodeName::from_static(&set.opcode(change.opcode).name),
            context: context(change.at),
        })
        .collect();
    Some(history)
}

/// The name of the object whose version the guard compares, if it has one.
fn named(guard: Guard, names: &Names) -> Option<ArcStr> {
    match guard {
        Guard::Fixed(_) => None,
        Guard::Class(version) => names.types.get(&version).cloned(),
        Guard::Module(version) => names.keys.get(&version).cloned(),
        Guard::Function(version) => names.functions.get(&version).cloned(),
    }
}

/// The attribute that the form found in the class it is specialized for.
fn target(
    guard: Guard,
    code: &CodeObject,
    found: &bytecode::Instruction<'_>,
    names: &Names,
) -> Option<ArcStr> {
    let Guard::Class(version) = guard else { return None };
    let attribute = bytecode::found_attribute(found, &code.names)?;
    names.attributes.get(&version)?.get(attribute).cloned()
}

/// Descriptions of guards, each stored once.
static FIXED: LazyLock<HashMap<&str, ArcStr>> = LazyLock::new(|| {
    let opcodes = Version::ALL.iter().flat_map(|version| &version.instruction_set().opcodes);
    opcodes.filter_map(|opcode| Some((opcode.guard?, opcode.guard?.into()))).collect()
});
