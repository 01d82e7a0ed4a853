"""Holds that scripts/suites.py reports what differs: `python3 -m unittest discover scripts`."""

import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

import suites_compare
from suites_compare import MISSING, PROGRAM, Known, Run, compare, ending, explanation, read_list, results

SCRIPTS = pathlib.Path(__file__).resolve().parent

# Programs whose tests end otherwise where PLANTED is in the environment, as the specialist below has it.
PROGRAMS = {
    "test_same": "def test_one(self): self.assertEqual(1, 1)",
    "test_fails": "def test_one(self): self.assertIsNone(os.environ.get('PLANTED'))",
    "test_mended": "def test_one(self): self.assertIsNotNone(os.environ.get('PLANTED'))",
    "test_subtest": "def test_one(self):\n  with self.subTest(1): self.assertIsNone(os.environ.get('PLANTED'))",
    "test_vanishes": "def test_one(self): pass\n if 'PLANTED' not in os.environ:\n  def test_two(self): pass",
    "test_crashes": "def test_one(self):\n  if 'PLANTED' in os.environ: os.kill(os.getpid(), 11)",
    "test_hangs": "def test_one(self):\n  if 'PLANTED' in os.environ: time.sleep(600)",
    "test_leaves": "def test_one(self):\n  if 'PLANTED' in os.environ: sys.settrace(print)",
    # Fails when watched, and plain each time but the first.
    "test_flaky": "def test_one(self):\n  self.assertIsNone(os.environ.get('PLANTED'))\n"
                  "  self.assertFalse(os.path.exists(HERE + '/seen'))\n  open(HERE + '/seen', 'w').close()",
}

SPECIALIST = """
    #!{python}
    import os, sys
    python, arguments = sys.argv[2], sys.argv[sys.argv.index("-m"):]
    os.execve(python, [python, *arguments], os.environ | {{"PLANTED": "yes"}})
"""


def run_of(ended="status 0", **cases):
    return Run(ended, cases, 0.1)


class Parsing(unittest.TestCase):
    def test_each_outcome_has_a_name(self):
        document = """\
            noise <testsuites/> more
            <testsuites><testsuite>
            <testcase name="test.a.A.test_1" status="run" result="completed"/>
            <testcase name="test.a.A.test_2"><failure type="E">text</failure></testcase>
            <testcase name="test.a.A.test_3"><system-out/><error>text</error></testcase>
            <testcase name="test.a.A.test_4"><skipped>why</skipped></testcase>
            <testcase name="test.a.A.test_5"><output>text</output></testcase>
            <testcase name="test.a.A.test_6"><outcome>UNEXPECTED_SUCCESS</outcome></testcase>
            <testcase name="test.a.A.test_7 (number=0x7f)"><skipped>why</skipped></testcase>
            <testcase/>
            </testsuite></testsuites>
            FAIL: test_8 (test.a.A.test_8) [one]"""
        words = ["passed", "failed", "error", "skipped", "expected failure", "unexpected success", "skipped", "failed"]
        self.assertEqual(results(textwrap.dedent(document)), {f"test.a.A.test_{n}": word for n, word in enumerate(words, 1)})

    def test_no_document_is_no_result(self):
        self.assertIsNone(results("test_1 ... ok"))
        self.assertIsNone(results("<testsuites><testsuite></testsuites>"))

    def test_endings(self):
        self.assertEqual([ending(0), ending(2), ending(-11)], ["status 0", "status 2", "signal 11"])


