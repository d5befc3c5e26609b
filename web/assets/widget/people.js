/**
 * What the citizen has of the people at the desk: the line that always says who
 * answers, the place in the queue, the ways to a person and back, and the
 * forms.
 */
import { h, icon } from "./dom.js";
import { callbackDialog, copyDialog, ratingDialog } from "./forms.js";
import { CHOICE } from "./protocol.js";
import { strings } from "./strings.js";

/** @typedef {import("./chat.js").Chat} Chat */

/**
 * @typedef {object} PeopleOptions
 * @property {string} lang
 * @property {string} privacyURL
 * @property {() => Chat} chat
 * @property {() => void} rated
 * @property {(node: HTMLElement) => void} offer  puts it at the end of the log
 * @property {() => void} refocus  when what had the focus is gone
 */

/** How long a device finds a conversation again. */
const DAY = 86400000;

export class People {
  /** @param {PeopleOptions} options */
  constructor(options) {
    const { lang, privacyURL, chat } = options;
    const t = strings(lang);
    this.options = options;
    this.now = h("span");
    // Not live: the log says the same when it changes.
    this.words = h("p", { class: "now" }, h("span", { class: "sr" }, `${t.floor}: `), this.now);
    this.place = h("p", { class: "place", role: "status" });
    this.person = h("button", { type: "button", class: "option ask", click: () => this.ask(CHOICE.person, t.person) }, icon("person"), t.person);
    // Short, so that it fits beside the words; what it leads to is said to those who do not see them.
    this.assistant = h(
      "button",
      { type: "button", class: "option back", click: () => this.ask(CHOICE.assistant, t.assistant) },
      t.cancel,
      h("span", { class: "sr" }, ` ${t.cancelMore}`),
    );
    this.tick = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", change: () => this.keep() }));
    this.kept = h("label", { class: "keep", hidden: true }, this.tick, h("span", {}, t.keep));
    this.bar = h("div", { class: "floor", role: "group", "aria-label": t.floor }, h("div", { class: "who-now" }, this.words, this.place), this.person, this.assistant);
    const live = () => chat().connection.status === "live";
    /** @param {string} choice @param {object} form */
    const submit = (choice, form) => chat().submit(choice, form);
    this.callback = callbackDialog({ lang, privacyURL, live, submit });
    this.copy = copyDialog({ lang, privacyURL, live, submit });
    this.rating = ratingDialog({ lang, live, submit, rated: options.rated });
    this.dialogs = [this.callback.dialog, this.copy.dialog, this.rating.dialog];
  }

  /** @param {string} choice @param {string} label */
  ask(choice, label) {
    const chat = this.options.chat();
    if (!chat.asking) chat.choose({ id: choice, label });
    this.update();
  }

  /** Asks for a person, from wherever. */
  askForPerson() {
    this.ask(CHOICE.person, strings(this.options.lang).person);
  }

  /** Asks for the way to Telegram. */
  leadOn() {
    const { connection } = this.options.chat();
    if (connection.status === "live") connection.send({ type: "link" }, true);
  }

  /** What was ticked, as far as the browser can. */
  keep() {
    const chat = this.options.chat();
    chat.saved.keep = this.tick.checked ? Date.now() + DAY : 0;
    chat.save();
    this.update();
  }

  /** Puts the dialogs away. */
  close() {
    this.callback.close();
    this.copy.close();
    this.rating.close();
  }

  /** Shows the floor as it is now. */
  update() {
    const chat = this.options.chat();
    const t = strings(this.options.lang);
    const { state, name, office } = chat.floor;
    const waits = state === "queued" || state === "callback";
    const words = state === "assigned" ? t.floor_assigned(name, office) : t[`floor_${state}`];
    if (this.now.textContent !== words) this.now.textContent = words;
    this.bar.dataset.state = state;
    this.setPlace(state === "queued" ? chat.queue : null);
    this.show(this.person, !waits && state !== "assigned");
    this.show(this.assistant, waits);
    const keeps = waits || state === "assigned" || chat.saved.keep > 0;
    if (keeps && (this.kept.hidden || !this.kept.isConnected)) this.options.offer(this.kept);
    this.show(this.kept, keeps);
    this.tick.checked = chat.saved.keep > 0;
    for (const button of [this.person, this.assistant]) button.setAttribute("aria-disabled", String(chat.asking));
  }

  /**
   * Says the place only when it is another one: it is read aloud.
   * @param {import("./protocol.js").Frame | null} queue
   */
  setPlace(queue) {
    const place = Number(queue?.place);
    const words = place > 0 ? strings(this.options.lang).place(place, Number(queue?.waiting_min) || 0) : "";
    if (this.place.textContent !== words) this.place.textContent = words;
  }

  /**
   * @param {HTMLElement} button
   * @param {boolean} on
   */
  show(button, on) {
    if (button.hidden === !on) return;
    const focused = button.matches(":focus, :focus-within");
    button.hidden = !on;
    // Never onto the other button: pressing Enter twice would undo the first.
    if (focused && !on) this.options.refocus();
  }
}
