#!/usr/bin/env python3
"""Compares the reasons specialist gives with CPython's own count of failure kinds.

    scripts/pystats.py --sources Python-3.13.5 --build DIR [--write docs/pystats.md]

CPython built with --enable-pystats counts, for the whole program, every failed attempt to
specialize by family and kind. This script builds such a 3.13 from its sources (once; several
minutes), runs the programs in fixtures/rules on it, and on an ordinary 3.13 under specialist. For
each family it puts the failed attempts CPython counted beside those specialist read from the
counters of the sites, and the kinds beside the rules: crates/reasons/failure-kinds/3.13.toml says
which belong together.

What cannot agree: an attempt of code outside the file (specialist records the file alone), and
attempts before a site lost its form (counters start again then). Such builds also leave out the
waiting after a failure for BINARY_OP and COMPARE_OP sites of some kinds, and never specialize less.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter

ROOT = pathlib.Path(__file__).resolve().parent.parent
DUMPS = pathlib.Path("/tmp/py_stats")  # Where such a build writes; it takes no other place.

# The program runs twice: what it imports is warm the second time, which alone is counted.
COUNT = """
import sys
sys._stats_off()
with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
for counted in (False, True):
    code = compile(text, sys.argv[1], "exec")
    namespace = {"__name__": "__main__", "__file__": sys.argv[1]}
    if counted:
        sys._stats_clear()
        sys._stats_on()
    try:
        exec(code, namespace)
    finally:
        sys._stats_off()
