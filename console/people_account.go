package console

import (
	"fmt"
	"net/http"

	"example.org/caterina"
)

// resetPassword gives a new one-time password, shown once. It lets its owner in
// also while a stranger's guesses keep everybody out.
func (s *Console) resetPassword(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.whole(r, staff)
	if err != nil {
		return err
	}
	password := OneTimePassword()
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.SetPassword(r.Context(), account.ID, hash, true, caterina.SessionHash{}); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	if err := s.cfg.Store.ForgetAttempts(r.Context(), account.Email); err != nil {
		return fmt.Errorf("forget attempts: %w", err)
	}
	if err := s.note(r.Context(), staff, "operator.password", account.Email, "data una password da usare una volta"); err != nil {
		return err
	}
	return s.showPersonAgain(w, r, staff, account.ID, personView{Given: &given{Name: account.Name, Email: account.Email, Password: password}})
}

// resetSecondFactor is for who has lost the telephone.
func (s *Console) resetSecondFactor(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.whole(r, staff)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.SetSecondFactor(r.Context(), account.ID, "", 0, caterina.SessionHash{}); err != nil {
		return fmt.Errorf("reset a second factor: %w", err)
	}
	if err := s.cfg.Store.ForgetAttempts(r.Context(), account.Email); err != nil {
		return fmt.Errorf("forget attempts: %w", err)
	}
	if err := s.note(r.Context(), staff, "operator.second_factor", account.Email, "azzerato"); err != nil {
		return err
	}
	return s.showPersonAgain(w, r, staff, account.ID, personView{Done: "Secondo fattore azzerato: al prossimo accesso ne configura uno nuovo."})
}

// disable closes an account: signed out everywhere at once, and the
// conversations it had go back to their queues.
func (s *Console) disable(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.whole(r, staff)
	if err != nil {
		return err
	}
	events, err := s.cfg.Store.DisableOperator(r.Context(), account.ID, staff.Operator.ID)
	if err != nil {
		return fmt.Errorf("disable an account: %w", err)
	}
	s.tellAll(events)
	if err := s.cfg.Store.EndStaffSessions(r.Context(), account.ID, caterina.SessionHash{}); err != nil {
		return fmt.Errorf("sign out everywhere: %w", err)
	}
	if err := s.note(r.Context(), staff, "operator.disable", account.Email, fmt.Sprintf("conversazioni tornate in coda: %d", len(events))); err != nil {
		return err
	}
	return s.showPersonAgain(w, r, staff, account.ID, personView{Done: "Account disattivato: è disconnesso ovunque e le sue conversazioni sono tornate in coda."})
}

func (s *Console) enable(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.whole(r, staff)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.EnableOperator(r.Context(), account.ID); err != nil {
		return fmt.Errorf("enable an account: %w", err)
	}
	if err := s.note(r.Context(), staff, "operator.enable", account.Email, ""); err != nil {
		return err
	}
	return s.showPersonAgain(w, r, staff, account.ID, personView{Done: "Account riattivato: entra con la password che aveva."})
}

// remove takes a person's place in this town away; the account stays.
func (s *Console) remove(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.target(r, staff)
	if err != nil {
		return err
	}
	if account.ID == staff.Operator.ID {
		return caterina.Errorf(caterina.CodeForbidden, saidOneself)
	}
	if err := s.cfg.Store.RemoveMember(r.Context(), staff.Town.ID, account.ID); err != nil {
		return fmt.Errorf("remove a member: %w", err)
	}
	if err := s.note(r.Context(), staff, "operator.remove", account.Email, ""); err != nil {
		return err
	}
	s.redirect(w, r, "/console/"+staff.Town.Slug+"/people")
	return nil
}
