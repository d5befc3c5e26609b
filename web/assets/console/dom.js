/** Pieces of pages: built here, or fetched from the server that rendered them. */

/**
 * Makes an element. A property that is a function listens to the event of that
 * name; true sets an empty attribute; false and undefined set nothing.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean | undefined | ((event: any) => void)>} [props]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (typeof value === "string") node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** The session is over, or the server cannot say what we asked. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message for people
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Asks the server, and turns whatever is no success into a sentence.
 * @param {string} url
 * @param {RequestInit} [init]
 */
export async function ask(url, init = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { ...init, headers: { Accept: "application/json", ...init.headers } });
  } catch {
    throw new Refusal(0, "Il server non risponde. Controlla il collegamento e riprova.");
  }
  if (response.ok) return response;
  /** @type {any} */
  let body = null;
  try {
    body = await response.json();
  } catch {
    // Not ours: a proxy's page.
  }
  throw new Refusal(response.status, body?.error?.message ?? "Qualcosa non ha funzionato. Riprova tra poco.");
}

/**
 * Fetches a part of a page.
 * @param {string} url
 * @returns {Promise<DocumentFragment>}
 */
export async function part(url) {
  const html = await (await ask(url)).text();
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/**
 * Runs f soon, once for many calls, and at most once every so often. One run
 * ends before the next begins.
 * @param {() => Promise<void>} f
 * @param {number} soon ms
 * @param {number} least ms between two runs
 */
export function gathered(f, soon, least) {
  let timer = 0;
  let last = 0;
  let running = false;
  let again = false;
  const run = async () => {
    timer = 0;
    if (running) {
      again = true;
      return;
    }
    running = true;
    last = Date.now();
    try {
      await f();
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      call();
    }
  };
  const call = () => {
    if (!timer) timer = window.setTimeout(run, Math.max(soon, last + least - Date.now()));
  };
  return call;
}

/**
 * Puts fresh content into a place without taking the focus from whoever is
 * there: it goes to the element with the same name.
 * @param {Element} place
 * @param {DocumentFragment} content
 */
export function renew(place, content) {
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const path = active && pathTo(place, active);
  place.replaceChildren(content);
  if (path) /** @type {HTMLElement | null} */ (place.querySelector(path))?.focus();
}

/**
 * @param {Element} place
 * @param {Element} node
 */
function pathTo(place, node) {
  if (node.id) return "#" + CSS.escape(node.id);
  const row = node.closest("[data-conv]");
  const within = row && place.contains(row) ? `[data-conv="${CSS.escape(row.getAttribute("data-conv") ?? "")}"] ` : "";
  const form = node.closest("form[data-deed]");
  return within + (form ? `form[data-deed="${form.getAttribute("data-deed")}"] ` : "") + node.localName;
}
