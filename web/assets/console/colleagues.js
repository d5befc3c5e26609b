/**
 * Whom a conversation can be passed to, and who of them is free: true when it is
 * chosen, and not when the page was loaded.
 */
import { part } from "./dom.js";

const EVERY = 5000;

/**
 * Keeps the list fresh while it is open.
 * @param {HTMLElement} aside what stands beside the log; the list is in it
 * @param {() => string} source where the server renders that part anew
 */
export function keepColleagues(aside, source) {
  let asking = false;
  const read = async () => {
    const list = aside.querySelector(".deed-transfer[open] #transfer-to");
    if (!list || asking || document.visibilityState === "hidden") return;
    asking = true;
    try {
      const fresh = (await part(source())).querySelector("#transfer-to");
      if (fresh) follow(list, fresh);
    } catch {
      // The line above the page says that we are not connected.
    } finally {
      asking = false;
    }
  };
  aside.addEventListener("toggle", read, true); // it does not bubble
  window.setInterval(read, EVERY);
}

/**
 * Makes a list say what a fresh one says. What is chosen stays chosen, also when
 * it is gone: the server says so, and nothing else is sent by mistake.
 * @param {Element} list
 * @param {Element} fresh
 */
function follow(list, fresh) {
  const old = new Map([...list.querySelectorAll("option")].map((option) => [option.value, option]));
  for (const option of fresh.querySelectorAll("option")) {
    const known = old.get(option.value);
    old.delete(option.value);
    if (!known) {
      const label = option.parentElement?.getAttribute("label");
      [...list.querySelectorAll("optgroup")].find((group) => group.label === label)?.append(option);
    } else if (known.textContent !== option.textContent) {
      known.textContent = option.textContent;
    }
  }
  for (const gone of old.values()) if (!gone.selected) gone.remove();
}
