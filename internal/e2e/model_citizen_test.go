package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// modelCitizen is one citizen of the model.
type modelCitizen struct {
	*peer
	token string
	conv  string
	view  []line
}

func newModelCitizen(w *world, i int) *modelCitizen {
	c := &modelCitizen{peer: newPeer(w, fmt.Sprintf("c%d", i), uint64(i)+1000)}
	c.hello = func() (obj, http.Header) {
		hello := obj{"type": "hello", "v": 1, "town": modelTown, "lang": "it"}
		if c.token != "" {
			hello["token"], hello["after"] = c.token, len(c.view)
		}
		return hello, nil
	}
	c.heard = c.hear
	return c
}

// hear handles a frame, as a careful page does.
func (c *modelCitizen) hear(raw []byte, f *incoming) {
	if secret := c.w.leak(raw); secret != "" {
		c.complain("J9: %s in a citizen's frame: %s", secret, raw)
	}
	switch f.Type {
	case "welcome":
		c.token, c.conv = f.Token, f.Conv
	case "live":
		if !c.ready {
			c.ready = true
			c.again()
		}
	case "more":
		_ = c.write(obj{"type": "resume", "after": len(c.view)})
	case "reset":
		c.complain("J7: the log of the citizen was reset")
		c.view = nil
	case "ack":
		c.settle(f.ID, "ack")
	case "nak":
		c.refused(f)
	case "ev":
		switch next := int64(len(c.view)) + 1; {
		case f.N == next:
			c.view = append(c.view, lineOf(f.N, f.Kind, f.Actor, f.Body))
		case f.N > next:
			_ = c.write(obj{"type": "resume", "after": len(c.view)})
		}
	}
}

// act does something at random, every few seconds, until ctx is done.
func (c *modelCitizen) act(ctx context.Context) {
	for {
		pause(ctx, time.Duration(1000+c.rng.IntN(3500))*time.Millisecond)
		if ctx.Err() != nil {
			return
		}
		c.once()
	}
}

func (c *modelCitizen) once() {
	say := func(text string) { c.post(obj{"type": "send", "text": text}) }
	press := func(choice string) { c.post(obj{"type": "send", "choice": choice}) }
	asks := []string{"voglio parlare con una persona", "vorrei un operatore", "I want to talk to a person"}
	chats := []string{"bonus per il nido", "ciao", "badante", "non ho capito, mi spieghi meglio?", "ho mandato i documenti ieri", "grazie"}
	switch n := c.rng.IntN(100); {
	case n < 20:
		// Somebody takes it while the assistant answers.
		say(chats[c.rng.IntN(len(chats))])
		c.w.operators[c.rng.IntN(len(c.w.operators))].pounce(c.conversation())
	case n < 40:
		say(fmt.Sprintf("%s (%d)", chats[c.rng.IntN(len(chats))], c.rng.IntN(1000)))
	case n < 60:
		press("person")
	case n < 72:
		say(asks[c.rng.IntN(len(asks))])
	case n < 77:
		say("annulla")
	case n < 80:
		press("assistant")
	case n < 84:
		say("quanto manca?")
	case n < 88:
		c.post(obj{"type": "send", "choice": "callback", "form": obj{
			"name": "Maria Rossi", "contact": "0577 292353", "when": "any", "text": "Per il nido.", "privacy": true,
		}})
	case n < 91:
		c.post(obj{"type": "send", "choice": "rating", "form": obj{"stars": 1 + c.rng.IntN(5)}})
	case n < 92:
		say("non voglio più vivere")
	case n < 95:
		c.tell(obj{"type": "typing", "on": true})
	default:
		c.cut()
	}
}

func (c *modelCitizen) conversation() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conv
}

// keep fetches what a citizen can take away, and looks at every byte of it.
func (c *modelCitizen) keep(ctx context.Context) {
	c.mu.Lock()
	token := c.token
	c.mu.Unlock()
	if token == "" {
		return
	}
	for path, header := range map[string][2]string{
		"/v1/transcript":     {"Authorization", "Bearer " + token},
		"/chat/" + modelTown: {"Cookie", "caterina-" + modelTown + "=" + token},
	} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.w.anyAddr()+path, nil)
		if err != nil {
			return
		}
		req.Header.Set(header[0], header[1])
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			continue // the process was just killed
		}
		raw, _ := io.ReadAll(resp.Body) // what came is looked at
		resp.Body.Close()
		c.mu.Lock()
		if secret := c.w.leak(raw); secret != "" {
			c.complain("J9: %s in %s", secret, path)
		}
		if resp.StatusCode == http.StatusOK {
			c.w.count("GET " + path)
		}
		c.mu.Unlock()
	}
}
