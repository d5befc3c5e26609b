/** Every word of the widget's own, in the languages it speaks. */

const it = {
  title: "Caterina",
  launcher: "Chiedi a Caterina",
  launcherUnread: "Chiedi a Caterina: c'è un messaggio nuovo",
  automatic: "Assistente automatico",
  close: "Chiudi la chat",
  menu: "Altre funzioni",
  exit: "Esci subito",
  exitHint: "Lascia subito questa pagina e cancella la conversazione da questo dispositivo. Puoi anche premere tre volte Maiusc.",
  log: "Conversazione con Caterina",
  disclosure:
    "Sono Caterina, un programma e non una persona. Rispondo con le schede pubblicate dal Comune. I am a computer program, not a person.",
  privacy:
    "Per rispondere usiamo solo quello che scrivi qui. Non servono nome, documenti o dati sulla salute: se puoi, non scriverli.",
  privacyLink: "Come trattiamo i tuoi dati",
  newTab: "si apre in un'altra scheda",
  you: "Tu",
  bot: "Caterina",
  operator: "Operatore",
  system: "Avviso",
  input: "Scrivi la tua domanda",
  placeholder: "Scrivi qui…",
  send: "Invia",
  dictate: "Detta a voce",
  dictateStop: "Ferma la dettatura",
  dictateNotice: "La voce viene trasformata in testo dal tuo browser, che può usare un servizio su internet.",
  dictateError: "La dettatura non è riuscita. Puoi scrivere la domanda.",
  left: (/** @type {number} */ n) => (n === 1 ? "1 carattere rimasto" : `${n} caratteri rimasti`),
  over: (/** @type {number} */ n, /** @type {string} */ max) =>
    `Il messaggio è troppo lungo: togli ${n === 1 ? "1 carattere" : `${n} caratteri`} (il massimo è ${max}).`,
  sending: "in invio…",
  queued: "in attesa di collegamento…",
  notSent: "Non inviato.",
  retry: "Riprova",
  retryNew: "Invia in una nuova conversazione",
  discard: "Elimina",
  edit: "Modifica",
  nak_too_long: "Il messaggio è troppo lungo. Accorcialo e riprova.",
  nak_closed: "Questa conversazione è chiusa.",
  nak_bad: "Il messaggio non può essere letto. Scrivilo in un altro modo.",
  nak_other: "Il messaggio non è stato accettato.",
  typing: "Caterina sta scrivendo…",
  slow: "Ci vuole un po' più del solito: la risposta arriverà qui.",
  typingOperator: "Sta scrivendo…",
  lost: "Connessione persa. I tuoi messaggi partiranno appena torna.",
  back: "Connessione tornata.",
  connecting: "Mi sto collegando…",
  elsewhere: "Stai usando questa chat in un'altra scheda.",
  useHere: "Usa qui",
  forbidden: "La chat non è attiva su questo sito.",
  outdated: "C'è una versione più recente della chat. Ricarica la pagina per continuare.",
  reload: "Ricarica la pagina",
  options: "Risposte possibili",
  chosen: "scelta",
  sources: "Da dove viene questa risposta",
  card: "Scheda",
  verified: (/** @type {string} */ day) => `verificata il ${day}`,
  generated: "Testo scritto con l'aiuto di un modello linguistico e controllato sulle schede.",
  listen: "Ascolta",
  stop: "Ferma",
  jump: "Vai ai messaggi nuovi",
  fresh: "Nuova conversazione",
  freshAsk: "Vuoi iniziare una nuova conversazione?",
  freshNote: "Quella di adesso sparirà da questo dispositivo. Se ti serve, prima scaricala.",
  freshYes: "Sì, inizia da capo",
  cancel: "Annulla",
  download: "Scarica la conversazione",
  print: "Stampa la conversazione",
  textSize: "Dimensione del testo",
  smaller: "Testo più piccolo",
  larger: "Testo più grande",
  normal: "Testo normale",
  language: "Lingua",
  queue: (/** @type {number} */ place, /** @type {number} */ minutes) =>
    `Sei in coda: posto ${place}` + (minutes ? `, circa ${minutes} minuti.` : "."),
  transcript: "Conversazione con Caterina, assistente automatico",
  file: "conversazione-caterina",
};

