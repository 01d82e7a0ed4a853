// The text of a line, which is in pieces.
specialist.lineText = (line) => line.map(({ text }) => text).join("");

// A function's source, cut where spans of its instructions begin and end.
//
// `on` hears of what the reader does: `point(span)`, `choose(span)`.
specialist.walkSource = (box, data, on) => {
  "use strict";
  const { element } = specialist;
  const DEEPEST = 16; // Lines that begin further in are broken as if they did there.
  let code = null;
  let lines = null;
  let byLine = new Map(); // Line → spans that touch it.
  let tabbable = null;
  let cut = 0; // Blanks that all lines begin with are left out.
  // By class, a span and the stretches that show it.
  const marked = { current: { span: null, on: [] }, pointed: { span: null, on: [] } };

  const isInside = (span, at, start, stop) =>
    (span.line < at || (span.line === at && span.column <= start)) && (at < span.end_line || (at === span.end_line && stop <= span.end_column));

  // Fewer lines, then fewer characters.
  function size(span) {
    return (span.end_line - span.line) * 1e6 + (span.end_column - span.column);
  }

  function indent(texts) {
    const blanks = texts.filter((text) => text.trim()).map((text) => /^ */.exec(text)[0].length);
    return blanks.reduce((least, one) => Math.min(least, one), blanks[0] ?? 0);
  }

  // The innermost span of each stretch between two edges.
  function stretches(at, text) {
    const here = byLine.get(at) ?? [];
    const indent = text.length - text.trimStart().length;
    const edges = new Set([0, text.length]);
    for (const span of here) {
      const { line, column, end_line, end_column } = code.spans[span];
      edges.add(line === at ? column : indent);
      edges.add(end_line === at ? end_column : text.length);
    }
    const sorted = Array.from(edges).filter((edge) => edge <= text.length).sort((a, b) => a - b);
    return sorted.slice(1).map((stop, number) => {
      const start = sorted[number];
      const covering = here.filter((span) => isInside(code.spans[span], at, start, stop) && stop > indent);
      const inner = covering.reduce(
        (best, span) => (best === null || size(code.spans[span]) < size(code.spans[best]) ? span : best),
        null,
      );
      return { start, stop, inner };
    });
  }

  // The part of a line, piece by piece.
  function part(line, start, stop) {
    const parts = [];
    let at = 0;
    for (const piece of line) {
      const text = piece.text.slice(Math.max(0, start - at), Math.max(0, stop - at));
      if (text) parts.push(piece.element ? element(piece.element, { text }) : text);
      at += piece.text.length;
    }
    return parts;
  }

  function make(index) {
    const at = code.first + index;
    const line = data.source[at - 1] ?? [];
    const text = specialist.lineText(line);
    const deep = Math.min(DEEPEST, text.length - text.trimStart().length - cut);
    const made = element("div", { class: "walk-line", "--indent": Math.max(0, deep) }, element("i", { text: String(at), "aria-hidden": "true" }));
    for (const { start, stop, inner } of stretches(at, text)) {
      const stretch = element("span", inner === null ? {} : { class: failing(inner) ? "f" : "c", "data-span": inner });
      stretch.append(...part(line, Math.max(start, cut), Math.max(stop, cut)));
      stretch.place = [at, start, stop];
      made.append(stretch);
    }
    for (const name of Object.keys(marked)) paint(name, [made]);
    return made;
  }

  let failures = new Set(); // Spans of failing instructions.
  const failing = (span) => failures.has(span);

  function show(chosen) {
    code = chosen;
    lines?.end();
    byLine = new Map();
    code.spans.forEach(({ line, end_line }, span) => {
      for (let at = line; at <= Math.min(end_line, code.last); at++) {
        if (!byLine.has(at)) byLine.set(at, []);
        byLine.get(at).push(span);
      }
    });
    failures = new Set(code.steps.filter(({ kind }) => kind.state === "failing").map(({ span }) => span));
    for (const name of Object.keys(marked)) marked[name] = { span: null, on: [] };
    tabbable = null;
    cut = indent(data.source.slice(code.first - 1, code.last).map(specialist.lineText));
    box.style.setProperty("--number", `${String(code.last).length}ch`);
    lines = specialist.chunks(box, code.last - code.first + 1, () => 1, make);
    tab(box.querySelector("[data-span]"));
  }

  function paint(name, among) {
    const { span, on } = marked[name];
    if (span === null) return;
    for (const line of among) {
      for (const stretch of line.querySelectorAll("[data-span]")) {
        if (!isInside(code.spans[span], ...stretch.place)) continue;
        stretch.classList.add(name);
        on.push(stretch);
      }
    }
  }

  // Marks a span, `null` for none, and makes that it is seen.
  function mark(name, span, isRevealed) {
    for (const stretch of marked[name].on) stretch.classList.remove(name);
    marked[name] = { span, on: [] };
    if (span === null) return;
    const { line, end_line } = code.spans[span];
    const { first, last } = code;
    const seen = [];
    if (isRevealed) specialist.reveal(box, lines.item(Math.min(line, last) - first));
    for (let at = Math.max(line, first); at <= Math.min(end_line, last); at++) {
      const made = lines.made(at - first);
      if (made) seen.push(made);
    }
    paint(name, seen);
  }

  const stretchOf = (target) => (target instanceof Element ? target.closest("[data-span]") : null);
  const spanOf = (stretch) => (stretch ? Number(stretch.dataset.span) : null);

  // One stretch at a time is in the tab order.
  function tab(stretch) {
    tabbable?.removeAttribute("tabindex");
    tabbable = stretch;
    if (stretch) stretch.tabIndex = 0;
  }

  function move(stretch, by) {
    const all = Array.from(box.querySelectorAll("[data-span]"));
    const next = all[all.indexOf(stretch) + by];
    if (!next) return;
    tab(next);
    next.focus();
  }

  function vertical(stretch, by) {
    const [at, start] = stretch.place;
    for (let line = at + by; line >= code.first && line <= code.last; line += by) {
      const all = Array.from(lines.item(line - code.first).querySelectorAll("[data-span]"));
      const distance = (one) => Math.abs(one.place[1] - start);
      const next = all.length && all.reduce((best, one) => (distance(one) < distance(best) ? one : best));
      if (!next) continue;
      tab(next);
      next.focus();
      return;
    }
  }

  const moves = {
    ArrowRight: (stretch) => move(stretch, 1),
    ArrowLeft: (stretch) => move(stretch, -1),
    ArrowDown: (stretch) => vertical(stretch, 1),
    ArrowUp: (stretch) => vertical(stretch, -1),
    Enter: (stretch) => on.choose(spanOf(stretch)),
  };

  box.addEventListener("pointerover", (event) => on.point(spanOf(stretchOf(event.target))));
  box.addEventListener("pointerleave", () => on.point(null));
  box.addEventListener("focusin", (event) => on.point(spanOf(stretchOf(event.target))));
  box.addEventListener("focusout", () => on.point(null));
  box.addEventListener("click", (event) => {
    const stretch = stretchOf(event.target);
    if (!stretch || !getSelection().isCollapsed) return;
    tab(stretch);
    on.choose(spanOf(stretch));
  });
  box.addEventListener("keydown", (event) => {
    const stretch = stretchOf(event.target);
    const action = moves[event.key];
    if (!stretch || !action || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    action(stretch);
  });

  return { show, mark };
};
