//! What the final state tells of an instruction, beyond its form.

use bytecode::{Progress, Version};

use crate::{Branch, Evidence, Executions};

/// What is known of an instruction; `None` where that is nothing.
pub(crate) fn evidence(
    version: Version,
    found: &bytecode::Instruction<'_>,
) -> Option<Box<Evidence>> {
    let mut evidence = Evidence {
        branch: bytecode::branches(found).map(|b| Branch { taken: b.taken, of: b.of }),
        executions: bytecode::executions(version, found)
            .map(|executions| Executions { count: executions.count, exact: executions.exact }),
        ..Evidence::default()
    };
    match bytecode::progress(version, found) {
        Progress::Failing { attempts } => evidence.failures = attempts,
        Progress::Specialized { misses } => evidence.misses = Some(misses),
        _ => {}
    }
    (!evidence.is_empty()).then(|| Box::new(evidence))
}
