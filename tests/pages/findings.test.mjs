// The page of all findings: filters, groups, keys, address.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { close, missing, open, report, violations } from "./harness.mjs";
import { file, recording } from "./recordings.mjs";

const FILES = [file("geometry/point.py", 3), file("data.py", 2), file("geometry/a.py", 1)];

function opened(fragment = "", options = {}) {
  return open(report(recording(FILES)), `findings.html${fragment}`, options);
}

const count = (page) => page.locator("#count").innerText();
const entries = (page) => page.locator("#findings .site").count();
const headings = (page) => page.locator("#findings h2").allInnerTexts();
const fragment = (page) => page.evaluate(() => location.hash);

test("all are listed, the hottest first, those without hope last", { skip: missing }, async () => {
  const page = await opened();
  assert.equal(await entries(page), 18);
  assert.match(await page.locator(".lead").innerText(), /^12 expressions fail to specialize, 6 don't stay specialized/);
  const first = page.locator(".site").first();
  assert.equal(await first.locator("mark").innerText(), "self.x * scale");
  assert.match(await first.innerText(), /geometry\/point\.py:3:16 · Point\.method_0/);
  assert.match(await first.innerText(), /SPC101 · 5 failed attempts · measured/);
  const [hot, hopeless] = await headings(page);
  assert.match(hot, /^Hot/);
  assert.match(hopeless, /^No fix in your code\s*6/);
  const shares = await page.locator("section:first-of-type .samples").allInnerTexts();
  assert.deepEqual(shares.slice(0, 3), ["0.2%", "0.1%", "0.1%"]);
  await close(page);
});

test("filters narrow, and the address keeps them", { skip: missing }, async () => {
  const page = await opened();
  await page.getByLabel("State").selectOption("unstable");
  assert.equal(await count(page), "6 of 18 shown");
  await page.getByLabel("File", { exact: true }).fill("geometry");
  assert.equal(await count(page), "4 of 18 shown");
  assert.equal(await fragment(page), "#state=unstable&file=geometry");
  await page.getByLabel("Function").fill("method_2");
  assert.equal(await count(page), "1 of 18 shown");
  await page.reload();
  assert.equal(await count(page), "1 of 18 shown");
  assert.equal(await page.getByLabel("Function").inputValue(), "method_2");
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForFunction(() => location.hash === "");
  assert.equal(await count(page), "18 shown");
  await page.locator("[name=rule]").selectOption("SPC103");
  assert.equal(await count(page), "6 of 18 shown");
  await close(page);
});

test("a file is meant as a whole where there is one", { skip: missing }, async () => {
  const page = await opened("#file=data.py&state=failing");
  assert.equal(await count(page), "4 of 18 shown");
  await page.getByLabel("File", { exact: true }).fill("a.py");
  assert.equal(await count(page), "6 of 18 shown", "data.py and geometry/a.py");
  await close(page);
});

test("text is found in source, sentences and names", { skip: missing }, async () => {
  const page = await opened();
  for (const [text, expected] of [["SELF.y / 3", 18], ["int float", 6], ["spc103 a.py", 3], ["nowhere", 0]]) {
    await page.getByLabel("Search").fill(text);
    assert.equal(await entries(page), expected, text);
  }
  await close(page);
});

test("groups by rule and by file", { skip: missing }, async () => {
  const page = await opened();
  await page.getByLabel("by rule").check();
  const rules = await headings(page);
  assert.match(rules[0], /^SPC103/);
  assert.match(rules[1], /^SPC101\s+Arithmetic of an int and a float\s+6 · /);
  assert.match(rules[2], /^LOAD_ATTR\s+no reason known/);
  assert.equal(await fragment(page), "#by=rule");
  await page.getByLabel("by file").check();
  assert.match((await headings(page))[0], /^geometry\/point\.py/);
  await page.locator("h2 a").first().click();
  assert.match(page.url(), /geometry_point_py\.html$/);
  await page.goBack();
  assert.equal(await page.locator("[name=by]:checked").inputValue(), "file");
  await close(page);
});

test("j and k walk, Enter opens the place", { skip: missing }, async () => {
  const page = await opened();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("j");
  const first = await focused();
  assert.equal(first, "geometry_point_py.html#L3C15-3C29");
  await page.keyboard.press("j");
  assert.notEqual(await focused(), first);
  await page.keyboard.press("k");
  assert.equal(await focused(), first);
  await page.keyboard.press("k");
  assert.equal(await focused(), first, "the first stays");
  await page.keyboard.press("Enter");
  await page.waitForURL(/geometry_point_py\.html#L3C15-3C29$/);
  await close(page);
});

test("/ searches, Enter goes to the first found", { skip: missing }, async () => {
  const page = await opened();
  await page.keyboard.press("/");
  await page.keyboard.type("data.py method_1");
  await page.keyboard.press("Enter");
  assert.match(await page.evaluate(() => document.activeElement.getAttribute("href")), /^data_py\.html#L5/);
  await close(page);
});

test("thousands are made as far as they are looked at", { skip: missing }, async () => {
  const page = await open(report(recording([file("many.py", 2000)])), "findings.html");
  assert.equal(await count(page), "6,000 shown");
  const before = await entries(page);
  assert.ok(before < 300, `${before}`);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForFunction((before) => document.querySelectorAll(".site").length > before, before);
  const milliseconds = await page.evaluate(() => {
    const field = document.querySelector("[name=q]");
    const start = performance.now();
    field.value = "method_1999";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return performance.now() - start;
  });
  assert.equal(await count(page), "3 of 6,000 shown");
  assert.ok(milliseconds < 500, `${milliseconds} ms`);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await entries(page), 3);
  await close(page);
});

test("without scripts the list is there", { skip: missing }, async () => {
  const page = await opened("", { javaScriptEnabled: false });
  assert.equal(await page.locator(".site").count(), 18);
  assert.equal(await page.locator("#filters").isVisible(), false);
  await close(page);
});

test("the script lists what the page lists without it", { skip: missing }, async () => {
  const directory = report(recording(FILES));
  const page = await open(directory, "findings.html");
  const source = readFileSync(path.join(directory, "findings.html"), "utf8");
  const plain = await page.evaluate((source) => {
    const sites = new DOMParser().parseFromString(source, "text/html").querySelectorAll(".site");
    const text = (site) => site.outerHTML.replace(/ title="of all samples"| style="--of: ?\d+%;?"/g, "");
    const made = new Set(Array.from(document.querySelectorAll(".site"), text));
    return Array.from(sites, (site) => made.has(text(site)));
  }, source);
  assert.deepEqual(plain, Array(18).fill(true));
  await close(page);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}`, { skip: missing }, async () => {
    const page = await opened("", { colorScheme });
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("b");
    await page.getByLabel("by rule").check();
    assert.deepEqual(await violations(page), []);
    await close(page);
  });
}

test("a phone shows it all without scrolling sideways", { skip: missing }, async () => {
  const page = await opened("", { viewport: { width: 360, height: 640 } });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await close(page);
});
