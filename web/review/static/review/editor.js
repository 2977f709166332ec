/**
 * The editor of an answer: buttons to insert, hints and a preview while one types, and nothing typed ever lost.
 * Without this script the form works as it stands; "Toon voorbeeld" then shows the answer.
 */

const PAUSE = 500; // milliseconds without typing before hints and preview follow

const form = document.querySelector("[data-editor]");
const frame = document.querySelector("[data-frame]");
const kept = document.querySelector("[data-kept]");
// With who it is: the next colleague at this computer is offered nothing of it.
const storageKey = `antwoord ${form.dataset.who} ${window.location.pathname}${form.elements.vraag?.value ?? ""}`;
const NOT_TYPED = ["csrfmiddlewaretoken", "seen", "topic", "vraag", "school"];

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
    changed();
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

/** Whoever was logged out, or lost the network, can go on typing: the text is kept, and saving says what is wrong. */
function offline() {
  document.querySelector("[data-hint-status]").textContent = "De meelezer is even niet bereikbaar. Je tekst blijft bewaard.";
}

let timer;
function follow() {
  clearTimeout(timer);
  timer = setTimeout(() => Promise.all([showHints(), showPreview()]).catch(offline), PAUSE);
}

// --- nothing lost -----------------------------------------------------------------------------------

const typed = () => [...new FormData(form)].filter(([name]) => !NOT_TYPED.includes(name));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const withoutEmpty = (entries) => entries.map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()]);

const store = {
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(storageKey));
    } catch {
      return null;
    }
  },
  write(entries) {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(entries));
    } catch {}
  },
  forget() {
    try {
      sessionStorage.removeItem(storageKey);
    } catch {}
  },
};

let saved = typed();
let leaving = false;

function changed() {
  store.write(typed());
  follow();
}

/** Fields that appear several times, as the related answers do, are filled in order. */
function restore(entries) {
  const places = {};
  for (const [name, value] of entries) {
    const fields = [...form.querySelectorAll(`[name="${name}"]`)];
    const field = fields[(places[name] = (places[name] ?? -1) + 1)];
    if (field) field.value = value;
  }
  kept.hidden = true;
  changed();
}

function offerKeptText() {
  const parameters = new URLSearchParams(window.location.search);
  const entries = store.read();
  if (parameters.has("bewaard")) {
    store.forget();
    try {
      // What was begun as a new answer is an answer now.
      if (parameters.get("bewaard") === "nieuw") forgetNew();
    } catch {}
    parameters.delete("bewaard");
    history.replaceState(null, "", [window.location.pathname, parameters].filter(String).join("?"));
  } else if (entries && !same(withoutEmpty(entries), withoutEmpty(typed()))) {
    kept.hidden = false;
    kept.querySelector("[data-restore]").addEventListener("click", () => restore(entries));
    kept.querySelector("[data-forget]").addEventListener("click", () => {
      store.forget();
      kept.hidden = true;
    });
  }
}

function forgetNew() {
  for (const key of Object.keys(sessionStorage)) if (/^antwoord .*\/nieuw/.test(key)) sessionStorage.removeItem(key);
}

function startKeeping() {
  offerKeptText();
  // A page that came back with a complaint holds text that is not saved yet.
  const returned = document.querySelector("#melding");
  if (returned) {
    saved = [];
    store.write(typed());
    kept.hidden = true;
    returned.focus();
  }
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    store.write(typed());
    leaving = true;
  });
  document.querySelector("[data-take-theirs]")?.addEventListener("click", () => {
    store.forget();
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && !same(saved, typed())) event.preventDefault();
  });
}

for (const node of form.querySelectorAll(".toolbar")) new Toolbar(node);
startKeeping();
startPreview();
