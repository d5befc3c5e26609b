import { Chat } from "../../assets/widget/chat.js";
import { equal, FakeClock, FakeLine, truth } from "./assert.js";

const WELCOME = { type: "welcome", token: "t", conv: "c", last: 0, state: "bot" };
const LIVE = { type: "live", n: 0 };

/**
 * @param {number} n
 * @param {string} actor
 * @param {any} [body]
 * @param {string} [kind]
 */
const ev = (n, actor, body = { text: `testo ${n}` }, kind = "message") => ({
  type: "ev", conv: "c", n, kind, actor, at: "2026-11-22T09:00:00Z", body,
});

/** @param {any} [saved] */
function setUp(saved = null) {
  const clock = new FakeClock();
  const line = new FakeLine();
  const store = { value: saved };
  /** @type {string[]} */
  const told = [];
  const chat = new Chat({
    town: "siena",
    lang: "it",
    box: {
      load: () => structuredClone(store.value),
      save: (value) => void (store.value = structuredClone(value)),
      clear: () => void (store.value = null),
    },
    transports: [line.transport],
    clock,
    events: {
      event: (event, id) => void told.push(`event ${event.n}${id ? " ours" : ""}`),
      outbox: () => void told.push(`outbox ${chat.pending.length}`),
      cleared: () => void told.push("cleared"),
      status: () => {},
      draft: (text) => void told.push(`draft ${text}`),
      changed: () => {},
    },
  });
  return { chat, clock, line, store, told };
}

/** A chat that is live with a greeting in its log. */
function begun() {
  const all = setUp();
  all.chat.start();
  all.line.receive(WELCOME, ev(1, "bot"), LIVE);
  return all;
}

export function sentAfterLiveOnly() {
  const { chat, line } = setUp();
  chat.sendText("ciao");
  equal(line.last.sent, []);
  line.receive(WELCOME, ev(1, "bot"));
  equal(line.last.sent, []);
  line.receive(LIVE);
  equal(line.last.sent.map((frame) => [frame.type, frame.text]), [["send", "ciao"]]);
}

export function ackThenEvent() {
  const { chat, line, told } = begun();
  chat.sendText("ciao");
  const { id } = line.last.sent[0];
  line.receive({ type: "ack", id, n: 2 });
  equal(chat.pending.length, 1, "shown until its event is there");
  truth(chat.awaiting, "an answer is owed");
  line.receive(ev(2, "citizen", { text: "ciao" }));
  equal(chat.pending.length, 0);
  equal(chat.saved.outbox, []);
  equal(told.at(-1), "event 2 ours");
  line.receive(ev(3, "bot"));
  truth(!chat.awaiting, "the answer is there");
}

export function eventThenAck() {
  const { chat, line, told } = begun();
  chat.sendText("ciao");
  const { id } = line.last.sent[0];
  line.receive(ev(2, "citizen", { text: "ciao" }));
  equal(told.at(-1), "event 2 ours");
  equal(chat.pending.length, 0, "never shown twice");
  equal(chat.saved.outbox.length, 1, "kept until the ack");
  line.receive({ type: "ack", id, n: 2 });
  equal(chat.saved.outbox, []);
}

export function sameWordsFromAnotherTab() {
  const { chat, line } = begun();
  chat.sendText("ciao");
  const { id } = line.last.sent[0];
  line.receive(ev(2, "citizen", { text: "ciao" })); // the other tab's
  line.close(0);
  chat.nudge();
  line.receive({ ...WELCOME, last: 2 }, LIVE);
  equal(line.last.sent.map((frame) => frame.id), [id], "ours is sent again");
  line.receive(ev(3, "citizen", { text: "ciao" }), { type: "ack", id, n: 3 });
  equal(chat.saved.outbox, []);
}

export function inOrderOneAtATime() {
  const { chat, line } = begun();
  chat.sendText("uno");
  chat.sendText("due");
  equal(line.last.sent.map((frame) => frame.text), ["uno"]);
  line.receive({ type: "ack", id: line.last.sent[0].id, n: 2 });
  equal(line.last.sent.map((frame) => frame.text), ["uno", "due"]);
}

export function resentWithTheSameId() {
  const { chat, line } = begun();
  chat.sendText("ciao");
  const { id } = line.last.sent[0];
  line.close(0);
  chat.nudge();
  equal(line.last.hello, { town: "siena", lang: "it", token: "t", after: 1 });
  line.receive({ ...WELCOME, last: 2 }, ev(2, "citizen", { text: "ciao" }), LIVE);
  equal(line.last.sent.map((frame) => frame.id), [id]);
  line.receive({ type: "ack", id, n: 2, dup: true });
  equal(chat.saved.outbox, []);
}

