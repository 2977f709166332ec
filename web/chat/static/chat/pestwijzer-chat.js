/**
 * <pestwijzer-chat api="/api/<slug>" school-json="<id of a JSON script>" mode="page|embed">
 * Optional: slow-after and give-up-after, in milliseconds.
 *
 * Light DOM: without scripts, or when this one fails, the element's own content (a form, the school's contact, the
 * emergency numbers) is simply there; and one linked stylesheet suits a strict CSP, a reader's own styles and printing.
 * There is no foreign style to keep out: on a school's site the launcher shows our page in a frame.
 */

import { button, drawAnswer, drawChoices, drawHuman, drawSaid, drawWipe, el, icon, link, markdown, openHuman, openPanel, plain, telephone } from "./drawing.js";
import { asText, drawPaper, save } from "./paper.js";
import { TEXTS } from "./texts.js";

const COUNT_BELOW = 400;
const MOST_WAITS = 2;
const LONGEST_WAIT = 60; // seconds; a longer one is for the parent to decide
const DOUBLE_TAP = 700; // milliseconds in which a second tap or Enter means the first
const ERASED = "pestwijzer gewist";
const ERASED_KEPT = 20;

const length = (text) => [...text].length; // as the server counts: an emoji is one

class PestwijzerChat extends HTMLElement {
  #chat;

  connectedCallback() {
    // A page that came back from the plain form holds an answer: leave it to be read.
    if (this.hasAttribute("plain")) return;
    this.#chat = new Chat(this, {
      school: this.#school(),
      slowAfter: Number(this.getAttribute("slow-after")) || 7000,
      giveUpAfter: Number(this.getAttribute("give-up-after")) || 60000,
    });
  }

  disconnectedCallback() {
    this.#chat?.destroy();
  }

  /** A profile that cannot be read costs the school's details, never the chat. */
  #school() {
    try {
      return JSON.parse(document.getElementById(this.getAttribute("school-json")).textContent);
    } catch {
      return {};
    }
  }
}

/**
 * What a screen reader hears: answers and failures because they enter the log; short notices through a status node; an
 * emergency through an alert node. History enters the log before the log goes live.
 */
class Chat {
  #gone = new AbortController();
  #sending = null; // AbortController of the question that is under way

  constructor(root, { school, slowAfter, giveUpAfter }) {
    const api = root.getAttribute("api");
    Object.assign(this, { root, school, slowAfter });
    this.mostCharacters = school.most_characters ?? Infinity; // without it the server says what is too long
    this.helplines = school.emergency?.length ? school.emergency : TEXTS.emergencyNumbers;
    this.api = new Api(api, giveUpAfter);
    const chats = [...document.querySelectorAll(`pestwijzer-chat[api="${api}"]`)];
    this.number = Math.max(chats.indexOf(root), 0) || ""; // two in a page are two conversations
    this.store = new Store(`pestwijzer ${api}${this.number}`);
    this.views = new WeakMap();
    this.#draw();
    this.#listen();
    this.#finishErasing();
    this.#meetOtherTabs();
    this.#sendWaiting();
  }

  destroy() {
    this.#gone.abort();
    this.#sending?.abort();
    this.tabs?.close();
  }

  // --- drawing -----------------------------------------------------------------------------------

