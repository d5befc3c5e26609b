// A part of a page that the server draws and that is fetched again every few
// seconds, and at once when the staff's socket says that something changed
// ("caterina:changed" on the window). Whoever is in it with the keyboard stays
// where they are; a part of which somebody is choosing text is left alone.

const SLOWEST = 60; // seconds between tries when the server does not answer

class LivePart extends HTMLElement {
  /** @type {number | undefined} */ #timer;
  /** @type {AbortController | undefined} */ #asking;
  #failures = 0;
  #again = false;

  connectedCallback() {
    window.addEventListener("caterina:changed", this.#now);
    document.addEventListener("visibilitychange", this.#now);
    this.#later();
  }

  disconnectedCallback() {
    window.removeEventListener("caterina:changed", this.#now);
    document.removeEventListener("visibilitychange", this.#now);
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  #later() {
    clearTimeout(this.#timer);
    const every = Number(this.getAttribute("every")) || 5;
    this.#timer = setTimeout(this.#now, 1000 * Math.min(SLOWEST, every * 2 ** this.#failures));
  }

  #now = () => {
    if (document.hidden) {
      this.#later();
      return;
    }
    if (this.#asking) {
      this.#again = true; // what is on its way may be older than what happened
      return;
    }
    this.#fetch();
  };

  async #fetch() {
    clearTimeout(this.#timer);
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
    if (!this.isConnected) return;
    if (this.#again) {
      this.#again = false;
      this.#fetch();
      return;
    }
    this.#later();
  }

  /** @param {string} html */
  #show(html) {
    const selection = document.getSelection();
    if (selection && !selection.isCollapsed && this.contains(selection.anchorNode)) return;
    const focused = this.contains(document.activeElement) ? document.activeElement?.id : undefined;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    this.replaceChildren(fresh.content);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

customElements.define("live-part", LivePart);
