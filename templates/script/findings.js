// The list of all findings: filtered, in groups, and made as far as it is looked at.
specialist.page("findings", () => {
  "use strict";
  const { coded, element } = specialist;
  const form = document.getElementById("filters");
  const list = document.getElementById("findings");
  if (!form) return;
  const SLICE = 60;
  const FIELDS = ["q", "rule", "state", "file", "function", "by"];

  const data = specialist.read.findings();
  const { sites } = data;
  const most = sites.reduce((most, { share, samples }) => (share === null ? most : Math.max(most, samples)), 1);
  sites.forEach((site, number) => {
    site.rank = number + 1;
    site.state = site.unstable ? "unstable" : "failing";
    site.position = site.file.path + site.place;
  });

  const link = ({ file, fragment }) => `${file.page}#${fragment}`;

  // What a text is looked for in.
  function words(site) {
    const excerpt = site.before + site.expression + site.behind;
    const all = [excerpt, site.message, site.known, site.position, site.function, site.group.name];
    return (site.words ??= all.join("\n").toLowerCase());
  }

  // A value that one of them has is meant as a whole; any other is a part.
  function matcher(value, of) {
    if (!value) return () => true;
    if (sites.some((site) => of(site) === value)) return (site) => of(site) === value;
    const part = value.toLowerCase();
    return (site) => of(site).toLowerCase().includes(part);
  }

  function chosen(state) {
    const wanted = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const inFile = matcher(state.file, (site) => site.file.path);
    const inFunction = matcher(state.function, (site) => site.function);
    return sites.filter(
      (site) =>
        (!state.rule || site.group.name === state.rule) &&
        (!state.state || site.state === state.state) &&
        inFile(site) &&
        inFunction(site) &&
        wanted.every((word) => words(site).includes(word)),
    );
  }

  const GROUPS = {
    "": (site) => (!site.avoidable ? "No fix in your code" : site.hot ? data.heat : "Not hot"),
    rule: (site) => site.group,
    file: (site) => site.file.path,
  };

  // Groups of sites: those with the most samples first, then those with the hottest site.
  function grouped(found, by) {
    const groups = new Map();
    for (const site of found) {
      const key = GROUPS[by](site);
      const group = groups.get(key);
      if (group) group.push(site);
      else groups.set(key, [site]);
    }
    const all = Array.from(groups, ([key, of]) => ({ key, of, samples: sum(of), rank: by ? 0 : order(of[0]) }));
    all.forEach(({ of }) => of.sort((one, other) => other.avoidable - one.avoidable || one.rank - other.rank));
    return all.sort((one, other) => one.rank - other.rank || other.samples - one.samples || other.of.length - one.of.length);
  }

  function order(site) {
    return site.avoidable ? (site.hot ? 0 : 1) : 2;
  }

  function sum(of) {
    return data.samples ? of.reduce((total, site) => total + site.samples, 0) : 0;
  }

  function heading({ key, of, samples }, by) {
    const words = [];
    if (by === "rule") {
      const name = key.page ? element("a", { href: key.page, text: key.name }) : element("code", { text: key.name });
      words.push(name, element("span", {}, ...coded(key.summary ?? "no reason known")));
    } else {
      words.push(by === "file" ? element("a", { href: of[0].file.page, text: key }) : key);
    }
    const share = samples ? ` · ${specialist.share(samples, data.samples)} of samples` : "";
    return element("h2", {}, ...words, element("span", { class: "count", text: `${of.length.toLocaleString("en")}${share}` }));
  }

  function because({ group, known }) {
    const link = group.page && element("a", { href: group.page, text: group.name });
    const rule = link && element("span", { class: "rule" }, link, known ? " · " : "");
    return element("p", { class: "because" }, rule, ...coded(known));
  }

  // The same as in sites.html.
  function entry(site) {
    const { before, expression, behind } = site;
    const spot = element("a", { class: "spot", href: link(site) }, element("span", { class: "sr", text: `${site.state}: ` }));
    spot.append(expression ? element("code", {}, before, element("mark", { text: expression }), behind) : site.position);
    const where = element("p", { class: "where", text: `${site.position} · ${site.function}` });
    const what = element("div", {}, spot, where, element("p", {}, ...coded(site.message)), because(site));
    const made = element("li", { class: "site" }, element("i", { class: `mark ${site.state}`, "aria-hidden": "true" }), what);
    if (site.share !== null) {
      const of = Math.floor((site.samples * 100) / most);
      made.append(element("span", { class: "samples", "--of": `${of}%`, title: "of all samples", text: site.share }));
    }
    return made;
  }

  // Makes a slice of the list each time it is asked.
  function* made(groups, by) {
    let count = 0;
    for (const group of groups) {
      const items = element("ol", { class: "sites" });
      list.append(element("section", {}, heading(group, by), items));
      for (const site of group.of) {
        items.append(entry(site));
        if (++count % SLICE === 0) yield;
      }
    }
  }

  let slices = [].values();
  const end = element("div");
  const seen = new IntersectionObserver(
    ([entry]) => entry.isIntersecting && more(),
    { rootMargin: "1500px" },
  );

  // Returns whether there was more.
  function more() {
    const { done } = slices.next();
    list.append(end);
    seen.unobserve(end);
    if (!done) seen.observe(end); // Anew, so that it tells if the end is in sight still.
    return !done;
  }

  function draw(state) {
    const found = chosen(state);
    slices = made(grouped(found, state.by), state.by);
    list.replaceChildren();
    list.dataset.by = state.by;
    more();
    const all = sites.length.toLocaleString("en");
    const count = found.length === sites.length ? all : `${found.length.toLocaleString("en")} of ${all}`;
    document.getElementById("count").textContent = `${count} shown`;
    form.querySelector("[type=reset]").hidden = found.length === sites.length;
    walk.restart();
  }

  const address = specialist.address(FIELDS);

  function fromForm() {
    const values = new FormData(form);
    return Object.fromEntries(FIELDS.map((name) => [name, String(values.get(name) ?? "").trim()]));
  }

  function fromAddress() {
    const state = address.read();
    if (!Object.hasOwn(GROUPS, state.by)) state.by = "";
    for (const name of FIELDS) form.elements[name].value = state[name];
    draw(fromForm());
  }

  const walk = specialist.walk(() => list.querySelectorAll(".spot"), more);
  form.hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    list.querySelector(".spot")?.focus();
  });
  form.addEventListener("input", () => {
    const state = fromForm();
    address.write(state);
    draw(state);
  });
  form.addEventListener("reset", () => {
    address.write({});
    setTimeout(fromAddress);
  });
  window.addEventListener("hashchange", fromAddress);
  window.addEventListener("beforeprint", () => {
    while (more());
  });
  fromAddress();
});
