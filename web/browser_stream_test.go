package web

import (
	"testing"
)

// watchWords notes, frame by frame, where the words "Paghi" of the answer stand on the
// screen, and whether they are the draft's or the event's.
const watchWords = `(() => {
	window.seen = [];
	const root = q("caterina-chat").shadowRoot;
	const look = () => {
		const bubble = [...root.querySelectorAll(".draft .bubble, .log .theirs:last-child .bubble")].findLast((node) => node.textContent.startsWith("Paghi"));
		if (bubble) window.seen.push({ draft: Boolean(bubble.closest(".draft")), top: bubble.getBoundingClientRect().top });
		requestAnimationFrame(look);
	};
	look();
})()`

// TestWordsStayWhereTheyAreReadWhenTheEventComes on a small screen: whoever reads the
// draft does not lose the line, and is led to the beginning, the source and the buttons
// without a leap. Who wants no motion is there at once.
func TestWordsStayWhereTheyAreReadWhenTheEventComes(t *testing.T) {
	t.Parallel()
	for name, still := range map[string]bool{"as usual": false, "without motion": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			p := chromium.Open(t)
			p.Phone(320, 640)
			if still {
				p.Media("prefers-reduced-motion", "reduce")
			}
			p.Go(f.URL + "/")
			open(p)
			f.set(func() { f.mute, f.stream = true, []string{"Paghi una tariffa a pasto. ", "Dipende dall'ISEE."} })
			ask(p, "quanto costa la mensa?")
			p.WaitText("caterina-chat >>> .draft", "dall'ISEE")
			p.Eval(watchWords, nil)
			p.Wait(`window.seen.length > 2`)
			answer := echo("bonus")
			answer["text"] = "Paghi una tariffa a pasto. Dipende dall'ISEE.\n\nFonte: Mensa scolastica, verificato il 14 settembre 2026."
			f.say(answer)
			p.Wait(`!window.seen.at(-1).draft && Math.abs(window.seen.at(-1).top - window.seen.at(-9)?.top) < 0.5`) // it is at rest
			var leap float64
			p.Eval(`(() => { const i = window.seen.findIndex((s) => !s.draft); return Math.abs(window.seen[i].top - window.seen[i - 1].top); })()`, &leap)
			if leap > 40 && !still { // two lines; the first frame may glide already
				t.Errorf("the words leap by %v pixels", leap)
			}
			const above = `q("caterina-chat >>> .log .msg:last-child").getBoundingClientRect().top - q("caterina-chat >>> .scroll").getBoundingClientRect().top`
			var top float64
			if p.Eval(above, &top); top < 0 || top > 60 {
				t.Errorf("the answer begins %v pixels below the top", top)
			}
		})
	}
}
