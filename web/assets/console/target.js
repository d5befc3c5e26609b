/**
 * Until when an answer is due: it changes as time passes and with every answer,
 * while nothing else does that stands beside the log.
 */
import { gathered, part } from "./dom.js";

const EVERY = 20000;

/**
 * Keeps the line fresh.
 * @param {HTMLElement} aside what stands beside the log; the line is in it
 * @param {() => string} source where the server renders that part anew
 * @returns {() => void} says that something was written
 */
export function keepTarget(aside, source) {
  const read = gathered(async () => {
    if (document.visibilityState === "hidden") return;
    try {
      const fresh = (await part(source())).querySelector(".side-target");
      const line = aside.querySelector(".side-target");
      if (fresh && line && fresh.innerHTML !== line.innerHTML) line.replaceWith(fresh);
    } catch {
      // The line above the page says that we are not connected.
    }
  }, 500, 2000);
  window.setInterval(read, EVERY);
  return read;
}
