#!/usr/bin/env node
// Makes the pictures in docs/pictures: the terminal and pages of a report, light and dark.
//
//     scripts/pictures.mjs                  from the recording in fixtures/pictures
//     scripts/pictures.mjs --record 3.13    the same, from a new recording on that Python
//
// Needs npm, and Chromium: `CHROMIUM`, or Debian's. The pictures depend on its fonts, and on what is
// committed here.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FIXTURE = path.join(ROOT, "fixtures/pictures");
const RECORDING = path.join(FIXTURE, "recording.json");
const INTO = path.join(ROOT, "docs/pictures");
const BINARY = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "debug/specialist");

/** Of which kinds of pages there are pictures, by `data-page`, and what is to be seen: the address's end. */
const SHOWN = { file: "#L9C19-9C36", findings: "", index: "", walk: "#rise@38" };
const SIZE = { width: 1280, height: 800 };
const LARGEST = 200_000;

const NPM = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", path.join(ROOT, "tests/pages")];
execFileSync("npm", NPM, { stdio: ["ignore", "ignore", "inherit"] });
const installed = createRequire(path.join(ROOT, "tests/pages/"));
const { chromium } = installed("playwright-core");
const { AnsiUp } = await import(pathToFileURL(installed.resolve("ansi_up")).href);

function specialist(...args) {
  const env = { ...process.env, COLORTERM: "truecolor", TERM: "xterm-256color" };
  return execFileSync(BINARY, args, { cwd: FIXTURE, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** Records the fixture, without what would tell of the machine it was recorded on. */
function record(python) {
  specialist("--python", python, "--explain", "--save", RECORDING, "--format", "summary", "sparks.py");
  const text = readFileSync(RECORDING, "utf8");
  const plain = [
    [/"executable":"[^"]*\//, '"executable":"/usr/bin/'],
    [/"cwd":"[^"]*"/, '"cwd":"/home/ada/fire"'],
    [/"started":"[^"]*"/, '"started":"2026-01-01T12:00:00Z"'],
    [/"machine":\{[^}]*\}/, '"machine":{"system":"Linux","architecture":"x86_64","processor":null,"processors":8}'],
  ];
  writeFileSync(RECORDING, plain.reduce((text, [found, shown]) => text.replace(found, shown), text));
}

/** A page that looks as a terminal of 80 columns does. */
function terminal(options, ink, ground) {
  const printed = specialist("report", RECORDING, "--color", "always", ...options);
  const html = new AnsiUp().ansi_to_html(`$ specialist --explain sparks.py\n${printed}`);
  return `<!DOCTYPE html><meta charset="utf-8"><style>
    body { margin: 0; background: ${ground}; color: ${ink} }
    pre { margin: 0; padding: 16px; width: 80ch; font: 13px/1.3 "DejaVu Sans Mono", monospace }
  </style><pre>${html}</pre>`;
}

/** The pages of a report to show, the first of each kind, the program's own file before the others. */
function pages(report) {
  const names = readdirSync(report).filter((name) => name.endsWith(".html"));
  names.sort((a, b) => b.startsWith("sparks_py") - a.startsWith("sparks_py") || (a < b ? -1 : 1));
  const kinds = new Map();
  for (const name of names) {
    const [, kind] = readFileSync(path.join(report, name), "utf8").match(/<body data-page="(\w+)"/) ?? [];
    if (kind in SHOWN && !kinds.has(kind)) kinds.set(kind, name);
  }
  const missing = Object.keys(SHOWN).filter((kind) => !kinds.has(kind));
  if (missing.length > 0) throw new Error(`the report has no page of the kinds ${missing.join(", ")}`);
  return kinds;
}

async function picture(page, name, options = {}) {
  const file = path.join(INTO, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", caret: "hide", ...options });
  const { size } = statSync(file);
  if (size > LARGEST) throw new Error(`${name}.png has ${size} bytes, more than ${LARGEST}`);
  console.log(`docs/pictures/${name}.png  ${size} bytes`);
}

execFileSync("cargo", ["build", "--quiet"], { cwd: ROOT, stdio: "inherit" });
if (process.argv[2] === "--record") record(process.argv[3] ?? "3.13");
mkdirSync(INTO, { recursive: true });
const scratch = mkdtempSync(path.join(tmpdir(), "specialist-pictures-"));
const report = path.join(scratch, "report");
specialist("report", RECORDING, "-o", report);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const [scheme, options, ink, ground] of [
  ["light", [], "#000", "#fff"],
  ["dark", ["--dark"], "#ddd", "#000"],
]) {
  const context = await browser.newContext({ viewport: SIZE, colorScheme: scheme });
  const page = await context.newPage();
  writeFileSync(path.join(scratch, "terminal.html"), terminal(options, ink, ground));
  await page.goto(pathToFileURL(path.join(scratch, "terminal.html")).href);
  await picture(await page.$("pre"), `terminal-${scheme}`);
  for (const [kind, name] of pages(report)) {
    // A page of its own, so that nothing is remembered from the one before.
    const page = await context.newPage();
    await page.goto(pathToFileURL(path.join(report, name)).href + SHOWN[kind]);
    await page.waitForTimeout(200);
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, `${kind}-${scheme}`);
    await page.close();
  }
  await context.close();
}
await browser.close();
rmSync(scratch, { recursive: true });
