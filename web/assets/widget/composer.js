/** Where the citizen writes: the field, its counter, dictation, the send button. */
import { h, icon } from "./dom.js";
import { number } from "./format.js";
import { strings } from "./strings.js";

/** Characters left from which the counter shows. */
const COUNT_FROM = 500;

/**
 * @typedef {object} ComposerOptions
 * @property {string} lang
 * @property {string} draft
 * @property {() => number} limit      in characters
 * @property {(text: string) => void} send
 * @property {(text: string) => void} changed
 * @property {(words: string) => void} say     tells a screen reader at once
 * @property {import("./speech.js").Dictation} dictation
 */

export class Composer {
  /** @param {ComposerOptions} options */
  constructor(options) {
    this.options = options;
    const t = strings(options.lang);
    this.field = h("textarea", {
      id: "field",
      rows: "1",
      placeholder: t.placeholder,
      "aria-describedby": "counter",
      enterkeyhint: "send",
      autocomplete: "off",
      input: () => this.changed(),
      keydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    });
    this.field.value = options.draft;
    this.counter = h("p", { id: "counter", class: "counter", hidden: true });
    this.dictate = h(
      "button",
      { type: "button", class: "round dictate", "aria-label": t.dictate, title: t.dictate, "aria-pressed": "false", click: () => this.speak() },
      icon("mic"),
    );
    this.form = h(
      "form",
      {
        class: "composer",
        novalidate: true,
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.submit();
        },
      },
      this.counter,
      h(
        "div",
        { class: "row" },
        h("label", { class: "sr", for: "field" }, t.input),
        this.field,
        options.dictation.available && this.dictate,
        h("button", { type: "submit", class: "round send", "aria-label": t.send, title: t.send }, icon("send")),
      ),
    );
  }

  get value() {
    return this.field.value;
  }

  /** @param {string} text */
  set(text) {
    this.field.value = text;
    this.changed();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // Enter that ends the composition of a character is not meant for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.value.trim();
    const over = count(text) - this.options.limit();
    if (over > 0) {
      this.changed();
      this.options.say(this.counter.textContent ?? "");
    } else if (text) {
      this.set("");
      this.options.send(text);
    }
    this.focus();
  }

  changed() {
    const { lang } = this.options;
    const t = strings(lang);
    const limit = this.options.limit();
    const left = limit - count(this.value.trim());
    this.counter.hidden = left > COUNT_FROM;
    this.counter.classList.toggle("over", left < 0);
    this.counter.textContent = left < 0 ? t.over(-left, number(limit, lang)) : t.left(left);
    this.field.setAttribute("aria-invalid", String(left < 0));
    this.grow();
    this.options.changed(this.value);
  }

  /** Makes the field as high as its text, up to what the style allows. */
  grow() {
    this.field.style.setProperty("height", "auto");
    if (this.field.scrollHeight) this.field.style.setProperty("height", `${this.field.scrollHeight + 2}px`);
  }

  speak() {
    const { dictation, lang, say } = this.options;
    const t = strings(lang);
    if (dictation.running) return dictation.stop();
    const listening = (/** @type {boolean} */ on) => {
      this.dictate.setAttribute("aria-pressed", String(on));
      this.dictate.setAttribute("aria-label", on ? t.dictateStop : t.dictate);
    };
    listening(true);
    say(t.dictateNotice);
    dictation.start(lang, {
      text: (words) => this.set([this.value.trim(), words].filter(Boolean).join(" ")),
      end: (failed) => {
        listening(false);
        if (failed) say(t.dictateError);
        this.focus();
      },
    });
  }
}

/**
 * Characters as people count them: one for an emoji of two code units too.
 * @param {string} text
 */
function count(text) {
  return Array.from(text).length;
}
