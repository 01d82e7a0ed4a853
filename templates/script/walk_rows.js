// A function's instructions, a row each, under one the units of its inline cache.
//
// `on` hears of what the reader does: `point(row)`, `choose(row)`.
specialist.walkRows = (box, data, on) => {
  "use strict";
  const { element } = specialist;
  const NAME = 20; // Longer ones move what follows, as in `dis`.
  let code = null;
  let forms = "present";
  let rows = null;
  let current = null;
  let linked = [];
  let hottest = 0;

  const kindOf = (at) => code.steps[at].kind;
  const formOf = (at) => (forms === "generic" ? kindOf(at).base : kindOf(at).form);

  // What is known of the present form is said of no other.
  const isPresent = () => forms !== "generic";

  // `0 (+)`, its words last.
  function argument(at) {
    const { arg, argument } = code.steps[at];
    return [arg === null ? "" : String(arg), argument ?? ""];
  }

  // Where an instruction stands, as its jumps name it.
  function place(at) {
    const { label, offset } = code.steps[at];
    return data.labeled && label ? `L${label}` : String(offset);
  }

  // The form's own part of the name stands out.
  function name(at) {
    const { base } = kindOf(at);
    const form = formOf(at);
    if (form === base) return [form];
    if (form.startsWith(base)) return [base, element("b", { text: form.slice(base.length) })];
    return [element("b", { text: form })];
  }

  // The text of each unit, a field's name and value at its first.
  function units(at) {
    const { cache } = code.steps[at];
    if (!cache || forms !== "caches") return [];
    return cache.fields.flatMap(({ name, units }, field) => {
      const value = cache.values[field];
      return [`CACHE ${value === undefined ? name : `${name}: ${value}`}`, ...Array(units - 1).fill("CACHE")];
    });
  }

  function unit(text, number, at) {
    const offset = String(code.steps[at].offset + 2 * (number + 1));
    return element(
      "div",
      { class: "unit" },
      element("span", { class: "offset", text: offset }),
      element("span", { class: "words", text }),
    );
  }

  function make(at) {
    const { kind, starts, label, offset } = code.steps[at];
    const [number, words] = argument(at);
    const line = starts ? String(starts.line ?? "--") : "";
    const shownMark = kind.unstable ? "unstable" : kind.state;
    const states = isPresent() ? `${kind.state}${kind.by ? " covered" : ""}` : "";
    return element(
      "div",
      {
        class: `row ${states}${starts && at ? " starts" : ""}`,
        id: `i${at}`,
        role: "option",
        "aria-selected": String(at === current),
        "aria-posinset": String(at + 1),
        "aria-setsize": String(code.steps.length),
      },
      element(
        "div",
        { class: "instr" },
        kind.samples ? heat(kind.samples) : element("span", { class: "cool" }),
        element("span", { class: "at", text: line }),
        element("span", { class: "label", text: label ? (data.labeled ? `L${label}:` : ">>") : "" }),
        element("span", { class: "offset", text: String(offset) }),
        element("span", { class: `mark ${isPresent() ? shownMark : ""}`, "aria-hidden": "true" }),
        element("span", { class: "op" }, ...name(at), isPresent() ? element("span", { class: "sr", text: ` ${shownMark}` }) : ""),
        words ? element("span", { class: "words", text: words }) : null,
        element("span", { class: "arg", text: number }),
      ),
      ...units(at).map((text, number) => unit(text, number, at)),
    );
  }

  // In share of the hottest instruction of the function.
  function heat(samples) {
    return element("span", { class: "heat", "--of": `${(100 * samples) / hottest}%`, title: `${samples} samples`, text: String(samples) });
  }

  function widest(texts) {
    return texts.reduce((most, text) => Math.max(most, text.length), 0);
  }

  function render() {
    rows?.end();
    const { steps } = code;
    hottest = steps.reduce((most, { kind }) => Math.max(most, kind.samples ?? 0), 0);
    const labels = steps.filter(({ label }) => label).length;
    const widths = {
      "--heat": hottest ? String(hottest).length + 1 : 0,
      "--at": widest(steps.map(({ starts }) => (starts ? String(starts.line ?? "--") : ""))),
      "--label": labels ? (data.labeled ? String(labels).length + 2 : 2) : 0,
      "--offset": String(steps.at(-1)?.offset ?? 0).length,
      "--op": Math.min(NAME, widest(steps.map((_, at) => formOf(at)))),
    };
    for (const [name, width] of Object.entries(widths)) box.style.setProperty(name, `${width}ch`);
    linked = [];
    const height = (at) => 1 + units(at).length;
    rows = specialist.chunks(box, steps.length, height, make);
  }

  function show(chosen, how) {
    code = chosen;
    forms = how;
    current = null;
    render();
  }

  // The instruction that is stepped at, and the one it may jump to.
  function select(at, target) {
    box.querySelector(".target")?.classList.remove("target");
    rows.made(current)?.setAttribute("aria-selected", "false");
    current = at;
    const row = rows.item(at);
    row.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", row.id);
    if (target !== undefined) rows.item(target)?.classList.add("target");
    specialist.reveal(box, row.firstElementChild);
  }

  // Marks instructions, and makes that the first is seen.
  function link(places, isRevealed) {
    linked.forEach((row) => row.classList.remove("linked"));
    linked = places.map((at) => rows.item(at));
    linked.forEach((row) => row.classList.add("linked"));
    if (isRevealed && linked.length) specialist.reveal(box, linked[0]);
  }

  function rowOf(target) {
    const row = target instanceof Element ? target.closest(".row") : null;
    return row ? Number(row.id.slice(1)) : null;
  }

  box.addEventListener("pointerover", (event) => on.point(rowOf(event.target)));
  box.addEventListener("pointerleave", () => on.point(null));
  box.addEventListener("click", (event) => {
    const at = rowOf(event.target);
    if (at !== null) on.choose(at);
  });

  return { show, select, link, argument, formOf, place };
};
