// A file's page: panel, pointer, keys, address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { close, missing, open, report, violations } from "./harness.mjs";

const FAILING = "fixtures/programs/recordings/comparisons/3.13.json";

const panel = (page) => page.locator("#panel").innerText();
const fragment = (page) => page.evaluate(() => location.hash);

async function opened(options) {
  return open(report(FAILING), "comparisons_py.html", options);
}

test("pointing shows instructions, pressing keeps them", { skip: missing }, async () => {
  const page = await opened();
  const failing = page.locator("#source span.f").first();
  await failing.hover();
  assert.match(await panel(page), /failing/);
  const before = await panel(page);
  await failing.click();
  assert.match(await fragment(page), /^#L\d+C\d+-\d+C\d+$/);
  await page.locator("h1").hover();
  await page.waitForTimeout(300);
  assert.equal(await panel(page), before);
  await page.keyboard.press("Escape");
  assert.match(await panel(page), /Point at a colored place/);
  assert.equal(await fragment(page), "");
  await close(page);
});

test("an address opens where it was made", { skip: missing }, async () => {
  const page = await opened();
  await page.locator("#source span.f").nth(1).click();
  const [address, said] = [await fragment(page), await panel(page)];
  const again = await opened();
  await again.goto(again.url() + address);
  await again.reload();
  assert.equal(await panel(again), said);
  assert.equal(await again.locator("#source.pinned span[data-on]").count(), 1);
  await close(page);
  await close(again);
});

test("j and k go through the findings and around", { skip: missing }, async () => {
  const page = await opened();
  const places = [];
  do {
    await page.keyboard.press("j");
    places.push(await fragment(page));
  } while (places.length < 50 && (places.length === 1 || places.at(-1) !== places[0]));
  assert.ok(places.length > 2 && places.length < 50, `${places}`);
  await page.keyboard.press("k");
  assert.equal(await fragment(page), places.at(-2));
  await close(page);
});

test("arrows move between expressions and lines", { skip: missing }, async () => {
  const page = await opened();
  await page.keyboard.press("j");
  const line = async () => Number(/L(\d+)/.exec(await fragment(page))[1]);
  const first = await line();
  await page.keyboard.press("ArrowDown");
  const second = await line();
  assert.ok(second > first);
  await page.keyboard.press("ArrowUp");
  assert.ok((await line()) < second);
  const before = await fragment(page);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await fragment(page), before);
  await close(page);
});

test("theme and palette turn and stay", { skip: missing }, async () => {
  const page = await opened();
  const look = () => page.evaluate(() => ({ ...document.documentElement.dataset }));
  assert.deepEqual(await look(), { theme: "system", palette: "classic" });
  await page.keyboard.press("t");
  await page.keyboard.press("b");
  assert.deepEqual(await look(), { theme: "light", palette: "blue" });
  await page.reload();
  assert.deepEqual(await look(), { theme: "light", palette: "blue" });
  await close(page);
});

test("the keys are listed", { skip: missing }, async () => {
  const page = await opened();
  await page.keyboard.press("?");
  const listed = await page.locator("dialog[open]").innerText();
  for (const words of ["next finding", "previous finding", "search", "theme", "show this help"]) {
    assert.ok(listed.includes(words), words);
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await close(page);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}`, { skip: missing }, async () => {
    const page = await opened({ colorScheme });
    await page.keyboard.press("j");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("b");
    assert.deepEqual(await violations(page), []);
    await close(page);
  });
}

test("a phone has the panel at the bottom", { skip: missing }, async () => {
  const page = await opened({ viewport: { width: 360, height: 640 } });
  await page.keyboard.press("j");
  const box = await page.locator("#panel").boundingBox();
  assert.ok(box.y > 300 && box.width <= 360, JSON.stringify(box));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide}`);
  await close(page);
});

test("print shows the source and no controls", { skip: missing }, async () => {
  const page = await opened();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#panel").isVisible(), false);
  assert.equal(await page.locator(".switches").isVisible(), false);
  assert.ok(await page.locator("#source").isVisible());
  await close(page);
});

test("a page alone works", { skip: missing }, async () => {
  const page = await open(report(FAILING, "--single-file"), "comparisons_py.html");
  await page.keyboard.press("j");
  assert.match(await panel(page), /failing/);
  assert.equal(await page.locator("link[rel=stylesheet]").count(), 0);
  await close(page);
});
