#!/usr/bin/env python3
"""Runs a program that creates and drops all that sampling reads, with and without sampling.

    scripts/stress.py [--python PATH] [--seconds N] [--specialist PATH]

For N seconds (a minute without the option) threads of the program, 200 of them, compile and drop
code, run generators, recurse deeply and collect garbage, while the main thread forks, makes and
ends interpreters and freezes objects. What it prints depends on nothing but its arguments, so it
has to be the same with `specialist --sample` and with plain Python, and nothing may crash.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

PROGRAM = r'''
import gc
import os
import sys
import threading
import time

sys.setrecursionlimit(20_000)
threading.stack_size(64 << 20)
END = time.monotonic() + float(sys.argv[1])
FAILED = []

SOURCE = """
def f{n}(x):
    def g(y):
        return [y + z for z in range(5)]
    return sum(g(x)) + {n}
value = f{n}({n})
"""


def check(found, expected):
    if found != expected:
        FAILED.append((found, expected))


def compiles(n):
    """Code that nothing keeps alive, and code of this file, which is recorded."""
    name = __file__ if n % 2 else "<string>"
    names = {}
    exec(compile(SOURCE.format(n=n), name, "exec"), names)
    check(names["value"], 5 * n + 10 + n)
    double = lambda x: x + x
    double.__code__ = double.__code__.replace(co_name="other")
    check(double(n), 2 * n)


def numbers(n):
    for i in range(n):
        if i % 7 == 3:
            yield from numbers(i % 5)
        yield i


EXPECTED = sum(numbers(40))


def generates(n):
    alive = [numbers(40) for _ in range(10)]
    check(sum(sum(g) for g in alive), 10 * EXPECTED)
    half = numbers(10)
    next(half)
    del half


def depth(n):
    return 1 + depth(n - 1) if n else 0


def recurses(n):
    check(depth(2000 + n % 100), 2000 + n % 100)


class Point:
    def __init__(self, x):
        self.x = x


def flaps(n):
    total = 0
    for value in (1, 1.5, Point(1), 2 ** 40):
        for _ in range(120):
            try:
                total += value + value
            except TypeError:
                total += value.x
    check(total, 120 * (2 + 3 + 1 + 2 ** 41))


def collects(n):
    Cycle = type("Cycle", (), {"own": lambda self: self})
    cycle = Cycle()
    cycle.me = cycle
    del cycle
    gc.collect(0)


WORK = [compiles, generates, recurses, flaps, collects]


def works(n):
    while time.monotonic() < END:
        WORK[n % len(WORK)](n)
        n += 1
        time.sleep(0.001)


def forks():
    pid = os.fork()
    if pid == 0:
        # Threads are not there; what the sampler knows is.
        compiles(1)
        recurses(1)
        if os.fork() == 0:
            os._exit(3)
        check(os.waitstatus_to_exitcode(os.wait()[1]), 3)
        os._exit(len(FAILED))
    check(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)


def interpreters():
    try:
        import _xxsubinterpreters as module
    except ImportError:
        try:
            import _interpreters as module
        except ImportError:
            return
    one = module.create()
    script = "def f(x): return x + 1\nfor i in range(1000): f(i)"
    getattr(module, "run_string", None)(one, script)
    module.destroy(one)


def in_turn(alone):
    """Alone, forks are of a process with one thread, which may do anything after them."""
    n = 0
    until = time.monotonic() + float(sys.argv[1]) / 4 if alone else END
    while time.monotonic() < until:
        if alone:
            forks()
            WORK[n % len(WORK)](n)
        interpreters()
        gc.freeze()
        collects(n)
        gc.unfreeze()
        n += 1


in_turn(alone=True)
threads = [threading.Thread(target=works, args=(n,)) for n in range(200)]
for thread in threads:
    thread.start()
in_turn(alone=False)
for thread in threads:
    thread.join()
print("failed:" if FAILED else "done", FAILED[:5])
'''

# What the program prints where it went wrong by itself.
FAILURE = "failed:"


def run(command):
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout, found.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--specialist", default=ROOT / "target" / "release" / "specialist")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        script = pathlib.Path(directory) / "program.py"
        script.write_text(PROGRAM)
        plain = run([arguments.python, script, "4"])
        output = pathlib.Path(directory) / "run.json"
        watched = run([arguments.specialist, "--python", arguments.python, "--sample", "--save", output,
                       "--format", "json", script, str(arguments.seconds)])
        recording = json.loads(output.read_text()) if output.exists() else {}
    # With --format json the program's output goes to standard error.
    watched = watched[0], watched[2]
    expected = plain[0], plain[1] + plain[2]
    sampling = recording.get("sampling", {})
    print(f"{arguments.python}: {sampling}")
    if watched != expected or FAILURE in expected[1]:
        sys.exit(f"plain Python: {expected}\nspecialist: {watched}")
    if not sampling or sampling["inside"] < sampling["ticks"] / 10:
        sys.exit("too few samples to mean anything")


if __name__ == "__main__":
    main()
