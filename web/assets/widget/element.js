/**
 * The custom element <caterina-chat>: puts conversation and panel together and
 * listens to the page around them.
 */
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { LogView } from "./log.js";
import { Panel, SIZES } from "./panel.js";
import { address, followViewport, onTripleShift, reloaded } from "./page.js";
import { People } from "./people.js";
import { CHOICE, isMine } from "./protocol.js";
import { Dictation, Voice } from "./speech.js";
import { Answering, StatusLine } from "./status.js";
import { openBox } from "./storage.js";
import { pickLang, strings } from "./strings.js";
import { addStyles, widgetStyles } from "./styles.js";
import { download, print, transcript } from "./transcript.js";
import { eventsTransport, socketTransport } from "./transports.js";

/** Where there is no room beside the panel, it takes the whole screen. */
const SMALL = "(max-width: 30rem), (max-height: 30rem)";
/** Least milliseconds between two frames that say what was read. */
const READ_EVERY = 1000;
/** Where quick exit leads, unless the site says otherwise: the weather. */
const EXIT = "https://www.meteoam.it/";

export class CaterinaChat extends HTMLElement {
  static observedAttributes = ["open", "lang"];

  /** Address of the server, without a slash at the end. Set by the subclass that is registered. */
  get server() {
    return "";
  }

  /** Slug of the town. */
  get town() {
    return this.getAttribute("town") ?? "";
  }

  /** Whether it is a part of the page instead of a launcher. */
  get inline() {
    return this.hasAttribute("inline");
  }

  connectedCallback() {
    this.alive = new AbortController();
    this.voice = new Voice();
    this.dictation = new Dictation();
    this.screen = window.matchMedia(SMALL);
    this.chat = this.newChat();
    this.statusLine = new StatusLine({
      lang: () => this.must().saved.lang,
      begun: () => this.must().events.length > 0,
      start: () => this.must().start(),
      show: (words, action) => this.panel?.setLine(words, action),
      say: (words) => this.panel?.say(words),
    });
    if (!this.shadowRoot) addStyles(this.attachShadow({ mode: "open" }), widgetStyles);
    this.build();
    this.listen();
    const { chat } = this;
    if (this.inline || this.hasAttribute("open")) this.opened(false);
    else if (chat.saved.open && (!this.screen.matches || reloaded())) this.toggleAttribute("open", true);
    else if (chat.pending.length || chat.found) chat.start();
  }

  disconnectedCallback() {
    this.alive?.abort();
    this.voice?.stop();
    this.chat?.stop();
    this.statusLine?.stop();
    this.answering?.stop();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    if (!this.panel || before === after) return;
    if (name === "lang") return this.setLang(pickLang(after));
    if ((before === null) === (after === null)) return;
    if (after === null) this.closed();
    else this.opened(this.wantsFocus ?? false);
  }

  newChat() {
    const lang = pickLang(this.getAttribute("lang"), document.documentElement.lang, navigator.language);
    return new Chat({
      town: this.town,
      lang,
      page: address,
      box: openBox(`caterina ${this.server} ${this.town}`),
      transports: [socketTransport(this.server), eventsTransport(this.server)],
      events: {
        event: (event, id) => this.arrived(event, id),
        outbox: () => this.showPending(),
        cleared: () => this.show([]),
        status: (status) => this.statusChanged(status),
        draft: (text) => this.view?.setDraft(text),
        link: (frame) => this.panel?.linked(frame),
        changed: () => this.changed(),
      },
    });
  }

