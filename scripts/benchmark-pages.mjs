#!/usr/bin/env node
// How quickly a large page opens and scrolls in headless Chromium: a file of 10,000 lines and more than
// 100,000 instructions.
//
//     scripts/benchmark-pages.mjs [PYTHON]
//
// Build with `cargo build --release` first, and `npm ci --prefix tests/pages`. The first start of
// the browser is left out; figures are medians of five.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const { chromium } = createRequire(path.join(ROOT, "tests/pages/harness.mjs"))("playwright-core");
const SPECIALIST = path.join(ROOT, "target", "release", "specialist");
const LINES = 10_000;

function program() {
  const lines = ["class Point:", "    def __init__(self): self.attr = 1", "point = Point()"];
  for (let number = 0; lines.length < LINES - 22; number += 1) {
    lines.push(`def f${number}(values, scale, other):`, "    total = 0");
    for (let at = 0; at < 17; at += 1) {
      lines.push(`    total += values[${at}] * scale + other.attr - len(values) * ${at}.5`);
    }
    lines.push("    return total");
  }
  lines.push("for f in [v for k, v in list(globals().items()) if k[0] == 'f' and k[1:].isdigit()]:");
  lines.push("    for _ in range(30): f(list(range(20)), 2, point)");
  return `${lines.join("\n")}\n`;
}

const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

async function measure(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const from = performance.now();
  await page.goto(url);
  const opened = performance.now() - from;
  const frames = await page.evaluate(async () => {
    const taken = [];
    let last = performance.now();
    for (let at = 0; at < 200; at += 1) {
      window.scrollBy(0, 300);
      await new Promise((done) => requestAnimationFrame(done));
      taken.push(performance.now() - last);
      last = performance.now();
    }
    return taken.sort((one, other) => one - other);
  });
  const pressed = performance.now();
  await page.keyboard.press("j");
  await page.locator("#panel .instruction").first().waitFor();
  const found = performance.now() - pressed;
  await page.close();
  return { opened, frame: frames[100], slowest: frames.at(-1), found };
}

const directory = mkdtempSync(path.join(tmpdir(), "specialist-pages-"));
try {
  const script = path.join(directory, "large.py");
  const recording = path.join(directory, "large.json");
  writeFileSync(script, program());
  const python = process.argv[2] ? ["--python", process.argv[2]] : [];
  execFileSync(SPECIALIST, [...python, "-t", script, "--save", recording, "-o", directory, script], { stdio: "ignore" });
  const { files } = JSON.parse(readFileSync(recording, "utf8"));
  const instructions = files.flatMap(({ code }) => code).reduce((sum, code) => sum + code.instructions.length, 0);
  console.log(`${files[0].source.split("\n").length - 1} lines, ${instructions} instructions`);
  const name = execFileSync("ls", [directory], { encoding: "utf8" }).split("\n").find((file) => /large_py\.html$/.test(file));
  const url = pathToFileURL(path.join(directory, name)).href;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  await measure(browser, url);
  const runs = [];
  for (let run = 0; run < 5; run += 1) runs.push(await measure(browser, url));
  await browser.close();
  const of = (key) => Math.round(median(runs.map((run) => run[key])));
  console.log(`opened in ${of("opened")} ms; a frame of scrolling ${of("frame")} ms, the slowest ${of("slowest")} ms; ` +
    `first finding shown ${of("found")} ms after the key`);
} finally {
  rmSync(directory, { recursive: true });
}
