/** The websocket transport. */
import { parseFrame } from "./protocol.js";

/** @typedef {import("./connection.js").Transport} Transport */

/**
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
