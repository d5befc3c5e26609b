/**
 * One citizen's conversation as this page knows it: the log's events without
 * holes, the messages still on their way, and what the next hello must say.
 * Everything that must survive a reload is saved at once.
 */
import { Connection, realClock } from "./connection.js";
import { changesFloor, floorOf, stateAfter, stateOf } from "./floor.js";
import { Outbox } from "./outbox.js";
import { CHOICE, CLOSE, eventOf, isMine, newID, TEXT_LIMIT } from "./protocol.js";
import { blank } from "./saved.js";
import { Submission } from "./submission.js";
import { Draft, Listener, Typist } from "./writing.js";
import { Work } from "./work.js";

/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./protocol.js").LogEvent} LogEvent */
/** @typedef {import("./outbox.js").Pending} Pending */
/** @typedef {import("./saved.js").Saved} Saved */

/** Milliseconds off after a nak that names none. */
const NAK_WAIT = 3000;
/** A second unknown session within this long is not met with haste. */
const RENEWAL = 60000;

export class Chat {
  /** @param {import("./saved.js").ChatOptions} options */
  constructor(options) {
    this.options = options;
    this.clock = options.clock ?? realClock;
    /** @type {Saved} */
    this.saved = { ...blank(options.lang), ...options.box.load() };
    this.found = Boolean(this.saved.token) && !this.events.length; // kept on this device: all of it is news
    this.outbox = new Outbox(this.saved.outbox);
    this.limit = TEXT_LIMIT;
    this.caughtUp = false; // the log on screen was live once: what comes now is news
    this.queue = /** @type {Frame | null} */ (null);
    this.draft = new Draft((text) => options.events.draft(text));
    this.inFlight = /** @type {string | null} */ (null);
    this.holding = /** @type {any} */ (null);
    this.renewedAt = -Infinity;
    this.submission = new Submission((frame) => this.connection.status === "live" && this.connection.send(frame, true));
    this.listener = new Listener(() => options.events.changed(), this.clock);
    this.typist = new Typist((on) => this.connection.send({ type: "typing", on }), this.clock);
    this.work = new Work(() => this.flush(), () => options.events.changed(), this.clock);
    this.connection = new Connection({
      transports: options.transports,
      clock: this.clock,
      hello: () => this.hello(),
      onFrame: (frame) => this.frame(frame),
      onStatus: (status) => this.statusChanged(status),
      onLost: (code) => this.lost(code),
      onSessionUnknown: () => this.renew(),
    });
  }

  get events() {
    return this.saved.events;
  }

  /** The highest number held. */
  get last() {
    return this.saved.events.at(-1)?.n ?? 0;
  }

  /** The messages to show below the log. */
  get pending() {
    return this.outbox.visible(this.last);
  }

  /** Whether the bot owes an answer to something it has received. */
  get awaiting() {
    const last = this.saved.events.findLast(({ kind }) => kind === "message" || kind === "state" || kind === "booking");
    return this.saved.state === "bot" && (this.outbox.highest() > this.last || isMine(last));
  }

  /** Whether somebody is writing to the citizen. */
  get typing() {
    return this.listener.on;
  }

  /** Who has the floor. */
  get floor() {
    return floorOf(this.saved.state, this.saved.events);
  }

  /** Whether a change of the floor that the citizen asked for is on its way. */
  get asking() {
    const last = this.saved.events.at(-1);
    return this.outbox.entries.some((entry) => !entry.failed && changesFloor(entry.choice)) || (isMine(last) && changesFloor(last?.body.choice));
  }

  start() {
    this.connection.start();
  }

  stop() {
    this.connection.stop();
  }

  /** The page or the network woke up. */
  nudge() {
    this.connection.nudge(this.last);
  }

  /** @param {string} text */
  sendText(text) {
    this.enqueue({ text, label: text });
  }

  /** @param {import("./protocol.js").Option} option */
  choose(option) {
    this.enqueue({ choice: option.id, label: option.label });
  }

  /**
   * Sends a filled-in form, which never becomes a part of the log.
   * @param {string} choice which form it is
   * @param {object} form
   */
  submit(choice, form) {
    this.start();
    return this.submission.begin(choice, form);
  }

