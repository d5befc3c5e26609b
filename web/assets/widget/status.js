/** What the citizen is told around the log: of the connection, and that an answer is on its way. */
import { strings } from "./strings.js";

/** Milliseconds without a connection before we speak of it: most losses are shorter. */
const PATIENCE = 3000;

/**
 * @typedef {object} StatusLineOptions
 * @property {() => string} lang
 * @property {() => boolean} begun  there is a conversation that can be lost
 * @property {() => void} start     connects here and now
 * @property {(words: string, action?: {label: string, click: () => void}) => void} show
 * @property {(words: string) => void} say to a screen reader, at once
 */

export class StatusLine {
  /** @type {number | undefined} runs from the loss of the connection on */
  patience;

  /** @param {StatusLineOptions} options */
  constructor(options) {
    this.options = options;
    this.told = false; // of the loss
  }

  stop() {
    clearTimeout(this.patience);
    this.patience = undefined;
  }

  /** @param {import("./connection.js").Status} status */
  update(status) {
    const { lang, start, show, say } = this.options;
    const t = strings(lang());
    if (status === "connecting" || status === "waiting") {
      // One measure from the loss on, however often we try meanwhile.
      this.patience ??= window.setTimeout(() => this.tell(), this.told ? 0 : PATIENCE);
      return;
    }
    this.stop();
    switch (status) {
      case "live":
        if (this.told) say(t.back);
        this.told = false;
        return show("");
      case "elsewhere":
        return show(t.elsewhere, { label: t.useHere, click: start });
      case "outdated":
        return show(t.outdated, { label: t.reload, click: () => window.location.reload() });
      case "forbidden":
        return show(t.forbidden);
      default: // idle: nobody wants a connection
    }
  }

  tell() {
    const { lang, begun, show } = this.options;
    const t = strings(lang());
    this.told = true;
    show(begun() ? t.lost : t.connecting);
  }
}

/** Milliseconds without an answer before we say that it takes long. */
const SLOW = 12000;

/** The line below the log: somebody is writing, or the answer takes long. */
export class Answering {
  /** @type {number | undefined} runs while an answer is owed */
  slow;

  /**
   * @param {string} lang
   * @param {(words: string, dots: boolean) => void} show
   */
  constructor(lang, show) {
    this.strings = strings(lang);
    this.show = show;
  }

  /** @param {import("./chat.js").Chat} chat */
  update(chat) {
    const t = this.strings;
    const { state, name } = chat.floor;
    const owed = chat.awaiting && chat.connection.status === "live";
    if (!owed) this.stop();
    else this.slow ??= window.setTimeout(() => this.show(t.slow, true), SLOW);
    if (chat.work.slow) this.show(t.working, true);
    else if (!chat.typing && !owed) this.show("", false);
    else this.show(state === "assigned" ? t.typingOperator(name) : t.typing, true);
  }

  stop() {
    clearTimeout(this.slow);
    this.slow = undefined;
  }
}
