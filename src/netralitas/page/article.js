"use strict";
const says = document.getElementById("says"), boxes = [...document.querySelectorAll("input[data-layer]")];
const names = words => (words || "").split(" ").filter(Boolean);
const marks = [...document.querySelectorAll("#text mark")].map(mark =>
  ({mark, lines: mark.title.split("\n"), layers: names(mark.dataset.layers), begins: names(mark.dataset.begins)}));
function show() {
  const on = new Set(boxes.filter(box => box.checked).map(box => box.dataset.layer));
  for (const {mark, lines, layers, begins} of marks) {
    mark.className = [...new Set(layers.filter(layer => on.has(layer)))].join(" ");
    const told = lines.filter((_, n) => on.has(layers[n]));
    told.length ? mark.title = told.join("\n") : mark.removeAttribute("title");
    begins.some(layer => on.has(layer)) ? mark.tabIndex = 0 : mark.removeAttribute("tabindex");
  }
  for (const row of document.querySelectorAll("tr[data-layer]")) row.hidden = !on.has(row.dataset.layer);
}
function tell(mark) {
  if (!mark.title) return;
  says.textContent = mark.title;
  const sentence = mark.closest(".sentence");
  if (!sentence) return;
  const link = document.createElement("a");
  [link.href, link.textContent] = ["#" + encodeURIComponent(sentence.id).replaceAll("%3A", ":"), sentence.id];
  says.append("\nsentence: ", link);
}
function arrive() {  // at the words of a row: article-x.html#x:e4
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* not an address of ours */ }
  const place = document.getElementById(id);
  if (!place || !place.matches("#text i")) return;
  let mark = place.nextElementSibling;
  while (mark && mark.tagName === "I") mark = mark.nextElementSibling;
  if (!mark) return;
  for (const here of document.querySelectorAll("[data-here]")) delete here.dataset.here;
  for (const here of [mark, mark.closest(".sentence")]) if (here) here.dataset.here = "";
  tell(mark);
}
for (const box of boxes) box.addEventListener("change", show);
for (const {mark} of marks) for (const event of ["mouseenter", "focus"]) mark.addEventListener(event, () => tell(mark));
addEventListener("hashchange", arrive);
show();  // a browser may remember which boxes were off
arrive();
