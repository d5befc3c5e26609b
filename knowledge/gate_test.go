package knowledge

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func gateText(text string) gateFeatures {
	return gateFeatures(nil).addWords(newAnalyser(newToken).tokens(text, maxQueryTokens))
}

func gateTexts(all string) []gateFeatures {
	var out []gateFeatures
	for text := range strings.SplitSeq(all, "|") {
		out = append(out, gateText(text))
	}
	return out
}

const (
	insideTexts  = "come chiedo il bonus nido|iscrizione alla mensa|quanto costa lo scuolabus|dove rinnovo la carta d'identità"
	outsideTexts = "metti una canzone|che tempo fa domani|prenota un tavolo|quanto costa un volo"
)

func TestGateTellsInsideFromOutside(t *testing.T) {
	t.Parallel()

	g := trainGate(gateTexts(insideTexts), gateTexts(outsideTexts), DefaultWeights().Gate)
	for text, outside := range map[string]bool{
		"il bonus per la mensa": false, "lo scuolabus": false, "metti quella canzone": true, "un tavolo domani": true,
	} {
		if odds := g.logOdds(gateText(text)); (odds > 0) != outside {
			t.Errorf("%q has log-odds %v", text, odds)
		}
	}
}

// TestSizeOfTheTownDoesNotShiftTheGate guards the balance: a text that shows
// nothing must look the same to a small town and to a large one.
func TestSizeOfTheTownDoesNotShiftTheGate(t *testing.T) {
	t.Parallel()

	small := trainGate(gateTexts(insideTexts), gateTexts(outsideTexts), DefaultWeights().Gate)
	large := trainGate(slices.Repeat(gateTexts(insideTexts), 50), gateTexts(outsideTexts), DefaultWeights().Gate)
	unknown := gateText("zzz qqq")
	if a, b := small.logOdds(unknown), large.logOdds(unknown); a-b > 1 || b-a > 1 {
		t.Errorf("log-odds of an unknown text: %v in a small town, %v in a large one", a, b)
	}
}

func TestGateIsDeterministic(t *testing.T) {
	t.Parallel()

	a := trainGate(gateTexts(insideTexts), gateTexts(outsideTexts), DefaultWeights().Gate)
	b := trainGate(gateTexts(insideTexts), gateTexts(outsideTexts), DefaultWeights().Gate)
	if diff := cmp.Diff(a.weights, b.weights); diff != "" || a.bias != b.bias {
		t.Errorf("two trainings differ:\n%s", diff)
	}
}

func TestGateWithoutTextsIsUndecided(t *testing.T) {
	t.Parallel()

	g := trainGate(nil, gateTexts(outsideTexts), DefaultWeights().Gate)
	if got := g.logOdds(gateText("che tempo fa")); got != 0 {
		t.Errorf("log-odds %v without anything inside", got)
	}
	g = trainGate(gateTexts(insideTexts+"|"), gateTexts(outsideTexts), DefaultWeights().Gate)
	if got := g.logOdds(nil); got != 0 {
		t.Errorf("log-odds %v of an empty text", got)
	}
}
