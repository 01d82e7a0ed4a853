// The index: the table of files and functions, search, address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { close, missing, open, report, violations } from "./harness.mjs";
import { file, recording, small } from "./recordings.mjs";

const FILES = [file("geometry/point.py", 3), file("data.py", 2), file("geometry/a.py", 1)];
const WHEN = { started: "2026-03-01T12:30:05Z", machine: { system: "Linux 6.1", architecture: "x86_64", processors: 4 } };

function opened(fragment = "", options = {}) {
  return open(report(recording(FILES, WHEN)), `index.html${fragment}`, options);
}

const names = (page) => page.locator("#files tbody th a").allInnerTexts();
const fragment = (page) => page.evaluate(() => location.hash);
const column = (page, name) => page.getByRole("button", { name, exact: true });

test("says what ran, when and where, and what became of it", { skip: missing }, async () => {
  const page = await opened();
  assert.equal(await page.locator(".lead").innerText(), "CPython 3.12.1 · 1 March 2026, 12:30 UTC · ran 1.50 s");
  assert.match(await page.locator(".facts").innerText(), /Linux 6\.1 on x86_64, processors: 4/);
  const totals = (await page.locator(".totals div").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").split(" ").sort().join(" "));
  assert.deepEqual(totals, ["30 sites", "40% specialized", "12 failing", "6 unstable", "6 cold", "1,500 samples"]);
  await page.getByRole("link", { name: "6", exact: true }).click();
  assert.equal(await page.locator("#count").innerText(), "6 of 18 shown");
  await close(page);
});

test("columns sort, and the address keeps it", { skip: missing }, async () => {
  const page = await opened();
  assert.deepEqual(await names(page), ["geometry/point.py", "data.py", "geometry/a.py"]);
  const head = page.locator("thead th", { hasText: "Failing" });
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  await column(page, "Failing").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  assert.deepEqual(await names(page), ["geometry/a.py", "data.py", "geometry/point.py"]);
  await column(page, "File").click();
  assert.deepEqual(await names(page), ["data.py", "geometry/a.py", "geometry/point.py"]);
  assert.equal(await page.locator("[aria-sort]").count(), 1);
  assert.equal(await fragment(page), "#sort=name&order=ascending");
  await page.reload();
  assert.deepEqual(await names(page), ["data.py", "geometry/a.py", "geometry/point.py"]);
  await close(page);
});

test("a file opens to its functions", { skip: missing }, async () => {
  const page = await opened();
  const button = page.getByRole("button", { name: "Functions of data.py" });
  assert.equal(await button.getAttribute("aria-expanded"), "false");
  await button.click();
  assert.equal(await button.getAttribute("aria-expanded"), "true");
  const all = await names(page);
  assert.deepEqual(all.slice(1, 4), ["data.py", "Point.method_0", "Point.method_1"]);
  const link = page.locator("tr.inner a").nth(1);
  assert.equal(await link.getAttribute("href"), "data_py.html#L4");
  assert.match(await page.locator("tr.inner").first().innerText(), /Point\.method_0\s+5\s+40%\s+2\s+1\s+1\s+0\.5%/);
  await button.focus();
  await page.keyboard.press("Enter");
  assert.equal((await names(page)).length, 3);
  assert.ok(await button.evaluate((each) => each === document.activeElement), "the focus stays");
  await close(page);
});

test("search narrows to functions, Enter goes to the first", { skip: missing }, async () => {
  const page = await opened();
  await page.keyboard.press("/");
  await page.keyboard.type("method_2");
  assert.deepEqual(await names(page), ["geometry/point.py", "Point.method_2"]);
  assert.equal(await fragment(page), "#q=method_2");
  await page.keyboard.press("Enter");
  await page.waitForURL(/geometry_point_py\.html#L6$/);
  await page.goBack();
  assert.deepEqual(await names(page), ["geometry/point.py", "Point.method_2"]);
  await page.getByLabel("Search").fill("geometry");
  assert.deepEqual(await names(page), ["geometry/point.py", "geometry/a.py"]);
  await page.getByLabel("Search").fill("geometry method_0");
  assert.deepEqual(await names(page), ["geometry/point.py", "Point.method_0", "geometry/a.py", "Point.method_0"]);
  await page.getByLabel("Search").fill("nowhere");
  assert.match(await page.locator("#files tbody").innerText(), /Nothing matches/);
  await close(page);
});

test("functions of all files in one table", { skip: missing }, async () => {
  const page = await opened();
  await page.getByLabel("functions", { exact: true }).check();
  assert.equal((await names(page)).length, 6);
  await column(page, "Samples").click();
  assert.match(await page.locator("#files tbody tr").first().innerText(), /Point\.method_0\s+geometry\/point\.py/);
  assert.equal(await fragment(page), "#by=functions&sort=heat&order=descending");
  await close(page);
});

test("other pages search here", { skip: missing }, async () => {
  const page = await opened();
  await page.locator("#files tbody a").first().click();
  await page.waitForURL(/geometry_point_py\.html$/);
  await page.keyboard.press("/");
  await page.waitForURL(/index\.html#search$/);
  await page.waitForFunction(() => document.activeElement.name === "q");
  await close(page);
});

test("two thousand files of twenty functions stay quick", { skip: missing }, async () => {
  const files = Array.from({ length: 2000 }, (_, at) => small(`package/module_${String(at).padStart(4, "0")}.py`, 20));
  const page = await open(report(recording(files)), "index.html");
  const elements = await page.evaluate(() => document.getElementsByTagName("*").length);
  const { domContentLoadedEventEnd, responseEnd } = await page.evaluate(() => performance.getEntriesByType("navigation")[0].toJSON());
  const took = (act) => page.evaluate((act) => {
    const start = performance.now();
    if (act === "sort") document.querySelector("[data-column=name] button").click();
    else {
      const field = document.querySelector("[name=q]");
      field.value = act;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    document.body.offsetHeight;
    return performance.now() - start;
  }, act);
  const times = { load: domContentLoadedEventEnd - responseEnd, sort: await took("sort"), search: await took("module_17 method_3"), again: await took("module_178 method_3") };
  assert.equal((await names(page)).length, 20, "ten files, a function each");
  assert.ok(elements < 5000, `${elements}`);
  // Far more than they take, for machines that are busy with other things.
  for (const [what, time] of Object.entries(times)) assert.ok(time < 5000, `${what}: ${time} ms`);
  await close(page);
});

test("without scripts the table is there", { skip: missing }, async () => {
  const page = await opened("", { javaScriptEnabled: false });
  assert.equal(await page.locator("#files tbody tr").count(), 3);
  assert.equal(await page.locator("#find").isVisible(), false);
  await close(page);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}`, { skip: missing }, async () => {
    const page = await opened("#q=method_0", { colorScheme });
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("b");
    assert.deepEqual(await violations(page), []);
    await close(page);
  });
}

test("a phone scrolls the table alone", { skip: missing }, async () => {
  const page = await opened("", { viewport: { width: 360, height: 640 } });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await close(page);
});

test("print shows every file", { skip: missing }, async () => {
  const files = Array.from({ length: 700 }, (_, at) => small(`m${at}.py`, 1));
  const page = await open(report(recording(files)), "index.html");
  assert.ok((await page.locator("#files tbody tr").count()) < 700);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator("#files tbody tr").count(), 700);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#find").isVisible(), false);
  await close(page);
});
