package draft_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/draft"
	"example.org/caterina/internal/openaitest"
)

// writes is a turn of somebody who writes to the demo town.
func writes(d demo, text string, history ...caterina.Message) caterina.Turn {
	return caterina.Turn{Town: d.town, Now: monday(), Lang: "it", History: history, Inputs: []caterina.Input{{Seq: 4, Text: text}}}
}

// romanian asks, in Romanian, what the nursery costs.
const romanian = "Bună ziua, cât costă creșa pentru copilul meu?"

// TestACarerReadsWhatTheNurseryCostsInHerLanguage, and the Italian words below, with the
// source and the label; and goes on about the same card.
func TestACarerReadsWhatTheNurseryCostsInHerLanguage(t *testing.T) {
	t.Parallel()
	d, m := siena(t), &translator{}
	got := replies(t, d.engine, m, writes(d, romanian))
	plain, err := d.engine.Reply(t.Context(), writes(d, "Quanto costa il nido?"))
	if err != nil {
		t.Fatal(err)
	}
	above, below, _ := strings.Cut(got.Message.Text, "\n\n———\n\n")
	if !strings.Contains(above, "țu") || openaitest.Italian(above) == above || !strings.HasSuffix(below, plain.Message.Text) || !strings.Contains(below, "Fonte: ") {
		t.Errorf("above %q, below %q", above, below)
	}
	if !strings.Contains(below, "Este valabil textul în italiană") || !strings.Contains(below, "vale il testo italiano") {
		t.Errorf("it is not said what counts: %q", below)
	}
	b := got.Message
	if !b.Generated || b.Lang != "it" || b.Outcome != caterina.OutcomeAnswer || b.Card != plain.Message.Card || len(b.Citations) == 0 || len(b.Options) == 0 || len(got.Effects) > 0 {
		t.Errorf("got %+v, %v", b, got.Effects)
	}
	if got.Trace.Lang != "ro" || got.Trace.Rule != "language/ro" || len(got.Trace.Model) != 3 || len(got.Trace.Ranking) == 0 {
		t.Errorf("the trace is %+v", got.Trace)
	}
	for _, call := range got.Trace.Model {
		if call.Step != caterina.StepTranslate || call.In != 10 || call.Failure != "" {
			t.Errorf("a call is %+v", call)
		}
	}
	next := replies(t, d.engine, m, writes(d, "Și ce documente trebuie?",
		caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: romanian}}, caterina.Message{Actor: caterina.ActorBot, Body: b}))
	if next.Message.Card != b.Card || next.Message.Field != caterina.FieldDocuments || foreignPart(next) == "" {
		t.Errorf("then: %+v", next.Message)
	}
}

// TestNeitherTheItalianWordsNorTheCitizensGoOnTheWayBack, and the citizen's not on the way
// there: an order in them reaches one call, and its answer is a question.
func TestNeitherTheItalianWordsNorTheCitizensGoOnTheWayBack(t *testing.T) {
	t.Parallel()
	d, m := siena(t), &translator{}
	replies(t, d.engine, m, writes(d, romanian))
	if len(m.chats) != 3 {
		t.Fatalf("%d calls", len(m.chats))
	}
	for i, c := range m.chats[1:] {
		if all := c.System() + c.User(); strings.Contains(all, "copilul") || strings.Contains(all, "Quanto costa") || strings.Contains(all, "https://") {
			t.Errorf("call %d holds %s", i+2, all)
		}
	}
	for _, x := range openaitest.Read(m.chats[1]).Texts {
		if text := x.Parts[0].Text; strings.Contains(text, " ") && strings.Contains(m.chats[2].User(), text) {
			t.Errorf("the way back holds %q", text)
		}
	}
}

// TestDangerToldInAnotherLanguageGetsTheNumbers, as they are, after one call.
func TestDangerToldInAnotherLanguageGetsTheNumbers(t *testing.T) {
	t.Parallel()
	d := siena(t)
	for _, text := range []string{"Чоловік б'є мене, мені страшно", "Bărbatul meu dă în mine și nu am unde pleca"} {
		m := &translator{}
		got := replies(t, d.engine, m, writes(d, text))
		if got.Message.Outcome != caterina.OutcomeCrisis || got.Message.Generated || !strings.Contains(got.Message.Text, "1522") || len(m.chats) > 1 {
			t.Errorf("%s: %d calls, %+v", text, len(m.chats), got.Message)
		}
		if !slices.ContainsFunc(got.Effects, func(e caterina.Effect) bool { _, ok := e.(caterina.FlagCrisis); return ok }) {
			t.Errorf("%s: effects %v", text, got.Effects)
		}
	}
}

