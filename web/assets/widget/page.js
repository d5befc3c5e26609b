/** Small things about the page around the widget. */

/** Milliseconds within which the key has to be pressed three times. */
const HASTE = 2000;

/**
 * Calls back when Shift is pressed three times quickly, the gesture that public
 * services use for leaving a page in a hurry.
 * @param {() => void} act
 * @param {AbortSignal | undefined} signal ends it
 */
export function onTripleShift(act, signal) {
  /** @type {number[]} */
  let recent = [];
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    recent = event.key === "Shift" && !event.repeat ? [...recent, event.timeStamp].slice(-3) : [];
    if (recent.length === 3 && recent[2] - recent[0] < HASTE) act();
  };
  window.addEventListener("keydown", pressed, { signal, capture: true });
}

/** The address of the page, for the people who answer: without the part after the hash. */
export function address() {
  return window.location.href.split("#", 1)[0];
}

/** Whether the page came by a reload or the back button rather than by a link. */
export function reloaded() {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return entry?.type === "reload" || entry?.type === "back_forward";
}

/**
 * Keeps a full-screen panel inside what the on-screen keyboard leaves free.
 * @param {CSSStyleDeclaration} style of the widget
 * @param {AbortSignal | undefined} signal ends it
 */
export function followViewport(style, signal) {
  const { visualViewport } = window;
  if (!visualViewport) return;
  const fit = () => {
    style.setProperty("--caterina-height", `${Math.round(visualViewport.height)}px`);
    style.setProperty("--caterina-top", `${Math.round(visualViewport.offsetTop)}px`);
  };
  fit();
  visualViewport.addEventListener("resize", fit, { signal });
  visualViewport.addEventListener("scroll", fit, { signal });
}
