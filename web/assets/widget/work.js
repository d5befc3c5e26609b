/**
 * When very many times were chosen from one connection, the server asks for some
 * work before it keeps another: a number that is found by trying. It costs a person
 * a moment, and much to a program that takes places by the hundred.
 */

/** Hashes begun at once. Between two slices the page draws and listens: hashes alone would never let it. */
const SLICE = 512;
/** Milliseconds of work before we speak of it. */
const PATIENCE = 1000;
/** Challenges met for one message before we give up. */
const TRIES = 3;

export class Work {
  /**
   * @param {() => void} done     the answer is there, or none will come
   * @param {() => void} changed  it takes long, or no longer
   * @param {import("./connection.js").Clock} clock
   */
  constructor(done, changed, clock) {
    this.done = done;
    this.changed = changed;
    this.clock = clock;
    this.busy = this.slow = false;
    this.id = "";
    this.tries = 0;
    /** @type {{challenge: string, nonce: string} | undefined} */
    this.proof = undefined;
  }

  /**
   * @param {import("./protocol.js").Frame} nak
   * @returns {boolean} false when it is not to be done here
   */
  begin({ id, challenge, bits }) {
    this.tries = id === this.id ? this.tries + 1 : 1;
    this.id = id;
    this.proof = undefined;
    if (!crypto.subtle || this.tries > TRIES) return false; // a page without https has none
    this.busy = true;
    const timer = this.clock.setTimeout(() => this.tell(true), PATIENCE);
    solve(challenge, bits)
      .then((nonce) => (this.proof = { challenge, nonce }))
      .finally(() => {
        this.clock.clearTimeout(timer);
        this.busy = false;
        this.tell(false);
        this.done();
      });
    return true;
  }

  /**
   * What goes with a message.
   * @param {string} id
   */
  of(id) {
    return id === this.id ? this.proof : undefined;
  }

  /** @param {boolean} slow */
  tell(slow) {
    if (slow === this.slow) return;
    this.slow = slow;
    this.changed();
  }
}

/**
 * Finds what makes the hash of a challenge begin with so many zero bits.
 * @param {string} challenge
 * @param {number} bits 1 to 32
 */
export async function solve(challenge, bits) {
  const text = new TextEncoder();
  for (let from = 0; ; from += SLICE) {
    const tries = Array.from({ length: SLICE }, (_, i) => crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${from + i}`)));
    const found = (await Promise.all(tries)).findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return String(from + found);
    await new Promise((next) => setTimeout(next));
  }
}