  /** Builds everything in the shadow tree; again when the language changes. */
  build() {
    const { saved } = this.must();
    const lang = saved.lang;
    const { server, town, voice, dictation } = this;
    const before = this.panel?.nodes ?? [];
    const name = this.getAttribute("name") ?? town.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
    const privacyURL = `${server}/towns/${encodeURIComponent(town)}/privacy` + (lang === "it" ? "" : `?lang=${lang}`);
    this.view = new LogView(
      {
        lang,
        server,
        town,
        voice: /** @type {Voice} */ (voice),
        choose: (option) => this.choose(option),
        rate: () => this.people?.rating.open(),
        retry: (id) => this.must().retry(id),
        discard: (id) => this.discard(id),
      },
      privacyURL,
    );
    const view = this.view;
    this.answering?.stop();
    this.answering = new Answering(lang, (words, dots) => view.setTyping(words, dots));
    this.people = new People({
      lang,
      privacyURL,
      chat: () => this.must(),
      rated: () => this.rated(),
      offer: (node) => view.log.append(node),
      refocus: () => this.panel?.title?.focus(),
    });
    this.composer = new Composer({
      lang,
      draft: saved.draft,
      limit: () => this.must().limit,
      send: (text) => this.must().sendText(text),
      changed: (text) => {
        this.must().saved.draft = text;
        this.must().save();
        this.must().writing(text);
      },
      say: (words) => this.panel?.say(words),
      dictation: /** @type {Dictation} */ (dictation),
    });
    this.panel = new Panel({
      lang,
      town: name,
      inline: this.inline,
      content: [this.people.bar, this.view.scroller, this.view.jump, this.composer.form],
      dialogs: this.people.dialogs,
      actions: {
        open: () => this.open(),
        close: () => this.close(),
        escape: () => this.escape(),
        gone: () => this.hasAttribute("open") && this.close(),
        exit: () => this.exit(),
        fresh: () => this.fresh(),
        person: () => this.people?.askForPerson(),
        download: () => this.download(),
        mail: () => this.people?.copy.open(),
        telegram: () => this.people?.leadOn(),
        print: () => print(this.must().events, lang, server, town),
        size: (step) => this.resize(step),
        lang: (code) => this.setLang(code),
      },
    });
    for (const node of before) node.remove();
    this.shadowRoot?.append(...this.panel.nodes);
    this.resize(NaN);
    this.show(this.must().events);
    this.showPending();
    this.changed();
  }

  listen() {
    const signal = this.alive?.signal;
    window.addEventListener("online", () => this.must().nudge(), { signal });
    document.addEventListener(
      "visibilitychange",
      () => {
        if (document.visibilityState !== "visible") return;
        this.must().nudge();
        this.read();
      },
      { signal },
    );
    // A page in the back-forward cache may hold no socket.
    window.addEventListener("pagehide", () => this.must().stop(), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.isOpen && this.must().start(), { signal });
    onTripleShift(() => this.isOpen && this.exit(), signal);
    this.screen?.addEventListener("change", () => this.isOpen && !this.inline && this.panel?.show(this.screen?.matches ?? false), { signal });
    followViewport(this.style, signal);
  }

  /** The conversation; there is one as long as the element is in a page. */
  must() {
    if (!this.chat) throw new Error("caterina-chat is not connected");
    return this.chat;
  }

  get isOpen() {
    return this.inline || this.hasAttribute("open");
  }

  /**
   * Opens the panel for a person who asked for it.
   * @param {string} [text] to begin with, unless something is being written
   */
  open(text) {
    if (text && !this.composer?.value.trim()) this.composer?.set(text);
    this.wantsFocus = true;
    this.toggleAttribute("open", true);
    this.wantsFocus = false;
  }

  /** Closes the panel and gives the focus back. */
  close() {
    this.toggleAttribute("open", false);
    this.panel?.launcher.focus();
  }

  /** @param {boolean} focus whether a person opened it just now */
  opened(focus) {
    const chat = this.must();
    if (!this.inline) this.panel?.show(this.screen?.matches ?? false);
    this.composer?.grow();
    this.view?.toEnd();
    if (focus) this.focusInside();
    if (!this.inline) this.remember(true);
    chat.start();
    this.read();
  }

  closed() {
    this.voice?.stop();
    this.panel?.hide();
    this.remember(false);
  }

  /** @param {boolean} open */
  remember(open) {
    this.must().saved.open = open;
    this.must().save();
  }

  /** Into the field; on a touch screen to the title, or the keyboard would cover what we say first. */
  focusInside() {
    if (window.matchMedia("(pointer: coarse)").matches) this.panel?.title?.focus();
    else this.composer?.focus();
  }

  /** What is on top goes first: the menu, then the panel. */
  escape() {
    if (this.panel?.menuOpen) {
      this.panel.toggleMenu(false);
      this.panel.menuButton.focus();
    } else if (!this.inline) this.close();
  }

