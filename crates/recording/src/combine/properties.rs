//! Properties of combining that hold for all recordings.

use proptest::prelude::*;
use proptest::sample::select;

use super::tests::{combined, instruction, knowing, recording};
use super::*;
use crate::{
    Cache, Evidence, Exception, Executions, Instruction, NoSource, OpcodeName, Operands, Reason,
    Seen, State, Transition, read, write,
};

/// Everything that can be merged, with few distinct values, so that they collide.
fn evidence() -> impl Strategy<Value = Evidence> {
    let seen = (1..4_u32, select(vec!["int", "float", "str"])).prop_map(|(count, class)| Seen {
        count,
        types: vec![class.into()],
        facts: crate::facts::Facts::default(),
    });
    let operands = prop::collection::btree_map("[ab]", seen, 0..3).prop_map(|seen| {
        let seen: Vec<_> = seen.into_values().collect();
        Box::new(Operands { executions: seen.iter().map(|seen| seen.count).sum(), seen })
    });
    let history = prop::collection::vec((0..9_u64, select(vec!["BINARY_OP", "X"])), 1..3);
    let history = history.prop_map(|all| {
        all.into_iter()
            .map(|(at, name)| Transition { at, opcode: OpcodeName::new(name), context: None })
            .collect()
    });
    let reason = Reason {
        code: "SPC101".into(),
        message: "of int and float".into(),
        evidence: crate::Certainty::Measured,
        avoidable: true,
    };
    let numbers = (
        prop::option::of(0..9_u32),
        prop::option::of((1..9_u64, any::<bool>())),
        prop::option::of(0..54_u32),
        prop::option::of(1..9_u32),
    );
    let texts = (prop::option::of(select(vec!["Point", "Line"])), any::<bool>());
    let more = (prop::option::of(operands), prop::option::of(history), prop::option::of(1..3_u32));
    (numbers, texts, more).prop_map(
        move |(numbers, (guard, flag), (operands, history, changes))| {
            let (failures, executions, misses, samples) = numbers;
            Evidence {
                failures,
                executions: executions.map(|(count, exact)| Executions { count, exact }),
                misses,
                guard: guard.map(Into::into),
                samples,
                cache: flag.then(|| Cache::holding(&[("counter".into(), 7)]).unwrap()),
                reason: flag.then(|| Box::new(reason.clone())),
                operands,
                history,
                more_changes: changes,
                ..Evidence::default()
            }
        },
    )
}

fn any_instruction(offset: u32) -> impl Strategy<Value = Instruction> {
    let form = select(vec![
        ("BINARY_OP", State::Cold),
        ("BINARY_OP", State::Failing),
        ("BINARY_OP_ADD_INT", State::Specialized),
        ("BINARY_OP_ADD_FLOAT", State::Specialized),
        ("INSTRUMENTED_INSTRUCTION", State::Unknown),
    ]);
    (form, evidence(), prop::option::of(select(vec!["+", "-"]))).prop_map(
        move |((opcode, state), evidence, argument)| Instruction {
            argrepr: argument.map(Into::into),
            ..knowing(evidence, instruction(offset, "BINARY_OP", opcode, state))
        },
    )
}

fn any_file() -> impl Strategy<Value = File> {
    // Some code twice, as copies of a function are.
    let code = (select(vec!["f", "g"]), 1..3_i32, any_instruction(0), any_instruction(2));
    let code = code.prop_map(|(qualname, first_line, a, b)| Code {
        qualname: qualname.into(),
        first_line,
        instructions: vec![a, b],
        ..Code::default()
    });
    let code = prop::collection::vec(code, 1..4);
    (select(vec!["a.py", "lib/b.py", "/usr/c.py"]), select(vec!["0", "1"]), code).prop_map(
        |(path, digit, mut code)| {
            code.sort_by_key(|code| code.first_line);
            let source = format!("# {digit}\n");
            File { path: path.into(), sha256: digit.repeat(64), source, code }
        },
    )
}

pub(crate) fn any_recording() -> impl Strategy<Value = Recording> {
    let files = prop::collection::vec(any_file(), 0..3);
    let head = (
        0..3_i32,
        any::<bool>(),
        1..9_u32,
        prop::collection::vec(select(vec!["one", "two"]), 0..2),
        select(vec!["/work", "/base", "/other"]),
    );
    let sampling = (1..9_u32, 0..9_u64, 0..9_u64, 0..9_u64);
    (files, head, prop::option::of(sampling)).prop_map(|(mut files, head, sampling)| {
        files.sort_by(|a, b| (&a.path, &a.sha256).cmp(&(&b.path, &b.sha256)));
        files.dedup_by(|a, b| (&a.path, &a.sha256) == (&b.path, &b.sha256));
        let (exit_status, raised, seconds, warnings, cwd) = head;
        let mut recording = recording(files);
        recording.program.cwd = cwd.into();
        recording.outcome = Outcome {
            exit_status,
            exception: raised.then(|| Exception {
                kind: "ValueError".into(),
                message: String::new(),
                traceback: String::new(),
            }),
            seconds: seconds.into(),
            threads: seconds / 4,
        };
        recording.warnings = warnings.into_iter().map(Into::into).collect();
        let sources = recording
            .warnings
            .iter()
            .map(|path| NoSource { path: format!("{path}.py"), error: "gone".into() });
        recording.missing = Missing {
            cut_off: u64::from(seconds % 2),
            dropped: u64::from(seconds % 5),
            sources: sources.collect(),
            ..Missing::default()
        };
        recording.sampling = sampling.map(|(thousandths, ticks, inside, outside)| Sampling {
            interval: f64::from(thousandths) / 1e3,
            ticks,
            inside,
            outside,
        });
        recording
    })
}

