/**
 * What the widget remembers between two pages: one value in the tab's
 * sessionStorage. Not localStorage: a family computer or a library's must not
 * keep what somebody asked once the tab is closed. Only who ticks that they
 * want to find an answer again has the key to their conversation kept on the
 * device, for a day, and nothing of what was said. Where the browser blocks
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
 * @template {object} T
 * @param {string} key
 * @param {() => Storage} [open] gives the storage; may throw
 * @param {() => Storage} [device] gives the one that outlives the tab; may throw
 * @returns {Box<T>}
 */
export function openBox(key, open = () => window.sessionStorage, device = () => window.localStorage) {
  /** @type {string | null} */
  let memory = null;
  let kept = false; // by this tab: another one's is not ours to forget

  /**
   * @template V
   * @param {() => V} f
   * @returns {V | null}
   */
  const attempt = (f) => {
    try {
      return f();
    } catch {
      return null; // third-party storage is blocked, or the quota is used up
    }
  };

  const found = () => {
    const value = JSON.parse(device().getItem(key) ?? "null");
    if (value?.keep > Date.now()) return value;
    device().removeItem(key);
    return null;
  };

  return {
    load() {
      const text = attempt(() => open().getItem(key)) ?? memory;
      const value = (text && attempt(() => JSON.parse(text))) || attempt(found);
      kept = Boolean(value?.keep);
      return value;
    },
    save(/** @type {any} */ value) {
      if (value.keep) {
        const { token, lang, keep } = value;
        if (attempt(() => (device().setItem(key, JSON.stringify({ token, lang, keep })), true))) kept = true;
        else value.keep = 0;
      } else if (kept) {
        attempt(() => device().removeItem(key));
        kept = false;
      }
      memory = JSON.stringify(value);
      attempt(() => open().setItem(key, /** @type {string} */ (memory)));
    },
    clear() {
      memory = null;
      attempt(() => open().removeItem(key));
      attempt(() => device().removeItem(key));
    },
  };
}
