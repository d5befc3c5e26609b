package webchat

import (
	"encoding/json"
	"net/http"
	"strconv"

	"example.org/caterina"
)

// formView is what forms.html needs beside the view of the page.
type formView struct {
	Form    formWords
	Answers []caterina.Option // to the second question of the rating
	Second  string            // that question
	Sent    bool              // it was taken, and no event says so
	wrong   []problem
	values  map[string]string
}

// Wrong says what is wrong with a field, "" when nothing is.
func (f *formView) Wrong(field string) string {
	for _, p := range f.wrong {
		if p.field == field {
			return p.words
		}
	}
	return ""
}

// Focus says whether a field is the first that is wrong.
func (f *formView) Focus(field string) bool { return len(f.wrong) > 0 && f.wrong[0].field == field }

// Value is what was filled in.
func (f *formView) Value(field string) string { return f.values[field] }

// Chosen says whether an answer was chosen.
func (f *formView) Chosen(field, value string) bool { return f.values[field] == value }

// Stars are what can be given.
func (f *formView) Stars() []int { return []int{1, 2, 3, 4, maxStars} }

// FormPath is the address of one of the forms, without a query.
func (v *view) FormPath(name string) string { return v.Path() + "/" + name }

// FormAddress is the address of one of the forms in the language of the view.
func (v *view) FormAddress(name string) string { return v.FormPath(name) + "?lang=" + v.Lang }

// serveCallback shows the form of who wants to be called back.
func (p *pages) serveCallback(w http.ResponseWriter, r *http.Request) {
	v, ok := p.begin(w, r)
	if !ok {
		return
	}
	v.formView = &formView{Form: formWordsIn(v.Lang), values: map[string]string{"when": string(caterina.CallAnytime)}}
	p.renderForm(w, http.StatusOK, v, "callback.html")
}

// serveRating shows the first question of the rating, or the second one when the
// first has been answered.
func (p *pages) serveRating(w http.ResponseWriter, r *http.Request) {
	v, ok := p.begin(w, r)
	if !ok {
		return
	}
	query := r.URL.Query()
	p.showRating(w, http.StatusOK, v, map[string]string{"stars": query.Get("stars")}, nil, query.Get("step") != "")
}

// showRating shows the rating as far as it has come.
func (p *pages) showRating(w http.ResponseWriter, status int, v *view, values map[string]string, wrong []problem, second bool) {
	f := &formView{Form: formWordsIn(v.Lang), values: values, wrong: wrong}
	stars, err := strconv.Atoi(values["stars"])
	switch chosen := err == nil && stars >= 1 && stars <= maxStars; {
	case chosen:
		f.Answers, f.Second = ratingAnswers(stars, v.Lang), f.Form.High
		if stars < goodStars {
			f.Second = f.Form.Low
		}
	case second && len(wrong) == 0:
		f.wrong = []problem{{"stars", f.Form.NoStars}}
	}
	v.formView = f
	p.renderForm(w, status, v, "rating.html")
}

// postCallback takes a request to be called back.
func (p *pages) postCallback(w http.ResponseWriter, r *http.Request) {
	p.postForm(w, r, choiceCallback, func(value func(string) string) any {
		return caterina.CallbackForm{
			Name: value("name"), Contact: value("contact"), When: caterina.CallbackWhen(value("when")),
			Text: value("text"), Privacy: value("privacy") != "",
		}
	}, func(v *view, status int, values map[string]string, wrong []problem) {
		v.formView = &formView{Form: formWordsIn(v.Lang), values: values, wrong: wrong}
		p.renderForm(w, status, v, "callback.html")
	})
}

// postRating takes a rating.
func (p *pages) postRating(w http.ResponseWriter, r *http.Request) {
	p.postForm(w, r, choiceRating, func(value func(string) string) any {
		stars, err := strconv.Atoi(value("stars"))
		if err != nil {
			stars = 0 // none was chosen: the check says so
		}
		return caterina.Rating{Stars: stars, Answer: value("answer"), Text: value("text")}
	}, func(v *view, status int, values map[string]string, wrong []problem) {
		p.showRating(w, status, v, values, wrong, true)
	})
}

// serveCopy shows the form of who wants the conversation by mail, or that it is
// on its way.
func (p *pages) serveCopy(w http.ResponseWriter, r *http.Request) {
	v, ok := p.begin(w, r)
	if !ok {
		return
	}
	if session, err := p.current(r, &v.Town); p.hub.cfg.Copies == nil || err == nil && session == nil {
		http.Redirect(w, r, v.Address(), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
		return
	}
	v.formView = &formView{Form: formWordsIn(v.Lang), Sent: r.URL.Query().Get("sent") != ""}
	p.renderForm(w, http.StatusOK, v, "copy.html")
}

// postCopy takes the address to which a copy shall go.
func (p *pages) postCopy(w http.ResponseWriter, r *http.Request) {
	p.postForm(w, r, choiceCopy, func(value func(string) string) any {
		return map[string]string{"email": value("email")}
	}, func(v *view, status int, values map[string]string, wrong []problem) {
		v.formView = &formView{Form: formWordsIn(v.Lang), values: values, wrong: wrong}
		p.renderForm(w, status, v, "copy.html")
	})
}

// formFields are all the fields of the forms.
func formFields() []string {
	return []string{"name", "contact", "when", "text", "privacy", "stars", "answer", "email"}
}

// afterForm is where a form leads that was taken.
func afterForm(v *view, choice string) string {
	if choice == choiceCopy {
		return v.FormAddress("copy") + "&sent=1"
	}
	return v.Address() + "#ultimo"
}

// postForm hands a form to the desk and goes back to the conversation, or shows
// it again with what was filled in and what is wrong with it.
func (p *pages) postForm(w http.ResponseWriter, r *http.Request, choice string, form func(value func(string) string) any,
	again func(v *view, status int, values map[string]string, wrong []problem),
) {
	v, ok := p.beginPost(w, r)
	if !ok {
		return
	}
	session, err := p.current(r, &v.Town)
	switch {
	case err == nil && session == nil && choice != choiceCallback: // of what?
		http.Redirect(w, r, v.Address(), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
		return
	case err == nil && session == nil:
		session, err = p.open(w, r, v)
	}
	if err != nil {
		p.fail(w, r, v, err)
		return
	}
	raw, err := json.Marshal(form(r.PostForm.Get))
	if err != nil {
		p.fail(w, r, v, err)
		return
	}
	conv := &session.Conversation
	f := &clientFrame{ID: r.PostForm.Get("id"), Choice: choice, Form: raw}
	_, refused := p.hub.submit(r.Context(), sender{town: conv.Town, conv: conv.ID, lang: v.Lang, last: conv.LastN, addr: p.hub.cfg.Address(r)}, f)
	if refused == nil {
		http.Redirect(w, r, afterForm(v, choice), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
		return
	}
	values := make(map[string]string)
	for _, name := range formFields() {
		values[name] = r.PostForm.Get(name)
	}
	if refused.first().field == "" {
		v.Problem = refused.sentence(v.Lang)
	}
	again(v, refused.code.status(), values, refused.wrong)
}
