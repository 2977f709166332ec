// Keyboard shortcuts and choosing several questions at once. The pages work without it: every shortcut presses a
// button or follows a link that is there (its `data-key`).

const OFF = "pestwijzer-sneltoetsen-uit";
const rows = [...document.querySelectorAll(".asked")];
const boxes = [...document.querySelectorAll(".asked input[type=checkbox]")];
const bulk = document.querySelector(".bulk");
const help = document.querySelector(".shortcuts");

// --- choosing ------------------------------------------------------------------------------

function showChosen() {
  if (!bulk) return;
  const count = boxes.filter((box) => box.checked).length;
  bulk.querySelector(".chosen").textContent = count ? `: ${count} gekozen` : "";
  bulk.classList.toggle("waiting", !count);
}

function chooseAll(event) {
  event.preventDefault();
  const all = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = all;
  showChosen();
}

// --- shortcuts -----------------------------------------------------------------------------

const here = () => rows.findIndex((row) => row.contains(document.activeElement));

function move(step) {
  const next = rows[Math.min(Math.max(here() + step, 0), rows.length - 1)];
  next.querySelector("a.question").focus();
}

function choose() {
  rows[here()]?.querySelector("input[type=checkbox]")?.click();
}

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${key}"]`)].at(0);
  if (!target) return false;
  if (bulk?.contains(target) && !boxes.some((box) => box.checked)) {
    const box = rows[here()]?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.checked = true;
  }
  target.click();
  return true;
}

function toggleHelp() {
  help.open = !help.open;
  if (help.open) help.querySelector("summary").focus();
}

const OWN = { j: () => move(1), k: () => move(-1), x: choose };

function isTyping(node) {
  return node.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (help.querySelector("input").checked === false) return;
  if (event.key === "?") toggleHelp();
  else if (rows.length && OWN[event.key]) OWN[event.key]();
  else if (!/^[a-z]$/.test(event.key) || !press(event.key)) return;
  event.preventDefault();
}

function remember(event) {
  try {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch { /* a browser that keeps nothing */ }
}

function wasSwitchedOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

// Folded on a phone, where the first question has to be in view; there is room for them on a desk.
if (window.matchMedia("(min-width: 48rem)").matches) {
  for (const fold of document.querySelectorAll("[data-open-wide]")) fold.open = true;
}
for (const box of boxes) box.addEventListener("change", showChosen);
document.querySelector(".pick-all")?.addEventListener("click", chooseAll);
if (help) {
  const inUse = help.querySelector("input");
  help.hidden = false;
  inUse.checked = !wasSwitchedOff();
  inUse.addEventListener("change", remember);
  document.addEventListener("keydown", onKey);
}
showChosen();
