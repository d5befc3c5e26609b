/** Proposals to the curators, sent without leaving the conversation. */
import { ask, h } from "./dom.js";
import { say } from "./deeds.js";

export function sendProposals() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.classList.contains("teach-form")) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  const place = form.closest("details") ?? form;
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
    const { message } = await (await ask(form.action, { method: "POST", body })).json();
    const told = h("p", { class: "hint", role: "status", tabindex: "-1" }, message);
    place.replaceWith(told);
    told.focus(); // the button is gone
  } catch (error) {
    say(/** @type {Error} */ (error).message, true);
  }
}
