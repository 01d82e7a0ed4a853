//! Handmade recordings.

use recording::facts::Fact;
use recording::{
    Branches, Cache, Certainty, Code, Engine, Evidence, Exception, Executions, File, Instruction,
    Machine, Missing, OpcodeName, Operands, Outcome, Processes, Program, ProgramKind, Reason,
    Recording, Sampling, Seen, State, Transition,
};

pub(crate) use State::{Cold, Failing, Plain, Specialized};

/// A recording of `point.py` with these files.
pub(crate) fn recording(files: Vec<File>) -> Recording {
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
pub(crate) fn file(path: &str, source: &str, instructions: Vec<Instruction>) -> File {
    File {
        path: path.into(),
        sha256: "0".repeat(64),
        source: source.into(),
        code: vec![code("<module>", 1, instructions)],
    }
}

/// A code object; the instructions get their offsets here.
pub(crate) fn code(qualname: &str, first_line: i32, instructions: Vec<Instruction>) -> Code {
    let numbered = (0..).zip(instructions);
    let instructions =
        numbered.map(|(number, one)| Instruction { offset: 2 * number, ..one }).collect();
    Code { qualname: qualname.into(), first_line, instructions, ..Code::default() }
}

/// An instruction; `form` may be both base and form: `LOAD_ATTR` or `LOAD_ATTR_SLOT/LOAD_ATTR`.
pub(crate) fn at(span: [u32; 4], form: &str, argrepr: &str, state: State) -> Instruction {
    let (opcode, base) = form.split_once('/').unwrap_or((form, form));
    Instruction {
        opcode: OpcodeName::new(opcode),
        argrepr: (!argrepr.is_empty()).then(|| argrepr.into()),
        span: Some(span.into()),
        ..Instruction::new(base, state)
    }
}

/// The method `shifted`: two additions, one of which fails, and a call that is cold.
pub(crate) fn point() -> File {
    let source = "class Point:\n    def shifted(self, dx):\n        \
                  x = dx + self.x\n        return type(self)(x)\n";
    let shifted = code(
        "Point.shifted",
        2,
        vec![
            Instruction { span: Some([2, 4, 2, 4].into()), ..at([0; 4], "RESUME", "", Plain) },
            at([3, 12, 3, 14], "LOAD_FAST__LOAD_FAST/LOAD_FAST", "dx", Specialized),
            Instruction {
                covered_by: Some(2),
                ..at([3, 17, 3, 21], "LOAD_FAST", "self", Specialized)
            },
            at([3, 17, 3, 23], "LOAD_ATTR_INSTANCE_VALUE/LOAD_ATTR", "x", Specialized),
            at([3, 12, 3, 23], "BINARY_OP", "+", Failing),
            at([3, 8, 3, 9], "STORE_FAST", "x", Plain),
            at([4, 15, 4, 19], "LOAD_GLOBAL_BUILTIN/LOAD_GLOBAL", "NULL + type", Specialized),
            at([4, 20, 4, 24], "LOAD_FAST", "self", Plain),
            at([4, 15, 4, 25], "CALL_NO_KW_TYPE_1/CALL", "1", Specialized),
            at([4, 26, 4, 27], "LOAD_FAST", "x", Plain),
            at([4, 15, 4, 28], "CALL", "1", Cold),
            at([4, 8, 4, 28], "RETURN_VALUE", "", Plain),
        ],
    );
    let module = code(
        "<module>",
        1,
        vec![
            at([1, 0, 4, 28], "LOAD_BUILD_CLASS", "", Plain),
            at([1, 0, 4, 28], "CALL", "2", Cold),
            at([1, 0, 4, 28], "STORE_NAME", "Point", Plain),
        ],
    );
    File { code: vec![module, shifted], ..file("point.py", source, Vec::new()) }
}

/// The same instruction, with what is known about it.
pub(crate) fn knowing(evidence: Evidence, instruction: Instruction) -> Instruction {
    Instruction { evidence: Some(Box::new(evidence)), ..instruction }
}

/// The evidence for a failing site.
pub(crate) fn failed(failures: u32, executions: u64, samples: u32) -> Evidence {
    Evidence {
        failures: Some(failures),
        executions: Some(Executions { count: executions, exact: executions < 4096 }),
        samples: (samples > 0).then_some(samples),
        ..Evidence::default()
    }
}

/// The same, with a reason.
pub(crate) fn because(code: &str, message: &str, evidence: Evidence) -> Evidence {
    let reason = Reason {
        code: code.into(),
        message: message.into(),
        evidence: Certainty::Measured,
        avoidable: true,
    };
    Evidence { reason: Some(Box::new(reason)), ..evidence }
}

/// The same, with a reason that no change can fix.
pub(crate) fn hopeless(mut evidence: Evidence) -> Evidence {
    if let Some(reason) = &mut evidence.reason {
        reason.avoidable = false;
        reason.evidence = Certainty::Inferred;
    }
    evidence
}

/// The forms with which an instruction was found, 1.5 milliseconds apart.
pub(crate) fn forms(forms: &[&str]) -> Box<[Transition]> {
    let at = (1..).map(|number| number * 1500);
    let forms = at.zip(forms);
    forms
        .map(|(at, form)| Transition { at, opcode: OpcodeName::new(form), context: None })
        .collect()
}

/// This many samples inside, and as many outside.
pub(crate) fn sampled(inside: u64) -> Sampling {
    Sampling { interval: 0.001, ticks: 2 * inside, inside, outside: inside }
}

/// An instruction about which everything is known.
pub(crate) fn known_through_and_through() -> Instruction {
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

/// Findings of every kind: explained, not explained, hopeless, unstable, and not hot.
pub(crate) fn scaled() -> Recording {
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

/// Files with one failing site each, about which nothing is known, at paths of every width.
pub(crate) fn many(files: usize) -> Recording {
    let path = |number: usize| {
        let wide = ["日本/", "a", "e\u{301}", "👩\u{200d}🔬"][number % 4].repeat(number / 4 % 50);
        format!("package/{wide}/{number}.py")
    };
    let site = || at([1, 0, 1, 1], "CALL", "", Failing);
    recording((0..files).map(|number| file(&path(number), "a\n", vec![site()])).collect())
}

/// A program that tries to harm whoever displays it.
pub(crate) fn hostile() -> Recording {
    let source = concat!(
        "s = '</script><script>alert(1)</script>' + \"&amp;\"\n",
        "\t日本 = '\x1b[2J\x1b]0;x\x07' # \u{202e}oof\u{2066} \u{2028} \x0c e\u{301}\r\n",
        "  \n",
        "end"
    );
    let attack = "\"><img src=x onerror=alert(1)>\u{202e}\u{2028}\x1b[31m";
    let mut file = file(
        attack,
        source,
        vec![
            at([1, 4, 1, 41], "LOAD_CONST", "'</script><!--\u{2028}&'", Specialized),
            at([1, 0, 1, 51], "BINARY_OP", "+\u{202e}\x1b", Failing),
            at([2, 2, 2, 3], "STORE_NAME/STORE_<b>", "cut in a character", Specialized),
            at([2, 1, 4, 2], "CALL", "over lines", Failing),
            at([4, 1, 4000, 4], "CALL", "past the end", Specialized),
            at([0, 0, 0, 0], "CALL", "before the beginning", Failing),
            at([9, 9, 9, 9], "CALL", "nowhere", Failing),
            at([4, 2, 4, 1], "CALL", "backwards", Failing),
            at([u32::MAX; 4], "CALL", "far", Failing),
        ],
    );
    file.code[0].qualname = "<script>f\u{2029}".into();
    let mut twin = file.clone();
    twin.path = attack.replace('"', "'");
    let mut recording = recording(vec![file, twin]);
    recording.program.target = attack.into();
    recording.engine.implementation = "<i>py</i>".into();
    recording.warnings = vec!["<script>warn()</script>\nsecond line".into()];
    recording.outcome.exit_status = 1;
    recording.outcome.exception = Some(Exception {
        kind: "Bad<br>Error".into(),
        message: "</title>\x1b[0m\nmore".into(),
        traceback: "Traceback (most recent call last):\n  \u{202e}<b>\n".into(),
    });
    recording
}

/// All pages: the index, those of files, their walkthroughs, then the others, each in order of name.
pub(crate) fn pages(recording: &Recording, options: crate::Options) -> Vec<(String, String)> {
    use crate::html::{INDEX, is_main, is_of_rule, is_walkthrough};
    use rayon::iter::ParallelIterator as _;
    let pages: Result<Vec<_>, _> = crate::html::pages(recording, &options).collect();
    let mut pages = pages.unwrap();
    pages.sort_by_key(|(name, _)| {
        let is_of_all = is_main(name) || is_of_rule(name);
        (name != INDEX, is_of_all, is_walkthrough(name), name.clone())
    });
    pages
}
