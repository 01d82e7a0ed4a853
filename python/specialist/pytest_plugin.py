"""``pytest --specialist`` and ``@pytest.mark.specialized``.

Recording begins before the interpreter does, so ``--specialist`` has this process become
``specialist``, which runs the same pytest again and reports at its end. What has become of code at the
end of a test is asked of the library that records, through an audit event.
"""

import os
import shutil
import sys
import sysconfig
from linecache import getline
from typing import NamedTuple

import pytest

# Set in the process that is recorded, so that it does not start itself again.
AGAIN = "SPECIALIST_PYTEST"


def pytest_addoption(parser):
    group = parser.getgroup("specialist", "how the interpreter specialized the code")
    group.addoption(
        "--specialist",
        action="store_true",
        help="record this session and its workers, and show at the end what was specialized",
    )
    group.addoption(
        "--specialist-html",
        metavar="DIR",
        default="htmlspecialist",
        help="the directory for the pages (default: %(default)s)",
    )
    group.addoption(
        "--specialist-targets",
        metavar="GLOB",
        action="append",
        default=[],
        help="the files to record, repeatable (default: those below the current directory)",
    )
    group.addoption("--specialist-save", metavar="DIR", help="save the recordings of all processes")
    group.addoption(
        "--specialist-explain", action="store_true", help="say why sites fail; see specialist --help"
    )


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "specialized(min=100, function=None): with --specialist, fail unless at least min percent of the "
        "instructions that ran often enough are specialized, in the functions with this name, or in all "
        "code outside the test that was seen to change while the test ran",
    )


# Around the capturing of output, which must not be active when the process is replaced.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    options = early_config.known_args_namespace
    if options.specialist and ask("") is None:
        start_again(early_config, options)
    return (yield)


def pytest_report_header():
    return None if ask("") is None else "specialist: recording"


def start_again(config, options):
    """Replaces this process with specialist and the same command line."""
    if os.environ.pop(AGAIN, None):
        raise pytest.UsageError("--specialist: this session could not be recorded")
    if list(config.invocation_params.args) != sys.argv[1:]:
        raise pytest.UsageError(
            "--specialist: pytest was called by a program; record that with specialist"
        )
    specialist = command()
    words = [specialist, "--python", sys.executable, "--subprocesses", "--keep-status"]
    words += ["--format", "summary", "-o", options.specialist_html]
    for target in options.specialist_targets:
        words += ["-t", target]
    if options.specialist_save:
        words += ["--save", options.specialist_save]
    if options.specialist_explain:
        words.append("--explain")
    words += program()
    sys.stdout.flush()
    sys.stderr.flush()
    os.environ[AGAIN] = "1"
    os.execv(specialist, words)


def command():
    """The specialist of this environment, else the one on PATH."""
    beside = os.path.join(sysconfig.get_path("scripts"), "specialist")
    found = beside if os.access(beside, os.X_OK) else shutil.which("specialist")
    if not found:
        raise pytest.UsageError("--specialist: there is no command specialist beside this Python")
    return found


def program():
    """What follows `python` on the command line: a script, or a module after -m."""
    words = sys.orig_argv[1:]
    if words[:1] == ["-m"] or words and not words[0].startswith("-"):
        return words
    raise pytest.UsageError(
        "--specialist: options of the interpreter are not passed on; leave out "
        + " ".join(words[: len(words) - len(sys.argv) + 1])
    )


class Code(NamedTuple):
    """What became of a code object."""

    file: str
    name: str
    line: int
    specialized: int
    failing: int
    cold: int
    # Changes when it executes, unless all of it is specialized.
    state: int
    # The line and the opcode of each instruction that fails.
    sites: list


def ask(name):
    """The code objects with that name, or all for None; None if nobody records."""
    reply = []
    sys.audit("specialist.check", reply, name)
    return [Code(os.fspath(code[0]), *code[1:]) for code in reply[1:]] if reply else None


# Changes of form are attributed to the test in which they happened.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    sys.audit("specialist.context", item.nodeid)
    try:
        return (yield)
    finally:
        sys.audit("specialist.context", None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item):
    markers = [wanted(marker, item) for marker in item.iter_markers("specialized")]
    if not markers:
        return (yield)
    recorded = ask("") is not None
    before = state_of_all() if recorded else {}
    result = yield
    if not recorded:
        UNCHECKED.append(item.nodeid)
        return result
    problems = [check(item, *marker, before) for marker in markers]
    if problems := [problem for problem in problems if problem]:
        pytest.fail("\n".join(problems), pytrace=False)
    return result


# Tests that are marked but were not recorded.
UNCHECKED = []


def pytest_terminal_summary(terminalreporter):
    if UNCHECKED:
        count = f"{len(UNCHECKED)} tests" if len(UNCHECKED) > 1 else "1 test"
        terminalreporter.write_line(f"specialist: {count} marked specialized not checked: run with --specialist")


def wanted(marker, item):
    """The arguments of a marker, as a pair."""
    unknown = sorted(set(marker.kwargs) - {"min", "function"})
    if marker.args or unknown:
        pytest.fail(f"specialized takes min= and function=, not {marker.args or unknown}", pytrace=False)
    return marker.kwargs.get("min", 100), marker.kwargs.get("function")


def state_of_all():
    return {(code.file, code.name, code.line): code.state for code in ask(None)}


def check(item, least, function, before):
    """Why a test fails, or nothing."""
    if function is None:
        test = os.fspath(item.path)
        codes = [
            code
            for code in ask(None)
            if code.file != test and before.get((code.file, code.name, code.line)) != code.state
        ]
        if not codes:
            return "no code was seen to change while the test ran: name the function under test"
    elif not (codes := ask(function)):
        return f"no function {function} ran in the recorded files"
    problems = [problem(code, least) for code in codes if code.specialized + code.failing]
    if not problems:
        names = function or ", ".join(sorted(code.name for code in codes))
        return f"{names} did not run often enough to be specialized"
    return "\n".join(filter(None, problems))


def problem(code, least):
    percent = 100 * code.specialized / (code.specialized + code.failing)
    if percent >= least:
        return None
    file = os.path.relpath(code.file)
    lines = [f"{file}:{code.line}: {code.name} is {percent:.0f}% specialized, not {least}%"]
    for line in sorted({line for line, _ in code.sites}):
        failed = ", ".join(opcode for at, opcode in code.sites if at == line)
        lines.append(f"{file}:{line}: {failed} failed: {getline(code.file, line).strip()}")
    return "\n".join(lines)
