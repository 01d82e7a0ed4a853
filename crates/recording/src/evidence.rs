//! What the final state tells of an instruction, beyond its form.

use std::collections::HashMap;

use arcstr::ArcStr;
use bytecode::{Progress, Version};

use crate::{Evidence, OpcodeName, Transition, Watched};

/// What the versions in inline caches stand for, as the interpreter knew it when the program had
/// ended. What is not there has changed or died since it was put into a cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Classes by type version.
    pub types: HashMap<u32, ArcStr>,
    /// Modules, as `module math`, by the version of their dictionary's keys.
    pub keys: HashMap<u32, ArcStr>,
    /// Functions by function version.
    pub functions: HashMap<u32, ArcStr>,
}

/// What is known of an instruction; `None` where that is nothing.
pub(crate) fn evidence(
    version: Version,
    found: &bytecode::Instruction<'_>,
    names: &Names,
    watched: &Watched,
) -> Option<Box<Evidence>> {
    let mut evidence = Evidence {
        branch: bytecode::branches(found),
        executions: bytecode::executions(version, found),
        samples: of(&watched.samples, found.offset).copied(),
        history: history(version, found.offset, watched),
        more_changes: of(&watched.more_changes, found.offset).copied(),
        operands: of(&watched.operands, found.offset).cloned().map(Box::new),
        ..Evidence::default()
    };
    match bytecode::progress(version, found) {
        Progress::Failing { attempts } => evidence.failures = attempts,
        Progress::Specialized { misses } => {
            evidence.misses = Some(misses);
            evidence.guard = guard(found, names);
        }
        _ => {}
    }
    (!evidence.is_empty()).then(|| Box::new(evidence))
}

fn of<T>(seen: &[(u32, T)], offset: u32) -> Option<&T> {
    seen.iter().find(|(at, _)| *at == offset).map(|(_, value)| value)
}

fn history(version: Version, offset: u32, watched: &Watched) -> Option<Box<[Transition]>> {
    let set = version.instruction_set();
    let changes = watched.changes.iter().filter(|change| change.offset == offset);
    let history: Box<[_]> = changes
        .map(|change| Transition {
            at: change.at,
            opcode: OpcodeName::from_static(&set.opcode(change.opcode).name),
        })
        .collect();
    (!history.is_empty()).then_some(history)
}

/// What the form is made for, where its cache holds a version of it and that has a name.
fn guard(found: &bytecode::Instruction<'_>, names: &Names) -> Option<ArcStr> {
    bytecode::cache_fields(found).find_map(|(field, value)| {
        let version = u32::try_from(value).ok().filter(|version| *version != 0)?;
        match field {
            "version" | "type_version" => names.types.get(&version).cloned(),
            "func_version" => names.functions.get(&version).cloned(),
            "module_keys_version" => names.keys.get(&version).cloned(),
            _ => None,
        }
    })
}
