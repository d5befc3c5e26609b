import { eventsTransport, readEvents } from "../../assets/widget/transports.js";
import { equal } from "./assert.js";

/** @param {string[]} chunks */
function stream(chunks) {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
}

export async function eventsInPieces() {
  /** @type {string[]} */
  const seen = [];
  await readEvents(stream([": hi\n\nid: 1\nda", 'ta: {"a":1}\n', "\ndata: x\r\ndata: y\r\n\r\nevent: z\n\ndata: half"]), (data) => seen.push(data));
  equal(seen, ['{"a":1}', "x\ny"]);
}

/**
 * @param {(url: string, init: any) => Promise<Response>} answer
 * @returns {Promise<{frames: any[], code: number, line: import("../../assets/widget/connection.js").Line}>}
 */
function open(answer) {
  return new Promise((done) => {
    /** @type {any[]} */
    const frames = [];
    const line = eventsTransport("https://x", /** @type {any} */ (answer))(
      { town: "siena", lang: "it", token: "t", after: 4 },
      { frame: (frame) => frames.push(frame), closed: (code) => done({ frames, code, line }) },
    );
  });
}

export async function statusesAreCloseCodes() {
  for (const [status, code] of [[401, 4001], [403, 4003], [404, 4003], [426, 4010], [429, 4029], [500, 0], [502, 0]]) {
    const closed = await open(() => Promise.resolve(new Response("", { status })));
    equal(closed.code, code, `status ${status}`);
  }
  equal((await open(() => Promise.reject(new TypeError("offline")))).code, 0);
}

export async function theTokenTravelsInAHeader() {
  /** @type {any[]} */
  const asked = [];
  await open((url, init) => {
    asked.push(url, init.headers.Authorization, init.credentials);
    return Promise.resolve(new Response(stream(['data: {"type":"live","n":4}\n\n'])));
  });
  equal(asked, ["https://x/v1/events?town=siena&lang=it&after=4", "Bearer t", "omit"]);
}

export async function byeEndsTheStream() {
  const closed = await open(() => Promise.resolve(new Response(stream(['data: {"type":"bye","code":1012,"reconnect_ms":7}\n\n', 'data: {"type":"live","n":4}\n\n']))));
  equal([closed.frames.length, closed.code], [1, 1012]);
}