// TestWhatIsNoAnswerFromCardsIsSaidAsBefore: in two languages, whom to ask.
func TestWhatIsNoAnswerFromCardsIsSaidAsBefore(t *testing.T) {
	t.Parallel()
	d := siena(t)
	base, err := d.engine.Reply(t.Context(), writes(d, romanian))
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range []string{
		"Voglio parlare con una persona", "Buongiorno", "chi ha vinto la partita di ieri sera?",
		"bonus spesa 2021", "Bonus", romanian, " ", strings.Repeat("quanto costa il nido? ", 200),
	} {
		m := &translator{asked: asked}
		if got := replies(t, d.engine, m, writes(d, romanian)); got.Message.Text != base.Message.Text || len(got.Effects) != len(base.Effects) || len(m.chats) != 1 {
			t.Errorf("%.40q: %d calls, %q, %v", asked, len(m.chats), got.Message.Text, got.Effects)
		}
	}
}

// TestAnswersThatAreNoneEndWithWhatIsSaidWithoutAModel: of each of the three calls.
func TestAnswersThatAreNoneEndWithWhatIsSaidWithoutAModel(t *testing.T) {
	t.Parallel()
	d := siena(t)
	for name, text := range map[string]string{
		"no JSON": "Certo!", "nothing": texts(), "another name": texts("x", "Quanto costa il nido?"), "empty": texts("1", "", "2", " "), "a number": `{"texts":3}`,
	} {
		wrong := func(openaitest.Answer, openaitest.Chat) openaitest.Answer { return openaitest.Answer{Text: text} }
		for _, m := range []*translator{{forth: wrong}, {back: wrong}} {
			if got := replies(t, d.engine, m, writes(d, romanian)); got.Message.Generated || got.Trace.Rule != "language/ro" || len(got.Trace.Model) < 2 {
				t.Errorf("%s: %+v", name, got.Message)
			}
		}
	}
}

// TestPersonalDataIsInNoPromptInWhateverLanguage.
func TestPersonalDataIsInNoPromptInWhateverLanguage(t *testing.T) {
	t.Parallel()
	d := siena(t)
	for text, secrets := range map[string][]string{
		"Bună ziua, mă numesc Ionela Munteanu, 333 1234567, cât costă creșa?":              {"Ionela", "Munteanu", "1234567"},
		"Hola, me llamo Rosario Quispe, rosario@example.com, ¿cuánto cuesta la guardería?": {"Rosario", "Quispe", "rosario@"},
		"Bonjour, je m'appelle Aïssatou Diallo, combien coûte la crèche pour mon enfant ?": {"Aïssatou", "Diallo"},
		"Përshëndetje, quhem Arben Hoxha RSSMRA80A01H501U, sa kushton çerdhja për fëmijën": {"Arben", "Hoxha", "RSSMRA80A01H501U"},
		"Добрий день, мене звати Оксана Шевченко, скільки коштують ясла?":                  {"Оксана", "Шевченко"},
		"Здравствуйте, меня зовут Ольга Петрова, сколько стоят ясли?":                      {"Ольга", "Петрова"},
		"مرحبا اسمي فاطمة الزهراء ورقمي 3331234567 كم تكلفة الحضانة":                       {"فاطمة", "3331234567"},
		"你好，我叫王小明，托儿所多少钱":                                                                  {"王小明"},
		"আমার নাম রহিম উদ্দিন, নার্সারির খরচ কত":                                           {"রহিম"},
	} {
		m := &translator{asked: "Quanto costa il nido?"}
		got := replies(t, d.engine, m, writes(d, text))
		if len(m.chats) < 2 || !got.Message.Generated {
			t.Errorf("%s: %d calls", text, len(m.chats))
		}
		for _, c := range m.chats {
			for _, secret := range secrets {
				if strings.Contains(c.System()+c.User(), secret) {
					t.Errorf("the model was given %s: %s", secret, c.User())
				}
			}
		}
	}
}

// TestATownDecidesWhetherItIsTranslated: by the topics of the cards.
func TestATownDecidesWhetherItIsTranslated(t *testing.T) {
	t.Parallel()
	d := siena(t)
	for degree, want := range map[caterina.Autonomy]bool{caterina.AutonomyFull: true, caterina.AutonomyApproval: true, caterina.AutonomyCards: false} {
		m := &translator{}
		got, err := draft.New(draft.Config{Engine: d.engine, Model: m, Policy: always(degree)}).Reply(t.Context(), writes(d, romanian), nil)
		if err != nil || got.Message.Generated != want || !want && len(m.chats) != 1 {
			t.Errorf("%s: %d calls, %+v, %v", degree, len(m.chats), got.Message, err)
		}
	}
}

