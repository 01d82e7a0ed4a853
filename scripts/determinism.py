#!/usr/bin/env python3
"""Checks each program many times on each version of Python, and says where what was found differs.

    scripts/determinism.py [--times 20] [--python PATH]... [PROGRAM...]

Without PROGRAM: all in fixtures/programs, and fixtures/rules. Without --python: what `specialist
pythons` lists, one of each version. The whole document of `--format json` is compared: rules, places,
messages and counters. Ends with 1 where one differs. Build with `cargo build --release` first, or name
another build in the variable SPECIALIST.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import subprocess
import sys

from interpreters import interpreters

ROOT = pathlib.Path(__file__).resolve().parent.parent
SPECIALIST = os.environ.get("SPECIALIST", ROOT / "target" / "release" / "specialist")


def checked(python, program):
    command = [SPECIALIST, "check", "--explain", "--exit-zero", "--format", "json", "--python", python, program.name]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    ran = subprocess.run(command, cwd=program.parent, env=environment, capture_output=True, text=True)
    # A program in which nothing is hot is told so, each time.
    return ran.returncode, ran.stdout or ran.stderr.strip().splitlines()[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("programs", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    programs = [path.resolve() for path in arguments.programs]
    programs = programs or [path for part in ("programs", "rules") for path in sorted((ROOT / "fixtures" / part).glob("*.py"))]
    differing = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for python in arguments.python or interpreters(SPECIALIST).values():
            runs = found = 0
            for program in programs:
                results = collections.Counter(pool.map(lambda _: checked(python, program), range(arguments.times)))
                runs += arguments.times
                found += sum(output.count('"code"') for _, output in list(results)[:1])
                if len(results) > 1:
                    differing += 1
                    print(f"{python} {program.name}: {sorted(results.values(), reverse=True)}")
                    first, second, *_ = (output.splitlines() for _, output in results)
                    print("".join(f"  - {a.strip()}\n  + {b.strip()}\n" for a, b in zip(first, second) if a != b), end="")
            print(f"{python}: {len(programs)} programs, {runs} runs, {found} findings")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
