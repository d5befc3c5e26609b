/**
 * An answer of the assistant's that waits for somebody's approval, on the page of
 * its conversation. What was changed in it and not sent goes into the box when
 * the answer does not wait any more.
 */
import { say } from "./deeds.js";
import { gathered, part, renew } from "./dom.js";

/** @typedef {import("./composer.js").Composer} Composer */
/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./line.js").Frame} Frame */

export class Approval {
  /**
   * @param {HTMLElement} place
   * @param {Live} live
   * @param {{conv: string, address: () => string}} page
   * @param {Composer} composer
   */
  constructor(place, live, page, composer) {
    this.place = place;
    this.page = page;
    this.composer = composer;
    this.sent = "";
    const refresh = gathered(() => this.refresh(), 30, 150);
    const mine = (/** @type {Frame} */ frame) => {
      if (frame.conv === page.conv) refresh();
    };
    live.on("changed", mine);
    live.on("ev", mine);
    live.on("welcome", refresh);
    document.addEventListener("caterina-deed", (event) => {
      const { deed, failed } = /** @type {CustomEvent} */ (event).detail ?? {};
      if (deed === "approve" && !failed) this.sent = this.seq(this.place);
      refresh();
    });
    window.setInterval(() => this.countDown(), 1000);
    this.countDown();
  }

  /** @param {ParentNode} root */
  seq(root) {
    return root.querySelector("[data-pending]")?.getAttribute("data-pending") ?? "";
  }

  async refresh() {
    /** @type {DocumentFragment} */
    let fresh;
    try {
      fresh = await part(this.page.address() + "/pending");
    } catch {
      return; // the next change or welcome asks again
    }
    const before = this.seq(this.place);
    if (this.seq(fresh) === before) return;
    const text = this.changed();
    renew(this.place, fresh);
    this.countDown();
    if (!text || before === this.sent) return;
    this.composer.putBack({ id: "", type: "send", conv: this.page.conv, epoch: 0, text });
    say("La risposta non aspetta più: il testo che avevi cambiato è nella casella qui sotto.", true);
  }

  /** What was changed and not sent, "" for nothing. */
  changed() {
    const box = this.place.querySelector("textarea");
    return box && box.value !== box.defaultValue ? box.value.trim() : "";
  }

  /** Approves it as it is. */
  approve() {
    const button = /** @type {HTMLElement | null} */ (this.place.querySelector("[data-deed=approve] button"));
    if (button) button.click();
    else say("In questa conversazione non c'è una risposta da approvare.", true);
  }

  countDown() {
    const until = this.place.querySelector("[data-until]")?.getAttribute("data-until");
    const left = this.place.querySelector(".left");
    if (!until || !left) return;
    const seconds = Math.max(0, Math.round((Date.parse(until) - Date.now()) / 1000));
    left.textContent = seconds === 1 ? "1 secondo" : `${seconds} secondi`;
  }
}