// always is a policy for all topics.
type always caterina.Autonomy

func (a always) Autonomy(context.Context, caterina.TownID, string) (caterina.Autonomy, error) {
	return caterina.Autonomy(a), nil
}

// TestAMessageTooShortToTellIsInTheLanguageOfTheOneBefore; a button's is not.
func TestAMessageTooShortToTellIsInTheLanguageOfTheOneBefore(t *testing.T) {
	t.Parallel()
	d := siena(t)
	before := caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: romanian}}
	for name, c := range map[string]struct {
		text  string
		said  caterina.Message
		calls int
	}{
		"after Romanian": {"creșa?", before, 3},
		"after Italian":  {"creșa?", caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: "vorrei sapere del nido per favore"}}, 0},
		"after a button": {"creșa?", caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Choice: "person"}}, 0},
		"in English":     {"who won the match?", before, 0},
	} {
		m := &translator{asked: "Quanto costa il nido?"}
		replies(t, d.engine, m, writes(d, c.text, c.said))
		n := 0
		for _, chat := range m.chats {
			if chat.Step == caterina.StepTranslate {
				n++
			}
		}
		if n != c.calls {
			t.Errorf("%s: %d calls", name, n)
		}
	}
}

// slow is a translator one of whose calls, from 0, does not end, or fails.
type slow struct {
	*translator

	hangs, fails int
	n            int
	cause        error
}

func (s *slow) Stream(ctx context.Context, ask caterina.Ask, each func(string) error) (caterina.Completion, error) {
	n := s.n
	s.n++
	switch n {
	case s.hangs:
		<-ctx.Done()
		s.cause = context.Cause(ctx)
		return caterina.Completion{Usage: caterina.Usage{Step: ask.Step}}, ctx.Err()
	case s.fails:
		return caterina.Completion{Usage: caterina.Usage{Step: ask.Step, Failure: caterina.FailedStalled}}, errors.New("stalled")
	}
	return s.translator.Stream(ctx, ask, each)
}

// TestNobodyWaitsForATranslatorThatIsLate: four seconds for the first call, twenty for
// all, and not at all after a failure.
func TestNobodyWaitsForATranslatorThatIsLate(t *testing.T) {
	t.Parallel()
	d := siena(t)
	for name, c := range map[string]struct {
		hangs, fails int
		takes        time.Duration
		failure      caterina.ModelFailure
	}{
		"the question": {0, -1, 4 * time.Second, caterina.FailedLate}, "there": {1, -1, 20 * time.Second, caterina.FailedLate}, "back": {2, -1, 20 * time.Second, caterina.FailedLate},
		"a failure at once": {-1, 0, 0, caterina.FailedStalled}, "one there": {-1, 1, 0, caterina.FailedStalled}, "one back": {-1, 2, 0, caterina.FailedStalled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := &slow{translator: &translator{}, hangs: c.hangs, fails: c.fails}
				start := time.Now()
				got, err := draft.New(draft.Config{Engine: d.engine, Model: m}).Reply(t.Context(), writes(d, romanian), nil)
				if took := time.Since(start); err != nil || got.Message.Generated || took != c.takes {
					t.Errorf("after %v: %+v, %v", took, got.Message, err)
				}
				if c.hangs >= 0 && !errors.Is(m.cause, context.DeadlineExceeded) {
					t.Errorf("it was ended by %v", m.cause)
				}
				if last := got.Trace.Model[len(got.Trace.Model)-1]; last.Failure != c.failure || m.n != max(c.hangs, c.fails)+1 {
					t.Errorf("%d calls, the last %+v", m.n, last)
				}
			})
		})
	}
}

// left is a demo town's model that is left alone.
type left struct{ *translator }

func (left) LeftAlone(_ context.Context, _ caterina.TownID, step caterina.ModelStep) (caterina.Usage, bool) {
	return caterina.Usage{Step: step, Failure: caterina.FailedOpen}, true
}

// TestAModelThatIsLeftAloneIsAskedForNoTranslation.
func TestAModelThatIsLeftAloneIsAskedForNoTranslation(t *testing.T) {
	t.Parallel()
	d, m := siena(t), left{&translator{}}
	got, err := draft.New(draft.Config{Engine: d.engine, Model: m}).Reply(t.Context(), writes(d, romanian), nil)
	if err != nil || got.Message.Generated || len(m.chats) > 0 || len(got.Trace.Model) != 1 {
		t.Errorf("%d calls, %+v, %v", len(m.chats), got.Message, err)
	}
}
