// Keys for everything that the page's buttons do, and the sum of the boxes. Pages work without it.
"use strict";
const form = document.getElementById("mark");
const sum = document.getElementById("sum");
const extra = document.getElementById("extra");
let touched = false;

function boxes() {
  return form ? [...form.querySelectorAll(".criterion")] : [];
}
function set(box, share) {
  for (const input of box.querySelectorAll("input")) input.checked = input.value === share;
  show();
}
function cycle(box) {
  const now = box.querySelector("input:checked")?.value ?? "0";
  set(box, { 0: "1", 1: "0.5", 0.5: "0" }[now] ?? "1");
}
function show() {
  if (!form) return;
  const chosen = [...form.querySelectorAll(".criterion input:checked")];
  const besides = Number(extra.value.replace(",", ".").replace("−", "-"));
  const points = chosen.reduce((all, input) => all + Number(input.dataset.points), besides);
  sum.textContent = Number.isFinite(points) ? `${+points.toFixed(2)} of ${+Number(sum.dataset.worth)}` : "?";
}
function act(target) {
  if (target.matches("input, textarea")) target.focus();
  else target.click();
}
function pressed(event) {
  const typing = event.target.matches("textarea, input:not([type=radio])");
  if (event.key === "Escape" && typing) return event.target.blur();
  const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (sends && form) return form.requestSubmit();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key === "Enter" && event.target.matches("a, button, summary")) return undefined;
  if (/^[1-9]$/.test(event.key)) {
    const box = boxes()[Number(event.key) - 1];
    if (box) { cycle(box); touched = true; event.preventDefault(); }
    return undefined;
  }
  if (form && (event.key === "a" || event.key === "0")) {
    for (const box of boxes()) set(box, event.key === "a" ? "1" : "0");
    touched = true;
    return undefined;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) { event.preventDefault(); act(target); }
  return undefined;
}
document.addEventListener("keydown", pressed);
// What somebody has opened stays open on the next answer.
for (const part of document.querySelectorAll("details[data-keep]")) {
  const kept = sessionStorage.getItem(part.dataset.keep);
  if (kept !== null) part.open = kept === "open";
  part.addEventListener("toggle", () => sessionStorage.setItem(part.dataset.keep, part.open ? "open" : "closed"));
}
const larger = document.getElementById("larger");
larger?.addEventListener("click", () => {
  const shown = document.body.classList.toggle("figure-only");
  larger.setAttribute("aria-expanded", String(shown));
  larger.textContent = shown ? "As before" : "Larger";
});
if (form) {
  form.addEventListener("input", () => { touched = true; show(); });
  form.addEventListener("submit", () => { touched = false; });
  for (const button of document.querySelectorAll("[data-comment]")) {
    button.addEventListener("click", () => {
      const field = document.getElementById("comment");
      field.value = field.value.trim() ? `${field.value.trim()}\n\n${button.dataset.comment}` : button.dataset.comment;
      touched = true;
      field.focus();
    });
  }
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  show();
}
