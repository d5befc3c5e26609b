/**
 * The citizen's messages on their way: each stays here until the server has
 * confirmed it and its event is in the log, so none is lost and none is shown
 * twice. Pure bookkeeping; sending is the chat's business.
 */

/** @typedef {import("./protocol.js").LogEvent} LogEvent */

/**
 * @typedef {object} Pending
 * @property {string} id
 * @property {string} label     what the citizen sees
 * @property {string} [text]
 * @property {string} [choice]
 * @property {string} at        RFC 3339, by this device's clock
 * @property {number} [n]       its number in the log, once known
 * @property {boolean} [acked]  stored by the server: never sent again
 * @property {{code: string, message: string}} [failed]
 */

export class Outbox {
  /** @param {Pending[]} entries kept by reference: the owner saves them */
  constructor(entries) {
    this.entries = entries;
  }

  /** @param {Pending} entry */
  add(entry) {
    this.entries.push(entry);
  }

  /** The next one to send: the oldest that is neither stored nor refused. */
  next() {
    return this.entries.find((entry) => !entry.acked && !entry.failed);
  }

  /**
   * Those the log does not show yet.
   * @param {number} last the highest number of the log
   */
  visible(last) {
    return this.entries.filter((entry) => !entry.n || entry.n > last);
  }

  /** The highest number the server has given to one of them. */
  highest() {
    return Math.max(0, ...this.entries.map((entry) => entry.n ?? 0));
  }

  /** @param {string | null | undefined} id */
  find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  /** @param {string} id */
  remove(id) {
    const at = this.entries.findIndex((entry) => entry.id === id);
    if (at >= 0) this.entries.splice(at, 1);
  }

  /**
   * The server has stored it under a number.
   * @param {string} id
   * @param {number} n
   * @param {number} last the highest number of the log
   */
  ack(id, n, last) {
    const entry = this.find(id);
    if (!entry) return;
    if (n <= last) this.remove(id);
    else Object.assign(entry, { n, acked: true, failed: undefined });
  }

  /**
   * An event of the citizen's came. Gives the id of the message it is, by number
   * when the ack came first, else by content. A message known by content only
   * stays until its ack, hidden: the same words may have come from another tab.
   * @param {LogEvent} event
   * @returns {string | undefined}
   */
  confirm(event) {
    const numbered = this.entries.find((entry) => entry.acked && entry.n === event.n);
    if (numbered) {
      this.remove(numbered.id);
      return numbered.id;
    }
    const alike = this.entries.find((entry) => !entry.n && !entry.failed && sameContent(entry, event));
    if (alike) alike.n = event.n;
    return alike?.id;
  }

  /**
   * @param {string} id
   * @param {string} code
   * @param {string} message
   */
  fail(id, code, message) {
    const entry = this.find(id);
    if (entry) entry.failed = { code, message };
  }

  /** @param {string} id */
  retry(id) {
    const entry = this.find(id);
    if (entry) delete entry.failed;
  }

  /** What a new conversation takes along: everything the old one did not store. */
  unsent() {
    return this.entries.filter((entry) => !entry.acked && !entry.n);
  }
}

/**
 * @param {Pending} entry
 * @param {LogEvent} event
 */
function sameContent(entry, event) {
  // Of a position that was shared the log has not the choice as it was sent.
  if (entry.choice) return entry.choice === event.body.choice || (entry.choice.includes("/near:") && entry.label === event.body.text);
  return entry.text?.trim() === event.body.text?.trim();
}
