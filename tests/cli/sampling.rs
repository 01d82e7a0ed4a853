//! Where the program is found, and what changes while it runs.

use std::time::Duration;

use bytecode::Version;
use recording::{Instruction, Recording};

use crate::sandbox::{Sandbox, python, see};

/// Goes on for so many seconds. The clock is one that needs no call of the kernel, where a busy
/// machine likes to take the processor away.
const BUSY: &str = "
import time
def busy(seconds=0.5):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        yield
";

/// Fewer tell nothing.
const ENOUGH: u32 = 30;

/// Records a program on every version, and passes the recording to `check`.
fn each(program: &str, check: impl Fn(Version, &Recording)) {
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let sandbox = Sandbox::new();
        let path = sandbox.write("program.py", format!("{BUSY}{program}"));
        let seen = see(sandbox.on(python).args(["--sample", "--format", "json"]).arg(path)).well();
        check(version, &seen.recording());
    }
}

/// The source that samples fell on, with their number, most first.
fn heat(recording: &Recording) -> Vec<(String, u32)> {
    let mut heat = Vec::new();
    for file in &recording.files {
        for instruction in file.code.iter().flat_map(|code| &code.instructions) {
            let samples = instruction.evidence.as_deref().and_then(|it| it.samples);
            if let Some(samples) = samples {
                heat.push((source(&file.source, instruction), samples));
            }
        }
    }
    heat.sort_by_key(|(_, samples)| std::cmp::Reverse(*samples));
    heat
}

fn source(text: &str, instruction: &Instruction) -> String {
    let Some(span) = instruction.span else { return String::new() };
    let line = text.lines().nth(span.line as usize - 1).unwrap();
    line.get(span.column as usize..span.end_column as usize).unwrap_or_default().to_owned()
}

/// Most samples fell on this expression.
fn assert_hot(expression: &str, version: Version, recording: &Recording) {
    let heat = heat(recording);
    let all: u32 = heat.iter().map(|(_, samples)| samples).sum();
    let here: u32 = heat.iter().filter(|it| it.0 == expression).map(|(_, samples)| samples).sum();
    assert!(all > ENOUGH, "{version}: {all} samples");
    assert!(here * 10 > all * 7, "{version}: {here} of {all} on {expression}: {heat:?}");
    let sampling = recording.sampling.unwrap();
    assert_eq!(u64::from(all), sampling.inside, "{version}");
}

#[test]
fn samples_fall_on_the_expression_that_takes_the_time() {
    let program = "
big = 3 ** 20_000
for _ in busy():
    one = 1 + 2
    product = big * big
    two = [one, one]
";
    each(program, |version, recording| assert_hot("big * big", version, recording));
}

#[test]
fn samples_fall_on_methods_and_operators() {
    let program = "
items = list(range(100_000))
def look(items):
    items.count(-1)
    return -1 in items
for _ in busy():
    look(items)
";
    each(program, |version, recording| {
        let heat = heat(recording);
        let share = |expression| {
            let all: u32 = heat.iter().map(|(_, samples)| samples).sum();
            let here = heat.iter().filter(|it| it.0 == expression);
            f64::from(here.map(|(_, samples)| samples).sum::<u32>()) / f64::from(all)
        };
        let shares = [share("items.count(-1)"), share("-1 in items")];
        assert!(shares.iter().all(|share| *share > 0.2), "{version}: {heat:?}");
        assert!(shares.iter().sum::<f64>() > 0.7, "{version}: {heat:?}");
    });
}

#[test]
fn what_other_code_takes_counts_where_it_is_called() {
    // Python code of the standard library, several calls deep.
    let program = "
import json
value = {str(n): [n] for n in range(1000)}
for _ in busy():
    json.dumps(value, indent=1)
";
    each(program, |version, recording| {
        assert_hot("json.dumps(value, indent=1)", version, recording);
    });
}

