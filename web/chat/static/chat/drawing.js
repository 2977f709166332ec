/** Draws the parts of the chat as DOM nodes. HTML is never parsed: whatever an answer holds, it cannot become script. */

import { TEXTS } from "./texts.js";

// --- small parts ---------------------------------------------------------------------------------

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child != null));
  return node;
}

export const hidden = (text) => el("span", { class: "pw-hidden" }, text);

// Lines on a 24 by 24 field.
const ICONS = {
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  human: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 7 0 0 1 16 0",
  send: "M12 20V5M5 12l7-7 7 7",
  thumb: "M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2 2v4h5a2 2 0 0 1 2 2.3l-1 7a2 2 0 0 1-2 1.7H7",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  mail: "M3 6h18v12H3zM3 7l9 6 9-6",
  print: "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
  save: "M12 3v12M7 11l5 5 5-5M4 20h16",
  bin: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  close: "M5 5l14 14M19 5L5 19",
  check: "M4 13l5 5L20 6",
};

export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "pw-icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** `about` completes the name for who hears the button without seeing what stands around it. */
export function button(label, onClick, { kind = "", symbol, about, ...attributes } = {}) {
  const text = el("span", {}, label, about ? hidden(` (${about})`) : null);
  const node = el("button", { type: "button", class: `pw-button ${kind}`, ...attributes }, symbol && icon(symbol), text);
  if (onClick) node.addEventListener("click", () => onClick(node));
  return node;
}

export const telephone = (phone) => `tel:${phone.replace(/[^+\d]/g, "")}`;

// --- Markdown: paragraphs, "- " lists, **bold**, [text](https:, mailto: or tel:) ---------------------

const INLINE = /\*\*(.+?)\*\*|\[([^\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/g;

/** A page opens beside the chat, so that the conversation stays. */
export function link(text, address) {
  if (/^(mailto|tel):/i.test(address)) return el("a", { href: address }, text);
  return el("a", { href: address, target: "_blank", rel: "noopener" }, text, hidden(` (${TEXTS.newTab})`));
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: whole, 1: bold, 2: label, 3: address, index } of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, index));
    if (bold) nodes.push(el("strong", {}, ...inline(bold)));
    else nodes.push(/^(https:\/\/|mailto:|tel:)/i.test(address) ? link(label, address) : label);
    end = index + whole.length;
  }
  return [...nodes, text.slice(end)].filter(Boolean);
}

export function markdown(...texts) {
  const box = el("div", { class: "pw-text" });
  for (const text of texts) {
    let open = null;
    for (const line of text.split("\n").map((raw) => raw.trim())) {
      const item = /^[-*] +(.*)/.exec(line);
      const tag = item ? "ul" : "p";
      if (!line) {
        open = null;
        continue;
      }
      if (open?.localName !== tag) box.append((open = el(tag)));
      else if (!item) open.append(el("br"));
      open.append(...(item ? [el("li", {}, ...inline(item[1]))] : inline(line)));
    }
  }
  return box;
}

/** To copy, mail or say: without stars; with the address after its words, unless it is said. */
export const plain = (text, withAddresses = true) =>
  text
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(INLINE, (whole, bold, label, address) =>
      withAddresses && /^https:/i.test(address) && !address.includes(label) ? `${label} (${address})` : label,
    );

// --- what a parent said ------------------------------------------------------------------------------

const LONG = 220;

/** A long story folds: who wrote it knows it, and came for the answer. A screen reader meets all of it. */
export function drawSaid(text) {
  const said = el("p", { class: "pw-said", tabindex: -1, "aria-live": "off" }, hidden(`${TEXTS.youSaid} `), el("span", { class: "pw-words" }, text));
  if (text.length < LONG && text.split("\n").length < 6) return said;
  said.classList.add("pw-folded");
  const toggle = button(TEXTS.wholeSaid, (node) => {
    const folded = said.classList.toggle("pw-folded");
    node.firstChild.textContent = folded ? TEXTS.wholeSaid : TEXTS.lessSaid;
  }, { kind: "pw-quiet" });
  said.append(toggle);
  return said;
}

// --- an answer -------------------------------------------------------------------------------------

/**
 * `on` is what the chat does for an answer: choose(title, choice), rate(useful, missing), human(), asText(), print(),
 * say(text, near).
 */
