"""What specialized forms are for, found without specialist: by reading versions through ctypes from
every class and function that the garbage collector knows.
"""

import ctypes
import gc
import os
import sys

# Bytes into a class and a function, as the headers of the versions have them.
TYPE_VERSION = 384
FUNCTION_VERSION = {11: 128, 12: 136, 13: 136}.get(sys.version_info.minor, 144)

FOR_FUNCTIONS = ("CALL_PY_", "CALL_BOUND_METHOD_", "CALL_KW_PY", "CALL_KW_BOUND_METHOD")
FOR_CLASSES = ("LOAD_ATTR_", "LOAD_METHOD_", "STORE_ATTR_", "TO_BOOL_ALWAYS_TRUE", "CALL_ALLOC_AND_ENTER_INIT")
WITH_DESCRIPTOR = ("METHOD", "CLASS", "NONDESCRIPTOR", "PROPERTY")


def number(address):
    return ctypes.c_uint32.from_address(address).value


def by_version(objects, offset):
    versions = {number(id(found) + offset): found for found in objects}
    versions.pop(0, None)
    return versions


class Witness:
    def __init__(self):
        alive = gc.get_objects()
        function = type(by_version)
        classes = {found for found in alive if issubclass(type(found), type)}
        # Built-in classes are not tracked.
        classes |= {base for found in classes for base in found.__mro__}
        classes |= {type(found) for found in alive} | {int, float, bytes}
        self.classes = by_version(classes, TYPE_VERSION)
        self.functions = by_version([f for f in alive if type(f) is function], FUNCTION_VERSION)

    def told(self, form, cache):
        """The guard and what was found in it; None for what is not known."""
        def version(unit):
            return int.from_bytes(cache[2 * unit:2 * unit + 4], sys.byteorder)

        if form.startswith(FOR_FUNCTIONS):
            return full_name(self.functions.get(version(1))), None
        if not form.startswith(FOR_CLASSES) or form.endswith(("_MODULE", "_ADAPTIVE")):
            return None, None
        swapped = form.endswith("METACLASS_CHECK") and sys.version_info >= (3, 15)
        owner = self.classes.get(version(3 if swapped else 1))
        if owner is None:
            return None, None
        return owner.__qualname__, self.target(form, cache, owner)

    def target(self, form, cache, owner):
        if not any(word in form for word in WITH_DESCRIPTOR):
            return None
        pointer = int.from_bytes(cache[-8:], sys.byteorder)
        for place in owner.__mro__:
            for name, value in vars(place).items():
                if pointer == id(value.fget if "PROPERTY" in form and type(value) is property else value):
                    return f"{place.__qualname__}.{name}"
        return None


def full_name(function):
    if function is None:
        return None
    if function.__code__.co_filename == os.environ["WITNESS_PROGRAM"]:
        return function.__code__.co_qualname
    return f"{function.__module__}.{function.__qualname__}"
