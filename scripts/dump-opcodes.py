#!/usr/bin/env python3
"""Writes the instruction set of the interpreter that runs it, as JSON.

    python3.13 scripts/dump-opcodes.py crates/bytecode/data/3.13.json

Everything is asked of the interpreter's own `dis` and `opcode`. How `dis` prints an operand is
not in any table, so it is found by asking `dis` to print some. What cannot be known this way
stands in crates/bytecode/data/overrides.json. Afterwards make the Rust tables anew:

    cargo run -p specialist-bytecode --example generate-tables
"""

import dis
import json
import opcode
import platform
import sys

CMP_FIRST, CMP_SECOND = dis.cmp_op[:2]
NAMES = [f"N{i}" for i in range(256)]


class AnyLabel(dict):
    """A map of jump targets to labels in which every target has label 1."""

    def get(self, *_):
        return 1


def printed(op, arg):
    """The operand as `dis` prints it, its `argrepr`."""
    if hasattr(dis, "ArgResolver"):
        resolver = dis.ArgResolver(
            co_consts=NAMES,
            names=NAMES,
            varname_from_oparg=NAMES.__getitem__,
            labels_map=AnyLabel(any=1),
        )
        return resolver.get_argval_argrepr(op, arg, 0)[1]
    unit = bytes([op, arg])
    return next(dis._get_instructions_bytes(unit, NAMES.__getitem__, NAMES, NAMES)).argrepr


def marks(op, arg, below):
    """What the bits of the argument below `below` add to what `dis` prints for `arg`."""
    plain = printed(op, arg)
    changed = ((1 << bit, printed(op, arg | 1 << bit)) for bit in range(below))
    return [[mask, text.replace(plain, "{}")] for mask, text in changed if text != plain]


def name(op):
    index = int(printed(op, 128).removeprefix("N"))
    shift = (128 // index).bit_length() - 1
    return {"name": {"shift": shift, "marks": marks(op, 128, shift)}}


def comparison(op):
    shift = next(bit for bit in range(8) if printed(op, 1 << bit) == CMP_SECOND)
    assert printed(op, 0) == CMP_FIRST
    words = list(dis.cmp_op)
    return {"word": {"shift": shift, "marks": marks(op, 0, shift), "words": words}}


def jump(op):
    if printed(op, 0).startswith("from"):
        return "jump-source"
    return "jump-back" if dis._is_backward_jump(op) else "jump"


def word(op):
    """An operand that is an index into a list of words, a set of flags, or a plain number."""
    words = []
    try:
        for arg in range(256):
            words.append(printed(op, arg))
    except IndexError:
        return {"word": {"shift": 0, "marks": [], "words": words}}
    if not any(words):
        return "number"
    if words[3] == f"{words[1]}, {words[2]}":
        return {"flags": [text for text in (words[1 << bit] for bit in range(8)) if text]}
    # Only low bits count: the words repeat.
    words = words[:8]
    while words[-1] == words[-2]:
        words.pop()
    return {"word": {"shift": 0, "marks": [], "words": words}}


def operand(op):
    has_arg = dis.hasarg if hasattr(dis, "hasarg") else range(opcode.HAVE_ARGUMENT, 256)
    if op not in has_arg:
        return "none"
    if op == dis.EXTENDED_ARG:
        return "high-bits"
    if op in dis.hasconst and printed(op, 0):
        return "const"
    if op in dis.hasjrel:
        return jump(op)
    if op in dis.haslocal or op in dis.hasfree:
        return "local-pair" if "," in printed(op, 0) else "local"
    if op in dis.hasname:
        return name(op)
    if op in dis.hascompare:
        return comparison(op)
    return word(op)


def dump():
    forms = {form for family in opcode._specializations.values() for form in family}
    numbers = {name: op for name, op in dis._all_opmap.items() if op < 256}

    def described(name, op):
        entry = {"number": op, "name": name}
        # A form takes its family's operand, an instrumented opcode that of the one it hides.
        if name not in forms and not name.startswith("INSTRUMENTED_"):
            entry["operand"] = operand(op)
        return entry

    return {
        "python": platform.python_version(),
        "opcodes": [
            described(name, op) for name, op in sorted(numbers.items(), key=lambda item: item[1])
        ],
        "families": {family: list(forms) for family, forms in opcode._specializations.items()},
        "caches": {
            family: [[field, units] for field, units in fields.items()]
            for family, fields in opcode._cache_format.items()
        },
    }


def to_json(data):
    """JSON with one opcode, family or cache a line, so that versions compare well."""
    def block(items):
        return ",\n".join(f"    {item}" for item in items)

    def table(entries):
        return block(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())

    return (
        f'{{\n  "python": {json.dumps(data["python"])},\n'
        f'  "opcodes": [\n{block(map(json.dumps, data["opcodes"]))}\n  ],\n'
        f'  "families": {{\n{table(data["families"])}\n  }},\n'
        f'  "caches": {{\n{table(data["caches"])}\n  }}\n}}\n'
    )


if __name__ == "__main__":
    text = to_json(dump())
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            file.write(text)
    else:
        sys.stdout.write(text)
