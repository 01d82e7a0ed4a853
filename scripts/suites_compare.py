"""What a run of a test program said of each test, and how runs with and without specialist differ.

Nothing here starts a process: scripts/suites.py does, and scripts/test_suites.py holds both.
"""

import collections
import dataclasses
import fnmatch
import re
import tomllib
from xml.etree import ElementTree

MISSING = "no result"
# Stands for the program itself among the names of its tests; its outcome is how it ended.
PROGRAM = "(program)"
TIMEOUT = "timeout"

DOCUMENT = re.compile(r"<testsuites[ >].*?</testsuites>|<testsuites ?/>", re.DOTALL)
HEADING = re.compile(r"^(ERROR|FAIL): \S+ \((\S+)\)", re.MULTILINE)
# Of what regrtest writes below a test, what stands for which outcome.
OUTCOMES = {
    "error": "error",
    "failure": "failed",
    "skipped": "skipped",
    "output": "expected failure",
    "outcome": "unexpected success",
}


@dataclasses.dataclass
class Run:
    """One run of a test program: how it ended, its tests' outcomes (`None` where it wrote no results)."""

    ended: str
    cases: dict[str, str] | None
    seconds: float

    def outcome(self, case):
        """`None` where this run says nothing of it: a program that crashed says so once, not a test at a time."""
        if case == PROGRAM:
            return self.ended
        return None if self.cases is None else self.cases.get(case, MISSING)


def ending(returncode):
    """How a process ended, in words."""
    return f"signal {-returncode}" if returncode < 0 else f"status {returncode}"


def results(output):
    """The outcome of each test, by its id, from what regrtest printed; `None` where it printed no results."""
    documents = DOCUMENT.findall(output)
    if not documents:
        return None
    try:
        # Tests of regrtest print documents of their own, before ours.
        document = ElementTree.fromstring(documents[-1])
    except ElementTree.ParseError:
        return None
    found = collections.defaultdict(list)
    for element in document.iter("testcase"):
        name = element.get("name")
        if name is not None:
            words = [OUTCOMES[child.tag] for child in element if child.tag in OUTCOMES]
            found[unparametrized(name)].append(words[0] if words else "passed")
    # Where a subtest failed, regrtest writes its test without a name: the report that a person reads has it.
    for heading, name in HEADING.findall(output):
        if name not in found:
            found[name].append("failed" if heading == "FAIL" else "error")
    return {name: " and ".join(sorted(set(outcomes))) for name, outcomes in found.items()}


def unparametrized(name):
    """A test's id without what a subtest adds to it: there are addresses and temporary paths among that."""
    return re.split(r" [(\[]", name, maxsplit=1)[0] if name.startswith("test.") else name


@dataclasses.dataclass(frozen=True)
class Difference:
    """A test whose outcome is another when watched: in `times` of the `runs` that were watched."""

    case: str
    plain: str
    watched: str
    times: int
    runs: int

    @property
    def sometimes(self):
        return self.times < self.runs

    def __str__(self):
        often = f" in {self.times} of {self.runs} runs" if self.sometimes else ""
        return f"{self.case}: {self.plain}, watched {self.watched}{often}"


@dataclasses.dataclass
class Comparison:
    """What differs, and what differs between plain runs, too (`flaky`), of so many tests."""

    cases: int
    skipped: int
    differences: list[Difference]
    flaky: list[str]


def compare(plain, watched):
    """Compares runs of one program, each a list of at least one."""
    names = {PROGRAM}.union(*(run.cases or {} for run in plain + watched))
    differences, flaky = [], []
    for name in sorted(names):
        expected = said(plain, name)
        seen = said(watched, name)
        others = [outcome for outcome in seen if outcome not in expected]
        if len(set(expected)) > 1:
            flaky.append(name)
        elif expected and others:
            other = " or ".join(sorted(set(others)))
            differences.append(Difference(name, expected[0], other, len(others), len(seen)))
    skipped = sum(said(plain, name)[:1] == ["skipped"] for name in names)
    return Comparison(len(names) - 1, skipped, without_consequences(differences), flaky)


def said(runs, name):
    return [outcome for run in runs if (outcome := run.outcome(name)) is not None]


def without_consequences(differences):
    """Leaves out that a program says by its status what its tests say."""
    of_tests = [difference for difference in differences if difference.case != PROGRAM]
    tells = {"status 0", "status 2"}
    return [
        difference
        for difference in differences
        if not (of_tests and difference.case == PROGRAM and {difference.plain, difference.watched} <= tells)
    ]


@dataclasses.dataclass
class Known:
    """A difference whose cause is known. Names are patterns, `*` where one is left out."""

    cause: str
    program: str
    case: str = "*"
    versions: tuple[str, ...] = ("*",)
    modes: tuple[str, ...] = ("*",)
    watched: str = "*"
    met: bool = False

    def is_for(self, version, mode, program):
        wanted = [(version, self.versions), (mode, self.modes), (program, (self.program,))]
        return all(any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns) for name, patterns in wanted)

    def explains(self, difference):
        return fnmatch.fnmatchcase(difference.case, self.case) and fnmatch.fnmatchcase(difference.watched, self.watched)


def explanation(known, version, mode, program, difference):
    """The entry of a difference whose cause is known, if it is."""
    for entry in known:
        if entry.is_for(version, mode, program) and entry.explains(difference):
            entry.met = True
            return entry
    return None


def read_list(path):
    """The programs and the known differences that a list names."""
    with open(path, "rb") as file:
        document = tomllib.load(file)
    lists = ("versions", "modes")
    known = [
        Known(**{key: tuple(value) if key in lists else value for key, value in entry.items()})
        for entry in document.get("known", [])
    ]
    return document["programs"], known