#[test]
fn other_threads_generators_and_deep_recursion_are_found() {
    let program = "
import sys, threading
sys.setrecursionlimit(10_000)
def deep(n):
    if n:
        return deep(n - 1)
    return sum(x * x for x in numbers())
def numbers():
    big = 3 ** 20_000
    for _ in busy():
        yield big * big
threading.stack_size(64 << 20)
thread = threading.Thread(target=deep, args=(3000,))
thread.start()
thread.join()
";
    each(program, |version, recording| {
        let hot: Vec<_> = heat(recording).into_iter().take(2).map(|(text, _)| text).collect();
        assert!(hot.iter().any(|text| text == "x * x"), "{version}: {hot:?}");
    });
}

#[test]
fn waiting_is_not_sampled() {
    each("\ntime.sleep(0.4)\nsum(n + 1 for n in range(100))\n", |version, recording| {
        let sampling = recording.sampling.unwrap();
        assert!(sampling.ticks > u64::from(ENOUGH), "{version}: {sampling:?}");
        assert!(sampling.inside + sampling.outside < sampling.ticks / 4, "{version}: {sampling:?}");
    });
}

#[test]
fn a_site_that_is_specialized_again_and_again_is_noticed() {
    let program = "
def double(value):
    return value + value
for value in [1, 1.5] * 5:
    for _ in busy(0.05):
        for _ in range(200):
            double(value)
";
    each(program, |version, recording| {
        let code = recording.files.iter().flat_map(|file| &file.code);
        let sum = code
            .filter(|code| code.qualname == "double")
            .flat_map(|code| &code.instructions)
            .find(|instruction| &*instruction.base == "BINARY_OP")
            .unwrap();
        let evidence = sum.evidence.as_deref().unwrap();
        let history = evidence.history.as_deref().unwrap();
        assert!((7..=12).contains(&sites::flaps(evidence)), "{version}: {history:?}");
        assert!(history.windows(2).all(|two| two[0].at <= two[1].at), "{version}: {history:?}");
        let seconds = recording.outcome.seconds;
        let last = history.iter().map(|seen| seen.at).max().unwrap();
        assert!(
            Duration::from_micros(last).as_secs_f64() < seconds,
            "{version}: {last} µs of {seconds} s"
        );
    });
}

/// Line events of another tool hide instructions, for a while.
#[test]
fn changes_are_noticed_in_code_that_was_instrumented_when_it_was_first_looked_at() {
    let program = "
import sys, types
SOURCE = '''
def double(value):
    value = value
    return value + value
'''
code = compile(SOURCE, __file__, 'exec').co_consts[0]
if sys.version_info >= (3, 12):
    sys.monitoring.use_tool_id(5, 'lines')
    sys.monitoring.set_local_events(5, code, sys.monitoring.events.LINE)
double = types.FunctionType(code, {})
time.sleep(0.1)
if sys.version_info >= (3, 12):
    sys.monitoring.set_local_events(5, code, 0)
time.sleep(0.1)
for _ in busy(0.1):
    double(1)
";
    each(program, |version, recording| {
        let code = recording.files.iter().flat_map(|file| &file.code);
        let sum = code
            .filter(|code| code.qualname == "double")
            .flat_map(|code| &code.instructions)
            .find(|instruction| &*instruction.base == "BINARY_OP")
            .unwrap();
        let history = sum.evidence.as_deref().and_then(|it| it.history.as_deref());
        assert_eq!(history.map(<[_]>::len), Some(2), "{version}: {history:?}");
    });
}

#[test]
fn nothing_is_sampled_where_that_is_not_wanted() {
    let sandbox = Sandbox::new();
    let recording = sandbox.run(["--no-sample", "--format", "json", "point.py"]).well().recording();
    assert_eq!(recording.sampling, None);
    assert_eq!(heat(&recording), []);
    let sampled = sandbox.run(["--format", "json", "point.py"]).well().recording();
    assert!(sampled.sampling.is_some());
}
