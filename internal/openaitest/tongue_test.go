package openaitest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

var tongues = []string{"ro", "es", "fr", "sq", "uk", "ar", "bn", "zh"}

// TestAToyLanguageIsPutBackToTheLetter: also names, figures, addresses and marks.
func TestAToyLanguageIsPutBackToTheLetter(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Il contributo è di 3.600 euro: vieni lunedì 5 ottobre alle 9:30 allo Sportello Famiglia.",
		"Scrivi a famiglia@comune.siena.it o guarda LINK_1, oppure chiama TELEFONO_2.",
		"Serve l'ISEE dell'anno, non quello di prima; più giù c'è perché.",
		"Domanda all'INPS entro il 31 dicembre 2026: chi è residente a Siena può farla.",
		"Quanto costa?",
		"",
	} {
		for _, lang := range tongues {
			foreign := openaitest.Foreign(lang, text, "Sportello Famiglia")
			if got := openaitest.Italian(foreign); got != text {
				t.Errorf("%s: %q comes back from %q as %q", lang, text, foreign, got)
			}
			if text != "" && foreign == text {
				t.Errorf("%s: %q stays", lang, text)
			}
			for _, kept := range []string{"Sportello Famiglia", "famiglia@comune.siena.it", "LINK_1", "TELEFONO_2", "ISEE", "INPS", "Siena", "3.600", "31"} {
				if strings.Contains(text, kept) && !strings.Contains(foreign, kept) {
					t.Errorf("%s: %s is lost in %q", lang, kept, foreign)
				}
			}
		}
	}
	if openaitest.Foreign("de", "ciao") != "ciao" || openaitest.Italian("good morning") != "good morning" {
		t.Error("what is no toy is changed")
	}
}

// translation is a chat that asks for translations.
func translation(into string, pairs ...string) openaitest.Chat {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		b.WriteString(`<testo nome="` + pairs[i] + `">` + pairs[i+1] + "</testo>\n")
	}
	schema := `{"type":"object","properties":{"texts":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string","enum":["1","2"]},"text":{"type":"string"}},"required":["name","text"]}}},"required":["texts"]}`
	return openaitest.Chat{Step: caterina.StepTranslate, Format: "json_schema", Schema: json.RawMessage(schema), Messages: []openaitest.Message{
		{Role: "system", Content: "Traduci i testi in " + into + ". Restituisci ogni testo sotto il suo nome.\n\n- Questi nomi ufficiali restano in italiano: \"Bonus Utenze\"."},
		{Role: "user", Content: b.String()},
	}}
}

// TestAnHonestTranslatorPutsTextsThereAndBack, knows some questions of people, and leaves
// what it does not know.
func TestAnHonestTranslatorPutsTextsThereAndBack(t *testing.T) {
	t.Parallel()
	honest := openaitest.Extractive()
	there := honest(translation("rumeno", "1", "Il Bonus Utenze è di 300 euro.", "2", "Vieni a settembre."))
	if there.Text != `{"texts":[{"name":"1","text":"Ilțu Bonus Utenze este de 300 euroțu."},{"name":"2","text":"Vienițu ațu septembrie."}]}` {
		t.Errorf("there: %s", there.Text)
	}
	back := honest(translation("italiano", "1", "Ilțu Bonus Utenze este de 300 eurețu.", "2", "Cât costă grădinița?"))
	if back.Text != `{"texts":[{"name":"1","text":"Il Bonus Utenze è di 300 eure."},{"name":"2","text":"Cât costă grădinița?"}]}` {
		t.Errorf("back: %s", back.Text)
	}
	asked := honest(translation("italiano", "1", "Bună ziua, cât costă creșa pentru copilul meu?", "2", "托儿所多少钱？"))
	if asked.Text != `{"texts":[{"name":"1","text":"Quanto costa il nido?"},{"name":"2","text":"Quanto costa il nido?"}]}` {
		t.Errorf("asked: %s", asked.Text)
	}
	if got := honest(translation("inglese", "1", "Il bonus.")); !strings.Contains(got.Text, "Il bonus.") {
		t.Errorf("in English: %s", got.Text)
	}
	if !openaitest.IntoItalian(translation("italiano")) || openaitest.IntoItalian(translation("rumeno")) {
		t.Error("the direction is not told")
	}
}

// TestALyingTranslatorLiesInTheOtherLanguage: one text of several has another fact, and
// what it was before is said.
func TestALyingTranslatorLiesInTheOtherLanguage(t *testing.T) {
	t.Parallel()
	chat := translation("ucraino", "1", "Serve un documento.", "2", "La domanda scade a settembre.")
	honest := openaitest.Extractive()(chat).Text
	for seed := range uint64(8) {
		a := openaitest.Lying(seed, openaitest.Month)(chat)
		if a.Change.Kind != openaitest.Month || a.Change.Was != "settembre" || a.Text == honest || strings.Contains(a.Text, a.Change.Is) || strings.Contains(a.Text, "вересня") {
			t.Errorf("%+v: %s", a.Change, a.Text)
		}
	}
	if a := openaitest.Lying(1, openaitest.Amount)(chat); a.Text != honest || a.Change.Kind != "" {
		t.Errorf("there is no amount: %+v", a)
	}
}
