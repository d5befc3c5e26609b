/** Reading aloud and dictation, where the browser can. */

/** @param {string} lang */
const tag = (lang) => (lang === "en" ? "en-GB" : "it-IT");

/** Reads one text at a time. */
export class Voice {
  constructor() {
    /** @type {(() => void) | null} */
    this.done = null;
  }

  get available() {
    return "speechSynthesis" in window && typeof SpeechSynthesisUtterance === "function";
  }

  /**
   * Reads the text; whatever was being read stops.
   * @param {string} text
   * @param {string} lang
   * @param {() => void} done called once, when it ends or is stopped
   */
  read(text, lang, done) {
    this.stop();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = tag(lang);
    this.done = done;
    utterance.onend = utterance.onerror = () => {
      if (this.done === done) this.finish();
    };
    speechSynthesis.speak(utterance);
  }

  stop() {
    if (!this.done) return;
    this.finish();
    speechSynthesis.cancel();
  }

  finish() {
    const done = this.done;
    this.done = null;
    done?.();
  }
}

/**
 * @typedef {object} DictationEvents
 * @property {(text: string) => void} text  a stretch of speech as text
 * @property {(failed: boolean) => void} end
 */

/** Turns speech into text through the browser's own service. */
export class Dictation {
  constructor() {
    // Not in TypeScript's library: Chromium and Safari only, behind a prefix.
    const scope = /** @type {any} */ (window);
    this.recognition = scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
    /** @type {any} */
    this.running = null;
  }

  get available() {
    return typeof this.recognition === "function";
  }

  /**
   * @param {string} lang
   * @param {DictationEvents} events
   */
  start(lang, events) {
    const session = new this.recognition();
    let failed = false;
    session.lang = tag(lang);
    session.interimResults = false;
    session.onresult = (/** @type {any} */ event) => {
      for (const result of [...event.results].slice(event.resultIndex)) events.text(result[0].transcript.trim());
    };
    session.onerror = (/** @type {any} */ event) => {
      failed = event.error !== "aborted" && event.error !== "no-speech";
    };
    session.onend = () => {
      this.running = null;
      events.end(failed);
    };
    this.running = session;
    session.start();
  }

  stop() {
    this.running?.stop();
  }
}
