// A file's page: the panel follows pointer and keyboard, a press pins it, the address remembers it.
specialist.page("file", () => {
  "use strict";
  const { element } = specialist;
  const source = document.getElementById("source");
  const panel = document.getElementById("panel");
  const hint = panel.firstElementChild;
  const MOST = 40;
  const LINGER = 150;

  // What is looked at is a place: its `first` span and the `count` of spans.
  let data = null; // The instructions.
  let spans = [];
  const numbers = new Map(); // Element → its place among the spans.
  let shown = null;
  let pinned = null;
  let leaving = 0;

  function load() {
    if (data) return;
    data = specialist.read.file();
    spans = Array.from(source.getElementsByTagName("span"));
    spans.forEach((span, number) => numbers.set(span, number));
  }

  const of = (span) => ({ first: numbers.get(span), count: 1 });
  const isSame = (one, other) => one?.first === other?.first && one?.count === other?.count;

  // The instructions that cover all of a place: those of just this place, then those that cover
  // least.
  function covering(place) {
    const end = place.first + place.count;
    const found = data.instructions.filter(({ first, count }) => first <= place.first && end <= first + count);
    return found.sort((one, other) => one.count - other.count);
  }

  const parts = ({ first, count }) => spans.slice(first, first + count);
  const lineOf = (span) => span.closest(".line");
  const numberOf = (line) => Number(line.id.slice(1));

  // Characters from the start of a line to a point in it, the gutter left out.
  function column(line, set) {
    const range = document.createRange();
    const gutter = line.querySelector(".gutter");
    if (gutter) range.setStartAfter(gutter);
    else range.setStart(line, 0);
    set(range);
    return range.toString().length;
  }

  const startOf = (span) => column(lineOf(span), (range) => range.setEndBefore(span));
  const endOf = (span) => column(lineOf(span), (range) => range.setEndAfter(span));

  // The text from the first to the last span of a place.
  function textOf(place) {
    const range = document.createRange();
    const all = parts(place);
    range.setStartBefore(all[0]);
    range.setEndAfter(all.at(-1));
    const copy = range.cloneContents();
    copy.querySelectorAll(".gutter").forEach((gutter) => gutter.remove());
    const lines = Array.from(copy.querySelectorAll(".line"), (line) => line.textContent);
    return lines.length ? lines.join("\n") : copy.textContent;
  }

  // `L9C16-9C22`
  function address(place) {
    const all = parts(place);
    const [first, last] = [all[0], all.at(-1)];
    const [line, end] = [numberOf(lineOf(first)), numberOf(lineOf(last))];
    return `L${line}C${startOf(first)}-${end}C${endOf(last)}`;
  }

  // The line an address names, and the place, if it names one.
  function addressed(fragment) {
    const numbered = /^#L(\d+)(?:C(\d+)-(\d+)C(\d+))?$/.exec(fragment)?.slice(1).map(Number);
    const line = numbered && document.getElementById(`L${numbered[0]}`);
    if (!line) return null;
    const [, from, end, to] = numbered;
    const last = document.getElementById(`L${end}`);
    if (!last) return { line, place: null };
    load();
    const first = Array.from(line.querySelectorAll("span")).find((span) => endOf(span) > from);
    const until = Array.from(last.querySelectorAll("span")).findLast((span) => startOf(span) < to);
    const count = first && until ? numbers.get(until) - numbers.get(first) + 1 : 0;
    return { line, place: count > 0 ? { first: numbers.get(first), count } : null };
  }

  const where = ({ name, line }) => `${name}, line ${line}`;

  function heading(place, { code, offset }) {
    const walk = data.walk && data.walk + specialist.step(code.id, offset);
    return element(
      "div",
      { class: "place" },
      element("code", { text: textOf(place).trim() }),
      element("p", {}, where(code), walk ? element("a", { href: walk, text: "Step through" }) : null),
    );
  }

  function fill(place) {
    const found = covering(place);
    panel.replaceChildren();
    if (found.length) panel.append(heading(place, found[0]));
    let title = null;
    let list = null;
    for (const { code, kind } of found.slice(0, MOST)) {
      if (where(code) !== title) {
        if (title) panel.append(element("h2", { text: where(code) }));
        title = where(code);
        list = element("ul", { class: "instructions" });
        panel.append(list);
      }
      list.append(specialist.panel.instruction(kind, data));
    }
    if (found.length > MOST) {
      panel.append(element("p", { class: "hint", text: `and ${found.length - MOST} more that enclose it` }));
    }
    panel.scrollTop = 0;
  }

  function mark(place, on) {
    const all = parts(place);
    all.forEach((span, number) => {
      const ends = [number === 0 ? "first" : "", number === all.length - 1 ? "last" : ""];
      if (on) span.dataset.on = ends.join(" ").trim();
      else delete span.dataset.on;
    });
  }

  function show(place) {
    clearTimeout(leaving);
    if (isSame(place, shown)) return;
    load();
    if (shown) mark(shown, false);
    fill(place);
    shown = place;
    mark(place, true);
    panel.classList.add("shown");
  }

  function hide() {
    clearTimeout(leaving);
    if (shown) mark(shown, false);
    shown = null;
    panel.replaceChildren(hint);
    panel.classList.remove("shown");
  }

  // Keeps a place shown and in the address, whatever the pointer does.
  function pin(place) {
    pinned = place;
    for (const one of [panel, source]) one.classList.toggle("pinned", place !== null);
    if (place) show(place);
    history.replaceState(null, "", place ? `#${address(place)}` : location.pathname + location.search);
  }

  function free() {
    if (pinned) pin(null);
    hide();
  }

  // Back to what is pinned, if anything is.
  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(() => pinned && show(pinned), LINGER);
  }

  function spanOf(node) {
    const span = node instanceof Element ? node.closest("span") : null;
    return span && source.contains(span) ? span : null;
  }

  // One span at a time is in the tab order.
  let tabbable = source.querySelector("span[class]") ?? source.querySelector("span");
  if (tabbable) tabbable.tabIndex = 0;

  function focus(place, block = "nearest") {
    if (!place) return;
    const span = spans[place.first];
    tabbable?.removeAttribute("tabindex");
    tabbable = span;
    span.tabIndex = 0;
    pin(place);
    span.focus({ preventScroll: true });
    span.scrollIntoView({ block, inline: "nearest" });
  }

  const lines = source.getElementsByClassName("line");

  // The span nearest in column, on the nearest line that has any.
  function vertical(span, direction) {
    const middle = (one) => (startOf(one) + endOf(one)) / 2;
    const wanted = middle(span);
    let at = numberOf(lineOf(span)) - 1;
    let candidates;
    do {
      at += direction;
      if (!lines[at]) return null;
      candidates = Array.from(lines[at].querySelectorAll("span"));
    } while (!candidates.length);
    const distance = (one) => Math.abs(middle(one) - wanted);
    return candidates.reduce((best, other) => (distance(other) < distance(best) ? other : best));
  }

  // The next finding after what is shown, around the end of the page.
  function finding(direction) {
    load();
    const places = data.findings;
    if (!places.length) {
      specialist.announce("No findings on this page");
      return;
    }
    const compare = (one, other) => one.first - other.first || one.count - other.count;
    const from = shown ?? { first: -1, count: 0 };
    const next =
      direction > 0
        ? (places.find((place) => compare(place, from) > 0) ?? places[0])
        : (places.findLast((place) => compare(place, from) < 0) ?? places.at(-1));
    focus(next, "center");
  }

  const moves = {
    ArrowRight: (span) => spans[numbers.get(span) + 1],
    ArrowLeft: (span) => spans[numbers.get(span) - 1],
    ArrowDown: (span) => vertical(span, 1),
    ArrowUp: (span) => vertical(span, -1),
    Home: (span) => lineOf(span).querySelector("span"),
    End: (span) => Array.from(lineOf(span).querySelectorAll("span")).pop(),
  };

  function pointed(event) {
    const span = spanOf(event.target);
    if (span) {
      load();
      show(of(span));
    } else leave();
  }

  source.addEventListener("pointerover", pointed);
  source.addEventListener("pointerleave", leave);
  panel.addEventListener("pointerenter", () => clearTimeout(leaving));
  source.addEventListener("focusin", (event) => {
    const span = spanOf(event.target);
    load();
    if (span && !(pinned && pinned.first === numbers.get(span))) show(of(span));
  });
  source.addEventListener("click", (event) => {
    const span = spanOf(event.target);
    const line = event.target instanceof Element ? event.target.closest(".line") : null;
    if (!getSelection().isCollapsed) return;
    load();
    if (span) focus(of(span));
    else if (line && (event.target === line || event.target.closest(".gutter"))) go(`#${line.id}`);
  });
  source.addEventListener("keydown", (event) => {
    const span = spanOf(event.target);
    const move = moves[event.key];
    if (!span || !move || event.ctrlKey || event.altKey || event.metaKey) return;
    load();
    event.preventDefault();
    const next = move(span);
    if (next) focus(of(next));
  });

  // What the address names.
  function arrive() {
    const named = addressed(location.hash);
    source.querySelector(".here")?.classList.remove("here");
    if (!named) return;
    if (named.place) {
      focus(named.place, "center");
    } else {
      named.line.classList.add("here");
      named.line.scrollIntoView({ block: "center" });
    }
  }

  function go(fragment) {
    if (pinned) pin(null);
    history.replaceState(null, "", fragment);
    arrive();
  }

  window.addEventListener("hashchange", arrive);
  specialist.key("j", "next finding", () => finding(1));
  specialist.key("k", "previous finding", () => finding(-1));
  specialist.key("Escape", "unpin", free);
  arrive();
});
