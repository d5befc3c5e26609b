/**
 * The Markdown subset of the cards (paragraphs, lists, bold, italics, links),
 * turned into DOM nodes. There is no way from here to markup: every piece of
 * text becomes a text node, and an address becomes a link only when its scheme
 * is harmless. Telephone numbers, e-mail and web addresses that stand in the
 * text become links too.
 */
import { h } from "./dom.js";

/** What may be linked. */
const SCHEMES = new Set(["https:", "http:", "mailto:", "tel:"]);

/** One list entry: indentation, marker, text. */
const ENTRY = /^(\s*)(?:[-*+•]|(\d{1,3})[.)])\s+(.*)$/;

/** Whatever is not plain text. */
const INLINE = new RegExp(
  [
    /\\([\\`*_{}[\]()#+\-.!|<>~])/, // 1: an escaped sign
    /\[((?:[^[\]\\]|\\.)*)\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))*)>?(?:\s+"[^"]*")?\s*\)/, // 2, 3: a link
    /\*\*(?=\S)((?:(?!\*\*).)*?\S)\*\*/, // 4: bold
    /\*(?=[^\s*])([^*]*[^\s*])\*(?!\*)/, // 5: italics
    /_(?=[^\s_])([^_]*[^\s_])_(?!\w)/, // 6: italics
    /<?(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]*_])>?/, // 7: a web address
    /([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)/, // 8: an e-mail address
    // 9: a telephone number as Italians write it, which an amount is not
    /((?:\+39[ .]?)?(?:0\d{1,3}[ ./-]?\d{5,8}|0\d{1,3}(?:[ .]\d{2,4}){2,3}|3\d{2}[ .]?\d{6,7}|3\d{2}[ .]\d{3}[ .]\d{3,4}|80[03][ .]\d{3}[ .]\d{3}|80[03] ?\d{3,6}))(?![\d/]|,\d| ?(?:euro|€))/,
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

/**
 * What may not stand right before a match, by its group. (A lookbehind would say
 * the same, but telephones that are still in use cannot read one.)
 */
const NOT_AFTER = Object.freeze({ 5: /[\w*]/, 6: /\w/, 8: /[\w.+-]/, 9: /[\d.,/€-]/ });

/**
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function render(text) {
  const fragment = document.createDocumentFragment();
  for (const block of blocks(text)) {
    fragment.append(Array.isArray(block) ? list(block) : paragraph(block));
  }
  return fragment;
}

/**
 * Plain text, as the citizen wrote it: only line ends mean something.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function plain(text) {
  const node = h("p");
  text.split("\n").forEach((line, i) => node.append(...(i ? [h("br")] : []), line));
  return node;
}

/**
 * What a voice or a text file says of the Markdown.
 * @param {string} text
 */
export function toText(text) {
  const lines = [];
  for (const block of blocks(text)) {
    if (!Array.isArray(block)) lines.push(h("p", {}, ...inline(block)).textContent ?? "");
    else for (const entry of block) lines.push("- " + (h("p", {}, ...inline(entry.text)).textContent ?? ""));
  }
  return lines.join("\n");
}

/** @typedef {{depth: number, ordered: boolean, text: string}} Entry */

/**
 * Cuts a text into paragraphs and lists.
 * @param {string} text
 * @returns {(string | Entry[])[]}
 */
function blocks(text) {
  /** @type {(string | Entry[])[]} */
  const out = [];
  let open = false; // whether the next line continues the last block
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const entry = ENTRY.exec(line);
    const last = out.at(-1);
    if (!line.trim()) {
      open = false;
    } else if (entry) {
      const item = { depth: Math.floor(entry[1].length / 2), ordered: entry[2] !== undefined, text: entry[3] };
      if (Array.isArray(last)) last.push(item);
      else out.push([item]);
      open = true;
    } else if (open && Array.isArray(last)) {
      const item = /** @type {Entry} */ (last.at(-1));
      item.text += "\n" + line.trim();
    } else if (open && typeof last === "string") {
      out[out.length - 1] = last + "\n" + line.trim();
    } else {
      out.push(line.trim());
      open = true;
    }
  }
  return out;
}

/** @param {string} text */
function paragraph(text) {
  return h("p", {}, ...inline(text));
}

/**
 * @param {Entry[]} entries
 * @returns {HTMLElement}
 */
function list(entries) {
  const base = entries[0].depth;
  const node = h(entries[0].ordered ? "ol" : "ul");
  for (let i = 0; i < entries.length; i += 1) {
    const deeper = entries.slice(i).findIndex((entry) => entry.depth <= base);
    if (deeper > 0 && node.lastElementChild) {
      node.lastElementChild.append(list(entries.slice(i, i + deeper)));
      i += deeper - 1;
    } else if (deeper < 0 && node.lastElementChild) {
      node.lastElementChild.append(list(entries.slice(i)));
      break;
    } else {
      node.append(h("li", {}, ...inline(entries[i].text)));
    }
  }
  return node;
}

/**
 * @param {string} text
 * @returns {Node[]}
 */
function inline(text) {
  /** @type {Node[]} */
  const nodes = [];
  const pattern = new RegExp(INLINE); // with a place of its own: links hold text again
  let done = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (!standsAlone(match, text)) {
      pattern.lastIndex = match.index + 1;
      continue;
    }
    pushText(nodes, text.slice(done, match.index));
    nodes.push(...span(match));
    done = pattern.lastIndex;
  }
  pushText(nodes, text.slice(done));
  return nodes;
}

/**
 * @param {RegExpExecArray} match
 * @param {string} text
 */
function standsAlone(match, text) {
  const before = text.charAt(match.index - 1);
  return !Object.entries(NOT_AFTER).some(([group, sign]) => match[Number(group)] !== undefined && sign.test(before));
}

/**
 * @param {RegExpExecArray} match
 * @returns {Node[]}
 */
function span(match) {
  const [whole, escaped, label, target, bold, star, under, web, mail, phone] = match;
  if (escaped !== undefined) return [document.createTextNode(escaped)];
  if (label !== undefined) return link(inline(label), target);
  if (bold !== undefined) return [h("strong", {}, ...inline(bold))];
  const italics = star ?? under;
  if (italics !== undefined) return [h("em", {}, ...inline(italics))];
  if (web !== undefined) return link([document.createTextNode(web)], web);
  if (mail !== undefined) return link([document.createTextNode(mail)], "mailto:" + mail);
  if (phone !== undefined) return link([document.createTextNode(phone)], "tel:" + phone.replace(/[^\d+]/g, ""));
  return [document.createTextNode(whole)];
}

/**
 * A link, or its label alone when the address is not one we open.
 * @param {Node[]} label
 * @param {string} target
 * @returns {Node[]}
 */
function link(label, target) {
  const url = safeURL(target);
  if (!url) return label;
  const web = /^http/.test(url);
  // A link inside a link is no link: the outer one wins.
  const flat = label.flatMap((node) => (node instanceof HTMLAnchorElement ? [...node.childNodes] : [node]));
  return [h("a", { href: url, ...(web ? { target: "_blank", rel: "noopener noreferrer" } : {}) }, ...flat)];
}

/**
 * @param {string} target
 * @returns {string | null} the address when it is absolute and harmless
 */
export function safeURL(target) {
  try {
    const url = new URL(target);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * @param {Node[]} nodes
 * @param {string} text
 */
function pushText(nodes, text) {
  text.split("\n").forEach((line, i) => {
    if (i) nodes.push(h("br"));
    if (line) nodes.push(document.createTextNode(line));
  });
}
