/** What a conversation keeps over a reload, and what it needs of the page. */

/** @typedef {import("./protocol.js").LogEvent} LogEvent */
/** @typedef {import("./connection.js").Status} Status */
/** @typedef {import("./outbox.js").Pending} Pending */

/**
 * @typedef {object} Saved
 * @property {string} token
 * @property {string} conv
 * @property {string} lang
 * @property {LogEvent[]} events
 * @property {Pending[]} outbox
 * @property {string} draft
 * @property {import("./floor.js").FloorState} state
 * @property {boolean} rated    whether the citizen has rated it
 * @property {string} disclosure
 * @property {boolean} mails    whether the server sends copies by mail
 * @property {boolean} link     whether it can go on at Telegram
 * @property {number} keep      until when this device finds the conversation again, 0 for not
 * @property {boolean} open     whether the panel was open
 * @property {number} size      step of the text size
 */

/**
 * What the page wants to hear about.
 * @typedef {object} ChatEvents
 * @property {(event: LogEvent, id: string | undefined) => void} event a new line of the log; id is our message it confirms
 * @property {() => void} outbox  a pending message came, went or failed
 * @property {() => void} cleared the log was emptied
 * @property {(status: Status) => void} status
 * @property {(text: string) => void} draft a streamed answer so far, "" when there is none
 * @property {(frame: import("./protocol.js").Frame) => void} [link] where the conversation goes on, or why nowhere
 * @property {() => void} changed anything else: who has the floor, who is typing, the disclosure
 */

/**
 * @typedef {object} ChatOptions
 * @property {string} town
 * @property {string} lang
 * @property {() => string} [page] address of the page around us, for the people who answer
 * @property {import("./storage.js").Box<Saved>} box
 * @property {import("./connection.js").Transport[]} transports
 * @property {import("./connection.js").Clock} [clock]
 * @property {ChatEvents} events
 */

/**
 * @param {string} lang
 * @returns {Saved}
 */
export function blank(lang) {
  return {
    token: "", conv: "", lang, events: [], outbox: [], draft: "", state: "bot", rated: false, disclosure: "", mails: false, link: false, keep: 0, open: false, size: 0,
  };
}
