/**
 * Until when an answer is due, and what was booked: these change as time passes and
 * with every answer, while nothing else does that stands beside the log.
 */
import { gathered, part } from "./dom.js";

const EVERY = 20000;

/**
 * Keeps both fresh.
 * @param {HTMLElement} aside what stands beside the log; they are in it
 * @param {() => string} source where the server renders that part anew
 * @returns {() => void} says that something was written, or changed at the desks
 */
export function keepTarget(aside, source) {
  const read = gathered(async () => {
    if (document.visibilityState === "hidden") return;
    try {
      const side = await part(source());
      for (const name of [".side-target", ".side-bookings"]) {
        const fresh = side.querySelector(name);
        const shown = aside.querySelector(name);
        if (!fresh || !shown || fresh.innerHTML === shown.innerHTML) continue;
        const focused = shown.contains(document.activeElement) ? document.activeElement?.id : "";
        shown.replaceWith(fresh);
        if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      }
    } catch {
      // The line above the page says that we are not connected.
    }
  }, 500, 2000);
  window.setInterval(read, EVERY);
  return read;
}
