// What the tests of pages share: reports made by the built binary, and a browser that sees whether
// a page complains or reaches for something outside of its directory.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target");
const BINARY = process.env.SPECIALIST ?? path.join(TARGET, "debug", "specialist");

const made = [];
let browser = null;

/** Arguments of `specialist`, run for what it prints. */
export function specialist(...args) {
  return execFileSync(BINARY, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A directory that goes when the tests are done. */
export function directory() {
  const made_here = mkdtempSync(path.join(tmpdir(), "specialist-pages-"));
  made.push(made_here);
  return made_here;
}

/** The report of a recording: a path below the project, or the recording itself. */
export function report(recording, ...options) {
  const into = directory();
  let file = recording;
  if (typeof recording === "string") {
    file = path.join(ROOT, recording);
  } else {
    file = path.join(directory(), "recording.json");
    writeFileSync(file, JSON.stringify(recording));
  }
  specialist("report", file, "-o", into, ...options);
  return into;
}

/**
 * Opens a page of a report. Errors of the page, and requests that leave its directory, are kept in
 * `page.complaints`; `close` fails when there are any.
 */
export async function open(report, name, { viewport, ...context } = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const inside = pathToFileURL(report).href;
  const opened = await browser.newContext({ viewport: viewport ?? { width: 1280, height: 900 }, ...context });
  const page = await opened.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(inside)) page.complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(`${inside}/${name}`);
  return page;
}

/** Fails when the page complained, and closes it. */
export async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

/** What axe finds wrong with a page, as `rule: element`. */
export async function violations(page) {
  // Not as an element: the page's policy would refuse it.
  await page.evaluate(readFileSync(AXE, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, { preload: false }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}

/** Whether the browser is there; tests are skipped by name where it is not, unless all are required. */
export const missing =
  existsSync(process.env.CHROMIUM ?? "/usr/bin/chromium") || process.env.SPECIALIST_REQUIRE_ALL
    ? false
    : "Chromium is not installed";

after(async () => {
  await browser?.close();
  for (const each of made) rmSync(each, { recursive: true, force: true });
});
