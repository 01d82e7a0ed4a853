"""Tells what Python's own `dis` finds in a program's code objects when it has ended.

Python imports this at its start where PYTHONPATH leads here. WITNESS_PROGRAM is the program's
absolute path, WITNESS_OUT the file to write: a JSON list of code objects, each with its name, its first
line, and for every instruction the offset, the name of the opcode that stands there, the state
where a counter tells it, and what it is for and has found, where guards.py knows.
"""

import atexit
import os
import sys

# 3.11 has opcodes of their own for what is not specialized yet.
HAS_ADAPTIVE = sys.version_info < (3, 12)

# They have other forms for code that got warm: nothing that could fail.
WARMED = {"JUMP_BACKWARD", "LOAD_CONST", "RESUME"}

modules = []


def notice(event, arguments):
    if event == "exec" and arguments[0].co_filename == os.environ["WITNESS_PROGRAM"]:
        modules.append(arguments[0])


def has_counter(base):
    import dis
    import opcode
    caches = opcode._inline_cache_entries
    units = caches[dis.opmap[base]] if isinstance(caches, list) else caches.get(base, 0)
    return units and base in opcode._specializations and base not in WARMED


def state(base, name, raw, quickened):
    if name not in (base, f"{base}_ADAPTIVE"):
        return "specialized"
    if HAS_ADAPTIVE:
        # Operations without any form lose their adaptive opcode for good.
        gave_up = quickened and name == base and base in ("BINARY_OP", "COMPARE_OP")
        return "failing" if raw or gave_up else "cold"
    # Value 1 and backoff 1 to begin with; the first execution counts the value down.
    shift = 3 if sys.version_info >= (3, 15) else 4
    return "cold" if raw in (1, 1 << shift | 1) else "failing"


def described(code, guards):
    import dis
    adaptive = code._co_code_adaptive
    now = {found.offset: found.opname for found in dis.get_instructions(code, adaptive=True)}
    bases = {found.offset: found.opname for found in dis.get_instructions(code)}
    ends = [*list(bases)[1:], len(adaptive)]
    instructions = []
    for (at, base), end in zip(bases.items(), ends):
        raw = int.from_bytes(adaptive[at + 2:at + 4], sys.byteorder)
        told = state(base, now[at], raw, now != bases) if has_counter(base) else None
        guard, target = guards.told(now[at], adaptive[at + 2:end])
        instructions.append([at, now[at], told, guard, target])
    return [code.co_qualname, code.co_firstlineno, instructions]


def with_nested(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from with_nested(constant)


def testify():
    import json
    from guards import Witness
    guards = Witness()
    all_code = [described(code, guards) for module in modules for code in with_nested(module)]
    with open(os.environ["WITNESS_OUT"], "w", encoding="utf-8") as file:
        json.dump(all_code, file)


sys.addaudithook(notice)
atexit.register(testify)
