/**
 * The forms with which operators take, pass and close conversations. They work
 * as they stand; here they are sent without leaving the page, so that what is
 * being written stays where it is.
 */
import { ask, h } from "./dom.js";
import { newID } from "./live.js";

/** Deeds after which the conversation's page is where to go. */
const THERE = new Set(["take", "accept"]);
/** Deeds after which there is nothing left to do in the conversation. */
const AWAY = new Set(["close", "handback"]);

/**
 * Sends every form with a deed.
 * @param {string} base address of the town's pages
 */
export function sendDeeds(base) {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.deed) return;
    event.preventDefault();
    void send(form, base);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} base
 */
async function send(form, base) {
  const deed = form.dataset.deed ?? "";
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("button[type=submit]"));
  if (button?.getAttribute("aria-disabled")) return;
  button?.setAttribute("aria-disabled", "true");
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    await ask(form.action, { method: "POST", body });
  } catch (error) {
    button?.removeAttribute("aria-disabled");
    say(/** @type {Error} */ (error).message, true);
    document.dispatchEvent(new CustomEvent("caterina-deed", { detail: { deed, failed: true } }));
    return;
  }
  const page = new URL(form.action).pathname.replace(/\/[^/]+$/, "");
  if (THERE.has(deed) && location.pathname !== page) location.assign(page);
  else if (AWAY.has(deed) && location.pathname === page) location.assign(base + "/inbox");
  else {
    button?.removeAttribute("aria-disabled");
    const id = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=id]"));
    if (id) id.value = newID(); // the same form once more is another deed
    document.dispatchEvent(new CustomEvent("caterina-deed", { detail: { deed, failed: false } }));
  }
}

/**
 * Says something at the top of the page, once.
 * @param {string} text
 * @param {boolean} [bad]
 * @param {...Node} more
 */
export function say(text, bad = false, ...more) {
  let place = document.querySelector(".conv-notices") ?? document.querySelector("main > .notices");
  if (!place) {
    place = h("div", { class: "notices", role: "status" });
    document.querySelector("main")?.prepend(place);
  }
  const close = h("button", { type: "button", class: "notice-close", "aria-label": "Nascondi l'avviso", click: () => place?.replaceChildren() }, "×");
  place.replaceChildren(h("p", { class: bad ? "alert alert-danger" : "alert" }, text, ...more, close));
  place.scrollIntoView({ block: "nearest" });
}
