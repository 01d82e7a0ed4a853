// Shows the instructions under a place of the source, on pointing and on focus.
(() => {
  "use strict";
  const source = document.getElementById("source");
  const panel = document.getElementById("panel");
  const MOST = 40;
  const LINGER = 150;

  let data = null; // The instructions: see of_page in html/data.rs.
  let spans = [];
  const numbers = new Map(); // Element → its place among the spans.
  let shown = null;
  let leaving = 0;

  function load() {
    if (data) return;
    data = JSON.parse(document.getElementById("data").textContent);
    spans = Array.from(source.getElementsByTagName("span"));
    spans.forEach((span, number) => numbers.set(span, number));
  }

  // The instructions that cover a span, those that cover least first.
  function under(span) {
    const number = numbers.get(span);
    const found = [];
    for (const [name, line, instructions] of data.code) {
      for (let at = 0; at < instructions.length; at += 3) {
        const first = instructions[at];
        const count = instructions[at + 1];
        if (first <= number && number < first + count) {
          found.push({ name, line, count, kind: data.kinds[instructions[at + 2]] });
        }
      }
    }
    return found.sort((one, other) => one.count - other.count);
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function item([base, form, argument, state, executedBy, known, rows]) {
    const made = element("li", "", state);
    made.append(base);
    if (form !== base) made.append(" → ", element("b", form));
    if (argument) made.append(" ", element("i", argument));
    const how = executedBy ? `${state}, executed by ${executedBy}` : state;
    made.append("  ", element("span", known ? `${how}: ${known}` : how, "state"));
    if (rows.length) made.append(details(rows));
    return made;
  }

  // Headings, each with the lines beside it.
  function details(rows) {
    const list = element("dl", "");
    for (const [heading, lines] of rows) {
      list.append(element("dt", heading), ...lines.map((line) => element("dd", line)));
    }
    return list;
  }

  function fill(span) {
    const found = under(span);
    panel.replaceChildren();
    let title = null;
    let list = null;
    for (const { name, line, kind } of found.slice(0, MOST)) {
      const heading = `${name}, line ${line}`;
      if (heading !== title) {
        title = heading;
        list = element("ul", "");
        panel.append(element("h2", heading), list);
      }
      list.append(item(kind));
    }
    if (found.length > MOST) {
      panel.append(element("p", `and ${found.length - MOST} more that cover more`));
    }
  }

  // Below the span where there is room, else above.
  function place(span) {
    const at = span.getClientRects()[0] ?? span.getBoundingClientRect();
    const gap = 6;
    const left = Math.min(at.left, document.documentElement.clientWidth - panel.offsetWidth - gap);
    const below = at.bottom + gap;
    const fits = below + panel.offsetHeight <= window.innerHeight;
    panel.style.left = `${Math.max(gap, left)}px`;
    panel.style.top = `${fits ? below : Math.max(gap, at.top - gap - panel.offsetHeight)}px`;
  }

  function show(span) {
    clearTimeout(leaving);
    if (span === shown) return;
    hide();
    load();
    fill(span);
    shown = span;
    span.toggleAttribute("data-on", true);
    span.setAttribute("aria-describedby", "panel");
    panel.hidden = false;
    panel.scrollTop = 0;
    place(span);
  }

  function hide() {
    clearTimeout(leaving);
    if (!shown) return;
    shown.removeAttribute("data-on");
    shown.removeAttribute("aria-describedby");
    shown = null;
    panel.hidden = true;
  }

  // Back to what has the focus, if anything has.
  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      const focused = spanOf(document.activeElement);
      if (focused) show(focused);
      else hide();
    }, LINGER);
  }

  function spanOf(node) {
    const span = node instanceof Element ? node.closest("span") : null;
    return span && source.contains(span) ? span : null;
  }

  // One span at a time is in the tab order.
  let tabbable = source.querySelector("span[class]") ?? source.querySelector("span");
  if (tabbable) tabbable.tabIndex = 0;

  function focus(span) {
    if (!span) return;
    tabbable?.removeAttribute("tabindex");
    tabbable = span;
    span.tabIndex = 0;
    span.focus({ preventScroll: true });
    span.scrollIntoView({ block: "nearest", inline: "nearest" });
    place(span);
  }

  // The span nearest in column, on the nearest line that has any.
  function vertical(span, direction) {
    const middle = (of) => {
      const box = of.getBoundingClientRect();
      return (box.left + box.right) / 2;
    };
    const column = middle(span);
    let line = span.closest("li");
    do {
      line = direction > 0 ? line.nextElementSibling : line.previousElementSibling;
    } while (line && !line.querySelector("span"));
    if (!line) return null;
    const distance = (of) => Math.abs(middle(of) - column);
    return Array.from(line.querySelectorAll("span")).reduce((best, other) =>
      distance(other) < distance(best) ? other : best,
    );
  }

  function failing(span, direction) {
    for (let at = numbers.get(span) + direction; spans[at]; at += direction) {
      if (spans[at].classList.contains("f")) return spans[at];
    }
    return null;
  }

  const moves = {
    ArrowRight: (span) => spans[numbers.get(span) + 1],
    ArrowLeft: (span) => spans[numbers.get(span) - 1],
    ArrowDown: (span) => vertical(span, 1),
    ArrowUp: (span) => vertical(span, -1),
    Home: (span) => span.closest("li").querySelector("span"),
    End: (span) => Array.from(span.closest("li").querySelectorAll("span")).pop(),
    n: (span) => failing(span, 1),
    N: (span) => failing(span, -1),
  };

  source.addEventListener("pointerover", (event) => {
    const span = spanOf(event.target);
    if (span) show(span);
    else leave();
  });
  source.addEventListener("pointerleave", leave);
  panel.addEventListener("pointerenter", () => clearTimeout(leaving));
  panel.addEventListener("pointerleave", leave);
  source.addEventListener("focusin", (event) => {
    const span = spanOf(event.target);
    if (span) show(span);
  });
  source.addEventListener("focusout", leave);
  source.addEventListener("click", (event) => {
    const span = spanOf(event.target);
    if (span && getSelection().isCollapsed) {
      load();
      focus(span);
      show(span);
    }
  });
  source.addEventListener("keydown", (event) => {
    const span = spanOf(event.target);
    const move = moves[event.key];
    if (!span || !move || event.ctrlKey || event.altKey || event.metaKey) return;
    load();
    event.preventDefault();
    focus(move(span));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  window.addEventListener("scroll", () => shown && place(shown), { passive: true, capture: true });
})();
