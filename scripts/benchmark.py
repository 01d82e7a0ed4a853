#!/usr/bin/env python3
"""Measures what specialist costs, side by side with what one would run instead.

    scripts/benchmark.py [--python PATH] [--runs N] cpu|empty|sample|explain|memory|package|original ...

cpu        wall time of a CPU-bound script of about five seconds: specialist against python
empty      the same for an empty script: the fixed cost
sample     wall time of a CPU-bound script with --sample, with --no-sample and without specialist, on
           all cores and on one: what sampling costs. Where things lie in memory makes a run up to a
           tenth faster or slower, so each turn gives all three another layout: ask for 20 runs or more
check      wall time of a program of 500 files, with `specialist check` and without: what a check adds
explain    time a program takes by its own clock, alone, watched and with --explain: the CPU-bound
           script, one whose instructions all fail, and the import of sympy with all of its code
           observed
memory     peak memory of the watched process and of specialist, per byte of code recorded
package    sympy's tests (a few files) with every file of the package recorded and written as a
           page: time from the program's end to specialist's, and specialist's peak memory
original   the same work with the original Specialist from PyPI beside it

Runs alternate; figures are medians. `explain`, `package` and `original` install sympy, pytest and specialist
into virtual environments under target/benchmark. Build with `cargo build --release` first.
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

from benchmark_programs import CLOCK, CPU, FAILING, MODULE, PACKAGES, PYTEST, SYMPY_TESTS

ROOT = pathlib.Path(__file__).resolve().parent.parent
SPECIALIST = ROOT / "target" / "release" / "specialist"
WORK = ROOT / "target" / "benchmark"


def timed(command, **options):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - start


def alternate(commands, runs):
    """The median of each command's times; they take turns, in the other order every second time."""
    times = [[] for _ in commands]
    for run in range(runs):
        turn = list(zip(commands, times))
        for command, list_of_times in turn if run % 2 else reversed(turn):
            list_of_times.append(timed(command))
    return [statistics.median(list_of_times) for list_of_times in times]


def side_by_side(arguments, script):
    watched = [SPECIALIST, "--python", arguments.python, "--format", "summary", script]
    return alternate([[arguments.python, script], watched], arguments.runs)


def cpu_bound(arguments, directory):
    """A script that takes about five seconds."""
    script = directory / "cpu.py"
    script.write_text(cpu_program(arguments, directory, seconds=5))
    return script


def cpu_program(arguments, directory, seconds):
    """The text of a program that takes about this many seconds."""
    script = directory / "calibrate.py"
    script.write_text(CPU.format(calibrate=1.0, rounds=0))
    found = subprocess.run([arguments.python, script], capture_output=True, text=True, check=True)
    return CPU.format(calibrate=0, rounds=round(seconds * int(found.stdout)))


def cpu(arguments, directory):
    script = cpu_bound(arguments, directory)
    plain, watched = side_by_side(arguments, script)
    print(f"cpu: python {plain:.2f} s, specialist {watched:.2f} s, ratio {watched / plain:.3f}")


def sample(arguments, directory):
    program = cpu_program(arguments, directory, seconds=2)
    watched = [SPECIALIST, "--python", arguments.python, "--format", "summary"]
    tools = {"sampled": [*watched, "--sample"], "unsampled": [*watched, "--no-sample"], "plain": [arguments.python]}
    for where, prefix in (("all cores", []), ("one core", ["taskset", "-c", "0"])):
        times = {name: [] for name in tools}
        for run in range(arguments.runs):
            script, options = layout(directory, program, run)
            turn = list(tools.items())
            for name, tool in turn if run % 2 else reversed(turn):
                times[name].append(timed([*prefix, *tool, script], **options))
        sampled, unsampled, plain = (statistics.median(of_one) for of_one in times.values())
        print(f"sample, {where}: python {plain:.2f} s, --no-sample {unsampled:.2f} s, --sample {sampled:.2f} s, "
              f"ratio {sampled / unsampled:.3f} to --no-sample, {sampled / plain:.3f} to python")


