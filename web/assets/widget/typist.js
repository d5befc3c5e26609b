/** That somebody is writing, in both directions: never stored, and never what. */

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
