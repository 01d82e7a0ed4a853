"""The programs that benchmark.py measures."""

CPU = """
def work(n):
    total = 0
    for i in range(n):
        total += i * 3 % 7
        total -= len(str(i & 15))
    return total

import time
end = time.perf_counter() + {calibrate}
rounds = 0
while {calibrate} and time.perf_counter() < end:
    work(100_000)
    rounds += 1
if {calibrate}:
    print(rounds)
for _ in range({rounds}):
    work(100_000)
"""

FAILING = """
class Pair(tuple):
    pass

def work(n):
    text, pair = "%s", Pair((1, 2))
    for i in range(n):
        i % 7
        text % i
        pair[1]
        pair < (i,)
        (i, i) == pair

for _ in range({rounds}):
    work(100_000)
"""

# A program's own clock leaves out how long the interpreter takes to start and to end.
CLOCK = """
import time
began = time.perf_counter()
{program}
print("took", time.perf_counter() - began, flush=True)
"""

# Says when the program ended, so that what follows can be told from it.
PYTEST = """
import atexit, pathlib, sys, time
atexit.register(lambda: pathlib.Path(sys.argv[1]).write_text(repr(time.time())))
import pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *sys.argv[2:]]))
"""

PACKAGES = ["sympy", "pytest", "hypothesis"]

# One of each subpackage, so that most of the package is executed.
SYMPY_TESTS = [
    "core/tests/test_arit.py",
    "algebras/tests/test_quaternion.py",
    "categories/tests/test_baseclasses.py",
    "codegen/tests/test_ast.py",
    "combinatorics/tests/test_permutations.py",
    "crypto/tests/test_crypto.py",
    "diffgeom/tests/test_diffgeom.py",
    "holonomic/tests/test_recurrence.py",
    "liealgebras/tests/test_cartan_type.py",
    "matrices/tests/test_determinant.py",
    "parsing/tests/test_sympy_parser.py",
    "physics/continuum_mechanics/tests/test_truss.py",
    "physics/control/tests/test_control_plots.py",
    "physics/hep/tests/test_gamma_matrices.py",
    "physics/mechanics/tests/test_body.py",
    "physics/optics/tests/test_medium.py",
    "physics/quantum/tests/test_qubit.py",
    "physics/tests/test_hydrogen.py",
    "plotting/tests/test_utils.py",
    "printing/tests/test_str.py",
    "stats/tests/test_error_prop.py",
    "tensor/tests/test_indexed.py",
    "unify/tests/test_unify.py",
    "vector/tests/test_operators.py",
]

MODULE = """
class Shape{number}:
    def __init__(self, width, height):
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height

    def scaled(self, factor):
        return Shape{number}(self.width * factor, self.height * factor)


def total(shapes):
    result = 0.0
    for shape in shapes:
        result += shape.area() + shape.scaled(2.0).area()
    return result


def histogram(words):
    counts = {{}}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return [(word, counts[word]) for word in sorted(counts)]


def unused_{number}(rows):
    for row in rows:
        for cell in row:
            if cell is not None and cell.value > {number}:
                yield cell.value, [other.value for other in row if other is not cell]


shapes = [Shape{number}(float(i), 1.5) for i in range(200)]
for _ in range(20):
    total(shapes)
    histogram("the quick brown fox jumps over the lazy dog".split())
"""
