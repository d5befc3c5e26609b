package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// What a message brings besides words, as channels call it (see
// caterina.MessageBody.Media). A kind that is not among them is one that nobody can open.
const (
	mediaPhoto     = "photo"
	mediaDocument  = "document"
	mediaVoice     = "voice"
	mediaVideo     = "video"
	mediaSticker   = "sticker"
	mediaPoll      = "poll"
	mediaVenue     = "venue"
	mediaContact   = "contact"
	mediaForwarded = "forwarded"
)

// maxForwarded is how many words a forwarded message has at most that is read as a
// question of the citizen's own. A longer one is somebody else's text.
const maxForwarded = 25

// sent is what came besides words: the last kind of it, and whether several.
type sent struct {
	kind string
	many bool
}

// sent reads it from the messages that wait.
func (t *talk) sent() sent {
	var s sent
	files := 0
	for _, in := range t.inputs {
		if in.Media == "" {
			continue
		}
		s.kind = in.Media
		files += max(1, len(in.Files))
	}
	s.many = files > 1 && (s.kind == mediaPhoto || s.kind == mediaDocument)
	return s
}

// stepMedia reacts to what the engine cannot read. Words beside it that ask something
// are answered, after one sentence on what came with them; the words of danger were
// heard before this.
func (e *Engine) stepMedia(_ context.Context, t *talk) (bool, error) {
	s := t.sent()
	if s.kind == "" || t.choice != "" {
		return false, nil
	}
	if t.text != "" && (t.listened() || e.inFlow(t) || e.asksWith(t, s)) {
		t.came = s
		return false, nil
	}
	e.sayMedia(t, s)
	return true, nil
}

// listened says whether the words that wait are what a program heard in a voice message:
// they are answered as if they had been written, and said back, for it may have misheard.
func (t *talk) listened() bool {
	return slices.ContainsFunc(t.inputs, func(in caterina.Input) bool { return in.Heard })
}

// asksWith says whether the words beside something are meant for the assistant.
// "Ecco la ricevuta" only says what it is.
func (e *Engine) asksWith(t *talk, s sent) bool {
	if s.kind == mediaForwarded {
		return len(t.tokens) <= maxForwarded
	}
	return t.asks() || asksForPerson(e.talk.read(t.tokens).find()) || !namesWhatItIs(t.tokens)
}

// isWanting says whether a word asks for something without a question mark.
func isWanting(word string) bool {
	return slices.Contains([]string{
		"vorrei", "voglio", "vogliamo", "posso", "possiamo", "devo", "dobbiamo", "serve", "servono", "bisogno", "aiuto", "aiutami", "aiutatemi", "spiegami",
		"dimmi", "cerco", "need", "want", "help", "can", "must", "explain", "tell",
	}, word)
}

// namesWhatItIs says whether words only say what a picture is: "ecco la ricevuta", "il
// mio documento", "foto".
func namesWhatItIs(tokens []token) bool {
	if len(tokens) == 0 {
		return true
	}
	return slices.Contains([]string{
		"ecco", "eccola", "eccolo", "eccoli", "eccole", "questo", "questa", "questi", "queste", "guarda", "guardate", "guardi", "vedi", "allego", "allegato",
		"invio", "inoltro", "mando", "in", "vi", "ti", "la", "il", "le", "i", "lo", "l", "mio", "mia", "miei", "mie", "foto", "documento", "documenti", "ricevuta",
		"here", "this", "these", "look", "see", "attached", "my", "the", "photo", "document",
	}, tokens[0].word)
}

// sayMedia says kindly that something has come and what it cannot be used for, and
// shows the ways on that there are.
func (e *Engine) sayMedia(t *talk, s sent) {
	w := &t.words.media
	text := w.other
	switch {
	case s.many && s.kind == mediaPhoto:
		text = w.photos
	case s.many:
		text = w.documents
	default:
		if own, ok := w.kinds[s.kind]; ok {
			text = own
		}
	}
	switch s.kind {
	case mediaPhoto, mediaDocument:
		t.say(caterina.OutcomeSmalltalk, "media/"+s.kind, paragraphs(text, w.notHere, e.otherWays(t)))
		t.offerPerson()
		if e.books(t.turn.Town) {
			t.offer(caterina.Option{ID: choiceNew, Label: t.words.book.optionBook})
		}
	case mediaVoice, mediaContact:
		t.say(caterina.OutcomeSmalltalk, "media/"+s.kind, text)
		t.offerPerson()
		if e.people != nil {
			t.offer(caterina.Option{ID: choiceCallback, Label: t.words.optionCallback})
		}
	case mediaSticker:
		t.say(caterina.OutcomeSmalltalk, "media/sticker", text)
	case mediaVideo, mediaPoll, mediaVenue, mediaForwarded:
		t.say(caterina.OutcomeSmalltalk, "media/"+s.kind, text)
		t.offerPerson()
	default:
		t.say(caterina.OutcomeSmalltalk, "media/other", text)
		t.offerPerson()
	}
	t.reply.Trace.Confidence = 1
}

func (t *talk) offerPerson() {
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
}

// otherWays says where a document can be shown.
func (e *Engine) otherWays(t *talk) string {
	w := &t.words.media
	ways := []string{w.wayPerson}
	if e.books(t.turn.Town) {
		ways = append(ways, t.words.wayBooking)
	}
	if e.publicURL != "" {
		ways = append(ways, w.wayWeb(e.publicURL+"/chat/"+t.turn.Town.Slug))
	}
	return paragraphs(w.ways, bullets(ways))
}

// sayCame says before an answer that what came with the question was not read. A
// person who is called sees it.
func (t *talk) sayCame() {
	m := &t.reply.Message
	if t.came.kind == "" || m.Text == "" || m.Outcome == caterina.OutcomeCrisis {
		return
	}
	w := &t.words.media
	sentence, note := w.beside[t.came.kind], ""
	if t.came.kind == mediaPhoto || t.came.kind == mediaDocument {
		note = w.notHere
	}
	switch {
	case t.listened():
		sentence = w.heard(escape(strings.Join(strings.Fields(t.text), " ")))
		t.reply.Heard = sentence
	case t.came.kind == mediaForwarded && !t.asks():
		sentence = w.besideNews
	case t.personRule != "" && t.called:
		sentence, note = w.personSees, ""
	case t.came.many && t.came.kind == mediaPhoto:
		sentence = w.besidePhotos
	case sentence == "":
		sentence = w.besideOther
	}
	m.Text = paragraphs(sentence, m.Text, note)
}

// asks says whether the words ask something, and do not only say it.
func (t *talk) asks() bool {
	return strings.Contains(t.text, "?") || slices.ContainsFunc(t.tokens, func(tok token) bool { return isQuestionWord(tok.word) || isWanting(tok.word) })
}

// mediaWords are the sentences about what is no text.
type mediaWords struct {
	kinds                             map[string]string // by kind, when nothing is asked
	photos, documents, other          string
	beside                            map[string]string // by kind, before an answer
	besidePhotos, besideOther         string
	heard                             func(text string) string // before an answer to a voice message
	besideNews                        string                   // before an answer to a forwarded text that asks nothing
	personSees, notHere               string
	ways, wayPerson                   string
	wayWeb                            func(url string) string
	emoji                             string
	nearest, mapLabel, topics, nobody string
	nearestTo                         func(place string) string // of a place that is not where the citizen is; "" when it has no name
	far, farThere                     func(km, town string) string
}
