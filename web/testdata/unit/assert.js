/** The few checks that the tests of the widget's modules need. */

/**
 * @param {unknown} got
 * @param {unknown} want
 * @param {string} [what]
 */
export function equal(got, want, what = "") {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`${what}\n got ${a}\nwant ${b}`);
}

/**
 * @param {unknown} condition
 * @param {string} what
 */
export function truth(condition, what) {
  if (!condition) throw new Error(what);
}

/**
 * A clock that stands still until it is moved, and dice that always show the
 * same: whatever waits for time runs when the test says so.
 */
export class FakeClock {
  constructor(random = 0.5) {
    this.time = 1_800_000_000_000;
    this.dice = random;
    /** @type {{at: number, run: () => void}[]} */
    this.timers = [];
  }

  now() {
    return this.time;
  }

  random() {
    return this.dice;
  }

  /**
   * @param {() => void} run
   * @param {number} ms
   */
  setTimeout(run, ms) {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return timer;
  }

  /** @param {any} timer */
  clearTimeout(timer) {
    this.timers = this.timers.filter((other) => other !== timer);
  }

  /** Lets time pass until the next timer has run. */
  next() {
    this.advance(Math.min(...this.timers.map((timer) => timer.at)) - this.time);
  }

  /** @param {number} ms */
  advance(ms) {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.clearTimeout(next);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
}

/**
 * A transport under the test's control.
 */
export class FakeLine {
  constructor() {
    /** @type {{hello: any, events: import("../../assets/widget/connection.js").LineEvents, sent: any[], open: boolean}[]} */
    this.opened = [];
  }

  /** @returns {import("../../assets/widget/connection.js").Transport} */
  get transport() {
    return (hello, events) => {
      const line = { hello, events, sent: /** @type {any[]} */ ([]), open: true };
      this.opened.push(line);
      return {
        send: (frame) => void line.sent.push(frame),
        stop: () => void (line.open = false),
      };
    };
  }

  get last() {
    const line = this.opened.at(-1);
    if (!line) throw new Error("nothing was opened");
    return line;
  }

  /** @param {...any} frames */
  receive(...frames) {
    const line = this.last;
    for (const frame of frames) line.events.frame(frame);
  }

  /** @param {number} code */
  close(code) {
    this.last.open = false;
    this.last.events.closed(code);
  }
}
