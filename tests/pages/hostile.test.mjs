// Recordings that want to do harm to whoever shows them.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { close, missing, open, report } from "./harness.mjs";

const ATTACK = "\"><img src=x onerror=alert(1)><script>alert(2)</script>\u202e\u2028\u001b[31m'";

function instruction(offset, span, more) {
  return {
    offset,
    opcode: `BINARY_OP${offset ? "" : "<b>"}`,
    base: "BINARY_OP",
    arg: 0,
    argrepr: ATTACK,
    span,
    state: "failing",
    covered_by: null,
    samples: 9,
    failures: 3,
    guard: ATTACK,
    reason: { code: ATTACK, message: ATTACK, evidence: "measured", avoidable: true },
    ...more,
  };
}

const source =
  `x = 1 # ${ATTACK.replaceAll("\u2028", " ")}\n` +
  `y = '${"wide ".repeat(20_000)}'\n` +
  "\tz = '</script><!--'\n";

const recording = {
  schema: "specialist/recording",
  version: 1,
  engine: { name: "cpython", python: "3.13.0", implementation: ATTACK, executable: ATTACK },
  program: { kind: "command", target: ATTACK, argv: [ATTACK], cwd: ATTACK },
  outcome: { exit_status: 1, exception: { type: ATTACK, message: ATTACK, traceback: ATTACK }, seconds: 1 },
  warnings: [ATTACK],
  sampling: { interval: 0.001, ticks: 1000, inside: 900, outside: 0 },
  files: [ATTACK, "other.py"].map((path) => ({
    path,
    sha256: "0".repeat(64),
    source,
    code: [
      {
        qualname: ATTACK,
        first_line: -5,
        instructions: [
          instruction(0, [1, 0, 1, 5]),
          instruction(2, [2, 0, 2, 100_000]),
          instruction(4, [3, 1, 400, 7]),
          instruction(8, [4_000_000_000, 0, 4_000_000_000, 9]),
          instruction(12, null),
          instruction(14, [1, 2, 1, 3], { reason: { code: "SPC101", message: ATTACK, evidence: "measured", avoidable: true } }),
        ],
      },
    ],
  })),
};

test("no page of a hostile recording acts", { skip: missing }, async () => {
  const directory = report(recording);
  const names = readdirSync(directory).filter((name) => name.endsWith(".html"));
  assert.ok(names.length >= 3, `${names}`);
  for (const name of names) {
    const page = await open(directory, name);
    page.on("dialog", (dialog) => page.complaints.push(`dialog: ${dialog.message()}`));
    for (const key of ["j", "j", "j", "k", "Enter", "ArrowDown", "ArrowRight", "?", "Escape"]) {
      await page.keyboard.press(key);
    }
    assert.equal(await page.locator("img").count(), 0, name);
    assert.equal(await page.locator("script:not([src]):not([type='application/json'])").count(), 0, name);
    const text = await page.evaluate(() => document.body.innerText);
    assert.doesNotMatch(text, /[\u0000-\u0008\u000e-\u001f\u202a-\u202e\u2066-\u2069]/u, name);
    await close(page);
  }
});
