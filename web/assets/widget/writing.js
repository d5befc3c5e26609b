/** What is being written, on either side: shown, and never stored. */

/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./connection.js").Clock} Clock */

/** Least milliseconds between two frames that say the same. */
const EVERY = 3000;
/** Milliseconds without a key after which somebody no longer writes. */
const PAUSE = 5000;
/** Milliseconds after which an indicator that is not renewed dies. */
const DEAD = 6000;

/**
 * Tells the other side that the citizen is writing, again every few seconds,
 * and takes it back after a pause.
 */
export class Typist {
  /**
   * @param {(on: boolean) => void} tell
   * @param {Clock} clock
   */
  constructor(tell, clock) {
    this.tell = tell;
    this.clock = clock;
    this.on = false;
    this.toldAt = -Infinity;
    this.timer = /** @type {any} */ (null);
  }

  /** A key was pressed. */
  key() {
    const now = this.clock.now();
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.stop(), PAUSE);
    if (this.on && now - this.toldAt < EVERY) return;
    this.on = true;
    this.toldAt = now;
    this.tell(true);
  }

  /** The field is empty, the message sent, or nothing was pressed for a while. */
  stop() {
    this.clock.clearTimeout(this.timer);
    if (!this.on) return;
    this.on = false;
    this.toldAt = -Infinity;
    this.tell(false);
  }
}

/** Hears that the other side is writing. */
export class Listener {
  /**
   * @param {() => void} changed
   * @param {Clock} clock
   */
  constructor(changed, clock) {
    this.changed = changed;
    this.clock = clock;
    this.on = false;
    this.timer = /** @type {any} */ (null);
  }

  /** @param {boolean} on */
  heard(on) {
    this.forget();
    this.on = on;
    if (on) this.timer = this.clock.setTimeout(() => this.heard(false), DEAD);
    this.changed();
  }

  /** What was written is there, or whoever wrote is gone. */
  forget() {
    this.clock.clearTimeout(this.timer);
    this.on = false;
  }
}

/**
 * An answer while it is written. The event replaces it, and what has no event is taken
 * back.
 */
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
