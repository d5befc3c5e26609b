/** One line of the conversation as DOM nodes. */
import { beside, card, slots } from "./booking.js";
import { h, icon } from "./dom.js";
import { civilDay, clock } from "./format.js";
import { plain, render, safeURL, toText } from "./markdown.js";
import { isNear, near } from "./near.js";
import { stateAfter } from "./floor.js";
import { isMine } from "./protocol.js";
import { strings } from "./strings.js";
import { cardURL, putRight, speaker, wording } from "./transcript.js";

/** @typedef {import("./protocol.js").LogEvent} LogEvent */
/** @typedef {import("./protocol.js").Option} Option */
/** @typedef {import("./protocol.js").Citation} Citation */
/** @typedef {import("./outbox.js").Pending} Pending */

/**
 * What every message needs to know of its surroundings.
 * @typedef {object} Place
 * @property {string} lang
 * @property {string} server
 * @property {string} town
 * @property {import("./speech.js").Voice} voice
 * @property {(option: Option) => void} choose
 * @property {() => void} rate
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} discard
 */

/**
 * @param {LogEvent} event
 * @param {LogEvent[]} events the log it belongs to
 * @param {Place} place
 * @returns {HTMLElement | null} null when there is nothing to show
 */
export function message(event, events, place) {
  const { lang } = place;
  const { body } = event;
  const words = wording(event, events);
  if (!words && !body.options?.length) return null;
  if (event.kind !== "message" && event.kind !== "booking") return turn(event, words, place);
  const t = strings(lang);
  const mine = isMine(event);
  return h(
    "div",
    { class: `msg ${mine ? "mine" : "theirs"}${body.outcome === "crisis" ? " crisis" : ""}`, "data-n": String(event.n) },
    heading(event, lang, Boolean(putRight(event, events))),
    words && h("div", { class: "bubble" }, mine ? plain(words) : render(body.booking ? beside(words, body.booking) : words)),
    body.booking && card(body.booking, place),
    body.generated && h("p", { class: "generated" }, t.generated),
    body.citations?.length ? citations(body.citations, place) : null,
    body.slots?.length ? slots(body.slots, place) : null,
    options(body, place),
    !mine && words && place.voice.available && listen(words, place),
  );
}

/** What stands beside a sentence that says who has the floor. */
const ICONS = Object.freeze(/** @type {const} */ ({ bot: "chat", queued: "clock", assigned: "person", callback: "phone", closed: "check" }));

/**
 * The floor changes: a sentence between the messages, and what can be done now.
 * @param {LogEvent} event
 * @param {string} words
 * @param {Place} place
 */
function turn(event, words, place) {
  const { body } = event;
  const { lang, rate } = place;
  const stars = Boolean(body.rate) && h("button", { type: "button", class: "option rate", click: rate }, strings(lang).rate);
  return h(
    "div",
    { class: "msg turn" },
    h("div", { class: "said" }, event.kind === "state" && icon(ICONS[stateAfter(event)]), h("div", {}, render(words))),
    options(body, place, stars),
  );
}

/**
 * Who is speaking, always in words, and when.
 * @param {LogEvent} event
 * @param {string} lang
 * @param {boolean} edited
 */
function heading(event, lang, edited) {
  const t = strings(lang);
  const time = clock(event.at, lang);
  const name = h("span", { class: "name" }, speaker(event, lang));
  const role = event.actor === "bot" ? t.automatic : event.actor === "operator" && event.body.name ? t.operator : "";
  return h(
    "p",
    { class: "who" },
    name,
    role && h("span", { class: "role" }, ` · ${role.toLowerCase()}`),
    time && " ",
    time && h("time", { datetime: event.at }, time),
    edited && h("span", { class: "edited" }, ` · ${t.edited}`),
  );
}

/**
 * @param {Citation[]} list
 * @param {Place} place
 */