  /**
   * The citizen is writing, for a person who reads along.
   * @param {string} text so far
   */
  writing(text) {
    if (text && this.saved.state === "assigned") this.typist.key();
    else this.typist.stop();
  }

  /** @param {{label: string, text?: string, choice?: string}} message */
  enqueue(message) {
    this.outbox.add({ id: newID(), at: new Date(this.clock.now()).toISOString(), ...message });
    this.outboxChanged();
    this.start();
    this.flush();
  }

  /** @param {string} id of a failed message */
  retry(id) {
    const closed = this.outbox.find(id)?.failed?.code === "closed";
    this.outbox.retry(id);
    if (closed) return this.restart(this.outbox.unsent()); // it takes nothing more: say it in a new one
    this.outboxChanged();
    this.start();
    this.flush();
  }

  /** @param {string} id of a failed message that the citizen gives up */
  discard(id) {
    this.outbox.remove(id);
    this.outboxChanged();
  }

  /**
   * Ends this conversation here and begins a new one.
   * @param {Pending[]} [outbox] messages to take along
   */
  restart(outbox = []) {
    this.giveUpWaiting();
    this.connection.stop();
    this.forget(outbox);
    this.start();
  }

  /** Nobody should look for a person for somebody who has gone. */
  giveUpWaiting() {
    if (this.saved.state === "queued") this.connection.send({ type: "send", id: newID(), choice: CHOICE.assistant });
  }

  /** Leaves nothing behind on this device. */
  leave() {
    this.giveUpWaiting();
    this.connection.stop();
    this.forget([]);
    this.options.box.clear();
  }

  /** @param {string} lang */
  setLang(lang) {
    this.saved.lang = lang;
    this.save();
    if (this.connection.status === "idle") return;
    // Nothing said yet: greet again in the language just chosen.
    const silent = !this.events.some(isMine) && !this.saved.outbox.length;
    if (silent) return this.restart();
    this.connection.stop();
    this.start();
  }

  /** Tells that the citizen has seen everything held so far. */
  read() {
    if (this.last > 0 && this.connection.status === "live") this.connection.send({ type: "read", n: this.last });
  }

  /** Saves what must survive a reload. The page may change `saved` and call this. */
  save() {
    this.options.box.save(this.saved);
  }

  outboxChanged() {
    this.save();
    this.options.events.outbox();
  }

  /** @returns {import("./protocol.js").Hello} */
  hello() {
    const { town } = this.options;
    const { lang, token } = this.saved;
    if (token) return { town, lang, token, after: this.last };
    return { town, lang, page: this.options.page?.() };
  }

  /** @param {Frame} frame */
  frame(frame) {
    const { events } = this.options;
    switch (frame.type) {
      case "welcome":
        return this.welcome(frame);
      case "ev":
        return this.append(frame);
      case "live":
        return this.live(frame);
      case "more":
        return this.resume(this.last);
      case "ack":
        return this.submission.receipt(frame) ? undefined : this.acknowledged(frame);
      case "nak":
        return this.submission.receipt(frame) ? undefined : this.refused(frame);
      case "typing":
        return this.listener.heard(Boolean(frame.on));
      case "delta":
        return this.draft.add(frame);
      case "delta_end":
        return this.draft.end(frame, this.last);
      case "link":
        return events.link?.(frame);
      case "queue":
        this.queue = frame;
        return events.changed();
      case "reset":
        this.forgetLog();
        return this.resume(Math.max(0, (Number(frame.from) || 1) - 1));
      default: // a word of a later version
    }
  }

  /** @param {number} after */
  resume(after) {
    this.connection.send({ type: "resume", after }, true);
  }

  /** @param {Frame} frame */
  welcome(frame) {
    const { saved } = this;
    const other = saved.conv && frame.conv && saved.conv !== frame.conv;
    if ((other || Number(frame.last) < this.last) && saved.events.length) this.forgetLog();
    if (typeof frame.token === "string" && frame.token) saved.token = frame.token;
    saved.conv = frame.conv ?? saved.conv;
    saved.state = stateOf(frame.state);
    if (saved.state !== "queued") this.queue = null;
    saved.disclosure = frame.disclosure ?? saved.disclosure;
    Object.assign(saved, { mails: Boolean(frame.copy), link: Boolean(frame.link) });
    this.limit = Number(frame.limits?.text) || TEXT_LIMIT;
    this.save();
    this.options.events.changed();
  }

