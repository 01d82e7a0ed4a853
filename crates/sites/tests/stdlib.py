"""Prints, a JSON line for each file of the standard library, its text, the loops that `ast` finds in
it, and the code objects it is compiled to.

    python3.13 stdlib.py N      only every Nth file, chosen by a hash of its name
"""

import ast
import io
import json
import os
import sys
import sysconfig
import tokenize
import warnings
import zlib

LOOPS = {
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.ListComp: "list",
    ast.SetComp: "set",
    ast.DictComp: "dict",
    ast.GeneratorExp: "generator",
}


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


def loops(node, in_string):
    # Before 3.12, what stands in an f-string was parsed apart, and has places of its own making.
    in_string = in_string or isinstance(node, ast.JoinedStr)
    if kind := LOOPS.get(type(node)):
        place = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
        yield kind, None if in_string and sys.version_info < (3, 12) else place
    for below in ast.iter_child_nodes(node):
        yield from loops(below, in_string)


def code_objects(code):
    yield {
        "filename": "",
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
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from code_objects(const)


def decoded(source):
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    return source.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def main(every):
    warnings.simplefilter("ignore")
    for path, relative in source_files(every):
        with open(path, "rb") as file:
            source = file.read()
        try:
            module = compile(source, relative, "exec")
            tree = ast.parse(source)
            text = decoded(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        described = {
            "path": relative,
            "text": text,
            "loops": list(loops(tree, False)),
            "code": list(code_objects(module)),
        }
        print(json.dumps(described, separators=(",", ":")))


main(int(sys.argv[1]))
