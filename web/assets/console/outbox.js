/**
 * What an operator has sent and the server has not yet confirmed. It is kept in
 * the tab's sessionStorage, so that another page of the console, or the same one
 * after a reload, sends it.
 */

/**
 * @typedef {object} Entry
 * @property {string} id       chosen here: the same one twice is the same message
 * @property {"send" | "note"} type
 * @property {string} conv
 * @property {number} epoch    the one the operator saw
 * @property {string} text
 * @property {object[]} [citations]
 * @property {number[]} [mentions]
 * @property {string} [failed] why it was refused; it is not sent again
 */

const KEY = "caterina-outbox";

export class Outbox {
  /** @param {Storage | null} storage */
  constructor(storage) {
    this.storage = storage;
    /** @type {Entry[]} */
    this.entries = [];
    try {
      this.entries = JSON.parse(storage?.getItem(KEY) ?? "[]");
    } catch {
      // Something else was stored there: begin anew.
    }
  }

  save() {
    try {
      this.storage?.setItem(KEY, JSON.stringify(this.entries));
    } catch {
      // The quota is used up: memory still holds it.
    }
  }

  /** @param {Entry} entry */
  add(entry) {
    this.entries.push(entry);
    this.save();
  }

  /** @param {string} id */
  find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  /** @param {string} id */
  remove(id) {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.save();
  }

  /**
   * @param {string} id
   * @param {string} message
   */
  fail(id, message) {
    const entry = this.find(id);
    if (entry) entry.failed = message;
    this.save();
  }

  /** What has to be sent, oldest first. */
  due() {
    return this.entries.filter((entry) => !entry.failed);
  }

  /** @param {string} conv */
  of(conv) {
    return this.entries.filter((entry) => entry.conv === conv);
  }
}
