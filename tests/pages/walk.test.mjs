// The walkthrough: stepping, links both ways, forms, stacks, functions, address, print.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ROOT, close, missing, open, report, violations } from "./harness.mjs";

const POINT = "fixtures/programs/recordings/point/3.12.json";
const AT_THE_SUM = "point_py.walk.html#Point.shifted@56";

const opened = (address = AT_THE_SUM, options, recording = POINT) => open(report(recording), address, options);
const fragment = (page) => page.evaluate(() => location.hash);
const said = (page) => page.locator("#said").textContent();
const heading = (page) => page.locator("#now h2").innerText();
const selected = (page) => page.locator("#rows [aria-selected=true] .offset").first().innerText();
const marked = (page, name) => page.locator(`#lines .${name}`).allTextContents().then((all) => all.join(""));

// The items of a stack, the top first.
async function stack(page, when) {
  const items = page.locator(`#stacks ol[aria-label^="Stack ${when}"] .item`);
  return items.allTextContents();
}

test("an address opens a function at an instruction", { skip: missing }, async () => {
  const page = await opened();
  assert.equal(await page.locator("#title").innerText(), "Point.shifted");
  assert.match(await heading(page), /BINARY_OP_ADD_FLOAT \+/);
  assert.equal(await selected(page), "56");
  assert.equal(await marked(page, "current"), "dy + self.y");
  assert.deepEqual(await stack(page, "before"), ["self.y", "dy"]);
  assert.deepEqual(await stack(page, "after"), ["dy + self.y"]);
  assert.equal(await said(page), "BINARY_OP_ADD_FLOAT: stack dy, self.y → dy + self.y");
  await close(page);
});

test("without one the function with most to see is shown", { skip: missing }, async () => {
  const page = await opened("point_py.walk.html");
  assert.equal(await page.locator("#title").innerText(), "Point.shifted");
  assert.equal(await fragment(page), "#Point.shifted@0");
  await close(page);
});

test("keys step, and the address follows", { skip: missing }, async () => {
  const page = await opened();
  const offsets = [];
  for (const key of ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "End", "ArrowDown", "Home", "ArrowUp"]) {
    await page.keyboard.press(key);
    offsets.push(await fragment(page));
  }
  const expected = [60, 62, 60, 56, 100, 100, 0, 0].map((offset) => `#Point.shifted@${offset}`);
  assert.deepEqual(offsets, expected);
  await page.locator("[data-step='1']").click();
  assert.equal(await selected(page), "2");
  await close(page);
});

test("j and k go from finding to finding", { skip: missing }, async () => {
  const page = await opened();
  await page.keyboard.press("j");
  assert.match(await heading(page), /^\s*CALL/);
  assert.equal(await selected(page), "92");
  await page.keyboard.press("k");
  assert.equal(await said(page), "No more findings in this function");
  await close(page);
});

test("Enter follows a jump", { skip: missing }, async () => {
  const page = await opened("point_py.walk.html#actually_run_something@0");
  const forIter = page.locator("#rows .row", { hasText: "FOR_ITER_RANGE" });
  await forIter.click();
  const words = await page.locator("#now .words").innerText();
  await page.keyboard.press("Enter");
  assert.equal(`to ${await selected(page)}`, words.trim());
  await close(page);
});

test("source and instructions are linked both ways", { skip: missing }, async () => {
  const page = await opened();
  await page.locator("#lines .c", { hasText: "type" }).hover();
  assert.match(await page.locator("#rows .linked").innerText(), /LOAD_GLOBAL/);
  await page.locator("#lines .c", { hasText: "type" }).click();
  assert.equal(await selected(page), "62");
  await page.locator("#rows .row", { hasText: "LOAD_ATTR" }).first().hover();
  assert.equal(await marked(page, "pointed"), "self.x");
  await page.locator("h1").hover();
  assert.equal(await marked(page, "pointed"), "");
  // By keyboard: into the source, from expression to expression, Enter chooses.
  await page.locator("#lines [tabindex='0']").focus();
  assert.notEqual(await marked(page, "pointed"), "");
  await page.keyboard.press("ArrowRight");
  const expression = await marked(page, "pointed");
  await page.keyboard.press("Enter");
  assert.equal(await marked(page, "current"), expression);
  await close(page);
});

test("an item of the stack leads to what made it", { skip: missing }, async () => {
  const page = await opened();
  await page.locator("#stacks .item", { hasText: /^dy$/ }).hover();
  assert.equal(await marked(page, "pointed"), "dy");
  await page.locator("#stacks .item", { hasText: /^dy$/ }).click();
  assert.equal(await selected(page), "32");
  await close(page);
});