  #draw() {
    const typed = this.root.querySelector("textarea")?.value; // in the plain form, before this script ran
    this.log = el("div", { class: "pw-log", role: "log", "aria-label": TEXTS.log });
    this.waiting = el("p", { class: "pw-waiting", hidden: "" }, el("span", { class: "pw-dots" }), el("span"));
    this.status = el("div", { class: "pw-hidden", role: "status" });
    this.alert = el("div", { class: "pw-hidden", role: "alert" });
    this.human = drawHuman(this.school.contact, this.helplines);
    this.turnsOnPaper = null; // those of the answer whose button was pressed, else all
    this.wipe = drawWipe(() => this.#wipe());
    const keep = button(TEXTS.save, () => save(this.store.state.turns, this.school.name), { kind: "pw-quiet", symbol: "save" });
    const wipe = button(TEXTS.wipe, () => openPanel(this.wipe), { kind: "pw-quiet", symbol: "bin" });
    this.tools = el("div", { class: "pw-row pw-conversation" }, keep, wipe);
    const { header, strip, log, waiting, tools, form } = Object.assign(this, this.#frame());
    this.root.replaceChildren(header, strip, log, waiting, tools, form, this.human, this.wipe, this.status, this.alert);
    this.#fillLog();
    this.input.value = typed || this.store.state.draft;
    this.#typed();
    this.#show(this.log.querySelector(".pw-turn:last-child"));
  }

  #frame() {
    const header = this.root.querySelector(".pw-header") ?? el("header", { class: "pw-header" }, el("h1", {}, TEXTS.pageTitle));
    const [{ phone }] = this.helplines;
    const strip = el(
      "div",
      { class: "pw-strip" },
      el("a", { href: telephone(phone), class: "pw-button pw-sos" }, icon("phone"), `${TEXTS.danger} ${TEXTS.call(phone)}`),
      button(TEXTS.human, () => this.#openHuman(), { symbol: "human", "aria-haspopup": "dialog" }),
    );

    const id = `pw-question${this.number}`;
    const note = `pw-note${this.number}`;
    const describedBy = { "aria-describedby": note, enterkeyhint: "send", autocomplete: "off" };
    this.input = el("textarea", { id, rows: 1, placeholder: TEXTS.placeholder, ...describedBy });
    this.note = el("p", { id: note, class: "pw-note", hidden: "" });
    const send = button(TEXTS.send, null, { kind: "pw-send", symbol: "send", type: "submit" });
    const field = el("div", { class: "pw-field" }, this.input, send);
    const form = el("form", { class: "pw-composer" }, el("label", { for: id }, `${TEXTS.question} `, el("small", {}, TEXTS.hint)), field, this.note);
    return { header, strip, form };
  }

  #fillLog() {
    const { turns } = this.store.state;
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren(this.#welcome());
    for (const turn of turns) {
      if (!turn.reply) turn.failure ??= { code: "interrupted" };
      this.#addResult(this.#addTurn(turn), turn);
    }
    this.tools.hidden = !turns.length;
    this.#loud();
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  #welcome() {
    const { name, welcome, first_choices: choices } = this.school;
    const { state, refused } = this.store;
    const ownWindow = () => link(TEXTS.ownWindow, `/?school=${this.api.base.split("/").pop()}`);
    const privacy = markdown(TEXTS.privacy);
    privacy.classList.add("pw-small");
    privacy.lastChild.append(" ", link(TEXTS.privacyLink, "/over"));
    return el(
      "article",
      { class: "pw-answer pw-welcome", tabindex: -1 },
      markdown(welcome || TEXTS.welcome(name)),
      el("p", { class: "pw-ask" }, TEXTS.firstQuestion),
      drawChoices(choices?.length ? choices : TEXTS.firstChoices, state.used ?? [], (...choice) => this.#choose(state, ...choice)),
      refused && window.parent !== window ? el("p", {}, TEXTS.forgets, ownWindow()) : null,
      privacy,
    );
  }

  /** Calm first: the number of danger is a quiet outline until danger is heard. */
  #loud() {
    const heard = this.store.state.turns.some(({ reply }) => reply?.kind === "emergency" || reply?.worry);
    this.root.classList.toggle("pw-loud", heard);
  }

  /** What a parent said needs no saying again: the log is silent about it. */
  #addTurn(turn) {
    const view = el("div", { class: "pw-turn" }, drawSaid(turn.said));
    this.views.set(turn, view);
    this.log.append(view);
    return view;
  }

  #addResult(view, turn) {
    if (!turn.reply) return view.append(this.#drawFailure(turn));
    const answer = drawAnswer(turn, this.helplines, {
      choose: (...choice) => this.#choose(turn, ...choice),
      rate: (useful, missing) => this.#rate(turn, useful, missing),
      human: () => this.#openHuman(),
      asText: () => asText([turn], this.school.name),
      print: () => this.#print([turn]),
      say: (text, near) => this.#notice(text, near),
    });
    view.append(answer);
  }