export function outboxSurvivesAReload() {
  const first = setUp();
  first.chat.sendText("ciao");
  const second = setUp(first.store.value);
  equal(second.chat.pending.map((entry) => entry.label), ["ciao"]);
  second.chat.start();
  second.line.receive(WELCOME, ev(1, "bot"), LIVE);
  equal(second.line.last.sent[0].id, first.store.value.outbox[0].id);
}

export function nakLaterIsTriedAgain() {
  const { chat, clock, line } = begun();
  chat.sendText("ciao");
  const { id } = line.last.sent[0];
  line.receive({ type: "nak", id, code: "later", retry_ms: 1500 });
  chat.sendText("due");
  equal(line.last.sent.length, 1, "nothing overtakes it");
  clock.advance(1500);
  equal(line.last.sent.map((frame) => frame.text), ["ciao", "ciao"]);
  equal(line.last.sent[1].id, id);
}

export function nakForGoodWaitsForTheCitizen() {
  const { chat, clock, line } = begun();
  chat.sendText("lungo");
  line.receive({ type: "nak", id: line.last.sent[0].id, code: "too_long", message: "Troppo lungo." });
  equal(chat.pending[0].failed, { code: "too_long", message: "Troppo lungo." });
  chat.sendText("corto");
  equal(line.last.sent.map((frame) => frame.text), ["lungo", "corto"], "the next one may go");
  line.receive({ type: "ack", id: line.last.sent[1].id, n: 2 });
  clock.advance(60000);
  equal(line.last.sent.length, 2);
  chat.retry(chat.pending[0].id);
  equal(line.last.sent.at(-1).text, "lungo");
  chat.discard(chat.pending[0].id);
  equal(chat.saved.outbox.length, 1); // the acknowledged one, whose event is still to come
}

export function closedConversationIsFollowedByANewOne() {
  const { chat, line } = begun();
  chat.sendText("ancora una");
  line.receive({ type: "nak", id: line.last.sent[0].id, code: "closed" });
  chat.retry(chat.pending[0].id);
  equal(line.last.hello, { town: "siena", lang: "it" });
  line.receive({ ...WELCOME, token: "t2", conv: "c2" }, ev(1, "bot"), LIVE);
  equal(line.last.sent[0].text, "ancora una");
}

export function poisonIsNotSentTwice() {
  const { chat, line } = begun();
  chat.sendText("veleno");
  line.close(4000);
  equal(chat.pending[0].failed?.code, "bad");
  chat.nudge();
  line.receive({ ...WELCOME, last: 1 }, LIVE);
  equal(line.last.sent, []);
}

export function holeIsFilledByResume() {
  const { chat, line, told } = begun();
  line.receive(ev(4, "bot"));
  equal(line.last.sent, [{ type: "resume", after: 1 }]);
  line.receive(ev(2, "citizen"), ev(3, "bot"), ev(4, "bot"), ev(4, "bot"), ev(2, "citizen"), LIVE);
  equal(chat.events.map((event) => event.n), [1, 2, 3, 4]);
  equal(told.filter((line) => line.startsWith("event")), ["event 1", "event 2", "event 3", "event 4"]);
}

export function moreIsAskedFor() {
  const { chat, line } = setUp();
  chat.start();
  line.receive(WELCOME, ev(1, "bot"), ev(2, "citizen"), { type: "more", n: 2 });
  equal(line.last.sent, [{ type: "resume", after: 2 }]);
  equal(chat.connection.status, "connecting");
}

export function resetForgetsTheLog() {
  const { chat, line, told } = begun();
  line.receive({ type: "reset", from: 5 });
  equal(told.at(-1), "cleared");
  equal(line.last.sent, [{ type: "resume", after: 4 }]);
  line.receive(ev(5, "bot"), LIVE);
  equal(chat.events.map((event) => event.n), [5]);
}

export function shorterLogOnTheServerIsBelieved() {
  const { chat, line, told } = begun();
  line.receive(ev(2, "bot"), ev(3, "bot"));
  line.close(0);
  chat.nudge();
  line.receive({ ...WELCOME, last: 1 }, ev(1, "bot"), LIVE);
  truth(told.includes("cleared"), "the old log is gone");
  equal(chat.events.map((event) => event.n), [1]);
}

