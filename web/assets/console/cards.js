/** Finding a card of the town and quoting a part of it with its source. */
import { ask, gathered, h } from "./dom.js";

/** @typedef {import("./composer.js").Source} Source */
/** @typedef {{field: string, label: string, text: string}} Part */
/** @typedef {{card: string, town: string, title: string, url: string, verified_on?: string, expired: boolean, fields: Part[]}} Card */

/**
 * @param {HTMLElement} form
 * @param {(text: string, source: Source) => void} cite
 */
export function defineCards(form, cite) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector(".finder-cards input"));
  const place = form.querySelector(".cards-found");
  if (!input || !place) return;
  const done = (/** @type {string} */ text, /** @type {Source} */ source) => {
    cite(text, source);
    input.value = "";
    place.replaceChildren();
    input.closest("details")?.removeAttribute("open");
  };
  const search = gathered(async () => {
    const text = input.value.trim();
    if (text.length < 2) return place.replaceChildren();
    try {
      /** @type {Card[]} */
      const cards = await (await ask(`${input.dataset.source}?q=${encodeURIComponent(text)}`)).json();
      place.replaceChildren(cards.length ? h("ul", {}, ...cards.map((card) => line(card, done))) : "Nessuna scheda trovata.");
    } catch (error) {
      place.replaceChildren(/** @type {Error} */ (error).message);
    }
  }, 250, 400);
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it must not send the message
    search();
  });
}

/**
 * @param {Card} card
 * @param {(text: string, source: Source) => void} cite
 */
function line(card, cite) {
  const parts = card.fields.map((part) =>
    h(
      "button",
      {
        type: "button",
        class: "btn btn-xs btn-outline-primary",
        title: part.text.slice(0, 200),
        click: () =>
          cite(part.text, {
            card: card.card,
            town: card.town,
            title: card.title,
            field: part.field,
            url: card.url,
            verified_on: card.verified_on,
            label: part.label,
          }),
      },
      part.label,
    ),
  );
  return h(
    "li",
    {},
    h("p", {}, h("a", { href: card.url, target: "_blank", rel: "noopener" }, card.title), card.expired ? " (scaduta)" : ""),
    h("div", { class: "parts", role: "group", "aria-label": `Parti di «${card.title}»` }, ...parts),
  );
}
