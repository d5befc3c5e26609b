/**
 * The widget's look, as a style sheet built by script: it needs no permission
 * of the page's Content-Security-Policy and the page's own styles stay outside.
 *
 * Lengths are in em over the reader's own text size (`font-size: medium`), never
 * in rem, which belongs to the page. Colours come from three properties that a
 * site may set: --caterina-primary (white text must be readable on it),
 * --caterina-font and --caterina-z.
 */
/** Launcher, panel, header, menu. */
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
button, textarea, input { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; touch-action: manipulation; }
h2, p, ul, ol, fieldset, legend { margin: 0; padding: 0; font-size: inherit; font-weight: inherit; }
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

/** The conversation itself: messages, options, cards, the field. */
const messageStyles = `
.scroll {
  position: relative; flex: 1 1 auto; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1em;
  scrollbar-width: thin;
}
.scroll:focus-visible { outline-offset: -4px; }
.notice {
  display: flex; flex-direction: column; gap: .5em; padding: .7em .9em; margin-bottom: 1em; border-left: .25em solid var(--primary); border-radius: .2em;
  background: var(--tint); font-size: .9375em;
}
.disclosure { font-weight: 600; white-space: pre-line; }
.day { margin: .5em 0 1em; text-align: center; font-size: .8125em; color: var(--soft); }
.day::first-letter { text-transform: uppercase; }

.msg { max-width: min(92%, 42em); margin-bottom: 1.1em; }
.msg.mine { margin-left: auto; max-width: min(85%, 40em); width: fit-content; }
.who { font-size: .8125em; color: var(--soft); margin-bottom: .15em; }
.who .name { font-weight: 600; color: var(--text); }
.mine .who { text-align: right; }
.bubble {
  width: fit-content; max-width: 100%; padding: .6em .9em; overflow-wrap: anywhere;
  border: 1px solid transparent; border-radius: .2em .9em .9em .9em; background: var(--tint);
}
.mine .bubble { margin-left: auto; border-radius: .9em .2em .9em .9em; background: var(--primary); color: #fff; }
.bubble > * + * { margin-top: .6em; }
.bubble ul, .bubble ol, .booked ul { padding-left: 1.3em; }
.bubble li + li { margin-top: .25em; }
.bubble a[href^="tel:"] { white-space: nowrap; font-weight: 600; }
.crisis .bubble { border-color: var(--warn); border-left-width: .25em; }
.generated { margin-top: .3em; font-size: .8125em; color: var(--soft); }

.cards { list-style: none; margin-top: .5em; }
.cards li + li { margin-top: .4em; }
.cards a {
  display: flex; align-items: center; gap: .6em; min-height: 2.75em; padding: .45em .8em;
  border: 1px solid var(--line); border-left: .25em solid var(--link); border-radius: .3em;
  text-decoration: none; line-height: 1.3; color: var(--link);
}
.cards a:hover { background: var(--tint); }
.cards a:hover .title { text-decoration: underline; }
.cards .card { flex: 1; min-width: 0; }
.cards .title { display: block; font-weight: 600; }
.cards .checked { display: block; font-size: .8125em; color: var(--soft); }

.options { display: flex; flex-wrap: wrap; gap: .5em; margin-top: .6em; }
.option {
  display: inline-flex; align-items: center; gap: .4em; min-height: 2.75em; max-width: 100%; padding: .35em 1em;
  border: 1px solid var(--link); border-radius: 1.4em; background: var(--paper); color: var(--link);
  font-weight: 600; text-align: left; line-height: 1.25; overflow-wrap: anywhere;
}
.options .generated { flex-basis: 100%; margin: 0; }
.option:hover { background: var(--tint); }
.option.yes { background: var(--primary); border-color: var(--primary); color: #fff; }
.option.chosen { background: var(--tint); }
.line .option { min-height: 2.75em; color: inherit; border-color: currentColor; background: none; }
.slot-day { margin-top: .8em; font-weight: 600; }
.slot-day::first-letter { text-transform: uppercase; }
.slots .options { margin-top: .3em; }
.booked {
  width: fit-content; max-width: 100%; margin-top: .5em; padding: .6em .9em; overflow-wrap: anywhere;
  border: 1px solid var(--line); border-left: .25em solid var(--link); border-radius: .3em;
}
.booked .when { font-weight: 600; }
.booked .when time { display: inline-block; }
.booked:not(.off) time::first-letter { text-transform: uppercase; }
.booked.off time { text-decoration: line-through; }
.booked .tool { margin: 0 .5em 0 -.5em; }
.booked b { letter-spacing: .08em; white-space: nowrap; }
.tool {
  display: inline-flex; align-items: center; gap: .4em; min-height: 3.15em; padding: 0 .5em; margin: 0 0 -.8em -.5em;
  border: 0; border-radius: .3em; background: none; color: var(--soft); font-size: .875em;
}
.tool:hover { color: var(--text); background: var(--tint); }
.tool[aria-pressed="true"] { color: var(--link); font-weight: 600; }

.pending .state { margin-top: .2em; text-align: right; font-size: .8125em; color: var(--soft); }
.failed .bubble { background: var(--warn-tint); border-color: var(--warn); color: var(--text); }
.failed .state { color: var(--warn); font-weight: 600; }
.failed .options { justify-content: flex-end; }
.typing { display: flex; align-items: center; gap: .6em; min-height: 1.5em; font-size: .875em; color: var(--soft); }
.typing:empty { display: none; }
.dots { display: inline-flex; gap: .25em; }
.dots i { width: .4em; height: .4em; border-radius: 50%; background: currentColor; animation: caterina-dot 1.2s infinite; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes caterina-dot { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }

.jump {
  display: inline-flex; align-items: center; gap: .4em; flex: none; align-self: center; min-height: 3.1em; padding: .2em 1em; margin: -3.5em 0 .4em;
  position: relative; border: 0; border-radius: 1.4em; background: var(--primary); color: #fff; font-weight: 600; font-size: .9em;
  box-shadow: 0 .2em .8em rgb(0 0 0 / .3);
}

.composer { flex: none; padding: .6em .75em; padding-bottom: max(.6em, env(safe-area-inset-bottom)); border-top: 1px solid var(--line); }
.row { display: flex; align-items: flex-end; gap: .4em; }
textarea {
  flex: 1; min-width: 0; min-height: 2.75em; max-height: 9em; padding: .55em .75em; resize: none;
  border: 1px solid var(--edge); border-radius: .4em; background: var(--paper); line-height: 1.5;
}
textarea::placeholder { color: var(--soft); opacity: 1; }
textarea:focus-visible { outline-offset: 0; }
textarea[aria-invalid="true"] { border-color: var(--warn); outline-color: var(--warn); }
.counter { font-size: .8125em; color: var(--soft); margin-bottom: .3em; text-align: right; }
.counter.over { color: var(--warn); font-weight: 600; text-align: left; }
.send { background: var(--primary); color: #fff; }
.send:hover { filter: brightness(.85); }
.dictate { color: var(--link); }
.dictate:hover { background: var(--tint); }
.dictate[aria-pressed="true"] { background: var(--warn-tint); color: var(--warn); border-color: currentColor; }
@media (max-height: 30em) {
  .scroll { padding: .5em 1em; }
  .composer { padding-top: .3em; padding-bottom: .3em; }
  textarea { max-height: 4.5em; }
}
`;

