/** Free times to choose from, and an appointment as a card. */
import { h, icon } from "./dom.js";
import { clock, longDay } from "./format.js";
import { render, safeURL } from "./markdown.js";
import { strings } from "./strings.js";

/** @typedef {import("./protocol.js").Slot} Slot */
/** @typedef {import("./protocol.js").Booking} Booking */
/** @typedef {import("./message.js").Place} Place */

/**
 * Buttons under the headings of their days. A label is "martedì 24 novembre, ore
 * 9:30": what stands after the last comma is seen under the day, all of it is heard.
 * @param {Slot[]} list
 * @param {Place} place
 */
export function slots(list, { lang, choose }) {
  const node = h("div", { class: "slots", role: "group", "aria-label": strings(lang).slots });
  const offices = new Set(list.map((slot) => slot.office)).size > 1;
  let day = "";
  /** @type {HTMLElement | undefined} */
  let row;
  for (const { id, label, office } of list) {
    const cut = label.lastIndexOf(", ");
    if (!row || label.slice(0, cut) !== day) {
      day = label.slice(0, cut);
      row = h("div", { class: "options" });
      node.append(h("p", { class: "slot-day" }, day), row);
    }
    const where = offices && office ? `, ${office}` : "";
    row.append(
      h(
        "button",
        { type: "button", class: "option", "data-option": id, click: () => choose({ id, label: label + where }) },
        h("span", { "aria-hidden": "true" }, label.slice(cut < 0 ? 0 : cut + 2) + where),
        h("span", { class: "sr" }, label + where),
      ),
    );
  }
  return node;
}

/**
 * What is agreed, with the code to say at the desk. What can be done about it are
 * options of the same message.
 * @param {Booking} booking
 * @param {Place} place
 */
export function card({ code, status, title, office, address, from, bring = [], ics, map, manage }, { lang, server }) {
  const t = strings(lang);
  const off = status.startsWith("cancelled");
  /** @param {string | undefined} path @param {string} words @param {import("./dom.js").IconName} name */
  const link = (path, words, name) => {
    const href = path && safeURL(path.startsWith("/") ? server + path : path);
    return href && h("a", { class: "tool", href, target: "_blank", rel: "noopener noreferrer" }, icon(name), words, h("span", { class: "sr" }, ` (${t.newTab})`));
  };
  return h(
    "div",
    { class: `booked${off ? " off" : ""}`, role: "group", "aria-label": t.booking },
    h("p", { class: "when" }, off && `${t.off}: `, h("time", { datetime: from }, `${longDay(from, lang)}, ${t.hour}${clock(from, lang).replace(/^0/, "")}`)),
    h("p", {}, [title, office, address].filter(Boolean).join(", ")),
    !off && h("p", {}, `${t.code}: `, h("b", { "aria-hidden": "true" }, code.replace(/^.../, "$& ")), h("span", { class: "sr" }, [...code].join(" "))),
    !off && bring.length > 0 && h("p", {}, `${t.bring}:`),
    !off && bring.length > 0 && h("ul", {}, ...bring.map((item) => h("li", {}, render(item)))),
    !off && link(ics, t.ics, "save"),
    !off && link(map, t.map, "out"),
    link(manage, t.manage, "card"),
  );
}

/**
 * What a message says beside its card: a text that is read elsewhere too names all
 * that stands on it, from the title to the paragraph of the links.
 * @param {string} text
 * @param {Booking} booking
 */
export function beside(text, { title, manage }) {
  const from = text.indexOf(`**${title}**`);
  const links = manage && from >= 0 ? text.indexOf(manage, from) : -1;
  if (links < 0) return text;
  const end = text.indexOf("\n\n", links);
  return text.slice(0, from) + (end < 0 ? "" : text.slice(end));
}
