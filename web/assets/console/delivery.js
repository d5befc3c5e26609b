/**
 * How what was said has arrived, on a channel that somebody else runs: the server
 * knows, and is asked again while the page is looked at.
 */
import { h, part } from "./dom.js";

/** Time between two looks. */
const LOOK = 4000;

/**
 * Keeps what stands beside the messages of a conversation, and above the box.
 * @param {HTMLElement} page
 * @param {() => string} address
 */
export function keepDeliveries(page, address) {
  if (page.dataset.channel !== "telegram") return;
  const look = async () => {
    if (document.visibilityState === "visible") await read(page, address() + "/deliveries");
    window.setTimeout(look, LOOK);
  };
  window.setTimeout(look, LOOK);
}

/**
 * @param {HTMLElement} page
 * @param {string} address
 */
async function read(page, address) {
  /** @type {HTMLElement | null} */
  let list;
  try {
    list = (await part(address)).querySelector(".deliveries");
  } catch {
    return; // the next look tries again
  }
  if (!list) return;
  const blocked = list.dataset.blocked !== undefined;
  page.querySelector(".composer-blocked .alert")?.toggleAttribute("hidden", !blocked);
  /** @type {Map<string, string>} */
  const flaws = new Map();
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-seq]"))) flaws.set(item.dataset.seq ?? "", item.textContent ?? "");
  for (const entry of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll(".entries .entry:not(.entry-state)"))) {
    mark(entry, flaws.get(entry.dataset.seq ?? "") ?? "");
  }
}

/**
 * The log tells aloud what is added to it: nothing is touched that has not changed.
 * @param {HTMLElement} entry
 * @param {string} text
 */
function mark(entry, text) {
  const old = entry.querySelector(".entry-flaw");
  if ((old?.textContent ?? "") === text) return;
  old?.remove();
  if (text) entry.append(h("p", { class: "entry-flaw" }, text));
}

/**
 * Tells beside the old words of a message, which are on the page already, that they
 * were put right.
 * @param {Element} list of entries that have just come
 * @param {HTMLElement} log
 */
export function markCorrected(list, log) {
  for (const entry of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-edits]"))) {
    const first = entry.dataset.edits ?? "";
    const versions = /** @type {HTMLElement[]} */ ([...log.querySelectorAll(`.entry[data-seq="${first}"], .entry[data-edits="${first}"]`)]);
    const old = versions[versions.indexOf(entry) - 1];
    for (const form of versions.slice(0, -1)) form.querySelector(".entry-edit")?.removeAttribute("open");
    if (!old || old.querySelector(".entry-old")) continue;
    const at = entry.querySelector("time")?.textContent ?? "";
    old.append(h("p", { class: "entry-version entry-old" }, "corretto ", h("a", { href: "#" + entry.id }, "alle " + at)));
  }
}
