/**
 * The launcher: a button on a school's own site that opens the chat in a panel.
 *
 *   <script src="https://pestwijzer.example/pestwijzer.js" data-school="mijn-school" defer></script>
 *   <noscript><a href="https://pestwijzer.example/?school=mijn-school">Stel je vraag over pesten</a></noscript>
 *
 * Optional: data-color="#0b5c63", data-label="Vraag over pesten?", data-side="left".
 *
 * Everything lives in a shadow root, so no style leaks in or out, and the chat in a frame, which is only asked for when
 * a parent opens the panel: nothing is sent, stored or set before that. The style sheet is built here rather than
 * linked: a linked one would show a bare button first and would have to be allowed in the school's own policy.
 */
(() => {
  "use strict";

  const TEXTS = Object.freeze({
    label: "Vraag over pesten?",
    title: "Pestwijzer",
    frame: "Pestwijzer, chat over pesten op school",
    newTab: "Nieuw venster",
    close: "Sluiten",
  });
  const ID = "pestwijzer-launcher";
  const COLOUR = "#0b5c63";
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .start, .panel { position: fixed; z-index: 2147483000; right: 1rem; bottom: 1rem; color-scheme: light dark;
      font: 16px/1.3 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    .left { right: auto; left: 1rem; }
    button, a { font: inherit; color: inherit; }
    .start { min-height: 3.25rem; max-width: calc(100vw - 2rem); padding: .75rem 1.25rem; cursor: pointer;
      border: 2px solid var(--ink); border-radius: 2rem; background: var(--colour); color: var(--ink); font-weight: 600;
      box-shadow: 0 0 0 2px var(--colour), 0 4px 16px rgb(0 0 0 / 35%); }
    [hidden] { display: none !important; }
    :focus-visible { outline: 3px solid var(--ink); outline-offset: -6px; }
    .start:focus-visible { outline-color: var(--colour); outline-offset: 5px; }
    .panel { inset: auto 1rem 1rem auto; width: 27rem; height: min(44rem, calc(100vh - 2rem)); max-width: none; max-height: none;
      margin: 0; padding: 0; overflow: hidden; border: 2px solid var(--colour); border-radius: 1rem;
      background: Canvas; box-shadow: 0 8px 40px rgb(0 0 0 / 40%); }
    .panel.left { inset: auto auto 1rem 1rem; }
    .panel[open] { display: flex; flex-direction: column; }
    header { display: flex; align-items: center; flex-wrap: wrap; padding-left: .75rem; background: var(--colour); color: var(--ink); }
    h2 { flex: 1; margin: 0; font-size: 1.125rem; }
    header a, header button { display: inline-flex; align-items: center; min-height: 2.75rem; padding: .25rem .5rem;
      border: 0; background: none; cursor: pointer; font-size: .9375rem; text-decoration: underline; text-underline-offset: .2em; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
    @media (max-width: 40em), (max-height: 30em) {
      .panel, .panel.left { inset: 0; top: var(--top, 0); width: 100%; height: 100%; height: var(--seen, 100dvh); border: 0; border-radius: 0; }
    }
    @media (forced-colors: active) { .start, header { border: 2px solid ButtonText; } }
    @media print { :host { display: none !important; } }
  `;

  const script = document.currentScript;
  if (!script?.dataset.school || document.getElementById(ID)) return;
  const { school, label = TEXTS.label, color, side } = script.dataset;
  const home = new URL(script.src).origin;

  function luminance(hex) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** White where it can be read (4.5:1), else nearly black; one of the two always can. */
  const inkOn = (colour) => (1.05 / (luminance(colour) + 0.05) >= 4.5 ? "#ffffff" : "#10171c");

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  class Launcher {
    constructor() {
      this.host = el("div", { id: ID, lang: "nl-BE" });
      this.button = el("button", { type: "button", class: "start", "aria-expanded": "false", "aria-controls": "panel", "aria-haspopup": "dialog" }, label);
      this.closer = el("button", { type: "button" }, TEXTS.close);
      const page = `${home}/?school=${encodeURIComponent(school)}`;
      const out = el("a", { href: page, target: "_blank", rel: "noopener" }, TEXTS.newTab);
      const header = el("header", {}, el("h2", { id: "title" }, TEXTS.title), out, this.closer);
      this.panel = el("dialog", { id: "panel", class: "panel", "aria-labelledby": "title" }, header);
      for (const node of [this.button, this.panel]) node.classList.toggle("left", side === "left");

      const root = this.host.attachShadow({ mode: "open" });
      this.style(root);
      root.append(this.button, this.panel);
      document.documentElement.append(this.host); // not in the body: some sites change theirs at every step

      this.button.addEventListener("click", () => (this.panel.open ? this.close() : this.open()));
      this.closer.addEventListener("click", () => this.close());
      this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
      this.panel.addEventListener("close", () => this.closed());
      window.addEventListener("popstate", () => this.close());
      window.visualViewport?.addEventListener("resize", () => this.fit());
      window.addEventListener("message", (event) => {
        const ours = event.origin === home && event.source === this.frame?.contentWindow;
        if (ours && event.data?.pestwijzer === "close") this.close();
      });
    }

    style(root) {
      const colour = /^#[0-9a-f]{6}$/i.test(color) ? color : COLOUR;
      const css = `:host { --colour: ${colour}; --ink: ${inkOn(colour)}; } ${STYLE}`;
      if (!root.adoptedStyleSheets) return root.append(el("style", {}, css)); // Safari before 16.4
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    }

    /**
     * On a phone the panel covers everything, so there the page behind it must be out of reach as well, and "back"
     * means back to that page.
     */
    open() {
      if (matchMedia("(max-width: 40em), (max-height: 30em)").matches) {
        this.panel.showModal();
        history.pushState({ pestwijzer: "launcher" }, "");
      } else this.panel.show();
      this.button.setAttribute("aria-expanded", "true");
      this.button.hidden = true;
      if (this.frame) return this.greet();
      const address = `${home}/embed/${encodeURIComponent(school)}`;
      this.frame = el("iframe", { src: address, title: TEXTS.frame, allow: "clipboard-write" });
      this.frame.addEventListener("load", () => this.panel.open && this.greet());
      this.panel.append(this.frame);
    }

    /** Some phones lay their keyboard over the page: the panel stays in what is left to see. */
    fit() {
      const { scale, height, offsetTop } = window.visualViewport;
      if (scale > 1) return;
      this.panel.style.setProperty("--seen", `${height}px`);
      this.panel.style.setProperty("--top", `${offsetTop}px`);
    }

    /** The chat puts the focus where it is useful. */
    greet() {
      this.frame.focus();
      this.frame.contentWindow.postMessage({ pestwijzer: "open" }, home);
    }

    close() {
      if (this.panel.open) this.panel.close();
    }

    closed() {
      this.button.setAttribute("aria-expanded", "false");
      this.button.hidden = false;
      this.button.focus();
      if (history.state?.pestwijzer === "launcher") history.back();
    }
  }

  if (document.body) new Launcher();
  else document.addEventListener("DOMContentLoaded", () => new Launcher());
})();
