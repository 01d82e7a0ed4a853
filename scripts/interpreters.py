"""Which interpreters the scripts run."""

import os
import pathlib
import re
import subprocess

# Where those are that no package of this machine brings.
PREFIX = pathlib.Path.home() / ".cache" / "specialist-pythons"


def interpreters(specialist):
    """The path of one interpreter a version, from the places where tests of the whole tool look, too: a
    variable (SPECIALIST_PYTHON_3_14), what `specialist pythons` lists, and the prefix above."""
    listed = subprocess.run([specialist, "pythons"], capture_output=True, text=True).stdout
    variable = "SPECIALIST_PYTHON_3_"
    found = {name.replace(variable, "3."): path for name, path in os.environ.items() if name.startswith(variable)}
    for version, path in re.findall(r"^. (3\.\d+)\S* +(/.+)$", listed, re.MULTILINE):
        found.setdefault(version, path)
    for path in sorted(PREFIX.glob("usr/bin/python3.??")):
        found.setdefault(path.name.removeprefix("python"), str(path))
    return found
