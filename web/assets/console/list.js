/** The list of conversations, kept fresh. */
import { gathered, part, renew } from "./dom.js";

/** @typedef {import("./live.js").Live} Live */

/** A list that nobody has touched is read again after so long anyway. */
const ANYWAY = 30000;

/** @param {Live} live */
export function defineList(live) {
  class CaterinaList extends HTMLElement {
    connectedCallback() {
      const refresh = gathered(() => this.refresh(), 250, 1000);
      live.on("changed", refresh);
      live.on("welcome", refresh);
      live.on("mention", refresh);
      document.addEventListener("caterina-deed", refresh);
      document.addEventListener("visibilitychange", refresh); // hidden, it is not kept fresh
      window.setInterval(refresh, ANYWAY);
      this.count();
    }

    async refresh() {
      if (document.visibilityState === "hidden") return;
      try {
        renew(this, await part(this.dataset.source ?? ""));
        this.count();
      } catch {
        // The line above the page says that we are not connected.
      }
    }

    /** Shows how many there are on the tabs. */
    count() {
      const counts = this.querySelector("[data-mine]");
      for (const place of document.querySelectorAll("[data-count]")) {
        const n = counts?.getAttribute("data-" + place.getAttribute("data-count"));
        if (n) place.textContent = n;
      }
    }
  }
  customElements.define("caterina-list", CaterinaList);
}