function citations(list, { lang, server, town }) {
  const t = strings(lang);
  return h(
    "ul",
    { class: "cards", "aria-label": t.sources },
    ...list.map((citation) =>
      h(
        "li",
        {},
        h(
          "a",
          {
            href: citation.card ? cardURL(server, town, citation.card, lang) : (safeURL(citation.url ?? "") ?? undefined),
            target: "_blank",
            rel: "noopener",
          },
          icon("card"),
          h(
            "span",
            { class: "card" },
            h("span", { class: "sr" }, `${t.card}: `),
            h("span", { class: "title" }, citation.title),
            citation.verified_on && h("span", { class: "checked" }, t.verified(civilDay(citation.verified_on, lang))),
            h("span", { class: "sr" }, ` (${t.newTab})`),
          ),
          icon("out"),
        ),
      ),
    ),
  );
}

/**
 * What can be chosen next. Free times stand elsewhere.
 * @param {import("./protocol.js").Body} body
 * @param {Place} place
 * @param {HTMLButtonElement | false} [last]
 */
function options({ options: all = [], slots: times = [] }, place, last) {
  const { lang, choose } = place;
  /** @type {HTMLElement[]} */
  const nodes = all
    .filter((option) => !isNear(option) && !times.some((slot) => slot.id === option.id))
    .map((option) => h("button", { type: "button", class: "option", "data-option": option.id, click: () => choose(option) }, option.label));
  if (last) nodes.push(last);
  nodes.push(...all.filter(isNear).flatMap((option) => near(option, place)));
  return nodes.length > 0 && h("div", { class: "options", role: "group", "aria-label": strings(lang).options }, ...nodes);
}

/**
 * Marks the option a citizen pressed; it stays usable.
 * @param {HTMLElement} log
 * @param {string} id
 * @param {string} lang
 */
export function markChosen(log, id, lang) {
  const buttons = [...log.querySelectorAll(".option")];
  /** @param {string} wanted */
  const last = (wanted) => buttons.findLast((other) => other.getAttribute("data-option") === wanted);
  const button = last(id) ?? last(id.replace(/\/near[:/].*/, "/near")); // of a position only the office is kept
  if (!button || button.classList.contains("chosen")) return;
  button.classList.add("chosen");
  button.prepend(icon("check"));
  button.append(h("span", { class: "sr" }, ` (${strings(lang).chosen})`));
}

/**
 * @param {string} words
 * @param {Place} place
 */
function listen(words, { lang, voice }) {
  const t = strings(lang);
  const label = h("span", {}, t.listen);
  const button = h("button", { type: "button", class: "tool", "aria-pressed": "false" }, icon("speak"), label);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return voice.stop();
    voice.read(toText(words), lang, () => {
      button.setAttribute("aria-pressed", "false");
      label.textContent = t.listen;
    });
    button.setAttribute("aria-pressed", "true");
    label.textContent = t.stop;
  });
  return button;
}

/**
 * A message of the citizen's on its way.
 * @param {Pending} entry
 * @param {boolean} live whether it can leave right now
 * @param {Place} place
 */
export function pending(entry, live, place) {
  const t = strings(place.lang);
  const node = h("div", { class: "msg mine pending" }, h("div", { class: "bubble" }, plain(entry.label)));
  if (!entry.failed) {
    node.append(h("p", { class: "state" }, live ? t.sending : t.queued));
    return node;
  }
  const { code, message: reason } = entry.failed;
  const known = code === "too_long" || code === "closed" || code === "bad" ? t[`nak_${code}`] : t.nak_other;
  node.classList.add("failed");
  node.append(
    h("p", { class: "state" }, `${t.notSent} ${reason || known}`),
    h(
      "div",
      { class: "options" },
      h(
        "button",
        { type: "button", class: "option retry", click: () => place.retry(entry.id) },
        icon("retry"),
        code === "closed" ? t.retryNew : t.retry,
      ),
      h(
        "button",
        { type: "button", class: "option discard", click: () => place.discard(entry.id) },
        entry.text ? t.edit : t.discard,
      ),
    ),
  );
  return node;
}
