"""Finds out which forms execute the instructions after them, and how many.

Small functions are run until they are specialized. Then the instructions after each form are
replaced, one after the other, by a number without meaning: where the function still runs, the
form has stepped over it. Prints a JSON line each: the form, and how many it stepped over.
"""

import ctypes
import dis
import json
import os
import types

MEANINGLESS = next(n for n in range(1, 255) if dis._all_opname[n].startswith("<"))
CODE = types.CodeType.__basicsize__


class Thing:
    __slots__ = "slot"

    def method(self):
        pass


class Plain:
    def __init__(self):
        self.value = 1

    def method(self):
        pass


THING = Thing()
THING.slot = 1


# Superinstructions.
def fast_fast(a, b):
    return (a, b)

def fast_const(a):
    return [a, None, a]

def const_fast(a):
    return [None, a, None]

def store_load(a):
    b = a.value
    return b

def store_store(a):
    b, c = a
    return c

# Additions into a local, and others.
def inplace(a, b):
    a += b
    return a

def binary(a, b):
    x = a + b
    y = a - b
    return a * b

def joined(a, b):
    return a + b

# Comparisons with a jump after them.
def compare(a, b):
    if a == b:
        return 1
    return 2

def compare_alone(a, b):
    return a < b

# Calls.
def str_1(a): return str(a)
def tuple_1(a): return tuple(a)
def type_1(a): return type(a)
def length(a): return len(a)
def builtin_o(a): return abs(a)
def builtin_fast(a): return divmod(a, 1)
def builtin_fast_keywords(a): return sum(a, 0)
def builtin_class(a): return range(a)
def is_instance(a): return isinstance(a, int)
def append(a): a.append(1)
def append_kept(a): return a.append(1)
def method_o(a): return a.count(1)
def method_fast(a): return a.pop(0, 0)
def method_no_args(a): return a.copy()
def method_fast_keywords(a): return a.split("a", 1)
def python_function(a): return fast_fast(a, a)
def defaults(a): return with_defaults(a)
def with_defaults(a, b=1): pass
def method(a): return a.method()
def bound(a): return a()
def instance(a): return Plain()

# Others.
def attributes(a):
    a.value = 2
    return a.value

def slots(a):
    a.slot = 2
    return a.slot

def subscripts(a, b):
    a[0] = 1
    x = b[0]
    return a[0]

def mapping(a):
    a["k"] = 1
    return a["k"]

def unpack(a):
    b, c = a
    return [b, c]

def truth(a):
    if not a:
        return 1
    return a

def contained(a): return 1 in a

def loop(a):
    for _ in a:
        return len

RUNS = [
    (fast_fast, 1, 2), (fast_const, 1), (const_fast, 1), (store_load, Plain()),
    (store_store, (1, 2)), (unpack, (1, 2)),
    (inplace, "a", "b"), (binary, 1, 2), (binary, 1.0, 2.0), (joined, "a", "b"),
    (compare, 1, 1), (compare, 1.0, 1.0), (compare, "a", "a"), (compare_alone, 1, 2),
    (str_1, 1), (tuple_1, []), (type_1, 1), (length, []), (builtin_o, 1), (builtin_fast, 1),
    (builtin_fast_keywords, [1]), (builtin_class, 1), (is_instance, 1), (append, []),
    (append_kept, []), (method_o, [1]), (method_fast, {}), (method_no_args, []),
    (method_fast_keywords, "cab"), (python_function, 1), (defaults, 1),
    (method, Plain()), (method, THING), (bound, THING.method), (instance, 1),
    (attributes, Plain()), (slots, THING), (subscripts, [1], (1,)), (mapping, {}),
    (truth, 1), (truth, "a"), (truth, [1]), (truth, True), (contained, {1}), (contained, {1: 1}),
    (loop, [1]), (loop, (1,)), (loop, range(3)),
]


def copy(function):
    code = function.__code__.replace()
    return types.FunctionType(code, globals(), function.__name__, function.__defaults__)


def runs_without(function, arguments, offset):
    """The function runs although a meaningless number stands at the offset."""
    opcode = ctypes.c_ubyte.from_address(id(function.__code__) + CODE + offset)
    kept, opcode.value = opcode.value, MEANINGLESS
    try:
        function(*arguments)
    except SystemError:
        return False
    else:
        return True
    finally:
        opcode.value = kept


def stepped_over(function, arguments):
    for _ in range(100):
        function(*arguments)
    instructions = list(dis.get_instructions(function.__code__, adaptive=True))
    bases = list(dis.get_instructions(function.__code__))
    covered = 0
    for at, (form, base) in enumerate(zip(instructions, bases)):
        # What is stepped over does not run by itself.
        if covered:
            covered -= 1
        elif form.opname != base.opname:
            for after in instructions[at + 1:]:
                if not runs_without(function, arguments, after.offset):
                    break
                covered += 1
            yield form.opname, covered


# Each meaningless number is also complained of on stderr.
with open(os.devnull, "w") as nowhere:
    os.dup2(nowhere.fileno(), 2)
for function, *arguments in RUNS:
    for form in stepped_over(copy(function), arguments):
        print(json.dumps(form), flush=True)
