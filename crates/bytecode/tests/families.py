"""Prints two code objects with an instruction of every family: one never ran, one ran once."""

import json

# super() and `yield from` inside the one function that is looked at.
SOURCE = """
class C:
    value = 1
    def method(self): pass
class D(C):
    def f(self, items, mapping):
        self.value = items[0] + 1
        first, second = items
        mapping[first] = second < 1
        if not items: pass
        first in items
        self.method()
        super().method()
        super().value
        str(*items[:1])
        dict(key=items)
        for item in items: break
        len(items)
        yield from items
f = D.f
thing = D()
"""


def fresh():
    namespace = {}
    exec(SOURCE, namespace)
    return namespace["f"], namespace["thing"]


def described(function):
    code = function.__code__
    empty = {"filename": "", "qualname": "", "first_line": 1, "linetable": [], "exceptiontable": []}
    tables = dict.fromkeys(["consts", "names", "varnames", "cellvars", "freevars"], [])
    units = {"code": list(code.co_code), "adaptive": list(code._co_code_adaptive)}
    return empty | tables | units


never, _ = fresh()
once, thing = fresh()
# Up to the first item: nothing is to be executed twice.
next(once(thing, [1, 2], {}))
print(json.dumps([described(never), described(once)]))
