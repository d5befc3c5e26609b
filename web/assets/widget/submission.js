/**
 * A filled-in form on its way: sent until the server has said yes or no, with
 * one id however often the line breaks. Unlike a message it is kept in memory
 * only: a name and a telephone number have no business in a browser's storage.
 */
import { newID } from "./protocol.js";

/** @typedef {import("./protocol.js").Frame} Frame */

/**
 * @typedef {object} Result
 * @property {boolean} ok
 * @property {string} [code]    of the refusal
 * @property {string} [message] why, or what happens now, in the citizen's language
 * @property {string} [field]   the field that is wrong
 */

export class Submission {
  /** @param {(frame: Frame) => boolean} send false when there is no line now */
  constructor(send) {
    this.send = send;
    /** @type {{frame: Frame, done: (result: Result) => void} | null} */
    this.current = null;
    this.sent = false;
  }

  /**
   * @param {string} choice which form it is
   * @param {object} form
   * @returns {Promise<Result>}
   */
  begin(choice, form) {
    this.end({ ok: false });
    return new Promise((done) => {
      this.current = { frame: { type: "send", id: newID(), choice, form }, done };
      this.sent = false;
      this.go();
    });
  }

  /** Sends what has not been sent on this line. */
  go() {
    if (this.current && !this.sent) this.sent = this.send(this.current.frame);
  }

  /** The line is gone, and perhaps the answer with it. */
  lost() {
    this.sent = false;
  }

  /**
   * @param {Frame} frame an ack or a nak
   * @returns {boolean} whether it was meant for this form
   */
  receipt(frame) {
    if (!this.current || frame.id !== this.current.frame.id) return false;
    const { code, message, field } = frame;
    this.end(frame.type === "ack" ? { ok: true, message } : { ok: false, code, message, field });
    return true;
  }

  /** @param {Result} result */
  end(result) {
    const { current } = this;
    this.current = null;
    current?.done(result);
  }
}
