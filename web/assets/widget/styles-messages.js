/** The look of the conversation itself: messages, options, cards, the field. */
export const messageStyles = `
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
.msg.note { max-width: none; text-align: center; font-size: .9em; color: var(--soft); }
.who { font-size: .8125em; color: var(--soft); margin-bottom: .15em; }
.who .name { font-weight: 600; color: var(--text); }
.mine .who { text-align: right; }
.bubble {
  width: fit-content; max-width: 100%; padding: .6em .9em; overflow-wrap: anywhere;
  border: 1px solid transparent; border-radius: .2em .9em .9em .9em; background: var(--tint);
}
.mine .bubble { margin-left: auto; border-radius: .9em .2em .9em .9em; background: var(--primary); color: #fff; }
.bubble > * + * { margin-top: .6em; }
.bubble ul, .bubble ol { padding-left: 1.3em; }
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
.option:hover { background: var(--tint); }
.option.yes { background: var(--primary); border-color: var(--primary); color: #fff; }
.option.chosen { background: var(--tint); }
.line .option { min-height: 2.75em; color: inherit; border-color: currentColor; background: none; }
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
