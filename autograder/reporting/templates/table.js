// Sorts tables by a click on a head, and shows one section. The page is complete without it.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  for (const head of table.querySelectorAll("th[data-column]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, head));
  }
}
function sort(table, head) {
  const column = Number(head.dataset.column);
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[column].dataset.value;
  const order = (a, b) => {
    const [left, right] = [key(a), key(b)];
    const numbers = left !== "" && right !== "" && !isNaN(left) && !isNaN(right);
    return numbers ? left - right : left.localeCompare(right);
  };
  const rows = [...table.tBodies[0].rows].sort(order);
  table.tBodies[0].append(...(down ? rows.reverse() : rows));
}

const names = new Set([...document.querySelectorAll("[data-section]")].map((row) => row.dataset.section));
if (names.size > 1) {
  const label = document.createElement("label");
  const choice = document.createElement("select");
  for (const name of ["all", ...[...names].sort()]) choice.append(new Option(name));
  label.className = "filter";
  label.append("Section ", choice);
  document.querySelector("table.sortable").closest(".scroll").before(label);
  choice.addEventListener("change", () => {
    for (const row of document.querySelectorAll("[data-section]"))
      row.hidden = choice.selectedIndex > 0 && row.dataset.section !== choice.value;
  });
}
