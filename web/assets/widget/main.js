/**
 * Registers <caterina-chat> and adds the launcher that a script element asks for.
 */
import { CaterinaChat } from "./element.js";

/** Attributes a script element hands on, written there as data-town, data-lang … */
const HANDED_ON = ["town", "lang", "name", "open", "exit-url"];

/**
 * @param {string} script address of the file that the page included
 */
export function start(script) {
  const server = new URL(".", script).href.replace(/\/$/, "");
  if (!customElements.get("caterina-chat")) {
    customElements.define(
      "caterina-chat",
      class extends CaterinaChat {
        get server() {
          return server;
        }
      },
    );
  }
  for (const element of document.querySelectorAll("script[data-town]")) {
    // Modules have no document.currentScript.
    if (element instanceof HTMLScriptElement && element.src === script) addLauncher(element);
  }
}

/** @param {HTMLScriptElement} script */
function addLauncher(script) {
  const town = script.dataset.town ?? "";
  // Placed by hand somewhere in the page: once is enough.
  if (document.querySelector(`caterina-chat[town="${CSS.escape(town)}"]`)) return;
  const chat = document.createElement("caterina-chat");
  for (const name of HANDED_ON) {
    const value = script.getAttribute(`data-${name}`);
    if (value !== null) chat.setAttribute(name, value);
  }
  document.body.append(chat);
}
