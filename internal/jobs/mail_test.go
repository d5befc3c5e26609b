package jobs_test

import (
	"bytes"
	"context"
	"html/template"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels/webchat"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/mail"
	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// office is a town with its store, and a conversation in it.
type office struct {
	t     *testing.T
	store *postgres.Store
	town  caterina.Town
	conv  caterina.ConversationID
	logs  *lockedBuffer
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, store: pgtest.Store(t), logs: &lockedBuffer{}}
	o.town = caterina.Town{Slug: "siena", Name: "Comune di Siena", Queues: []caterina.Queue{{Slug: "sociale", Name: "Servizi sociali"}}}
	id, _, err := o.store.SaveTown(t.Context(), o.town, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.town.ID = id
	session, err := o.store.OpenSession(t.Context(), caterina.Opening{
		Town: id, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.conv = session.Conversation.ID
	_, err = o.store.Receive(t.Context(), caterina.Inbound{
		Town: id, Conversation: o.conv, ClientID: "1", Body: caterina.MessageBody{Text: "Che documenti servono per il nido?"},
	}, caterina.Lease{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// one is the only town.
type one struct{ town caterina.Town }

func (o one) Town(string) (caterina.Town, bool) { return o.town, true }
func (o one) Towns() []caterina.Town            { return []caterina.Town{o.town} }

// post starts the workers of one process that hand mail in at an address, and
// returns what stops them.
func (o *office) post(address string) (stop func()) {
	o.t.Helper()
	server, err := mail.Parse(caterina.Secret(address), "")
	if err != nil {
		o.t.Fatal(err)
	}
	logger := slog.New(slog.NewJSONHandler(o.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	hub := webchat.New(webchat.Config{
		Store: o.store, Towns: one{o.town}, Logger: logger, Now: time.Now,
		Greeting: func(caterina.Town, string) caterina.MessageBody { return caterina.MessageBody{} },
		Markdown: func(s string) template.HTML { return template.HTML(s) },
	})
	postman := jobs.NewPostman(jobs.MailConfig{
		Store: o.store, Send: server.Send, Transcript: hub.Transcript, PublicURL: "https://famiglia.example", Logger: logger, Now: time.Now,
		Town: func(id caterina.TownID) (caterina.Town, bool) { return o.town, id == o.town.ID },
	})
	queue, err := o.store.Jobs(postman.Workers(), logger)
	if err != nil {
		o.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := queue.Run(ctx); err != nil {
			o.t.Errorf("jobs: %v", err)
		}
	})
	wg.Go(func() { _ = postman.Run(ctx) })
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	o.t.Cleanup(stop)
	return stop
}

const reader = "maria.rossi@posta.example"

func (o *office) order(id string) {
	o.t.Helper()
	_, err := o.store.OrderCopy(o.t.Context(), caterina.CopyOrder{Town: o.town.ID, Conversation: o.conv, ClientID: id, Lang: "it", Address: reader})
	if err != nil {
		o.t.Fatal(err)
	}
}

// hire makes an account with a place in the town.
func (o *office) hire(email string, role caterina.Role) caterina.OperatorID {
	o.t.Helper()
	id, err := o.store.AddOperator(o.t.Context(), email, "Anna Bianchi", "hash")
	if err == nil {
		err = o.store.SetMember(o.t.Context(), id, caterina.Membership{Town: o.town.ID, Role: role, Capacity: 3})
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// forgotten waits until the address of a copy is gone.
func (o *office) forgotten(number int) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := o.store.CopyAddress(ctx, caterina.CopyMail{Town: o.town.ID, Conversation: o.conv, Copy: number})
		if caterina.CodeOf(err) == caterina.CodeNotFound {
			return
		}
		select {
		case <-ctx.Done():
			o.t.Fatalf("the address of copy %d is still there: %v", number, err)
		case <-tick.C:
		}
	}
}

// move changes who has the conversation.
func (o *office) move(to caterina.State, op caterina.OperatorID, text, note string) caterina.Event {
	o.t.Helper()
	ev, err := o.store.Move(o.t.Context(), caterina.Transition{
		Town: o.town.ID, Conversation: o.conv, To: to, Owner: op, Queue: "sociale", By: caterina.ActorSystem, Note: note,
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: text}},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return ev
}

// TestACopyHoldsWhatTheCitizenSawAndNoNote: the mail is what the download is, and
// not a byte of the staff's notes is in it; its address is gone afterwards and
// stands in no line of the log.
func TestACopyHoldsWhatTheCitizenSawAndNoNote(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	op := o.hire("anna@comune.example", caterina.RoleOperator)
	o.move(caterina.StateQueued, 0, "Cerchiamo una persona.", "nota-segreta della consegna")
	taken := o.move(caterina.StateAssigned, op, "Ora parli con Anna.", "")
	for _, m := range []caterina.StaffMessage{
		{ClientID: "n", Text: "nota-segreta: chiamare Ugo", Note: true},
		{ClientID: "m", Text: "Serve **la domanda** online."},
	} {
		m.Town, m.Conversation, m.Operator, m.Name, m.Epoch = o.town.ID, o.conv, op, "Anna Bianchi", taken.Epoch
		if _, err := o.store.Say(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	server := mailtest.Start(t, mailtest.Config{})
	o.order("a")
	if _, err := o.store.Tell(t.Context(), o.town.ID, o.conv, "later", caterina.MessageBody{Text: "detto dopo"}); err != nil {
		t.Fatal(err)
	}
	o.post(server.URL())
	got := server.Next()
	for _, want := range []string{"ecco la copia", "Ciao!", "Che documenti servono per il nido?", "Ora parli con Anna.", "Anna Bianchi · operatore", "Serve la domanda online."} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the copy does not say %q:\n%s", want, got.Text)
		}
	}
	if got.To != reader || got.Subject != "La tua conversazione con Caterina, Comune di Siena" || strings.Contains(got.Text, "nota-segreta") || strings.Contains(got.Text, "detto dopo") || strings.Contains(got.Text, "\ufeff") {
		t.Errorf("the copy: %+v", got)
	}
	o.forgotten(1)
	if logs := o.logs.String(); strings.Contains(logs, "maria") || strings.Contains(logs, "nido") {
		t.Errorf("the log holds the address or the text:\n%s", logs)
	}
}

// TestAMailServerThatIsDownIsTriedAgain: a process dies with the mail unsent, and
// another hands it in, once, when the server is back.
func TestAMailServerThatIsDownIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := mailtest.Start(t, mailtest.Config{})
	down := mailtest.Start(t, mailtest.Config{})
	down.Close()
	stop := o.post(down.URL())
	o.order("a")
	waitFor(t, "a failed try", func() bool { return strings.Contains(o.logs.String(), "not reached") })
	stop()
	o.post(server.URL()) // another process, after the server is back
	server.Next()
	o.forgotten(1)
	if strings.Contains(o.logs.String(), "maria") {
		t.Errorf("the log holds the address:\n%s", o.logs.String())
	}
	select {
	case again := <-server.Mails:
		t.Errorf("a second copy came: %+v", again)
	default:
	}
}

// TestAReaderWhoIsRefusedForGoodIsForgotten: nothing is tried again.
func TestAReaderWhoIsRefusedForGoodIsForgotten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := mailtest.Start(t, mailtest.Config{Recipient: func(a string) string { return "550 <" + a + "> unknown" }})
	o.post(server.URL())
	o.order("a")
	o.forgotten(1)
	if strings.Contains(o.logs.String(), "maria") {
		t.Errorf("the log holds the address:\n%s", o.logs.String())
	}
}

// TestTwoProcessesSendEachMailOnce.
func TestTwoProcessesSendEachMailOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := mailtest.Start(t, mailtest.Config{})
	o.post(server.URL())
	o.post(server.URL())
	o.order("a")
	o.order("b")
	server.Next()
	server.Next()
	o.forgotten(1)
	o.forgotten(2)
	if len(server.Mails) != 0 {
		t.Errorf("%d mails too many", len(server.Mails))
	}
}

// TestSupervisorsReadOfADangerThatWaits, and nothing of who it is.
func TestSupervisorsReadOfADangerThatWaits(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.hire("capo@comune.example", caterina.RoleSupervisor)
	late := o.hire("ex@comune.example", caterina.RoleSupervisor)
	urgent := 9
	if _, err := o.store.Move(t.Context(), caterina.Transition{
		Town: o.town.ID, Conversation: o.conv, To: caterina.StateQueued, Queue: "sociale", Priority: &urgent, By: caterina.ActorSystem,
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Cerchiamo una persona."}},
	}); err != nil {
		t.Fatal(err)
	}
	if mails, err := o.store.NoteWaits(t.Context(), 5*time.Minute); err != nil || mails != 2 {
		t.Fatalf("%d mails, %v", mails, err)
	}
	if _, err := o.store.DisableOperator(t.Context(), late, 0); err != nil { // before the mail leaves
		t.Fatal(err)
	}
	server := mailtest.Start(t, mailtest.Config{})
	o.post(server.URL())
	got := server.Next()
	if got.To != "capo@comune.example" || got.Subject != "Urgente: richiesta in attesa - coda Servizi sociali" ||
		!strings.Contains(got.Text, "https://famiglia.example/console/siena/inbox") || !strings.Contains(got.Text, "una persona aspetta") {
		t.Errorf("the mail: %+v", got)
	}
	if strings.Contains(got.Text, string(o.conv)) || strings.Contains(got.Text, "nido") {
		t.Errorf("the mail says who it is about:\n%s", got.Text)
	}
	o.order("later") // its turn comes after the other supervisor's
	if next := server.Next(); next.To != reader {
		t.Errorf("somebody whose account is closed was told: %+v", next)
	}
	o.forgotten(1)
	if len(server.Mails) != 0 {
		t.Errorf("%d mails too many", len(server.Mails))
	}
}

// waitFor waits until something is so that no channel tells of.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s did not come", what)
		case <-tick.C:
		}
	}
}
