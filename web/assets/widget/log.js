/**
 * The scrolling part of the panel: the notice, the log of the conversation, the
 * messages on their way, the answer being written.
 *
 * Only the log is live for screen readers: a message is announced once, when it
 * is stored. Streamed drafts stand outside, hidden from them and from the keyboard,
 * and so does what was there before the page caught up.
 */
import { h, icon } from "./dom.js";
import { stateAfter } from "./floor.js";
import { longDay } from "./format.js";
import { render } from "./markdown.js";
import { markChosen, message, pending } from "./message.js";
import { isMine } from "./protocol.js";
import { strings } from "./strings.js";

/** @typedef {import("./protocol.js").LogEvent} LogEvent */
/** @typedef {import("./outbox.js").Pending} Pending */
/** @typedef {import("./message.js").Place} Place */

/** Pixels from the end within which the reader follows the conversation. */
const NEAR = 80;

export class LogView {
  /**
   * @param {Place} place
   * @param {string} privacyURL
   */
  constructor(place, privacyURL) {
    const t = strings(place.lang);
    this.place = place;
    this.day = "";
    this.begun = false; // the citizen has spoken, or somebody else has the floor: until then the notice stays in sight
    /** @type {Map<string, HTMLElement>} */
    this.waiting = new Map();
    this.disclosure = h("p", { class: "disclosure" }, t.disclosure);
    this.notice = h(
      "div",
      { class: "notice", id: "notice" },
      this.disclosure,
      h(
        "p",
        {},
        `${t.privacy} `,
        h("a", { href: privacyURL, target: "_blank", rel: "noopener" }, t.privacyLink, h("span", { class: "sr" }, ` (${t.newTab})`)),
      ),
    );
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": t.log });
    this.pendings = h("div", { class: "pendings" });
    this.draft = h("div", { class: "msg theirs draft", "aria-hidden": "true", inert: true, hidden: true });
    this.typing = h("p", { class: "typing", role: "status" });
    this.scroller = h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": t.log },
      this.notice,
      this.log,
      this.pendings,
      this.draft,
      this.typing,
    );
    this.jump = h("button", { type: "button", class: "jump", hidden: true, click: () => this.toEnd() }, icon("down"), t.jump);
    this.atEnd = true;
    this.stood = 0; // where the draft's words are that were there last, in pixels below the top; 0: none were
    this.scroller.addEventListener("scroll", () => {
      this.atEnd = this.following();
      if (this.atEnd) this.jump.hidden = true;
    });
    // A keyboard, a notice, larger text: who was at the end stays there.
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.scroller);
  }

  /**
   * Shows a log held from before, or one that starts anew.
   * @param {LogEvent[]} events
   */
  reset(events) {
    this.day = "";
    this.begun = false;
    this.announce(false);
    this.log.replaceChildren();
    this.setDraft("");
    events.forEach((event) => this.show(event, events));
    this.toEnd();
  }

  /**
   * From now on what is added is news.
   * @param {boolean} on
   */
  announce(on) {
    this.log.setAttribute("aria-live", on ? "polite" : "off");
  }

  /**
   * @param {LogEvent} event
   * @param {LogEvent[]} events
   * @param {string | undefined} id of the pending message it confirms
   */
  append(event, events, id) {
    const follow = this.following() || isMine(event);
    if (id) this.drop(id);
    const node = this.show(event, events);
    if (!node) return;
    if (!follow) this.jump.hidden = false;
    else if (isMine(event)) this.toEnd();
    else this.toStartOf(node);
  }

  /**
   * @param {LogEvent} event
   * @param {LogEvent[]} events
   */
  show(event, events) {
    const { lang } = this.place;
    if (event.kind === "edit") return this.edit(event, events);
    const node = message(event, events, this.place);
    this.begun ||= isMine(event) || event.kind === "state";
    if (!node) return null;
    const day = longDay(event.at, lang);
    if (event.kind === "state") this.settle(stateAfter(event));
    if (day !== this.day) this.log.append(h("p", { class: "day" }, day));
    this.day = day;
    this.log.append(node);
    if (isMine(event) && event.body.choice) markChosen(this.log, event.body.choice, lang);
    return node;
  }

  /**
   * New words stand in the place of the old ones. That is told aloud like a new message.
   * @param {LogEvent} event
   * @param {LogEvent[]} events
   */
  edit(event, events) {
    const old = events.find((other) => other.n === event.body.n && other.kind === "message");
    const node = old && message(old, events, this.place);
    if (node) this.steady(() => this.log.querySelector(`.msg[data-n="${old.n}"]`)?.replaceWith(node));
    return null;
  }

  /**
   * Shows the messages on their way as they are now.
   * @param {Pending[]} entries
   * @param {boolean} live
   */
  setPending(entries, live) {
    this.begun ||= entries.length > 0;
    const added = entries.some((entry) => !this.waiting.has(entry.id));
    const focused = [...this.waiting].find(([, node]) => node.matches(":focus-within"))?.[0];
    this.waiting = new Map(entries.map((entry) => [entry.id, pending(entry, live, this.place)]));
    this.pendings.replaceChildren(...this.waiting.values());
    if (focused) this.waiting.get(focused)?.querySelector("button")?.focus();
    if (added) this.toEnd();
  }

  /** @param {string} id */
  drop(id) {
    this.waiting.get(id)?.remove();
    this.waiting.delete(id);
  }

  /**
   * The floor changed: what was offered about it before is of no use any more.
   * @param {import("./floor.js").FloorState} state
   */
  settle(state) {
    const served = state === "callback" || state === "assigned";
    for (const button of this.log.querySelectorAll(served ? "[data-option=assistant], [data-option=callback]" : "[data-option=assistant]")) {
      if (button.matches(":focus")) this.scroller.focus();
      button.remove();
    }
  }

  /** The rating was given: nothing asks for it any more. */
  rated() {
    for (const button of this.log.querySelectorAll(".rate")) button.remove();
  }

  /** @param {string} text Markdown so far, "" for none */
  setDraft(text) {
    const follow = this.following();
    if (!this.draft.hidden) this.stood = this.draft.offsetTop - this.scroller.scrollTop;
    this.draft.hidden = !text;
    this.draft.replaceChildren(...(text ? [h("div", { class: "bubble" }, render(text))] : []));
    if (text && follow) this.toEnd();
  }

  /**
   * @param {string} words who is typing, "" for nobody
   * @param {boolean} dots
   */
  setTyping(words, dots) {
    if (this.typing.dataset.words === words) return;
    const follow = this.following();
    this.typing.dataset.words = words;
    const animated = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.typing.replaceChildren(...(words ? [dots ? animated : "", words] : []));
    if (words && follow) this.toEnd();
  }

  following() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /**
   * Whoever reads the end reads it also after a change of what stands there.
   * @param {() => void} change
   */
  steady(change) {
    const end = this.following();
    const { scrollHeight } = this.scroller;
    change();
    if (end && this.scroller.scrollHeight !== scrollHeight) this.toEnd();
  }

  toEnd() {
    this.scroller.scrollTop = this.begun ? this.scroller.scrollHeight : 0;
    this.jump.hidden = true;
  }

  /**
   * A long answer is read from its beginning. Words that were being read already stay under
   * the reader's eyes, and glide there.
   * @param {HTMLElement} node
   */
  toStartOf(node) {
    if (!this.begun) return;
    const { scroller, stood } = this;
    const words = /** @type {HTMLElement | null} */ (node.querySelector(".bubble"));
    const glides = stood && words && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stood = 0;
    if (glides) scroller.scrollTop = words.offsetTop - stood;
    scroller.scrollTo({ top: node.offsetTop - 12, behavior: glides ? "smooth" : "auto" });
  }
}
