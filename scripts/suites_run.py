"""Runs one test program of an interpreter, plain or watched. Used by scripts/suites.py."""

import contextlib
import dataclasses
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from suites_compare import TIMEOUT, Run, ending, results

# `-m test` is what CPython's own developers run: no resource (network, sound, large files) unless asked for,
# no test changed, and an outcome a test in a document. `-m unittest` would allow all resources, and its
# report is mixed with what tests print. The document goes to standard output, and not to a file, because
# `--explain` runs the program a second time on 3.11, without output. A changed environment (a thread or a
# process left behind, a setting of the interpreter) is a status of its own.
REGRTEST = ["-m", "test", "-v", "--fail-env-changed", "--randseed", "1", "--junit-xml", "/dev/stdout"]

SUMMARY = ["--format", "summary"]
RECORDED = [*SUMMARY, "-t", "{library}"]


@dataclasses.dataclass(frozen=True)
class Mode:
    """A way to run test programs: specialist's options (`None`: without it), and what it is compared with."""

    options: list[str] | None
    reference: str | None = "plain"
    jit: bool = False

    def runs_on(self, version):
        return not self.jit or version >= "3.14"


MODES = {
    "plain": Mode(None, None),
    "default": Mode([]),
    "explain": Mode(["--explain"]),
    "subprocesses": Mode(["--subprocesses"]),
    "recorded": Mode(RECORDED),
    "recorded-explain": Mode([*RECORDED, "--explain"]),
    "jit-plain": Mode(None, None, jit=True),
    "jit": Mode(RECORDED, "jit-plain", jit=True),
    "jit-explain": Mode([*RECORDED, "--explain"], "jit-plain", jit=True),
}


@dataclasses.dataclass(frozen=True)
class Interpreter:
    version: str
    path: str
    full: str
    library: str


def interpreter(path):
    """Asks an interpreter what it is."""
    question = "import platform, sys, sysconfig; print('%d.%d' % sys.version_info[:2], sys.executable, " \
               "platform.python_version(), sysconfig.get_path('stdlib'), sep='\\n')"
    answer = subprocess.run([path, "-c", question], capture_output=True, text=True, check=True, env=environment())
    # Its own word for where it is: the path may be a script that a version manager puts in front of it.
    return Interpreter(*answer.stdout.splitlines())


def environment(**more):
    """The user's environment without settings for Python, and without another specialist."""
    ours = ("PYTHON", "SPECIALIST_", "LD_PRELOAD")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def command(python, mode, specialist, program, testdir):
    tests = [*REGRTEST, *(["--testdir", testdir] if testdir else []), program]
    if mode.options is None:
        return [python.path, *tests]
    options = [option.format(library=python.library) for option in mode.options]
    return [specialist, "--python", python.path, "--keep-status", *options, *tests]


def run(words, mode, limit, log):
    """Runs a test program in a directory of its own, and keeps what it wrote in `log`."""
    with tempfile.TemporaryDirectory(prefix="suite-", ignore_cleanup_errors=True) as directory:
        cwd, temporary = (pathlib.Path(directory, name) for name in ("cwd", "tmp"))
        cwd.mkdir()
        temporary.mkdir()
        jit = {"PYTHON_JIT": "1"} if mode.jit else {}
        began = time.monotonic()
        with open(log, "wb") as errors:
            process = subprocess.Popen(words, cwd=cwd, env=environment(TMPDIR=str(temporary), **jit), stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=errors, start_new_session=True)
            output, in_time = output_of(process, limit)
        seconds = time.monotonic() - began
        text = output.decode(errors="replace")
        with open(log, "a") as kept:
            kept.write(f"\n=== standard output of {words}\n{text}\n")
    return Run(ending(process.returncode) if in_time else TIMEOUT, results(text), seconds)


def output_of(process, limit):
    """What a process and its children print until all have ended, and whether they did in time."""
    try:
        return process.communicate(timeout=limit)[0], True
    except subprocess.TimeoutExpired:
        pass
    # Tracebacks first: regrtest switches faulthandler on.
    tell(process.pid, signal.SIGABRT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.communicate(timeout=5)[0], False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        return process.communicate(timeout=5)[0], False
    except subprocess.TimeoutExpired as left:
        process.stdout.close()
        return left.output or b"", False


def tell(group, number):
    """Sends a signal to the Pythons of a process group."""
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            process = int(directory.name)
            if os.getpgid(process) == group and (directory / "exe").readlink().name.startswith("python"):
                os.kill(process, number)
