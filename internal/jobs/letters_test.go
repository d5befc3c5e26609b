package jobs

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func TestLettersSayHowManyWaitAndHowLong(t *testing.T) {
	t.Parallel()
	town := caterina.Town{Slug: "siena", Name: "Comune di Siena", Queues: []caterina.Queue{{Slug: "sociale", Name: "Servizi sociali"}}}
	since := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	m := waitLetter(town, "a@b.it", caterina.WaitMail{Queue: "sociale", Waiting: 3, Since: since}, "https://x.example", since.Add(6*time.Minute+20*time.Second))
	if m.Subject != "Attesa lunga - coda Servizi sociali" || !strings.Contains(m.Text, "3 persone aspettano un operatore da 6 minuti.") {
		t.Errorf("the letter: %s\n%s", m.Subject, m.Text)
	}
	m = waitLetter(town, "a@b.it", caterina.WaitMail{Queue: "chiusa", Waiting: 1, Since: since}, "https://x.example", since.Add(time.Minute))
	if !strings.Contains(m.Text, "coda chiusa di Comune di Siena una persona aspetta un operatore da un minuto.") {
		t.Errorf("the letter: %s", m.Text)
	}
}

func TestCopiesSpeakTheCitizensLanguage(t *testing.T) {
	t.Parallel()
	town := caterina.Town{Name: "Comune di Siena"}
	if m := copyLetter(town, "a@b.it", "en", "\ufeffHello"); !strings.HasPrefix(m.Text, "Hello,") || !strings.HasSuffix(m.Text, "\n\nHello") || m.Lang != "en" {
		t.Errorf("in English: %+v", m)
	}
	if m := copyLetter(town, "a@b.it", "de", "Ciao"); m.Lang != "it" || !strings.HasPrefix(m.Text, "Buongiorno,") {
		t.Errorf("in a language we do not speak: %+v", m)
	}
}
