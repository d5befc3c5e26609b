package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/openaitest"
	"example.org/caterina/internal/telegramtest"
)

// wordedByAModel is what stands under an answer of the model's.
const wordedByAModel = "Testo scritto con l'aiuto di un modello linguistico"

// onTelegram starts the town with a bot, and begins a conversation with it. It returns when
// the greeting is noted as sent: after a kill before that it is sent again.
func (o *writingOffice) onTelegram(ctx context.Context) *telegramtest.Chat {
	o.t.Helper()
	tg := telegramtest.Start(o.t, telegramtest.Options{})
	o.env = append(o.env, "CATERINA_OPENAI_TRANSCRIPTION_MODEL="+openaitest.DefaultTranscript,
		"CATERINA_TELEGRAM_TOKEN="+tg.Token(), "CATERINA_TELEGRAM_TOWN=siena", "CATERINA_TELEGRAM_API_URL="+tg.URL())
	o.server = o.starts()
	chat := tg.Chat(1001, telegramtest.Named("Maria", ""))
	chat.Say("/start")
	if _, err := chat.Next(ctx); err != nil {
		o.t.Fatal(err)
	}
	o.awaits(ctx, nothingOwed)
	return chat
}

// nothingOwed is true once every update is worked, every turn over and everything sent.
const nothingOwed = `SELECT ((SELECT count(*) FROM telegram_update WHERE done_at IS NULL) + (SELECT count(*) FROM turn WHERE done_at IS NULL)
	+ (SELECT count(*) FROM delivery WHERE state IN ('due', 'sending')) = 0)::int`

// dieNow kills the process, has what it had under way be over, and starts another.
func (o *writingOffice) dieNow() {
	o.t.Helper()
	if err := o.cmd.Process.Kill(); err != nil {
		o.t.Fatal(err)
	}
	<-o.done
	o.sql(`UPDATE turn SET due_at = clock_timestamp() WHERE done_at IS NULL`)
	o.server = o.starts()
}

// readsOnce waits for a message with a text, lets everything end, and says whether it
// came once and nothing but it and what was there before.
func (o *office) readsOnce(ctx context.Context, chat *telegramtest.Chat, text string) telegramtest.Message {
	o.t.Helper()
	has := func(m telegramtest.Message) bool { return strings.Contains(m.Text, text) }
	before := len(chat.Messages())
	all, err := chat.Wait(ctx, func(all []telegramtest.Message) bool { return slices.ContainsFunc(all, has) })
	if err != nil {
		o.t.Fatal(err)
	}
	o.awaits(ctx, nothingOwed)
	if got := chat.Texts(); len(got) > before+1 {
		o.t.Errorf("after what was there, %d messages came: %q", len(got)-before, got[before:])
	}
	return all[slices.IndexFunc(all, has)]
}

// TestAModelsAnswerArrivesOnceOnTelegram: the process dies while the model writes. What
// arrives is one answer, whole, with its source and with the word that a model wrote it.
func TestAModelsAnswerArrivesOnceOnTelegram(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := newWritingOffice(t, writes(endless), writes(0))
	chat := o.onTelegram(ctx)
	chat.Say(aboutMeals)
	if _, err := o.model.WaitPhase(ctx, openaitest.Chats, 1, openaitest.Underway); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(chat.Texts(), "\n"); strings.Contains(got, mealsFirst) {
		t.Errorf("half an answer was sent: %s", got)
	}
	o.dieNow()
	m := o.readsOnce(ctx, chat, mealsFirst)
	for _, want := range []string{mealsSecond, mealsThird, wordedByAModel, "Fonte: "} {
		if strings.Count(m.Text, want) != 1 {
			t.Errorf("%q is there %d times: %s", want, strings.Count(m.Text, want), m.Text)
		}
	}
	if !strings.Contains(m.Source, "<i>"+wordedByAModel) {
		t.Errorf("the label does not stand out: %s", m.Source)
	}
}

// TestAVoiceNoteIsAnsweredOnceThoughTheProcessDies while the note is written down: it was
// kept already, and is heard by whoever goes on.
func TestAVoiceNoteIsAnsweredOnceThoughTheProcessDies(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := newWritingOffice(t, writes(0))
	o.model.Fail(openaitest.Fault{Endpoint: openaitest.Transcriptions, Until: make(chan struct{}), Times: 1})
	chat := o.onTelegram(ctx)
	chat.SendVoice([]byte(aboutMeals), 3)
	if _, err := o.model.WaitPhase(ctx, openaitest.Transcriptions, 1, openaitest.Waiting); err != nil {
		t.Fatal(err)
	}
	o.dieNow()
	m := o.readsOnce(ctx, chat, "«"+aboutMeals+"»")
	for _, want := range []string{"Ho ascoltato il messaggio", mealsFirst, wordedByAModel} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q is missing: %s", want, m.Text)
		}
	}
	if n := len(o.model.Requests(openaitest.Transcriptions)); n != 2 {
		t.Errorf("it was written down %d times", n)
	}
	if got := o.logged(); !slices.Equal(got[len(got)-2:], []string{"citizen", "bot"}) {
		t.Errorf("the log is %v", got)
	}
}
