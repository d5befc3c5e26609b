/**
 * The forms of the chat: a request to be called back, a copy by mail, and the
 * rating at the end with the two questions that the model for Italian municipal
 * sites prescribes: how clear, and what was good or bad about it.
 */
import { choiceField, FormDialog, problemOf, textField } from "./dialog.js";
import { h } from "./dom.js";
import { CHOICE } from "./protocol.js";
import { strings } from "./strings.js";

/**
 * @typedef {object} Callback
 * @property {string} name
 * @property {string} contact
 * @property {string} when    any, morning, afternoon
 * @property {string} text
 * @property {boolean} privacy
 */

/** The most characters, as the server counts them too. */
const LIMITS = Object.freeze({ name: 100, text: 600, details: 200 });

/**
 * What is wrong with a form, by field. The server looks again.
 * @param {Callback} form
 * @param {string} lang
 * @returns {Record<string, string>}
 */
export function checkCallback({ name, contact, text, privacy }, lang) {
  const t = strings(lang);
  /** @type {Record<string, string>} */
  const problems = {};
  if (!name) problems.name = t.errorName;
  else if (Array.from(name).length > LIMITS.name) problems.name = t.errorNameLong;
  if (!isContact(contact)) problems.contact = t.errorContact;
  if (Array.from(text).length > LIMITS.text) problems.text = t.errorText;
  if (!privacy) problems.privacy = t.errorPrivacy;
  return problems;
}

/**
 * A telephone number as people write it, or an e-mail address.
 * @param {string} contact
 */
