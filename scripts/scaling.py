#!/usr/bin/env python3
"""Shows how time and memory grow with the size of a recording: each command gets recordings that are
made here, one twice as large as the other, and what grows more than that is named.

    scripts/scaling.py                      all shapes and commands, with target/release/specialist
    scripts/scaling.py --size 40000 sites
    scripts/scaling.py --bytes 1000000000 sites --only report    how much memory a gigabyte takes

Ends with 1 if a command failed, or took more than three times as long for twice as much, which is more
than n log n. The machine should have nothing else to do: it is no test, tests count work.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Less than this says nothing.
SHORTEST = 0.5


def instruction(offset, line, column, end, changed, opcode="BINARY_OP", **more):
    failing = {"state": "failing", "failures": 5, "executions": {"count": 300, "exact": True}}
    form = {"opcode": opcode, **failing} if changed else {"opcode": f"{opcode}_ADD_INT", "state": "specialized", "misses": 0}
    return {"offset": offset, "base": opcode, "arg": 0, "argrepr": "+", "span": [line, column, line, end],
            "covered_by": None, **form, **more}


def code(name, line, instructions):
    return {"qualname": name, "first_line": line, "instructions": instructions}


def file(path, source, objects):
    return {"path": path, "sha256": "0" * 64, "source": source, "code": objects}


def sites(n, changed):
    """Equal expressions in one function, of which the changed one has some more."""
    lines = [*range(n), 0] if changed else range(n)
    source = "def f(a, b):\n for x in a:\n" + "".join("  a + b\n" for _ in lines)
    made = [instruction(2 * at, at + 3, 2, 7, changed) for at in range(len(lines))]
    return [file("a.py", source, [code("f", 1, made)])]


def different(n, changed):
    """Another expression on each line, every one but the first edited."""
    source = "def f(a, b):\n for x in a:\n" + "".join(f"  a + b{at}{'x' * (changed and at > 0)}\n" for at in range(n))
    made = [instruction(2 * at, at + 3, 2, 7, changed) for at in range(n)]
    return [file("a.py", source, [code("f", 1, made)])]


def nested(n, changed):
    """A sum of many terms: each is in the next."""
    source = "def f(a):\n for x in a:\n  a" + " + a" * n + "\n"
    made = [instruction(2 * at, 3, 2, 7 + 4 * at, changed) for at in range(n)]
    return [file("a.py", source, [code("f", 1, made)])]


def functions(n, changed):
    """Functions, each called by the one before it, the first in a loop."""
    source = "for x in a:\n    f0(x)\n" + "".join(f"def f{at}(a):\n    f{at + 1}(a)\n" for at in range(n))
    module = code("<module>", 1, [instruction(2, 2, 4, 9, False, "CALL")])
    objects = [code(f"f{at}", 2 * at + 3, [instruction(2, 2 * at + 4, 4, 8 + len(str(at + 1)), changed, "CALL")])
               for at in range(n)]
    return [file("a.py", source, [module, *objects])]


def loops(n, changed):
    """Loops in one function, each with a comment."""
    source = "def f(a):\n" + "".join("    for x in a:  # specialist: hot\n        x + x  # specialist: ignore[SPC101]\n" for _ in range(n))
    made = []
    for at in range(n):
        line = 2 * at + 2
        made.append(instruction(8 * at, line, 13, 14, changed, "FOR_ITER"))
        made.append(instruction(8 * at + 4, line + 1, 8, 13, changed))
        made.append(instruction(8 * at + 6, line, 4, 5, False, "JUMP_BACKWARD", **{"arg": 4}))
    return [file("a.py", source, [code("f", 1, made)])]


def lambdas(n, changed):
    """Code objects that are all equal."""
    made = code("<lambda>", 1, [instruction(2, 1, 9, 14, changed)])
    return [file("a.py", "lambda: [a + b for x in c]\n", [made] * n)]


def in_loop(changed):
    return [code("<module>", 1, [instruction(2, 2, 2, 7, changed)])]


def files(n, changed):
    """Files of one site."""
    return [file(f"package/{at}.py", "for x in y:\n  a + b\n", in_loop(changed)) for at in range(n)]


def twins(n, changed):
    """Files of one path and other contents."""
    source = "for x in y:\n  a + b  # {}\n"
    return [{**file("a.py", source.format(at), in_loop(changed)), "sha256": f"{at:064x}"} for at in range(n)]


SHAPES = {shape.__name__: shape for shape in (sites, different, nested, functions, loops, lambdas, files, twins)}


def recording(all_files):
    return {
        "schema": "specialist/recording", "version": 1,
        "engine": {"name": "cpython", "python": "3.12.1", "implementation": "cpython", "executable": ""},
        "program": {"kind": "file", "target": "a.py", "argv": [], "cwd": "/nowhere"},
        "outcome": {"exit_status": 0, "exception": None, "seconds": 1.0},
        "files": all_files,
    }


def save(directory, shape, size, changed):
    path = directory / f"{shape.__name__}-{size}-{int(changed)}.json"
    path.write_text(json.dumps(recording(shape(size, changed))))
    return path


def commands(old, new, directory):
    return {
        "report": ["report", old, "--format", "markdown"],
        "full": ["report", new],
        "pages": ["report", new, "--output", directory / "pages"],
        "check": ["check", new, "--exit-zero", "--format", "full"],
        "junit": ["check", new, "--exit-zero", "--format", "junit"],
        "diff": ["diff", old, new],
        "combine": ["combine", old, new, "--save", directory / "both.json"],
    }


def measured(program, arguments, directory):
    """Seconds and the most resident bytes; ends where the program failed."""
    begun = time.perf_counter()
    with open(os.devnull, "wb") as nowhere, tempfile.TemporaryFile() as said:
        process = subprocess.Popen([program, *map(str, arguments)], stdout=nowhere, stderr=said, cwd=directory)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        # What was lost is no failure.
        if process.returncode != 0 and (arguments[0], process.returncode) != ("diff", 1):
            sys.exit(f"{' '.join(map(str, arguments))} ended with {process.returncode}: {said.read().decode()[:500]}")
    return time.perf_counter() - begun, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help=f"of {', '.join(SHAPES)}; else all")
    parser.add_argument("--size", type=int, default=20_000, help="of the smaller recording")
    parser.add_argument("--bytes", type=int, help="make one recording of so many bytes instead")
    parser.add_argument("--only", action="append", help="a command; may be repeated")
    parser.add_argument("--specialist", type=Path, default=ROOT / "target/release/specialist")
    options = parser.parse_args()
    program = options.specialist.resolve()
    slow = []
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        for name in options.shapes or SHAPES:
            sizes = [options.size, 2 * options.size]
            if options.bytes:
                one = len(json.dumps(recording(SHAPES[name](1000, True))))
                sizes = [options.bytes // one * 1000]
            made = {size: [save(directory, SHAPES[name], size, changed) for changed in (False, True)] for size in sizes}
            for command in commands("", "", directory):
                if options.only and command not in options.only:
                    continue
                times = []
                for size, (old, new) in made.items():
                    seconds, most = measured(program, commands(old, new, directory)[command], directory)
                    times.append(seconds)
                    read = new.stat().st_size
                    print(f"{name:10} {command:8} {size:9,} {read / 1e6:9.1f} MB {seconds:8.2f} s "
                          f"{most / 1e6:8.0f} MB resident, {most / read:5.1f} a byte", flush=True)
                if times[-1] > max(SHORTEST, 3 * times[0]) and len(times) > 1:
                    slow.append(f"{command} of {name}")
            for paths in made.values():
                for path in paths:
                    path.unlink()
    if slow:
        sys.exit(f"twice as much took more than three times as long: {', '.join(slow)}")


if __name__ == "__main__":
    main()
