package webchat

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

func TestAnOperatorTakesAnswersAndGivesBack(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada := o.signIn(t, "ada", 1)
	ada.sub(convOne)
	if f := ada.deed("take", "t1", 1, nil); f.Type != "ack" || f.N != 2 {
		t.Fatalf("take: %+v", f)
	}
	if f := ada.deed("send", "m1", 2, map[string]any{"text": " buongiorno "}); f.Type != "ack" || f.Dup {
		t.Fatalf("send: %+v", f)
	}
	if f := ada.deed("send", "m1", 2, map[string]any{"text": "buongiorno"}); f.Type != "ack" || !f.Dup {
		t.Errorf("the same again: %+v", f)
	}
	if f := ada.deed("note", "n1", 2, map[string]any{"text": "chiede del nido", "mentions": []int{2}}); f.Type != "ack" {
		t.Errorf("note: %+v", f)
	}
	if f := ada.deed("handback", "h1", 2, map[string]any{"note": "ha capito"}); f.Type != "ack" {
		t.Errorf("hand back: %+v", f)
	}
	if f := ada.deed("send", "m2", 3, map[string]any{"text": "ancora una cosa"}); f.code() != "not_owner" || !strings.Contains(f.Message, "rimasto nella casella") {
		t.Errorf("send after the hand-back: %+v", f)
	}
	kinds := []string{}
	for _, ev := range o.desk.events[convOne] {
		kinds = append(kinds, string(ev.Kind))
	}
	if got := strings.Join(kinds, " "); got != "message state message note state" {
		t.Errorf("the log holds %s", got)
	}
}

// TestWhoIsTooLateLearnsWhoWas is acceptance case 1.
func TestWhoIsTooLateLearnsWhoWas(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada, bea := o.signIn(t, "ada", 1), o.signIn(t, "bea", 2)
	bea.sub(convOne)
	if f := ada.deed("take", "t1", 1, nil); f.Type != "ack" {
		t.Fatalf("take: %+v", f)
	}
	f := bea.until("change", func(f *consoleFrame) bool { return f.Type == "changed" && f.State == "assigned" })
	if f.Owner == nil || f.Owner.Name != "Ada" || f.Mine {
		t.Errorf("the other reads %+v", f)
	}
	if f := bea.deed("take", "t2", 1, nil); f.code() != "stale_epoch" || !strings.HasPrefix(f.Message, "Presa da Ada.") || f.Owner == nil || f.State != "assigned" || f.Epoch != 2 {
		t.Errorf("the second: %+v", f)
	}
	if f := bea.deed("send", "m", 2, map[string]any{"text": "salve"}); f.code() != "not_owner" || !strings.HasPrefix(f.Message, "Presa da Ada.") {
		t.Errorf("only the owner may send: %+v", f)
	}
	if f := ada.deed("send", "m", 1, map[string]any{"text": "salve"}); f.code() != "stale_epoch" {
		t.Errorf("an epoch that has passed: %+v", f)
	}
}

// TestTwoTabsOfOneOperator is acceptance case 31.
func TestTwoTabsOfOneOperator(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	one, two := o.signIn(t, "ada", 1), o.signIn(t, "ada", 2)
	one.sub(convOne)
	two.sub(convOne)
	one.deed("take", "t", 1, nil)
	one.deed("send", "m", 2, map[string]any{"text": "eccomi"})
	two.until("message", func(f *consoleFrame) bool { return f.Type == "ev" && f.Body.Text == "eccomi" })
	if err := one.ws.Close(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the closed tab's lease ended", func() bool {
		o.desk.mu.Lock()
		defer o.desk.mu.Unlock()
		return !o.desk.leases[tab(1)] && o.desk.leases[tab(2)]
	})
	o.desk.says(convOne, caterina.ActorCitizen, "grazie")
	two.until("message", func(f *consoleFrame) bool { return f.Type == "ev" && f.Body.Text == "grazie" })
}

