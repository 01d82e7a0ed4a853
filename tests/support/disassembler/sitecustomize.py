"""Writes what Python's own `dis` prints of a program's code objects when it has ended.

Python imports this at its start where PYTHONPATH leads here. DIS_PROGRAM is the program's absolute
path, DIS_OUT the file to write: a JSON list of code objects, each with its name, its first line,
and the text for `adaptive` and `show_caches` being false and false, false and true, true and false,
true and true.

Where `dis` is mistaken it is corrected first.
"""

import atexit
import dis
import io
import json
import os
import sys

modules = []


def notice(event, arguments):
    if event == "exec" and arguments[0].co_filename == os.environ["DIS_PROGRAM"]:
        modules.append(arguments[0])


def correct():
    if sys.version_info < (3, 12):
        # Looks for jumps by the opcodes that stand there, and so finds none that are quickened.
        find = dis.findlabels
        based = lambda code: bytes(dis._deoptop(at) if place % 2 == 0 else at
                                   for place, at in enumerate(code))
        dis.findlabels = lambda code: find(based(code))
    elif sys.version_info >= (3, 13):
        # Takes the first units for every field.
        if sys.version_info < (3, 14):
            look = dis._get_instructions_bytes
            dis._get_instructions_bytes = lambda code, **more: (
                found._replace(cache_info=read_in_order(code, found)) for found in look(code, **more))
        # The names of a layout the interpreter has left.
        dis._cache_format = {
            **dis._cache_format,
            "LOAD_GLOBAL": {
                "counter": 1, "module_keys_version": 1, "builtin_keys_version": 1, "index": 1},
            **{f"POP_JUMP_IF_{jump}": {"outcomes": 1}
               for jump in ("FALSE", "TRUE", "NONE", "NOT_NONE")},
        }


def read_in_order(code, found):
    at = found.offset + 2
    fields = []
    for name, units, _ in found.cache_info or ():
        fields.append((name, units, code[at:at + 2 * units]))
        at += 2 * units
    return fields or None


def text(code, **options):
    out = io.StringIO()
    dis.disassemble(code, file=out, **options)
    # Code objects are shown with their address, others would show it too.
    shown = out.getvalue()
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            shown = shown.replace(repr(constant), f"<code object {constant.co_qualname}>")
    return shown


def described(code):
    texts = [text(code, adaptive=adaptive, show_caches=caches)
             for adaptive in (False, True) for caches in (False, True)]
    return [code.co_qualname, code.co_firstlineno, texts]


def with_nested(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from with_nested(constant)


def testify():
    all_code = [described(code) for module in modules for code in with_nested(module)]
    with open(os.environ["DIS_OUT"], "w", encoding="utf-8") as file:
        json.dump(all_code, file)


correct()
sys.addaudithook(notice)
atexit.register(testify)
