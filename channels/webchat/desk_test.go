package webchat

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"example.org/caterina"
)

func (c *client) submit(id, choice string, form any) serverFrame {
	c.t.Helper()
	b, err := json.Marshal(map[string]any{"type": "send", "id": id, "choice": choice, "form": form})
	if err != nil {
		c.t.Fatal(err)
	}
	c.write(string(b))
	return c.receipt(id)
}

func goodCallback() map[string]any {
	return map[string]any{"name": "Lucia Neri", "contact": "333 1234567", "when": "morning", "text": "Il bonus", "privacy": true}
}

// TestACallbackFormIsNoMessage: it goes to the desk, is acknowledged with the
// event that tells of it, and what it holds stands nowhere else.
func TestACallbackFormIsNoMessage(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	ack := c.submit("form-1", "callback", goodCallback())
	if ack.Type != "ack" || ack.N != 2 || ack.Dup {
		t.Errorf("the form was answered with %+v", ack)
	}
	c.event(2)
	c.hasSeen(s)
	if got := fmt.Sprintf("%+v", s.desk.callbacks); got != "[{Name:Lucia Neri Contact:333 1234567 When:morning Text:Il bonus Privacy:true}]" {
		t.Errorf("the desk holds %s", got)
	}
	var log strings.Builder
	for _, ev := range s.store.log(c.conv) {
		log.Write(ev.Body)
	}
	for _, secret := range []string{"Lucia", "1234567", "Il bonus"} {
		if strings.Contains(log.String(), secret) || strings.Contains(s.logs.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

func TestFormsAreChecked(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	callback := func(change map[string]any) map[string]any {
		form := goodCallback()
		maps.Copy(form, change)
		return form
	}
	for i, tc := range []struct {
		choice string
		form   any
		field  string
	}{
		{"callback", callback(map[string]any{"name": " \u200b "}), "name"},
		{"callback", callback(map[string]any{"name": strings.Repeat("è", 101)}), "name"},
		{"callback", callback(map[string]any{"contact": "domani"}), "contact"},
		{"callback", callback(map[string]any{"contact": "12345"}), "contact"},
		{"callback", callback(map[string]any{"contact": "a@b"}), "contact"},
		{"callback", callback(map[string]any{"when": "night"}), "when"},
		{"callback", callback(map[string]any{"text": strings.Repeat("è", 601)}), "text"},
		{"callback", callback(map[string]any{"privacy": false}), "privacy"},
		{"callback", "no form", ""},
		{"callback", callback(map[string]any{"name": 7}), ""},
		{"rating", map[string]any{"stars": 0}, "stars"},
		{"rating", map[string]any{"stars": 6}, "stars"},
		{"rating", map[string]any{"stars": 5, "answer": "unclear"}, "answer"},
		{"rating", map[string]any{"stars": 5, "text": strings.Repeat("è", 201)}, "text"},
		{"person", map[string]any{}, ""},
		{"", map[string]any{"name": "x"}, ""},
	} {
		c := s.open(t)
		nak := c.submit(fmt.Sprintf("form-%d", i), tc.choice, tc.form)
		if nak.Type != "nak" || string(nak.Code) != `"bad"` || nak.Field != tc.field || nak.Message == "" {
			t.Errorf("%s %v was answered with %+v", tc.choice, tc.form, nak)
		}
	}
	if len(s.desk.callbacks)+len(s.desk.ratings) != 0 {
		t.Error("a wrong form reached the desk")
	}
}

// TestARatingIsKeptInTheWordsOfTheModel: the client says which answer, the
// report shows it.
func TestARatingIsKeptInTheWordsOfTheModel(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	if ack := c.submit("r", "rating", map[string]any{"stars": 2, "answer": "lost", "text": " \u202eun  po' "}); ack.Type != "ack" {
		t.Fatalf("the rating was answered with %+v", ack)
	}
	if got := fmt.Sprintf("%+v", s.desk.ratings); got != "[{Stars:2 Answer:A volte non capivo se stavo procedendo correttamente Text:un  po'}]" {
		t.Errorf("the desk holds %s", got)
	}
}

// TestTheDesksReasonReachesTheCitizen: in their language, and what may hold data
// reaches no log.
func TestTheDesksReasonReachesTheCitizen(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.dial(t, nil)
	c.hello(`{"type":"hello","v":1,"town":"siena","lang":"en"}`)
	for i, tc := range []struct {
		err  error
		code string
		says string
	}{
		{caterina.Errorf(caterina.CodeConflict, "C'è già. / There is one already."), "bad", "There is one already."},
		{caterina.Errorf(caterina.CodeInvalid, "Only one language."), "bad", "Only one language."},
		{fmt.Errorf("move: %w", &caterina.Overtaken{Why: caterina.LateClosed}), "closed", "This conversation is closed"},
		{caterina.Errorf(caterina.CodeNotFound, "nessuna"), "closed", "This conversation is closed"},
		{errors.New("insert 333 1234567: broken"), "later", "We cannot receive"},
	} {
		s.desk.fail(tc.err)
		nak := c.submit(fmt.Sprintf("form-%d", i), "callback", goodCallback())
		if string(nak.Code) != fmt.Sprintf("%q", tc.code) || !strings.Contains(nak.Message, tc.says) {
			t.Errorf("%v was told as %+v", tc.err, nak)
		}
	}
	if log := s.logs.String(); !strings.Contains(log, "form not taken") || strings.Contains(log, "1234567") {
		t.Errorf("the log says %s", log)
	}
	s.desk.fail(nil)
	if ack := c.submit("form-9", "callback", goodCallback()); ack.Type != "ack" {
		t.Errorf("refused forms used up the citizen's messages: %+v", ack)
	}
}

// TestWhatIsAlwaysOpen: a citizen may ask for a person, or for the assistant,
// whatever was offered.
func TestWhatIsAlwaysOpen(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for id, words := range map[string]string{"person": "Parla con una persona", "assistant": "Continua con l'assistente"} {
		c.write(fmt.Sprintf(`{"type":"send","id":"id-%s","choice":%q}`, id, id))
		ack := c.receipt("id-" + id)
		if ack.Type != "ack" {
			t.Fatalf("%s was answered with %+v", id, ack)
		}
		if body := bodyOf(&s.store.log(c.conv)[ack.N-1]); body.Text != words || body.Choice != id {
			t.Errorf("%s was stored as %+v", id, body)
		}
	}
	c.write(`{"type":"send","id":"x","choice":"callback"}`)
	if nak := c.receipt("x"); nak.Type != "nak" {
		t.Errorf("a form without a form was answered with %+v", nak)
	}
	// What a change of hands offers can be chosen like any other option.
	s.store.turn(c.conv, caterina.StateQueued, caterina.StateBody{MessageBody: caterina.MessageBody{
		Text: "Aspetta.", Options: []caterina.Option{{ID: "card/orari", Label: "Gli orari"}},
	}})
	s.hub.Wake(c.conv, 4)
	c.event(4)
	c.write(`{"type":"send","id":"y","choice":"card/orari"}`)
	if ack := c.receipt("y"); ack.Type != "ack" {
		t.Errorf("an option of a state event was answered with %+v", ack)
	}
}

// TestOperatorsHaveNamesAndNoNumbers: and what only staff may see is not even
// missing.
func TestOperatorsHaveNamesAndNoNumbers(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	s.hub.Push(caterina.Event{Conversation: c.conv, Seq: 2, Kind: caterina.KindNote, Actor: caterina.OperatorActor(3), Body: json.RawMessage(`{"text":"segreto"}`)})
	s.hub.Push(caterina.Event{Conversation: c.conv, Seq: 2, N: 2, Kind: caterina.KindNote, Actor: caterina.OperatorActor(3), Body: json.RawMessage(`{"text":"segreto"}`)})
	s.hub.Push(s.store.as(c.conv, caterina.OperatorActor(3), caterina.MessageBody{Text: "Buongiorno.", Name: "Anna Bianchi"}))
	_, b, err := c.ws.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	if text := string(b); !strings.Contains(text, `"actor":"operator"`) || !strings.Contains(text, `"name":"Anna Bianchi"`) || !strings.Contains(text, `"n":2`) {
		t.Errorf("the citizen was sent %s", text)
	}
}

// TestTheStateIsTheCitizens: the welcome says who has the conversation, not at
// whom it rings.
func TestTheStateIsTheCitizens(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for state, want := range map[caterina.State]string{
		caterina.StateQueued: "queued", caterina.StateOffered: "queued", caterina.StateAssigned: "assigned",
		caterina.StateSnoozed: "assigned", caterina.StateCallback: "callback", caterina.StateBot: "bot",
	} {
		s.store.turn(c.conv, state, caterina.StateBody{})
		again := s.dial(t, nil)
		if got := again.hello(fmt.Sprintf(`{"type":"hello","v":1,"town":"siena","token":%q}`, c.token)); got.State != want {
			t.Errorf("%s is told as %s", state, got.State)
		}
	}
}

// TestTypingGoesBothWays and not more often than anybody can see.
func TestTypingGoesBothWays(t *testing.T) {
	t.Parallel()
	told := make(chan string, 10)
	s := startServer(t, func(s *server) {
		s.hub.cfg.OnTyping = func(conv caterina.ConversationID, on bool) { told <- fmt.Sprint(conv, " ", on) }
	})
	c := s.open(t)
	for _, on := range []bool{false, true, true, true, false, false, true} {
		c.write(fmt.Sprintf(`{"type":"typing","on":%t}`, on))
	}
	c.send("after", "ciao")
	close(told)
	var got []string
	for line := range told {
		got = append(got, strings.TrimPrefix(line, string(c.conv)+" "))
	}
	if fmt.Sprint(got) != "[true false true]" {
		t.Errorf("staff were told %v", got)
	}
	s.hub.Typing(c.conv, true)
	if f := c.until("typing"); !f.On {
		t.Errorf("the citizen was told %+v", f)
	}
}

// TestThePageIsKeptForTheStaff when it is the address of a web page.
func TestThePageIsKeptForTheStaff(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	for page, want := range map[string]string{
		"https://comune.example/bonus?id=12#dove":              "https://comune.example/bonus?id=12",
		"http://nome:segreta@comune.example/":                  "http://comune.example/",
		"javascript:alert(1)":                                  "",
		"file:///home/lucia/doc.html":                          "",
		"/solo/percorso":                                       "",
		"https://comune.example/x?" + strings.Repeat("a", 600): "https://comune.example/x",
		"https://comune.example/" + strings.Repeat("a", 600):   "",
		"https://comune.example/\u202efdp.exe":                 "https://comune.example/%E2%80%AEfdp.exe",
		" https://comune.example/ ":                            "https://comune.example/",
	} {
		c := s.dial(t, nil)
		b, err := json.Marshal(map[string]any{"type": "hello", "v": 1, "town": "siena", "page": page})
		if err != nil {
			t.Fatal(err)
		}
		c.hello(string(b))
		s.store.mu.Lock()
		got := s.store.pages[len(s.store.pages)-1]
		s.store.mu.Unlock()
		if got != want {
			t.Errorf("of %q was kept %q, want %q", page, got, want)
		}
	}
	res, err := http.Post(s.http.URL+"/v1/messages", "application/json", strings.NewReader(`{"type":"hello","town":"siena","page":"https://comune.example/post"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := s.store.pages[len(s.store.pages)-1]; got != "https://comune.example/post" {
		t.Errorf("over HTTP %q was kept", got)
	}
}

// TestFormsOverHTTP: where websockets do not pass.
func TestFormsOverHTTP(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	post := func(body string) (int, serverFrame) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http.URL+"/v1/messages", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		res, err := s.http.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var f serverFrame
		if err := json.NewDecoder(res.Body).Decode(&f); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, f
	}
	status, f := post(`{"id":"a","choice":"callback","form":{"name":"Lucia","contact":"x","privacy":true}}`)
	if status != http.StatusBadRequest || f.Field != "contact" {
		t.Errorf("status %d, %+v", status, f)
	}
	status, f = post(`{"id":"b","choice":"callback","form":{"name":"Lucia","contact":"lucia@posta.example","privacy":true}}`)
	if status != http.StatusOK || f.Type != "ack" || f.N != 2 {
		t.Errorf("status %d, %+v", status, f)
	}
}

// TestContacts as people write them.
func TestContacts(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"0577 292353", "0577/292353", "+39 333 1234567", "(080) 577.77.77", "333-1234567", "lucia.neri+x@posta.example.it"} {
		if !reachable(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range []string{
		"", "12345", "ciao", "0577 29 int. 2", "1234567890123456", "a@b", "a b@c.it", "a@@b.it", "@b.it", "a@b..it", "a@.it", "a@b.", "+", "3+331234567",
		strings.Repeat("x", 200) + "@b.it", "<a@b.it>",
	} {
		if reachable(bad) {
			t.Errorf("%q is taken", bad)
		}
	}
}