// TestTwoOperatorsSeeEachOther is acceptance case 64.
func TestTwoOperatorsSeeEachOther(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada, bea := o.signIn(t, "ada", 1), o.signIn(t, "bea", 2)
	ada.sub(convOne)
	bea.sub(convOne)
	ada.until("colleague", func(f *consoleFrame) bool { return f.Type == "presence" && len(f.Who) == 2 })
	bea.say(map[string]any{"type": "typing", "conv": convOne, "on": true})
	f := ada.until("typing colleague", func(f *consoleFrame) bool {
		return f.Type == "presence" && len(f.Who) == 2 && (f.Who[0].Typing || f.Who[1].Typing)
	})
	if f.Who[1].Name != "Bea" || f.Who[0].Typing {
		t.Errorf("who types: %+v", f.Who)
	}
	bea.say(map[string]any{"type": "unsub", "conv": convOne})
	ada.until("leaving colleague", func(f *consoleFrame) bool { return f.Type == "presence" && len(f.Who) == 1 })
	o.desk.hub.CitizenTyping(convOne, true)
	ada.until("typing citizen", func(f *consoleFrame) bool { return f.Type == "typing" && f.On })
}

// TestTwoProcesses: who reads, who writes and who is named is known in the other
// process too.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	here, there := make(chan string, 100), make(chan string, 100)
	typed := make(chan bool, 10)
	one := startOffice(t, func(h *StaffHub) {
		h.cfg.Whisper, h.cfg.Whispers = func(text string) { there <- text }, here
	})
	two := startOffice(t, func(h *StaffHub) {
		h.cfg.Whisper, h.cfg.Whispers = func(text string) { here <- text }, there
		h.cfg.Typing = func(_ caterina.ConversationID, on bool) { typed <- on }
	})
	ada, bea := one.signIn(t, "ada", 1), two.signIn(t, "bea", 2)
	ada.deed("take", "t", 1, nil)
	ada.sub(convOne)
	bea.say(map[string]any{"type": "sub", "id": "sub", "conv": convOne}) // who reads may be told before the log is
	both := func(f *consoleFrame) bool { return f.Type == "presence" && len(f.Who) == 2 }
	if f := bea.until("colleague", both); f.Who[0].Name != "Ada" {
		t.Errorf("she reads of %+v", f.Who)
	}
	ada.until("colleague", both)
	ada.say(map[string]any{"type": "typing", "conv": convOne, "on": true})
	bea.until("typing colleague", func(f *consoleFrame) bool { return both(f) && f.Who[0].Typing })
	if !<-typed {
		t.Error("the citizen is not told in the other process")
	}
	one.desk.hub.CitizenTyping(convOne, true)
	bea.until("typing citizen", func(f *consoleFrame) bool { return f.Type == "typing" && f.On })
	ada.deed("note", "n", 2, map[string]any{"text": "@Bea guarda", "mentions": []int{2}})
	bea.until("mention", func(f *consoleFrame) bool { return f.Type == "mention" && f.Conv == convOne })
	if err := bea.ws.Close(); err != nil {
		t.Fatal(err)
	}
	ada.until("leaving colleague", func(f *consoleFrame) bool { return f.Type == "presence" && len(f.Who) == 1 })
	here <- "{broken"
	here <- `{"k":"reader","c":"x","t":"y","on":true,"n":"Nobody"}`
}

func TestWhoIsNotHeardOfIsForgotten(t *testing.T) {
	t.Parallel()
	far, now := farReaders{}, time.Now()
	w := &whisper{Kind: whisperReader, Conv: convOne, Tab: "x", On: true, Typing: true}
	if !far.note(w, now, time.Second) || far.note(w, now, time.Second) {
		t.Error("news is what was not known")
	}
	if gone := far.forget(now.Add(farStays)); len(gone) != 0 {
		t.Errorf("forgotten too early: %v", gone)
	}
	if gone := far.forget(now.Add(farStays + 1)); len(gone) != 1 || len(far) != 0 {
		t.Errorf("gone %v, left %v", gone, far)
	}
}

func TestWhatRings(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada, bea := o.signIn(t, "ada", 1), o.signIn(t, "bea", 2)
	ada.deed("take", "t", 1, nil)
	if f := ada.deed("transfer", "x", 2, map[string]any{"to": 2, "note": "tocca a te"}); f.Type != "ack" {
		t.Fatalf("transfer: %+v", f)
	}
	if f := bea.until("offer", func(f *consoleFrame) bool { return f.Type == "offer" }); f.Conv != convOne || f.Topic != "sociale" {
		t.Errorf("offer: %+v", f)
	}
}

// TestWhatOtherProcessesDo: nothing is pushed here, and the poll finds it.
func TestWhatOtherProcessesDo(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada := o.signIn(t, "ada", 1)
	ada.sub(convOne)
	o.desk.set(func() { o.desk.silent = true })
	o.desk.says(convOne, caterina.ActorCitizen, "c'è qualcuno?")
	ada.until("message", func(f *consoleFrame) bool { return f.Type == "ev" && f.Body.Text == "c'è qualcuno?" })
	o.desk.says(convOne, caterina.ActorCitizen, "pronto?")
	o.desk.hub.Wake(convOne)
	ada.until("message", func(f *consoleFrame) bool { return f.Type == "ev" && f.Body.Text == "pronto?" })
}

