/**
 * Messages that came in the reader's conversations while another page was in
 * sight. They are remembered until the conversation is opened, in this tab or
 * another one, and hold nothing of what was written.
 */
import { h } from "./dom.js";

export class News {
  /**
   * @param {string} me the operator: a shared computer has several
   * @param {string} base address of the town's pages
   * @param {() => void} changed
   */
  constructor(me, base, changed) {
    this.key = `caterina-news-${me}-${base}`;
    this.base = base;
    this.changed = changed;
    /** @type {string[]} */
    this.convs = this.stored();
    this.place = h("div", { class: "shift-news", "aria-live": "polite" });
    window.addEventListener("storage", (event) => {
      if (event.key !== this.key) return;
      this.convs = this.stored();
      this.show();
    });
    const open = this.open();
    if (open) this.seen(open);
    this.show();
  }

  /** The conversation whose page this is, "" for another page. */
  open() {
    const prefix = this.base + "/conversations/";
    return location.pathname.startsWith(prefix) ? location.pathname.slice(prefix.length) : "";
  }

  /**
   * A message has come.
   * @param {string} conv
   * @returns {boolean} whether whoever reads this has to be told
   */
  came(conv) {
    if (conv === this.open()) {
      if (document.visibilityState === "visible") this.seen(conv);
      return false; // its page tells
    }
    if (!this.convs.includes(conv)) this.keep([...this.convs, conv]);
    return true;
  }

  /** @param {string} conv that was opened, or is somebody else's now */
  seen(conv) {
    this.keep(this.stored().filter((c) => c !== conv));
  }

  /** @param {string[]} convs */
  keep(convs) {
    const before = this.convs.join();
    this.convs = convs;
    try {
      localStorage.setItem(this.key, JSON.stringify(convs));
    } catch {
      // Blocked: this page still knows.
    }
    if (convs.join() !== before) this.show();
  }

  /** @returns {string[]} */
  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "[]");
    } catch {
      return this.convs ?? [];
    }
  }

  show() {
    const others = this.convs.filter((conv) => conv !== this.open());
    this.place.replaceChildren(
      ...others.map((conv) => h("p", { class: "alert" }, "Nuovo messaggio in un'altra tua conversazione: ", h("a", { href: `${this.base}/conversations/${conv}` }, "apri la conversazione"))),
    );
    this.count = others.length;
    this.changed();
  }

  count = 0;
}
