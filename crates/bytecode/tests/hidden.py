"""Prints code objects in which something hides the opcodes: `sys.monitoring` and JIT executors.

A JSON line each: what hides them, the code object's bytes, and what `dis` says was compiled.
"""

import dis
import json
import sys


def work(n):
    total = 0
    items = [n, 2, 3]
    for i in range(n):
        if i % 3:
            total += items[i % 3]
        try:
            items[1] = len(items)
        except IndexError:
            raise
    return total


def report(what, function):
    code = function.__code__
    print(json.dumps({
        "what": what,
        "code": list(code.co_code),
        "adaptive": list(code._co_code_adaptive),
        "compiled": [(i.offset, i.opname, i.arg) for i in dis.get_instructions(code)],
    }))


def monitored():
    monitoring = sys.monitoring
    events = monitoring.events
    for event in [events.INSTRUCTION, events.LINE, events.BRANCH | events.JUMP, events.CALL]:
        monitoring.use_tool_id(3, "test")
        monitoring.set_local_events(3, work.__code__, event)
        work(20)
        report("instrumented", work)
        monitoring.free_tool_id(3)
        work(20)


work(10)
if sys.version_info >= (3, 12):
    monitored()
if hasattr(sys, "_jit") and sys._jit.is_enabled():
    work(200_000)
    report("executor", work)