  #drawFailure(turn) {
    const { code, shown, contact, kept } = turn.failure;
    const retry = button(TEXTS.retry, () => this.#retry(turn, true), { kind: "pw-primary" });
    const edit = turn.choice ? null : button(TEXTS.edit, () => this.#edit(turn));
    return el(
      "section",
      { class: "pw-answer pw-failure" },
      el("h2", {}, TEXTS.noAnswer),
      el("p", {}, shown ?? TEXTS.failures[code] ?? TEXTS.failures.broken),
      kept ? el("p", {}, TEXTS.kept) : null,
      contact ? markdown(contact) : null,
      el("div", { class: "pw-row" }, retry, edit),
    );
  }

  // --- what a parent does --------------------------------------------------------------------------

  #listen() {
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal: this.#gone.signal });
    on(this.form, "submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    on(this.input, "input", () => this.#typed());
    on(this.input, "keydown", (event) => {
      // With an input method Enter accepts a word; 229 is how Safari says so.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (!event.repeat) this.#submit(); // held down, it means one message
    });
    on(window, "online", () => {
      this.#finishErasing();
      this.#sendWaiting();
    });
    on(window, "storage", () => this.#dropErased());
    on(window, "pageshow", ({ persisted }) => persisted && this.#askOtherTabs());
    on(window, "beforeprint", () => this.#putOnPaper());
    on(window, "afterprint", () => this.#takeFromPaper());
    if (window.visualViewport) on(visualViewport, "resize", () => this.#stayAboveKeyboard());
    if (window.parent === window) return;
    on(window, "message", ({ source, data }) => {
      if (source === window.parent && data?.pestwijzer === "open") this.#opened();
    });
  }

  /** The launcher (launcher.js) tells when its panel opens. Which sites may frame us is the server's word. */
  #opened() {
    this.root.classList.add("pw-in-launcher");
    // A phone's keyboard would hide the welcome; in a low window the field stands out of sight.
    const first = matchMedia("(pointer: coarse), (max-height: 26em)").matches ? this.log.firstElementChild : this.input;
    first.focus({ preventScroll: true });
  }

  /** Some phones lay their keyboard over the page instead of making the page smaller. */
  #stayAboveKeyboard() {
    const { scale, height, offsetTop } = visualViewport;
    const covered = scale > 1 ? 0 : Math.max(0, Math.round(window.innerHeight - height - offsetTop));
    this.root.style.setProperty("--pw-keyboard", `${covered}px`);
  }

  #print(turns) {
    this.turnsOnPaper = turns;
    window.print();
  }

  #putOnPaper() {
    this.#takeFromPaper();
    const turns = this.turnsOnPaper ?? this.store.state.turns;
    if (turns.length) this.root.append((this.paper = drawPaper(turns, this.school.name)));
    this.turnsOnPaper = null;
  }

  #takeFromPaper() {
    this.paper?.remove();
  }

  #typed() {
    this.store.state.draft = this.input.value;
    this.store.save();
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
    const left = this.mostCharacters - length(this.input.value);
    this.#note(left < 0 ? TEXTS.tooMany(-left) : left < COUNT_BELOW ? TEXTS.left(left) : "", left < 0, 1000);
    document.documentElement.style.setProperty("--pw-composer", `${this.form.offsetHeight}px`);
  }

  /** Shown at once; said when the typing pauses. */
  #note(text, wrong, pause) {
    this.note.textContent = text;
    this.note.hidden = !text;
    this.input.setAttribute("aria-invalid", wrong);
    clearTimeout(this.saying);
    if (text) this.saying = setTimeout(() => this.#say(text), pause);
  }

