/**
 * What a language model does for whoever answers: a summary above the log, a draft in
 * the box, messages in Italian, and the operator's text in the citizen's language.
 * Nothing is sent from here. Without a model none of it is on the page.
 */
import { ask, gathered, h } from "./dom.js";

/** @typedef {import("./composer.js").Composer} Composer */
/** @typedef {import("./composer.js").Source} Source */
/** @typedef {{seq: number, text?: string, refused?: string}} Read */

/** So many messages are asked for at once. */
const BATCH = 20;
/** So many drafts that were not wanted are told to the model. */
const BEFORE = 3;

export class Assist {
  /**
   * @param {HTMLElement & {address: () => string, owned: () => boolean, log: HTMLElement}} page
   * @param {Composer} composer
   */
  constructor(page, composer) {
    this.page = page;
    this.composer = composer;
    this.place = /** @type {HTMLElement | null} */ (page.querySelector(".assist"));
    /** @type {string[]} drafts of this page */
    this.before = [];
    /** What was in the box when a draft would have taken its place. */
    this.kept = "";
    this.owned = false;
    /** @type {Set<string>} seqs that were asked for */
    this.asked = new Set();
    if (!this.place) return;
    this.wire(this.place);
    this.stands(page.owned());
    if (!page.owned()) void this.summary();
  }

  /** @param {HTMLElement} place */
  wire(place) {
    const on = (/** @type {string} */ name, /** @type {(button: HTMLElement) => Promise<void> | void} */ f) => {
      const button = /** @type {HTMLElement} */ (place.querySelector(name));
      button.addEventListener("click", (event) => {
        event.preventDefault(); // it must not send the message
        void this.busy(button, f);
      });
      return button;
    };
    on(".assist-propose", () => this.propose());
    on(".assist-translate", () => this.translate());
    on(".assist-back", () => this.back());
    this.toggle = on(".assist-read", () => this.switch());
    this.more = gathered(() => this.read(), 50, 400);
    new MutationObserver(() => this.reading() && this.more?.()).observe(this.page.log, { childList: true });
    this.composer.form.addEventListener("caterina-sent", () => {
      this.original("");
      this.before = [];
      this.say("");
    });
  }