def layout(directory, program, run):
    """The program as a script, and options to run it with, that put its objects elsewhere in memory each run."""
    chance = random.Random(run)
    script = directory / ("x" * chance.randrange(1, 200) + ".py")
    script.write_text(f"filler = {[*range(1000, 1000 + chance.randrange(300))]}\n{program}")
    return script, {"env": {**os.environ, "PADDING": "x" * chance.randrange(4000)}}


def explain(arguments, directory):
    python, sympy = environment(arguments.python, *PACKAGES)
    rounds = 30
    programs = {
        "cpu": CPU.format(calibrate=0, rounds=rounds),
        "failing": FAILING.format(rounds=rounds),
        "import sympy": "import sympy",
    }
    for name, program in programs.items():
        script = directory / "explained.py"
        script.write_text(CLOCK.format(program=program))
        watched = [SPECIALIST, "--python", python, "--format", "summary", "-t", sympy, "-t", script]
        commands = [[python, script], [*watched, script], [*watched, "--explain", script]]
        times = [[] for _ in commands]
        for _ in range(arguments.runs):
            for command, list_of_times in zip(commands, times):
                ran = subprocess.run(command, check=True, capture_output=True, text=True)
                list_of_times.append(float(ran.stdout.split("took ")[1].split()[0]))
        plain, watched, explained = (statistics.median(list_of_times) for list_of_times in times)
        print(f"explain, {name}: python {plain:.2f} s, watched {watched:.2f} s, --explain {explained:.2f} s, "
              f"ratio {explained / plain:.3f}")


def empty(arguments, directory):
    script = directory / "empty.py"
    # Something to specialize, so that the run counts as one.
    script.write_text("for i in range(100):\n    i + i\n")
    plain, watched = side_by_side(arguments, script)
    print(f"empty: python {plain * 1e3:.1f} ms, specialist {watched * 1e3:.1f} ms, "
          f"fixed cost {(watched - plain) * 1e3:.1f} ms")


def check(arguments, directory):
    package = directory / "project"
    package.mkdir()
    for number in range(500):
        (package / f"module_{number}.py").write_text(MODULE.format(number=number))
    imports = "".join(f"import project.module_{number}\n" for number in range(500))
    (directory / "program.py").write_text(imports)
    program = [arguments.python, "program.py"]
    options = [SPECIALIST, "check", "--exit-zero", "--python", arguments.python]
    commands = [program, [*options, "program.py"], [*options, "--no-explain", "program.py"]]
    subprocess.run(program, cwd=directory, check=True)  # Compiles all modules, once.
    times = [[] for _ in commands]
    for _ in range(arguments.runs):
        for command, list_of_times in zip(commands, times):
            list_of_times.append(timed(command, cwd=directory))
    plain, explained, unexplained = (statistics.median(list_of_times) for list_of_times in times)
    print(f"check: python {plain:.2f} s, adds {explained - plain:.2f} s, {unexplained - plain:.2f} s with --no-explain")


def peak_of(process):
    """The peak memory of one process, in bytes, read until it ends."""
    peak = 0
    while process.poll() is None:
        try:
            for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    peak = max(peak, int(line.split()[1]) * 1024)
        except OSError:
            pass
        time.sleep(0.002)
    return peak


def environment(python, *packages):
    version = subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                             capture_output=True, text=True, check=True).stdout.strip()
    directory = WORK / f"env-{version}-{'-'.join(packages)}"
    if not (directory / "ready").exists():
        # Debian's interpreters come without pip, and not every pip runs on the newest.
        subprocess.run([python, "-m", "venv", "--clear", "--without-pip", directory], check=True)
        where = [directory / "bin" / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        found = subprocess.run(where, capture_output=True, text=True, check=True)
        # Another version's pip chooses wheels for itself unless it is told for whom.
        target = ["--target", found.stdout.strip(), "--python-version", version, "--only-binary", ":all:"]
        pip = [sys.executable, "-m", "pip", "-q", "install", *target]
        subprocess.run([*pip, *packages], check=True)
        compiled = [directory / "bin" / "python", "-m", "compileall", "-q", found.stdout.strip()]
        subprocess.run(compiled, stdout=subprocess.DEVNULL)  # Some files are for other versions.
        (directory / "ready").touch()
    found = subprocess.run([directory / "bin" / "python", "-c", "import sympy; print(sympy.__path__[0])"],
                           capture_output=True, text=True, check=True)
    return directory / "bin" / "python", pathlib.Path(found.stdout.strip())


def sympy_run(python, sympy, directory, tool):
    """Runs sympy's tests under a tool; gives seconds after the program's end, and peak memory."""
    script, stamp = directory / "tests.py", directory / "ended"
    script.write_text(PYTEST)
    stamp.unlink(missing_ok=True)
    output = directory / "pages"
    tests = [str(sympy / test) for test in SYMPY_TESTS]
    command = [*tool(python, sympy, output), script, stamp, *tests]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=directory)
    peak = peak_of(process)
    after = time.time() - float(stamp.read_text()) if stamp.exists() else 0.0
    if not stamp.exists() or process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}, so there is nothing to measure: "
                 f"run sympy's tests with {python} to see why")
    return after, peak, len(list(output.glob("**/*.html")))


