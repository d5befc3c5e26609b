/**
 * The live part of every page of the console: one line, the outbox that goes
 * out over it, and the conversations that are followed.
 */
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";

/** @typedef {import("./line.js").Frame} Frame */
/** @typedef {import("./line.js").Status} Status */
/** @typedef {import("./outbox.js").Entry} Entry */

/** A message without an answer for so long is sent again. */
const PATIENCE = 8000;

export class Live {
  /** @param {string} town slug */
  constructor(town) {
    this.town = town;
    this.tab = crypto.randomUUID(); // of this page: the last one's lease must not end this one's
    this.outbox = new Outbox(storage());
    /** @type {Map<string, Set<(frame: Frame) => void>>} */
    this.listeners = new Map();
    /** @type {Map<string, () => number>} where each followed conversation's reader is */
    this.followed = new Map();
    this.timer = 0;
    this.line = new Line({
      url: location.origin.replace(/^http/, "ws") + "/v1/ws",
      hello: () => ({ type: "hello", v: 1, role: "staff", town: this.town, tab: this.tab }),
      onFrame: (frame) => this.received(frame),
      onStatus: (status) => this.emit({ type: "status", status }),
    });
  }

  start() {
    this.line.connect();
  }

  /**
   * Calls f for every frame of a type. Beside the server's there are "status",
   * "pending" (the outbox has changed), "stored" (a message left it) and "refused"
   * (a message came back).
   * @param {string} type
   * @param {(frame: Frame) => void} f
   * @returns {() => void} stops it
   */
  on(type, f) {
    const set = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, set.add(f));
    return () => set.delete(f);
  }

  /** @param {Frame} frame */
  emit(frame) {
    for (const f of this.listeners.get(frame.type) ?? []) f(frame);
  }

  /** @param {Frame} frame */
  received(frame) {
    switch (frame.type) {
      case "welcome":
        for (const conv of this.followed.keys()) this.subscribe(conv);
        this.flush();
        break;
      case "ack":
        this.stored(frame.id, frame.n);
        break;
      case "ev":
        if (frame.id) this.stored(frame.id, frame.n);
        break;
      case "nak":
        this.refused(frame);
        break;
      default:
    }
    this.emit(frame);
  }

  /**
   * A message is in the log. Its page shows it from there once it has read so far.
   * @param {string} id
   * @param {number} n
   */
  stored(id, n) {
    const entry = this.outbox.find(id);
    if (!entry) return;
    this.outbox.remove(id);
    this.emit({ type: "stored", entry, n });
    this.emit({ type: "pending" });
  }

  /**
   * A message was not taken: it is tried again when that can help, else it comes
   * back with the reason.
   * @param {Frame} frame
   */
  refused(frame) {
    const entry = this.outbox.find(frame.id ?? "");
    if (!entry) return;
    if (frame.code === "later") {
      window.setTimeout(() => this.flush(), frame.retry_ms || 1000);
      return;
    }
    this.outbox.fail(entry.id, frame.message);
    this.emit({ type: "pending" });
    this.emit({ type: "refused", entry, message: frame.message, code: frame.code });
  }

  /**
   * Follows a conversation's log.
   * @param {string} conv
   * @param {() => number} after the last seq held, asked before every attempt
   */
  follow(conv, after) {
    this.followed.set(conv, after);
    this.subscribe(conv);
  }

  /** @param {string} conv */
  subscribe(conv) {
    this.line.send({ type: "sub", id: newID(), conv, after: this.followed.get(conv)?.() ?? 0 });
  }

  /**
   * Sends a message or a note, now or as soon as there is a line.
   * @param {Omit<Entry, "id">} message
   */
  say(message) {
    this.outbox.add({ id: newID(), ...message });
    this.emit({ type: "pending" });
    this.flush();
  }

  /** Sends whatever has no answer yet. The same id twice is the same message. */
  flush() {
    window.clearTimeout(this.timer);
    const due = this.outbox.due();
    for (const { id, type, conv, epoch, text, citations, mentions } of due) {
      if (!this.line.send({ id, type, conv, epoch, text, citations, mentions })) return; // welcome calls again
    }
    if (due.length) {
      this.timer = window.setTimeout(() => {
        this.line.probe();
        this.flush();
      }, PATIENCE);
    }
  }

  /** @param {string} wants */
  wish(wants) {
    return this.line.send({ type: "wish", id: newID(), wants });
  }

  /**
   * @param {string} conv
   * @param {boolean} on
   */
  typing(conv, on) {
    this.line.send({ type: "typing", conv, on });
  }
}

/** @returns {string} */
export function newID() {
  return "c-" + crypto.randomUUID();
}

/** @returns {Storage | null} */
export function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // blocked: memory has to do
  }
}
