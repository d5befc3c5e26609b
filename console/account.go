package console

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"example.org/caterina"
)

const (
	saidOldPassword = "La password attuale non è giusta. Riprova; se non la ricordi, chi amministra gli account può dartene una nuova."
	saidDifferent   = "Le due password nuove non sono uguali: scrivi la stessa due volte."
	saidSame        = "La password nuova è uguale a quella che hai adesso: scegline un'altra."
)

// accountPages registers the pages that every account has for itself.
func (s *Console) accountPages() {
	s.ownPage("GET "+addrCode, addrCode, s.codePage)
	s.ownPage("POST "+addrCode, addrCode, s.giveCode)
	s.ownPage("GET "+addrEnrol, addrEnrol, s.enrolPage)
	s.ownPage("POST "+addrEnrol, addrEnrol, s.enrol)
	s.ownPage("GET "+addrPassword, addrPassword, s.passwordPage)
	s.ownPage("POST "+addrPassword, addrPassword, s.changePassword)
	s.ownPage("GET "+addrAccount, "", s.accountPage)
	s.ownPage("POST "+addrAccount+"/sessions", "", s.endSessions)
	s.ownPage("POST "+addrAccount+"/second-factor", "", s.replaceSecondFactor)
}

// accountView is what the account page shows.
type accountView struct {
	Account  caterina.Account
	Towns    []Staff
	Sessions []sessionView
	Error    string
}

// sessionView is one signed-in browser in the list.
type sessionView struct {
	ID      string
	Browser string
	Here    bool // the one that asks
	caterina.StaffSession
}

func (s *Console) accountPage(w http.ResponseWriter, r *http.Request, v *visitor) error {
	return s.showAccount(w, r, v, http.StatusOK, "")
}

func (s *Console) showAccount(w http.ResponseWriter, r *http.Request, v *visitor, status int, problem string) error {
	sessions, err := s.cfg.Store.StaffSessions(r.Context(), v.account.ID, sessionIdle)
	if err != nil {
		return fmt.Errorf("list the sessions: %w", err)
	}
	view := accountView{Account: v.account, Towns: s.townsOf(v), Error: problem}
	for _, one := range sessions {
		view.Sessions = append(view.Sessions, sessionView{
			ID: hex.EncodeToString(one.Hash[:]), Browser: browserName(one.Agent), Here: one.Hash == v.session.Hash, StaffSession: one,
		})
	}
	s.show(w, r, nil, status, "account", view)
	return nil
}

// endSessions signs one other browser out, or all others.
func (s *Console) endSessions(w http.ResponseWriter, r *http.Request, v *visitor) error {
	id := r.PostFormValue("session")
	if id == "others" {
		if err := s.cfg.Store.EndStaffSessions(r.Context(), v.account.ID, v.session.Hash); err != nil {
			return fmt.Errorf("sign out everywhere: %w", err)
		}
		if err := s.noteEverywhere(r.Context(), &v.account, "account.sign_out_everywhere", ""); err != nil {
			return err
		}
	} else {
		raw, err := hex.DecodeString(id)
		if err != nil || len(raw) != len(caterina.SessionHash{}) {
			return caterina.Errorf(caterina.CodeInvalid, saidGone)
		}
		if err := s.cfg.Store.EndStaffSession(r.Context(), v.account.ID, caterina.SessionHash(raw)); err != nil {
			return fmt.Errorf("sign a browser out: %w", err)
		}
	}
	s.redirect(w, r, addrAccount)
	return nil
}

// replaceSecondFactor takes the second factor away, for a new telephone, once
// the password has been given again. A new one is enrolled at once.
func (s *Console) replaceSecondFactor(w http.ResponseWriter, r *http.Request, v *visitor) error {
	if _, err := s.check(r.Context(), v.account.Email, r.PostFormValue("password"), s.device(r, v.account.Email)); err != nil {
		p := problemOf(err)
		if p.Code == caterina.CodeInvalid {
			p.Message = saidOldPassword
		}
		return s.showAccount(w, r, v, statusOf(p.Code), p.Message)
	}
	if err := s.cfg.Store.SetSecondFactor(r.Context(), v.account.ID, "", 0, v.session.Hash); err != nil {
		return fmt.Errorf("take a second factor away: %w", err)
	}
	if err := s.noteEverywhere(r.Context(), &v.account, "account.second_factor", "tolto, per configurarne un altro"); err != nil {
		return err
	}
	s.redirect(w, r, addrEnrol)
	return nil
}

// passwordForm is what the page of the password shows.
type passwordForm struct {
	Must  bool // the password was given to them
	Email string
	Error string
}

func (s *Console) passwordPage(w http.ResponseWriter, r *http.Request, v *visitor) error {
	s.show(w, r, nil, http.StatusOK, "password", passwordForm{Must: v.account.MustChange, Email: v.account.Email})
	return nil
}

// changePassword replaces the password and signs every other browser out.
func (s *Console) changePassword(w http.ResponseWriter, r *http.Request, v *visitor) error {
	if err := s.setOwnPassword(r, v); err != nil {
		s.refuse(w, r, "password", err, func(p problem) any {
			return passwordForm{Must: v.account.MustChange, Email: v.account.Email, Error: p.Message}
		})
		return nil
	}
	v.account.MustChange = false
	if err := s.noteEverywhere(r.Context(), &v.account, "account.password", "cambiata"); err != nil {
		return err
	}
	s.redirect(w, r, orStep(v, addrHome))
	return nil
}

func (s *Console) setOwnPassword(r *http.Request, v *visitor) error {
	old, password := r.PostFormValue("old"), r.PostFormValue("new")
	if _, err := s.check(r.Context(), v.account.Email, old, s.device(r, v.account.Email)); err != nil {
		if caterina.CodeOf(err) == caterina.CodeInvalid {
			return caterina.Errorf(caterina.CodeInvalid, saidOldPassword)
		}
		return err
	}
	switch {
	case password != r.PostFormValue("again"):
		return caterina.Errorf(caterina.CodeInvalid, saidDifferent)
	case password == old:
		return caterina.Errorf(caterina.CodeInvalid, saidSame)
	}
	if err := CheckPassword(password, v.account.Email); err != nil {
		return err
	}
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.SetPassword(r.Context(), v.account.ID, hash, false, v.session.Hash); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	return nil
}

// browserName is what people call the browser that sent such a header.
func browserName(agent string) string {
	name := "Browser sconosciuto"
	for _, known := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, known[0]) {
			name = known[1]
			break
		}
	}
	for _, known := range [][2]string{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, known[0]) {
			return name + " su " + known[1]
		}
	}
	return name
}
