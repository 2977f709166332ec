/** What a parent takes along, an answer or the whole conversation: as text, and as a page to read, print and keep. */

import { el, markdown, originLines, plain } from "./drawing.js";
import { TEXTS } from "./texts.js";

const STYLE = `body { max-width: 40rem; margin: 0 auto; padding: 1rem; background: #fff; color: #000;
  font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere } h2 { font-size: 1.125rem } a { color: #000 }
[href^=tel] { white-space: nowrap }
@media print { a[href^=http]::after { content: " (" attr(href) ")" } }`;

const partsOf = ({ messages }) => messages.flatMap(({ text, more }) => [text, more]).filter(Boolean);

function whoAndWhen(school) {
  const day = new Date().toLocaleDateString("nl-BE", { day: "numeric", month: "long", year: "numeric" });
  return [school, day].filter(Boolean).join(", ");
}

/** To copy and to mail: title, school and day, each question and its answer. */
export function asText(turns, school) {
  const told = turns.flatMap(({ said, reply }) => [`${TEXTS.yourQuestion} ${said}`, ...partsOf(reply).map((part) => plain(part))]);
  return [`${TEXTS.paper}\n${whoAndWhen(school)}`, ...told].join("\n\n");
}

/** A question of ours, with buttons that paper does not have, is left out: the next turn tells what was chosen. */
export function drawPaper(turns, school) {
  const told = turns.flatMap(({ said, reply }) => {
    const answer = reply && reply.kind !== "suggestions";
    const origin = answer && reply.origin ? [el("p", {}, TEXTS.origin), ...originLines(reply.origin)] : [];
    return [el("h2", {}, `${TEXTS.yourQuestion} ${said}`), answer ? markdown(...partsOf(reply)) : null, ...origin];
  });
  const paper = el("article", { class: "pw-paper" }, el("h1", {}, TEXTS.paper), el("p", {}, whoAndWhen(school)), ...told);
  paper.querySelectorAll(".pw-hidden").forEach((stray) => stray.remove());
  return paper;
}

/** Gives the conversation as a file that any browser opens, also without a network. */
export function save(turns, school) {
  const head = ["<!doctype html><html lang=nl-BE><meta charset=utf-8>", '<meta name=viewport content="width=device-width">'];
  const title = el("title", {}, TEXTS.paper).outerHTML;
  const page = [...head, title, `<style>${STYLE}</style>`, drawPaper(turns, school).outerHTML].join("\n");
  const href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  el("a", { href, download: `pestwijzer-${new Date().toISOString().slice(0, 10)}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}
