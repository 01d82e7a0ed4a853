// The pages of rules, their list, and the legend.
import assert from "node:assert/strict";
import { test } from "node:test";
import { close, missing, open, report, violations } from "./harness.mjs";
import { file, recording } from "./recordings.mjs";

const RECORDING = recording([file("point.py", 3)]);

test("a rule's page shows the change and the sites, and both lead on", { skip: missing }, async () => {
  const page = await open(report(RECORDING), "rules.html");
  await page.getByRole("link", { name: "SPC101" }).click();
  assert.equal(await page.locator("h1").innerText(), "Arithmetic of an int and a float");
  const [before, after] = await page.locator(".pair figure").all();
  assert.match(await before.innerText(), /^Before\s+def area/);
  assert.match(await after.innerText(), /^After\s+def area/);
  const [left, right] = [await before.boundingBox(), await after.boundingBox()];
  assert.ok(left.y === right.y && left.x + left.width <= right.x, "side by side");
  assert.equal(await page.locator(".versions .holds").count(), 3);
  assert.match(await page.locator(".versions [aria-current]").innerText(), /^3\.12/);
  assert.equal(await page.locator(".site").count(), 3);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/point_py\.html#L3C15-3C29$/);
  await close(page);
});

test("those that apply come first, and the others are named", { skip: missing }, async () => {
  const page = await open(report(RECORDING), "rules.html");
  const applying = page.locator("table").first();
  assert.deepEqual(await applying.locator("tbody a").allInnerTexts(), ["SPC103", "SPC101"]);
  assert.match(await applying.innerText(), /SPC103\s.*no fix in your code\s+3\s+0\s/);
  const others = await page.locator("table").nth(1).locator("tbody th").allInnerTexts();
  assert.ok(others.includes("SPC601") && !others.includes("SPC101"));
  await close(page);
});

test("the legend can be reached from every page, and explains every mark", { skip: missing }, async () => {
  const directory = report(RECORDING);
  for (const name of ["index.html", "findings.html", "rules.html", "rule.SPC101.html", "point_py.html"]) {
    const page = await open(directory, name);
    await page.getByRole("navigation").getByRole("link", { name: "Legend" }).click();
    assert.equal(await page.locator("h1").innerText(), "Legend");
    assert.equal(await page.locator("nav [aria-current=page]").innerText(), "Legend");
    for (const mark of ["specialized", "failing", "unstable", "cold", "compiled", "plain", "unknown"]) {
      assert.equal(await page.locator(`dt .mark.${mark}`).count(), 1, mark);
    }
    await close(page);
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}`, { skip: missing }, async () => {
    const directory = report(RECORDING);
    for (const name of ["rules.html", "rule.SPC101.html", "rule.SPC103.html", "legend.html"]) {
      const page = await open(directory, name, { colorScheme });
      assert.deepEqual(await violations(page), [], name);
      await page.keyboard.press("b");
      assert.deepEqual(await violations(page), [], name);
      await close(page);
    }
  });
}

test("phones show them without scrolling sideways", { skip: missing }, async () => {
  const directory = report(RECORDING);
  for (const name of ["rules.html", "rule.SPC101.html", "legend.html"]) {
    const page = await open(directory, name, { viewport: { width: 360, height: 640 } });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, name);
    await close(page);
  }
});