  /** @param {Frame} frame */
  append(frame) {
    const event = eventOf(frame);
    if (!event || event.n <= this.last) return; // seen before
    // A log that was cut off at the front may begin anywhere; else there is a hole.
    const beginning = this.events.length === 0 && !this.caughtUp;
    if (event.n > this.last + 1 && !beginning) return this.resume(this.last);
    this.events.push(event);
    const id = isMine(event) ? this.outbox.confirm(event) : undefined;
    if (event.kind === "state") this.saved.state = stateAfter(event);
    if (this.saved.state !== "queued") this.queue = null;
    if (!isMine(event)) {
      this.listener.forget();
      this.draft.clear();
    }
    this.save();
    this.options.events.event(event, id);
    this.options.events.changed();
  }

  /** @param {Frame} frame */
  live(frame) {
    if (frame.more) return this.resume(this.last);
    this.caughtUp = true;
    if (this.connection.status === "live") this.flush();
  }

  /** Sends the oldest waiting message. One at a time keeps them in order. */
  flush() {
    if (this.connection.status !== "live" || this.inFlight || this.holding || this.work.busy) return;
    const next = this.outbox.next();
    if (!next) return;
    this.inFlight = next.id;
    const content = next.choice ? { choice: next.choice } : { text: next.text };
    this.connection.send({ type: "send", id: next.id, ...content, work: this.work.of(next.id) }, true);
  }

  /** @param {Frame} frame */
  acknowledged(frame) {
    if (this.inFlight === frame.id) this.inFlight = null;
    this.outbox.ack(frame.id, Number(frame.n), this.last);
    this.outboxChanged();
    this.options.events.changed();
    this.flush();
  }

  /** @param {Frame} frame */
  refused(frame) {
    if (!frame.id) return this.options.events.link?.(frame);
    if (this.inFlight === frame.id) this.inFlight = null;
    if (frame.code === "work" && this.work.begin(frame)) return;
    if (frame.code === "later" || frame.code === "rate") this.hold(Number(frame.retry_ms) || NAK_WAIT);
    else this.outbox.fail(frame.id, String(frame.code), String(frame.message ?? ""));
    this.outboxChanged();
    this.flush();
  }

  /** @param {number} ms before the next message may go */
  hold(ms) {
    this.clock.clearTimeout(this.holding);
    this.holding = this.clock.setTimeout(() => {
      this.holding = null;
      this.flush();
      this.options.events.outbox();
    }, ms);
  }

  /** @param {number} code */
  lost(code) {
    // What broke the line by itself must not break the next one.
    if (this.inFlight && code === CLOSE.protocol) {
      this.outbox.fail(this.inFlight, "bad", "");
      this.outboxChanged();
    }
    this.inFlight = null;
    this.submission.lost();
    this.listener.forget();
    this.draft.clear();
  }

  /** @param {import("./connection.js").Status} status */
  statusChanged(status) {
    this.options.events.status(status);
    if (status === "live") {
      this.flush();
      this.submission.go();
    }
    if (status === "idle") this.inFlight = null;
  }

  /**
   * The server does not know our session (any more): begin a new conversation,
   * and take along what was never stored. Not twice in a row without a pause.
   * @returns {boolean}
   */
  renew() {
    const now = this.clock.now();
    const again = now - this.renewedAt < RENEWAL;
    this.renewedAt = now;
    this.forget(this.outbox.unsent());
    return !again;
  }

  /** @param {Pending[]} outbox to keep */
  forget(outbox) {
    const { lang, draft, open, size } = this.saved;
    this.saved = { ...blank(lang), draft, open, size, outbox };
    this.outbox = new Outbox(outbox);
    this.inFlight = this.queue = null;
    this.submission.end({ ok: false, code: "closed" });
    this.forgetLog();
  }

  forgetLog() {
    this.saved.events = [];
    this.caughtUp = false;
    this.listener.forget();
    this.draft.clear();
    this.save();
    this.options.events.cleared();
  }
}
