/**
 * The widget's look, as a style sheet built by script: it needs no permission
 * of the page's Content-Security-Policy and the page's own styles stay outside.
 *
 * Lengths are in em over the reader's own text size (`font-size: medium`), never
 * in rem, which belongs to the page. Colours come from three properties that a
 * site may set: --caterina-primary (white text must be readable on it),
 * --caterina-font and --caterina-z.
 */
import { messageStyles } from "./styles-messages.js";

const frameStyles = `
:host {
  all: initial;
  color-scheme: inherit;
  font-size: medium;
  --primary: var(--caterina-primary, #0066cc);
  --link: var(--primary);
  --text: #17324d;
  --soft: #455b71;
  --paper: #ffffff;
  --tint: #eef3f8;
  --line: #c5cfda;
  --edge: #5d7083;
  --warn: #a32228;
  --warn-tint: #fdeced;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --link: light-dark(var(--primary), color-mix(in srgb, var(--primary) 40%, #fff));
    --text: light-dark(#17324d, #e9eff5);
    --soft: light-dark(#455b71, #b4c2cf);
    --paper: light-dark(#ffffff, #14202c);
    --tint: light-dark(#eef3f8, #22313f);
    --line: light-dark(#c5cfda, #3b4d5e);
    --edge: light-dark(#5d7083, #8496a7);
    --warn: light-dark(#a32228, #ff9d9d);
    --warn-tint: light-dark(#fdeced, #3d1f23);
  }
}
:host([inline]) { display: block; height: 36em; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.sr {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; border: 0;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; touch-action: manipulation; }
h2, p, ul, ol { margin: 0; padding: 0; font-size: inherit; font-weight: inherit; }
a { color: var(--link); text-underline-offset: .15em; overflow-wrap: anywhere; }
.icon {
  width: 1.5em; height: 1.5em; flex: none; fill: none; stroke: currentColor;
  stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round;
}
.drawer .icon, .options .icon, .tool .icon, .cards .icon, .exit .icon { width: 1.25em; height: 1.25em; }
.round.menu .icon { stroke-width: 3; width: 1.5em; height: 1.5em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.header :focus-visible, .launcher:focus-visible { outline-color: #fff; outline-offset: -5px; }
h2:focus-visible { outline: none; }

.launcher, .panel, .confirm {
  font-family: var(--caterina-font, "Titillium Web", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
  font-size: calc(1em * var(--caterina-text, 1));
  line-height: 1.5;
  color: var(--text);
}
.launcher {
  position: fixed; z-index: var(--caterina-z, 2147483000);
  right: max(1em, env(safe-area-inset-right)); bottom: max(1em, env(safe-area-inset-bottom));
  display: flex; align-items: center; gap: .6em;
  min-height: 3.25em; max-width: calc(100vw - 2em); padding: .5em 1.35em .5em 1.1em;
  border: 2px solid #fff; border-radius: 2em;
  background: var(--primary); color: #fff; font-weight: 600;
  box-shadow: 0 .15em .5em rgb(0 0 0 / .25), 0 .5em 1.5em rgb(0 0 0 / .15);
  transition: transform .15s, box-shadow .15s;
}
.launcher:hover { transform: translateY(-2px); box-shadow: 0 .25em .6em rgb(0 0 0 / .3), 0 .8em 2em rgb(0 0 0 / .2); }
.badge {
  position: absolute; top: -.3em; right: -.1em; width: 1.1em; height: 1.1em;
  border: 3px solid #fff; border-radius: 50%; background: #c7222a;
}

.panel {
  display: none; flex-direction: column; position: relative;
  margin: 0; padding: 0; border: 1px solid var(--line); background: var(--paper); overflow: hidden; overflow: clip;
}
.panel[open], .panel.inline { display: flex; }
.panel.inline { height: 100%; border-radius: .5em; }
.panel.floating {
  position: fixed; z-index: var(--caterina-z, 2147483000);
  inset: auto max(1em, env(safe-area-inset-right)) max(1em, env(safe-area-inset-bottom)) auto;
  width: min(28.5em, calc(100vw - 2em)); max-width: none;
  height: min(44em, calc(100vh - 2em)); height: min(44em, calc(100dvh - 2em)); max-height: none;
  border-radius: .5em; box-shadow: 0 .5em 1em rgb(0 0 0 / .15), 0 1em 3em rgb(0 0 0 / .25);
}
.panel.floating.modal {
  inset: var(--caterina-top, 0) 0 auto 0; width: 100%;
  height: 100vh; height: var(--caterina-height, 100dvh);
  border: 0; border-radius: 0; box-shadow: none; overscroll-behavior: contain;
}
.panel::backdrop { background: none; }

.header {
  display: flex; align-items: center; gap: .3em; flex: none;
  padding: .6em .5em .6em .9em; padding-top: max(.6em, env(safe-area-inset-top));
  background: var(--primary); color: #fff;
}
.face {
  display: grid; place-items: center; flex: none; width: 2.4em; height: 2.4em; margin-right: .3em;
  border-radius: 50%; background: #fff; color: var(--primary);
}
.names { flex: 1; min-width: 0; line-height: 1.25; }
.names h2 { font-size: 1.2em; font-weight: 700; }
.names p { font-size: .875em; overflow-wrap: anywhere; }
.round {
  display: grid; place-items: center; flex: none; width: 2.75em; height: 2.75em; padding: 0;
  border: 2px solid transparent; border-radius: .3em; background: none; color: inherit;
}
.header .round:hover, .header .exit:hover { background: rgb(0 0 0 / .2); }
.exit {
  display: flex; align-items: center; gap: .35em; flex: none; min-height: 3.15em; padding: .25em .7em;
  border: 1px solid #fff; border-radius: .3em; background: none; color: #fff; font-weight: 600; font-size: .875em;
}
.exit .icon { display: none; }
.drawer {
  position: absolute; z-index: 2; right: .5em; top: 3.9em; max-width: calc(100% - 1em); max-height: calc(100% - 4.5em); overflow: auto;
  padding: .4em; border: 1px solid var(--line); border-radius: .4em; background: var(--paper);
  box-shadow: 0 .5em 1.5em rgb(0 0 0 / .25);
}
.entry {
  display: flex; align-items: center; gap: .7em; width: 100%; min-height: 2.75em; padding: .4em .8em;
  border: 0; border-radius: .3em; background: none; text-align: left;
}
.entry:hover, .choice:hover { background: var(--tint); }
.choices {
  display: flex; flex-wrap: wrap; align-items: center; gap: .4em; padding: .4em .8em; border-top: 1px solid var(--line); margin-top: .3em;
}
.choices > span { flex: 1 1 auto; margin-right: .5em; font-size: .9em; color: var(--soft); }
.choice {
  min-width: 2.75em; min-height: 2.75em; padding: .2em .7em; border: 1px solid var(--edge); border-radius: .3em;
  background: none; font-weight: 600;
}
.choice[aria-pressed="true"] { background: var(--primary); border-color: var(--primary); color: #fff; }

.line { flex: none; }
.line:empty { display: none; }
.line {
  display: flex; flex-wrap: wrap; align-items: center; gap: .3em .8em; padding: .5em 1em;
  background: var(--warn-tint); color: var(--warn); font-weight: 600; font-size: .9375em;
}

.confirm {
  width: min(24em, calc(100vw - 2em)); padding: 1.25em; border: 1px solid var(--line); border-radius: .5em; background: var(--paper);
}
.confirm::backdrop { background: rgb(0 0 0 / .5); }
.confirm h2 { font-size: 1.15em; font-weight: 700; margin-bottom: .4em; }
.confirm .options { margin-top: 1em; }
.cover { position: fixed; inset: 0; z-index: 2147483647; background: #fff; }

@media (max-width: 26em) { .face { display: none; } }
@media (max-width: 22em) {
  .exit .icon { display: block; }
  .exit span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .exit { width: 2.75em; justify-content: center; padding: 0; font-size: 1em; }
}
@media (max-height: 30em) {
  .header { padding-top: .2em; padding-bottom: .2em; }
  .face { display: none; }
  .drawer { top: 3.2em; max-height: calc(100% - 3.6em); }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  .launcher, .round, .exit, .choice, .bubble, .cards a, .notice, .line { border: 1px solid CanvasText; }
  .choice[aria-pressed="true"], .option.chosen { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  .badge, .dots i { background: Highlight; forced-color-adjust: none; }
  .header { border-bottom: 1px solid CanvasText; }
  :focus-visible, .header :focus-visible, .launcher:focus-visible { outline-color: Highlight; }
}
@media print { :host { display: none; } }
`;

/** Everything the shadow tree needs. */
export const widgetStyles = frameStyles + messageStyles;

/**
 * Puts styles into a page or a shadow tree. Browsers of before 2023 get a style
 * element, which a strict policy may forbid: better than none.
 * @param {Document | ShadowRoot} root
 * @param {string} css
 * @returns {() => void} takes them away
 */
export function addStyles(root, css) {
  if (!("adoptedStyleSheets" in root)) {
    const style = document.createElement("style");
    style.textContent = css;
    const place = /** @type {any} */ (root).head ?? root;
    place.append(style);
    return () => style.remove();
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
