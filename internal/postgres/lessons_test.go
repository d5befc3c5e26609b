package postgres_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestTheQuestionBehindAPlaceInTheLog(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	conv := caterina.ConversationID(p.talk(
		"01", line{at: "09:00:00", actor: "citizen"}, line{at: "09:00:01", actor: "bot"}, line{at: "09:00:02", actor: "citizen"},
		line{at: "09:00:03", actor: "operator:1"},
	))
	write := func(seq int, actor, body string) {
		p.exec(`INSERT INTO event (town_id, conversation_id, seq, cseq, kind, actor, epoch, body) VALUES ($1, $2, $3, $3, 'message', $4, 0, $5)`,
			p.town, conv, seq, actor, body)
	}
	write(5, "citizen", `{"text":"dove lascio il pupo"}`)
	write(6, "bot", `{"text":"non lo so"}`)
	write(7, "citizen", `{"text":"Sì","choice":"person"}`)
	write(8, "citizen", `{"text":"grazie"}`)
	write(9, "operator:1", `{"text":"al nido"}`)
	write(10, "operator:1", `{"text":"altro"}`)
	p.turn(string(conv), 5, "09:01:00", "decline", "nido")
	for seq, want := range map[int64]string{
		1: "una domanda", 4: "una domanda", // nothing was declined before
		5: "dove lascio il pupo", 6: "dove lascio il pupo",
		7: "dove lascio il pupo", // a pressed button is no question
		8: "grazie", 9: "dove lascio il pupo", 10: "dove lascio il pupo",
	} {
		if got, err := p.CitizenQuestion(t.Context(), p.town, conv, seq); err != nil || got != want {
			t.Errorf("at %d: %q, %v; want %q", seq, got, err, want)
		}
	}
	_, err := p.CitizenQuestion(t.Context(), p.town, p.conv, 1)
	wantCode(t, "where no citizen spoke", err, caterina.CodeNotFound)
	_, err = p.CitizenQuestion(t.Context(), p.saveTown("bari"), conv, 5)
	wantCode(t, "in another town", err, caterina.CodeNotFound)
}

