/** Shows in the real chat element what the editor around this frame sends: one question and the answer being written. */

const chat = () => document.querySelector("pestwijzer-chat");

// The element brings its newest answer into view; the browser would scroll the page around this frame along with it.
// So this module is loaded before the element, which draws at once what it remembers.
Element.prototype.scrollIntoView = function () {
  const place = this.getBoundingClientRect().top + window.scrollY;
  const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  window.scrollTo({ top: place - room, behavior: "instant" });
};

function show({ token, turn }) {
  const key = `pestwijzer ${chat().getAttribute("api")}`;
  sessionStorage.setItem(key, JSON.stringify({ token, turns: [turn], draft: "", toErase: [] }));
  // The element reads what it knows when it starts: a fresh one shows the new answer.
  chat().replaceWith(chat().cloneNode());
}

window.addEventListener("message", ({ source, origin, data }) => {
  if (source === window.parent && origin === window.location.origin && data?.preview) show(data.preview);
});

customElements.whenDefined("pestwijzer-chat").then(() => {
  window.parent.postMessage({ previewReady: true }, window.location.origin);
});