  #openHuman() {
    const asked = this.store.state.turns.map(({ choice, said, reply }) => (choice ? said : reply?.asked));
    openHuman(this.human, asked.filter(Boolean).pop());
  }

  #submit() {
    const text = this.input.value.trim();
    const surplus = length(text) - this.mostCharacters;
    const wrong = !text ? TEXTS.empty : surplus > 0 ? TEXTS.tooMany(surplus) : "";
    if (!text && this.#justSent()) return;
    if (wrong || this.#sending) {
      this.#note(wrong || TEXTS.wait, Boolean(wrong));
      this.input.focus();
      return;
    }
    this.input.value = "";
    this.#typed();
    this.#ask({ text, said: text });
  }

  /** Returns whether the choice was taken. */
  #choose(owner, title, choice) {
    if (this.#busy()) return false;
    owner.used = [...(owner.used ?? []), choice];
    this.#ask({ choice, said: title }).focus({ preventScroll: true });
    return true;
  }

  #justSent() {
    return Date.now() - this.sentAt < DOUBLE_TAP;
  }

  /** Tells, but not for the second tap of two, that a question is under way. */
  #busy() {
    if (this.#sending && !this.#justSent()) this.#note(TEXTS.wait, false);
    return Boolean(this.#sending);
  }

  /** Who pressed its button, or stood at it, goes along. */
  #retry(turn, pressed) {
    if (this.#busy()) return;
    const along = pressed || this.views.get(turn).contains(document.activeElement);
    this.#forget(turn);
    delete turn.failure;
    const said = this.#ask(turn);
    if (along) said.focus({ preventScroll: true });
  }

  #edit(turn) {
    this.#forget(turn);
    this.input.value = [turn.text, this.input.value].filter(Boolean).join("\n");
    this.#typed();
    this.input.focus();
  }

  #forget(turn) {
    const { state } = this.store;
    this.views.get(turn).remove();
    state.turns = state.turns.filter((other) => other !== turn);
  }

  /** What was asked without a network goes one by one, in the order in which it was asked. */
  #sendWaiting() {
    const turn = this.store.state.turns.find(({ failure }) => failure?.code === "offline");
    if (turn && navigator.onLine && !this.#sending) this.#retry(turn);
  }

  async #rate(turn, useful, missing) {
    try {
      await this.api.rate(turn.token ?? this.store.state.token, turn.reply.id, useful, missing);
    } catch {
      return false;
    }
    turn.useful = useful;
    this.store.save();
    return true;
  }

  // --- the conversation ------------------------------------------------------------------------------

  /** Returns the node with what the parent said. */
  #ask(turn) {
    this.store.state.turns.push(turn);
    this.store.save();
    const view = this.#addTurn(turn);
    this.tools.hidden = false;
    this.sentAt = Date.now();
    this.#deliver(view, turn);
    this.waiting.scrollIntoView({ block: "nearest" });
    return view.firstElementChild;
  }

  async #deliver(view, turn) {
    const sending = (this.#sending = new AbortController());
    const slow = setTimeout(() => this.#say(this.#wait(TEXTS.slow)), this.slowAfter);
    this.#say(this.#wait(TEXTS.thinking));
    try {
      turn.reply = await this.#send(turn, sending.signal);
    } catch (error) {
      const { code, shown, contact, kept } = error;
      turn.failure = { code, shown, contact, kept };
    }
    clearTimeout(slow);
    if (sending.signal.aborted) return; // wiped, or the element is gone
    this.#sending = null;
    this.waiting.hidden = true;
    this.#say("");
    this.#note("", false);
    this.#addResult(view, turn);
    this.#loud();
    this.store.save();
    this.#show(view, turn.reply?.kind === "emergency");
    if (turn.reply?.kind === "emergency") this.#say([TEXTS.emergency, ...turn.reply.messages.map(({ text }) => plain(text, false))].join("\n"), this.alert);
    if (turn.reply) this.#sendWaiting();
  }

  /** One question, with what may be done about a refusal: a new conversation once, and waiting as long as told. */
  async #send({ text, choice }, signal) {
    const { state } = this.store;
    const message = choice ? { choice } : { text };
    let renewed = false;
    for (let waits = 0; ; ) {
      try {
        state.token ??= await this.api.start(signal);
        return await this.api.send(state.token, message, signal);
      } catch (error) {
        const wait = error.status === 429 && error.retryAfter <= LONGEST_WAIT && waits++ < MOST_WAITS && error.retryAfter;
        if (wait) await this.#countDown(wait, signal);
        else if (error.unknownConversation && !renewed) {
          renewed = true;
          state.token = null;
        } else throw error;
      }
    }
  }

  async #countDown(seconds, signal) {
    this.#say(TEXTS.busy(seconds));
    for (let left = seconds; left > 0; left -= 1) {
      this.#wait(TEXTS.busy(left));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      signal.throwIfAborted();
    }
    this.#wait(TEXTS.thinking);
  }

  /** All of a turn where it fits above the composer, else the answer from its beginning. */
  #show(view, fromItsStart) {
    const room = (window.visualViewport?.height ?? window.innerHeight) - this.strip.offsetHeight - this.form.offsetHeight;
    if (!fromItsStart && view?.offsetHeight < room) view.scrollIntoView({ block: "nearest" });
    else view?.lastElementChild.scrollIntoView({ block: "start" });
  }

  #wait(text) {
    this.waiting.lastChild.textContent = text;
    this.waiting.hidden = false;
    return text;
  }

  async #wipe() {
    const tokens = this.#tokens();
    this.#forgetAll(tokens);
    this.log.firstElementChild.focus();
    rememberErased(tokens);
    this.#notice((await this.#finishErasing()) ? TEXTS.wiped : TEXTS.wipedHere, this.log);
  }

  #forgetAll(tokens) {
    this.#sending?.abort();
    this.#sending = null;
    this.waiting.hidden = true;
    this.store.state = { token: null, turns: [], toErase: [...this.store.state.toErase, ...tokens] };
    this.input.value = "";
    this.#typed();
    this.#fillLog();
  }

  /** Of all that this tab shows: its own conversation, and the one it was duplicated from. */
  #tokens() {
    const { token, former = [] } = this.store.state;
    return [...former, token].filter(Boolean);
  }

  /** What was erased in another tab goes here too, also in a tab that slept meanwhile. */
  #dropErased() {
    const erased = readErased();
    const tokens = this.#tokens();
    if (!tokens.some((token) => erased.includes(token))) return;
    this.#forgetAll(tokens);
    if (!this.form.contains(document.activeElement)) this.log.firstElementChild.focus();
    this.#finishErasing();
    this.#notice(TEXTS.wiped, this.log);
  }

  /**
   * A duplicated tab begins with the same conversation. Two at once would mix up what goes on from which answer: the
   * later one shows what was said, and begins a conversation of its own with its next question.
   */
  #meetOtherTabs() {
    try {
      this.tabs = new BroadcastChannel(this.store.key);
    } catch {
      return; // no storage in this frame, so no other tab either
    }
    this.tabs.onmessage = ({ data: { whose, taken } }) => {
      const { state } = this.store;
      if (whose && whose === state.token) this.tabs.postMessage({ taken: whose });
      if (!taken || taken !== state.token) return;
      state.former = [...(state.former ?? []), taken];
      for (const turn of state.turns) turn.token ??= taken;
      state.token = null;
      this.store.save();
    };
    this.#askOtherTabs();
  }

  #askOtherTabs() {
    this.#dropErased();
    const { token } = this.store.state;
    if (token) this.tabs?.postMessage({ whose: token });
  }

  /** What could not be erased at the server is tried again at every start and when the network is back. */
  async #finishErasing() {
    const { state } = this.store;
    try {
      while (state.toErase.length) {
        await this.api.erase(state.toErase[0]);
        state.toErase.shift();
        this.store.save();
      }
      return true;
    } catch {
      return false;
    }
  }

  // --- speaking ----------------------------------------------------------------------------------------

  /** Shows a notice for a while, and says it. */
  #notice(text, near) {
    const notice = el("p", { class: "pw-notice", "aria-hidden": true }, text);
    (near.closest(".pw-tools") ?? near).after(notice);
    setTimeout(() => notice.remove(), 6000);
    this.#say(text);
  }

  #say(text, node = this.status) {
    clearTimeout(node.coming);
    node.textContent = "";
    if (text) node.coming = setTimeout(() => (node.textContent = text), 100); // an unchanged text would not be said again
  }
}

