"""Prints what `dis.stack_effect` says of every opcode: name, argument, effect if it does not jump
and if it does."""

import dis
import json
import opcode

ARGUMENTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 31, 255, 256, 257, 515, 1000, 30000]


def has_argument(number):
    return number in dis.hasarg if hasattr(dis, "hasarg") else number >= dis.HAVE_ARGUMENT


def effects(number):
    for argument in ARGUMENTS if has_argument(number) else [None]:
        try:
            yield argument, [dis.stack_effect(number, argument, jump=jump) for jump in (False, True)]
        except ValueError:
            # Not for the eyes of the compiler.
            yield argument, None


for name, number in sorted(opcode.opmap.items()):
    # Above are the compiler's pseudo-opcodes.
    if number < 256:
        print(json.dumps([name, list(effects(number))]))
