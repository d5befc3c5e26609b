/**
 * The frame of the widget: launcher, dialog, header, menu, the question before
 * a new conversation. It holds no conversation; the element fills it.
 */
import { h, icon } from "./dom.js";
import { LANGUAGES, strings } from "./strings.js";

/** Steps of the text size, in times the reader's own. */
export const SIZES = Object.freeze([1, 1.15, 1.3, 1.5]);

/**
 * @typedef {object} PanelActions
 * @property {() => void} open
 * @property {() => void} close
 * @property {() => void} escape  what is on top shall go
 * @property {() => void} gone    the browser has closed the panel by itself
 * @property {() => void} exit
 * @property {() => void} fresh
 * @property {() => void} person  asks for one
 * @property {() => void} download
 * @property {() => void} mail
 * @property {() => void} telegram asks for the way there
 * @property {() => void} print
 * @property {(step: number) => void} size  -1, 0 for the normal size, 1
 * @property {(lang: string) => void} lang
 */

/**
 * @typedef {object} PanelOptions
 * @property {string} lang
 * @property {string} town      its name, for the header
 * @property {boolean} inline   part of the page, with no launcher and no closing
 * @property {PanelActions} actions
 * @property {Node[]} content   what fills the panel, top to bottom
 * @property {HTMLElement[]} dialogs   what may stand over it
 */

export class Panel {
  /** @param {PanelOptions} options */
  constructor(options) {
    const { lang, inline, actions, content, dialogs } = options;
    const t = strings(lang);
    this.options = options;
    this.badge = h("span", { class: "badge", hidden: true });
    this.launcher = h(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", click: actions.open },
      icon("chat"),
      h("span", {}, t.launcher),
      this.badge,
    );
    this.menuButton = this.button("menu", t.menu, () => this.toggleMenu());
    this.menuButton.setAttribute("aria-expanded", "false");
    this.menuButton.setAttribute("aria-controls", "menu");
    this.menu = this.buildMenu();
    this.line = h("div", { class: "line", role: "status" });
    this.root = h(
      inline ? "section" : "dialog",
      { class: `panel ${inline ? "inline" : "floating"}`, "aria-labelledby": "title", "aria-describedby": "notice", lang },
      this.header(),
      this.menu,
      this.line,
      ...content,
    );
    this.confirm = this.buildConfirm();
    this.status = h("p", { class: "sr", role: "status" });
    this.cover = h("div", { class: "cover", hidden: true });
    // The menu is not modal: using anything else puts it away.
    for (const kind of ["click", "focusin"]) {
      this.root.addEventListener(kind, (event) => {
        const inside = event.composedPath().some((node) => node === this.menu || node === this.menuButton);
        if (!inside && this.menuOpen) this.toggleMenu(false);
      });
    }
    this.listen();
    /** The roots to put into the shadow tree. */
    this.nodes = [...(inline ? [] : [this.launcher]), this.root, this.confirm, ...dialogs, this.status, this.cover];
  }

