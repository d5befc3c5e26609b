/** The conversation to keep: as a text file, or on paper. */
import { h } from "./dom.js";
import { civilDay, clock, longDay } from "./format.js";
import { render, plain, toText } from "./markdown.js";
import { isMine } from "./protocol.js";
import { strings } from "./strings.js";
import { addStyles } from "./styles.js";

/** @typedef {import("./protocol.js").LogEvent} LogEvent */

/**
 * Who wrote an event, in words.
 * @param {LogEvent} event
 * @param {string} lang
 */
export function speaker(event, lang) {
  const t = strings(lang);
  if (event.kind === "state") return t.system;
  switch (event.actor) {
    case "citizen":
      return t.you;
    case "bot":
      return t.bot;
    case "operator":
      return event.body.name ?? t.operator;
    default:
      return t.system;
  }
}

/**
 * The edit that put a message right last, if any did.
 * @param {LogEvent} event
 * @param {LogEvent[]} events the log it belongs to
 */
export function putRight(event, events) {
  return events.findLast((other) => other.kind === "edit" && other.body.n === event.n && other.body.text);
}

/**
 * What an event says. A choice without a text says the label of its option.
 * @param {LogEvent} event
 * @param {LogEvent[]} events the log it belongs to
 */
export function wording(event, events) {
  if (event.kind === "edit") return ""; // its words stand in the place of the old ones
  const { text, choice } = { ...event.body, ...putRight(event, events)?.body };
  if (text || !choice) return text ?? "";
  const options = events.flatMap((other) => other.body.options ?? []);
  return options.findLast((option) => option.id === choice)?.label ?? choice;
}

/**
 * The conversation as plain text.
 * @param {LogEvent[]} events
 * @param {string} lang
 * @param {string} server origin of the server, for the cards' addresses
 * @param {string} town
 */
export function transcript(events, lang, server, town) {
  const t = strings(lang);
  const lines = [t.transcript];
  let day = "";
  for (const event of events) {
    const words = wording(event, events);
    if (!words) continue;
    const today = longDay(event.at, lang);
    if (today !== day) lines.push("", today);
    day = today;
    lines.push("", `${speaker(event, lang)}, ${clock(event.at, lang)}`);
    lines.push(isMine(event) ? words : toText(words));
    if (event.body.generated) lines.push(`[${t.generated}]`);
    for (const citation of event.body.citations ?? []) {
      const checked = citation.verified_on ? `, ${t.verified(civilDay(citation.verified_on, lang))}` : "";
      lines.push(`[${t.card}: ${citation.title}${checked} – ${cardURL(server, town, citation.card, lang)}]`);
    }
  }
  return lines.join("\n") + "\n";
}

/**
 * The page of a card, seen from the town the citizen is talking to.
 * @param {string} server
 * @param {string} town
 * @param {string} card
 * @param {string} lang
 */
export function cardURL(server, town, card, lang) {
  const path = `/towns/${encodeURIComponent(town)}/cards/${encodeURIComponent(card)}`;
  return server + path + (lang === "it" ? "" : `?lang=${lang}`);
}

/**
 * Hands a text over as a file.
 * @param {string} text
 * @param {string} name without extension
 */
export function download(text, name) {
  // The mark at the start tells old Windows editors that this is UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  h("a", { href: url, download: `${name}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/**
 * Prints the conversation instead of the page around it. A style sheet built by
 * script and an element of ours need no permission of the page's
 * Content-Security-Policy, which a frame or a new window might.
 * @param {LogEvent[]} events
 * @param {string} lang
 * @param {string} server
 * @param {string} town
 */
export function print(events, lang, server, town) {
  const t = strings(lang);
  const removeStyles = addStyles(
    document,
    `@media print { body > :not(caterina-print) { display: none !important } caterina-print { display: block } }
     @media screen { caterina-print { display: none } }`,
  );
  const paper = document.createElement("caterina-print");
  paper.append(h("h1", {}, t.transcript));
  let day = "";
  for (const event of events) {
    const words = wording(event, events);
    if (!words) continue;
    const today = longDay(event.at, lang);
    if (today !== day) paper.append(h("h2", {}, today));
    day = today;
    paper.append(h("p", {}, h("strong", {}, `${speaker(event, lang)}, ${clock(event.at, lang)}`)));
    paper.append(isMine(event) ? plain(words) : render(words));
    if (event.body.generated) paper.append(h("p", {}, t.generated));
    for (const { card, title } of event.body.citations ?? []) {
      paper.append(h("p", {}, `${t.card}: ${title}, ${cardURL(server, town, card, lang)}`));
    }
  }
  document.body.append(paper);
  const tidy = () => {
    paper.remove();
    removeStyles();
  };
  window.addEventListener("afterprint", tidy, { once: true });
  window.print();
}
