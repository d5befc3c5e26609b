/**
 * An answer while it is written. It is shown and never kept: the event replaces it,
 * and what has no event is taken back.
 */

/** @typedef {import("./protocol.js").Frame} Frame */

export class Draft {
  /** @param {(text: string) => void} show the answer so far, "" when there is none */
  constructor(show) {
    this.show = show;
    this.text = "";
    this.turn = 0;
    this.next = -1; // the piece that goes on; none while the beginning is missing
  }

  /**
   * One more piece. Of an answer whose beginning, or middle, this page has missed
   * nothing is shown.
   * @param {Frame} frame
   */
  add(frame) {
    const i = Number(frame.i);
    const turn = Number(frame.turn);
    if (i === 0) this.text = "";
    else if (turn !== this.turn || i !== this.next) return this.clear();
    Object.assign(this, { turn, next: i + 1 });
    this.text += String(frame.text ?? "");
    this.show(this.text);
  }

  /**
   * Nothing follows. What has an event stays until it is there.
   * @param {Frame} frame
   * @param {number} last the highest number held
   */
  end(frame, last) {
    this.next = -1;
    if (frame.aborted || Number(frame.n) <= last) this.clear();
  }

  /** Takes back what was shown, also what is still to come of it. */
  clear() {
    this.next = -1;
    if (!this.text) return;
    this.text = "";
    this.show("");
  }
}
