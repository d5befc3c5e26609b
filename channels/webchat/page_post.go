package webchat

import (
	"context"
	"crypto/rand"
	"math"
	"net/http"
	"time"

	"example.org/caterina"
)

const cookieAge = 24 * time.Hour // an answer given within a day is found again

// servePost takes a message of the form, waits a moment for the answer and
// sends the browser back to the conversation.
func (p *pages) servePost(w http.ResponseWriter, r *http.Request) {
	v, ok := p.beginPost(w, r)
	if !ok {
		return
	}
	switch {
	case r.PostForm.Get("action") == "new":
		p.renew(w, r, v)
		return
	case r.PostForm.Get("action") == "transcript":
		p.serveTranscript(w, r, v)
		return
	case r.PostForm.Get("action") == "telegram":
		p.link(w, r, v)
		return
	case r.PostForm.Get("choice") == choiceCallback, r.PostForm.Get("choice") == choiceRating, r.PostForm.Get("choice") == choiceCopy:
		http.Redirect(w, r, v.FormAddress(r.PostForm.Get("choice")), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
		return
	}
	v.Text = r.PostForm.Get("text")
	session, err := p.sessionOf(w, r, v)
	if err != nil {
		p.fail(w, r, v, err)
		return
	}
	p.take(w, r, v, session)
}

// beginPost reads what was posted. When it is false, the request has been
// answered.
func (p *pages) beginPost(w http.ResponseWriter, r *http.Request) (*view, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		v := &view{Lang: "it", Other: "en", Words: wordsIn("it"), Problem: sentence("it", nakTooLong)}
		v.Title = v.Words.Title
		p.render(w, http.StatusRequestEntityTooLarge, v)
		return nil, false
	}
	return p.begin(w, r)
}

// sessionOf is the session of the request's cookie, or a new one.
func (p *pages) sessionOf(w http.ResponseWriter, r *http.Request, v *view) (*caterina.Session, error) {
	session, err := p.current(r, &v.Town)
	if err == nil && session == nil {
		session, err = p.open(w, r, v)
	}
	return session, err
}

// renew forgets the conversation in this browser. Who waited for a person does
// so no longer: nobody shall be called to somebody who has gone.
func (p *pages) renew(w http.ResponseWriter, r *http.Request, v *view) {
	session, err := p.current(r, &v.Town)
	if err == nil && session != nil && citizenState(session.Conversation.State) == caterina.StateQueued {
		conv := &session.Conversation
		f := &clientFrame{ID: rand.Text(), Choice: choiceAssistant}
		if receipt, refused := p.hub.receive(r.Context(), sender{town: conv.Town, conv: conv.ID, lang: v.Lang, last: conv.LastN}, f); refused == nil {
			p.hub.committed(receipt)
		}
	}
	http.SetCookie(w, p.cookie(&v.Town, "", -1))
	http.Redirect(w, r, v.Address(), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
}

// serveTranscript hands the conversation over as a file to keep.
func (p *pages) serveTranscript(w http.ResponseWriter, r *http.Request, v *view) {
	session, err := p.current(r, &v.Town)
	if err == nil && session == nil {
		http.Redirect(w, r, v.Address(), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
		return
	}
	var text []byte
	if err == nil {
		text, err = p.hub.transcript(r.Context(), &v.Town, &session.Conversation, math.MaxInt64, v.Lang)
	}
	if err != nil {
		p.fail(w, r, v, err)
		return
	}
	writeTranscript(w, text, v.Lang)
}

// maxForm is the most a form may hold: the longest text, percent-encoded.
const maxForm = 64 << 10

// open opens a session and gives the browser its cookie: only now, because only
// now the citizen has written.
func (p *pages) open(w http.ResponseWriter, r *http.Request, v *view) (*caterina.Session, error) {
	session, token, err := p.hub.session(r.Context(), &v.Town, "", v.Lang, "")
	if err != nil {
		return nil, err
	}
	http.SetCookie(w, p.cookie(&v.Town, token, int(cookieAge.Seconds())))
	return &session, nil
}

func (p *pages) cookie(town *caterina.Town, token string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure wherever the service is on https
		Name: p.cookieName(town), Value: token, Path: "/", MaxAge: maxAge,
		Secure: p.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// take stores the message of the form.
func (p *pages) take(w http.ResponseWriter, r *http.Request, v *view, session *caterina.Session) {
	conv := &session.Conversation
	f := &clientFrame{ID: r.PostForm.Get("id"), Text: v.Text, Choice: r.PostForm.Get("choice")}
	watch := newWatcher(false, 0)
	p.hub.join(conv.ID, watch)
	defer p.hub.leave(conv.ID, watch)
	from := sender{town: conv.Town, conv: conv.ID, lang: v.Lang, last: conv.LastN, addr: p.hub.cfg.Address(r)}
	receipt, refused := p.hub.receive(r.Context(), from, f)
	if refused != nil {
		v.Problem = refused.sentence(v.Lang)
		p.show(w, r, refused.code.status(), v, session)
		return
	}
	watch.seen.Store(receipt.Event.N)
	p.hub.committed(receipt)
	if citizenState(conv.State) != caterina.StateAssigned { // a person needs longer than anybody waits for a page
		p.await(r.Context(), conv, watch)
	}
	http.Redirect(w, r, v.Address()+"#ultimo", http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
}

// await waits until somebody has answered what was just stored, but not long:
// the page says that the answer is on its way.
func (p *pages) await(ctx context.Context, conv *caterina.Conversation, watch *watcher) {
	ctx, cancel := context.WithTimeout(ctx, p.hub.times.answer)
	defer cancel()
	for {
		events, err := p.hub.events(ctx, conv.Town, conv.ID, watch.seen.Load())
		if err != nil {
			return
		}
		for i := range events {
			if !saidByCitizen(&events[i]) {
				return
			}
			watch.seen.Store(events[i].N)
		}
		select {
		case <-watch.wake:
		case <-ctx.Done():
			return
		}
	}
}

// serveForeign answers a form that another website's page has sent.
func (p *pages) serveForeign(w http.ResponseWriter, r *http.Request) {
	v, ok := p.begin(w, r)
	if !ok {
		return
	}
	v.Problem = v.Words.Foreign
	p.show(w, r, http.StatusForbidden, v, nil)
}
