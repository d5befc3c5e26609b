/** What the citizen is told of the connection, and when. */
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
