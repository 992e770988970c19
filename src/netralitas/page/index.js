"use strict";
const MOST = 5;  // places shown of a page
const form = document.querySelector("form"), count = document.getElementById("count"), way = document.getElementById("way");
const plain = words => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const fold = words => " " + plain(words).replace(/[^\p{L}\p{N}]+/gu, " ").trim() + " ";
const at = id => "#" + encodeURIComponent(id).replaceAll("%3A", ":");
const pages = [...document.querySelectorAll("li[data-id]")].map(li => ({
  li, href: li.querySelector("a")?.getAttribute("href"), hits: li.appendChild(document.createElement("ul")),
  parts: JSON.parse(li.querySelector("script").textContent).map(
    ([id, text, themes = [], speakers = [], counted = []]) => ({id, text, theme: themes, speaker: speakers, counted, words: fold(text)})),
}));
let columns = {};  // of a figure's row, asked by the address alone: index.html#issuer_class=oversight&strength=6
// a word is found where words begin so, "words in quotation marks" as they stand
const terms = asked => (asked.match(/"[^"]*"|\S+/g) || [])
  .map(word => word.startsWith('"') ? fold(word) : fold(word).trimEnd()).filter(word => word.trim());

function place(id) {  // the address of an article, a sentence or a row of a table; longer ids of articles first
  const known = pages.filter(({li}) => id === li.dataset.id || id.startsWith(li.dataset.id + ":"));
  const page = known.sort((a, b) => b.li.dataset.id.length - a.li.dataset.id.length)[0];
  return page?.href && page.href + (id === page.li.dataset.id ? "" : at(id));
}

function link(href, words, wanted) {
  const a = document.createElement("a");
  a.href = href;
  for (const piece of words.split(/([\p{L}\p{N}\p{M}]+)/u)) {
    const hit = piece && wanted.some(term => term.trim().split(" ").some(word => fold(piece).startsWith(" " + word)));
    a.append(hit ? Object.assign(document.createElement("mark"), {textContent: piece}) : piece);
  }
  return a;
}

function hits({parts, href}, tests, wanted) {
  const all = parts.filter(part => tests.every(test => test(part)));
  const found = all.length ? all : parts.filter(part => tests.some(test => test(part)));
  const rows = found.slice(0, MOST).map(part => link(part.id ? href + at(part.id) : href, part.text, wanted));
  if (found.length > MOST) rows.push(`and ${found.length - MOST} more`);
  return rows.map(row => { const li = document.createElement("li"); li.append(row); return li; });
}

// a part has what a row of a figure counts: for each column asked one row there that is as asked in all the columns it has
function counts(part, asked) {
  const fits = row => Object.entries(asked).every(([name, value]) => !(name in row) || row[name] === value);
  return Object.keys(asked).every(name => part.counted.some(row => name in row && fits(row)));
}

function show() {
  const asked = Object.fromEntries(new FormData(form)), wanted = terms(asked.q);
  const to = place(asked.q.trim());
  const told = Object.entries(columns).map(([name, value]) => `${name}: ${value}`).join("; ");
  way.replaceChildren(...(to ? ["Go to ", link(to, asked.q.trim(), [])] : told ? [`Sentences counted as ${told}`] : []));
  const tests = [...wanted.map(term => part => part.words.includes(term)),
    ...["theme", "speaker"].filter(name => asked[name]).map(name => part => part[name].includes(asked[name]))];
  if (told) tests.push(part => counts(part, asked.theme ? {...columns, theme: asked.theme} : columns));
  let shown = 0, undated = 0;
  for (const page of pages) {
    const {outlet, date} = page.li.dataset;
    const found = (!asked.outlet || outlet === asked.outlet) && tests.every(test => page.parts.some(test));
    const inside = !(asked.from || asked.to) || date && (!asked.from || date >= asked.from) && (!asked.to || date <= asked.to);
    page.li.hidden = !(found && inside);
    shown += !page.li.hidden;
    undated += found && !inside && date === "";
    page.hits.replaceChildren(...(page.li.hidden || !tests.length ? [] : hits(page, tests, wanted)));
  }
  for (const section of document.querySelectorAll("section")) section.hidden = !section.querySelector("li[data-id]:not([hidden])");
  count.textContent = `${shown} of ${pages.length} pages` + (undated ? `; ${undated} without a date left out` : "");
}

function arrive() {  // index.html#x:e4 goes on to the words; index.html#theme=conflict_risk&from=2024-02-01 asks
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* then it is no id */ }
  const to = place(id);
  if (to) return location.replace(to);
  const asked = new URLSearchParams(location.hash.slice(1).replace(/(^|&)word=/, "$1q="));
  for (const field of form.elements) if (field.name) field.value = asked.get(field.name) ?? "";
  columns = Object.fromEntries([...asked].filter(([name, value]) => value && !form.elements.namedItem(name)));
  show();
}

function remember() {
  const asked = new URLSearchParams([...new FormData(form), ...Object.entries(columns)].filter(([, value]) => value));
  history.replaceState(null, "", "#" + asked);
}
form.addEventListener("input", show);
form.addEventListener("change", remember);
form.addEventListener("submit", event => { event.preventDefault(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { columns = {}; show(); remember(); }));
addEventListener("hashchange", arrive);
arrive();
