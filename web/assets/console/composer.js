/**
 * Where an operator writes: to the citizen or for colleagues. What is written
 * is kept in the tab and, a moment later, on the server, until it has been sent.
 */
import { defineCards } from "./cards.js";
import { say } from "./deeds.js";
import { ask, gathered, h } from "./dom.js";
import { storage } from "./live.js";

/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {{conv: string, epoch: () => number, owned: () => boolean, takes: () => boolean, address: () => string}} Page */
/** @typedef {{card: string, town: string, title: string, field: string, url: string, verified_on?: string, label: string}} Source */

/** The most characters of a message. */
const LONGEST = 4000;
/** "I am typing" is said at most so often. */
const SAY_TYPING = 3000;

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {Live} live
   * @param {Page} page
   */
  constructor(form, live, page) {
    this.form = form;
    this.live = live;
    this.page = page;
    this.box = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.state = /** @type {HTMLElement} */ (form.querySelector(".composer-state"));
    this.key = "caterina-draft-" + page.conv;
    /** @type {Source[]} */
    this.sources = [];
    this.typed = 0;
    this.owned = false;
    this.saveDraft = gathered(() => this.save(), 700, 1500);
    this.restore();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.submitter?.classList.contains("composer-note") ? "note" : this.chosen());
    });
    form.addEventListener("change", () => {
      this.keep();
      this.saveDraft();
      this.show();
    });
    window.addEventListener("pagehide", () => this.dirty && void this.save());
    this.box.addEventListener("input", () => this.input());
    this.box.addEventListener("keydown", (event) => this.keydown(event));
    form.addEventListener("click", (event) => this.insertCanned(event));
    defineCards(form, (text, source) => this.cite(text, source));
    this.show();
  }

  /** What the box is for: "reply" or "note". */
  chosen() {
    return /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=mode]:checked"))?.value === "note" ? "note" : "reply";
  }

  /** @param {"reply" | "note"} mode */
  mode(mode) {
    const radio = /** @type {HTMLInputElement | null} */ (this.form.querySelector(`[name=mode][value=${mode}]`));
    if (radio) radio.checked = true;
    this.keep();
    this.saveDraft();
    this.show();
    this.box.focus();
  }

  /**
   * The conversation changed hands.
   * @param {boolean} owned by whoever reads this
   * @param {string} state
   */
  stands(owned, state) {
    this.owned = owned;
    this.status = state;
    this.show();
  }

  status = "";
  /** Whether the server may not know what the box holds. */
  dirty = false;

  show() {
    const note = this.chosen() === "note";
    this.form.classList.toggle("composer-is-note", note);
    const send = /** @type {HTMLElement} */ (this.form.querySelector(".composer-send"));
    const keep = /** @type {HTMLElement} */ (this.form.querySelector(".composer-note"));
    send.hidden = note;
    keep.hidden = !note;
    this.box.placeholder = note ? "Scrivi una nota per i colleghi" : "Scrivi al cittadino";
    this.state.textContent = this.hint(note);
    this.showPeople(note);
  }

  /** @param {boolean} note */
  hint(note) {
    const left = LONGEST - [...this.box.value].length;
    if (left < 0) return `Il testo supera di ${-left} caratteri i 4000 possibili.`;
    if (note) return "La nota la leggono solo i colleghi. Con @ avvisi qualcuno.";
    if (this.owned) return "Invio per inviare, Maiusc+Invio per andare a capo.";
    return this.notYours();
  }

  /** What whoever reads this can do in a conversation that is not theirs. */
  notYours() {
    if (this.status === "closed") return "La conversazione è chiusa: puoi scrivere solo una nota interna. Se il cittadino scrive ancora, riprende con l'assistente e puoi prenderla.";
    if (this.page.takes()) return "La conversazione non è tua: prendila per rispondere. Le note si possono scrivere sempre.";
    return "La conversazione non è tua: puoi scrivere solo una nota interna.";
  }

  input() {
    this.keep();
    this.saveDraft();
    this.state.textContent = this.hint(this.chosen() === "note");
    if (Date.now() - this.typed < SAY_TYPING) return;
    this.typed = Date.now();
    if (this.chosen() === "reply") this.live.typing(this.page.conv, this.box.value !== "");
  }

  /** @param {KeyboardEvent} event */
  keydown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.altKey) return;
    event.preventDefault();
    this.send(this.chosen());
  }

  empty() {
    return this.box.value.trim() === "";
  }

  /** @param {"reply" | "note"} mode */
  send(mode) {
    const text = this.box.value.trim();
    if (!text) return this.refuse("Il testo è vuoto: scrivi qualcosa prima di inviare.");
    if ([...text].length > LONGEST) return this.refuse("Il testo è troppo lungo: al massimo 4000 caratteri. Accorcialo o dividilo in due.");
    if (mode === "reply" && !this.page.owned()) return this.refuse(this.notYours() + " Il testo resta qui.");
    this.live.say({
      type: mode === "note" ? "note" : "send",
      conv: this.page.conv,
      epoch: this.page.epoch(),
      text,
      ...(mode === "note" ? { mentions: this.mentions(text) } : { citations: this.sources.map(({ label: _, ...citation }) => citation) }),
    });
    this.box.value = "";
    this.sources = [];
    this.showSources();
    this.form.dispatchEvent(new Event("caterina-sent"));
    this.keep();
    this.saveDraft();
    this.typed = 0;
    this.live.typing(this.page.conv, false);
    this.show();
    this.box.focus();
  }

  /** @param {string} why */
  refuse(why) {
    say(why, true);
    this.box.focus();
  }

  /** @param {Entry} entry that the server refused */
  putBack(entry) {
    this.mode(entry.type === "note" ? "note" : "reply");
    this.box.value = this.empty() ? entry.text : entry.text + "\n" + this.box.value;
    this.sources = /** @type {any} */ (entry.citations ?? []).map((/** @type {Source} */ c) => ({ ...c, label: c.field }));
    this.showSources();
    this.input();
  }

  /**
   * Keeps what is written and for whom, here at once and on the server soon.
   * What has left is remembered too: the server may not have heard of it when
   * the page is opened again.
   */
  keep() {
    const { text, left } = this.kept();
    this.dirty = true;
    const value = this.box.value;
    try {
      storage()?.setItem(this.key, JSON.stringify({ text: value, note: this.chosen() === "note", left: value ? "" : text || left }));
    } catch {
      // The quota is used up: the server will have it.
    }
  }

  /** @returns {{text: string, note: boolean, left: string}} */
  kept() {
    try {
      return { text: "", note: false, left: "", ...JSON.parse(storage()?.getItem(this.key) ?? "{}") };
    } catch {
      return { text: "", note: false, left: "" };
    }
  }

  /** Puts back what was begun: this tab knows it better than the server. */
  restore() {
    const { text, note, left } = this.kept();
    const old = this.box.value;
    if (!text && !(old && left.startsWith(old))) return;
    this.box.value = text;
    const radio = /** @type {HTMLInputElement | null} */ (this.form.querySelector(`[name=mode][value=${text && note ? "note" : "reply"}]`));
    if (radio) radio.checked = true;
  }

  async save() {
    const text = this.box.value;
    const mode = this.chosen();
    try {
      await ask(this.page.address() + "/draft", { method: "POST", body: new URLSearchParams({ text, mode }), keepalive: text.length < 20000 });
      if (text === this.box.value && mode === this.chosen()) this.dirty = false;
    } catch {
      // The tab has it.
    }
  }

  /** @param {string} text */
  insert(text) {
    const { selectionStart: start, selectionEnd: end, value } = this.box;
    const before = value.slice(0, start);
    const glue = before && !/\s$/.test(before) ? "\n" : "";
    this.box.setRangeText(glue + text, start, end, "end");
    this.box.focus();
    this.input();
  }

  /** @param {Event} event */
  insertCanned(event) {
    const button = /** @type {Element} */ (event.target).closest("[data-insert]");
    if (!button) return;
    this.insert(button.getAttribute("data-insert") ?? "");
    button.closest("details")?.removeAttribute("open");
  }

  /**
   * Puts a text into the box in place of what it holds, for the citizen.
   * @param {string} text
   * @param {Source[]} [sources] that it rests on, in place of those there are
   */
  fill(text, sources) {
    this.box.value = text;
    if (sources) this.sources = sources;
    this.showSources();
    this.mode("reply");
    this.input();
  }

  /**
   * @param {string} text
   * @param {Source} source
   */
  cite(text, source) {
    this.insert(text);
    if (!this.sources.some((s) => s.card === source.card && s.field === source.field)) this.sources.push(source);
    this.showSources();
  }

  showSources() {
    const place = this.form.querySelector(".composer-sources");
    place?.replaceChildren(
      ...this.sources.map((source) =>
        h(
          "li",
          {},
          `Fonte: ${source.title}${source.label ? " · " + source.label : ""}`,
          h("button", { type: "button", "aria-label": `Togli la fonte ${source.title}`, click: () => this.drop(source) }, "×"),
        ),
      ),
    );
  }

  /** @param {Source} source */
  drop(source) {
    this.sources = this.sources.filter((s) => s !== source);
    this.showSources();
    this.box.focus();
  }

  /** The colleagues a note can name, from the list of transfers. */
  colleagues() {
    const options = /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll(".composer-people [data-colleague]"));
    return [...options].map((option) => ({ id: Number(option.dataset.colleague), name: option.dataset.name ?? "" }));
  }

  /** @param {string} text */
  mentions(text) {
    return this.colleagues()
      .filter((c) => text.includes("@" + c.name))
      .map((c) => c.id);
  }

  /** @param {boolean} note */
  showPeople(note) {
    const place = /** @type {HTMLElement | null} */ (this.form.querySelector(".composer-people"));
    if (!place) return;
    place.hidden = !note || place.children.length === 0;
    if (place.dataset.wired) return;
    place.dataset.wired = "true";
    place.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-colleague]");
      if (button) this.insert("@" + button.getAttribute("data-name") + " ");
    });
  }
}
