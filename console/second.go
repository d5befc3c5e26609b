package console

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"image/png"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"example.org/caterina"
)

// The codes of RFC 6238 as every authenticator app makes them: SHA-1, six
// digits, a new one every 30 seconds.
const (
	codeEvery   = 30 * time.Second
	codeSecret  = 20 // bytes
	qrSize      = 232
	saidCode    = "Il codice non è giusto. Scrivi quello che l'app mostra adesso: cambia ogni 30 secondi, e l'orologio del telefono deve essere esatto."
	saidUsed    = "Questo codice è già stato usato: ognuno vale una volta sola. Aspetta il prossimo, al massimo 30 secondi."
	saidNewKey  = "Il secondo fattore di questo account non si può più leggere. Chiedi a chi amministra gli account di azzerarlo: poi lo configuri di nuovo."
	saidWaiting = "Troppi codici sbagliati: riprova tra %s."
)

// codeForm is what the page for the code shows.
type codeForm struct{ Error string }

func (s *Console) codePage(w http.ResponseWriter, r *http.Request, v *visitor) error {
	if v.step() != addrCode {
		s.redirect(w, r, orStep(v, addrHome))
		return nil
	}
	s.show(w, r, nil, http.StatusOK, "code", codeForm{})
	return nil
}

// giveCode looks at a code. A good one makes the browser a known device and gives
// the session a new token.
func (s *Console) giveCode(w http.ResponseWriter, r *http.Request, v *visitor) error {
	if v.step() != addrCode {
		s.redirect(w, r, orStep(v, addrHome))
		return nil
	}
	secret, err := s.keys.openSecret(v.account.ID, v.account.SecondFactor)
	if err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "second factor unreadable", slog.Any("error", err))
		err = &caterina.Error{Code: caterina.CodeConflict, Message: saidNewKey, Err: err}
	}
	if err == nil {
		err = s.checkCode(r, &v.account, secret, func(ctx context.Context, step int64) (bool, error) {
			return s.cfg.Store.UseCode(ctx, v.account.ID, step)
		})
	}
	if err != nil {
		s.refuse(w, r, "code", err, func(p problem) any { return codeForm{p.Message} })
		return nil
	}
	if err := s.promote(r.Context(), w, &v.session); err != nil {
		return err
	}
	s.remember(w, r, v.account.Email)
	if err := s.noteEverywhere(r.Context(), &v.account, "account.sign_in", ""); err != nil {
		return err
	}
	v.session.SecondFactorAt = s.cfg.Now()
	s.redirect(w, r, orStep(v, addrHome))
	return nil
}

// checkCode looks at the code in the form. Attempts are counted like those of
// passwords, apart from them. spend says whether the code's step is still good.
func (s *Console) checkCode(r *http.Request, account *caterina.Account, secret string, spend func(context.Context, int64) (bool, error)) error {
	ctx := r.Context()
	counter := "code:" + s.device(r, account.Email)
	blocked, err := s.cfg.Store.TrySignIn(ctx, account.Email, counter, caterina.SignInLimits{Free: freeAttempts, Longest: longestCodeWait})
	if err != nil {
		return fmt.Errorf("count an attempt: %w", err)
	}
	if !blocked.IsZero() {
		return caterina.Errorf(caterina.CodeLimited, saidWaiting, s.waiting(blocked))
	}
	step, ok, err := stepOf(secret, r.PostFormValue("code"), s.cfg.Now())
	if err != nil {
		return err
	}
	if !ok {
		return caterina.Errorf(caterina.CodeInvalid, saidCode)
	}
	if ok, err = spend(ctx, step); err != nil {
		return fmt.Errorf("spend a code: %w", err)
	}
	if !ok {
		return caterina.Errorf(caterina.CodeInvalid, saidUsed)
	}
	if err := s.cfg.Store.SignedIn(ctx, account.Email, counter); err != nil {
		return fmt.Errorf("forget attempts: %w", err)
	}
	return nil
}