export function drawAnswer({ reply, used = [], useful }, helplines, on) {
  const emergency = reply.kind === "emergency";
  // The chat says an emergency itself, assertively: the log must not say it a second time.
  const article = el("article", { class: "pw-answer", "aria-live": emergency ? "off" : null });
  article.append(el("h2", { class: emergency ? "" : "pw-hidden" }, emergency ? TEXTS.emergency : TEXTS.answer));
  if (emergency) {
    article.classList.add("pw-emergency");
    article.append(drawCalls(reply.messages, helplines));
  }
  for (const { text, more, buttons = [] } of reply.messages) {
    article.append(markdown(text));
    if (more) article.append(drawMore(more));
    if (buttons.length) article.append(drawChoices(buttons, used, on.choose));
  }
  if (reply.origin) article.append(drawOrigin(reply.origin));
  // Suggestions are a question of ours; and in an emergency nobody is asked for a rating.
  if (reply.kind !== "suggestions") article.append(drawTools(reply, emergency ? null : drawRating(useful, on), on));
  return article;
}

/** What goes on behind the lead: a parent who scans is not drowned, and one tap shows the rest. */
const drawMore = (more) =>
  el(
    "details",
    { class: "pw-more" },
    el("summary", { class: "pw-button pw-quiet" }, el("span", {}, TEXTS.more), el("span", {}, TEXTS.less)),
    markdown(more),
  );

export const originLines = ({ sources, checked }) => [
  el("ul", {}, ...sources.map(({ name, url }) => el("li", {}, url ? link(name, url) : name))),
  checked ? el("p", {}, TEXTS.checked(checked)) : null,
];

const drawOrigin = (origin) =>
  el(
    "details",
    { class: "pw-more pw-small", "aria-live": "off" },
    el("summary", { class: "pw-button pw-quiet" }, TEXTS.origin),
    el("div", { class: "pw-text" }, ...originLines(origin)),
  );

/** The numbers that the answer names, in its order: the first is the one to call. */
function drawCalls(messages, helplines) {
  const found = messages.flatMap(({ text }) => [...text.matchAll(/\]\((tel:[^)]+)\)/g)].map((match) => match[1]));
  const addresses = [...new Set(found.length ? found : [telephone(helplines[0].phone)])].slice(0, 3);
  const lines = addresses.map((address) => {
    const { phone, name } = helplines.find((line) => telephone(line.phone) === telephone(address)) ?? { phone: address.slice(4) };
    return drawCall(phone, name);
  });
  return el("div", { class: "pw-calls" }, ...lines);
}

const drawCall = (phone, about) =>
  el(
    "a",
    { href: telephone(phone), class: "pw-call" },
    icon("phone"),
    el("span", {}, TEXTS.call(phone), about ? el("small", {}, ` ${about}`) : null),
  );

/** A choice that was made becomes text; the others stay, for who wants to look further. */
export function drawChoices(buttons, used, choose) {
  const made = (title) => el("span", { class: "pw-chosen" }, icon("check"), title, hidden(` (${TEXTS.chosen})`));
  const items = buttons.map(({ title, choice }) => {
    const pick = (node) => choose(title, choice) && node.replaceWith(made(title));
    return el("li", {}, used.includes(choice) ? made(title) : button(title, pick, { kind: "pw-choice" }));
  });
  return el("ul", { class: "pw-choices", "aria-label": TEXTS.choices }, ...items);
}

/** For the parent's own mail program. */
const mailTo = (text, to = "mailto:") => `${to}?subject=${encodeURIComponent(TEXTS.paper)}&body=${encodeURIComponent(text)}`;

function drawTools(reply, rating, on) {
  const text = on.asText();
  const about = TEXTS.aboutAnswer;
  const kind = "pw-quiet";
  // A frame may find the clipboard closed: the launcher opens it (allow="clipboard-write"), not every site does.
  const copy = async (node) => {
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    on.say(copied ? TEXTS.copied : TEXTS.notCopied, node);
  };
  return el(
    "div",
    { class: "pw-tools", "aria-live": "off" },
    reply.id ? rating : null,
    button(TEXTS.copy, copy, { kind, about, symbol: "copy" }),
    el("a", { class: "pw-button pw-quiet", href: mailTo(text) }, icon("mail"), el("span", {}, TEXTS.mail, hidden(` (${about})`))),
    button(TEXTS.print, on.print, { kind, about, symbol: "print" }),
  );
}

