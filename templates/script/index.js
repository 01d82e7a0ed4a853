// The table of files and functions: sorted, searched, and opened as far as it is looked at.
specialist.page("index", () => {
  "use strict";
  const { element } = specialist;
  const form = document.getElementById("find");
  const table = document.getElementById("files");
  if (!form) return;
  const body = table.tBodies[0];
  const heads = Array.from(table.querySelectorAll("thead [data-column]"));
  const columns = heads.map((head) => head.dataset.column);
  const SLICE = 300;

  const data = specialist.read.index();
  const rows = Array.from(body.rows);
  const files = data.files.map((file, at) => {
    const path = rows[at].querySelector("a").textContent;
    return { ...file, path, name: path, words: path.toLowerCase(), row: rows[at] };
  });

  // A file's functions, made when they are first asked for.
  function functions(file) {
    return (file.made ??= file.functions().map((of) => ({ ...of, file, words: of.name.toLowerCase() })));
  }

  function all() {
    return files.flatMap(functions);
  }

  // What a row is sorted by, where that is not the number in the column.
  const KEYS = {
    specialized: ({ sites, specialized }) => (sites ? specialized / sites : -1),
    heat: ({ samples }) => samples,
  };

  function sorted(items, { sort, order }) {
    const sign = order === "ascending" ? 1 : -1;
    const key = KEYS[sort] ?? ((item) => item[sort]);
    const compare = (one, other) => (key(one) < key(other) ? -sign : key(one) > key(other) ? sign : 0);
    return items.toSorted(compare);
  }

  function cells({ sites, specialized, failing, unstable, cold, samples }) {
    const number = (value, name) =>
      element("td", { class: value ? name : "none", text: value.toLocaleString("en") });
    const share = sites ? `${Math.floor((100 * specialized) / sites)}%` : "–";
    const made = [
      element("td", { text: sites.toLocaleString("en") }), element("td", { text: share }),
      number(failing, "failing"), number(unstable, "unstable"), number(cold, ""),
    ];
    if (data.samples) made.push(heat(samples));
    const end = (part) => (sites ? `${(100 * part) / sites}%` : null);
    made.push(element("td", { class: "bar", "--s": end(specialized), "--f": end(specialized + failing) }));
    return made;
  }

  function heat(samples) {
    if (!samples) return element("td");
    const of = `${Math.floor((100 * samples) / data.most)}%`;
    return element("td", { class: "hot", "--of": of, text: specialist.share(samples, data.samples) });
  }

  // A function's row, made once.
  function row(of, flat) {
    const made = (of.row ??= element("tr", {}, element("th", { scope: "row" }), ...cells(of)));
    const link = element("a", { href: `${of.file.page}#L${Math.max(1, of.line)}`, text: of.name });
    made.cells[0].replaceChildren(link, ...(flat ? [element("span", { class: "of", text: of.file.path })] : []));
    made.className = flat ? "" : "inner";
    return made;
  }

  // A file's row, with a button that opens it.
  function fileRow(file, open) {
    file.button ??= button(file);
    file.button.setAttribute("aria-expanded", String(open));
    return file.row;
  }

  function button(file) {
    const made = element("button", { type: "button", class: "open", "aria-expanded": "false", "aria-label": `Functions of ${file.path}` });
    made.addEventListener("click", () => {
      file.open = !file.open;
      draw();
    });
    if (file.length) file.row.cells[0].prepend(made);
    return made;
  }

  // Every word is to be in the path or the name. A function is found by its name, a file by its
  // path or its functions.
  function* found() {
    const wanted = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const named = (of) => wanted.some((word) => of.words.includes(word));
    const inner = (file) =>
      functions(file).filter((of) => named(of) && wanted.every((word) => of.words.includes(word) || file.words.includes(word)));
    if (state.by) {
      const chosen = wanted.length ? files.flatMap(inner) : all();
      for (const of of sorted(chosen, state)) yield () => row(of, true);
      return;
    }
    for (const file of sorted(files, state)) {
      const matching = wanted.length ? inner(file) : [];
      if (!matching.length && !wanted.every((word) => file.words.includes(word))) continue;
      const inside = file.open && !wanted.length ? functions(file) : matching;
      yield () => fileRow(file, inside.length > 0);
      for (const of of sorted(inside, state)) yield () => row(of, false);
    }
  }

  let state = {};
  let makers = []; // A function for each row that is found.
  let shown = 0;
  const seen = new IntersectionObserver(([entry]) => entry.isIntersecting && more(), { rootMargin: "1000px" });

  // Appends the next rows; returns whether there were any.
  function more() {
    const slice = makers.slice(shown, shown + SLICE).map((make) => make());
    shown += slice.length;
    body.append(...slice);
    seen.disconnect();
    if (shown < makers.length) seen.observe(body.lastElementChild);
    return slice.length > 0;
  }

  function draw() {
    const focused = document.activeElement;
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[columns.indexOf(state.sort)].setAttribute("aria-sort", state.order);
    makers = Array.from(found());
    shown = 0;
    body.replaceChildren();
    if (!more()) body.append(element("tr", {}, element("td", { class: "nothing", colspan: heads.length + 1, text: "Nothing matches." })));
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    form.elements.q.value = state.q;
    form.elements.by.value = state.by;
    document.getElementById("count").textContent = state.q ? `${makers.length.toLocaleString("en")} found` : "";
  }

  const FIRST = { sort: "failing", order: "descending" };
  const address = specialist.address(["q", "by", "sort", "order"]);

  function read() {
    const { q, by, sort, order } = address.read();
    state = {
      q, by: by === "functions" ? by : "",
      sort: columns.includes(sort) ? sort : FIRST.sort,
      order: ["ascending", "descending"].includes(order) ? order : FIRST.order,
    };
    draw();
  }

  function turn(change) {
    state = { ...state, ...change };
    const first = state.sort === FIRST.sort && state.order === FIRST.order;
    address.write(first ? { q: state.q, by: state.by } : state);
    draw();
  }

  function press(column) {
    const orders = column === "name" ? ["ascending", "descending"] : ["descending", "ascending"];
    turn({ sort: column, order: state.sort === column && state.order === orders[0] ? orders[1] : orders[0] });
  }

  for (const head of heads) {
    const made = element("button", { type: "button", text: head.textContent });
    made.addEventListener("click", () => press(head.dataset.column));
    head.replaceChildren(made);
  }
  form.hidden = false;
  form.addEventListener("input", () => turn({ q: form.elements.q.value, by: form.elements.by.value }));
  // To the first function that is found, or else to the first file.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    while (more());
    const links = Array.from(body.querySelectorAll("a"));
    const first = links.find((link) => link.hash) ?? links[0];
    if (state.q && first) location.href = first.href;
  });
  const toSearch = location.hash === "#search";
  window.addEventListener("hashchange", read);
  window.addEventListener("beforeprint", () => {
    while (more());
  });
  specialist.walk(() => document.querySelectorAll(".sites .spot"));
  read();
  if (toSearch) form.elements.q.focus();
});