class Comparing(unittest.TestCase):
    def test_alike(self):
        compared = compare([run_of(a="passed", b="skipped")], [run_of(a="passed", b="skipped")])
        self.assertEqual((compared.cases, compared.skipped, compared.differences, compared.flaky), (2, 1, [], []))

    def test_what_fails_when_watched_and_what_passes(self):
        compared = compare([run_of("status 2", a="passed", b="failed")], [run_of("status 2", a="error", b="passed")])
        self.assertEqual([(d.case, d.plain, d.watched) for d in compared.differences],
                         [("a", "passed", "error"), ("b", "failed", "passed")])

    def test_what_is_missing_and_what_is_new(self):
        compared = compare([run_of(a="passed")], [run_of(b="passed")])
        self.assertEqual([(d.case, d.plain, d.watched) for d in compared.differences],
                         [("a", "passed", MISSING), ("b", MISSING, "passed")])

    def test_a_crash_is_one_difference(self):
        compared = compare([run_of(a="passed", b="passed")], [Run("signal 11", None, 0.1)])
        self.assertEqual([(d.case, d.watched) for d in compared.differences], [(PROGRAM, "signal 11")])

    def test_a_status_is_told_unless_its_tests_tell_it(self):
        self.assertEqual(len(compare([run_of(a="passed")], [run_of("status 3", a="passed")]).differences), 1)
        self.assertEqual(len(compare([run_of(a="passed")], [run_of("status 2", a="failed")]).differences), 1)
        self.assertEqual(len(compare([run_of(a="passed")], [run_of("timeout", a="failed")]).differences), 2)

    def test_flaky_is_what_differs_between_plain_runs(self):
        plain = [run_of(a="passed"), run_of("status 2", a="failed")]
        compared = compare(plain, [run_of("status 2", a="failed")])
        self.assertEqual((compared.differences, compared.flaky), ([], [PROGRAM, "a"]))

    def test_what_fails_sometimes_is_a_difference(self):
        (found,) = compare([run_of(a="passed")] * 3, [run_of(a="passed"), run_of("status 2", a="failed")]).differences
        self.assertTrue(found.sometimes)
        self.assertEqual(str(found), "a: passed, watched failed in 1 of 2 runs")

    def test_known_only_for_what_it_names(self):
        (found,) = compare([run_of(a="passed")], [run_of(a="failed")]).differences
        known = [Known(cause="why", program="test_x", case="a", versions=("3.11",), modes=("explain",), watched="failed")]
        self.assertTrue(explanation(known, "3.11", "explain", "test_x", found))
        for other in (("3.12", "explain", "test_x"), ("3.11", "default", "test_x"), ("3.11", "explain", "test_y")):
            self.assertIsNone(explanation(known, *other, found))
        self.assertIsNone(explanation(known, "3.11", "explain", "test_x", suites_compare.Difference("b", "passed", "failed", 1, 1)))
        self.assertIsNone(explanation(known, "3.11", "explain", "test_x", suites_compare.Difference("a", "passed", "error", 1, 1)))

    def test_the_committed_list_is_read_and_each_entry_says_why(self):
        programs, known = read_list(SCRIPTS / "suites.toml")
        self.assertGreaterEqual(len(programs), 80)
        self.assertEqual(len(programs), len(set(programs)))
        for entry in known:
            self.assertTrue(entry.cause and entry.program in programs, entry)


class Planted(unittest.TestCase):
    """Runs suites.py over programs that a specialist of its own makes to differ."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        for name, body in PROGRAMS.items():
            text = f"import os, sys, time, unittest\nHERE = {directory.name!r}\nclass T(unittest.TestCase):\n {body}\n"
            (self.directory / f"{name}.py").write_text(text)
        self.specialist = self.directory / "specialist"
        self.specialist.write_text(textwrap.dedent(SPECIALIST).lstrip().format(python=sys.executable))
        self.specialist.chmod(0o755)

    def suites(self, *programs, **options):
        known = self.directory / "list.toml"
        known.write_text("programs = []\n" + options.get("known", ""))
        command = [sys.executable, SCRIPTS / "suites.py", "--python", sys.executable, "--specialist", self.specialist,
                   "--mode", "default", "--testdir", self.directory, "--state", self.directory / "state", "--list", known,
                   "--timeout", str(options.get("timeout", 120)), "--times", "0", "--retries", "1", *programs]
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": ""})

    def test_what_does_not_differ(self):
        ran = self.suites("test_same")
        self.assertEqual((ran.returncode, "DIFFERENT" in ran.stdout), (0, False), ran)

    def test_what_differs(self):
        expected = {
            "test_fails": "test_fails.T.test_one: passed, watched failed",
            "test_mended": "test_mended.T.test_one: failed, watched passed",
            "test_subtest": "test_subtest.T.test_one: passed, watched failed",
            "test_vanishes": "test_vanishes.T.test_two: passed, watched no result",
            "test_crashes": "(program): status 0, watched signal 11",
            "test_leaves": "(program): status 0, watched status 3",
        }
        ran = self.suites(*expected)
        self.assertEqual(ran.returncode, 1, ran)
        for program, difference in expected.items():
            self.assertIn(f"default {program}: DIFFERENT: {difference}\n", ran.stdout)

    def test_what_hangs(self):
        ran = self.suites("test_hangs", timeout=6)
        self.assertEqual(ran.returncode, 1, ran)
        self.assertIn("test_hangs: DIFFERENT: (program): status 0, watched timeout\n", ran.stdout)

    def test_what_is_flaky_when_plain(self):
        ran = self.suites("test_flaky")
        self.assertEqual((ran.returncode, "DIFFERENT" in ran.stdout), (0, False), ran)
        self.assertIn("flaky when plain: test_flaky.T.test_one\n", ran.stdout)

    def test_what_is_known(self):
        known = '[[known]]\nprogram = "test_fails"\nwatched = "failed"\ncause = "planted"\n'
        ran = self.suites("test_fails", known=known)
        self.assertEqual((ran.returncode, "DIFFERENT" in ran.stdout), (0, False), ran)
        ran = self.suites("test_crashes", known=known.replace("test_fails", "test_crashes"))
        self.assertEqual(ran.returncode, 1, ran)

    def test_what_was_run_is_not_run_again(self):
        self.suites("test_same")
        (kept,) = self.directory.glob("state/*/default/test_same.json")
        before = kept.stat().st_mtime_ns
        self.suites("test_same")
        self.assertEqual(kept.stat().st_mtime_ns, before)
        with self.specialist.open("a") as file:
            file.write("# another build\n")
        self.suites("test_same")
        self.assertNotEqual(kept.stat().st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
