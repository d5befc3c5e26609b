package telegram

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"example.org/caterina"
)

// event is a message of the bot's.
func event(t *testing.T, body any) *caterina.Event {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return &caterina.Event{Seq: 7, N: 6, Epoch: 2, Kind: caterina.KindMessage, Actor: caterina.ActorBot, Body: raw}
}

// laidOut are the buttons of a body and what the text says of them.
func laidOut(t *testing.T, body caterina.MessageBody) (rows []string, text string) {
	t.Helper()
	k := keyboardOf(event(t, body), &body, textsIn("it"))
	if k.keyboard == nil {
		return nil, k.text.plain()
	}
	for _, row := range k.keyboard.Rows {
		var labels []string
		for _, b := range row {
			labels = append(labels, b.Text)
			if len(b.Data) > maxData || uniseg.GraphemeClusterCount(b.Text) > maxLabel || b.Text == "" {
				t.Errorf("not a button: %+v", b)
			}
		}
		rows = append(rows, strings.Join(labels, " | "))
	}
	return rows, k.text.plain()
}

// slot is a free time, labelled as the bot does.
func slot(t *testing.T, when, office string) caterina.SlotView {
	t.Helper()
	from, err := time.ParseInLocation("2006-01-02 15:04", when, caterina.Rome())
	if err != nil {
		t.Fatal(err)
	}
	w := textsIn("it")
	label := fmt.Sprintf("%s %d %s, ore %d:%02d", w.weekdays[from.Weekday()], from.Day(), w.months[from.Month()-1], from.Hour(), from.Minute())
	return caterina.SlotView{ID: "slot/x/" + office + "/" + when, From: from, To: from.Add(time.Hour), Office: office, Label: label}
}

// offered are free times with their options, as the bot offers them.
func offered(slots ...caterina.SlotView) caterina.MessageBody {
	body := caterina.MessageBody{Slots: slots}
	for _, s := range slots {
		body.Options = append(body.Options, caterina.Option{ID: s.ID, Label: s.Label})
	}
	return body
}

func TestEachOptionHasARow(t *testing.T) {
	t.Parallel()

	rows, text := laidOut(t, caterina.MessageBody{Options: []caterina.Option{
		{ID: "card/a", Label: "Bonus asilo nido"}, {ID: "person", Label: "Parla con\nuna <persona>"}, {ID: "card/b", Label: " \u200b"},
	}})
	if diff := cmp.Diff([]string{"Bonus asilo nido", "Parla con una <persona>", "card/b"}, rows); diff != "" || text != "" {
		t.Errorf("%s%q", diff, text)
	}
}

func TestALongLabelStandsWholeInTheText(t *testing.T) {
	t.Parallel()

	just := strings.Repeat("abcd ", 11) + "abcde"
	long := "Contributo per l'abbattimento delle barriere architettoniche negli edifici privati, legge 13"
	rows, text := laidOut(t, caterina.MessageBody{Options: []caterina.Option{{ID: "a", Label: just}, {ID: "b", Label: "Nessuna di queste"}}})
	if diff := cmp.Diff([]string{just, "Nessuna di queste"}, rows); diff != "" || text != "" {
		t.Errorf("%s%q", diff, text)
	}
	rows, text = laidOut(t, caterina.MessageBody{Options: []caterina.Option{{ID: "a", Label: long}, {ID: "b", Label: "Nessuna di queste"}}})
	want := []string{"1. Contributo per l'abbattimento delle barriere…", "2. Nessuna di queste"}
	if diff := cmp.Diff(want, rows); diff != "" || text != "Puoi scegliere:\n1. "+long+"\n2. Nessuna di queste" {
		t.Errorf("%s%q", diff, text)
	}
}

func TestShortenedIsCutAtAWord(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"uno due", 7, "uno due"},
		{"uno due tre", 8, "uno due…"},
		{"uno due tre", 9, "uno due…"},
		{"uno, due", 6, "uno…"},
		{"a precipitevolissimevolmente", 10, "a precipi…"},
		{"🇮🇹🇮🇹🇮🇹", 2, "🇮🇹…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
	} {
		if got := shortened(test.text, test.most); got != test.want {
			t.Errorf("%q at %d: %q, want %q", test.text, test.most, got, test.want)
		}
	}
}