export function isContact(contact) {
  if (contact.includes("@")) return contact.length <= 254 && /^[^\s@<>,;"]{1,64}@[^\s@.<>,;"]+(\.[^\s@.<>,;"]+)+$/.test(contact);
  return /^\+?[\d\s./()-]+$/.test(contact) && /^\d{6,15}$/.test(contact.replace(/\D/g, ""));
}

/**
 * @param {object} options
 * @param {string} options.lang
 * @param {string} options.privacyURL
 * @param {(choice: string, form: Callback) => Promise<import("./submission.js").Result>} options.submit
 * @param {() => boolean} options.live
 */
export function callbackDialog({ lang, privacyURL, submit, live }) {
  const t = strings(lang);
  const name = textField("name", t.callbackName, "", h("input", { type: "text", autocomplete: "name" }));
  const contact = textField("contact", t.callbackContact, "", h("input", { type: "text", autocomplete: "tel", autocapitalize: "off", spellcheck: "false" }));
  const when = choiceField(
    "when",
    t.callbackWhen,
    [
      { value: "any", words: t.callbackAny },
      { value: "morning", words: t.callbackMorning },
      { value: "afternoon", words: t.callbackAfternoon },
    ],
    { checked: "any" },
  );
  const text = textField("text", t.callbackText, t.callbackTextHint, h("textarea", { rows: "3" }));
  const privacy = privacyField(t, privacyURL);
  const values = () => {
    const data = new FormData(dialog.form);
    return {
      name: valueOf(name),
      contact: valueOf(contact),
      when: String(data.get("when") ?? "any"),
      text: valueOf(text),
      privacy: /** @type {HTMLInputElement} */ (privacy.control).checked,
    };
  };
  const dialog = new FormDialog({
    lang,
    name: "callback",
    title: t.callbackTitle,
    intro: t.callbackIntro,
    submit: t.callbackSend,
    fields: { name, contact, when, text, privacy },
    check: () => checkCallback(values(), lang),
    send: () => submit(CHOICE.callback, values()),
    live,
    sent: () => {},
  });
  return dialog;
}

/**
 * The tick, and the notice that it is about: the link stands outside the label,
 * or pressing it would tick.
 * @param {import("./strings.js").Strings} t
 * @param {string} privacyURL
 * @returns {import("./dialog.js").Field}
 */
function privacyField(t, privacyURL) {
  const problem = problemOf("privacy");
  const control = h("input", { type: "checkbox", id: "form-privacy", "aria-describedby": problem.id });
  const node = h(
    "div",
    { class: "field" },
    privacyLink(t, privacyURL),
    problem,
    h("label", { class: "answer", for: "form-privacy" }, control, t.callbackPrivacy),
  );
  return { node, control, problem };
}

/**
 * @param {import("./strings.js").Strings} t
 * @param {string} privacyURL
 */
function privacyLink(t, privacyURL) {
  const link = h("a", { href: privacyURL, target: "_blank", rel: "noopener" }, t.privacyLink, h("span", { class: "sr" }, ` (${t.newTab})`));
  return h("p", {}, link);
}

/**
 * @param {object} options
 * @param {string} options.lang
 * @param {string} options.privacyURL
 * @param {(choice: string, form: {email: string}) => Promise<import("./submission.js").Result>} options.submit
 * @param {() => boolean} options.live
 */
export function copyDialog({ lang, privacyURL, submit, live }) {
  const t = strings(lang);
  const email = textField("email", t.copyEmail, t.copyHint, h("input", { type: "text", inputmode: "email", autocomplete: "email", autocapitalize: "off", spellcheck: "false" }));
  email.node.append(h("div", { class: "field" }, privacyLink(t, privacyURL)));
  return new FormDialog({
    lang,
    name: "copy",
    title: t.mail,
    intro: t.copyIntro,
    submit: t.copySend,
    fields: { email },
    check: () => ({ email: valueOf(email).includes("@") && isContact(valueOf(email)) ? "" : t.errorEmail }),
    send: () => submit(CHOICE.copy, { email: valueOf(email) }),
    live,
    sent: () => {},
  });
}

/** @param {import("./dialog.js").Field} field */
function valueOf(field) {
  return /** @type {HTMLInputElement} */ (field.control).value.trim();
}

/** @typedef {{stars: number, answer: string, text: string}} Rating */

/** The answers to the second question, after few stars and after many. */
const LOW = Object.freeze(/** @type {const} */ (["unclear", "incomplete", "lost", "technical", "other"]));
const HIGH = Object.freeze(/** @type {const} */ (["clear", "complete", "guided", "smooth", "other"]));
const ENOUGH = 4; // stars for the second kind

/**
 * @param {Rating} form
 * @param {string} lang
 * @returns {Record<string, string>}
 */
export function checkRating({ stars, text }, lang) {
  const t = strings(lang);
  /** @type {Record<string, string>} */
  const problems = {};
  if (!(stars >= 1 && stars <= 5)) problems.stars = t.errorStars;
  if (Array.from(text).length > LIMITS.details) problems.text = t.errorText;
  return problems;
}

/**
 * @param {object} options
 * @param {string} options.lang
 * @param {(choice: string, form: Rating) => Promise<import("./submission.js").Result>} options.submit
 * @param {() => boolean} options.live
 * @param {() => void} options.rated
 */
export function ratingDialog({ lang, submit, live, rated }) {
  const t = strings(lang);
  const stars = choiceField(
    "stars",
    t.rateFirst,
    [1, 2, 3, 4, 5].map((n) => ({ value: String(n), words: t.stars(n), short: String(n) })),
    { hint: t.rateScale, row: true },
  );
  const second = (/** @type {readonly (typeof LOW | typeof HIGH)[number][]} */ answers, /** @type {string} */ name, /** @type {string} */ label) =>
    choiceField(name, label, answers.map((value) => ({ value, words: t[`rate_${value}`] })));
  const low = second(LOW, "low", t.rateLow);
  const high = second(HIGH, "high", t.rateHigh);
  const text = textField("details", t.rateText, t.rateTextHint, h("textarea", { rows: "2" }));
  const values = () => {
    const data = new FormData(dialog.form);
    const given = Number(data.get("stars"));
    return {
      stars: given,
      answer: String(data.get(given < ENOUGH ? "low" : "high") ?? ""),
      text: /** @type {HTMLTextAreaElement} */ (text.control).value.trim(),
    };
  };
  // The second question follows from the answer to the first.
  const follow = () => {
    const given = values().stars;
    low.node.hidden = !given || given >= ENOUGH;
    high.node.hidden = !given || given < ENOUGH;
  };
  const dialog = new FormDialog({
    lang,
    name: "rating",
    title: t.rateTitle,
    submit: t.rateSend,
    fields: { stars, low, high, text },
    check: () => checkRating(values(), lang),
    send: () => submit(CHOICE.rating, values()),
    live,
    sent: () => {
      follow();
      rated();
    },
  });
  dialog.form.addEventListener("change", follow);
  follow();
  return dialog;
}
