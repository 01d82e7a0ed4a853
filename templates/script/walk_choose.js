// The field that finds a function of the file.
//
// `all` are the functions, `about` says something of one, `choose(number)` hears of the choice.
specialist.chooser = (field, list, all, about, choose) => {
  "use strict";
  const { element } = specialist;
  const MOST = 200;
  let found = [];
  let active = -1;

  function search() {
    const wanted = field.value.trim().toLowerCase();
    found = all.map((_, number) => number).filter((number) => all[number].name.toLowerCase().includes(wanted));
    active = wanted && found.length ? 0 : -1;
    const options = found.slice(0, MOST).map((number, at) =>
      element(
        "li",
        { role: "option", id: `function-${at}`, "data-number": number, "aria-selected": String(at === active) },
        element("span", { class: "name", text: all[number].name }),
        " ",
        element("span", { class: "said", text: about(all[number]) }),
      ),
    );
    const rest = found.length - options.length;
    if (rest > 0) options.push(element("li", { class: "hint", role: "option", "aria-disabled": "true", text: `and ${rest} more: type to find them` }));
    if (!found.length) options.push(element("li", { class: "hint", role: "option", "aria-disabled": "true", text: "No function in this file matches" }));
    list.replaceChildren(...options);
    open(true);
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) activate(active);
    else field.removeAttribute("aria-activedescendant");
  }

  function activate(at) {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    active = at;
    const option = document.getElementById(`function-${at}`);
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function pick(number) {
    field.value = "";
    open(false);
    field.blur();
    choose(number);
  }

  function step(by) {
    const count = Math.min(found.length, MOST);
    if (count) activate((active + by + count + (active < 0 && by < 0 ? 1 : 0)) % count);
  }

  const keys = {
    ArrowDown: () => (list.hidden ? search() : step(1)),
    ArrowUp: () => (list.hidden ? search() : step(-1)),
    Enter: () => active >= 0 && pick(found[active]),
    Escape() {
      field.value = "";
      open(false);
      field.blur();
    },
  };

  field.addEventListener("focus", search);
  field.addEventListener("input", search);
  field.addEventListener("blur", () => open(false));
  field.addEventListener("keydown", (event) => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    action();
  });
  // Before the field loses the focus and the list is gone.
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-number]");
    event.preventDefault();
    if (option) pick(Number(option.dataset.number));
  });
};