func TestALongLogComesWhole(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	o.desk.set(func() {
		for range 1000 {
			o.desk.append(convOne, caterina.ActorCitizen, caterina.KindMessage, "", true, caterina.MessageBody{Text: strings.Repeat("à", 1500)})
		}
	})
	ada := o.signIn(t, "ada", 1)
	ada.sub(convOne)
	if ada.n[convOne] != 1001 {
		t.Errorf("seen %d of 1001", ada.n[convOne])
	}
	ada.say(map[string]any{"type": "sub", "id": "s", "conv": convOne, "after": 5000})
	ada.until("reset", func(f *consoleFrame) bool { return f.Type == "reset" })
}

// TestOnlySignedInStaffGetIn tries every door that must be shut.
func TestOnlySignedInStaffGetIn(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	const hello = `{"type":"hello","v":1,"role":"staff","town":"siena","tab":"00000000-0000-4000-8000-000000000001"}`
	for name, tc := range map[string]struct {
		cookie, origin, hello string
		want                  int
	}{
		"no cookie":            {"", o.http.URL, hello, closeSession},
		"somebody else's":      {"eva", o.http.URL, hello, closeSession},
		"another website":      {"ada", "https://attack.example", hello, closeOrigin},
		"the town's website":   {"ada", "https://famiglie.comune.siena.example", hello, closeOrigin},
		"no origin":            {"ada", "", hello, closeOrigin},
		"another town":         {"ada", o.http.URL, strings.Replace(hello, "siena", "bari", 1), closeSession},
		"a town that is none":  {"ada", o.http.URL, strings.Replace(hello, "siena", "atlantide", 1), closeProtocol},
		"a tab that is none":   {"ada", o.http.URL, strings.Replace(hello, "00000000-0000", "x", 1), closeProtocol},
		"the wrong version":    {"ada", o.http.URL, strings.Replace(hello, `"v":1`, `"v":2`, 1), closeVersion},
		"the wrong types":      {"ada", o.http.URL, strings.Replace(hello, `"siena"`, `"siena","epoch":"x"`, 1), closeProtocol},
		"a deed before hello":  {"ada", o.http.URL, `{"type":"take","id":"t","conv":"` + string(convOne) + `","epoch":1}`, closeProtocol},
		"another role's hello": {"ada", o.http.URL, strings.Replace(hello, "staff", "admin", 1), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := o.knock(t, tc.cookie, tc.origin)
			c.write(tc.hello)
			if tc.want == 0 { // an unknown role is a citizen
				if f := c.read(); f.Type != "welcome" || f.Me.Name != "" {
					t.Errorf("got %+v", f)
				}
				return
			}
			if code := c.ended(); code != tc.want {
				t.Errorf("closed with %d, want %d", code, tc.want)
			}
		})
	}
}

func TestASignedOutOperatorIsOut(t *testing.T) {
	t.Parallel()
	o := startOffice(t, func(h *StaffHub) { h.times.auth = 20 * time.Millisecond })
	ada := o.signIn(t, "ada", 1)
	o.desk.set(func() { delete(o.desk.staff, "ada") })
	if code := ada.ended(); code != closeSession {
		t.Errorf("closed with %d", code)
	}
	o = startOffice(t, func(h *StaffHub) { h.times.auth = time.Hour })
	ada = o.signIn(t, "ada", 1)
	o.desk.set(func() { delete(o.desk.staff, "ada") })
	if f := ada.deed("take", "t", 1, nil); f.code() != "forbidden" || !strings.Contains(f.Message, "Accedi di nuovo") {
		t.Errorf("a deed: %+v", f)
	}
	if code := ada.ended(); code != closeSession {
		t.Errorf("closed with %d", code)
	}
	if got := o.desk.heads[convOne].Owner; got != 0 {
		t.Errorf("the conversation is %d's", got)
	}
}