  /**
   * One press at a time. The button keeps the focus.
   * @param {HTMLElement} button
   * @param {(button: HTMLElement) => Promise<void> | void} f
   */
  async busy(button, f) {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    try {
      await f(button);
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  /** @param {string} text */
  say(text) {
    const state = this.place?.querySelector(".assist-state");
    if (state && state.textContent !== text) state.textContent = text;
  }

  /** @param {boolean} owned by whoever reads this: only then is there a text of theirs */
  stands(owned) {
    for (const part of this.place?.querySelectorAll("[data-owner]") ?? []) part.toggleAttribute("hidden", !owned);
    if (owned && !this.owned && this.place) void this.summary();
    this.owned = owned;
  }

  /** Shows the summary when it comes. When it does not, there is none. */
  async summary() {
    const place = this.page.querySelector(".conv-summary");
    if (place?.hasChildNodes()) return; // what was said before does not change
    try {
      const response = await ask(this.page.address() + "/summary", { method: "POST" });
      if (response.status === 204 || !place) return;
      const template = document.createElement("template");
      template.innerHTML = await response.text();
      place.replaceChildren(template.content);
    } catch {
      // The model is no part of the work.
    }
  }

  async propose() {
    const box = this.composer.box;
    const old = box.value;
    if (old && old !== this.before.at(-1) && this.kept !== old) {
      this.kept = old;
      return this.say("Nella casella c'è già del testo: premi di nuovo per sostituirlo con la proposta.");
    }
    this.kept = "";
    this.say("Il modello sta scrivendo una proposta…");
    const body = new URLSearchParams(this.before.slice(-BEFORE).map((text) => ["before", text]));
    /** @type {{text: string, cards?: boolean, sources: Source[]}} */
    const draft = await (await ask(this.page.address() + "/propose", { method: "POST", body })).json();
    if (box.value !== old) return this.say("Intanto hai scritto: la proposta non è stata inserita. Premi di nuovo se la vuoi.");
    this.before.push(draft.text);
    this.original("");
    this.composer.fill(draft.text, draft.sources);
    this.say(
      draft.cards
        ? "Per questo argomento il Comune non fa scrivere il modello: queste sono le parole della scheda. Leggi e correggi prima di inviare."
        : "Proposta di un modello, controllata con le schede qui sopra: leggi e correggi prima di inviare. Premi ancora per averne un'altra.",
    );
  }

  async translate() {
    const text = this.composer.box.value.trim();
    if (!text) return this.say("Prima scrivi la risposta in italiano.");
    const list = /** @type {HTMLSelectElement} */ (this.place?.querySelector("select"));
    this.say("Il modello sta traducendo…");
    /** @type {{text: string, from: string}} */
    const done = await (await ask(this.page.address() + "/translate-reply", { method: "POST", body: new URLSearchParams({ text, into: list.value }) })).json();
    if (this.composer.box.value.trim() !== text) return this.say("Intanto hai scritto: la traduzione non è stata inserita. Premi di nuovo se la vuoi.");
    this.composer.fill(done.text);
    this.original(done.from);
    this.say(`Nella casella c'è la traduzione in ${list.selectedOptions[0]?.text}: il cittadino riceve quella. Numeri, date e recapiti sono gli stessi del tuo testo.`);
  }

  /** Puts the Italian back. */
  back() {
    const text = this.place?.querySelector(".assist-text")?.textContent ?? "";
    this.original("");
    this.say("");
    this.composer.fill(text);
  }

  /** @param {string} text that the box holds a translation of, "" for none */
  original(text) {
    const place = this.place?.querySelector(".assist-original");
    if (!place) return;
    place.toggleAttribute("hidden", !text);
    const words = place.querySelector(".assist-text");
    if (words) words.textContent = text;
    place.querySelector(".assist-back")?.toggleAttribute("hidden", !text);
  }

  reading() {
    return this.toggle?.getAttribute("aria-pressed") === "true";
  }

  /** Begins to show messages in Italian, or hides the translations. */
  async switch() {
    const on = !this.reading();
    this.toggle?.setAttribute("aria-pressed", String(on));
    for (const line of this.page.log.querySelectorAll(".entry-read")) line.toggleAttribute("hidden", !on);
    if (on) await this.read();
    else this.say("");
  }

  /** Puts the newest messages that are still in another language into Italian. */
  async read() {
    const lines = /** @type {HTMLElement[]} */ ([...this.page.log.querySelectorAll(".entry-citizen[data-seq]")]);
    const seqs = lines.map((line) => line.dataset.seq ?? "").filter((seq) => !this.asked.has(seq) && !this.line(seq)?.querySelector(".entry-read"));
    const newest = seqs.slice(-BATCH);
    if (!newest.length) return;
    for (const seq of newest) this.asked.add(seq);
    this.say("Il modello sta traducendo i messaggi…");
    try {
      const body = new URLSearchParams(newest.map((seq) => ["seq", seq]));
      /** @type {Read[]} */
      const read = await (await ask(this.page.address() + "/translate", { method: "POST", body })).json();
      for (const message of read) this.show(message);
      this.say(read.some((message) => message.text || message.refused) ? "" : "I messaggi sono già in italiano.");
    } catch (error) {
      for (const seq of newest) this.asked.delete(seq);
      this.toggle?.setAttribute("aria-pressed", "false"); // one press, one try
      this.say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} seq */
  line(seq) {
    return this.page.log.querySelector(`[data-seq="${CSS.escape(seq)}"]`);
  }

  /** @param {Read} message */
  show(message) {
    const line = this.line(String(message.seq));
    const text = message.text || (message.refused && message.refused + " Leggi l'originale.");
    if (!line || !text) return;
    const shown = h("p", { class: "entry-read", lang: "it", hidden: !this.reading() }, h("span", { class: "hidden-mark" }, "traduzione di un modello"), " ", text);
    const after = line.querySelector(".entry-text") ?? line.lastElementChild;
    if (after) after.after(shown);
    else line.append(shown);
  }
}
