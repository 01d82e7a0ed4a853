// A long list in a box that scrolls, of which only what comes near is made.
//
// `lines` tells how many lines of text an item takes, `make` makes it.
specialist.chunks = (box, count, lines, make) => {
  "use strict";
  const { element } = specialist;
  const SIZE = 200;
  const chunks = [];
  const items = []; // Those that are made.

  function fill(number) {
    const chunk = chunks[number];
    if (!chunk || chunk.childElementCount) return;
    observer.unobserve(chunk);
    chunk.style.minHeight = "";
    for (let at = number * SIZE; at < Math.min(count, (number + 1) * SIZE); at++) {
      items[at] = make(at);
      chunk.append(items[at]);
    }
  }

  const observer = new IntersectionObserver(
    (entries) => entries.forEach((entry) => entry.isIntersecting && fill(chunks.indexOf(entry.target))),
    { root: box, rootMargin: "100% 0px" },
  );

  for (let at = 0; at < count; at += SIZE) {
    let height = 0;
    for (let item = at; item < Math.min(count, at + SIZE); item++) height += lines(item);
    const chunk = element("div", { class: "chunk", role: "presentation" });
    chunk.style.minHeight = `calc(${height} * var(--row))`;
    chunks.push(chunk);
  }
  box.replaceChildren(...chunks);
  fill(0);
  chunks.forEach((chunk, number) => number && observer.observe(chunk));

  return {
    // The item, if it has been made.
    made: (at) => items[at],
    // The item, made now if need be.
    item(at) {
      fill(Math.floor(at / SIZE));
      return items[at];
    },
    end: () => observer.disconnect(),
  };
};

// Scrolls a box so that an element in it is well inside.
specialist.reveal = (box, shown) => {
  "use strict";
  const outer = box.getBoundingClientRect();
  const inner = shown.getBoundingClientRect();
  const margin = Math.min(outer.height / 4, 4 * inner.height);
  if (inner.top < outer.top + margin) box.scrollTop += inner.top - outer.top - margin;
  else if (inner.bottom > outer.bottom - margin) box.scrollTop += inner.bottom - outer.bottom + margin;
};
