/** In the launcher's panel the frame has the focus: what stands in it hands on that somebody wants to close the panel. */

document.addEventListener("keydown", ({ key, isComposing }) => {
  if (key !== "Escape" || isComposing || document.querySelector("dialog[open]")) return;
  window.parent.postMessage({ pestwijzer: "close" }, "*"); // tells nothing that a stranger may not hear
});
