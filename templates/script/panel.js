// What is known of an instruction, as elements: see html/model/known.rs for the data.
specialist.panel = (() => {
  "use strict";
  const { coded, element } = specialist;
  const MOST_FORMS = 12;

  const seconds = (microseconds) => `${(microseconds / 1e6).toFixed(6)} s`;
  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const rows = (heading, ...values) => [
    element("dt", { text: heading }),
    ...values.map((value) => element("dd", {}, value)),
  ];

  // The rule with the change it suggests.
  function why({ code, message, evidence, avoidable }, data) {
    const rule = data.rules[code];
    const name = rule ? element("a", { href: rule.page, title: rule.summary, text: code }) : code;
    const made = element(
      "div",
      { class: avoidable ? "why" : "why hopeless" },
      element("p", {}, element("strong", {}, name), " ", ...coded(message)),
      element("p", { class: "evidence", text: avoidable ? evidence : `${evidence}; no fix in your code` }),
    );
    if (avoidable && rule?.change) {
      const { words, before, after } = rule.change;
      made.append(
        element(
          "details",
          {},
          element("summary", { text: "What to change" }),
          element("p", {}, ...coded(words)),
          ...[["before", before], ["after", after]].flatMap(([heading, code]) =>
            code ? [element("p", { class: "evidence", text: heading }), element("pre", { text: code })] : [],
          ),
        ),
      );
    }
    return made;
  }

  function heat(samples, data) {
    const share = data.samples ? (100 * samples) / data.samples : 0;
    const meter = element("span", { class: "meter", "--of": `${Math.min(100, share)}%`, "aria-hidden": true });
    const of = data.samples ? `, ${share < 0.1 ? "less than 0.1" : share.toFixed(share < 9.95 ? 1 : 0)}% of all` : "";
    return rows("heat", element("span", {}, meter, counted(samples, "sample") + of));
  }

  // The time of the run from left to right, filled where the instruction was specialized.
  function history(forms, more, base, data) {
    const end = Math.max(data.microseconds, ...forms.map(({ at }) => at));
    const strip = element("div", { class: "strip", role: "img", "aria-label": `${counted(forms.length, "form")} over the run` });
    const different = Array.from(new Set(forms.map(({ form }) => form))).filter((form) => form !== base);
    forms.forEach(({ at, form }, number) => {
      const until = number + 1 < forms.length ? forms[number + 1].at : end;
      const shade = form === base ? "off" : `on on-${different.indexOf(form) % 3}`;
      const part = element("i", { class: shade, title: `${form} from ${seconds(at)}` });
      part.style.flexGrow = Math.max(1, until - at);
      strip.append(part);
    });
    const list = forms
      .slice(0, MOST_FORMS)
      .map(({ at, form, context }) => element("li", { text: `${seconds(at)} ${form}${context ? ` in ${context}` : ""}` }));
    const rest = Math.max(0, forms.length - MOST_FORMS) + more;
    if (rest) list.push(element("li", { text: `and ${rest.toLocaleString("en")} more` }));
    return rows("history", element("div", {}, strip, element("ul", {}, ...list)));
  }

  function operands({ executions, seen, more }) {
    const lines = seen.map((line) => element("li", { text: line }));
    if (more) lines.push(element("li", { text: `and ${more} more` }));
    return rows("operands", `in ${counted(executions, "execution")}`, element("ul", {}, ...lines));
  }

  function known(kind, data) {
    const all = [];
    if (kind.guard) all.push(...rows("expects", element("code", { text: kind.target ? `${kind.guard} → ${kind.target}` : kind.guard })));
    for (const [heading, words] of Object.entries(kind.facts ?? {})) all.push(...rows(heading, words));
    if (kind.samples !== undefined) all.push(...heat(kind.samples, data));
    if (kind.operands) all.push(...operands(kind.operands));
    if (kind.cache) {
      const fields = Object.entries(kind.cache).map(([name, value]) => element("li", { text: `${name} ${value}` }));
      all.push(...rows("cache", element("ul", {}, ...fields)));
    }
    if (kind.history) all.push(...history(kind.history, kind.more ?? 0, kind.base, data));
    return all.length ? element("dl", { class: "known" }, ...all) : null;
  }

  // One instruction, whole.
  function instruction(kind, data, tag = "li") {
    const how = kind.by ? `${kind.state}, executed by ${kind.by}` : kind.state;
    const name = element(
      "div",
      { class: "name" },
      kind.form === kind.base ? kind.base : element("span", {}, `${kind.base} → `, element("b", { text: kind.form })),
      " ",
      element("span", { class: "argument", text: kind.argument ?? "" }),
    );
    const mark = kind.unstable ? "unstable" : kind.state;
    return element(
      tag,
      { class: `instruction ${kind.state}` },
      element("span", { class: `mark ${mark}`, "aria-hidden": true }),
      name,
      element("span", { class: "state", text: kind.unstable ? `${how}, unstable` : how }),
      kind.reason ? why(kind.reason, data) : null,
      known(kind, data),
    );
  }

  return { instruction };
})();