// --- the server, and what the browser keeps ---------------------------------------------------------

/** A failure that says what to show. `code` is the server's, or "offline", "unreachable", "timeout" or "broken". */
class ApiError extends Error {
  constructor(code, details = {}) {
    super(code);
    Object.assign(this, { code, ...details });
  }

  get unknownConversation() {
    return this.status === 404 || this.status === 410;
  }
}

class Api {
  constructor(base, giveUpAfter) {
    Object.assign(this, { base, giveUpAfter });
  }

  async start(signal) {
    const { conversation } = await this.#call("POST", "gesprek", {}, signal);
    if (!conversation) throw new ApiError("broken");
    return conversation;
  }

  /** An answer without any text would leave a parent looking at nothing: a failure. */
  async send(conversation, message, signal) {
    const body = await this.#call("POST", "bericht", { conversation, ...message }, signal);
    const messages = (body.messages ?? []).filter((one) => one?.text);
    if (!messages.length) throw new ApiError("broken");
    return { messages, kind: body.understood?.kind, worry: body.understood?.worry, id: body.message_id, origin: body.origin, asked: body.asked };
  }

  rate(conversation, messageId, useful, missing) {
    return this.#call("POST", "oordeel", { conversation, message_id: messageId, useful, missing });
  }

  erase(conversation) {
    return this.#call("DELETE", "gesprek", { conversation }).catch((error) => {
      if (!error.unknownConversation) throw error;
    });
  }

  async #call(method, path, body, signal) {
    const limit = new AbortController();
    const giveUp = () => limit.abort();
    const timer = setTimeout(giveUp, this.giveUpAfter);
    signal?.addEventListener("abort", giveUp);
    try {
      const response = await fetch(`${this.base}/${path}`, {
        method,
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
        credentials: "omit",
        signal: limit.signal,
      });
      const text = await response.text();
      if (!response.ok) throw refusal(response, text);
      return text ? JSON.parse(text) : {};
    } catch (error) {
      if (error instanceof ApiError || signal?.aborted) throw error;
      if (limit.signal.aborted) throw new ApiError("timeout");
      if (error instanceof SyntaxError) throw new ApiError("broken");
      throw new ApiError(navigator.onLine ? "unreachable" : "offline");
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }
}

