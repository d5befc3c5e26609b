/** The nearest office, by the position that the browser tells when the citizen wants it. */
import { h } from "./dom.js";
import { strings } from "./strings.js";

/** @typedef {import("./protocol.js").Option} Option */

/** @param {Option} option */
export const isNear = ({ id }) => /^book\/[^/]+\/near$/.test(id);

/**
 * The button and the line below it, or nothing where no position can be had. Three
 * decimals are about a hundred metres, and all that leaves the browser.
 * @param {Option} option
 * @param {import("./message.js").Place} place
 */
export function near({ id, label }, { lang, choose }) {
  if (!window.isSecureContext || !navigator.geolocation) return [];
  const t = strings(lang);
  const note = h("p", { class: "generated", id: `near-${crypto.randomUUID()}` }, t.nearNote);
  let busy = false;
  /** @param {string} words */
  const done = (words) => {
    busy = false;
    note.textContent = words; // heard, as all that comes into the log
  };
  const locate = () => {
    if (busy) return;
    done(t.nearLooking);
    busy = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        done(t.nearNote);
        choose({ id: `${id}:${latitude.toFixed(3)},${longitude.toFixed(3)}`, label: t.nearMine });
      },
      ({ code }) => done(code === 1 ? t.nearRefused : t.nearFailed),
      { timeout: 10000, maximumAge: 60000 },
    );
  };
  return [h("button", { type: "button", class: "option", "data-option": id, "aria-describedby": note.id, click: locate }, label), note];
}
