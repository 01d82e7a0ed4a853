// Sorts the table of files by the column whose heading is pressed.
specialist.page("index", () => {
  "use strict";
  const table = document.getElementById("files");
  const body = table.tBodies[0];
  const heads = Array.from(table.querySelectorAll("thead th[scope]"));

  // Numbers as numbers; what has none comes last.
  function value(row, column) {
    const text = row.cells[column].textContent;
    if (column === 0) return text;
    const number = parseFloat(text.replaceAll(",", ""));
    return Number.isNaN(number) ? -1 : number;
  }

  function compare(one, other) {
    if (typeof one === "number") return one - other;
    return one < other ? -1 : one > other ? 1 : 0;
  }

  function sort(head) {
    const column = heads.indexOf(head);
    const before = head.getAttribute("aria-sort");
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    const order = before === first ? second : first;
    const sign = order === "ascending" ? 1 : -1;
    const rows = Array.from(body.rows, (row) => ({ row, key: value(row, column) }));
    rows.sort((one, other) => sign * compare(one.key, other.key));
    body.append(...rows.map(({ row }) => row));
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head));
    head.replaceChildren(button);
  }
});
