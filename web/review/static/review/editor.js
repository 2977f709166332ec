/**
 * The editor of an answer: buttons to insert, hints and a preview while one types, and nothing typed ever lost.
 * Without this script the form works as it stands; "Toon voorbeeld" then shows the answer.
 */

import { keep } from "./keep.js";

const PAUSE = 500; // milliseconds without typing before hints and preview follow

const form = document.querySelector("[data-editor]");
const frame = document.querySelector("[data-frame]");
const keeping = keep(form);

// --- inserting ------------------------------------------------------------------------------------

/** What one toolbar does, in the part of the answer that stands under it. */
class Toolbar {
  constructor(node) {
    this.part = form.querySelector(`#${node.dataset.part}`);
    node.hidden = false;
    node.querySelector("[data-wrap]").addEventListener("click", ({ currentTarget }) => this.wrap(currentTarget.dataset.wrap));
    node.querySelector("[data-list]").addEventListener("click", () => this.makeList());
    for (const choice of node.querySelectorAll("[data-insert]")) {
      choice.addEventListener("change", () => {
        if (choice.value) this.insert(choice.value, choice.dataset.insert === "alone");
        choice.value = "";
      });
    }
  }

  replaceSelection(text, select = text.length) {
    const { part } = this;
    const start = part.selectionStart;
    part.focus();
    // The old command is the only one that keeps "undo" whole.
    if (!document.execCommand("insertText", false, text)) part.setRangeText(text, start, part.selectionEnd, "end");
    part.setSelectionRange(start + select, start + select);
    part.dispatchEvent(new Event("input", { bubbles: true }));
  }

  wrap(mark) {
    const chosen = this.part.value.slice(this.part.selectionStart, this.part.selectionEnd);
    this.replaceSelection(`${mark}${chosen}${mark}`, chosen ? undefined : mark.length);
  }

  makeList() {
    const { part } = this;
    const start = part.value.lastIndexOf("\n", part.selectionStart - 1) + 1;
    const end = Math.max(part.selectionEnd, part.selectionStart);
    part.setSelectionRange(start, end);
    const lines = part.value.slice(start, end).split("\n");
    this.replaceSelection(lines.map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n"));
  }

  insert(mark, alone) {
    if (!alone) return this.replaceSelection(mark);
    const before = this.part.value.slice(0, this.part.selectionStart).trimEnd();
    const gap = before ? "\n\n" : "";
    this.part.setSelectionRange(before.length, this.part.selectionEnd);
    this.replaceSelection(`${gap}${mark}\n\n`);
  }
}

// --- hints and preview ------------------------------------------------------------------------------

const post = async (address) => {
  const response = await fetch(address, { method: "POST", body: new FormData(form) });
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  return response.json();
};

async function showHints() {
  const { html, words } = await post(form.dataset.hints);
  const list = document.querySelector("[data-hint-list]");
  for (const node of form.querySelectorAll("[data-words]")) node.textContent = words[node.dataset.words];
  if (list.innerHTML === html) return;
  list.innerHTML = html;
  const blocking = list.querySelectorAll(".blocks").length;
  const tips = list.querySelectorAll(".advice").length;
  document.querySelector("[data-hint-status]").textContent = `Meelezer: ${blocking} dingen moeten beter, ${tips} tips.`;
}

async function showPreview() {
  const preview = await post(form.dataset.preview);
  frame.contentWindow.postMessage({ preview }, window.location.origin);
}

function openFrame() {
  frame.hidden = false;
  frame.src = `${form.dataset.preview}?school=${encodeURIComponent(form.elements.school.value)}`;
}

function startPreview() {
  for (const node of document.querySelectorAll("[data-without-script]")) node.hidden = true;
  window.addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data?.previewReady) showPreview().catch(offline);
  });
  form.elements.school.addEventListener("change", openFrame);
  openFrame();
}

/** Whoever was logged out, or lost the network, can go on typing: saving keeps the text too, and says what is wrong. */
function offline() {
  document.querySelector("[data-hint-status]").textContent = "De meelezer is even niet bereikbaar. Je kan verder typen.";
}

/**
 * Returns a function that asks, or asks again as soon as the last answer is there. Hints may take seconds, and a browser
 * has few requests under way at once: what waits behind them is keeping what one typed, and saving it.
 */
function oneAtATime(ask) {
  let underWay = false;
  let again = false;
  return async function next() {
    again = underWay;
    if (underWay) return;
    underWay = true;
    await ask().catch(offline);
    underWay = false;
    if (again) next();
  };
}

let timer;
const followers = [showHints, showPreview].map(oneAtATime);
function follow() {
  clearTimeout(timer);
  timer = setTimeout(() => followers.forEach((next) => next()), PAUSE);
}

// --- what came back ---------------------------------------------------------------------------------

// A page that came back with a complaint holds text that is not saved yet.
document.querySelector("#melding")?.focus();
document.querySelector("[data-take-theirs]")?.addEventListener("submit", keeping.leave);
form.addEventListener("input", follow);

for (const node of form.querySelectorAll(".toolbar")) new Toolbar(node);
startPreview();