export function unknownSessionKeepsWhatWasNotStored() {
  const { chat, clock, line } = begun();
  chat.sendText("stored");
  line.receive({ type: "ack", id: line.last.sent[0].id, n: 2 });
  chat.sendText("not stored");
  line.close(4001);
  clock.advance(0);
  equal(line.last.hello, { town: "siena", lang: "it" });
  line.receive({ ...WELCOME, token: "t2", conv: "c2" }, ev(1, "bot"), LIVE);
  equal(line.last.sent.map((frame) => frame.text), ["not stored"]);
  equal(chat.saved.token, "t2");
}

export function draftGivesWayToTheEvent() {
  const { line, told } = begun();
  line.receive({ type: "delta", turn: 1, i: 0, text: "Il bo" }, { type: "delta", turn: 1, i: 1, text: "nus" });
  equal(told.at(-1), "draft Il bonus");
  line.receive({ type: "delta_end", turn: 1, n: 2 }, ev(2, "bot"));
  equal(told.slice(-2), ["draft ", "event 2"]);
  line.receive({ type: "delta", turn: 2, i: 0, text: "mezza" }, { type: "delta_end", turn: 2, aborted: true });
  equal(told.at(-1), "draft ");
}

export function anAnswerWithoutItsBeginningIsNotShown() {
  const { line, told } = begun();
  const drafts = () => told.filter((what) => what.startsWith("draft")).slice(-1)[0];
  line.receive({ type: "delta", turn: 1, i: 2, text: "che resta." }, { type: "delta", turn: 1, i: 3, text: "E poi." });
  equal(drafts(), undefined);
  line.receive({ type: "delta_end", turn: 1, i: 4, aborted: true }, { type: "delta", turn: 1, i: 0, text: "Da capo. " });
  equal(drafts(), "draft Da capo. ");
  line.receive({ type: "delta", turn: 1, i: 0, text: "Di nuovo. " }, { type: "delta", turn: 1, i: 2, text: "con un buco" });
  equal(drafts(), "draft ");
  line.receive({ type: "delta", turn: 1, i: 3, text: "nel mezzo" });
  equal(drafts(), "draft ");
}

export function anAnswerThatIsThereAlreadyTakesItsDraftWithIt() {
  const { line, told } = begun();
  line.receive({ type: "delta", turn: 1, i: 0, text: "Il bonus" }, ev(2, "bot"), { type: "delta", turn: 1, i: 1, text: " nido" });
  equal(told.filter((what) => what.startsWith("draft")), ["draft Il bonus", "draft "]);
  line.receive({ type: "delta", turn: 2, i: 0, text: "In ritardo" }, { type: "delta_end", turn: 2, i: 1, n: 2 });
  equal(told.at(-1), "draft ");
}

export function aBrokenLineTakesTheDraftWithIt() {
  const { line, told } = begun();
  line.receive({ type: "delta", turn: 1, i: 0, text: "Mezza" });
  line.close(0);
  equal(told.filter((what) => what.startsWith("draft")), ["draft Mezza", "draft "]);
}

export function typingDies() {
  const { chat, clock, line } = begun();
  line.receive({ type: "typing", on: true });
  truth(chat.typing, "typing");
  clock.advance(6000);
  truth(!chat.typing, "a person who stopped is still typing");
}

export function stateSaysWhoHasTheFloor() {
  const { chat, line } = begun();
  line.receive(ev(2, "system", { owner: "queue", state: "queued", text: "Cerco una persona.", queue_name: "Sociale" }, "state"));
  line.receive({ type: "queue", place: 3, waiting_min: 5 });
  equal(chat.queue?.place, 3);
  equal(chat.floor, { state: "queued", name: "", office: "Sociale" });
  line.receive(ev(3, "operator", { owner: "person", state: "assigned", text: "Ora parli con Anna.", operator: "Anna" }, "state"));
  equal(chat.floor, { state: "assigned", name: "Anna", office: "" });
  equal(chat.queue, null);
  chat.sendText("grazie");
  line.receive({ type: "ack", id: line.last.sent.at(-1).id, n: 4 });
  truth(!chat.awaiting, "the bot owes nothing while a person has the floor");
}

export function strangeFramesAreHarmless() {
  const { chat, line } = begun();
  line.receive({ type: "ev" }, { type: "ev", n: "2" }, { type: "ev", n: -1 }, { type: "ack", id: "nobody", n: 9 }, { type: "nak", id: "nobody", code: "bad" }, { type: "next version" });
  line.receive({ type: "ev", n: 2, kind: "message", actor: "bot", body: null });
  equal(chat.events.at(-1)?.body, {});
}

