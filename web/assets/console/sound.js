/**
 * The sound of something new. Browsers keep pages silent until somebody has
 * pressed something, so there is a button to try it at the beginning of a shift.
 */

/** @type {AudioContext | null} */
let context = null;

/** Where this browser remembers that the sound was tried. */
const TRIED = "caterina-sound";

/** Makes the sound, or wakes it up where the browser allows it: after a key or a click. */
export async function unlock() {
  context ??= new AudioContext();
  if (context.state !== "running") await Promise.race([context.resume(), new Promise((soon) => window.setTimeout(soon, 300))]);
  if (context.state === "running") remember();
  return context.state === "running";
}

/** Whether what rings would be heard. */
export function audible() {
  return context?.state === "running";
}

/**
 * Makes a new page heard: at once in a browser in which the sound was tried, which
 * lets a page speak that one has come to by a click; else, and where it does not,
 * from the first key or click on.
 * @param {() => void} changed is called whenever it may be otherwise than before
 */
export function wake(changed) {
  const gestures = ["pointerup", "keydown", "touchend"];
  const attempt = async () => {
    const made = context !== null;
    const heard = await unlock();
    if (!made) context?.addEventListener("statechange", changed);
    changed();
    if (heard) for (const type of gestures) document.removeEventListener(type, attempt, true);
  };
  for (const type of gestures) document.addEventListener(type, attempt, true);
  if (tried()) void attempt();
  else changed();
}

function tried() {
  try {
    return localStorage.getItem(TRIED) !== null;
  } catch {
    return false; // blocked: the first click does
  }
}

function remember() {
  try {
    localStorage.setItem(TRIED, "1");
  } catch {
    // Blocked: the next page waits for a click.
  }
}

/**
 * Plays two notes, or one that is softer.
 * @param {"ring" | "message"} kind
 * @returns {boolean} false when the browser keeps silent
 */
export function play(kind) {
  if (!context || context.state !== "running") return false;
  const notes = kind === "ring" ? [659, 880, 659, 880] : [784];
  notes.forEach((frequency, i) => note(/** @type {AudioContext} */ (context), frequency, i * 0.18, kind === "ring" ? 0.25 : 0.12));
  return true;
}

/**
 * @param {AudioContext} audio
 * @param {number} frequency
 * @param {number} delay
 * @param {number} volume
 */
function note(audio, frequency, delay, volume) {
  const at = audio.currentTime + delay;
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.16);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.17);
}

/**
 * Shows a notification of the browser's when the page is not in sight. The text
 * must hold no citizen's words: it may be seen by anybody near the screen.
 * @param {string} text
 * @param {string} tag the same one replaces the last
 */
export function notify(text, tag) {
  if (document.visibilityState === "visible" || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const shown = new Notification("Caterina", { body: text, tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

/** Asks to be allowed to notify. */
export async function askToNotify() {
  if (typeof Notification === "undefined") return "denied";
  return Notification.permission === "default" ? Notification.requestPermission() : Notification.permission;
}
