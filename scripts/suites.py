#!/usr/bin/env python3
"""Runs the interpreters' own test suites with and without specialist, and compares them test by test.

    scripts/suites.py --install                          tests of 3.14 and 3.15, which Debian keeps apart
    scripts/suites.py                                    all versions, all modes, all programs of suites.toml
    scripts/suites.py --version 3.14 --mode jit test_sys test_gc
    scripts/suites.py --testdir DIR test_mine            test programs of one's own

Prints each difference: a test that passes plain and not when watched, or the other way, or is missing, or
whose program ended otherwise. Programs that differ run again, plain and watched: what differs between plain
runs is named flaky, and no difference. Ends with 1 where something differs that suites.toml does not
explain. What was done is kept in the state directory, so that a run can be stopped and goes on where it was;
another build or interpreter begins anew. Build with `cargo build --release` first.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import signal
import sys
import threading

import suites_install
from interpreters import interpreters
from suites_compare import PROGRAM, TIMEOUT, Run, compare, explanation, read_list
from suites_run import MODES, command, interpreter, run

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
# How many differences of one program are printed.
AT_MOST = 6


class State:
    """The runs that were made, a file for those of one program in one mode."""

    def __init__(self, directory, specialist):
        self.directory = directory
        self.build = hashlib.sha256(specialist.read_bytes()).hexdigest() if specialist.exists() else None

    def place(self, python, mode, program):
        directory = self.directory / python.version / mode
        directory.mkdir(parents=True, exist_ok=True)
        return directory / f"{program}.json"

    def key(self, python, mode):
        return [python.path, python.full, None if MODES[mode].options is None else self.build, MODES[mode].options]

    def read(self, python, mode, program):
        try:
            kept = json.loads(self.place(python, mode, program).read_text())
        except (OSError, ValueError):
            return []
        return [Run(**one) for one in kept["runs"]] if kept["key"] == self.key(python, mode) else []

    def write(self, python, mode, program, runs):
        place = self.place(python, mode, program)
        text = json.dumps({"key": self.key(python, mode), "runs": [dataclasses.asdict(one) for one in runs]})
        # Renamed, so that an interrupted run leaves no half a file.
        place.with_suffix(".new").write_text(text)
        place.with_suffix(".new").replace(place)


class Suites:
    def __init__(self, arguments):
        self.arguments = arguments
        self.state = State(arguments.state, arguments.specialist)
        self.programs, self.known = read_list(arguments.list)
        self.programs = arguments.programs or self.programs
        self.found = {}
        self.lock = threading.Lock()

    def runs(self, python, mode, program, wanted):
        """So many runs of a program in a mode: those that were kept, and as many more as it takes."""
        runs = self.state.read(python, mode, program)
        while len(runs) < wanted:
            log = self.state.place(python, mode, program).with_suffix(f".{len(runs)}.log")
            words = command(python, MODES[mode], self.arguments.specialist, program, self.arguments.testdir)
            runs.append(run(words, MODES[mode], self.limit(python, mode, program), log))
            self.state.write(python, mode, program, runs)
        return runs

    def limit(self, python, mode, program):
        reference = MODES[mode].reference
        if reference is None:
            # How long it takes is not known yet.
            return 5 * self.arguments.timeout
        plain = max(one.seconds for one in self.state.read(python, reference, program))
        return self.arguments.timeout + self.arguments.times * plain

    def one_program(self, python, program):
        """Runs a program in all modes, those that others are compared with first."""
        modes = [name for name, mode in MODES.items() if mode.runs_on(python.version)]
        for mode in (name for name in modes if name in self.arguments.mode):
            reference = MODES[mode].reference or mode
            compared = self.compared(python, reference, mode, program)
            with self.lock:
                self.found[python.version, mode, program] = compared
                self.report(python.version, mode, program, compared)

    def compared(self, python, reference, mode, program):
        wanted = 1
        while True:
            plain = self.runs(python, reference, program, wanted)
            compared = compare(plain, self.runs(python, mode, program, wanted) if mode != reference else plain)
            # What hangs is not waited for a third time.
            hangs = any(difference.watched == TIMEOUT for difference in compared.differences)
            if not compared.differences or wanted > (1 if hangs else self.arguments.retries):
                break
            wanted += 1
        if any(difference.sometimes for difference in compared.differences):
            # What happens now and then may do so plain, too.
            plain = self.runs(python, reference, program, 3 * wanted)
            compared = compare(plain, self.runs(python, mode, program, wanted))
        return compared

    def report(self, version, mode, program, compared):
        explained = [(explanation(self.known, version, mode, program, d), d) for d in compared.differences]
        for entry, difference in explained if self.arguments.verbose else ():
            if entry:
                print(f"{version} {mode} {program}: known ({entry.cause}): {difference}", flush=True)
        unexplained = [difference for entry, difference in explained if not entry]
        shown = unexplained if self.arguments.verbose else unexplained[:AT_MOST]
        for difference in shown:
            print(f"{version} {mode} {program}: DIFFERENT: {difference}", flush=True)
        if len(shown) < len(unexplained):
            print(f"{version} {mode} {program}: DIFFERENT: {len(unexplained) - len(shown)} more (--verbose)", flush=True)
        tests = [name for name in compared.flaky if name != PROGRAM]
        if compared.flaky:
            print(f"{version} {mode} {program}: flaky when plain: {', '.join(tests or compared.flaky)}", flush=True)
        if not compared.cases:
            print(f"{version} {mode} {program}: has no test that ran", flush=True)

    def table(self):
        """A line for each version and mode; gives how many differences nothing explains."""
        rows = collections.defaultdict(collections.Counter)
        for (version, mode, program), compared in sorted(self.found.items()):
            row = rows[version, mode]
            unexplained = [d for d in compared.differences if not explanation(self.known, version, mode, program, d)]
            tests = {d.case for d in compared.differences} - {PROGRAM}
            row.update(programs=1, cases=compared.cases, skipped=compared.skipped, flaky=len(compared.flaky),
                       equal=compared.cases - len(tests.union(compared.flaky) - {PROGRAM}),
                       known=len(compared.differences) - len(unexplained), different=len(unexplained))
        columns = ["programs", "cases", "skipped", "equal", "flaky", "known", "different"]
        print(f"\n{'version':8}{'mode':18}" + "".join(f"{name:>10}" for name in columns))
        for (version, mode), row in sorted(rows.items(), key=lambda item: (item[0][0], list(MODES).index(item[0][1]))):
            print(f"{version:8}{mode:18}" + "".join(f"{row[name]:10}" for name in columns))
        return sum(row["different"] for row in rows.values())

    def unmet(self):
        """Names known differences that were not met where they were looked for."""
        for entry in self.known:
            if not entry.met and any(entry.is_for(*found) for found in self.found):
                print(f"a difference that is known was not met: {entry.program} {entry.case}")


def there(python, program, testdir):
    """Whether an interpreter has a test program."""
    place = pathlib.Path(testdir or python.library + "/test", *program.removeprefix("test.").split("."))
    return place.is_dir() or place.with_suffix(".py").exists()


def chosen(arguments):
    """The interpreters to run, one a version."""
    paths = arguments.python or interpreters(arguments.specialist).values()
    found = {python.version: python for python in map(interpreter, paths)}
    missing = [version for version in arguments.version if version not in found]
    if missing or not found:
        sys.exit(f"No interpreter of {' and '.join(missing) or 'any version'} was found: name one with --python.")
    return [python for version, python in sorted(found.items()) if not arguments.version or version in arguments.version]


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help="[default: those of suites.toml]")
    parser.add_argument("--version", action="append", default=[], metavar="3.x", help="only this version, repeatable")
    parser.add_argument("--mode", action="append", choices=MODES, help="only this mode, repeatable")
    parser.add_argument("--python", action="append", metavar="PATH",
                        help="an interpreter, repeatable [default: one of each version that `specialist pythons` lists]")
    parser.add_argument("--specialist", type=pathlib.Path, default=ROOT / "target" / "release" / "specialist", metavar="PATH")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="programs at a time [default: cores]")
    parser.add_argument("--retries", type=int, default=2, metavar="N", help="how often programs that differ run again")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="what a program gets at least")
    parser.add_argument("--times", type=float, default=20, metavar="N", help="and so many times what it takes plain")
    parser.add_argument("--state", type=pathlib.Path, default=ROOT / "target" / "suites", metavar="DIR")
    parser.add_argument("--list", type=pathlib.Path, default=HERE / "suites.toml", metavar="FILE",
                        help="programs and known differences")
    parser.add_argument("--testdir", metavar="DIR", help="where the test programs are [default: the interpreter's own]")
    parser.add_argument("--verbose", action="store_true", help="print known differences and flaky tests, too")
    parser.add_argument("--install", action="store_true", help="install what is missing of the tests of 3.14 and 3.15")
    arguments = parser.parse_args()
    arguments.mode = arguments.mode or list(MODES)
    arguments.specialist = arguments.specialist.absolute()
    arguments.state = arguments.state.absolute()
    arguments.testdir = arguments.testdir and os.path.abspath(arguments.testdir)
    return arguments


def main():
    arguments = parsed()
    if arguments.install:
        return suites_install.install()
    if any(MODES[mode].options is not None for mode in arguments.mode) and not arguments.specialist.exists():
        sys.exit(f"{arguments.specialist} is not there: build it with `cargo build --release`, or name it with --specialist.")
    # A shell has its background jobs ignore Ctrl-C, which tests of signals and asyncio do not expect.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    suites = Suites(arguments)
    pythons = chosen(arguments)
    tasks = []
    for program in suites.programs:
        absent = [python.version for python in pythons if not there(python, program, arguments.testdir)]
        if absent:
            print(f"{program} is not in {', '.join(absent)}")
        tasks += [(python, program) for python in pythons if python.version not in absent]
    stopped = not done(suites, tasks, arguments.jobs)
    different = suites.table()
    suites.unmet()
    return 1 if different or stopped or not tasks else 0


def done(suites, tasks, jobs):
    """Does the tasks; says whether it could do all of them."""
    pool = concurrent.futures.ThreadPoolExecutor(jobs)
    try:
        for task in [pool.submit(suites.one_program, *task) for task in tasks]:
            task.result()
        return True
    except KeyboardInterrupt:
        print("stopped: the same command goes on from here")
        return False
    finally:
        pool.shutdown(cancel_futures=True)


if __name__ == "__main__":
    sys.exit(main())
