package e2e

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	domain "example.org/caterina"
)

// headNow is how an operator believes a conversation to stand.
type headNow struct {
	state string
	epoch int
	mine  bool
}

// modelOperator is one member of the staff, with one tab.
type modelOperator struct {
	*peer
	id         domain.OperatorID
	supervisor bool
	cookie     string
	heads      map[string]headNow
	offers     map[string]int // epochs of what rings
	views      map[string][]line
	upToDate   map[string]bool
}

func newModelOperator(w *world, i int) *modelOperator {
	o := &modelOperator{
		peer: newPeer(w, fmt.Sprintf("o%d", i), uint64(i)+1), supervisor: i == 0,
		heads: map[string]headNow{}, offers: map[string]int{}, views: map[string][]line{}, upToDate: map[string]bool{},
	}
	o.hello = func() (obj, http.Header) {
		tab := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		return obj{"type": "hello", "v": 1, "role": "staff", "town": modelTown, "tab": tab}, http.Header{"Cookie": {"caterina=" + o.cookie}}
	}
	o.heard = o.hear
	return o
}

// hire makes the operator's account.
func (o *modelOperator) hire(ctx context.Context) error {
	role := domain.RoleOperator
	if o.supervisor {
		role = domain.RoleSupervisor
	}
	var err error
	if o.id, err = o.w.store.AddOperator(ctx, o.name+"@example.org", "Persona "+o.name, "x"); err != nil {
		return err
	}
	if err = o.w.store.SetPassword(ctx, o.id, "x", false, domain.SessionHash{}); err != nil {
		return err
	}
	if err = o.w.store.SetMember(ctx, o.id, domain.Membership{Town: o.w.town.ID, Role: role, Capacity: modelCapacity}); err != nil {
		return err
	}
	if o.supervisor {
		if err = o.w.store.SetSecondFactor(ctx, o.id, "sealed", 0, domain.SessionHash{}); err != nil {
			return err
		}
	}
	return o.signIn(ctx)
}

// signIn opens a session, as the sign-in pages do, and begins the shift.
func (o *modelOperator) signIn(ctx context.Context) error {
	o.mu.Lock()
	o.next++
	token := fmt.Sprintf("%s-session-%d", o.name, o.next)
	o.mu.Unlock()
	now := time.Now()
	err := o.w.store.OpenStaffSession(ctx, domain.StaffSession{
		Hash: sha256.Sum256([]byte(token)), Operator: o.id, SecondFactorAt: now, ExpiresAt: now.Add(12 * time.Hour),
	})
	if err != nil {
		return err
	}
	o.mu.Lock()
	o.cookie = token
	o.mu.Unlock()
	return o.w.store.SetWish(ctx, o.w.town.ID, o.id, domain.WantsWork)
}

// hear handles a frame, as the console does.
func (o *modelOperator) hear(_ []byte, f *incoming) {
	switch f.Type {
	case "welcome":
		o.ready = true
		for conv, view := range o.views {
			o.upToDate[conv] = false
			_ = o.write(obj{"type": "sub", "conv": conv, "after": len(view)})
		}
		o.again()
	case "ack":
		o.settle(f.ID, "ack")
	case "nak":
		if f.ID != "" {
			o.refused(f)
		}
	case "changed":
		o.heads[f.Conv] = headNow{f.State, f.Epoch, f.Mine}
		if o.offers[f.Conv] != f.Epoch {
			delete(o.offers, f.Conv)
		}
		if _, open := o.views[f.Conv]; f.Mine && !open {
			o.views[f.Conv] = nil
			_ = o.write(obj{"type": "sub", "conv": f.Conv, "after": 0})
		}
	case "offer":
		o.offers[f.Conv] = f.Epoch
	case "live":
		o.upToDate[f.Conv] = true
	case "reset":
		o.complain("J7: the log of %s was reset", f.Conv)
		o.views[f.Conv] = nil
	case "ev":
		o.see(f)
	}
}

func (o *modelOperator) see(f *incoming) {
	view := o.views[f.Conv]
	switch next := int64(len(view)) + 1; {
	case f.N == next:
		o.views[f.Conv] = append(view, lineOf(f.N, f.Kind, f.Actor, f.Body))
	case f.N > next:
		o.complain("J7: %s jumps from event %d to %d", f.Conv, next-1, f.N)
	}
}

