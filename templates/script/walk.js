// The walkthrough: one instruction of one function at a time, on all sides of the page at once.
specialist.page("walk", () => {
  "use strict";
  const { element } = specialist;
  const data = specialist.read.walk();
  const by = (id) => document.getElementById(id);
  const FORMS = ["generic", "present", "caches"];
  const file = by("home").textContent.split("/").pop();
  const NOT_REACHED = "No path leads here: this never runs.";
  const NO_HANDLERS = "No recorded path leads here: this never runs, or it handles an exception.";
  const NOT_KNOWN = "The stack is not known here: the paths through this code don't agree.";

  let code = null;
  let at = 0;
  let forms = FORMS.includes(specialist.recall("forms")) ? specialist.recall("forms") : "present";

  const source = specialist.walkSource(by("lines"), data, { point: pointSource, choose: chooseSource });
  const rows = specialist.walkRows(by("rows"), data, { point: pointRow, choose: step });
  const stack = specialist.walkStack(by("stacks"), { point: pointRow, choose: step });

  // The instructions of exactly this span.
  const compiledFrom = (span) => code.steps.flatMap((step, place) => (step.span === span ? [place] : []));

  function pointSource(span) {
    source.mark("pointed", span);
    rows.link(span === null ? [] : compiledFrom(span), true);
  }

  function pointRow(place) {
    source.mark("pointed", place === null ? null : code.steps[place].span, true);
    rows.link(place === null ? [] : [place], false);
  }

  // The first of its instructions; at one of them already, the next.
  function chooseSource(span) {
    const all = compiledFrom(span);
    step(all.find((place) => place > at && all.includes(at)) ?? all[0]);
  }

  // The stacks before and after.
  const around = (step) => (forms === "generic" && step.generic) || step;

  function now() {
    const { kind } = code.steps[at];
    const form = rows.formOf(at);
    const isPresent = forms !== "generic";
    const state = kind.unstable ? "unstable" : kind.state;
    const what = isPresent && (kind.form === kind.base ? state : `${state} ${kind.base}`);
    const words = [what, isPresent && kind.by && `executed by ${kind.by}`].filter(Boolean);
    by("now").replaceChildren(
      element(
        "h2",
        {},
        element("span", { class: `mark ${isPresent ? state : ""}`, "aria-hidden": "true" }),
        element("span", {}, form, element("span", { class: "words", text: ` ${rows.argument(at)[1]}` })),
      ),
      element("p", { text: words.join(", ") }),
    );
    const panel = forms === "generic" ? [] : [specialist.panel.instruction(kind, data, "div")];
    by("known").replaceChildren(...panel, ...handled());
  }

  // Where an exception goes.
  function handled() {
    const { offset } = code.steps[at];
    const handler = code.handlers.findLast(({ start, end }) => start <= offset && offset < end);
    if (!handler) return [];
    const link = element("button", { type: "button", text: handler.text });
    link.addEventListener("click", () => handler.target !== null && step(handler.target));
    return [element("p", { class: "handled" }, "If it raises: ", link)];
  }

  function withoutStack() {
    if (code.steps[0].before === null) return NOT_KNOWN;
    return code.handlers.length ? NOT_REACHED : NO_HANDLERS;
  }

  function step(place) {
    const last = code.steps.length - 1;
    if (place === undefined || last < 0) return;
    at = Math.max(0, Math.min(last, place));
    const { target, span } = code.steps[at];
    rows.select(at, target);
    source.mark("current", span, true);
    const said = stack.show(code, around(code.steps[at]), withoutStack());
    now();
    const jump = document.querySelector("[data-step=jump]");
    jump.hidden = target === undefined;
    if (target !== undefined) jump.textContent = `↵ Jump to ${rows.place(target)}`;
    document.querySelector("[data-step='-1']").disabled = at === 0;
    document.querySelector("[data-step='1']").disabled = at === last;
    history.replaceState(null, "", specialist.step(code.id, code.steps[at].offset));
    specialist.announce(`${rows.formOf(at)}: ${said}`);
  }

  function follow() {
    const target = code?.steps[at]?.target;
    if (target === undefined) specialist.announce("This instruction does not jump");
    else step(target);
  }

  // The next instruction that fails or does not stay specialized.
  function finding(direction) {
    const troubled = code.steps.flatMap(({ kind }, place) => {
      const { state, unstable, by: coverer } = kind;
      return (state === "failing" || unstable) && !coverer ? [place] : [];
    });
    const next = direction > 0 ? troubled.find((place) => place > at) : troubled.findLast((place) => place < at);
    if (next === undefined) specialist.announce("No more findings in this function");
    else step(next);
  }

  function show(chosen, offset) {
    if (code?.id !== chosen.id) code = data.opened(chosen);
    by("title").textContent = code.name;
    const home = by("home");
    home.href = `${data.page}#L${Math.max(1, code.line)}`;
    home.textContent = `${file}, line ${code.line}`;
    document.title = `${code.name}, step by step – specialist`;
    source.show(code);
    rows.show(code, forms);
    const place = code.steps.findLastIndex((step) => step.offset <= offset);
    step(Math.max(0, place));
  }

  function turn(how) {
    forms = how;
    specialist.remember("forms", how);
    for (const button of document.querySelectorAll("[data-forms]")) {
      button.setAttribute("aria-pressed", String(button.dataset.forms === how));
    }
    if (!code) return;
    rows.show(code, forms);
    step(at);
  }

  // `#Point.shifted@12`
  function arrive() {
    const [name, offset] = location.hash.slice(1).split("@");
    const id = decoded(name);
    const chosen = data.code.find((one) => one.id === id) ?? code ?? data.code[data.start];
    if (chosen) show(chosen, Number(offset) || 0);
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // Typed by hand.
    }
  }

  // All of the function at once, for paper.
  function print(isPrinting) {
    const paper = by("printed");
    if (!isPrinting || !code) return paper.replaceChildren();
    const lines = data.source.slice(code.first - 1, code.last);
    const text = lines.map((line, number) => `${String(code.first + number).padStart(5)}  ${specialist.lineText(line)}`);
    const row = (name, values) => element("tr", {}, ...values.map((value) => element(name, { text: String(value) })));
    const body = code.steps.map((step, place) => {
      const after = stack.text(code, around(step).after);
      const state = forms === "generic" ? "" : step.kind.state;
      return row("td", [step.starts?.line ?? "", step.offset, rows.formOf(place), rows.argument(place)[1], state, after]);
    });
    const table = element(
      "table",
      {},
      element("caption", { text: "Stacks are inferred from the bytecode, not measured." }),
      element("thead", {}, row("th", ["line", "offset", "instruction", "argument", "state", "stack after"])),
      element("tbody", {}, ...body),
    );
    paper.replaceChildren(element("pre", { text: text.join("\n") }), table);
  }

  document.querySelectorAll("[data-step]").forEach((button) =>
    button.addEventListener("click", () => (button.dataset.step === "jump" ? follow() : step(at + Number(button.dataset.step)))),
  );
  document.querySelectorAll("[data-forms]").forEach((button) => button.addEventListener("click", () => turn(button.dataset.forms)));
  window.addEventListener("hashchange", arrive);
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  matchMedia("print").addEventListener("change", ({ matches }) => print(matches));

  specialist.chooser(by("function"), by("functions"), data.code, about, (number) => {
    history.pushState(null, "", `#${encodeURIComponent(data.code[number].id)}`);
    arrive();
    by("rows").focus();
  });

  // `line 9, 3 of 8 specialized, 1 failing`
  function about(one) {
    const states = data.kindsOf(one).map(({ state }) => state);
    const count = (wanted) => states.filter((state) => state === wanted).length;
    const sites = states.length - count("plain");
    const failing = count("failing");
    return `line ${one.line}, ${count("specialized")} of ${sites} specialized${failing ? `, ${failing} failing` : ""}`;
  }

  const key = (names, words, action) => names.forEach((name) => specialist.key(name, words, action));
  key(["ArrowDown", "ArrowRight"], "next instruction", () => step(at + 1));
  key(["ArrowUp", "ArrowLeft"], "previous instruction", () => step(at - 1));
  specialist.key("Home", "first instruction", () => step(0));
  specialist.key("End", "last instruction", () => step(code.steps.length - 1));
  specialist.key("Enter", "follow the jump", follow);
  specialist.key("j", "next finding", () => finding(1));
  specialist.key("k", "previous finding", () => finding(-1));
  specialist.key("f", "as compiled, as run, with caches", () => turn(FORMS[(FORMS.indexOf(forms) + 1) % FORMS.length]));

  turn(forms);
  arrive();
});