/** What concerns people: who answers, changes of the floor, forms. */
const peopleStyles = `
.floor {
  flex: none; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .2em .8em;
  padding: .3em .9em; border-bottom: 1px solid var(--line); background: var(--tint); line-height: 1.3;
}
.who-now { flex: 1 1 10em; min-width: 0; overflow-wrap: anywhere; }
.now { font-size: .9375em; font-weight: 600; }
.place { font-size: .9375em; }
.place:empty { display: none; }
.keep { display: flex; padding: 0 .9em; gap: .6em; align-items: center; min-height: 2.75em; font-size: .875em; cursor: pointer; }
.keep[hidden] { display: none; }
.keep input { flex: none; width: 1.5em; height: 1.5em; margin: 0; accent-color: var(--link); }
.floor[data-state="assigned"] { border-left: .3em solid var(--link); }
.floor[data-state="assigned"] .who-now, .floor[data-state="closed"] .who-now { padding-block: .35em; }
.floor .option { min-height: 3em; padding: .25em .9em; font-size: .9375em; }
.floor .option[aria-disabled="true"] { opacity: .6; cursor: default; }
.floor .icon { width: 1.25em; height: 1.25em; }

.msg.turn {
  max-width: none; padding: .6em .9em; border-block: 1px solid var(--line);
}
.turn + .turn { margin-top: -1.1em; border-top: 0; }
.options:empty { display: none; }
.said { display: flex; gap: .6em; font-size: .9375em; }
.said > div { min-width: 0; overflow-wrap: anywhere; }
.said p + p { margin-top: .5em; }
.said .icon { margin-top: .05em; color: var(--soft); }

.sheet { position: relative; width: min(30em, calc(100vw - 1em)); max-height: calc(100vh - 1em); max-height: calc(100dvh - 1em); overflow: auto; }
.sheet h2 { padding-right: 2.5em; }
.sheet > .close { position: absolute; top: .6em; right: .6em; }
.field { margin: 1em 0 0; padding: 0; border: 0; min-width: 0; }
.field label, .field legend { font-weight: 600; padding: 0; }
.field .answer { font-weight: 400; }
.hint { font-size: .875em; color: var(--soft); }
.problem { font-weight: 600; color: var(--warn); }
.field input[type="text"], .field textarea {
  display: block; width: 100%; min-height: 2.75em; max-height: none; margin-top: .3em; padding: .5em .75em;
  border: 1px solid var(--edge); border-radius: .3em; background: var(--paper); color: inherit; font: inherit; resize: vertical;
}
.field [aria-invalid="true"] { border-color: var(--warn); outline-color: var(--warn); }
.answer { display: flex; align-items: center; gap: .6em; min-height: 2.75em; }
.answer input { flex: none; width: 1.35em; height: 1.35em; margin: 0; accent-color: var(--primary); }
.row-of .answers { display: flex; gap: .25em; margin-top: .4em; }
.row-of .answer {
  flex: 1; flex-direction: column; justify-content: center; gap: .2em; min-height: 3.75em; padding: .4em 0;
  border: 1px solid var(--edge); border-radius: .3em; font-weight: 600;
}
.row-of .answer:has(:checked) { border-color: var(--link); background: var(--tint); }
.form-state { margin-top: 1em; }
.form-state:empty { display: none; }
@media (max-height: 30em) {
  .floor { padding-block: .1em; }
  .floor[data-state="bot"] .ask { display: none; }
  .floor .who-now { padding-block: .2em; }
  .floor .now, .floor .place { font-size: .875em; }
}
`;

/** Everything the shadow tree needs. */
export const widgetStyles = frameStyles + messageStyles + peopleStyles;

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