// stepOf returns the step of a code: the present one, or one beside it, for
// clocks that are half a minute off.
func stepOf(secret, code string, now time.Time) (int64, bool, error) {
	code = strings.Join(strings.Fields(code), "")
	present := now.Unix() / int64(codeEvery/time.Second)
	for _, step := range []int64{present, present - 1, present + 1} {
		want, err := hotp.GenerateCode(secret, uint64(step)) // #nosec G115 -- after 1970
		if err != nil {
			return 0, false, fmt.Errorf("make a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(want)) == 1 {
			return step, true, nil
		}
	}
	return 0, false, nil
}

// enrolForm is what the page of the second factor shows.
type enrolForm struct {
	Secret   string // in groups of four letters
	Link, QR template.URL
	Must     bool // a role asks for it
	Error    string
}

// pendingSecret is the secret that this session may enrol. It is not stored
// before a code has proved that an app has it, and stays the same when the page
// is loaded again.
func (s *Console) pendingSecret(v *visitor) string {
	return base32.StdEncoding.EncodeToString(mac(s.keys.enrol, hex.EncodeToString(v.session.Hash[:]))[:codeSecret])
}

func (s *Console) enrolFormFor(v *visitor) (enrolForm, error) {
	secret := s.pendingSecret(v)
	query := url.Values{"secret": {secret}, "issuer": {"Caterina"}}
	key, err := otp.NewKeyFromURL("otpauth://totp/" + url.PathEscape("Caterina:"+v.account.Email) + "?" + query.Encode())
	if err != nil {
		return enrolForm{}, fmt.Errorf("make a second factor: %w", err)
	}
	picture, err := key.Image(qrSize, qrSize)
	if err != nil {
		return enrolForm{}, fmt.Errorf("draw a second factor: %w", err)
	}
	var qr bytes.Buffer
	if err := png.Encode(&qr, picture); err != nil {
		return enrolForm{}, fmt.Errorf("draw a second factor: %w", err)
	}
	var groups []string
	for i := 0; i < len(secret); i += 4 {
		groups = append(groups, secret[i:min(i+4, len(secret))])
	}
	return enrolForm{
		Secret: strings.Join(groups, " "), Must: v.account.NeedsSecondFactor(),
		Link: template.URL(key.URL()),                                                                //nolint:gosec // made above
		QR:   template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(qr.Bytes())), //nolint:gosec // made above
	}, nil
}

func (s *Console) enrolPage(w http.ResponseWriter, r *http.Request, v *visitor) error {
	if v.account.SecondFactor != "" {
		s.redirect(w, r, addrAccount)
		return nil
	}
	form, err := s.enrolFormFor(v)
	if err != nil {
		return err
	}
	s.show(w, r, nil, http.StatusOK, "enrol", form)
	return nil
}

// enrol stores the second factor, when a code shows that an app has it.
func (s *Console) enrol(w http.ResponseWriter, r *http.Request, v *visitor) error {
	if v.account.SecondFactor != "" {
		s.redirect(w, r, addrAccount)
		return nil
	}
	secret := s.pendingSecret(v)
	err := s.checkCode(r, &v.account, secret, func(ctx context.Context, step int64) (bool, error) {
		sealed := s.keys.sealSecret(v.account.ID, secret)
		return true, s.cfg.Store.SetSecondFactor(ctx, v.account.ID, sealed, step, v.session.Hash)
	})
	if err != nil {
		form, formErr := s.enrolFormFor(v)
		if formErr != nil {
			return formErr
		}
		s.refuse(w, r, "enrol", err, func(p problem) any { form.Error = p.Message; return form })
		return nil
	}
	if err := s.promote(r.Context(), w, &v.session); err != nil {
		return err
	}
	s.remember(w, r, v.account.Email)
	if err := s.noteEverywhere(r.Context(), &v.account, "account.second_factor", "configurato"); err != nil {
		return err
	}
	s.redirect(w, r, addrHome)
	return nil
}

// noteEverywhere notes what an account did about itself, in each of its towns.
func (s *Console) noteEverywhere(ctx context.Context, account *caterina.Account, action, detail string) error {
	for _, m := range account.Members {
		if err := s.cfg.Store.Audit(ctx, m.Town, account.ID, action, account.Email, detail); err != nil {
			return fmt.Errorf("note a deed: %w", err)
		}
	}
	return nil
}
