//! Recordings made by hand.

use State::{Failing, Specialized};
use recording::facts::Fact;
use recording::{
    Branches, Cache, Certainty, Code, Engine, Evidence, Executions, File, Instruction, Machine,
    Missing, OpcodeName, Operands, Outcome, Processes, Program, ProgramKind, Reason, Recording,
    Sampling, Seen, State, Transition,
};

/// A recording of `point.py` and these files.
pub fn recording(files: Vec<File>) -> Recording {
    Recording {
        engine: Engine {
            name: "cpython".into(),
            python: "3.12.1".into(),
            implementation: "cpython".into(),
            executable: "/opt/python/bin/python3.12".into(),
        },
        program: Program {
            kind: ProgramKind::File,
            target: "point.py".into(),
            argv: Vec::new(),
            cwd: "/home/ada/points".into(),
        },
        outcome: Outcome { exit_status: 0, exception: None, seconds: 0.125, threads: 0 },
        started: "2026-03-01T12:30:05Z".parse().ok(),
        machine: Some(Machine {
            system: "Linux 6.1.0".into(),
            architecture: "x86_64".into(),
            processor: Some("Analytical Engine".into()),
            processors: Some(4),
        }),
        warnings: Vec::new(),
        missing: Missing::default(),
        processes: Processes::default(),
        sampling: None,
        files,
    }
}

/// A file with one code object.
pub fn file(path: &str, source: &str, instructions: Vec<Instruction>) -> File {
    File {
        path: path.into(),
        sha256: "0".repeat(64),
        source: source.into(),
        code: vec![code("<module>", 1, instructions)],
    }
}

/// A code object; the instructions get their offsets here.
pub fn code(qualname: &str, first_line: i32, instructions: Vec<Instruction>) -> Code {
    let numbered = (0..).zip(instructions);
    let instructions =
        numbered.map(|(number, one)| Instruction { offset: 2 * number, ..one }).collect();
    Code { qualname: qualname.into(), first_line, instructions, ..Code::default() }
}

/// An instruction; `form` may stand for base and form: `LOAD_ATTR` or `LOAD_ATTR_SLOT/LOAD_ATTR`.
pub fn at(span: [u32; 4], form: &str, argrepr: &str, state: State) -> Instruction {
    let (opcode, base) = form.split_once('/').unwrap_or((form, form));
    Instruction {
        opcode: OpcodeName::new(opcode),
        argrepr: (!argrepr.is_empty()).then(|| argrepr.into()),
        span: Some(span.into()),
        ..Instruction::new(base, state)
    }
}

/// The same instruction, and what is known of it.
pub fn knowing(evidence: Evidence, instruction: Instruction) -> Instruction {
    Instruction { evidence: Some(Box::new(evidence)), ..instruction }
}

/// Evidence of a site that fails.
pub fn failed(failures: u32, executions: u64, samples: u32) -> Evidence {
    Evidence {
        failures: Some(failures),
        executions: Some(Executions { count: executions, exact: executions < 4096 }),
        samples: (samples > 0).then_some(samples),
        ..Evidence::default()
    }
}

/// The same, and why.
pub fn because(code: &str, message: &str, evidence: Evidence) -> Evidence {
    let reason = Reason {
        code: code.into(),
        message: message.into(),
        evidence: Certainty::Measured,
        avoidable: true,
    };
    Evidence { reason: Some(Box::new(reason)), ..evidence }
}

/// The same, but no change can help.
pub fn hopeless(mut evidence: Evidence) -> Evidence {
    if let Some(reason) = &mut evidence.reason {
        reason.avoidable = false;
        reason.evidence = Certainty::Inferred;
    }
    evidence
}

/// Forms an instruction was found with, 1.5 milliseconds apart.
pub fn forms(forms: &[&str]) -> Box<[Transition]> {
    let at = (1..).map(|number| number * 1500);
    let forms = at.zip(forms);
    forms
        .map(|(at, form)| Transition { at, opcode: OpcodeName::new(form), context: None })
        .collect()
}

/// So many samples inside, and as many outside.
pub fn sampled(inside: u64) -> Sampling {
    Sampling { interval: 0.001, ticks: 2 * inside, inside, outside: inside }
}

/// An instruction of which everything is known.
pub fn known_through_and_through() -> Instruction {
    let facts =
        |all: &[(&str, &str)]| all.iter().map(|(key, value)| Fact::read(key, value)).collect();
    let seen = |count, types: &[&str], known| Seen {
        count,
        types: types.iter().map(|&name| name.into()).collect(),
        facts: facts(known),
    };
    let reason = Reason {
        code: "SPC102".into(),
        message: "int and Decimal take turns here".into(),
        evidence: Certainty::Measured,
        avoidable: true,
    };
    let evidence = Evidence {
        failures: Some(5),
        misses: Some(31),
        executions: Some(Executions { count: 100, exact: true }),
        branch: Some(Branches { taken: 3, of: 16 }),
        guard: Some("Point".into()),
        target: Some("Base.__add__".into()),
        cache: Cache::holding(&[("counter".into(), 336), ("type_version".into(), 70_000)]),
        forms: None,
        samples: Some(240),
        history: Some(forms(&["BINARY_OP", "BINARY_OP_ADD_INT", "BINARY_OP", "BINARY_OP_ADD_INT"])),
        more_changes: Some(800),
        operands: Some(Box::new(Operands {
            executions: 100,
            seen: vec![
                seen(93, &["int", "int"], &[("big", "left")]),
                seen(7, &["decimal.Decimal", "int"], &[]),
            ],
        })),
        reason: Some(Box::new(reason)),
    };
    knowing(evidence, at([1, 0, 1, 5], "BINARY_OP_ADD_INT/BINARY_OP", "+", Specialized))
}

/// A recording with sites of every kind: explained, not explained, hopeless, unstable, and not hot.
pub fn scaled() -> Recording {
    let source = "class Point:\n    def scaled(self, scale):\n        self.log.entries.append(scale)\n        \
                  return self.x * scale + self.y / 3\n";
    let mixed = "`*` has no specialized form for int and float before 3.14";
    let sites = vec![
        knowing(
            Evidence {
                history: Some(forms(&[
                    "LOAD_ATTR",
                    "LOAD_ATTR_SLOT",
                    "LOAD_ATTR",
                    "LOAD_ATTR_SLOT",
                ])),
                samples: Some(3),
                misses: Some(40),
                guard: Some("Log".into()),
                ..Evidence::default()
            },
            at([3, 8, 3, 24], "LOAD_ATTR_SLOT/LOAD_ATTR", "entries", Specialized),
        ),
        knowing(failed(2, 12, 0), at([3, 8, 3, 38], "CALL", "1", Failing)),
        at([4, 15, 4, 21], "LOAD_ATTR_INSTANCE_VALUE/LOAD_ATTR", "x", Specialized),
        knowing(
            because("SPC101", mixed, failed(5, 100, 240)),
            at([4, 15, 4, 29], "BINARY_OP", "*", Failing),
        ),
        knowing(failed(7, 300, 31), at([4, 32, 4, 38], "LOAD_ATTR", "y", Failing)),
        knowing(
            hopeless(because(
                "SPC110",
                "`/` has no specialized form before 3.14",
                failed(12, 4096, 90),
            )),
            at([4, 32, 4, 42], "BINARY_OP", "/", Failing),
        ),
    ];
    let scaled = code("Point.scaled", 2, sites);
    let file = File { code: vec![scaled], ..file("point.py", source, Vec::new()) };
    Recording { sampling: Some(sampled(1000)), ..recording(vec![file]) }
}