func TestTimesStandUnderTheirDays(t *testing.T) {
	t.Parallel()

	body := offered(
		slot(t, "2026-11-24 09:30", "A"), slot(t, "2026-11-24 10:00", "A"), slot(t, "2026-11-24 10:30", "A"), slot(t, "2026-11-24 11:00", "A"),
		slot(t, "2026-11-25 15:00", "A"))
	body.Options = append(body.Options, caterina.Option{ID: "book/more", Label: "Altri orari"})
	rows, text := laidOut(t, body)
	want := []string{"mar 24, 9:30 | mar 24, 10:00 | mar 24, 10:30", "mar 24, 11:00", "mer 25, 15:00", "Altri orari"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if want := "Orari liberi:\n• martedì 24 novembre: 9:30, 10:00, 10:30, 11:00\n• mercoledì 25 novembre: 15:00"; text != want {
		t.Errorf("%q", text)
	}
}

func TestTimesOfOneDaySayTheHour(t *testing.T) {
	t.Parallel()

	rows, text := laidOut(t, offered(slot(t, "2026-11-24 09:30", "A"), slot(t, "2026-11-24 10:00", "A")))
	if diff := cmp.Diff([]string{"9:30 | 10:00"}, rows); diff != "" || text != "Orari liberi:\n• martedì 24 novembre: 9:30, 10:00" {
		t.Errorf("%s%q", diff, text)
	}
}

func TestTimesAtSeveralOfficesSayWhere(t *testing.T) {
	t.Parallel()

	rows, text := laidOut(t, offered(slot(t, "2026-11-24 09:30", "Sportello Nord"), slot(t, "2026-11-24 09:30", "Sportello Sud")))
	want := []string{"martedì 24 novembre, ore 9:30, Sportello Nord", "martedì 24 novembre, ore 9:30, Sportello Sud"}
	if diff := cmp.Diff(want, rows[:2]); diff != "" || text != "" {
		t.Errorf("%s%q", diff, text)
	}
}

func TestDaysThatWouldReadTheSameAreWrittenOut(t *testing.T) {
	t.Parallel()

	rows, _ := laidOut(t, offered(slot(t, "2027-02-23 09:30", "A"), slot(t, "2027-03-23 09:30", "A")))
	if diff := cmp.Diff([]string{"martedì 23 febbraio, ore 9:30", "martedì 23 marzo, ore 9:30"}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestManyTimesStillFit(t *testing.T) {
	t.Parallel()

	var slots []caterina.SlotView
	for day := range 20 {
		for hour := range 6 {
			slots = append(slots, slot(t, fmt.Sprintf("2026-12-%02d %02d:00", day+1, hour+9), "A"))
		}
	}
	body := offered(slots...)
	body.Options = append(body.Options, caterina.Option{ID: "person", Label: "Parla con una persona"})
	rows, text := laidOut(t, body)
	if n := len(rows); n != 26 || rows[n-1] != "Parla con una persona" || rows[0] != "mar 1, 9:00 | mar 1, 10:00 | mar 1, 11:00 | mar 1, 12:00" {
		t.Errorf("%d rows: %q", n, rows)
	}
	if strings.Count(text, "\n• ") != 20 || !strings.Contains(text, "• martedì 1 dicembre: 9:00, 10:00, 11:00, 12:00, 13:00, 14:00\n") {
		t.Errorf("%q", text)
	}
}

func TestManyOptionsShareRowsAndNoneIsLost(t *testing.T) {
	t.Parallel()

	many := func(n int) (body caterina.MessageBody) {
		for i := range n {
			body.Options = append(body.Options, caterina.Option{ID: fmt.Sprint("card/", i), Label: fmt.Sprint("Scheda ", i)})
		}
		return body
	}
	for n, want := range map[int]int{8: 8, 9: 5, 16: 8, 17: 6, 32: 8, 100: 25, 103: 25} {
		rows, text := laidOut(t, many(n))
		if len(rows) != want || (text != "") != (n > maxButtons) {
			t.Errorf("%d options: %d rows, want %d; %q", n, len(rows), want, text)
		}
	}
	if _, text := laidOut(t, many(102)); text != "Puoi scegliere:\n• Scheda 100\n• Scheda 101" {
		t.Errorf("%q", text)
	}
}

func TestEveryButtonNamesItsOption(t *testing.T) {
	t.Parallel()

	body := offered(slot(t, "2026-11-24 09:30", "A"))
	body.Options = append([]caterina.Option{{ID: "person", Label: "Persona"}}, body.Options...)
	body.Slots = append(body.Slots, slot(t, "2026-11-25 09:30", "A")) // is no option: still a choice
	ev := event(t, body)
	k := keyboardOf(ev, &body, textsIn("it"))
	all := Choices(ev, "it")
	got := make(map[string]string)
	for _, row := range k.keyboard.Rows {
		for _, b := range row {
			seq, index, epoch, ok := ParseData(b.Data)
			if !ok || seq != ev.Seq || epoch != ev.Epoch || index >= len(all) {
				t.Fatalf("%+v", b)
			}
			got[b.Text] = all[index].ID
		}
	}
	want := map[string]string{"Persona": "person", "mar 24, 9:30": body.Slots[0].ID, "mer 25, 9:30": body.Slots[1].ID}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheEndOfATalkAsksForARating(t *testing.T) {
	t.Parallel()

	ev := event(t, caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Conversazione chiusa."}, State: caterina.StateClosed, Rate: true})
	if got := Choices(ev, "it"); len(got) != 0 {
		t.Errorf("a message asks for a rating: %v", got)
	}
	ev.Kind = caterina.KindState
	if diff := cmp.Diff([]caterina.Option{{ID: "rating", Label: "Dai un voto a questa conversazione"}}, Choices(ev, "it")); diff != "" {
		t.Error(diff)
	}
	if got := Choices(ev, "en"); got[0].Label != "Rate this conversation" {
		t.Errorf("%v", got)
	}
}

func TestAnAddressIsAButtonThatOpensIt(t *testing.T) {
	t.Parallel()

	body := caterina.MessageBody{Options: []caterina.Option{{ID: "https://a.it/modulo", Label: "Apri il modulo"}, {ID: "http://localhost/x", Label: "Prova"}}}
	k := keyboardOf(event(t, body), &body, textsIn("it"))
	want := [][]Button{{{Text: "Apri il modulo", URL: "https://a.it/modulo"}}, {{Text: "Prova", Data: "o:7:1:2"}}}
	if diff := cmp.Diff(want, k.keyboard.Rows); diff != "" {
		t.Error(diff)
	}
}

func TestWhatBelongsToNoEventSendsItsChoice(t *testing.T) {
	t.Parallel()

	long := strings.Repeat("x", 70)
	body := caterina.MessageBody{Options: []caterina.Option{{ID: "town/siena", Label: "Siena"}, {ID: long, Label: "Troppo lunga"}}}
	ev := event(t, body)
	ev.Seq, ev.N, ev.Kind, ev.Actor = 0, 0, "", ""
	k := keyboardOf(ev, &body, textsIn("it"))
	if diff := cmp.Diff([][]Button{{{Text: "Siena", Data: "c:town/siena"}}}, k.keyboard.Rows); diff != "" {
		t.Error(diff)
	}
	if got := k.text.plain(); got != "Puoi scegliere:\n• Troppo lunga" {
		t.Errorf("%q", got)
	}
}

func TestAButtonIsOfOneKind(t *testing.T) {
	t.Parallel()

	raw, err := json.Marshal(Keyboard{Rows: [][]Button{{{Text: "<a>", Data: "o:1:0:0"}, {Text: "b", URL: "https://a.it"}}}})
	want := `{"inline_keyboard":[[{"text":"\u003ca\u003e","callback_data":"o:1:0:0"},{"text":"b","url":"https://a.it"}]]}`
	if err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
}
