// What pages with lists share: the state in their address, walking with j and k, words.
Object.assign(specialist, (() => {
  "use strict";

  // The fields of a page's state, kept in its fragment: `#q=text&rule=SPC101`.
  function address(fields) {
    return {
      read() {
        const parameters = new URLSearchParams(location.hash.slice(1));
        return Object.fromEntries(fields.map((name) => [name, parameters.get(name) ?? ""]));
      },
      write(state) {
        const parameters = new URLSearchParams();
        for (const name of fields) if (state[name]) parameters.set(name, state[name]);
        const text = parameters.toString();
        history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
      },
    };
  }

  // Moves the focus through links that there are more of when `more` is called and says so.
  function walk(links, more = () => false) {
    let at = -1;
    function to(next) {
      let all = links();
      while (next >= all.length && more()) all = links();
      if (next < 0 || next >= all.length) return;
      at = next;
      all[at].focus({ preventScroll: true });
      all[at].scrollIntoView({ block: "nearest" });
    }
    function here() {
      const focused = Array.prototype.indexOf.call(links(), document.activeElement);
      return focused < 0 ? at : focused;
    }
    specialist.key("j", "next finding", () => to(here() + 1));
    specialist.key("k", "previous finding", () => to(here() - 1));
    return { restart: () => (at = -1) };
  }

  // `12%`, as `percent` in words.rs has it, but short.
  function share(samples, of) {
    const percent = (100 * samples) / of;
    if (percent >= 9.95) return `${percent.toFixed(0)}%`;
    return percent >= 0.1 ? `${percent.toFixed(1)}%` : "<0.1%";
  }

  // A sentence in which what stands between backticks is code.
  function coded(text) {
    const parts = text.split("`");
    if (parts.length % 2 === 0) return [text];
    return parts.map((part, at) => (at % 2 ? specialist.element("code", { text: part }) : part));
  }

  return { address, coded, walk, share };
})());

specialist.page("rule", () => specialist.walk(() => document.querySelectorAll(".spot")));
