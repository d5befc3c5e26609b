/**
 * The two ways to the server: a websocket, and what takes its place where none can
 * pass. That is server-sent events read through fetch (EventSource cannot carry the
 * session in a header, and a token does not belong in an address), and a POST for each
 * frame of ours.
 */
import { CLOSE, parseFrame } from "./protocol.js";

/** The server writes a comment at least every half minute: longer silence is a dead line. */
const SILENCE = 60000;

/** @typedef {import("./connection.js").Transport} Transport */
/** @typedef {import("./protocol.js").Hello} Hello */

/**
 * @param {string} origin of the server
 * @param {typeof fetch} [get]
 * @returns {Transport}
 */
export function eventsTransport(origin, get = (...args) => fetch(...args)) {
  return (hello, events) => {
    const abort = new AbortController();
    let token = hello.token ?? "";
    let over = false;
    /** @param {number} code */
    const close = (code) => {
      if (over) return;
      stop();
      events.closed(code);
    };
    const stop = () => {
      over = true;
      clearTimeout(silence);
      abort.abort();
    };
    /** @type {any} */
    let silence;
    const heard = () => {
      clearTimeout(silence);
      if (!over) silence = setTimeout(() => close(0), SILENCE);
    };
    /** @param {string} data */
    const receive = (data) => {
      const frame = parseFrame(data);
      if (!frame || over) return;
      if (frame.type === "welcome" && typeof frame.token === "string") token = frame.token;
      events.frame(frame);
      if (frame.type === "bye") close(CLOSE.restart);
    };
    /** @param {Record<string, string>} [more] */
    const headers = (more) => ({ ...(token ? { Authorization: `Bearer ${token}` } : {}), ...more });

    const listen = async () => {
      const answer = await get(origin + "/v1/events?" + query(hello), {
        headers: headers({ Accept: "text/event-stream" }),
        credentials: "omit",
        cache: "no-store",
        signal: abort.signal,
      });
      if (!answer.ok || !answer.body) return close(closeCode(answer.status));
      await readEvents(answer.body, receive, heard);
      close(0);
    };
    listen().catch(() => close(0));

    return {
      send(frame) {
        // A new stream starts behind the last number held: that is what resume means here.
        if (frame.type === "resume") return close(0);
        if (frame.type !== "send" && frame.type !== "link") return;
        get(origin + "/v1/messages", {
          method: "POST",
          headers: headers({ "Content-Type": "application/json" }),
          body: JSON.stringify(frame),
          credentials: "omit",
          signal: abort.signal,
        })
          .then(async (answer) => {
            const text = await answer.text();
            if (parseFrame(text)) receive(text);
            else if (!answer.ok) close(closeCode(answer.status));
          })
          .catch(() => close(0));
      },
      stop,
    };
  };
}

/** @param {Hello} hello */
function query(hello) {
  const { town, lang, after, page } = hello;
  return new URLSearchParams({ town, lang, after: String(after ?? 0), ...(page ? { page } : {}) }).toString();
}

/** @param {number} status of an HTTP answer */
function closeCode(status) {
  switch (status) {
    case 401:
      return CLOSE.session;
    case 403: // this site
    case 404: // this town
      return CLOSE.forbidden;
    case 426:
      return CLOSE.version;
    case 429:
      return CLOSE.rate;
    default:
      return 0;
  }
}

/**
 * Reads a stream of server-sent events and hands on the data of each.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {(data: string) => void} receive
 * @param {() => void} [heard] called for whatever arrives, comments too
 */
export async function readEvents(stream, receive, heard) {
  const reader = stream.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard?.();
    const parts = (rest + value).split(/\r?\n\r?\n/);
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const data = part
        .split(/\r?\n/)
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).replace(/^ /, ""));
      if (data.length) receive(data.join("\n"));
    }
  }
}

/**
 * The websocket.
 * @param {string} origin of the server, "https://caterina.example"
 * @returns {Transport}
 */
export function socketTransport(origin) {
  const url = origin.replace(/^http/, "ws") + "/v1/ws";
  return (hello, events) => {
    const socket = new WebSocket(url, "caterina.v1");
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", v: 1, ...hello }));
    socket.onmessage = (message) => {
      const frame = parseFrame(message.data);
      if (frame) events.frame(frame);
    };
    // 1005 and 1006 are the browser's own words for "no code".
    socket.onclose = (close) => events.closed(close.code === 1006 || close.code === 1005 ? 0 : close.code);
    return {
      send(frame) {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
      },
      stop() {
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
      },
    };
  };
}
