"""Prints, a JSON line each, the code objects of the standard library and what `dis` says of them.

    python3.13 stdlib.py N      only every Nth file, chosen by a hash of its name
"""

import dis
import json
import os
import sys
import sysconfig
import warnings
import zlib


def source_files(every):
    root = sysconfig.get_path("stdlib")
    for directory, below, names in os.walk(root):
        below[:] = sorted(set(below) - {"site-packages", "__pycache__"})
        for name in sorted(names):
            path = os.path.join(directory, name)
            relative = os.path.relpath(path, root)
            chosen = zlib.crc32(relative.encode()) % every == 0
            # Distributions leave dangling links behind.
            if chosen and name.endswith(".py") and os.path.exists(path):
                yield path, relative


def code_objects(code):
    yield code
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from code_objects(const)


def described(code):
    adaptive = code._co_code_adaptive
    return {
        "code": {
            "filename": code.co_filename,
            "qualname": code.co_qualname,
            "first_line": code.co_firstlineno,
            "code": list(code.co_code),
            "adaptive": list(adaptive),
            "linetable": list(code.co_linetable),
            "exceptiontable": list(code.co_exceptiontable),
            "consts": [repr(const) for const in code.co_consts],
            "names": code.co_names,
            "varnames": code.co_varnames,
            "cellvars": code.co_cellvars,
            "freevars": code.co_freevars,
        },
        "instructions": [
            (i.offset, i.opname, dis._all_opname[adaptive[i.offset]], i.arg, i.argrepr)
            for i in dis.get_instructions(code)
        ],
        "effects": [
            [dis.stack_effect(i.opcode, i.arg, jump=jump) for jump in (False, True)]
            for i in dis.get_instructions(code)
        ],
        "stack_size": code.co_stacksize,
        "positions": list(code.co_positions()),
        "exceptions": dis._parse_exception_table(code),
    }


def main(every):
    warnings.simplefilter("ignore")
    for path, relative in source_files(every):
        with open(path, "rb") as file:
            source = file.read()
        try:
            module = compile(source, relative, "exec")
        except (SyntaxError, ValueError, RecursionError):
            continue
        for code in code_objects(module):
            print(json.dumps(described(code), separators=(",", ":")))


main(int(sys.argv[1]))