// lessonStore is a town with two cards, and two operators.
func lessonStore(t *testing.T) *past {
	t.Helper()
	p := newPast(t)
	if _, err := p.SaveItems(t.Context(), p.town, caterina.Items{Cards: []caterina.Card{fullCard("nido"), fullCard("mensa")}}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *past) propose(question, card string, seq int64) int {
	p.t.Helper()
	times, err := p.ProposeLesson(p.t.Context(), p.town, caterina.Lesson{
		Question: question, Card: card, Conversation: p.conv, Seq: seq, By: caterina.OperatorID(p.ops[0]),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return times
}

func TestProposalsAreCounted(t *testing.T) {
	t.Parallel()
	p := lessonStore(t)
	for _, step := range []struct {
		question, card string
		seq            int64
		want           int
	}{
		{"dove lascio il pupo", "", 3, 1},
		{"dove lascio il pupo", "", 3, 1}, // pressed twice
		{"Dove lascio il pupo", "", 5, 2},
		{"dove lascio il pupo", "nido", 3, 1},
		{"e la mensa", "mensa", 7, 1},
	} {
		if got := p.propose(step.question, step.card, step.seq); got != step.want {
			t.Errorf("%+v: counted %d times", step, got)
		}
	}
	lessons, err := p.OpenLessons(t.Context(), p.town)
	if err != nil || len(lessons) != 3 {
		t.Fatalf("%d lessons, %v", len(lessons), err)
	}
	first := lessons[0]
	if first.Question != "dove lascio il pupo" || first.Card != "" || first.Times != 2 || first.ByName != "Ada" || first.Conversation != p.conv || first.Seq != 5 {
		t.Errorf("the most frequent one is %+v", first)
	}
	_, err = p.ProposeLesson(t.Context(), p.town, caterina.Lesson{Question: "x", Card: "nowhere", Conversation: p.conv, Seq: 1})
	wantCode(t, "for a card that is not there", err, caterina.CodeNotFound)
	if other, err := p.OpenLessons(t.Context(), p.saveTown("bari")); err != nil || len(other) != 0 {
		t.Errorf("another town has %v, %v", other, err)
	}
}

func TestAcceptingEndsEveryProposalOfTheSameWords(t *testing.T) {
	t.Parallel()
	p := lessonStore(t)
	p.propose("dove lascio il pupo", "", 1)
	p.propose("Dove lascio il pupo", "mensa", 2)
	p.propose("altro", "", 3)
	lessons, err := p.OpenLessons(t.Context(), p.town)
	if err != nil {
		t.Fatal(err)
	}
	id := map[string]int64{}
	for _, l := range lessons {
		id[l.Question] = l.ID
	}
	by := caterina.OperatorID(p.ops[1])
	before := value[int64](p.fixture, `SELECT content_version FROM town WHERE id = $1`, p.town)
	v := caterina.Variant{Card: "nido", Question: "dove lascio il bambino"}
	wantCode(t, "for a card that is not there",
		p.AcceptLesson(t.Context(), p.town, id["altro"], by, caterina.Variant{Card: "x", Question: "y"}), caterina.CodeNotFound)
	if err := p.AcceptLesson(t.Context(), p.town, id["dove lascio il pupo"], by, v); err != nil { // with the curator's words
		t.Fatal(err)
	}
	if err := p.AcceptLesson(t.Context(), p.town, id["Dove lascio il pupo"], by, caterina.Variant{Card: "nido", Question: "altro"}); err != nil {
		t.Fatal(err)
	}
	if left, err := p.OpenLessons(t.Context(), p.town); err != nil || len(left) != 0 {
		t.Errorf("left %+v, %v", left, err)
	}
	if after := value[int64](p.fixture, `SELECT content_version FROM town WHERE id = $1`, p.town); after != before+2 {
		t.Errorf("the content version went from %d to %d", before, after)
	}
	content, err := p.Content(t.Context(), p.town)
	want := []caterina.Variant{{Card: "nido", Question: "altro"}, v}
	if diff := cmp.Diff(want, content.Variants); err != nil || diff != "" {
		t.Errorf("the content's variants (-want +got): %v\n%s", err, diff)
	}
	wantCode(t, "decided before", p.RejectLesson(t.Context(), p.town, id["altro"], by), caterina.CodeConflict)
	wantCode(t, "never made", p.RejectLesson(t.Context(), p.town, 999, by), caterina.CodeNotFound)
	wantCode(t, "accept what was never made", p.AcceptLesson(t.Context(), p.town, 999, by, v), caterina.CodeNotFound)
	if err := p.DropVariant(t.Context(), p.town, v); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "drop it twice", p.DropVariant(t.Context(), p.town, v), caterina.CodeNotFound)
	if after := value[int64](p.fixture, `SELECT content_version FROM town WHERE id = $1`, p.town); after != before+3 {
		t.Errorf("dropping left the content version at %d", after)
	}
}

// TestTwoCuratorsDecideOnce: whoever comes second is told.
func TestTwoCuratorsDecideOnce(t *testing.T) {
	t.Parallel()
	p := lessonStore(t)
	const rounds = 20
	for round := range rounds {
		p.propose("domanda "+strconv.Itoa(round), "", int64(round))
		lessons, err := p.OpenLessons(t.Context(), p.town)
		if err != nil || len(lessons) != 1 {
			t.Fatalf("%v, %v", lessons, err)
		}
		var won atomic.Int32
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				var err error
				if i%2 == 0 {
					err = p.RejectLesson(t.Context(), p.town, lessons[0].ID, caterina.OperatorID(p.ops[0]))
				} else {
					err = p.AcceptLesson(t.Context(), p.town, lessons[0].ID, caterina.OperatorID(p.ops[1]), caterina.Variant{Card: "nido", Question: lessons[0].Question})
				}
				if err == nil {
					won.Add(1)
				} else if caterina.CodeOf(err) != caterina.CodeConflict {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Fatalf("round %d: %d decisions", round, won.Load())
		}
	}
	accepted := value[int](p.fixture, `SELECT count(*) FROM lesson WHERE state = 'accepted'`)
	if variants := value[int](p.fixture, `SELECT count(*) FROM variant`); variants != accepted {
		t.Errorf("%d accepted and %d variants", accepted, variants)
	}
}

func TestCannedRepliesAreKeptByQueue(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	save := func(c caterina.Canned) int64 {
		id, err := p.SaveCanned(t.Context(), p.town, c)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	all := caterina.Canned{Title: "Saluto", Text: "Buongiorno {name}"}
	mine := caterina.Canned{Queue: "famiglia", Title: "Nido", Text: "Il nido apre a settembre"}
	all.ID, mine.ID = save(all), save(mine)
	save(caterina.Canned{Queue: "anziani", Title: "Assegno", Text: "…"})
	mine.Text = "Il nido apre a ottobre"
	save(mine)
	list := func(queue *string) []caterina.Canned {
		got, err := p.CannedReplies(t.Context(), p.town, queue)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	queue := "famiglia"
	if diff := cmp.Diff([]caterina.Canned{all, mine}, list(&queue)); diff != "" {
		t.Errorf("of one queue (-want +got):\n%s", diff)
	}
	if got := list(nil); len(got) != 3 {
		t.Errorf("of the town: %+v", got)
	}
	if err := p.DropCanned(t.Context(), p.town, all.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "forget it twice", p.DropCanned(t.Context(), p.town, all.ID), caterina.CodeNotFound)
	_, err := p.SaveCanned(t.Context(), p.town, all)
	wantCode(t, "change a forgotten one", err, caterina.CodeNotFound)
	_, err = p.SaveCanned(t.Context(), p.saveTown("bari"), mine)
	wantCode(t, "change another town's", err, caterina.CodeNotFound)
	_, err = p.SaveCanned(t.Context(), p.town, caterina.Canned{Title: "x"})
	wantCode(t, "without a text", err, caterina.CodeInvalid)
}
