package console

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"example.org/caterina"
)

// Addresses of the pages that belong to no town.
const (
	addrHome     = "/console"
	addrSignIn   = "/console/sign-in"
	addrCode     = "/console/code"
	addrEnrol    = "/console/enrol"
	addrPassword = "/console/password" // #nosec G101 -- an address
	addrSignOut  = "/console/sign-out"
	addrAccount  = "/console/account"
)

// Limits of attempts: strangers share one count for an account, a known device
// has its own, so whoever guesses from outside cannot lock the owner out.
const (
	freeAttempts    = 5
	longestBlock    = 5 * time.Minute
	maxCodesWrong   = 10
	longestCodeWait = 15 * time.Minute
	maxEmail        = 254
)

const (
	saidWrong = "Indirizzo o password non corretti. Controlla e riprova; se hai dimenticato la password, chi amministra gli account può darti una password nuova."
	saidLater = "Troppi tentativi non riusciti: riprova tra %s. Da un computer da cui hai già lavorato puoi accedere anche subito."
)

// signInPages are open to everybody.
func (s *Console) signInPages() map[string]http.Handler {
	return map[string]http.Handler{
		"GET " + addrHome:          http.HandlerFunc(s.home),
		"GET " + addrHome + "/{$}": http.HandlerFunc(s.home),
		"GET " + addrSignIn:        http.HandlerFunc(s.signInPage),
		"POST " + addrSignIn:       http.HandlerFunc(s.signIn),
		"POST " + addrSignOut:      http.HandlerFunc(s.signOut),
	}
}

// home leads to the sign-in page, to the only town's first page, or lets choose.
func (s *Console) home(w http.ResponseWriter, r *http.Request) {
	if v, err := s.visitor(r); err == nil && v == nil {
		s.redirect(w, r, addrSignIn)
		return
	}
	s.visited("", func(w http.ResponseWriter, r *http.Request, v *visitor) error {
		towns := s.townsOf(v)
		if len(towns) == 1 {
			s.redirect(w, r, s.firstPage(towns[0]))
			return nil
		}
		s.show(w, r, nil, http.StatusOK, "towns", towns)
		return nil
	})(w, r)
}

// townHome leads to the town's first page.
func (s *Console) townHome(w http.ResponseWriter, r *http.Request, staff Staff) error {
	s.redirect(w, r, s.firstPage(staff))
	return nil
}

// firstPage is the first entry of a member's navigation.
func (s *Console) firstPage(staff Staff) string {
	if links := s.linksFor(&staff, ""); len(links) > 0 {
		return links[0].URL
	}
	return addrAccount
}

// townsOf lists a visitor's places in the towns there are.
func (s *Console) townsOf(v *visitor) []Staff {
	var out []Staff
	for _, m := range v.account.Members {
		if town, ok := s.cfg.Towns.TownByID(m.Town); ok {
			out = append(out, Staff{Operator: v.account.Operator, Town: town, Role: m.Role, session: v.session.Hash})
		}
	}
	return out
}

// signInForm is what the sign-in page shows.
type signInForm struct {
	Email, Next, Error string
}

func (s *Console) signInPage(w http.ResponseWriter, r *http.Request) {
	next := local(r.URL.Query().Get("next"))
	if v, err := s.visitor(r); err == nil && v != nil {
		s.redirect(w, r, orStep(v, next))
		return
	}
	s.show(w, r, nil, http.StatusOK, "signin", signInForm{Next: next})
}

// orStep is the address of what a visitor must do first, or else next.
func orStep(v *visitor, next string) string {
	if step := v.step(); step != "" {
		return step
	}
	return next
}

// signIn looks at an address and a password.
func (s *Console) signIn(w http.ResponseWriter, r *http.Request) {
	form := signInForm{Email: strings.ToLower(strings.TrimSpace(r.PostFormValue("email"))), Next: local(r.PostFormValue("next"))}
	account, err := s.check(r.Context(), form.Email, r.PostFormValue("password"), s.device(r, form.Email))
	if err == nil {
		err = s.replace(w, r, &account)
	}
	if err != nil {
		s.refuse(w, r, "signin", err, func(p problem) any { form.Error = p.Message; return form })
		return
	}
	if account.SecondFactor == "" { // else only the code makes it a sign-in
		s.remember(w, r, account.Email)
		if err := s.noteEverywhere(r.Context(), &account, "account.sign_in", ""); err != nil {
			s.problem(w, r, nil, err)
			return
		}
	}
	s.redirect(w, r, orStep(&visitor{account: account}, form.Next))
}