/// The recording without the fields that count.
fn halved(recording: &Recording) -> Recording {
    let half = |number: &mut Option<u32>| *number = number.map(|number| number / 2);
    let one = Processes::default();
    let mut recording = recording.clone();
    recording.processes = one;
    recording.outcome.threads /= 2;
    recording.missing.cut_off /= 2;
    recording.missing.dropped /= 2;
    for code in recording.files.iter_mut().flat_map(|file| &mut file.code) {
        code.processes = one;
        for known in code.instructions.iter_mut().filter_map(|it| it.evidence.as_mut()) {
            half(&mut known.failures);
            half(&mut known.samples);
            known.executions.iter_mut().for_each(|executions| executions.count /= 2);
            if let Some(operands) = &mut known.operands {
                operands.executions /= 2;
                operands.seen.iter_mut().for_each(|seen| seen.count /= 2);
            }
        }
    }
    recording.sampling.iter_mut().for_each(|sampling| {
        sampling.ticks /= 2;
        sampling.inside /= 2;
        sampling.outside /= 2;
    });
    recording
}

/// The recording without what several recordings can't keep, and in a fixed order.
fn settled(recording: &Recording) -> Recording {
    let mut recording = recording.clone();
    for code in recording.files.iter_mut().flat_map(|file| &mut file.code) {
        for instruction in &mut code.instructions {
            if let Some(known) = &mut instruction.evidence {
                (known.cache, known.reason) = (None, None);
                if let Some(operands) = &mut known.operands {
                    let seen = std::mem::take(&mut operands.seen);
                    let operand = |seen: Vec<Seen>, executions| Operands { executions, seen };
                    **operands =
                        merge::operands(operand(seen, operands.executions), Operands::default());
                }
            }
            instruction.evidence.take_if(|known| known.is_empty());
        }
    }
    for file in &mut recording.files {
        file.code = sorted(std::mem::take(&mut file.code), false);
    }
    recording.warnings.sort();
    recording.warnings.dedup();
    recording
}

fn without_interval(mut recording: Recording) -> Recording {
    recording.sampling.iter_mut().for_each(|sampling| sampling.interval = 0.0);
    recording
}

proptest! {
    #[test]
    fn the_order_of_adding_does_not_matter(
        (one, other) in prop::collection::vec(any_recording(), 1..5)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        prop_assert_eq!(combined(one), combined(other));
    }

    #[test]
    fn a_single_recording_stays_as_it_is(recording in any_recording()) {
        let alone = combined([recording.clone()]);
        // But for a warning, where one path has two sources.
        prop_assert!(alone.warnings.starts_with(&recording.warnings));
        let warnings = recording.warnings.clone();
        prop_assert_eq!(Recording { warnings, ..alone }, recording);
    }

    #[test]
    fn a_recording_combined_with_itself_has_double_counts(recording in any_recording()) {
        let twice = combined([recording.clone(), recording.clone()]);
        prop_assert_eq!(twice.processes.count(), 2);
        let expected = without_interval(settled(&combined([recording])));
        prop_assert_eq!(without_interval(halved(&twice)), expected);
    }

    #[test]
    fn parts_may_be_combined_first(
        mut all in prop::collection::vec(any_recording(), 2..5),
        at in 1..4_usize,
    ) {
        // Where they differ, a part is named from elsewhere than the whole.
        for recording in &mut all {
            recording.program.cwd = "/work".into();
        }
        let (head, tail) = all.split_at(at.min(all.len() - 1));
        let parts = combined([combined(head.to_vec()), combined(tail.to_vec())]);
        let at_once = combined(all.clone());
        prop_assert_eq!(without_interval(parts), without_interval(at_once));
    }

    #[test]
    fn a_combined_recording_is_valid(all in prop::collection::vec(any_recording(), 1..5)) {
        let combined = combined(all);
        let mut bytes = Vec::new();
        write(&combined, &mut bytes).unwrap();
        prop_assert_eq!(read(&bytes).unwrap(), combined);
    }
}