function refusal({ status, headers }, text) {
  const retryAfter = Number(headers.get("Retry-After"));
  try {
    const { error, contact, kept } = JSON.parse(text);
    return new ApiError(error.code, { status, retryAfter, contact, kept, shown: error.message });
  } catch {
    return new ApiError("broken", { status, retryAfter }); // a proxy's page, not meant for a parent
  }
}

/**
 * sessionStorage dies with the tab: parents share a computer with their children. A frame may find it refused,
 * already on reading the property; then memory has to do.
 */
class Store {
  constructor(key) {
    this.key = key;
    this.state = { token: null, turns: [], draft: "", toErase: [] };
    try {
      Object.assign(this.state, JSON.parse(sessionStorage.getItem(key)));
    } catch {
      this.refused = true;
    }
  }

  save() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {}
  }
}

/** Which conversations were erased, by their tokens: these open nothing any more, and say nothing of anybody. */
function readErased() {
  try {
    return JSON.parse(localStorage.getItem(ERASED)) ?? [];
  } catch {
    return [];
  }
}

function rememberErased(tokens) {
  try {
    localStorage.setItem(ERASED, JSON.stringify([...readErased(), ...tokens].slice(-ERASED_KEPT)));
  } catch {}
}

// A page may load the script twice.
customElements.get("pestwijzer-chat") ?? customElements.define("pestwijzer-chat", PestwijzerChat);
