// The reader's choice of theme and palette, kept for all pages of all reports.
(() => {
  "use strict";
  const root = document.documentElement;
  const choices = {
    theme: { system: "Theme: system", light: "Theme: light", dark: "Theme: dark" },
    palette: { classic: "Colours: green to red", blue: "Colours: blue to red" },
  };
  const stored = (name) => `specialist-${name}`;

  function recall(name) {
    try {
      return localStorage.getItem(stored(name));
    } catch {
      return null; // Storage is refused to some pages on disk.
    }
  }

  function choose(name, value) {
    root.dataset[name] = value;
    try {
      localStorage.setItem(stored(name), value);
    } catch {
      // The choice then holds for this page only.
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

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-switch]");
    if (!button) return;
    const name = button.dataset.switch;
    const values = Object.keys(choices[name]);
    const next = (values.indexOf(root.dataset[name]) + 1) % values.length;
    choose(name, values[next]);
    label(button);
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-switch]").forEach(label);
    document.querySelector(".switches").hidden = false;
  });
})();
