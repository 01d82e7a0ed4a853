"""Prints, a JSON line each, the code objects of the standard library and what `dis` says of them.

    PYTHONPATH=../../test-support/python python3.13 stdlib.py N      only every Nth file
"""

import dis

import standard_library


def described(code):
    adaptive = code._co_code_adaptive
    return {
        "code": {
            **standard_library.described(code),
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


standard_library.show(
    lambda name, source, module: map(described, standard_library.code_objects(module))
)