  listen() {
    const { actions } = this.options;
    this.root.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      actions.escape();
    });
    const { dialog } = this;
    dialog?.addEventListener("cancel", (event) => {
      event.preventDefault();
      actions.escape();
    });
    // A browser may close a modal dialog without asking, on the second Escape or a back gesture.
    dialog?.addEventListener("close", () => !dialog.open && actions.gone());
  }

  /** The dialog, null when the panel is part of the page. */
  get dialog() {
    return this.root instanceof HTMLDialogElement ? this.root : null;
  }

  header() {
    const { lang, inline, actions } = this.options;
    const t = strings(lang);
    this.title = h("h2", { id: "title", tabindex: "-1" }, t.title);
    this.subtitle = h("p");
    this.setAutomatic(true);
    // No header element: the page may have a banner of its own.
    return h(
      "div",
      { class: "header" },
      h("span", { class: "face" }, icon("chat")),
      h("div", { class: "names" }, this.title, this.subtitle),
      h("button", { type: "button", class: "exit", title: t.exitHint, click: actions.exit }, icon("exit"), h("span", {}, t.exit)),
      this.menuButton,
      !inline && this.button("close", t.close, actions.close),
    );
  }

  /**
   * Shows what follows from the conversation.
   * @param {import("./saved.js").Saved} saved
   */
  update(saved) {
    this.setAutomatic(saved.state === "bot");
    if (this.mail) this.mail.hidden = !saved.mails;
    if (this.telegram) this.telegram.hidden = !saved.link || saved.state === "closed";
  }

  /**
   * While a person answers, the header does not speak of a program.
   * @param {boolean} on
   */
  setAutomatic(on) {
    const { lang, town } = this.options;
    if (this.subtitle) this.subtitle.textContent = on ? `${strings(lang).automatic} ·\u00a0${town}` : town;
  }

  /**
   * @param {import("./dom.js").IconName} name
   * @param {string} label
   * @param {() => void} click
   */
  button(name, label, click) {
    return h("button", { type: "button", class: `round ${name}`, "aria-label": label, title: label, click }, icon(name));
  }

  buildMenu() {
    const { lang, actions } = this.options;
    const t = strings(lang);
    /** @param {() => void} act */
    const then = (act) => () => {
      this.toggleMenu(false);
      act();
    };
    /** @param {string} sign @param {string} label @param {number} step */
    const size = (sign, label, step) =>
      h(
        "button",
        { type: "button", class: "choice", title: label, click: () => actions.size(step) },
        h("span", { "aria-hidden": "true" }, sign),
        h("span", { class: "sr" }, label),
      );
    return h(
      "div",
      { id: "menu", class: "drawer", role: "group", "aria-label": t.menu, hidden: true },
      (this.person = h("button", { type: "button", class: "entry person", click: then(actions.person) }, icon("person"), t.person)),
      h("button", { type: "button", class: "entry fresh", click: then(() => this.confirm.showModal()) }, icon("fresh"), t.fresh),
      h("button", { type: "button", class: "entry save", click: then(actions.download) }, icon("save"), t.download),
      (this.mail = h("button", { type: "button", class: "entry mail", hidden: true, click: then(actions.mail) }, icon("mail"), t.mail)),
      (this.telegram = h("button", { type: "button", class: "entry telegram", hidden: true, click: then(actions.telegram) }, icon("send"), h("span", {}, t.telegram, h("span", { class: "sr" }, ` (${t.newTab})`)))),
      h("button", { type: "button", class: "entry print", click: then(actions.print) }, icon("print"), t.print),
      h(
        "div",
        { class: "choices", role: "group", "aria-label": t.textSize },
        h("span", { "aria-hidden": "true" }, t.textSize),
        size("A−", t.smaller, -1),
        size("A", t.normal, 0),
        size("A+", t.larger, 1),
      ),
      h(
        "div",
        { class: "choices", role: "group", "aria-label": t.language },
        h("span", { "aria-hidden": "true" }, t.language),
        ...Object.entries(LANGUAGES).map(([code, name]) =>
          h(
            "button",
            { type: "button", class: "choice", lang: code, "aria-pressed": String(code === lang), click: then(() => actions.lang(code)) },
            name,
          ),
        ),
      ),
    );
  }

  buildConfirm() {
    const { lang, actions } = this.options;
    const t = strings(lang);
    const close = () => this.confirm.close();
    return h(
      "dialog",
      { class: "confirm", role: "alertdialog", "aria-labelledby": "ask", "aria-describedby": "asknote", lang, close: () => this.menuButton.focus() },
      h("h2", { id: "ask" }, t.freshAsk),
      h("p", { id: "asknote" }, t.freshNote),
      h(
        "div",
        { class: "options" },
        h(
          "button",
          {
            type: "button",
            class: "option yes",
            click: () => {
              close();
              actions.fresh();
            },
          },
          t.freshYes,
        ),
        h("button", { type: "button", class: "option", click: close }, t.cancel),
      ),
    );
  }

  get menuOpen() {
    return this.menu.hidden === false;
  }

  /** @param {boolean} [on] */
  toggleMenu(on = !this.menuOpen) {
    this.menu.hidden = !on;
    this.menuButton.setAttribute("aria-expanded", String(on));
  }

  /**
   * Shows the panel: over the page, or instead of it where there is no room for both.
   * @param {boolean} modal
   */
  show(modal) {
    const { dialog } = this;
    if (dialog?.open) dialog.close();
    if (modal) dialog?.showModal();
    else dialog?.show();
    this.root.classList.toggle("modal", modal);
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.unread(false);
  }

  hide() {
    this.toggleMenu(false);
    this.dialog?.close();
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
  }

  /**
   * Marks the launcher when something arrived behind a closed panel.
   * @param {boolean} on
   */
  unread(on) {
    const t = strings(this.options.lang);
    this.badge.hidden = !on;
    if (on) this.launcher.setAttribute("aria-label", t.launcherUnread);
    else this.launcher.removeAttribute("aria-label");
  }

  /**
   * The line under the header that says how the connection is; nothing when words are empty.
   * @param {string} words
   * @param {{label: string, click: () => void}} [action]
   */
  setLine(words, action) {
    if (this.line.dataset.words === words) return;
    this.line.dataset.words = words;
    this.line.replaceChildren(...(words ? [h("span", {}, words)] : []));
    if (action) this.line.append(h("button", { type: "button", class: "option", click: action.click }, action.label));
  }

  /**
   * Opens Telegram beside the page, or says why that cannot be. A browser that keeps the tab back lets the citizen open it.
   * @param {import("./protocol.js").Frame} frame
   */
  linked({ url, message }) {
    const { telegram, telegramReady } = strings(this.options.lang);
    const tab = url && window.open(url, "_blank");
    if (tab) tab.opener = null;
    else if (!url) this.setLine(String(message));
    else
      this.setLine(telegramReady, {
        label: telegram,
        click: () => {
          window.open(url, "_blank", "noopener");
          this.setLine("");
        },
      });
  }

  /** @param {string} words for a screen reader, at once */
  say(words) {
    this.status.textContent = "";
    // A region that gets the same words again stays silent; an empty moment between makes it speak.
    requestAnimationFrame(() => (this.status.textContent = words));
  }
}
