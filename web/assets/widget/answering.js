/** The line below the log: somebody is writing, or the answer takes long. */
import { strings } from "./strings.js";

/** Milliseconds without an answer before we say that it takes long. */
const SLOW = 12000;

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