sys._stats_dump()
sys._stats_clear()
"""

LINE = re.compile(r"\s*opcode\[(\w+)\]\.specialization\.failure_kinds\[(\d+)\] : (\d+)")


def build(sources: pathlib.Path, directory: pathlib.Path) -> pathlib.Path:
    python = directory / "python"
    if not python.exists():
        directory.mkdir(parents=True, exist_ok=True)
        configure = [str(sources.resolve() / "configure"), "--enable-pystats"]
        subprocess.run(configure, cwd=directory, check=True, stdout=subprocess.DEVNULL)
        jobs = f"-j{os.cpu_count() or 1}"
        subprocess.run(["make", jobs], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    return python


def kinds(python: pathlib.Path, program: pathlib.Path) -> Counter | None:
    """Failed attempts by (family, kind); None for a program that does not run this way."""
    DUMPS.mkdir(exist_ok=True)
    before = set(DUMPS.iterdir())
    done = subprocess.run(
        [python, "-X", "pystats", "-c", COUNT, program],
        check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    counted = Counter()
    for dump in set(DUMPS.iterdir()) - before:
        for line in dump.read_text().splitlines():
            if match := LINE.match(line):
                counted[match[1], int(match[2])] += int(match[3])
        dump.unlink()
    return None if done.returncode else counted


def record(specialist: str, python: str, program: pathlib.Path, *options: str) -> dict:
    with tempfile.TemporaryDirectory() as directory:
        saved = pathlib.Path(directory, "recording.json")
        command = [specialist, "--python", python, "--no-sample", *options, "--format", "summary",
                   "--save", saved, program.name]
        subprocess.run(command, cwd=program.parent, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        return json.loads(saved.read_text())


def sites(recording: dict):
    for file in recording["files"]:
        for code in file["code"]:
            place = code["qualname"], code["first_line"]
            for instruction in code["instructions"]:
                yield (*place, instruction["offset"]), instruction


# What the backoff says after this many failures in a row: it rises no further.
MOST = 11


def reasons(specialist: str, python: str, program: pathlib.Path) -> Counter:
    """Failed attempts by (family, rule): counts of an undisturbed run, reasons of one with
    --explain."""
    why = {}
    for place, site in sites(record(specialist, python, program, "--explain")):
        if reason := site.get("reason"):
            why[place] = reason["code"]
    counted = Counter()
    for place, site in sites(record(specialist, python, program)):
        if site["state"] == "failing":
            rule = why.get(place, "none")
            counted[site["base"], rule] += site.get("failures") or MOST
    return counted


def imports(program: pathlib.Path) -> bool:
    return bool(re.search(r"^(import|from) ", program.read_text(encoding="utf-8"), re.MULTILINE))


def compare(program: pathlib.Path, theirs: Counter, ours: Counter, known: dict) -> list[tuple]:
    """A line a family: what was counted by both, and whether it agrees. Where the program imports
    something, CPython may have counted more: attempts of that code."""
    lines = []
    for family in sorted({family for family, _ in [*theirs, *ours]}):
        their = {kind: n for (name, kind), n in theirs.items() if name == family}
        our = {rule: n for (name, rule), n in ours.items() if name == family}
        rules_of = {kind: known.get(family, {}).get(str(kind), {}).get("rules", []) for kind in their}
        without_rule = sorted(kind for kind in their if not set(rules_of[kind]) & set(our))
        of_kinds = {rule for rules in rules_of.values() for rule in rules}
        explained = all(rule in of_kinds for rule in our)
        complete = not without_rule and sum(their.values()) == sum(our.values())
        more = explained and imports(program) and sum(their.values()) >= sum(our.values())
        verdict = "yes" if explained and complete else "imports" if more else "no"
        lines.append((program.stem, family, their, our, verdict))
    return lines


def name(known: dict, family: str, kind: int) -> str:
    names = known.get(family, {}).get(str(kind), {}).get("names")
    return names[0].lower().removeprefix(f"{family.lower()}_") if names else str(kind)


def table(lines: list[tuple], known: dict) -> str:
    rows = ["| program | family | CPython's failure kinds | attempts | rules | attempts | agree |",
            "|---|---|---|---|---|---|---|"]
    for program, family, their, our, verdict in lines:
        kinds_seen = ", ".join(f"{name(known, family, kind)} {n}" for kind, n in sorted(their.items()))
        rules_seen = ", ".join(f"{rule} {n}" for rule, n in sorted(our.items()))
        rows.append(f"| {program} | {family} | {kinds_seen or '–'} | {sum(their.values())} | "
                    f"{rules_seen or '–'} | {sum(our.values())} | {verdict} |")
    return "\n".join(rows) + "\n"


def totals(lines: list[tuple]) -> str:
    theirs, ours, verdicts = Counter(), Counter(), Counter()
    for _, family, their, our, verdict in lines:
        theirs[family] += sum(their.values()) if verdict != "imports" else sum(our.values())
        ours[family] += sum(our.values())
        verdicts[family, verdict] += 1
    rows = ["| family | attempts CPython counted | attempts specialist read | programs that agree | "
            "that agree but for imported code | that do not |", "|---|---|---|---|---|---|"]
    for family in sorted(ours):
        numbers = " | ".join(str(verdicts[family, verdict]) for verdict in ("yes", "imports", "no"))
        rows.append(f"| {family} | {theirs[family]} | {ours[family]} | {numbers} |")
    of = {verdict: sum(n for (_, v), n in verdicts.items() if v == verdict)
          for verdict in ("yes", "imports", "no")}
    rows.append(f"| all | {theirs.total()} | {ours.total()} | {of['yes']} | {of['imports']} | "
                f"{of['no']} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=pathlib.Path, help="the sources of a Python 3.13")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="where it is built")
    parser.add_argument("--specialist", default=str(ROOT / "target/debug/specialist"))
    parser.add_argument("--python", default="3.13", help="the ordinary interpreter")
    parser.add_argument("--write", type=pathlib.Path, help="a file for the tables, after its heading")
    parser.add_argument("programs", nargs="*", type=pathlib.Path)
    args = parser.parse_args()
    python = build(args.sources, args.build) if args.sources else args.build / "python"
    known = tomllib.loads((ROOT / "crates/reasons/failure-kinds/3.13.toml").read_text())
    programs = args.programs or sorted((ROOT / "fixtures/rules").glob("*.py"))
    lines = []
    for program in map(pathlib.Path.resolve, programs):
        theirs = kinds(python, program)
        if theirs is None:
            print(f"{program.name} does not run twice in one process: left out", file=sys.stderr)
            continue
        ours = reasons(str(pathlib.Path(args.specialist).resolve()), args.python, program)
        lines += compare(program, theirs, ours, known)
    text = totals(lines) + "\n" + table(lines, known)
    if args.write:
        heading = args.write.read_text().split("\n| family ")[0] if args.write.exists() else ""
        args.write.write_text(f"{heading.rstrip()}\n\n{text}")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
