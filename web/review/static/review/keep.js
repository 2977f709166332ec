// Keeps what somebody types on the server, for nobody else to see, so that closing the window loses nothing.
// A form says with `data-keep` where. Without scripts, "Bewaar voor mij alleen" does the same.

const PAUSE = 700; // milliseconds without typing before it is kept
const KEPT = "Je tekst is bewaard, voor jou alleen.";
const NOT_KEPT = "Je tekst kon niet bewaard worden. Sluit deze pagina nog niet. Ben je afgemeld? Klik op de knop: na het aanmelden kan je verder.";

/** Keep a form from now on. Returns an object whose `leave` says that what is typed may go. */
export function keep(form) {
  const status = form.querySelector("[data-keep-status]");
  let timer;
  let waiting = false; // something typed is not kept yet
  let leaving = false;

  function leave() {
    clearTimeout(timer);
    leaving = true;
  }

  function tell(text) {
    if (status.textContent !== text) status.textContent = text; // only then, so that it is read aloud once
  }

  async function send() {
    const body = new FormData(form);
    body.set("adres", window.location.pathname + window.location.search);
    waiting = false;
    try {
      const response = await fetch(form.dataset.keep, { method: "POST", body });
      if (!response.ok || response.redirected || !(await response.json()).kept) throw new Error(response.statusText);
      if (!waiting) tell(KEPT);
    } catch {
      waiting = true;
      tell(NOT_KEPT);
    }
  }

  form.addEventListener("input", () => {
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  form.addEventListener("submit", leave);
  window.addEventListener("beforeunload", (event) => {
    if (waiting && !leaving) event.preventDefault();
  });
  return { leave };
}

for (const form of document.querySelectorAll("[data-keep]:not([data-editor])")) keep(form);
