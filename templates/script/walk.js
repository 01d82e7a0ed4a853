// The walkthrough: one instruction of one function at a time, on all sides of the page at once.
specialist.page("walk", () => {
  "use strict";
  const { element } = specialist;
  const data = specialist.data();
  const by = (id) => document.getElementById(id);
  const FORMS = ["generic", "present", "caches"];
  const file = by("home").textContent.split("/").pop();
  const NOT_REACHED = "No path leads here: this never runs.";
  const NO_HANDLERS = "No recorded path leads here: this never runs, or it handles an exception.";
  const NOT_KNOWN = "The stack is not known here: the paths through this code don't agree.";

  let code = null;
  let at = 0;
  let forms = FORMS.includes(specialist.recall("forms")) ? specialist.recall("forms") : "present";
  let targets = new Map();
  let generic = new Map();

  const source = specialist.walkSource(by("lines"), data, { point: pointSource, choose: chooseSource });
  const rows = specialist.walkRows(by("rows"), data, { point: pointRow, choose: step });
  const stack = specialist.walkStack(by("stacks"), data, { point: pointRow, choose: step });

  // The instructions of exactly this span.
  const compiledFrom = (span) => code.span.flatMap((one, place) => (one === span ? [place] : []));

  function pointSource(span) {
    source.mark("pointed", span);
    rows.link(span === null ? [] : compiledFrom(span), true);
  }

  function pointRow(place) {
    source.mark("pointed", place === null ? null : code.span[place], true);
    rows.link(place === null ? [] : [place], false);
  }

  // The first of its instructions; at one of them already, the next.
  function chooseSource(span) {
    const all = compiledFrom(span);
    step(all.find((place) => place > at && all.includes(at)) ?? all[0]);
  }

  const around = (place) => (forms === "generic" && generic.get(place)) || [code.before[place], code.after[place]];

  function now() {
    const kind = data.kinds[code.kind[at]];
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
    const offset = code.offset[at];
    const handler = code.handlers.findLast(({ start, end }) => start <= offset && offset < end);
    if (!handler) return [];
    const link = element("button", { type: "button", text: handler.text });
    link.addEventListener("click", () => handler.target !== null && step(handler.target));
    return [element("p", { class: "handled" }, "If it raises: ", link)];
  }

  function withoutStack() {
    if (code.before[0] === null) return NOT_KNOWN;
    return code.handlers.length ? NOT_REACHED : NO_HANDLERS;
  }

  function step(place) {
    const last = code.offset.length - 1;
    if (place === undefined || last < 0) return;
    at = Math.max(0, Math.min(last, place));
    const target = targets.get(at);
    rows.select(at, target);
    source.mark("current", code.span[at], true);
    const said = stack.show(code, around(at), withoutStack());
    now();
    const jump = document.querySelector("[data-step=jump]");
    jump.hidden = target === undefined;
    if (target !== undefined) jump.textContent = `↵ Jump to ${rows.place(target)}`;
    document.querySelector("[data-step='-1']").disabled = at === 0;
    document.querySelector("[data-step='1']").disabled = at === last;
    history.replaceState(null, "", address());
    specialist.announce(`${rows.formOf(at)}: ${said}`);
  }

  const address = () => `#${encodeURIComponent(code.id)}@${code.offset[at]}`;

  function follow() {
    const target = targets.get(at);
    if (target === undefined) specialist.announce("This instruction does not jump");
    else step(target);
  }

  // The next instruction that fails or does not stay specialized.
  function finding(direction) {
    const troubled = code.kind.flatMap((kind, place) => {
      const { state, unstable, by: coverer } = data.kinds[kind];
      return (state === "failing" || unstable) && !coverer ? [place] : [];
    });
    const next = direction > 0 ? troubled.find((place) => place > at) : troubled.findLast((place) => place < at);
    if (next === undefined) specialist.announce("No more findings in this function");
    else step(next);
  }

  function show(chosen, offset) {
    code = chosen;
    targets = new Map(code.targets);
    generic = new Map(code.generic);
    by("title").textContent = code.name;
    const home = by("home");
    home.href = `${data.page}#L${Math.max(1, code.line)}`;
    home.textContent = `${file}, line ${code.line}`;
    document.title = `${code.name}, step by step – specialist`;
    source.show(code);
    rows.show(code, forms);
    const place = code.offset.findLastIndex((one) => one <= offset);
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
    const lines = data.source.slice(code.lines[0] - 1, code.lines[1]);
    const text = lines.map((line, number) => `${String(code.lines[0] + number).padStart(5)}  ${specialist.lineText(line)}`);
    const row = (name, values) => element("tr", {}, ...values.map((value) => element(name, { text: String(value) })));
    const starts = new Map(code.starts);
    const body = code.offset.map((offset, place) => {
      const after = stack.text(code, around(place)[1]);
      const form = rows.formOf(place);
      const { state } = data.kinds[code.kind[place]];
      return row("td", [starts.get(place) ?? "", offset, form, rows.argument(place)[1], forms === "generic" ? "" : state, after]);
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
  function about({ line, kind }) {
    const states = kind.map((one) => data.kinds[one].state);
    const count = (state) => states.filter((one) => one === state).length;
    const sites = states.length - count("plain");
    const failing = count("failing");
    return `line ${line}, ${count("specialized")} of ${sites} specialized${failing ? `, ${failing} failing` : ""}`;
  }

  const key = (names, words, action) => names.forEach((name) => specialist.key(name, words, action));
  key(["ArrowDown", "ArrowRight"], "next instruction", () => step(at + 1));
  key(["ArrowUp", "ArrowLeft"], "previous instruction", () => step(at - 1));
  specialist.key("Home", "first instruction", () => step(0));
  specialist.key("End", "last instruction", () => step(code.offset.length - 1));
  specialist.key("Enter", "follow the jump", follow);
  specialist.key("j", "next finding", () => finding(1));
  specialist.key("k", "previous finding", () => finding(-1));
  specialist.key("f", "as compiled, as run, with caches", () => turn(FORMS[(FORMS.indexOf(forms) + 1) % FORMS.length]));

  turn(forms);
  arrive();
});
