"""The standard library of the interpreter that runs this, for tests that look at all of it.

A script that is started with a number N prints a JSON line for each thing it finds in every Nth file.
"""

import json
import os
import sys
import sysconfig
import warnings
import zlib


def source_files(every):
    """Every Nth file, chosen by a hash of its name: where it is, and its name in the library."""
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
    """A code object and those among its constants, and among theirs."""
    yield code
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from code_objects(const)


def described(code):
    """What `bytecode::CodeObject` holds, but for names, constants and exceptions."""
    return {
        "filename": code.co_filename,
        "qualname": code.co_qualname,
        "first_line": code.co_firstlineno,
        "code": list(code.co_code),
        "adaptive": list(code._co_code_adaptive),
        "linetable": list(code.co_linetable),
        "exceptiontable": [],
        "consts": [],
        "names": [],
        "varnames": [],
        "cellvars": [],
        "freevars": [],
    }


def show(described):
    """Prints what a function makes of each file: of its name, its source and its code object."""
    warnings.simplefilter("ignore")
    for path, relative in source_files(int(sys.argv[1])):
        with open(path, "rb") as file:
            source = file.read()
        try:
            module = compile(source, relative, "exec")
        except (SyntaxError, ValueError, RecursionError):
            continue
        for line in described(relative, source, module):
            print(json.dumps(line, separators=(",", ":")))