test("forms as compiled, as run, with caches", { skip: missing }, async () => {
  // Recordings that are kept have no caches, so that they stay small.
  const recording = JSON.parse(readFileSync(path.join(ROOT, POINT), "utf8"));
  for (const code of recording.files[0].code) code.caches = "0340".repeat(100);
  const page = await opened(AT_THE_SUM, {}, recording);
  const row = page.locator("#rows [aria-selected=true]");
  assert.match(await row.innerText(), /BINARY_OP_ADD_FLOAT/);
  assert.equal(await row.locator(".unit").count(), 0);
  await page.keyboard.press("f");
  assert.deepEqual(await row.locator(".unit .words").allTextContents(), ["CACHE counter: 832"]);
  await page.getByRole("button", { name: "As compiled" }).click();
  assert.doesNotMatch(await page.locator("#rows").innerText(), /ADD_FLOAT|specialized/);
  await page.reload();
  assert.match(await row.innerText(), /BINARY_OP\s/);
  assert.equal(await page.locator("[aria-pressed=true]").innerText(), "As compiled");
  await close(page);
});

test("a function is found by name, and back goes back", { skip: missing }, async () => {
  const page = await opened();
  await page.keyboard.press("/");
  await page.keyboard.type("RUN");
  const options = page.locator("#functions [role=option]");
  assert.match((await options.allTextContents()).join(), /^actually_run_something /);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#title").innerText(), "actually_run_something");
  assert.equal(await fragment(page), "#actually_run_something@0");
  await page.goBack();
  assert.equal(await page.locator("#title").innerText(), "Point.shifted");
  await page.keyboard.press("/");
  await page.keyboard.type("nothing like it");
  assert.match(await options.innerText(), /No function/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#functions").isVisible(), false);
  await close(page);
});

test("the file's page leads here and is led to", { skip: missing }, async () => {
  const page = await opened();
  await page.locator("#home").click();
  await page.waitForURL(/point_py\.html#L9$/);
  await page.keyboard.press("j");
  await page.getByRole("link", { name: "Step through", exact: true }).click();
  await page.waitForURL(/point_py\.walk\.html#Point\.shifted@92$/);
  assert.equal(await selected(page), "92");
  await close(page);
});

test("paper has the function as a table", { skip: missing }, async () => {
  const page = await opened();
  await page.emulateMedia({ media: "print" });
  const printed = page.locator("#printed");
  assert.match(await printed.locator("pre").innerText(), /11 +y = dy \+ self\.y/);
  assert.equal(await printed.locator("tbody tr").count(), 21);
  const row = printed.locator("tr", { hasText: "56" });
  assert.deepEqual(await row.locator("td").allTextContents(), ["", "56", "BINARY_OP_ADD_FLOAT", "+", "specialized", "dy + self.y"]);
  assert.equal(await page.locator("#rows").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  assert.equal(await printed.isVisible(), false);
  await close(page);
});

for (const version of ["3.11", "3.12", "3.13", "3.14", "3.15"]) {
  test(`every step of ${version} has a stack`, { skip: missing }, async () => {
    const recording = `fixtures/programs/recordings/point/${version}.json`;
    const page = await opened("point_py.walk.html#Point.shifted@0", {}, recording);
    const count = await page.locator("#rows .row").count();
    const sums = [];
    for (let step = 1; step < count; step++) {
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.locator("#stacks .unknown").count(), 0);
      sums.push(...(await stack(page, "after")));
    }
    for (const text of ["dx + self.x", "dy + self.y", "type(self)", "cls(x, y)"]) assert.ok(sums.includes(text), text);
    await close(page);
  });
}

test("without motion nothing moves", { skip: missing }, async () => {
  const animation = (page) => page.locator(".made .item").evaluate((item) => getComputedStyle(item).animationName);
  const moving = await opened();
  assert.equal(await animation(moving), "arrive");
  await close(moving);
  const still = await opened(AT_THE_SUM, { reducedMotion: "reduce" });
  assert.equal(await animation(still), "none");
  await close(still);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}`, { skip: missing }, async () => {
    const page = await opened(AT_THE_SUM, { colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("f");
    await page.keyboard.press("j");
    await page.keyboard.press("b");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("/");
    await page.keyboard.type("s");
    assert.deepEqual(await violations(page), []);
    await close(page);
  });
}

test("a phone and a doubled size show everything without scrolling aside", { skip: missing }, async () => {
  for (const viewport of [{ width: 360, height: 640 }, { width: 640, height: 400 }]) {
    const page = await opened(AT_THE_SUM, { viewport });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= viewport.width, `${wide}`);
    const [source, code] = await Promise.all(["#lines", "#rows"].map((box) => page.locator(box).boundingBox()));
    assert.ok(source.y + source.height <= code.y, "source above bytecode");
    await close(page);
  }
});

/** A file of `count` lines, each with ten instructions, in one function. */
function long(count) {
  const recording = {
    schema: "specialist/recording",
    version: 1,
    engine: { name: "cpython", python: "3.12.1", implementation: "cpython", executable: "" },
    program: { kind: "file", target: "long.py", argv: [], cwd: "/" },
    outcome: { exit_status: 0, exception: null, seconds: 1 },
    files: [{ path: "long.py", sha256: "0".repeat(64), source: "", code: [] }],
  };
  const instructions = [];
  const lines = ["def long(a):"];
  for (let line = 2; line <= count; line++) {
    lines.push("    a + a; a + a; a");
    for (const column of [4, 11]) {
      const load = (from) => ["LOAD_FAST", 0, "a", [line, from, line, from + 1], "plain"];
      const sum = ["BINARY_OP", 0, "+", [line, column, line, column + 5], "failing"];
      instructions.push(load(column), load(column + 4), sum, ["POP_TOP", null, null, [line, column, line, column + 5], "plain"]);
    }
    instructions.push(["LOAD_FAST", 0, "a", [line, 18, line, 19], "plain"], ["POP_TOP", null, null, [line, 18, line, 19], "plain"]);
  }
  let offset = 0;
  const of = ([opcode, arg, argrepr, span, state]) => {
    const made = { offset, opcode, base: opcode, arg, argrepr, span, state, covered_by: null };
    offset += opcode === "BINARY_OP" ? 4 : 2;
    return made;
  };
  recording.files[0].source = `${lines.join("\n")}\n`;
  recording.files[0].code = [{ qualname: "long", first_line: 1, instructions: instructions.map(of) }];
  return recording;
}

test("100,000 instructions open fast, and only some are elements", { skip: missing }, async () => {
  const page = await opened("long_py.walk.html#long@0", {}, long(10_000));
  const ready = await page.evaluate(() => performance.getEntriesByType("navigation")[0].domComplete);
  assert.ok(ready < 3000, `${ready} ms`);
  assert.ok((await page.locator("#rows .row").count()) < 1000);
  await page.keyboard.press("End");
  assert.deepEqual(await stack(page, "before"), ["a"]);
  assert.equal(await marked(page, "current"), "a");
  assert.ok((await page.locator("#rows .row").count()) < 2000);
  const box = await page.locator("#rows [aria-selected=true]").boundingBox();
  const pane = await page.locator("#rows").boundingBox();
  assert.ok(box.y >= pane.y && box.y + box.height <= pane.y + pane.height, "seen");
  await close(page);
});

test("hostile texts do nothing", { skip: missing }, async () => {
  const recording = long(3);
  const [file] = recording.files;
  file.path = "<img src=x onerror=alert(1)>.py";
  file.source = "def long(a): # </script><script>alert(1)</script>\x1b[2J\u202e\n".repeat(3) + "é".repeat(100_000);
  file.code[0].qualname = "<b>long</b>\u202e@%";
  file.code[0].instructions[0].argrepr = "<img src=x onerror=alert(1)>\u2028";
  file.code[0].instructions[1].span = [4, 0, 4, 200_000];
  file.code[0].instructions[2].span = [9, 9, 9, 9];
  file.code[0].instructions[3].span = [1, 0, 4_000_000_000, 0];
  const directory = report(recording);
  const name = readdirSync(directory).find((one) => one.endsWith(".walk.html"));
  const page = await open(directory, name);
  assert.equal(await page.locator("#title").innerText(), "<b>long</b><202E>@%");
  assert.equal(await page.locator("main img, main b b, #title b").count(), 0);
  for (let step = 0; step < 20; step++) await page.keyboard.press("ArrowDown");
  const address = await fragment(page);
  await page.reload();
  assert.equal(await fragment(page), address);
  await page.evaluate(() => (location.hash = "#%@x"));
  assert.equal(await page.locator("#title").innerText(), "<b>long</b><202E>@%");
  await close(page);
});
