/**
 * A form in a dialog over the chat: labels, errors beside their fields, the
 * focus where it is needed. What was filled in stays until it has been sent.
 */
import { h, icon } from "./dom.js";
import { strings } from "./strings.js";

/** @typedef {import("./submission.js").Result} Result */
/** @typedef {Record<string, string>} Problems  by field, in words */

/**
 * One question of a form: its node, and the place for what is wrong with it.
 * @typedef {object} Field
 * @property {HTMLElement} node
 * @property {HTMLElement} control takes the focus and the description
 * @property {HTMLElement} problem
 */

/**
 * A text to fill in, on one line or several.
 * @param {string} name
 * @param {string} label
 * @param {string} hint "" for none
 * @param {HTMLInputElement | HTMLTextAreaElement} control
 * @returns {Field}
 */
export function textField(name, label, hint, control) {
  const problem = problemOf(name);
  control.id = `form-${name}`;
  control.setAttribute("aria-describedby", hint ? `form-${name}-hint ${problem.id}` : problem.id);
  const node = h(
    "div",
    { class: "field" },
    h("label", { for: control.id }, label),
    hint && h("p", { class: "hint", id: `form-${name}-hint` }, hint),
    problem,
    control,
  );
  return { node, control, problem };
}

/**
 * A question with a few answers, of which one can be chosen.
 * @param {string} name
 * @param {string} label
 * @param {{value: string, words: string, short?: string}[]} answers short is what is seen, words are what is heard
 * @param {{hint?: string, checked?: string, row?: boolean}} [more]
 * @returns {Field}
 */
export function choiceField(name, label, answers, { hint = "", checked, row = false } = {}) {
  const problem = problemOf(name);
  const inputs = answers.map(({ value }) => h("input", { type: "radio", name, value, id: `form-${name}-${value}`, checked: value === checked }));
  const node = h(
    "fieldset",
    { class: row ? "field row-of" : "field", "aria-describedby": problem.id },
    h("legend", {}, label),
    hint && h("p", { class: "hint" }, hint),
    problem,
    h(
      "div",
      { class: "answers" },
      ...answers.map(({ words, short }, i) =>
        h(
          "label",
          { class: "answer", for: inputs[i].id },
          inputs[i],
          short ? h("span", { "aria-hidden": "true" }, short) : words,
          short && h("span", { class: "sr" }, words),
        ),
      ),
    ),
  );
  return { node, control: inputs[0] ?? node, problem };
}

/** @param {string} name */
export function problemOf(name) {
  return h("p", { class: "problem", id: `form-${name}-problem`, hidden: true });
}

/**
 * @typedef {object} FormOptions
 * @property {string} lang
 * @property {string} name     of the form, part of ids
 * @property {string} title
 * @property {string} [intro]
 * @property {string} submit   what stands on the button
 * @property {Record<string, Field>} fields
 * @property {() => Problems} check
 * @property {() => Promise<Result>} send
 * @property {() => boolean} live  whether it can leave right now
 * @property {() => void} sent     after it was taken
 */

export class FormDialog {
  /** @param {FormOptions} options */
  constructor(options) {
    const { lang, name, title, intro, submit, fields } = options;
    const t = strings(lang);
    this.options = options;
    this.busy = false;
    this.state = h("p", { class: "form-state", role: "status" });
    this.said = h("p", { class: "form-state", role: "status" });
    this.done = h("div", { class: "options", hidden: true }, h("button", { type: "button", class: "option", click: () => this.close() }, t.formClose));
    this.submit = h("button", { type: "submit", class: "option yes" }, submit);
    this.form = h(
      "form",
      { novalidate: true, autocomplete: "on", submit: (/** @type {Event} */ event) => this.submitted(event) },
      ...Object.values(fields).map((field) => field.node),
      this.state,
      h("div", { class: "options" }, this.submit, h("button", { type: "button", class: "option", click: () => this.close() }, t.formCancel)),
    );
    this.dialog = h(
      "dialog",
      { class: "confirm sheet", "aria-labelledby": `${name}-title`, lang },
      (this.corner = h("button", { type: "button", class: "round close", click: () => this.close() }, icon("close"))),
      h("h2", { id: `${name}-title` }, title),
      this.said,
      this.done,
      (this.questions = h("div", {}, intro && h("p", {}, intro), this.form)),
    );
  }

  open() {
    if (this.dialog.open) return;
    this.tell("");
    this.dialog.showModal();
    Object.values(this.options.fields)[0]?.control.focus();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** @param {Event} event */
  async submitted(event) {
    event.preventDefault();
    if (this.busy || this.show(this.options.check())) return;
    const t = strings(this.options.lang);
    this.setBusy(true, this.options.live() ? t.formSending : t.formOffline);
    const result = await this.options.send();
    this.setBusy(false, "");
    if (result.ok) {
      this.form.reset();
      if (result.message) this.tell(result.message);
      else this.close();
      this.options.sent();
    } else if (!result.field || !this.show({ [result.field]: result.message ?? "" })) {
      this.state.textContent = result.message || t.formFailed;
      this.state.classList.add("problem");
      this.submit.focus();
    }
  }

  /**
   * Says what has become of the form, in its place: nothing else will tell.
   * @param {string} words "" shows the form
   */
  tell(words) {
    const t = strings(this.options.lang);
    for (const name of ["aria-label", "title"]) this.corner.setAttribute(name, words ? t.formClose : t.formCancel);
    this.questions.hidden = Boolean(words);
    this.done.hidden = !words;
    this.said.textContent = words;
    if (words) this.done.querySelector("button")?.focus();
  }

  /**
   * @param {boolean} busy
   * @param {string} words
   */
  setBusy(busy, words) {
    this.busy = busy;
    this.submit.setAttribute("aria-disabled", String(busy));
    this.state.classList.remove("problem");
    this.state.textContent = words;
  }

  /**
   * Shows what is wrong beside the fields and goes to the first of them.
   * @param {Problems} problems
   * @returns {boolean} whether there is any
   */
  show(problems) {
    let first = null;
    for (const [name, field] of Object.entries(this.options.fields)) {
      const words = problems[name] ?? "";
      field.problem.hidden = !words;
      field.problem.textContent = words;
      field.control.setAttribute("aria-invalid", String(Boolean(words)));
      if (words) first ??= field;
    }
    first?.control.focus();
    return first !== null;
  }
}
