"""Runs small functions a known number of times and prints, a JSON line each, what became of them.

Every line has the name of the case, the opcode to look at, what is to be told of the first one
of it, and the code object's bytes.
"""

import json
import sys

if sys.version_info >= (3, 12):
    WARM = 0
else:
    # A code object is quickened at the start of its eighth run.
    WARM = 7


class Odd:
    """Not of the kinds that additions and calls have forms for."""

    def __add__(self, _):
        return self

    __matmul__ = __add__


ODD = Odd()


def fresh(source):
    """The function that the source defines, never run."""
    namespace = {}
    exec(source, namespace)
    return namespace["f"]


def report(case, function, opcode, expected):
    code = function.__code__
    print(json.dumps({
        "name": case,
        "opcode": opcode,
        "expected": expected,
        "code": list(code.co_code),
        "adaptive": list(code._co_code_adaptive),
    }))


def add():
    return fresh("def f(a, b): return a + b")


def run(function, times, *arguments):
    for _ in range(times):
        function(*arguments)


def never():
    report("never", add(), "BINARY_OP", {"progress": "untouched"})


def once():
    function = add()
    run(function, 1, ODD, ODD)
    expected = "untouched" if WARM else "executed"
    report("once", function, "BINARY_OP", {"progress": expected})


def failing():
    """Attempts are seen from outside: nothing else makes the counter rise."""
    function = add()
    run(function, WARM, ODD, ODD)
    attempts = 0
    before = function.__code__._co_code_adaptive
    place = function.__code__.co_code.index(bytes([BINARY_OP, 0])) + 2
    for executions in range(1, 5001):
        function(ODD, ODD)
        after = function.__code__._co_code_adaptive
        unit = slice(place, place + 2)
        rose = int.from_bytes(before[unit], "little") < int.from_bytes(after[unit], "little")
        before = after
        attempts += rose
        if attempts and (rose or executions < 40 or executions % 500 == 0):
            expected = {"progress": "failing", "attempts": attempts, "executions": executions}
            report(f"failing {executions}", function, "BINARY_OP", expected)
    assert attempts >= 6, attempts


def misses():
    for missed in [0, 1, 2, 51, 52]:
        function = add()
        run(function, WARM + 30, 1, 2)
        run(function, missed, ODD, ODD)
        expected = {"progress": "specialized", "misses": missed}
        report(f"{missed} misses", function, "BINARY_OP", expected)
    # The miss that is one too many.
    function = add()
    run(function, WARM + 30, 1, 2)
    run(function, 53, ODD, ODD)
    expected = {"progress": "deoptimized" if WARM else "executed"}
    report("one too many", function, "BINARY_OP", expected)
    run(function, 1, ODD, ODD)
    expected = {"progress": "failing", "attempts": None if WARM else 1}
    report("and on", function, "BINARY_OP", expected)
    # Specialized anew, for other operands.
    run(function, 5000, 1.0, 2.0)
    report("anew", function, "BINARY_OP", {"progress": "specialized", "misses": 0})


class Computing:
    def __getattr__(self, name):
        return name


def absent():
    """From 3.14 on every attempt is taken for a success, and none chooses a form."""
    if sys.version_info < (3, 14):
        return
    function = fresh("def f(a): return a.name")
    for executions in [2, 51, 52, 60]:
        run(function, executions, Computing())
        report(f"absent {executions}", function, "LOAD_ATTR", {"progress": "failing", "attempts": None})


def giving_up():
    function = fresh("def f(a, b): return a @ b")
    run(function, WARM + 20, ODD, ODD)
    if WARM:
        report("given up", function, "BINARY_OP", {"progress": "untouched", "gave_up": True})


def no_counter():
    function = fresh("def f(n):\n for i in range(n):\n  if i is None: break")
    run(function, 30, 300)
    for opcode in ["JUMP_BACKWARD", "RESUME", "POP_JUMP_IF_NOT_NONE", "POP_JUMP_IF_NONE"]:
        report("no counter", function, opcode, {"progress": "none"})


def branches():
    """From 3.13 on, conditional jumps remember their last sixteen outcomes."""
    if sys.version_info < (3, 13):
        return
    for outcomes in ["", "0", "1", "111", "0010", "1" * 16, "0" * 20, "01" * 4 + "1" * 12]:
        function = fresh("def f(a):\n if a is None:\n  return 1\n return 2")
        for outcome in outcomes:
            # The jump goes where the argument is something.
            run(function, 1, None if outcome == "0" else 1)
        jump = "POP_JUMP_IF_NOT_NONE"
        report(f"branches {outcomes}", function, jump, {"progress": "none", "outcomes": outcomes})


# The number of the opcode, by the only other instruction-sized difference there is.
one, other = (fresh(f"def f(a, b): return a {sign} b").__code__.co_code for sign in "+-")
BINARY_OP = next(one[at - 1] for at in range(len(one)) if one[at] != other[at])

for case in [never, once, failing, misses, absent, giving_up, no_counter, branches]:
    case()
