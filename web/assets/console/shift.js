/**
 * The operator's shift, on every page: whether we are connected, whether they
 * want work, what rings, and whether they are still there.
 */
import { gathered, h, part, renew } from "./dom.js";
import { say } from "./deeds.js";
import { News } from "./news.js";
import { askToNotify, audible, notify, play, unlock, wake } from "./sound.js";

/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./line.js").Status} Status */

/** What rings is heard again after so long. */
const RING = 10000;
/** Without a key or a pointer for so long we ask whether they are still there, */
const IDLE = 10 * 60 * 1000;
/** and wait so long for the answer. */
const ANSWER = 60 * 1000;

/** A page that has just been opened has so long to be heard before we say that it is not. */
const MUTED = 600;

/** @type {Readonly<Record<Status, string>>} */
const STATES = Object.freeze({
  connecting: "Collegamento…",
  live: "In linea",
  waiting: "Connessione persa: i messaggi partiranno appena torna",
  "signed-out": "Sessione finita: accedi di nuovo, il testo resta qui",
  elsewhere: "Troppe schede aperte: questa è ferma",
  outdated: "C'è una nuova versione: ricarica la pagina",
});

/** @param {Live} live */
export function defineShift(live) {
  class CaterinaShift extends HTMLElement {
    constructor() {
      super();
      this.heading = document.title;
      /** @type {Set<string>} conversations, and answers to approve, that were already announced */
      this.announced = new Set();
      this.idleFor = Number(this.dataset.idle) || IDLE;
      this.answerIn = Number(this.dataset.answer) || ANSWER;
      this.active = Date.now();
      this.deadline = 0;
      this.ring = 0;
    }

    connectedCallback() {
      this.select = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
      this.sound = /** @type {HTMLButtonElement} */ (this.querySelector(".shift-sound"));
      this.place = h("div", { class: "shift-ringing", role: "alert" });
      this.news = new News(this.dataset.me ?? "", this.dataset.base ?? "", () => this.showTitle());
      document.querySelector("main")?.prepend(this.place, this.news.place);
      this.select.value = this.dataset.wants ?? "offline";
      this.select.addEventListener("change", () => this.wish(this.select?.value ?? ""));
      this.sound.addEventListener("click", () => this.trySound());
      this.querySelector(".shift-wish")?.removeAttribute("hidden");
      this.sound.hidden = false;
      this.showStatus("connecting");
      const refresh = gathered(() => this.refresh(), 60, 300);
      live.on("status", (frame) => this.showStatus(frame.status));
      live.on("welcome", (frame) => this.show(frame.me.wants));
      live.on("wish", (frame) => this.wished(frame.wants, frame.why));
      for (const type of ["welcome", "offer", "changed"]) live.on(type, refresh);
      live.on("changed", (frame) => this.written(frame));
      live.on("mention", (frame) => this.mentioned(frame.conv, frame.by));
      document.addEventListener("caterina-deed", refresh);
      this.watch();
      wake(() => this.showMuted());
      window.setInterval(() => this.tick(), 1000);
    }

    /** @param {Status} status */
    showStatus(status) {
      this.dataset.status = status;
      const state = this.querySelector(".shift-state");
      if (state) state.textContent = STATES[status];
      if (status === "signed-out" && state) {
        state.replaceChildren("Sessione finita: ", h("a", { href: "/console/sign-in", target: "_blank" }, "accedi di nuovo"), ", il testo resta qui");
      }
    }

    /** @param {string} wants */
    show(wants) {
      this.dataset.wants = wants;
      if (this.select) this.select.value = wants;
      this.showMuted();
    }

    /**
     * Somebody or something else has changed what they want.
     * @param {string} wants
     * @param {string | undefined} why
     */
    wished(wants, why) {
      this.show(wants);
      if (!why) return;
      play("message");
      notify("Il tuo stato è cambiato", "wish");
      say(why);
    }

    /** @param {string} wants */
    wish(wants) {
      if (live.wish(wants)) {
        this.dataset.wants = wants;
        this.showMuted();
        return;
      }
      this.show(this.dataset.wants ?? "offline");
      say("Non siamo collegati: lo stato non è cambiato. Riprova quando torna la connessione.", true);
    }

    async trySound() {
      const [heard, allowed] = [await unlock(), await askToNotify()];
      play("ring");
      if (!heard) say("Il browser tiene muta questa pagina: controlla le impostazioni dell'audio.", true);
      else if (allowed !== "granted") say("Il suono funziona. Il browser non permette gli avvisi: quando la pagina è nascosta sentirai solo il suono.");
      else say("Il suono e gli avvisi funzionano.");
      if (heard && this.sound) this.sound.classList.add("tried");
      this.showMuted();
    }

    /**
     * A colleague has named whoever reads this in a note.
     * @param {string} conv
     * @param {string} by
     */
    mentioned(conv, by) {
      play("message");
      notify("Un collega ti chiama in una nota", conv);
      const page = `${this.dataset.base}/conversations/${conv}`;
      if (location.pathname === page) say(`${by} ti chiama in una nota di questa conversazione.`);
      else say(`${by} ti chiama in una nota: `, false, h("a", { href: page }, "apri la conversazione"));
    }

    /** Reads what rings. */
    async refresh() {
      try {
        if (this.place) renew(this.place, await part(this.dataset.base + "/inbox/ringing"));
      } catch {
        return; // the next change or welcome asks again
      }
      this.announce();
      this.countDown();
    }

    /** Makes what has just begun to ring heard. */
    announce() {
      const ringing = this.ringing();
      this.showTitle();
      const name = (/** @type {HTMLElement} */ line) => line.dataset.ring ?? line.dataset.conv ?? "";
      const fresh = ringing.filter((line) => !this.announced.has(name(line)));
      this.announced = new Set(ringing.map(name));
      if (!fresh.length) return;
      this.ring = Date.now();
      const queue = fresh[0].dataset.queue;
      const alarm = fresh.some((line) => line.hasAttribute("data-alarm"));
      if (alarm) notify("Possibile pericolo: apri la console", "alarm");
      else notify(queue ? `Nuova richiesta per te: ${queue}` : "Nuova richiesta per te", "offer");
      play("ring");
      this.showMuted();
    }

    /** How much waits stands in the title, for whoever looks at another tab. */
    showTitle() {
      const n = this.ringing().length + (this.news?.count ?? 0);
      document.title = n ? `(${n}) ${this.heading}` : this.heading;
    }

    /**
     * The citizen of one of the reader's conversations may have written, or it is
     * theirs no longer.
     * @param {import("./line.js").Frame} frame
     */
    written(frame) {
      if (!frame.mine || frame.state === "closed" || frame.state === "bot") this.news?.seen(frame.conv);
      else if (frame.said && frame.state !== "offered" && this.news?.came(frame.conv)) {
        play("message");
        notify("Nuovo messaggio in una tua conversazione", frame.conv);
      }
    }

    /** @returns {HTMLElement[]} */
    ringing() {
      return [...(this.place?.querySelectorAll("li[data-conv]") ?? [])].map((line) => /** @type {HTMLElement} */ (line));
    }

    /**
     * The browser keeps the page silent, as it does until somebody presses
     * something: says so before anything has to be heard, to whoever is on duty.
     */
    showMuted() {
      window.clearTimeout(this.mutedTimer);
      const shown = this.querySelector(".shift-muted");
      if (audible() || (this.dataset.wants === "offline" && !this.ringing().length)) {
        shown?.remove();
        return;
      }
      if (shown) return;
      this.mutedTimer = window.setTimeout(() => {
        if (audible() || this.querySelector(".shift-muted")) return;
        this.append(h("p", { class: "shift-muted", role: "status" }, "Il suono è bloccato: premi «Prova il suono»."));
      }, MUTED);
    }

    tick() {
      this.countDown();
      if (this.ringing().length && Date.now() - this.ring >= RING) {
        this.ring = Date.now();
        play("ring");
      }
      this.stillThere();
    }

    countDown() {
      for (const line of this.ringing()) {
        const left = Math.max(0, Math.round((Date.parse(line.dataset.until ?? "") - Date.now()) / 1000));
        const place = line.querySelector(".left");
        if (place) place.textContent = left === 1 ? "1 secondo" : `${left} secondi`;
      }
    }

    /** Notes that somebody is there, in this tab or another one of theirs. */
    watch() {
      const note = () => {
        if (Date.now() - this.active < 1000) return;
        this.active = Date.now();
        try {
          localStorage.setItem("caterina-active", String(this.active));
        } catch {
          // Blocked: this tab still knows.
        }
      };
      for (const type of ["keydown", "pointerdown", "pointermove", "wheel"]) {
        document.addEventListener(type, note, { passive: true, capture: true });
      }
      window.addEventListener("storage", (event) => {
        if (event.key === "caterina-active") this.active = Math.max(this.active, Number(event.newValue));
      });
    }

    /**
     * Asks whoever has touched nothing for long; without an answer they pause. In
     * a tab that is not in sight the time stands: whoever works in another window
     * hears what rings, and who has gone home is put on pause by two offers that
     * nobody answers.
     */
    stillThere() {
      if (this.dataset.wants !== "available" || this.dataset.status !== "live") return;
      if (this.dialog?.open) {
        if (this.active > this.asked) this.dialog.close();
        else if (Date.now() > this.deadline) {
          this.dialog.close();
          live.wish("busy");
          this.show("busy");
          say("Sei in pausa perché non c'erano segni di presenza. Torna disponibile quando vuoi.");
        }
      } else if (document.hidden) {
        this.active = Date.now();
      } else if (Date.now() - this.active > this.idleFor) {
        this.asked = Date.now();
        this.deadline = this.asked + this.answerIn;
        this.dialog ??= this.question();
        this.dialog.showModal();
        play("message");
        notify("Sei ancora qui?", "idle");
      }
    }

    question() {
      const dialog = h(
        "dialog",
        { class: "still-there", "aria-labelledby": "still-there" },
        h("h2", { id: "still-there" }, "Sei ancora qui?"),
        h("p", {}, "Senza risposta entro un minuto passi in pausa e non ricevi nuove richieste."),
        h("form", { method: "dialog" }, h("button", { class: "btn btn-primary", type: "submit" }, "Sì, sono qui")),
      );
      dialog.addEventListener("close", () => (this.active = Date.now()));
      this.append(dialog);
      return dialog;
    }

    /** @type {HTMLDialogElement | undefined} */
    dialog;
    asked = 0;
    mutedTimer = 0;
    /** @type {News | undefined} */
    news;
    /** @type {HTMLElement | undefined} */
    place;
    /** @type {HTMLSelectElement | undefined} */
    select;
    /** @type {HTMLButtonElement | undefined} */
    sound;
  }
  customElements.define("caterina-shift", CaterinaShift);
}