/** @type {typeof it} */
const en = {
  title: "Caterina",
  launcher: "Ask Caterina",
  launcherUnread: "Ask Caterina: there is a new message",
  automatic: "Automated assistant",
  close: "Close the chat",
  menu: "More functions",
  exit: "Leave now",
  exitHint: "Leaves this page at once and deletes the conversation from this device. You can also press Shift three times.",
  log: "Conversation with Caterina",
  disclosure: "I am Caterina, a computer program, not a person. I answer from the pages the town publishes.",
  privacy:
    "To answer we only use what you write here. We need no name, documents or health details: leave them out if you can.",
  privacyLink: "How we treat your data",
  newTab: "opens in a new tab",
  you: "You",
  bot: "Caterina",
  operator: "Operator",
  system: "Notice",
  input: "Write your question",
  placeholder: "Write here…",
  send: "Send",
  dictate: "Dictate",
  dictateStop: "Stop dictating",
  dictateNotice: "Your browser turns your voice into text and may use an internet service for it.",
  dictateError: "Dictation did not work. You can type your question.",
  left: (n) => (n === 1 ? "1 character left" : `${n} characters left`),
  over: (n, max) =>
    `The message is too long: remove ${n === 1 ? "1 character" : `${n} characters`} (the maximum is ${max}).`,
  sending: "sending…",
  queued: "waiting for a connection…",
  notSent: "Not sent.",
  retry: "Try again",
  retryNew: "Send in a new conversation",
  discard: "Delete",
  edit: "Edit",
  nak_too_long: "The message is too long. Shorten it and try again.",
  nak_closed: "This conversation is closed.",
  nak_bad: "The message cannot be read. Try other words.",
  nak_other: "The message was not accepted.",
  typing: "Caterina is writing…",
  slow: "This takes a little longer than usual: the answer will come here.",
  typingOperator: "Writing…",
  lost: "Connection lost. Your messages will leave as soon as it is back.",
  back: "Connected again.",
  connecting: "Connecting…",
  elsewhere: "You are using this chat in another tab.",
  useHere: "Use it here",
  forbidden: "The chat is not active on this site.",
  outdated: "There is a newer version of the chat. Reload the page to go on.",
  reload: "Reload the page",
  options: "Possible answers",
  chosen: "chosen",
  sources: "Where this answer comes from",
  card: "Page",
  verified: (day) => `checked on ${day}`,
  generated: "Written with the help of a language model and checked against the pages.",
  listen: "Listen",
  stop: "Stop",
  jump: "Go to new messages",
  fresh: "New conversation",
  freshAsk: "Start a new conversation?",
  freshNote: "This one will disappear from this device. Download it first if you need it.",
  freshYes: "Yes, start again",
  cancel: "Cancel",
  download: "Download the conversation",
  print: "Print the conversation",
  textSize: "Text size",
  smaller: "Smaller text",
  larger: "Larger text",
  normal: "Normal text",
  language: "Language",
  queue: (place, minutes) => `You are number ${place} in the queue` + (minutes ? `, about ${minutes} minutes.` : "."),
  transcript: "Conversation with Caterina, automated assistant",
  file: "conversation-caterina",
};

/** @typedef {typeof it} Strings */

/** The languages, by their ISO 639-1 code, each with its own name. */
export const LANGUAGES = Object.freeze({ it: "Italiano", en: "English" });

/**
 * @param {string} lang
 * @returns {Strings}
 */
export function strings(lang) {
  return lang === "en" ? en : it;
}

/**
 * The first of the given tags that the widget speaks; Italian when none is.
 * @param {...(string | null | undefined)} tags "en-GB", "it"
 * @returns {"it" | "en"}
 */
export function pickLang(...tags) {
  for (const tag of tags) {
    const lang = tag?.slice(0, 2).toLowerCase();
    if (lang === "it" || lang === "en") return lang;
  }
  return "it";
}
