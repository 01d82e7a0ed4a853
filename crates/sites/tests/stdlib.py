"""Prints, a JSON line for each file of the standard library, its text, the loops that `ast` finds in
it, and the code objects it is compiled to.

    PYTHONPATH=../../test-support/python python3.13 stdlib.py N      only every Nth file
"""

import ast
import io
import sys
import tokenize

import standard_library

LOOPS = {
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.ListComp: "list",
    ast.SetComp: "set",
    ast.DictComp: "dict",
    ast.GeneratorExp: "generator",
}


def loops(node, in_string):
    # Before 3.12, what stands in an f-string was parsed apart, and has places of its own making.
    in_string = in_string or isinstance(node, ast.JoinedStr)
    if kind := LOOPS.get(type(node)):
        place = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
        yield kind, None if in_string and sys.version_info < (3, 12) else place
    for below in ast.iter_child_nodes(node):
        yield from loops(below, in_string)


def decoded(source):
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    return source.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def described(name, source, module):
    yield {
        "path": name,
        "text": decoded(source),
        "loops": list(loops(ast.parse(source), False)),
        "code": list(map(standard_library.described, standard_library.code_objects(module))),
    }


standard_library.show(described)
