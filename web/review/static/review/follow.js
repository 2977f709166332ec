// Follows something on the server that goes on by itself: a candidate in the making, or an assistant that switches.
// An element says what to ask (data-follow), which field of the reply tells the state (data-field), and until when
// (data-until); then the page is loaded anew. Without scripts the page refreshes itself.

const PAUSE = 1500;

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
    if (reply[element.dataset.field] !== element.dataset.until) return location.reload();
    show(element, reply);
  } catch {
    // The website may be restarting: ask again.
  }
  return setTimeout(follow, PAUSE, element);
}

for (const element of document.querySelectorAll("[data-follow]")) setTimeout(follow, PAUSE, element);
