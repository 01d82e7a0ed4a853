// The stack before and after an instruction, the top uppermost.
//
// `on` hears of what the reader does: `point(row)`, `choose(row)`, with the instruction that made an item.
specialist.walkStack = (box, on) => {
  "use strict";
  const { element } = specialist;
  const MOST = 12; // So many of a deep one are drawn.

  // From the bottom to the top.
  function items({ stacks }, number) {
    const all = [];
    for (let at = number; at > 0; at = stacks[at - 1].below) all.push({ number: at, ...stacks[at - 1] });
    return all.reverse();
  }

  // How many at the bottom stay.
  function kept(before, after) {
    let count = 0;
    while (count < before.length && before[count].number === after[count]?.number) count++;
    return count;
  }

  const words = (all) => (all.length ? all.map(({ text }) => text).join(", ") : "empty");

  function item({ text, made_by }, name) {
    const made = element(made_by === null ? "span" : "button", { class: "item", text, type: made_by === null ? null : "button" });
    if (made_by !== null) {
      made.title = "go to the instruction that pushed it";
      made.addEventListener("pointerenter", () => on.point(made_by));
      made.addEventListener("pointerleave", () => on.point(null));
      made.addEventListener("click", () => on.choose(made_by));
    }
    return element("li", { class: name }, made);
  }

  function column(heading, all, stay, name) {
    const hidden = Math.max(0, all.length - MOST);
    const drawn = all.slice(hidden).map((one, at) => item(one, at + hidden < stay ? "kept" : name));
    if (hidden) drawn.unshift(element("li", { class: "deeper", text: `and ${hidden} below` }));
    if (!all.length) drawn.push(element("li", { class: "empty", text: "empty" }));
    return element("div", {}, element("h3", { text: heading }), element("ol", { "aria-label": `Stack ${heading}, top first` }, ...drawn.reverse()));
  }

  // Both stacks, or why there are none.
  function show(code, { before, after }, unknown) {
    if (before === null || after === null) {
      box.replaceChildren(element("p", { class: "unknown", text: unknown }));
      return unknown;
    }
    const [old, made] = [items(code, before), items(code, after)];
    const stay = kept(old, made);
    box.replaceChildren(
      column("before", old, stay, "taken"),
      element("div", { class: "becomes", "aria-hidden": "true", text: "→" }),
      column("after", made, stay, "made"),
    );
    return `stack ${words(old)} → ${words(made)}`;
  }

  const text = (code, number) => (number === null ? "not known" : words(items(code, number)));

  return { show, text };
};
