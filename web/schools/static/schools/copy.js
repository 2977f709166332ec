/** Puts a line to paste on the clipboard. Without scripts the buttons stay hidden, and the text can be selected by hand. */

for (const button of document.querySelectorAll("button[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const told = document.getElementById("gekopieerd");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      told.textContent = "Gekopieerd. Plak het nu op je website.";
    } catch {
      getSelection().selectAllChildren(text);
      told.textContent = "Kopiëren mag niet van je browser. De tekst is geselecteerd: druk op Ctrl en C.";
    }
  });
}