export function leaveLeavesNothing() {
  const { chat, line, store } = begun();
  chat.sendText("segreto");
  chat.leave();
  equal(store.value, null);
  equal(chat.events, []);
  equal(line.last.open, false);
}

export function otherLanguageBeforeTheFirstWordGreetsAgain() {
  const { chat, line, told } = begun();
  chat.setLang("en");
  truth(told.includes("cleared"), "a new greeting is asked for");
  equal(line.last.hello, { town: "siena", lang: "en" });
}

export function otherLanguageLaterKeepsTheConversation() {
  const { chat, line } = begun();
  line.receive(ev(2, "citizen"));
  chat.setLang("en");
  equal(line.last.hello, { town: "siena", lang: "en", token: "t", after: 2 });
}

export function readIsToldWhenLive() {
  const { chat, line } = begun();
  chat.read();
  equal(line.last.sent, [{ type: "read", n: 1 }]);
}

export function theFloorIsThatOfTheServer() {
  const { chat, line } = setUp();
  chat.start();
  line.receive({ ...WELCOME, state: "assigned" }, ev(7, "operator", { text: "Buongiorno", name: "Anna" }), LIVE);
  equal(chat.floor, { state: "assigned", name: "Anna", office: "" }, "the log begins after the change");
  line.close(0);
  chat.nudge();
  line.receive({ ...WELCOME, state: "bot", last: 7 }, LIVE);
  equal(chat.floor, { state: "bot", name: "", office: "" });
}

/** What the citizen did is not always what the citizen said. */
export function aChangeByTheCitizenIsNoMessage() {
  const { chat, line, told } = begun();
  chat.choose({ id: "assistant", label: "Continua con l'assistente" });
  truth(chat.asking, "the change is on its way");
  line.receive(ev(2, "citizen", { text: "Continua con l'assistente", choice: "assistant" }));
  line.receive({ type: "ack", id: line.last.sent[0].id, n: 2 });
  truth(chat.asking && chat.awaiting, "nobody has answered");
  line.receive(ev(3, "citizen", { owner: "bot", state: "bot", text: "Ti rispondo di nuovo io." }, "state"));
  truth(!chat.asking && !chat.awaiting, "the change is the answer");
  equal(told.filter((line) => line.endsWith("ours")), ["event 2 ours"]);
}

export async function aFormIsNoMessage() {
  const { chat, line, store } = begun();
  const result = chat.submit("callback", { name: "Lucia" });
  const frame = line.last.sent[0];
  equal([frame.type, frame.choice, frame.form], ["send", "callback", { name: "Lucia" }]);
  truth(!JSON.stringify(store.value).includes("Lucia"), "the form is stored");
  equal(chat.pending, []);
  line.close(0);
  chat.nudge();
  line.receive({ ...WELCOME, last: 1 }, LIVE);
  equal(line.last.sent[0].id, frame.id, "sent again as the same form");
  line.receive({ type: "ack", id: frame.id, n: 2 });
  equal(await result, { ok: true });
}

export async function aRefusedFormSaysWhy() {
  const { chat, line } = begun();
  const first = chat.submit("callback", {});
  line.receive({ type: "nak", id: line.last.sent[0].id, code: "bad", field: "contact", message: "Manca il recapito." });
  equal(await first, { ok: false, code: "bad", message: "Manca il recapito.", field: "contact" });
  const second = chat.submit("rating", {});
  chat.restart();
  equal((await second).ok, false, "a form of a conversation that is over waits for ever");
}

export function typingIsToldToPeopleOnly() {
  const { chat, clock, line } = begun();
  chat.writing("c");
  equal(line.last.sent, [], "the assistant does not care");
  line.receive(ev(2, "system", { owner: "person", state: "assigned" }, "state"));
  chat.writing("ci");
  chat.writing("cia");
  clock.advance(3000);
  chat.writing("ciao");
  clock.advance(5000);
  chat.writing("ciao!");
  chat.writing("");
  equal(line.last.sent.map((frame) => [frame.type, frame.on]), [["typing", true], ["typing", true], ["typing", false], ["typing", true], ["typing", false]]);
}

export function whoGoesIsNotWaitedFor() {
  const { chat, line } = begun();
  line.receive(ev(2, "system", { state: "queued" }, "state"));
  chat.restart();
  equal(line.opened[0].sent.map((frame) => frame.choice), ["assistant"]);
}

export function thePageIsToldWhenASessionBegins() {
  const { chat, line } = setUp();
  chat.options.page = () => "https://comune.example/bonus";
  chat.start();
  equal(line.last.hello, { town: "siena", lang: "it", page: "https://comune.example/bonus" });
  line.receive(WELCOME, ev(1, "bot"), LIVE);
  line.close(0);
  chat.nudge();
  equal(line.last.hello, { town: "siena", lang: "it", token: "t", after: 1 });
}