function drawRating(useful, on) {
  const said = (text) => el("p", { tabindex: "-1" }, text);
  const human = () => button(TEXTS.human, on.human, { symbol: "human", "aria-haspopup": "dialog" });
  const thanks = (value) => (value ? said(TEXTS.thanks) : el("div", { class: "pw-missed" }, said(TEXTS.thanksNo), human()));
  if (useful != null) return thanks(useful);
  const vote = (value) => async () => {
    const done = thanks(value);
    if (!value) done.firstChild.after(drawMissing(on.rate, said));
    row.replaceWith(done);
    const told = done.matches("p") ? done : done.firstChild;
    told.focus({ preventScroll: true });
    if (!(await on.rate(value))) told.textContent = TEXTS.notRated;
  };
  const look = { kind: "pw-quiet", symbol: "thumb", about: TEXTS.useful };
  const row = el("div", { class: "pw-row" }, el("span", { "aria-hidden": true }, TEXTS.useful));
  row.append(button(TEXTS.yes, vote(true), look), button(TEXTS.no, vote(false), { ...look, kind: "pw-quiet pw-down" }));
  return row;
}

/** One line on what an answer lacked: nobody has to, and it goes to who writes the answers. */
function drawMissing(rate, said) {
  const field = el("input", { maxlength: 300, autocomplete: "off" });
  const send = button(TEXTS.sendMissing, null, { type: "submit" });
  const form = el("form", {}, el("label", {}, TEXTS.missing, field), send);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = field.value.trim();
    if (!missing) return field.focus();
    const told = said(TEXTS.thanksMissing);
    form.replaceWith(told);
    told.focus({ preventScroll: true });
    if (!(await rate(false, missing))) told.textContent = TEXTS.notRated;
  });
  return form;
}

// --- panels: <dialog> brings focus in, keeps it in and gives it back; Escape closes -------------------

function panel(title, ...content) {
  const close = button(hidden(TEXTS.close), () => dialog.close(), { kind: "pw-close", symbol: "close" });
  const dialog = el("dialog", { class: "pw-panel", "aria-label": title }, el("h2", {}, title), close, ...content);
  dialog.addEventListener("click", ({ target, clientX, clientY }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const inside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    if (target === dialog && !inside) dialog.close();
  });
  return dialog;
}

/** On a phone "back" closes what lies over the page, instead of leaving the page. */
export function openPanel(dialog) {
  dialog.showModal();
  if (!matchMedia("(pointer: coarse)").matches) return;
  const back = () => dialog.close();
  history.pushState({ pestwijzer: "panel" }, "");
  window.addEventListener("popstate", back, { once: true });
  const closed = () => {
    window.removeEventListener("popstate", back);
    if (history.state?.pestwijzer) history.back();
  };
  dialog.addEventListener("close", closed, { once: true });
}

/** The way to a human needs no server: it works when everything else fails. */
export function drawHuman(contact, helplines) {
  const lines = helplines.map(({ name, phone, for: audience }) =>
    el("li", {}, drawCall(phone, [name !== phone && name, audience].filter(Boolean).join(": "))),
  );
  return panel(
    TEXTS.human,
    el("h3", {}, TEXTS.atSchool),
    markdown(contact || TEXTS.noContact),
    el("p", { class: "pw-small" }),
    el("h3", {}, TEXTS.numbers),
    el("ul", { class: "pw-numbers" }, ...lines),
  );
}

/** A mail to the school begins with the question, as it is kept: without names. */
export function openHuman(human, asked) {
  if (asked) {
    for (const mail of human.querySelectorAll("[href^=mailto]")) mail.href = mailTo(TEXTS.mailed(asked), mail.href.split("?")[0]);
    human.querySelector(".pw-small").textContent = TEXTS.mailHint;
  }
  openPanel(human);
}

export function drawWipe(onYes) {
  const no = button(TEXTS.wipeNo, () => dialog.close(), { autofocus: "" });
  const yes = button(TEXTS.wipeYes, () => onYes(dialog.close()), { kind: "pw-danger" });
  const dialog = panel(TEXTS.wipeTitle, el("p", {}, TEXTS.wipeText), el("div", { class: "pw-row" }, no, yes));
  return dialog;
}
