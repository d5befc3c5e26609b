/**
 * Keeps a conversation with the server up: opens it, says hello, notices when
 * it is lost and opens it again, for ever. It knows frames and close codes,
 * nothing of messages or pages, and takes its clock, its dice and its
 * transports from outside, so that a test can play a day in a millisecond.
 */
import { CLOSE } from "./protocol.js";

/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./protocol.js").Hello} Hello */

/**
 * - idle: not wanted
 * - connecting: opening, or catching up after it
 * - live: up to date
 * - waiting: lost, will try again
 * - elsewhere: another tab took the place; the citizen decides
 * - forbidden, outdated: trying again is pointless
 * @typedef {"idle" | "connecting" | "live" | "waiting" | "elsewhere" | "forbidden" | "outdated"} Status
 */

/**
 * One open line to the server. `closed` is called once, with a close code or 0.
 * @typedef {object} Line
 * @property {(frame: Frame) => void} send
 * @property {() => void} stop closes without a call of `closed`
 */

/** @typedef {{frame: (frame: Frame) => void, closed: (code: number) => void}} LineEvents */
/** @typedef {(hello: Hello, events: LineEvents) => Line} Transport */

/**
 * @typedef {object} Clock
 * @property {(run: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now    milliseconds
 * @property {() => number} random 0 to 1
 */

/**
 * @typedef {object} ConnectionOptions
 * @property {Transport[]} transports  best first
 * @property {() => Hello} hello       asked before every attempt
 * @property {(frame: Frame) => void} onFrame
 * @property {(status: Status) => void} onStatus
 * @property {(code: number) => void} onLost    the line is gone, before anything is tried again
 * @property {() => boolean} onSessionUnknown   forgets the session; false when it did so a moment ago
 * @property {Clock} [clock]
 */

/** Ceiling of the first wait, and of every wait. The wait is drawn below it. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
/** A line without a welcome after this long is given up. */
const OPENING = 10000;
/** A line that stays silent this long after we asked something is dead. */
const SILENCE = 8000;
/** A line that held this long is healthy: the next loss begins with short waits. */
const HEALTHY = 5000;
/** Failures in a row before the other transport is tried. */
const TRIES = 2;
/** Least and most time off after "too fast". */
const REST = 15000;

/** @type {Clock} */
export const realClock = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  random: () => Math.random(),
};

export class Connection {
  /** @param {ConnectionOptions} options */
  constructor(options) {
    this.options = options;
    this.clock = options.clock ?? realClock;
    /** @type {Status} */
    this.status = "idle";
    /** @type {Line | null} */
    this.line = null;
    this.attempt = 0;
    this.transport = 0;
    this.failures = 0;
    this.firstWorked = false; // the best transport got through at least once
    this.welcomed = false;
    this.unwelcome = false; // the server said that it will not serve us
    this.liveSince = 0;
    this.reconnectIn = -1; // what a bye asked for
    this.timer = /** @type {any} */ (null);
    this.watch = /** @type {any} */ (null);
  }

  /** Connects now, whatever stood in the way. Does nothing while a line is open. */
  start() {
    if (!this.line) this.connect();
  }

  /** Hangs up and stays away until start. */
  stop() {
    this.hangUp();
    this.clock.clearTimeout(this.timer);
    this.setStatus("idle");
  }

  /**
   * The network or the page woke up: try at once, or make sure that a line that
   * looks open still is.
   * @param {number} after the last number held
   */
  nudge(after) {
    if (this.status === "waiting") this.connect();
    else if (this.status === "live") this.send({ type: "resume", after }, true);
  }

  /**
   * @param {Frame} frame
   * @param {boolean} [expectAnswer] when true, silence afterwards means the line is dead
   * @returns {boolean} false when there is no line
   */
  send(frame, expectAnswer = false) {
    if (!this.line) return false;
    if (expectAnswer) this.watchSilence(SILENCE); // first: sending may end the line
    this.line.send(frame);
    return true;
  }