// TestWrongDeedsAreAnsweredInWords covers what people do by mistake.
func TestWrongDeedsAreAnsweredInWords(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada := o.signIn(t, "ada", 1)
	ada.deed("take", "t", 1, nil)
	for name, tc := range map[string]struct {
		kind string
		more map[string]any
		code string
		says string
	}{
		"an empty reply":          {"send", map[string]any{"text": " \u200b "}, "bad", "vuoto"},
		"a long reply":            {"send", map[string]any{"text": strings.Repeat("è", 4001)}, "too_long", "4000"},
		"a note of 100 KB":        {"note", map[string]any{"text": strings.Repeat("x", 100<<10)}, "too_long", "4000"},
		"a transfer to oneself":   {"transfer", map[string]any{"to": 1}, "bad", "già tua"},
		"a transfer to nobody":    {"transfer", nil, "bad", "a chi"},
		"a queue that is none":    {"transfer", map[string]any{"queue": "x"}, "bad", "Questa coda non c'è."},
		"a snooze into the past":  {"snooze", map[string]any{"until": "2020-01-01T00:00:00Z"}, "bad", "futura"},
		"a snooze for ever":       {"snooze", map[string]any{"until": "2120-01-01T00:00:00Z"}, "bad", "futura"},
		"another town's":          {"take", map[string]any{"conv": convTwo}, "bad", ""},
		"no conversation at all":  {"take", map[string]any{"conv": "x"}, "bad", ""},
		"a wish that is none":     {"wish", map[string]any{"wants": "holidays"}, "bad", "disponibile"},
		"a long reason":           {"close", map[string]any{"reason": strings.Repeat("x", 300)}, "bad", "non è valida"},
		"an epoch that is passed": {"close", map[string]any{"epoch": 1}, "stale_epoch", "intanto è cambiata"},
	} {
		id := strings.ReplaceAll(name, " ", "-")
		f := ada.deed(tc.kind, id, 2, tc.more)
		if f.Type != "nak" || f.code() != tc.code || !strings.Contains(f.Message, tc.says) {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if f := ada.deed("close", "c", 2, map[string]any{"reason": "risolta"}); f.Type != "ack" {
		t.Fatalf("close: %+v", f)
	}
	if f := ada.deed("send", "late", 2, map[string]any{"text": "ah, dimenticavo"}); f.code() != "closed" || !strings.Contains(f.Message, "rimasto nella casella") {
		t.Errorf("reply to a closed conversation: %+v", f)
	}
	ada.say(map[string]any{"type": "sub", "id": "s", "conv": convTwo})
	if f := ada.until("refusal", func(f *consoleFrame) bool { return f.ID == "s" }); f.code() != "bad" {
		t.Errorf("another town's conversation: %+v", f)
	}
	if log := o.logs.String(); strings.Contains(log, "dimenticavo") || strings.Contains(log, "xxxx") {
		t.Errorf("what was written is in the log: %.300s", log)
	}
}

func TestADatabaseThatIsAwayClosesNothing(t *testing.T) {
	t.Parallel()
	o := startOffice(t, func(h *StaffHub) { h.times.auth = 10 * time.Millisecond })
	ada := o.signIn(t, "ada", 1)
	ada.sub(convOne)
	o.desk.set(func() { o.desk.down = caterina.Errorf(caterina.CodeUnavailable, "away") })
	if f := ada.deed("take", "t", 1, nil); f.code() != "later" {
		t.Errorf("take: %+v", f)
	}
	o.desk.set(func() { o.desk.down = nil })
	if f := ada.deed("take", "t", 1, nil); f.Type != "ack" {
		t.Errorf("take, when it is back: %+v", f)
	}
}

func TestFramesThatAreNone(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	for name, frame := range map[string]string{
		"broken JSON":   `{"type":"take"`,
		"deep JSON":     strings.Repeat("[", 100) + strings.Repeat("]", 100),
		"not UTF-8":     "{\"type\":\"ta\xffke\"}",
		"unknown type":  `{"type":"drop"}`,
		"hello again":   `{"type":"hello","v":1,"role":"staff","town":"siena","tab":"` + tab(1) + `"}`,
		"a megabyte":    `{"type":"note","id":"n","text":"` + strings.Repeat("x", 2<<20) + `"}`,
		"before number": `{"type":"sub","conv":"` + string(convOne) + `","after":-1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := o.signIn(t, "ada", 1)
			// A server that closes in the middle of a frame may be gone before it was written.
			_ = c.ws.WriteMessage(websocket.TextMessage, []byte(frame))
			if code := c.ended(); code != closeProtocol && (code != 0 || name != "a megabyte") {
				t.Errorf("closed with %d", code)
			}
		})
	}
}

func TestBinaryFramesAndFloods(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	c := o.signIn(t, "ada", 1)
	if err := c.ws.WriteMessage(websocket.BinaryMessage, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if code := c.ended(); code != closeProtocol {
		t.Errorf("binary: closed with %d", code)
	}
	c = o.signIn(t, "ada", 2)
	for range 1000 {
		if c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"read"}`)) != nil {
			break
		}
	}
	if code := c.ended(); code != closeRate && code != 0 {
		t.Errorf("flood: closed with %d", code)
	}
}

