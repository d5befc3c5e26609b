package webchat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.org/caterina"
)

// ways makes links for one town.
type ways struct {
	town caterina.TownID // 0: for none

	mu   sync.Mutex
	made []caterina.ConversationID
	err  error
}

func (w *ways) Offers(town caterina.TownID) bool { return town == w.town }

func (w *ways) Link(_ context.Context, town caterina.Town, conv caterina.ConversationID) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return "", w.err
	}
	w.made = append(w.made, conv)
	return fmt.Sprintf("https://t.me/caterina_bot?start=c_%s_%d", town.Slug, len(w.made)), nil
}

func (w *ways) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
}

// withLinks gives the hub a bot that serves Siena.
func withLinks(w *ways) func(*server) {
	return func(s *server) {
		siena, _ := fakeTowns{}.Town("siena")
		w.town = siena.ID
		s.hub.cfg.Links = w
	}
}

func TestALinkLeadsTheConversationOn(t *testing.T) {
	t.Parallel()
	w := &ways{}
	s := startServer(t, withLinks(w))
	c := s.dial(t, nil)
	if welcome := c.hello(`{"type":"hello","v":1,"town":"siena","lang":"it"}`); !welcome.Link {
		t.Error("welcome does not say that there is a way on")
	}
	c.write(`{"type":"link","id":"L1"}`)
	if f := c.read(); f.Type != "link" || f.ID != "L1" || f.URL != "https://t.me/caterina_bot?start=c_siena_1" {
		t.Errorf("answered with %+v", f)
	}
	if w.made[0] != c.conv {
		t.Errorf("the link is of %s", w.made[0])
	}
	answer := s.post(t, c.token, `{"type":"link"}`)
	if answer.status != http.StatusOK || answer.Type != "link" || !strings.HasSuffix(answer.URL, "_2") || w.made[1] != c.conv {
		t.Errorf("the fallback answered with %+v", answer)
	}
	if log := s.store.log(c.conv); len(log) != 1 {
		t.Errorf("the log has %d events: a link is none", len(log))
	}
	if strings.Contains(s.logs.String(), "c_siena") {
		t.Error("a link was logged")
	}
}

// TestALinkIsOfOnesOwnConversation: there is none to lead on without a session.
func TestALinkIsOfOnesOwnConversation(t *testing.T) {
	t.Parallel()
	w := &ways{}
	s := startServer(t, withLinks(w))
	if answer := s.post(t, "", `{"type":"link","town":"siena"}`); answer.Type != "welcome" {
		t.Errorf("who has no conversation is given one first: %+v", answer)
	}
	if answer := s.post(t, "nobodys", `{"type":"link"}`); answer.status != http.StatusUnauthorized {
		t.Errorf("with another's token: %+v", answer)
	}
	if len(w.made) != 0 {
		t.Errorf("%d links were made", len(w.made))
	}
}

func TestWhereNoBotIsNothingLeadsToIt(t *testing.T) {
	t.Parallel()
	for name, configure := range map[string]func(*server){"no bot": func(*server) {}, "a bot of another town": func(s *server) { s.hub.cfg.Links = &ways{town: 99} }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, configure)
			c := s.dial(t, nil)
			if welcome := c.hello(`{"type":"hello","v":1,"town":"siena","lang":"it"}`); welcome.Link {
				t.Error("welcome offers a way on")
			}
			c.write(`{"type":"link"}`)
			if f := c.read(); f.Type != "nak" || string(f.Code) != `"bad"` || !strings.Contains(f.Message, "Telegram") {
				t.Errorf("answered with %+v", f)
			}
			v := s.visit(t)
			v.get("/chat/siena")
			v.say("ciao")
			if strings.Contains(v.page, "Telegram") {
				t.Error("the page offers Telegram")
			}
		})
	}
}

func TestALinkThatCannotBeMadeIsAnsweredWithASentence(t *testing.T) {
	t.Parallel()
	w := &ways{}
	s := startServer(t, withLinks(w))
	c := s.open(t)
	for _, tt := range []struct {
		err        error
		code, says string
	}{
		{errors.New("the database is down"), "later", "Riprova tra poco"},
		{caterina.Errorf(caterina.CodeConflict, "it is closed"), "closed", "chiusa"},
	} {
		w.fail(tt.err)
		c.write(`{"type":"link"}`)
		if f := c.read(); f.Type != "nak" || string(f.Code) != `"`+tt.code+`"` || !strings.Contains(f.Message, tt.says) {
			t.Errorf("%v: answered with %+v", tt.err, f)
		}
	}
	w.fail(errors.New("still down"))
	if answer := s.post(t, c.token, `{"type":"link","lang":"en"}`); answer.status != http.StatusServiceUnavailable || !strings.Contains(answer.Message, "Try again shortly") {
		t.Errorf("the fallback answered with %+v", answer)
	}
}

// TestLinksArePacedAsMessagesAre: each is a row of the database.
func TestLinksArePacedAsMessagesAre(t *testing.T) {
	t.Parallel()
	w := &ways{}
	s := startServer(t, withLinks(w))
	c := s.open(t)
	for range messageBurst {
		c.write(`{"type":"link"}`)
		if f := c.read(); f.Type != "link" {
			t.Fatalf("answered with %+v", f)
		}
	}
	c.write(`{"type":"link"}`)
	if f := c.read(); f.Type != "nak" || string(f.Code) != `"rate"` || f.RetryMS <= 0 {
		t.Errorf("answered with %+v", f)
	}
	if answer := s.post(t, c.token, `{"type":"link"}`); answer.status != http.StatusTooManyRequests {
		t.Errorf("the fallback answered with %+v", answer)
	}
	c.write(`{"type":"link"}`)
	if code := c.closed(); code != closeRate {
		t.Errorf("closed with %d", code)
	}
	if len(w.made) != messageBurst {
		t.Errorf("%d links were made", len(w.made))
	}
}

// TestThePageLeadsOnWithoutJavaScript: a button, and then a link in a tab of its own
// that says where it leads and what that means.
func TestThePageLeadsOnWithoutJavaScript(t *testing.T) {
	t.Parallel()
	w := &ways{}
	s := startServer(t, withLinks(w), answering)
	v := s.visit(t)
	v.get("/chat/siena")
	if strings.Contains(v.page, `value="telegram"`) {
		t.Error("there is nothing to go on with yet")
	}
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"telegram"}}) // without a session
	if v.path != "/chat/siena?lang=it" || len(w.made) != 0 {
		t.Errorf("at %s, %d links", v.path, len(w.made))
	}
	v.get("/chat/siena")
	v.say("ciao")
	v.shows(`value="telegram">Continua su Telegram`)
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"telegram"}})
	v.shows("La risposta.", `<a href="https://t.me/caterina_bot?start=c_siena_1" target="_blank" rel="noopener noreferrer">Apri questa conversazione in Telegram`, "fuori dall&#39;Unione Europea")
	v.do(http.MethodPost, "/chat/siena?lang=en", url.Values{"action": {"telegram"}})
	v.shows("Open this conversation in Telegram", "15 minutes")
	w.fail(errors.New("down"))
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"telegram"}})
	if v.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", v.status)
	}
	v.shows("La risposta.", "In questo momento non puoi continuare su Telegram")
	s.store.turn(v.conv(), caterina.StateClosed, caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Chiusa."}})
	v.get("/chat/siena")
	if strings.Contains(v.page, `value="telegram"`) {
		t.Error("a closed conversation can go on elsewhere")
	}
}
