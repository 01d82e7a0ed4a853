// What the scripts of all pages share: keys and their help, theme and palette, small helpers.
const specialist = (() => {
  "use strict";
  const root = document.documentElement;
  const choices = {
    theme: { system: "Theme: system", light: "Theme: light", dark: "Theme: dark" },
    palette: { classic: "Colors: green to red", blue: "Colors: blue to red" },
  };
  const keys = new Map(); // Key → [what it does, in words; the action].
  const NAMES = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
  const kinds = new Map(); // Kind of page → what is to be done there.

  // Storage is refused to some pages on disk; a choice then holds for this page only.
  function recall(name) {
    try {
      return localStorage.getItem(`specialist-${name}`);
    } catch {
      return null;
    }
  }

  function remember(name, value) {
    try {
      localStorage.setItem(`specialist-${name}`, value);
    } catch {
      // See above.
    }
  }

  for (const name of Object.keys(choices)) {
    const value = recall(name);
    if (value !== null && Object.hasOwn(choices[name], value)) root.dataset[name] = value;
  }

  function label(button) {
    const name = button.dataset.switch;
    button.textContent = choices[name][root.dataset[name]];
  }

  function turn(name) {
    const values = Object.keys(choices[name]);
    const next = values[(values.indexOf(root.dataset[name]) + 1) % values.length];
    root.dataset[name] = next;
    remember(name, next);
    document.querySelectorAll(`[data-switch="${name}"]`).forEach(label);
    announce(choices[name][next]);
  }

  // An element with attributes and children. Texts are only ever texts.
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (key === "text") made.textContent = value;
      else if (key === "class") made.className = value;
      else if (key.startsWith("--")) made.style.setProperty(key, value);
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  // Says something to those who hear the page.
  function announce(text) {
    const said = document.getElementById("said");
    if (said) said.textContent = text;
  }

  function data() {
    return JSON.parse(document.getElementById("data").textContent);
  }

  // Where a walkthrough goes to: `#Point.shifted@12`.
  function step(id, offset) {
    return `#${encodeURIComponent(id)}@${offset}`;
  }

  function key(name, words, action) {
    keys.set(name, [words, action]);
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, select, textarea") !== null;
  }

  function press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    // Links and buttons are pressed with it.
    if (event.key === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary")) return;
    const known = keys.get(event.key);
    if (!known) return;
    event.preventDefault();
    known[1](event);
  }

  function help() {
    const dialog = document.getElementById("keys");
    const rows = Array.from(keys, ([name, [words]]) =>
      element("div", {}, element("dt", {}, element("kbd", { text: NAMES[name] ?? name })), element("dd", { text: words })),
    );
    dialog.querySelector("dl").replaceChildren(...rows);
    dialog.showModal();
  }

  function follow(relation) {
    const link = document.querySelector(`link[rel="${relation}"]`);
    if (link) location.href = link.href;
  }

  function search() {
    const field = document.querySelector("[data-search]");
    if (field) {
      field.focus();
      field.select();
    } else {
      // The first of the main pages has one.
      const index = document.querySelector("nav a");
      if (index) location.href = `${index.href}#search`;
    }
  }

  // What a page of a kind does once it is there.
  function page(kind, run) {
    kinds.set(kind, run);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-switch]")) {
      label(button);
      button.addEventListener("click", () => turn(button.dataset.switch));
    }
    document.querySelector("[data-help]")?.addEventListener("click", help);
    document.querySelector(".switches").hidden = false;
    kinds.get(document.body.dataset.page)?.();
    if (document.querySelector("link[rel=next], link[rel=prev]")) {
      key("n", "next file", () => follow("next"));
      key("p", "previous file", () => follow("prev"));
    }
    key("/", "search", search);
    key("t", "theme: system, light, dark", () => turn("theme"));
    key("b", "colors: green or blue to red", () => turn("palette"));
    key("?", "show this help", help);
    document.addEventListener("keydown", press);
  });

  return { announce, data, element, key, page, recall, remember, step };
})();