def plain(python, sympy, output):
    return [python]


def ours(python, sympy, output):
    return [SPECIALIST, "--python", python, "-t", str(sympy), "-o", output]


def theirs(python, sympy, output):
    pattern = str(sympy.relative_to(sympy.anchor) / "**" / "*.py")
    return [python, "-m", "specialist", "-o", output, "-t", f"/{pattern}"]


def package(arguments, directory):
    python, sympy = environment(arguments.python, *PACKAGES)
    runs, alone = [], []
    for _ in range(arguments.runs):
        runs.append(sympy_run(python, sympy, directory, ours))
        alone.append(sympy_run(python, sympy, directory, plain)[0])
    after = statistics.median(run[0] for run in runs)
    print(f"package: {runs[0][2]} pages, {after:.2f} s after the program's end "
          f"(python alone takes {statistics.median(alone):.2f} s to exit), "
          f"peak {max(run[1] for run in runs) / 1e6:.0f} MB")


def original(arguments, directory):
    python, sympy = environment(arguments.python, *PACKAGES, "specialist")
    mine, its = [], []
    for _ in range(arguments.runs):
        mine.append(sympy_run(python, sympy, directory, ours)[0])
        its.append(sympy_run(python, sympy, directory, theirs)[0])
    mine, its = statistics.median(mine), statistics.median(its)
    print(f"original: {its:.2f} s after the program's end, specialist {mine:.2f} s, "
          f"ratio {its / mine:.0f}")


def memory(arguments, directory):
    python, sympy = environment(arguments.python, *PACKAGES)
    script, peak_file = directory / "imports.py", directory / "peak"
    script.write_text("import resource, sys\nimport sympy\n"
                      "for i in range(100):\n    i + i\n"
                      "open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))\n")
    recording = directory / "run.json"
    subprocess.run([python, script, peak_file], check=True)
    plain = int(peak_file.read_text())
    command = [SPECIALIST, "--python", python, "-t", str(sympy), "--format", "summary"]
    process = subprocess.Popen([*command, script, peak_file], stdout=subprocess.DEVNULL)
    own = peak_of(process)
    if process.returncode:
        sys.exit(f"{SPECIALIST} ended with {process.returncode}, so there is nothing to measure")
    watched = int(peak_file.read_text())
    subprocess.run([*command, "--save", recording, script, peak_file], check=True, stdout=subprocess.DEVNULL)
    recorded = json.loads(recording.read_text())
    units = sum(last_offset(code) for file in recorded["files"] for code in file["code"])
    print(f"memory: {units / 1e6:.2f} MB of code recorded; watched process {(watched - plain) / units:+.1f}, "
          f"specialist itself {own / units:.1f} bytes per byte of code (peak {own / 1e6:.0f} MB)")


def last_offset(code):
    return code["instructions"][-1]["offset"] + 2 if code["instructions"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--runs", type=int, default=5)
    measures = {function.__name__: function for function in (cpu, empty, sample, check, explain, memory, package, original)}
    parser.add_argument("measures", nargs="+", choices=measures)
    arguments = parser.parse_args()
    if not SPECIALIST.exists():
        sys.exit("target/release/specialist is not there: run `cargo build --release` first")
    WORK.mkdir(parents=True, exist_ok=True)
    for name in arguments.measures:
        with tempfile.TemporaryDirectory() as directory:
            measures[name](arguments, pathlib.Path(directory))


if __name__ == "__main__":
    main()