export function copiesAreOfferedWhereMailIsSent() {
  const { chat, line } = setUp();
  chat.start();
  line.receive({ ...WELCOME, copy: true }, LIVE);
  truth(chat.saved.mails, "welcome says so");
  line.receive(WELCOME, LIVE);
  truth(!chat.saved.mails, "and no longer does");
}

export function theWayToTelegramIsOfferedWhereABotIs() {
  const { chat, line } = setUp();
  chat.start();
  line.receive({ ...WELCOME, link: true }, LIVE);
  truth(chat.saved.link, "welcome says so");
  line.receive(WELCOME, LIVE);
  truth(!chat.saved.link, "and no longer does");
}

/** A refusal of the link is no refusal of a message that is on its way. */
export function aRefusedLinkLeavesTheMessagesAlone() {
  const { chat, line } = begun();
  /** @type {unknown[]} */
  const links = [];
  chat.options.events.link = (frame) => links.push(frame.url ?? frame.message);
  chat.sendText("ciao");
  line.receive({ type: "link", url: "https://t.me/x" }, { type: "nak", code: "later", message: "Riprova." });
  equal(links, ["https://t.me/x", "Riprova."]);
  truth(chat.inFlight && !chat.holding, "the message is still on its way");
}

export async function aReceiptMayHaveWords() {
  const { chat, line } = begun();
  const result = chat.submit("copy", { email: "a@b.it" });
  const { id } = line.last.sent.at(-1);
  line.receive({ type: "ack", id, n: 0, message: "La copia è partita." });
  equal((await result).message, "La copia è partita.");
}

/** Work is done and the message goes again by itself; what was written later waits. */
export async function workIsDoneSilently() {
  const { chat, line } = begun();
  chat.choose({ id: "slot/a/b/1", label: "ore 9:30" });
  chat.sendText("e dopo?");
  const { id } = line.last.sent[0];
  line.receive({ type: "nak", id, code: "work", challenge: "abc", bits: 8, message: "Troppi." });
  equal([chat.work.busy, chat.pending[0].failed, line.last.sent.length], [true, undefined, 1]);
  line.close(0); // the work outlives the line
  chat.nudge();
  line.receive({ ...WELCOME, last: 1 }, LIVE);
  equal(line.last.sent, [], "not before it is done");
  await until(() => line.last.sent.length === 1);
  const { work, choice } = line.last.sent[0];
  equal([line.last.sent[0].id, choice, work.challenge], [id, "slot/a/b/1", "abc"]);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`abc:${work.nonce}`));
  equal(new Uint8Array(hash)[0], 0, "eight zero bits");
  line.receive({ type: "ack", id, n: 2 });
  equal([line.last.sent[1].text, line.last.sent[1].work], ["e dopo?", undefined]);
}

/** It is spoken of when it takes more than a second, and given up after three challenges. */
export async function workIsSpokenOfAndEnds() {
  const { chat, clock, line } = begun();
  chat.choose({ id: "slot/a/b/1", label: "ore 9:30" });
  const nak = { type: "nak", id: line.last.sent[0].id, code: "work", bits: 8, message: "Troppi." };
  for (const challenge of ["a", "b", "c"]) {
    const before = line.last.sent.length;
    line.receive({ ...nak, challenge });
    truth(!chat.work.slow, "nothing is said at once");
    clock.advance(1000);
    truth(chat.work.slow, "it is said after a second");
    await until(() => line.last.sent.length > before);
    truth(!chat.work.slow, "nothing is left of it");
  }
  line.receive({ ...nak, challenge: "d" });
  equal([chat.work.busy, chat.pending[0].failed], [false, { code: "work", message: "Troppi." }]);
}

/** Without https the browser cannot do it: the server's sentence says what to do. */
export function workCannotBeDone() {
  const { chat, line } = begun();
  chat.choose({ id: "slot/a/b/1", label: "ore 9:30" });
  const { id } = line.last.sent[0];
  Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
  line.receive({ type: "nak", id, code: "work", challenge: "abc", bits: 8, message: "Telefona." });
  delete (/** @type {any} */ (crypto).subtle);
  equal(chat.pending[0].failed, { code: "work", message: "Telefona." });
}

/** @param {() => boolean} holds */
async function until(holds) {
  while (!holds()) await new Promise((next) => setTimeout(next, 1));
}
