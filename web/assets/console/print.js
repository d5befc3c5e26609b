/** Gives a page that is for paper a button; without a script there is the browser's own. */
const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-print]"));
button?.removeAttribute("hidden");
button?.addEventListener("click", () => window.print());
