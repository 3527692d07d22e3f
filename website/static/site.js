// What is wider than the page scrolls by itself: a keyboard must reach it, and nothing else.
const WIDE = ".highlight pre, .cell_output pre, .formula, .table-wrapper, .cell_output .output";
for (const element of document.querySelectorAll(WIDE)) {
  if (element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX !== "visible") {
    element.tabIndex = 0;
  }
}
