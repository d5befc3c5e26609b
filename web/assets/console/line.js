/**
 * The console's socket: opened, kept up and opened again for ever. It knows
 * frames and close codes, nothing of conversations or pages.
 */

/** @typedef {{type: string, [field: string]: any}} Frame */

/**
 * - connecting: opening
 * - live: welcomed
 * - waiting: lost, will try again
 * - signed-out, elsewhere, outdated: somebody has to do something first
 * @typedef {"connecting" | "live" | "waiting" | "signed-out" | "elsewhere" | "outdated"} Status
 */

/**
 * @typedef {object} LineOptions
 * @property {string} url
 * @property {() => Frame} hello asked before every attempt
 * @property {(frame: Frame) => void} onFrame
 * @property {(status: Status) => void} onStatus
 */

/** Ceiling of the first wait, and of every wait. The wait is drawn below it. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
/** After so much silence we ask, and after so much more the line is dead. */
const QUIET = 20000;
const SILENCE = 10000;

/** Close codes that change what happens next. */
const CODES = Object.freeze({ session: 4001, slow: 4008, tabs: 4009, version: 4010 });

export class Line {
  /** @param {LineOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Status} */
    this.status = "waiting";
    /** @type {WebSocket | null} */
    this.socket = null;
    this.attempt = 0;
    this.reconnectIn = -1;
    this.timer = 0;
    this.watch = 0;
    this.heard = 0;
    window.addEventListener("online", () => this.nudge());
    window.addEventListener("offline", () => this.probe());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.nudge());
    window.setInterval(() => this.listen(), 5000);
  }

  /** The network or the page woke up: try at once, or see whether the line holds. */
  nudge() {
    if (this.status === "waiting" || this.status === "signed-out") this.connect();
    else this.probe();
  }

  /**
   * @param {Frame} frame
   * @returns {boolean} false when it cannot go out now
   */
  send(frame) {
    if (this.status !== "live" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  connect() {
    window.clearTimeout(this.timer);
    this.drop();
    this.reconnectIn = -1;
    this.setStatus("connecting");
    const socket = new WebSocket(this.options.url, "caterina.v1");
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.options.hello()));
    socket.onmessage = (message) => this.received(message.data);
    socket.onclose = (close) => this.lost(close.code);
    this.expect();
  }

  /** @param {string} data */
  received(data) {
    window.clearTimeout(this.watch);
    this.heard = Date.now();
    /** @type {Frame} */
    const frame = JSON.parse(data);
    if (frame.type === "bye") this.reconnectIn = Number(frame.reconnect_ms) || 0;
    if (frame.type === "welcome") {
      this.attempt = 0;
      this.setStatus("live");
    }
    this.options.onFrame(frame);
  }

  /** @param {number} code */
  lost(code) {
    this.socket = null;
    window.clearTimeout(this.watch);
    switch (code) {
      case CODES.session:
        return this.setStatus("signed-out");
      case CODES.tabs:
        return this.setStatus("elsewhere");
      case CODES.version:
        return this.setStatus("outdated");
      case CODES.slow:
        return this.again(0);
      default:
        return this.again(this.reconnectIn >= 0 ? this.reconnectIn : this.wait());
    }
  }

  /** Full jitter: anything up to a ceiling that doubles. */
  wait() {
    const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.attempt);
    this.attempt = Math.min(this.attempt + 1, 10);
    return Math.random() * ceiling;
  }

  /** @param {number} ms */
  again(ms) {
    window.clearTimeout(this.timer);
    this.setStatus("waiting");
    this.timer = window.setTimeout(() => this.connect(), ms);
  }

  /** Asks when it has been quiet: a page cannot see the server's own pings. */
  listen() {
    if (this.status === "live" && Date.now() - this.heard > QUIET) this.probe();
  }

  /** Asks whether the other side is there. A socket that is closing never says so when the network is gone. */
  probe() {
    if (this.status !== "live") return;
    if (this.send({ type: "ping" })) return this.expect();
    this.drop();
    this.lost(0);
  }

  /** Takes silence from now on for the end of the line. */
  expect() {
    window.clearTimeout(this.watch);
    this.watch = window.setTimeout(() => {
      this.drop();
      this.lost(0);
    }, SILENCE);
  }

  drop() {
    window.clearTimeout(this.watch);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {Status} status */
  setStatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.options.onStatus(status);
  }
}