// act does something at random, about once a second, until ctx is done.
func (o *modelOperator) act(ctx context.Context) {
	for {
		pause(ctx, time.Duration(150+o.rng.IntN(900))*time.Millisecond)
		if ctx.Err() != nil {
			return
		}
		o.once()
	}
}

// once decides by what the operator sees, in an order that chance alone gives.
func (o *modelOperator) once() {
	conv, offered := o.pick(func(c string, _ headNow) bool { _, ok := o.offers[c]; return ok })
	n := o.rng.IntN(100)
	if offered && n < 80 {
		switch {
		case n < 45:
			o.deed("accept", conv, nil)
		case n < 60:
			o.deed("decline", conv, nil)
		}
		return
	}
	if conv, ok := o.pick(func(_ string, h headNow) bool { return h.mine }); ok && n < 85 {
		o.work(conv)
		return
	}
	switch n := o.rng.IntN(100); {
	case n < 45:
		if conv, ok := o.pick(func(_ string, h headNow) bool { return h.state == "queued" || h.state == "callback" }); ok {
			o.deed("take", conv, nil)
		}
	case n < 55:
		o.deed("take", o.w.anyConv(o.rng), nil) // whoever has it: the bot, the queue, a colleague
	case n < 70:
		o.deed("note", o.w.anyConv(o.rng), obj{"text": o.secret()})
	case n < 76:
		o.post(obj{"type": "wish", "wants": []string{"available", "available", "busy", "offline"}[o.rng.IntN(4)]})
	case n < 80:
		o.cut()
	}
}

// work is what an operator does with a conversation of theirs.
func (o *modelOperator) work(conv string) {
	switch n := o.rng.IntN(100); {
	case n < 35:
		o.deed("send", conv, obj{"text": fmt.Sprintf("Buongiorno, sono qui (%d).", o.rng.IntN(1000))})
	case n < 50:
		o.deed("note", conv, obj{"text": o.secret()})
	case n < 60:
		o.deed("transfer", conv, obj{"to": int64(o.w.anyOperator(o.rng)), "note": o.secret()})
	case n < 66:
		o.deed("transfer", conv, obj{"queue": []string{"famiglia", "sociale"}[o.rng.IntN(2)], "note": o.secret()})
	case n < 74:
		o.deed("handback", conv, obj{"note": o.secret()})
	case n < 82:
		until := time.Now().Add(time.Duration(1+o.rng.IntN(8)) * time.Second)
		if o.rng.IntN(3) == 0 {
			until = until.Add(time.Hour)
		}
		o.deed("snooze", conv, obj{"until": until})
	case n < 90:
		o.deed("close", conv, obj{"reason": o.secret()})
	case n < 95:
		o.deed("take", conv, nil)
	default:
		o.tell(obj{"type": "typing", "conv": conv, "on": true})
	}
}

// secret is text that no citizen may ever receive a byte of.
func (o *modelOperator) secret() string {
	return fmt.Sprintf("%s chiamare la figlia al %d", o.w.marker, o.rng.IntN(10000))
}

// pick returns one of the conversations that fit.
func (o *modelOperator) pick(fits func(string, headNow) bool) (string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var convs []string
	for conv, head := range o.heads {
		if fits(conv, head) {
			convs = append(convs, conv)
		}
	}
	if len(convs) == 0 {
		return "", false
	}
	slices.Sort(convs)
	return convs[o.rng.IntN(len(convs))], true
}

// deed posts what the operator does to a conversation as they see it, and now and
// then as they saw it before.
func (o *modelOperator) deed(what, conv string, more obj) {
	if conv == "" {
		return
	}
	o.mu.Lock()
	epoch := o.heads[conv].epoch
	delete(o.offers, conv)
	o.mu.Unlock()
	if o.rng.IntN(20) == 0 {
		epoch--
	}
	f := obj{"type": what, "conv": conv, "epoch": epoch}
	maps.Copy(f, more)
	o.post(f)
}

// pounce takes a conversation of the assistant's at once.
func (o *modelOperator) pounce(conv string) {
	o.mu.Lock()
	head := o.heads[conv]
	o.mu.Unlock()
	if conv != "" && (head.state == "" || head.state == "bot") {
		o.post(obj{"type": "take", "conv": conv, "epoch": head.epoch})
	}
}

// current says whether the operator has every event of what they follow.
func (o *modelOperator) current(last map[string]int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for conv, view := range o.views {
		if int64(len(view)) < last[conv] {
			return false
		}
	}
	return true
}
