// What can be scrolled sideways can be reached by the keyboard.
function markScrollable() {
  for (const box of document.querySelectorAll(".highlight pre, .table-wrapper, div.math, .output, article table")) {
    if (box.scrollWidth > box.clientWidth + 1 || box.matches(".highlight pre")) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }
}
window.addEventListener("load", markScrollable);
window.addEventListener("resize", markScrollable);
// A formula changes widths when it is set.
window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(markScrollable));
// A link to a cell inside a folded part opens it.
function unfold() {
  const name = decodeURIComponent(window.location.hash.slice(1));
  for (let box = name && document.getElementById(name); box; box = box.parentElement) {
    if (box.tagName === "DETAILS") box.open = true;
  }
}
window.addEventListener("load", unfold);
window.addEventListener("hashchange", unfold);
