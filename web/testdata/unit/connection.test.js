import { Connection } from "../../assets/widget/connection.js";
import { equal, FakeClock, FakeLine, truth } from "./assert.js";

const WELCOME = { type: "welcome", token: "t", conv: "c", last: 0 };
const LIVE = { type: "live", n: 0 };

function setUp({ random = 0.5, lines = [new FakeLine()], renew = /** @type {() => boolean} */ (() => true) } = {}) {
  const clock = new FakeClock(random);
  /** @type {string[]} */
  const statuses = [];
  /** @type {any[]} */
  const frames = [];
  const connection = new Connection({
    transports: lines.map((line) => line.transport),
    hello: () => ({ town: "siena", lang: "it" }),
    onFrame: (frame) => void frames.push(frame.type),
    onStatus: (status) => void statuses.push(status),
    onLost: () => {},
    onSessionUnknown: renew,
    clock,
  });
  return { clock, line: lines[0], statuses, frames, connection };
}

export function liveAfterWelcome() {
  const { line, statuses, connection } = setUp();
  connection.start();
  connection.start(); // a second wish changes nothing
  line.receive(WELCOME, LIVE);
  equal(statuses, ["connecting", "live"]);
  equal(line.opened.length, 1);
}

export function waitsGrowToFifteenSecondsForEver() {
  const { clock, line, connection } = setUp({ random: 0.999 });
  connection.start();
  const waits = [];
  for (let i = 0; i < 30; i += 1) {
    line.receive(WELCOME);
    line.close(0);
    const [timer] = clock.timers;
    waits.push(Math.round(timer.at - clock.now()));
    clock.next();
    equal(line.opened.length, i + 2, "attempts");
  }
  equal(waits.slice(0, 7), [500, 999, 1998, 3996, 7992, 14985, 14985]);
  equal(Math.max(...waits), 14985);
}

export function waitsAreDrawnFromZeroUp() {
  const { clock, line, connection } = setUp({ random: 0 });
  connection.start();
  line.close(0);
  equal(clock.timers[0].at - clock.now(), 0);
}

export function healthyLineStartsTheWaitsAnew() {
  const { clock, line, connection } = setUp({ random: 0.999 });
  connection.start();
  for (let i = 0; i < 5; i += 1) {
    line.receive(WELCOME, LIVE);
    line.close(0); // the server dies as soon as it lives
    clock.next();
  }
  line.receive(WELCOME, LIVE);
  clock.advance(6000);
  line.close(0);
  truth(clock.timers[0].at - clock.now() <= 500, "the first wait after a healthy line is long");
}

export function nudgeConnectsAtOnce() {
  const { line, connection } = setUp({ random: 0.999 });
  connection.start();
  line.close(0);
  equal(connection.status, "waiting");
  connection.nudge(0);
  equal(line.opened.length, 2);
}

export function nudgeFindsADeadLine() {
  const { clock, line, connection } = setUp();
  connection.start();
  line.receive(WELCOME, LIVE);
  clock.advance(3600000);
  equal(connection.status, "live");
  connection.nudge(7);
  equal(line.last.sent, [{ type: "resume", after: 7 }]);
  clock.advance(8000);
  equal(connection.status, "waiting");
  clock.advance(500);
  equal(line.opened.length, 2);
}

export function nudgeLeavesALivingLineAlone() {
  const { clock, line, connection } = setUp();
  connection.start();
  line.receive(WELCOME, LIVE);
  connection.nudge(0);
  line.receive(LIVE);
  clock.advance(60000);
  equal(connection.status, "live");
  equal(line.opened.length, 1);
}

export function openingThatHangsIsGivenUp() {
  const { clock, line, connection } = setUp();
  connection.start();
  clock.advance(10000);
  equal(line.opened[0].open, false);
  clock.advance(500);
  equal(line.opened.length, 2);
}

