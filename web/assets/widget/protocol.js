/**
 * The words of the chat protocol, version 1: the frames, the log's events and
 * the close codes. docs/protocol.md describes them for people.
 */

/** @typedef {{id: string, label: string}} Option */

/**
 * @typedef {object} Citation
 * @property {string} card         slug of the card
 * @property {string} title
 * @property {string} [town]       slug of the town that owns the card
 * @property {string} [field]
 * @property {string} [url]
 * @property {string} [verified_on] a civil date, "2026-11-01"
 */

/** @typedef {{id: string, from: string, to: string, office: string, label: string}} Slot  id comes back as a choice */

/**
 * An appointment as a `booking` event shows it.
 * @typedef {object} Booking
 * @property {string} code
 * @property {string} status
 * @property {number} revision
 * @property {string} title
 * @property {string} office
 * @property {string} [address]
 * @property {string} from       RFC 3339
 * @property {string} to
 * @property {string[]} [bring]  Markdown
 * @property {string} [ics]      address of the calendar file
 * @property {string} [map]
 * @property {string} [manage]   address of the appointment's own page
 */

/**
 * @typedef {object} Body
 * @property {string} [text]       Markdown subset from the bot, plain text from the citizen
 * @property {string} [choice]     the option the citizen pressed
 * @property {string} [lang]
 * @property {string} [outcome]
 * @property {Option[]} [options]
 * @property {Citation[]} [citations]
 * @property {Slot[]} [slots]      free times to choose from, each an option too
 * @property {Booking} [booking]   the appointment that a booking event is about
 * @property {boolean} [generated] a language model helped to write it
 * @property {string} [name]       of the operator who wrote it
 * @property {string} [owner]      of a state event: bot, queue, person, closed
 * @property {string} [state]      of a state event: bot, queued, assigned, callback, closed
 * @property {string} [operator]   of a state event: the name of the person who has the floor
 * @property {string} [queue_name] of a state event: the office
 * @property {number} [n]          of an edit: the message whose words these replace
 * @property {boolean} [rate]      of a state event: the citizen is asked for a rating
 */

/**
 * One numbered line of the conversation's log.
 * @typedef {object} LogEvent
 * @property {string} [conv]
 * @property {number} n            grows by one
 * @property {string} kind         message, state, booking, edit
 * @property {string} actor        citizen, bot, operator, system
 * @property {string} at           RFC 3339
 * @property {Body} body
 */

/** @typedef {{type: string, [field: string]: any}} Frame */

/** @typedef {{town: string, lang: string, token?: string, after?: number, page?: string}} Hello */

/** Choices that the server takes at any moment, offered or not. */
export const CHOICE = Object.freeze({ person: "person", assistant: "assistant", callback: "callback", rating: "rating", copy: "copy" });

/** Close codes that change what the client does next. */
export const CLOSE = Object.freeze({
  restart: 1012,
  protocol: 4000,
  session: 4001,
  forbidden: 4003,
  slow: 4008,
  tabs: 4009,
  version: 4010,
  rate: 4029,
});

/** The limit that holds until the server says its own. Counted in characters. */
export const TEXT_LIMIT = 4000;

/**
 * Reads one frame; anything that is not an object with a type is null.
 * @param {string} data
 * @returns {Frame | null}
 */
export function parseFrame(data) {
  try {
    const frame = JSON.parse(data);
    return frame && typeof frame.type === "string" ? frame : null;
  } catch {
    return null;
  }
}

/**
 * Reads an `ev` frame as an event, or null when it is not one we can number.
 * @param {Frame} frame
 * @returns {LogEvent | null}
 */
export function eventOf(frame) {
  if (!Number.isSafeInteger(frame.n) || frame.n < 1) return null;
  const body = frame.body && typeof frame.body === "object" ? frame.body : {};
  return {
    conv: frame.conv,
    n: frame.n,
    kind: String(frame.kind),
    actor: String(frame.actor),
    at: String(frame.at ?? ""),
    body,
  };
}

/**
 * Whether the citizen wrote it. (They may also be the one who changed hands:
 * that is a state event, and nothing they said.)
 * @param {LogEvent | undefined} event
 */
export function isMine(event) {
  return event?.actor === "citizen" && event.kind === "message";
}

/**
 * A unique id for a message. randomUUID exists only on secure pages; a town's
 * old http page still gets 128 random bits.
 * @returns {string}
 */
export function newID() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
