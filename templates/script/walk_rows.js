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
  // By instruction, what only few have.
  let of = {};

  const kindOf = (at) => data.kinds[code.kind[at]];
  const formOf = (at) => (forms === "generic" ? kindOf(at).base : kindOf(at).form);

  // What is known of the present form is said of no other.
  const isPresent = () => forms !== "generic";

  // `0 (+)`, its words last.
  function argument(at) {
    const number = code.arg[at];
    const text = code.argument[at];
    return [number === null ? "" : String(number), text === null ? "" : data.texts[text]];
  }

  // Where an instruction stands, as its jumps name it.
  function place(at) {
    const label = of.labels.get(at);
    return data.labeled && label ? `L${label}` : String(code.offset[at]);
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
    const [layout, values] = of.cached.get(at) ?? [];
    if (layout === undefined || forms !== "caches") return [];
    return data.caches[layout].flatMap(([name, count], field) => {
      const told = values[field] === undefined ? name : `${name}: ${values[field]}`;
      return [`CACHE ${told}`, ...Array(count - 1).fill("CACHE")];
    });
  }

  function unit(text, number, at) {
    const offset = String(code.offset[at] + 2 * (number + 1));
    return element(
      "div",
      { class: "unit" },
      element("span", { class: "offset", text: offset }),
      element("span", { class: "words", text }),
    );
  }

  function make(at) {
    const kind = kindOf(at);
    const [number, words] = argument(at);
    const line = of.starts.get(at);
    const label = of.labels.get(at);
    const shownMark = kind.unstable ? "unstable" : kind.state;
    const states = isPresent() ? `${kind.state}${kind.by ? " covered" : ""}` : "";
    return element(
      "div",
      {
        class: `row ${states}${line !== undefined && at ? " starts" : ""}`,
        id: `i${at}`,
        role: "option",
        "aria-selected": String(at === current),
        "aria-posinset": String(at + 1),
        "aria-setsize": String(code.offset.length),
      },
      element(
        "div",
        { class: "instr" },
        kind.samples ? heat(kind.samples) : element("span", { class: "cool" }),
        element("span", { class: "at", text: line === undefined ? "" : line === null ? "--" : String(line) }),
        element("span", { class: "label", text: label ? (data.labeled ? `L${label}:` : ">>") : "" }),
        element("span", { class: "offset", text: String(code.offset[at]) }),
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
    return element("span", { class: "heat", "--of": `${(100 * samples) / of.hottest}%`, title: `${samples} samples`, text: String(samples) });
  }

  function widest(texts) {
    return texts.reduce((most, text) => Math.max(most, text.length), 0);
  }

  function render() {
    rows?.end();
    const all = code.kind.map((_, at) => at);
    const samples = all.map((at) => kindOf(at).samples ?? 0);
    of.hottest = samples.reduce((most, one) => Math.max(most, one), 0);
    const widths = {
      "--heat": of.hottest ? String(of.hottest).length + 1 : 0,
      "--at": widest(Array.from(of.starts.values(), (line) => String(line ?? "--"))),
      "--label": of.labels.size ? (data.labeled ? String(of.labels.size).length + 2 : 2) : 0,
      "--offset": String(code.offset.at(-1) ?? 0).length,
      "--op": Math.min(NAME, widest(all.map(formOf))),
    };
    for (const [name, width] of Object.entries(widths)) box.style.setProperty(name, `${width}ch`);
    linked = [];
    const height = (at) => 1 + units(at).length;
    rows = specialist.chunks(box, all.length, height, make);
  }

  function show(chosen, how) {
    code = chosen;
    forms = how;
    current = null;
    of = {
      starts: new Map(code.starts),
      labels: new Map(code.labels),
      cached: new Map(code.cached),
      hottest: 0,
    };
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
