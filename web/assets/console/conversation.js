/**
 * A conversation's page: its log and what stands beside it are rendered by the
 * server and fetched again as the line says that there is more; what is on its
 * way out is shown below.
 */
import { keepColleagues } from "./colleagues.js";
import { Approval } from "./approval.js";
import { Assist } from "./assist.js";
import { Composer } from "./composer.js";
import { say } from "./deeds.js";
import { keepDeliveries, markCorrected } from "./delivery.js";
import { gathered, h, part, renew } from "./dom.js";
import { notify, play } from "./sound.js";
import { keepTarget } from "./target.js";

/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./line.js").Frame} Frame */

/** Nobody types any more who has not said so again for so long. */
const TYPING = 6000;

/** @param {Live} live */
export function defineConversation(live) {
  class CaterinaConversation extends HTMLElement {
    connectedCallback() {
      this.conv = this.dataset.conv ?? "";
      this.log = /** @type {HTMLElement} */ (this.querySelector(".conv-log"));
      this.aside = /** @type {HTMLElement} */ (this.querySelector(".conv-side"));
      this.pending = this.log.appendChild(h("ul", { class: "pending", "aria-label": "In invio" }));
      this.moreLog = gathered(() => this.readLog(), 10, 80);
      this.newSide = gathered(() => this.readSide(), 30, 150);
      this.composer = new Composer(/** @type {HTMLFormElement} */ (this.querySelector(".composer")), live, this);
      const composer = this.composer;
      this.approval = new Approval(/** @type {HTMLElement} */ (this.querySelector(".conv-approve")), live, this, composer);
      this.assist = new Assist(this, composer);
      this.log.addEventListener("click", (event) => composer.insertCanned(event));
      this.wire();
      this.setState();
      this.showPending();
      this.scrollDown();
      this.keys();
      if (this.log.querySelector("[data-more]")) this.moreLog();
    }

    wire() {
      const mine = (/** @type {(frame: Frame) => void} */ f) => (/** @type {Frame} */ frame) => frame.conv === this.conv && f(frame);
      live.on("ev", mine((frame) => this.event(frame)));
      live.on("live", mine((frame) => frame.n > this.last() && this.moreLog()));
      live.on("reset", mine(() => location.reload()));
      live.on("changed", mine((frame) => frame.epoch !== this.epoch() && this.newSide()));
      live.on("presence", mine((frame) => this.showReaders(frame.who)));
      live.on("typing", mine((frame) => this.showTyping(frame.on)));
      live.on("citizen", mine((frame) => this.showCitizen(frame.here)));
      live.on("stored", (frame) => frame.entry.conv === this.conv && this.stored.push(/** @type {any} */ (frame)));
      live.on("pending", () => this.showPending());
      live.on("refused", (frame) => frame.entry.conv === this.conv && this.refused(frame));
      live.on("welcome", () => this.showCitizen(true)); // who is away is said after it
      live.on("welcome", () => this.newSide());
      const changed = keepTarget(this.aside, () => this.address() + "/side");
      live.on("ev", mine(changed));
      live.on("agenda", changed);
      document.addEventListener("caterina-deed", () => this.newSide());
      keepDeliveries(this, () => this.address());
      keepColleagues(this.aside, () => this.address() + "/side");
      live.follow(this.conv, () => this.last());
    }

    /** The last seq on the page. */
    last() {
      const lists = this.log.querySelectorAll(".entries");
      return Number(lists[lists.length - 1]?.getAttribute("data-last") ?? 0);
    }

    side() {
      return /** @type {HTMLElement | null} */ (this.aside.querySelector(".side"));
    }

    /** The epoch the operator sees. */
    epoch() {
      return Number(this.side()?.dataset.epoch ?? 0);
    }

    /** Whether whoever reads this may take it. */
    takes() {
      return this.aside.querySelector("[data-deed=take], [data-deed=accept]") !== null;
    }

    owned() {
      return this.side()?.dataset.owner !== undefined;
    }

    /** @param {Frame} frame */
    event(frame) {
      if (frame.n <= this.last()) return;
      this.moreLog();
      if (frame.kind === "state" || frame.body?.outcome === "crisis") this.newSide();
      if (frame.actor === "citizen") {
        this.showTyping(false);
        if (this.owned() && document.visibilityState === "hidden") {
          play("message");
          notify("Nuovo messaggio in una tua conversazione", this.conv);
        }
      }
    }

    /** Appends what the log has gained. */
    async readLog() {
      const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
      let more = true;
      while (more) {
        const after = this.last();
        /** @type {Element | null} */
        let list = null;
        try {
          list = (await part(`${this.address()}/log?after=${after}`)).querySelector(".entries");
        } catch (error) {
          return this.later(/** @type {Error} */ (error));
        }
        if (!list || after !== this.last()) return;
        more = list.hasAttribute("data-more");
        if (list.children.length) this.pending.before(list);
        markCorrected(list, this.log);
      }
      this.showPending();
      if (near) this.scrollDown();
    }

    /** @param {Error} error */
    later(error) {
      window.setTimeout(() => this.moreLog(), 1500);
      if (/** @type {any} */ (error).status === 404) say(error.message, true);
    }

    /** Renews what depends on who has the conversation. What is open stays open. */
    async readSide() {
      /** @type {DocumentFragment} */
      let fresh;
      try {
        fresh = await part(this.address() + "/side");
      } catch {
        return; // the next change or welcome asks again
      }
      const side = /** @type {HTMLElement | null} */ (fresh.querySelector(".side"));
      if (side?.dataset.epoch === this.side()?.dataset.epoch && side?.dataset.state === this.side()?.dataset.state) {
        const facts = side?.querySelector(".facts");
        if (facts) this.aside.querySelector(".facts")?.replaceWith(facts); // it may be urgent now
        return;
      }
      renew(this.aside, fresh);
      this.setState();
    }

    setState() {
      this.aside.querySelector(".show-keys")?.removeAttribute("hidden");
      this.aside.querySelector(".show-keys")?.addEventListener("click", () => this.showKeys());
      this.composer?.stands(this.owned(), this.side()?.dataset.state ?? "");
      this.assist?.stands(this.owned());
    }

    address() {
      return `${this.dataset.base}/conversations/${this.conv}`;
    }

    scrollDown() {
      this.log.scrollTop = this.log.scrollHeight;
    }

    /** Shows what is on its way, and what came back. */
    showPending() {
      this.stored = this.stored.filter((kept) => kept.n > this.last());
      const entries = [...this.stored.map((kept) => kept.entry), ...live.outbox.of(this.conv)];
      this.pending.replaceChildren(
        ...entries.map((entry) =>
          h(
            "li",
            { class: entry.failed ? "entry entry-failed" : "entry entry-operator mine entry-pending" },
            h("p", { class: "entry-text entry-plain" }, entry.text),
            h("p", { class: "hint" }, entry.failed ? entry.failed : "In invio…"),
            ...(entry.failed ? [this.back(entry.id)] : []),
          ),
        ),
      );
      this.pending.hidden = entries.length === 0;
      if (entries.length) this.scrollDown();
      if (this.stored.length) this.moreLog();
    }

    /** @param {string} id */
    back(id) {
      return h("button", { type: "button", class: "btn btn-xs btn-outline-primary", click: () => this.takeBack(id) }, "Rimetti nella casella");
    }

    /** @param {string} id */
    takeBack(id) {
      const entry = live.outbox.find(id);
      if (!entry) return;
      live.outbox.remove(id);
      this.composer?.putBack(entry);
      this.showPending();
    }

    /**
     * A message was refused: its text goes back into the box, unless something
     * else is being written there.
     * @param {Frame} frame
     */
    refused(frame) {
      say(frame.message, true);
      this.newSide();
      if (this.composer?.empty()) this.takeBack(frame.entry.id);
    }

    /** @param {boolean} on */
    showTyping(on) {
      const place = this.querySelector(".conv-typing");
      window.clearTimeout(this.typingTimer);
      if (place) place.textContent = on ? "Il cittadino sta scrivendo…" : "";
      if (on) this.typingTimer = window.setTimeout(() => this.showTyping(false), TYPING);
    }

    /** @param {boolean} here */
    showCitizen(here) {
      const place = this.querySelector(".conv-citizen");
      if (place) place.textContent = here ? "" : "Cittadino non connesso: leggerà i messaggi quando torna.";
    }

    /** @param {{id: number, name: string, typing: boolean}[]} who */
    showReaders(who) {
      const place = this.querySelector(".conv-readers");
      const others = who.filter((reader) => String(reader.id) !== this.dataset.me);
      window.clearTimeout(this.readersTimer);
      const text = others.map((reader) => (reader.typing ? `${reader.name} sta scrivendo` : `${reader.name} sta leggendo`)).join(" · ");
      if (place && place.textContent !== text) place.textContent = text;
      if (others.some((reader) => reader.typing)) {
        this.readersTimer = window.setTimeout(() => this.showReaders(who.map((reader) => ({ ...reader, typing: false }))), TYPING);
      }
    }

    showKeys() {
      /** @type {HTMLDialogElement | null} */ (this.querySelector(".keys"))?.showModal();
    }

    /** Opens a form beside the log and goes there. @param {string} name */
    open(name) {
      const details = /** @type {HTMLDetailsElement | null} */ (this.aside.querySelector(".deed-" + name));
      if (!details) return say(this.takes() ? "Prima prendi la conversazione." : "La conversazione non è tua.", true);
      details.open = true;
      /** @type {HTMLElement | null} */ (details.querySelector("select, textarea, input:not([type=hidden])"))?.focus();
    }

    keys() {
      /** @type {Readonly<Record<string, () => void>>} by KeyboardEvent.code: Alt changes what is typed on some keyboards */
      const shortcuts = Object.freeze({
        KeyP: () => /** @type {HTMLElement | null} */ (this.aside.querySelector("[data-deed=accept] button, [data-deed=take] button"))?.click(),
        KeyV: () => this.approval?.approve(),
        KeyR: () => this.composer?.mode("reply"),
        KeyN: () => this.composer?.mode("note"),
        KeyT: () => this.open("transfer"),
        KeyA: () => this.open("handback"),
        KeyS: () => this.open("snooze"),
        KeyC: () => this.open("close"),
        KeyI: () => location.assign(this.dataset.base + "/inbox"),
        KeyH: () => this.showKeys(),
      });
      document.addEventListener("keydown", (event) => {
        if (!event.altKey || event.ctrlKey || event.metaKey) return;
        const run = shortcuts[event.code];
        if (!run) return;
        event.preventDefault();
        run();
      });
    }

    conv = "";
    /** @type {{entry: import("./outbox.js").Entry, n: number}[]} in the log, and not yet on the page */
    stored = [];
    typingTimer = 0;
    readersTimer = 0;
    log = /** @type {HTMLElement} */ (document.body);
    aside = /** @type {HTMLElement} */ (document.body);
    pending = document.createElement("ul");
    moreLog = () => {};
    newSide = () => {};
    /** @type {Composer | undefined} */
    composer;
    /** @type {Approval | undefined} */
    approval;
  }
  customElements.define("caterina-conversation", CaterinaConversation);
}