  connect() {
    this.clock.clearTimeout(this.timer);
    this.hangUp();
    this.welcomed = this.unwelcome = false;
    this.reconnectIn = -1;
    this.setStatus("connecting");
    /** @type {Line | undefined} */
    let line;
    const open = this.options.transports[this.transport];
    let over = false;
    line = open(this.options.hello(), {
      // A transport may still speak after we turned to another line.
      frame: (frame) => {
        if (!over && (this.line === line || !line)) this.received(frame);
      },
      closed: (code) => {
        if (over || (line && this.line !== line)) return;
        over = true;
        this.lost(code);
      },
    });
    if (over) return;
    this.line = line;
    this.watchSilence(OPENING);
  }

  /** @param {Frame} frame */
  received(frame) {
    this.clock.clearTimeout(this.watch);
    switch (frame.type) {
      case "welcome":
        this.welcomed = true;
        this.failures = 0;
        if (this.transport === 0) this.firstWorked = true;
        break;
      case "live":
        if (this.status !== "live") this.liveSince = this.clock.now();
        break;
      case "nak":
        // Of the hello, not of a message: a town that is not served here.
        this.unwelcome = !this.welcomed && !frame.id;
        break;
      case "bye":
        this.reconnectIn = Number(frame.reconnect_ms) || 0;
        break;
      default:
    }
    this.options.onFrame(frame);
    // After onFrame: who hears "live" may count on everything before it.
    if (frame.type === "live" && !frame.more && this.line) this.setStatus("live");
  }

  /** @param {number} code a close code, 0 when there was none */
  lost(code) {
    const wasLive = this.status === "live";
    this.line = null;
    this.clock.clearTimeout(this.watch);
    if (wasLive && this.clock.now() - this.liveSince >= HEALTHY) this.attempt = 0;
    this.options.onLost(code);
    this.chooseTransport();
    if (this.unwelcome) return this.setStatus("forbidden");
    switch (code) {
      case CLOSE.forbidden:
        return this.setStatus("forbidden");
      case CLOSE.version:
        return this.setStatus("outdated");
      case CLOSE.tabs:
        return this.setStatus("elsewhere");
      case CLOSE.session:
        return this.options.onSessionUnknown() ? this.again(0) : this.again(this.wait());
      case CLOSE.rate:
        return this.again(REST * (1 + this.clock.random()));
      case CLOSE.slow:
        return this.again(0);
      default:
        return this.again(this.reconnectIn >= 0 ? this.reconnectIn : this.wait());
    }
  }

  /** Full jitter: anything up to a ceiling that doubles. */
  wait() {
    const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.attempt);
    this.attempt = Math.min(this.attempt + 1, 10);
    return this.clock.random() * ceiling;
  }

  /** @param {number} ms */
  again(ms) {
    this.clock.clearTimeout(this.timer);
    this.setStatus("waiting");
    this.timer = this.clock.setTimeout(() => this.connect(), ms);
  }

  /**
   * A transport that failed twice before its welcome gives way to the next. One
   * that worked once is believed in again as soon as a line was up.
   */
  chooseTransport() {
    if (this.welcomed) {
      if (this.firstWorked) this.transport = 0;
      return;
    }
    this.failures += 1;
    if (this.failures < TRIES) return;
    this.failures = 0;
    this.transport = (this.transport + 1) % this.options.transports.length;
  }

  /** @param {number} ms */
  watchSilence(ms) {
    this.clock.clearTimeout(this.watch);
    this.watch = this.clock.setTimeout(() => {
      this.hangUp();
      this.lost(0);
    }, ms);
  }

  hangUp() {
    this.clock.clearTimeout(this.watch);
    const line = this.line;
    this.line = null;
    line?.stop();
  }

  /** @param {Status} status */
  setStatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.options.onStatus(status);
  }
}