// TestASlowConsoleIsClosed: one that does not read is closed, and the others go on.
func TestASlowConsoleIsClosed(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	c := newStaffConn(o.desk.hub, arrival{knock: &knock{}})
	for range maxQueueFrames + 1 {
		c.send([]byte("x"))
	}
	if c.closing != closeSlow || len(c.queue) != 0 {
		t.Errorf("closing %d with %d frames queued", c.closing, len(c.queue))
	}
}

func TestTheEleventhTab(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	first := o.signIn(t, "ada", 1)
	for i := range maxPerOperator {
		o.signIn(t, "ada", i+2)
	}
	if code := first.ended(); code != closeTabs {
		t.Errorf("closed with %d", code)
	}
}

func TestAWishReachesTheOtherTabs(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	one, two := o.signIn(t, "ada", 1), o.signIn(t, "ada", 2)
	if f := one.deed("wish", "w", 0, map[string]any{"wants": "available"}); f.Type != "ack" {
		t.Errorf("wish: %+v", f)
	}
	two.until("wish", func(f *consoleFrame) bool { return f.Type == "wish" && f.Wants == "available" })
	one.say(map[string]any{"type": "ping"})
	one.until("pong", func(f *consoleFrame) bool { return f.Type == "pong" })
}

// TestTheLeaseLivesByThePong: a tab that does nothing stays present.
func TestTheLeaseLivesByThePong(t *testing.T) {
	t.Parallel()
	o := startOffice(t, func(h *StaffHub) { h.times.ping = 250 * time.Millisecond })
	ada := o.signIn(t, "ada", 1)
	go func() { _, _ = ada.try() }() // a browser answers pings while it reads
	waitFor(t, "the lease was renewed", func() bool {
		o.desk.mu.Lock()
		defer o.desk.mu.Unlock()
		return o.desk.renewed > 3
	})
	if err := ada.ws.NetConn().Close(); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		t.Fatal(err)
	}
	waitFor(t, "the lease ended", func() bool {
		o.desk.mu.Lock()
		defer o.desk.mu.Unlock()
		return !o.desk.leases[tab(1)]
	})
}

func TestGoodbye(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada := o.signIn(t, "ada", 1)
	ada.sub(convOne) // once this is answered the hub has the connection, which the welcome does not say
	for _, c := range o.desk.hub.everybody() {
		c.send(encode(newBye(reconnectIn())))
		c.shut(closeRestart, "restart")
	}
	ada.until("bye", func(f *consoleFrame) bool { return f.Type == "bye" })
	if code := ada.ended(); code != closeRestart {
		t.Errorf("closed with %d", code)
	}
}

// TestCitizensGetNoFrameOfTheStaffs follows one conversation from both sides.
func TestCitizensGetNoFrameOfTheStaffs(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	citizen := o.open(t)
	o.desk.set(func() {
		head := *o.desk.heads[convOne]
		head.Conversation.ID = citizen.conv
		o.desk.heads[citizen.conv], head.LastSeq = &head, 0
	})
	ada := o.signIn(t, "ada", 1)
	ada.sub(citizen.conv)
	conv := map[string]any{"conv": citizen.conv}
	ada.deed("take", "t", 1, conv)
	ada.deed("note", "n", 2, map[string]any{"conv": citizen.conv, "text": "segreto-tra-noi"})
	ada.say(map[string]any{"type": "typing", "conv": citizen.conv, "on": true})
	for _, ev := range o.desk.events[citizen.conv] {
		o.hub.Push(ev) // as the wiring does with every event
	}
	citizen.send("m1", "ciao")
	if err := citizen.ws.SetReadDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for {
		_, b, err := citizen.ws.ReadMessage()
		if err != nil {
			break
		}
		var f map[string]any
		if err := json.Unmarshal(b, &f); err != nil {
			t.Fatal(err)
		}
		switch f["type"] {
		case "changed", "presence", "offer", "note":
			t.Errorf("a citizen got %s", b)
		}
		if strings.Contains(string(b), "segreto") || strings.Contains(string(b), "operator:") {
			t.Errorf("a citizen got %s", b)
		}
	}
}