  /** Leaves the page at once, with nothing left behind on this device. */
  exit() {
    if (this.panel) this.panel.cover.hidden = false;
    this.people?.close();
    this.voice?.stop();
    this.must().leave();
    window.location.replace(this.getAttribute("exit-url") ?? EXIT); // no way back with the back button
  }

  fresh() {
    this.voice?.stop();
    this.must().restart();
    this.composer?.focus();
  }

  download() {
    const { events, saved } = this.must();
    download(transcript(events, saved.lang, this.server, this.town), strings(saved.lang).file);
  }

  /** @param {import("./protocol.js").Option} option */
  choose(option) {
    if (option.id === CHOICE.callback) this.people?.callback.open();
    else if (option.id === CHOICE.rating) this.people?.rating.open();
    else this.must().choose(option);
  }

  rated() {
    this.must().saved.rated = true;
    this.must().save();
    this.view?.rated();
    this.composer?.focus();
  }

  /** @param {number} step -1, 0 for normal, 1; NaN shows what is set */
  resize(step) {
    const chat = this.must();
    const { saved } = chat;
    if (!Number.isNaN(step)) {
      saved.size = step === 0 ? 0 : Math.min(SIZES.length - 1, Math.max(0, saved.size + step));
      chat.save();
    }
    this.style.setProperty("--caterina-text", String(SIZES[saved.size] ?? 1));
    this.composer?.grow();
  }

  /** @param {string} lang */
  setLang(lang) {
    const chat = this.must();
    if (lang === chat.saved.lang) return;
    this.voice?.stop();
    chat.saved.lang = lang;
    this.build();
    if (this.isOpen && !this.inline) this.panel?.show(this.screen?.matches ?? false);
    this.panel?.menuButton.focus();
    chat.setLang(lang);
    this.statusChanged(chat.connection.status);
  }

  /**
   * A refused text goes back into the field, to be written anew.
   * @param {string} id
   */
  discard(id) {
    const chat = this.must();
    const text = chat.outbox.find(id)?.text;
    chat.discard(id);
    if (text && this.composer && !this.composer.value.trim()) this.composer.set(text);
    this.composer?.focus();
  }

  /**
   * @param {import("./protocol.js").LogEvent} event
   * @param {string | undefined} id
   */
  arrived(event, id) {
    const chat = this.must();
    this.view?.append(event, chat.events, id);
    if (!this.isOpen && (chat.caughtUp || chat.found) && !isMine(event)) this.panel?.unread(true);
    this.read();
  }

  /**
   * Shows a log from its beginning. Only that of a new conversation is news:
   * its greeting says who is speaking.
   * @param {import("./protocol.js").LogEvent[]} events
   */
  show(events) {
    const chat = this.must();
    this.view?.reset(events);
    if (chat.saved.rated) this.view?.rated();
    this.view?.announce(chat.caughtUp || !chat.saved.token);
  }

  showPending() {
    const chat = this.must();
    this.view?.setPending(chat.pending, chat.connection.status === "live");
  }

  /** Tells the server what was seen, not more often than needed. */
  read() {
    if (!this.isOpen || document.visibilityState !== "visible" || this.reading) return;
    this.reading = setTimeout(() => {
      this.reading = undefined;
      this.chat?.read();
    }, READ_EVERY);
  }

  /** Everything that follows from the state of the conversation. */
  changed() {
    const chat = this.must();
    const { view, panel } = this;
    const t = strings(chat.saved.lang);
    if (!view || !panel) return;
    const disclosure = chat.saved.disclosure || t.disclosure;
    view.disclosure.textContent = disclosure;
    // A greeting that says the same says it to more effect.
    view.disclosure.hidden = Boolean(chat.events[0]?.body.text?.includes(disclosure));
    this.answering?.update(chat);
    panel.update(chat.saved);
    view.steady(() => this.people?.update());
  }

  /** @param {import("./connection.js").Status} status */
  statusChanged(status) {
    this.statusLine?.update(status);
    if (status === "live") this.view?.announce(true);
    this.showPending();
    this.changed();
  }
}
