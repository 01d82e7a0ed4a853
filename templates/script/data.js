// What pages carry, read into objects with the names that crates/reporter/src/html/model has for them.
specialist.read = (() => {
  "use strict";

  // Tables come column by column, a column without any value is left out. These are their columns; a test
  // compares them with what is written.
  const COLUMNS = {
    cache: ["name", "units"],
    cached: ["at", "cache", "values"],
    code: ["name", "line", "id", "length"],
    files: ["page", "length", "sites", "specialized", "failing", "unstable", "cold", "samples"],
    functions: ["name", "line", "sites", "specialized", "failing", "unstable", "cold", "samples"],
    generic: ["at", "before", "after"],
    handlers: ["text", "start", "end", "target"],
    history: ["at", "form", "context"],
    instructions: ["first", "count", "kind", "offset"],
    labels: ["at", "label"],
    paths: ["path", "page"],
    places: ["first", "count"],
    sites: ["file", "function", "group", "unstable", "hot", "avoidable", "fragment", "place", "before", "expression", "behind", "message", "known", "samples", "share"],
    spans: ["line", "column", "end_line", "end_column"],
    stacks: ["text", "made_by", "below"],
    starts: ["at", "line"],
    steps: ["offset", "kind", "arg", "argument", "span", "before", "after"],
    targets: ["at", "target"],
  };

  // What stands before a piece of a line, and the element it is shown in.
  const PIECES = { " ": "", b: "b", e: "em", k: "kbd", u: "u" };

  const count = (table) => Math.max(0, ...Object.values(table ?? {}).map((column) => column.length));

  // The rows of a table, or those from one to before another; `null` stands for what is not known.
  function rows(name, table, from = 0, to = count(table)) {
    const columns = COLUMNS[name].map((column) => [column, table?.[column]]);
    return Array.from({ length: to - from }, (_, number) => {
      const row = {};
      for (const [column, values] of columns) row[column] = values ? values[from + number] : null;
      return row;
    });
  }

  function kinds(data) {
    for (const kind of data.kinds) if (kind.history) kind.history = rows("history", kind.history);
    return data.kinds;
  }

  // Each instruction with its code object and its kind.
  function file() {
    const data = specialist.data();
    const all = kinds(data);
    const instructions = rows("instructions", data.instructions);
    let at = 0;
    for (const code of rows("code", data.code)) {
      code.id ??= code.name;
      for (const end = at + code.length; at < end; at++) Object.assign(instructions[at], { code, kind: all[instructions[at].kind] });
    }
    return { ...data, instructions, findings: rows("places", data.findings) };
  }

  // Each finding with its file, function and group.
  function findings() {
    const data = specialist.data();
    const files = rows("paths", data.files);
    const sites = rows("sites", data.sites);
    for (const site of sites) {
      site.file = files[site.file];
      site.function = data.functions[site.function];
      site.group = data.groups[site.group];
    }
    return { ...data, files, sites };
  }

  // Each file with its functions, read when they are first asked for.
  function index() {
    const data = specialist.data();
    let at = 0;
    const files = rows("files", data.files).map((file) => {
      const from = at;
      at += file.length;
      let functions = null;
      return { ...file, functions: () => (functions ??= rows("functions", data.functions, from, from + file.length)) };
    });
    return { ...data, files };
  }

  // A code object of a walkthrough, and in each step what else there is of the instruction. What jumps
  // lead to, and what made something, are steps by their numbers.
  function opened(code, data) {
    const text = (number) => (number === null ? null : data.texts[number]);
    const steps = rows("steps", code.steps);
    for (const step of steps) {
      step.kind = data.kinds[step.kind];
      step.argument = text(step.argument);
    }
    const each = (name, add) => rows(name, code[name]).forEach((row) => add(steps[row.at], row));
    each("generic", (step, { before, after }) => (step.generic = { before, after }));
    each("starts", (step, { line }) => (step.starts = { line }));
    each("labels", (step, { label }) => (step.label = label));
    each("targets", (step, { target }) => (step.target = target));
    each("cached", (step, { cache, values }) => (step.cache = { fields: data.caches[cache], values }));
    const stacks = rows("stacks", code.stacks).map((item) => ({ ...item, text: text(item.text) }));
    const { id, name, line, first, last } = code;
    return { id, name, line, first, last, steps, stacks, spans: rows("spans", code.spans), handlers: rows("handlers", code.handlers) };
  }

  // A walkthrough. Its code objects are `opened` when they are shown.
  function walk() {
    const data = specialist.data();
    kinds(data);
    data.caches = data.caches.map((fields) => rows("cache", fields));
    data.source = data.source.map((line) => line.map((piece) => ({ element: PIECES[piece[0]], text: piece.slice(1) })));
    return {
      ...data,
      opened: (code) => opened(code, data),
      kindsOf: (code) => (code.steps.kind ?? []).map((kind) => data.kinds[kind]),
    };
  }

  return { file, findings, index, walk };
})();
