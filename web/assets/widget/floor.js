/**
 * Who has the floor: the assistant, nobody yet, a person. Worked out from the
 * last word of the log on it, so that it is right after a reload too.
 */

import { CHOICE } from "./protocol.js";

/** @typedef {import("./protocol.js").LogEvent} LogEvent */

/**
 * - bot: the assistant answers
 * - queued: a person is being looked for
 * - assigned: a person answers
 * - callback: somebody will call
 * - closed: nobody; the next message brings the assistant back
 * @typedef {"bot" | "queued" | "assigned" | "callback" | "closed"} FloorState
 */

/**
 * @typedef {object} Floor
 * @property {FloorState} state
 * @property {string} name    of the person, "" when there is none or we do not know
 * @property {string} office  where that person works, or whose queue it is
 */

/**
 * Whether a choice asks for somebody else to have the floor.
 * @param {string | undefined} choice
 */
export function changesFloor(choice) {
  return choice === CHOICE.person || choice === CHOICE.assistant;
}

/** The server's words for states and owners, and what they are to a citizen. */
const STATES = Object.freeze(
  /** @type {Record<string, FloorState>} */ ({
    queued: "queued",
    offered: "queued",
    queue: "queued",
    assigned: "assigned",
    snoozed: "assigned",
    person: "assigned",
    callback: "callback",
    closed: "closed",
  }),
);

/**
 * @param {unknown} word a state or an owner, as a frame says it
 * @returns {FloorState} bot for a word we do not know
 */
export function stateOf(word) {
  return STATES[String(word)] ?? "bot";
}

/**
 * @param {LogEvent} event
 * @returns {FloorState}
 */
export function stateAfter(event) {
  return stateOf(event.body.state ?? event.body.owner);
}

/**
 * @param {FloorState} state what the server said last
 * @param {LogEvent[]} events
 * @returns {Floor}
 */
export function floorOf(state, events) {
  const turn = events.findLast((event) => event.kind === "state");
  // A log cut off at the front may lack the event that belongs to the state.
  const body = turn && stateAfter(turn) === state ? turn.body : {};
  const spoken = events.findLast((event) => event.actor === "operator" && event.kind === "message");
  const name = state === "assigned" ? (body.operator ?? spoken?.body.name ?? "") : "";
  return { state, name, office: body.queue_name ?? "" };
}
