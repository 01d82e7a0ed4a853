"""Installs the test suites of the interpreters that come from Debian, which packages them apart."""

import pathlib
import re
import subprocess
import sys
import tempfile

from interpreters import PREFIX
from suites_run import interpreter

KEY = "/usr/share/keyrings/debian-archive-keyring.gpg"
VERSIONS = ("3.14", "3.15")


def install():
    """Fetches what is missing with apt, from where this machine gets its packages, and unpacks it beside the interpreters."""
    pythons = [interpreter(PREFIX / "usr" / "bin" / f"python{version}") for version in VERSIONS]
    missing = [python for python in pythons if not pathlib.Path(python.library, "test", "test_sys.py").exists()]
    if missing:
        with tempfile.TemporaryDirectory() as directory:
            download(pathlib.Path(directory), [f"libpython{python.version}-testsuite" for python in missing])
            for python in missing:
                unpack(python, pathlib.Path(directory))
    return 0


def download(directory, packages):
    for name in ("lists/partial", "cache/archives/partial"):
        (directory / name).mkdir(parents=True)
    targets = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE)"], capture_output=True, text=True, check=True)
    site = next(line for line in targets.stdout.splitlines() if line.endswith("/debian") and "security" not in line)
    sources = directory / "sources.list"
    sources.write_text(f"deb [signed-by={KEY}] {site} sid main\n")
    apt = ["apt-get", "-qq", f"-oDir::Etc::SourceList={sources}", "-oDir::Etc::SourceParts=/dev/null",
           f"-oDir::State::Lists={directory}/lists", f"-oDir::Cache={directory}/cache", "-oAPT::Sandbox::User=root"]
    subprocess.run([*apt, "update"], check=True, stdout=sys.stderr)
    subprocess.run([*apt, "download", *packages], check=True, cwd=directory, stdout=sys.stderr)


def unpack(python, directory):
    (package,) = directory.glob(f"libpython{python.version}-testsuite_*.deb")
    if not re.search(rf"_{re.escape(python.full)}[-+~]", package.name):
        sys.exit(f"{package.name} is not for {python.full}: install that interpreter anew, so that both are of one version.")
    subprocess.run(["dpkg", "-x", package, PREFIX], check=True)
    tests = pathlib.Path(python.library, "test")
    # Compiled once, or the first run of each program would take longer than the others. Some do not compile.
    subprocess.run([python.path, "-m", "compileall", "-q", tests], stdout=subprocess.DEVNULL)
    print(f"{len(list(tests.glob('test_*')))} test programs of {python.full} are in {tests}")
