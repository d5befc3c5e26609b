package console

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/caterina"
)

// How long a session lasts: a shift, and less when nobody is there. A console
// that is open in a browser asks for something every few minutes.
const (
	sessionLongest = 12 * time.Hour
	sessionIdle    = 2 * time.Hour
	deviceLongest  = 365 * 24 * time.Hour
)

// tokenBytes is the size of a session's token: 256 bits cannot be guessed.
const tokenBytes = 32

// maxAgent bounds the stored name of a browser, in bytes.
const maxAgent = 200

// isSecure says whether a public address is reached over TLS.
func isSecure(publicURL string) bool {
	u, err := url.Parse(publicURL)
	return err == nil && u.Scheme == "https"
}

// cookieName is the session cookie's. The prefix has browsers refuse one that
// another host or an insecure page has set.
func (s *Console) cookieName() string {
	if s.secure {
		return "__Host-caterina"
	}
	return "caterina"
}

// begin opens a session for an account and sets its cookie. Every sign-in gets a
// new token, so that one planted before is worth nothing.
func (s *Console) begin(ctx context.Context, w http.ResponseWriter, account *caterina.Account, agent string) error {
	token := newToken()
	err := s.cfg.Store.OpenStaffSession(ctx, caterina.StaffSession{
		Hash: hashOf(token), Operator: account.ID, Agent: cut(agent, maxAgent), ExpiresAt: s.cfg.Now().Add(sessionLongest),
	})
	if err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	s.setCookie(w, s.cookieName(), token, sessionLongest)
	return nil
}

// promote notes that the session's owner has given a code, under a new token.
func (s *Console) promote(ctx context.Context, w http.ResponseWriter, session *caterina.StaffSession) error {
	token := newToken()
	if err := s.cfg.Store.PromoteStaffSession(ctx, session.Hash, hashOf(token)); err != nil {
		return fmt.Errorf("renew a session: %w", err)
	}
	s.setCookie(w, s.cookieName(), token, session.ExpiresAt.Sub(s.cfg.Now()))
	return nil
}

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func (s *Console) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{ // #nosec G124 -- secure wherever there is TLS
		Name: name, Value: value, Path: "/", MaxAge: max(1, int(age.Seconds())),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}

func (s *Console) dropCookie(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{ // #nosec G124 -- secure wherever there is TLS
		Name: s.cookieName(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}

// visitor is whoever has a session, with the account behind it.
type visitor struct {
	session caterina.StaffSession
	account caterina.Account
}

// step is what a visitor must do before they may work: the address of a page, ""
// for nothing.
func (v *visitor) step() string {
	switch {
	case v.account.SecondFactor != "" && v.session.SecondFactorAt.IsZero():
		return addrCode
	case v.account.MustChange:
		return addrPassword
	case v.account.SecondFactor == "" && v.account.NeedsSecondFactor():
		return addrEnrol
	default:
		return ""
	}
}

// visitor returns whose session a request belongs to; nil for nobody's.
func (s *Console) visitor(r *http.Request) (*visitor, error) {
	cookie, err := r.Cookie(s.cookieName())
	if errors.Is(err, http.ErrNoCookie) || cookie.Value == "" {
		return nil, nil
	}
	session, err := s.cfg.Store.StaffSession(r.Context(), hashOf(cookie.Value), sessionIdle)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the session: %w", err)
	}
	account, err := s.cfg.Store.Account(r.Context(), session.Operator)
	if err != nil {
		return nil, fmt.Errorf("find the session's account: %w", err)
	}
	return &visitor{session, account}, nil
}

// deviceCookie is the name of the cookie that makes a browser a known device of
// an account. It does not show the account's address.
func (s *Console) deviceCookie(email string) string {
	name := "caterina-device-" + hex.EncodeToString(mac(s.keys.device, "name", email)[:6])
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// device returns the id of the browser, when the account has signed in with it
// before; "" for a stranger's.
func (s *Console) device(r *http.Request, email string) string {
	cookie, err := r.Cookie(s.deviceCookie(email))
	if errors.Is(err, http.ErrNoCookie) {
		return ""
	}
	id, sign, _ := strings.Cut(cookie.Value, ".")
	given, err := hex.DecodeString(sign)
	if err != nil || id == "" || !hmac.Equal(given, mac(s.keys.device, "id", email, id)) {
		return ""
	}
	return id
}

// remember makes the browser a known device of the account.
func (s *Console) remember(w http.ResponseWriter, r *http.Request, email string) {
	id := s.device(r, email)
	if id == "" {
		id = rand.Text()
	}
	s.setCookie(w, s.deviceCookie(email), id+"."+hex.EncodeToString(mac(s.keys.device, "id", email, id)), deviceLongest)
}

// cut shortens a text to at most n bytes of whole, valid characters.
func cut(text string, n int) string {
	if len(text) > n {
		text = text[:n]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
}