// replace opens a session for an account; the one that the browser had ends.
func (s *Console) replace(w http.ResponseWriter, r *http.Request, account *caterina.Account) error {
	before, err := s.visitor(r)
	if err == nil && before != nil {
		err = s.cfg.Store.EndStaffSession(r.Context(), before.account.ID, before.session.Hash)
	}
	if err != nil {
		return fmt.Errorf("end the session before: %w", err)
	}
	return s.begin(r.Context(), w, account, r.UserAgent())
}

// refuse shows a form again with what is wrong in it; other failures are a page.
func (s *Console) refuse(w http.ResponseWriter, r *http.Request, page string, err error, form func(problem) any) {
	p := problemOf(err)
	if p.Code == caterina.CodeInternal {
		s.problem(w, r, nil, err)
		return
	}
	s.show(w, r, nil, statusOf(p.Code), page, form(p))
}

// check returns the account that the password belongs to. What it says when it
// does not is the same whether the account exists or not, and takes as long.
func (s *Console) check(ctx context.Context, email, password, device string) (caterina.Account, error) {
	wrong := caterina.Errorf(caterina.CodeInvalid, saidWrong)
	if email == "" || len(email) > maxEmail || strings.ContainsRune(email, 0) {
		return caterina.Account{}, wrong
	}
	limits := caterina.SignInLimits{Free: freeAttempts, Longest: longestBlock}
	blocked, err := s.cfg.Store.TrySignIn(ctx, email, device, limits)
	if err != nil {
		return caterina.Account{}, fmt.Errorf("count an attempt: %w", err)
	}
	account, err := s.cfg.Store.AccountByEmail(ctx, email)
	if err != nil && caterina.CodeOf(err) != caterina.CodeNotFound {
		return caterina.Account{}, fmt.Errorf("find an account: %w", err)
	}
	ok, err := s.hashes.matches(ctx, password, account.PasswordHash)
	if err != nil {
		return caterina.Account{}, err
	}
	// A password that was given to somebody cannot be guessed: it lets its owner
	// in even while a stranger's guesses keep everybody out.
	if !blocked.IsZero() && (!ok || !account.MustChange) {
		return caterina.Account{}, caterina.Errorf(caterina.CodeLimited, saidLater, s.waiting(blocked))
	}
	if !ok || account.Disabled {
		s.cfg.Logger.InfoContext(ctx, "sign-in refused", slog.Bool("known_device", device != ""))
		return caterina.Account{}, wrong
	}
	if err := s.cfg.Store.SignedIn(ctx, email, device); err != nil {
		return caterina.Account{}, fmt.Errorf("forget attempts: %w", err)
	}
	return account, nil
}

// waiting says how long it is until an instant, in words.
func (s *Console) waiting(until time.Time) string {
	left := max(time.Second, until.Sub(s.cfg.Now()).Round(time.Second))
	switch {
	case left == time.Second:
		return "un secondo"
	case left < 2*time.Minute:
		return fmt.Sprintf("%d secondi", int(left.Seconds()))
	default:
		return fmt.Sprintf("%d minuti", int((left + time.Minute - 1).Minutes()))
	}
}

// signOut ends this browser's session.
func (s *Console) signOut(w http.ResponseWriter, r *http.Request) {
	v, err := s.visitor(r)
	if err == nil && v != nil {
		err = s.cfg.Store.EndStaffSession(r.Context(), v.account.ID, v.session.Hash)
	}
	if err != nil {
		s.problem(w, r, nil, errors.Join(errors.New("sign out"), err))
		return
	}
	s.dropCookie(w)
	s.redirect(w, r, addrSignIn)
}
