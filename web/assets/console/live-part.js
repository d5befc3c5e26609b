// A part of a page that the server draws and that is fetched again every few
// seconds, and soon when the staff's socket says that something changed
// ("caterina:changed" on the window). Whoever is in it with the keyboard stays
// where they are; a part of which somebody is choosing text is left alone.

const SLOWEST = 60_000; // between tries when the server does not answer
const SOONEST = 1000; // between two fetches, however much changes, unless the part says "soonest"

class LivePart extends HTMLElement {
  #timer = 0;
  #due = 0; // when the timer goes off
  #asked = 0; // when the last fetch began
  #failures = 0;
  /** @type {AbortController | undefined} */ #asking;

  connectedCallback() {
    window.addEventListener("caterina:changed", this.#soon);
    document.addEventListener("visibilitychange", this.#soon);
    this.#after(this.#every());
  }

  disconnectedCallback() {
    window.removeEventListener("caterina:changed", this.#soon);
    document.removeEventListener("visibilitychange", this.#soon);
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  #every() {
    const seconds = Number(this.getAttribute("every")) || 5;
    return Math.min(SLOWEST, seconds * 1000 * 2 ** this.#failures);
  }

  /** @param {number} wait */
  #after(wait) {
    clearTimeout(this.#timer);
    this.#due = performance.now() + wait;
    this.#timer = window.setTimeout(() => this.#fetch(), wait);
  }

  #soon = () => {
    const wait = Math.max(0, this.#asked + (Number(this.getAttribute("soonest")) || SOONEST) - performance.now());
    if (performance.now() + wait < this.#due) this.#after(wait);
  };

  async #fetch() {
    this.#after(this.#every());
    if (document.hidden || this.#asking) return;
    this.#asked = performance.now();
    const asking = (this.#asking = new AbortController());
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "text/html" }, signal: asking.signal, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#show(await answer.text());
      this.#failures = 0;
    } catch {
      this.#failures++; // what is shown says how old it is
    } finally {
      this.#asking = undefined;
    }
  }

  /** @param {string} html */
  #show(html) {
    const selection = document.getSelection();
    if (selection && !selection.isCollapsed && this.contains(selection.anchorNode)) return;
    const focused = this.contains(document.activeElement) ? document.activeElement?.id : "";
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    this.replaceChildren(fresh.content);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

customElements.define("live-part", LivePart);
