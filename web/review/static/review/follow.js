// Follows something on the server that goes on by itself: a candidate in the making, an assistant that switches, the
// emergencies that come in.
// An element says what to ask (data-follow), which field of the reply tells the state (data-field), and until when
// (data-until); then the page is loaded anew. Without scripts the page refreshes itself.

const PAUSE = 1500;
const pauseOf = (element) => Number(element.dataset.pause) || PAUSE;

function show(element, reply) {
  for (const place of element.querySelectorAll("[data-show]")) {
    const text = String(reply[place.dataset.show]);
    if (place.textContent !== text) place.textContent = text; // only then, so that it is read aloud once
  }
  const bar = element.querySelector("progress");
  if (bar) bar.value = reply.overall;
}

async function ask(element) {
  const response = await fetch(element.dataset.follow, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
  return response.json();
}

async function follow(element) {
  try {
    const reply = await ask(element);
    if (String(reply[element.dataset.field]) !== element.dataset.until) return reload();
    show(element, reply);
  } catch {
    // The website may be restarting: ask again.
  }
  return setTimeout(follow, pauseOf(element), element);
}

/** Whoever has ticked something keeps that, and is told that there is news. */
function reload() {
  const news = document.querySelector("[data-news]");
  if (!news || !document.querySelector(".asked input:checked")) return location.reload();
  news.hidden = false;
  return undefined;
}

for (const element of document.querySelectorAll("[data-follow]")) setTimeout(follow, pauseOf(element), element);