export function fallsBackAfterTwoFailures() {
  const lines = [new FakeLine(), new FakeLine()];
  const { clock, connection } = setUp({ lines });
  connection.start();
  lines[0].close(0);
  clock.next();
  lines[0].close(0);
  clock.next();
  equal([lines[0].opened.length, lines[1].opened.length], [2, 1]);
  lines[1].receive(WELCOME, LIVE);
  lines[1].close(0);
  clock.next();
  equal([lines[0].opened.length, lines[1].opened.length], [2, 2], "what worked is kept");
}

export function websocketsThatWorkedAreTriedFirstAgain() {
  const lines = [new FakeLine(), new FakeLine()];
  const { clock, connection } = setUp({ lines });
  connection.start();
  lines[0].receive(WELCOME, LIVE);
  lines[0].close(0);
  clock.next();
  lines[0].close(0);
  clock.next();
  lines[0].close(0);
  clock.next();
  equal(lines[1].opened.length, 1, "the fallback");
  lines[1].receive(WELCOME, LIVE);
  lines[1].close(0);
  clock.next();
  equal(lines[0].opened.length, 4, "the websocket");
}

export function byeSaysWhenToComeBack() {
  const { clock, line, connection } = setUp();
  connection.start();
  line.receive(WELCOME, LIVE, { type: "bye", code: 1012, reconnect_ms: 4321 });
  line.close(1012);
  equal(clock.timers[0].at - clock.now(), 4321);
}

export function closeCodes() {
  for (const [code, status] of /** @type {[number, string][]} */ ([[4003, "forbidden"], [4009, "elsewhere"], [4010, "outdated"]])) {
    const { clock, line, connection } = setUp();
    connection.start();
    line.receive(WELCOME, LIVE);
    line.close(code);
    equal(connection.status, status);
    clock.advance(3600000);
    equal(line.opened.length, 1, `after ${code}`);
    connection.start();
    equal(line.opened.length, 2, "when somebody asks for it");
  }
}

export function slowReaderResumesAtOnce() {
  const { clock, line, connection } = setUp({ random: 0.999 });
  connection.start();
  line.receive(WELCOME, LIVE);
  line.close(4008);
  clock.advance(0);
  equal(line.opened.length, 2);
}

export function tooFastRests() {
  const { clock, line, connection } = setUp({ random: 0 });
  connection.start();
  line.close(4029);
  clock.advance(14999);
  equal(line.opened.length, 1);
  clock.advance(1);
  equal(line.opened.length, 2);
}

export function unknownSessionIsRenewedOnceAtOnce() {
  let haste = true;
  const { clock, line, connection } = setUp({ random: 0.999, renew: () => haste });
  connection.start();
  line.close(4001);
  clock.advance(0);
  equal(line.opened.length, 2);
  haste = false;
  line.close(4001);
  clock.advance(0);
  equal(line.opened.length, 2);
  clock.next();
  equal(line.opened.length, 3);
}

export function stopIsFinal() {
  const { clock, line, statuses, connection } = setUp();
  connection.start();
  line.receive(WELCOME, LIVE);
  connection.stop();
  clock.advance(3600000);
  line.receive({ type: "ev", n: 1 }); // what comes late is nobody's
  equal(statuses.at(-1), "idle");
  equal(line.opened.length, 1);
  equal(line.opened[0].open, false);
}

export function aDeadLineIsNotHeardAnyMore() {
  const { clock, line, frames, connection } = setUp();
  connection.start();
  const old = line.last;
  clock.advance(10000);
  clock.advance(500);
  equal(line.opened.length, 2);
  old.events.frame(WELCOME);
  old.events.closed(0);
  equal(frames, []);
  equal(connection.status, "connecting");
}

export function aTownThatIsNotServedIsNotTriedForEver() {
  const { clock, line, connection } = setUp();
  connection.start();
  line.receive({ type: "nak", code: "bad", message: "Non conosciamo questo Comune." });
  line.close(4000);
  equal(connection.status, "forbidden");
  clock.advance(3600000);
  equal(line.opened.length, 1);
}

export function aHelloThatCameTooLateIsTriedAgain() {
  const { clock, line, connection } = setUp();
  connection.start();
  line.close(4000);
  equal(connection.status, "waiting");
  clock.next();
  equal(line.opened.length, 2);
}
