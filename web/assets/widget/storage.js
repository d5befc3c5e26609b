/**
 * What the widget remembers between two pages: one value in the tab's
 * sessionStorage. Not localStorage: a family computer or a library's must not
 * keep what somebody asked once the tab is closed. Where the browser blocks
 * storage, memory takes over and only a reload forgets.
 */

/**
 * @template T
 * @typedef {object} Box
 * @property {() => T | null} load
 * @property {(value: T) => void} save
 * @property {() => void} clear
 */

/**
 * @template T
 * @param {string} key
 * @param {() => Storage} [open] gives the storage; may throw
 * @returns {Box<T>}
 */
export function openBox(key, open = () => window.sessionStorage) {
  /** @type {string | null} */
  let memory = null;

  /** @returns {Storage | null} */
  const storage = () => {
    try {
      return open();
    } catch {
      return null; // third-party storage is blocked
    }
  };

  return {
    load() {
      try {
        const text = storage()?.getItem(key) ?? memory;
        return text ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    },
    save(value) {
      memory = JSON.stringify(value);
      try {
        storage()?.setItem(key, memory);
      } catch {
        // The quota is used up: memory still holds it.
      }
    },
    clear() {
      memory = null;
      try {
        storage()?.removeItem(key);
      } catch {
        // Nothing was stored, so nothing is left behind.
      }
    },
  };
}
