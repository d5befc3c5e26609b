package console_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"example.org/caterina"
	"example.org/caterina/console"
)

const goodPassword = "quattro parole a caso insieme"

// clock is a clock that a test moves.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time       { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) pass(d time.Duration) { c.ahead.Add(int64(d)) }
func withClock(c *clock) func(*world) { return func(w *world) { w.cfg.Now = c.now } }
func codeAt(secret string, t time.Time) string {
	code, err := totp.GenerateCode(secret, t)
	if err != nil {
		panic(err)
	}
	return code
}

// withPassword gives an account a password that it need not change.
func (w *world) withPassword(op caterina.OperatorID, password string, mustChange bool) {
	w.t.Helper()
	hash, err := console.HashPassword(password)
	w.must(err)
	w.must(w.store.SetPassword(w.t.Context(), op, hash, mustChange, caterina.SessionHash{}))
}

// knock tries to sign in.
func (b *browser) knock(email, password string) answer {
	b.w.t.Helper()
	return b.post("/console/sign-in", "email", email, "password", password)
}

var secretOnPage = regexp.MustCompile(`console-secret">([A-Z2-7 ]+)<`)

// enrolled walks ada@example.org through sign-in and enrolment, and returns the
// secret of its codes.
func (b *browser) enrolled(c *clock) string {
	b.w.t.Helper()
	if got := b.knock("ada@example.org", goodPassword); got.Location != "/console/enrol" {
		b.w.t.Fatalf("sign in before enrolment: %s", got)
	}
	page := b.get("/console/enrol")
	found := secretOnPage.FindStringSubmatch(page.Body)
	if found == nil || !strings.Contains(page.Body, "otpauth://totp/Caterina") || !strings.Contains(page.Body, "data:image/png;base64,") {
		b.w.t.Fatalf("the enrolment page has no secret, link or picture: %s", page)
	}
	secret := strings.ReplaceAll(found[1], " ", "")
	if got := b.post("/console/enrol", "code", codeAt(secret, c.now())); got.Code != http.StatusSeeOther || got.Location != "/console" {
		b.w.t.Fatalf("enrol: %s", got)
	}
	c.pass(31 * time.Second) // the code is spent
	return secret
}

// TestAnAdminsFirstDay goes from the one-time password to work.
func TestAnAdminsFirstDay(t *testing.T) {
	t.Parallel()
	c := &clock{}
	w := newWorld(t, withClock(c))
	op := w.operator("Ada", caterina.RoleAdmin)
	w.must(w.store.SetSecondFactor(t.Context(), op, "", 0, caterina.SessionHash{}))
	given := console.OneTimePassword()
	w.withPassword(op, given, true)
	b := w.browser()
	if got := b.post("/console/sign-in", "email", " ADA@example.org ", "password", given); got.Location != "/console/password" {
		t.Fatalf("sign in: %s", got)
	}
	if got := b.post("/console/password", "old", given, "new", goodPassword, "again", goodPassword); got.Location != "/console/enrol" {
		t.Fatalf("change the password: %s", got)
	}
	page := b.get("/console/enrol")
	secret := strings.ReplaceAll(secretOnPage.FindStringSubmatch(page.Body)[1], " ", "")
	if again := b.get("/console/enrol"); !strings.Contains(again.Body, secretOnPage.FindStringSubmatch(page.Body)[1]) {
		t.Error("loading the page again changes the secret that the app has by then")
	}
	wrong := codeAt(secret, c.now().Add(time.Hour))
	if got := b.post("/console/enrol", "code", wrong); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, secretOnPage.FindStringSubmatch(page.Body)[1]) {
		t.Errorf("a wrong code: %s", got)
	}
	if got := b.post("/console/enrol", "code", codeAt(secret, c.now())); got.Location != "/console" {
		t.Fatalf("enrol: %s", got)
	}
	if got := b.get("/console/siena/people"); got.Code != http.StatusOK {
		t.Errorf("work: %s", got)
	}
	if got := w.browser().knock("ada@example.org", given); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("the one-time password, again: %s", got)
	}
	account, err := w.store.Account(t.Context(), op)
	w.must(err)
	if sealed := account.SecondFactor.Reveal(); sealed == "" || strings.Contains(sealed, secret) {
		t.Error("the secret of the codes is not sealed")
	}
}

// TestTokensAreNewAtEveryStep: a token that was planted or seen before is worth
// nothing afterwards.
func TestTokensAreNewAtEveryStep(t *testing.T) {
	t.Parallel()
	c := &clock{}
	w := newWorld(t, withClock(c))
	op := w.operator("Ada", caterina.RoleAdmin)
	w.must(w.store.SetSecondFactor(t.Context(), op, "", 0, caterina.SessionHash{}))
	w.withPassword(op, goodPassword, false)
	b := w.browser()
	secret := b.enrolled(c)

	victim := w.browser()
	victim.cookie("caterina", "planted")
	if got := victim.knock("ada@example.org", goodPassword); got.Location != "/console/code" {
		t.Fatalf("sign in: %s", got)
	}
	afterPassword := victim.cookieValue("caterina")
	if afterPassword == "planted" {
		t.Error("the planted token became the session's")
	}
	if got := victim.post("/console/code", "code", codeAt(secret, c.now())); got.Location != "/console" {
		t.Fatalf("give the code: %s", got)
	}
	if victim.cookieValue("caterina") == afterPassword {
		t.Error("the token is the same after the second factor")
	}
	for name, token := range map[string]string{"planted": "planted", "before the code": afterPassword} {
		thief := w.browser()
		thief.cookie("caterina", token)
		if got := thief.get("/console/siena/people"); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/console/sign-in") {
			t.Errorf("the token %s: %s", name, got)
		}
	}
	if got := victim.get("/console/siena/people"); got.Code != http.StatusOK {
		t.Errorf("the owner: %s", got)
	}
}

func TestACodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	c := &clock{}
	w := newWorld(t, withClock(c))
	op := w.operator("Ada", caterina.RoleAdmin)
	w.must(w.store.SetSecondFactor(t.Context(), op, "", 0, caterina.SessionHash{}))
	w.withPassword(op, goodPassword, false)
	secret := w.browser().enrolled(c)
	sign := func(code string) answer {
		b := w.browser()
		if got := b.knock("ada@example.org", goodPassword); got.Location != "/console/code" {
			t.Fatalf("sign in: %s", got)
		}
		return b.post("/console/code", "code", code)
	}
	code := codeAt(secret, c.now())
	if got := sign(code[:3] + " " + code[3:]); got.Location != "/console" {
		t.Fatalf("a code as the app writes it: %s", got)
	}
	if got := sign(code); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "già stato usato") {
		t.Errorf("the same code again: %s", got)
	}
	if got := sign(codeAt(secret, c.now().Add(-30*time.Second))); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("an older code: %s", got)
	}
	if got := sign(codeAt(secret, c.now().Add(30*time.Second))); got.Location != "/console" {
		t.Errorf("the next code, of a phone that is fast: %s", got)
	}
	for _, bad := range []string{"", "000000", "12345", "abcdef", code + code, strings.Repeat("9", 400)} {
		if got := sign(bad); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusTooManyRequests {
			t.Errorf("code %q: %s", bad, got)
		}
	}
}

// TestTenWrongCodes: whoever knows the password gets a few guesses at the code,
// then waits longer and longer; the owner's own browser does not.
func TestTenWrongCodes(t *testing.T) {
	t.Parallel()
	c := &clock{}
	w := newWorld(t, withClock(c))
	op := w.operator("Ada", caterina.RoleAdmin)
	w.must(w.store.SetSecondFactor(t.Context(), op, "", 0, caterina.SessionHash{}))
	w.withPassword(op, goodPassword, false)
	known := w.browser()
	secret := known.enrolled(c)

	thief := w.browser()
	thief.knock("ada@example.org", goodPassword)
	wrong := codeAt(secret, c.now().Add(time.Hour))
	refused := 0
	for range 10 {
		switch got := thief.post("/console/code", "code", wrong); got.Code {
		case http.StatusUnprocessableEntity:
		case http.StatusTooManyRequests:
			refused++
		default:
			t.Fatalf("a wrong code: %s", got)
		}
	}
	if refused != 5 {
		t.Errorf("%d of 10 codes were not looked at, want 5", refused)
	}
	if got := thief.post("/console/code", "code", codeAt(secret, c.now())); got.Code != http.StatusTooManyRequests {
		t.Errorf("even the right one: %s", got)
	}
	known.post("/console/sign-out")
	if got := known.knock("ada@example.org", goodPassword); got.Location != "/console/code" {
		t.Fatalf("the owner's own browser: %s", got)
	}
	if got := known.post("/console/code", "code", codeAt(secret, c.now())); got.Location != "/console" {
		t.Errorf("the owner's code in their own browser: %s", got)
	}
}

// TestStrangersCannotLockAKnownDevice: they share one count for the account.
func TestStrangersCannotLockAKnownDevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	w.withPassword(op, goodPassword, false)
	known := w.browser()
	if got := known.knock("ada@example.org", goodPassword); got.Code != http.StatusSeeOther {
		t.Fatalf("sign in: %s", got)
	}
	known.post("/console/sign-out")
	blocked := false
	for range 8 {
		blocked = w.browser().knock("ada@example.org", "sbagliata").Code == http.StatusTooManyRequests
	}
	if !blocked {
		t.Fatal("strangers may guess for ever")
	}
	if got := w.browser().knock("ada@example.org", goodPassword); got.Code != http.StatusTooManyRequests || !strings.Contains(got.Body, "riprova tra") {
		t.Errorf("a stranger with the right password, while it waits: %s", got)
	}
	if got := known.knock("ada@example.org", goodPassword); got.Code != http.StatusSeeOther {
		t.Errorf("the known device: %s", got)
	}

	// The mark of a device cannot be made up, and is good for one account only.
	var mark string
	for _, c := range known.client.Jar.Cookies(known.home) {
		if strings.HasPrefix(c.Name, "caterina-device-") {
			mark = c.Name
		}
	}
	id, sign, _ := strings.Cut(known.cookieValue(mark), ".")
	for _, value := range []string{"x." + sign, id + ".00", id, "." + sign, id + "." + sign + "00", "zz.zz"} {
		w.browser().knock("ada@example.org", "sbagliata") // on a slow machine the wait may be over: then it is longer
		forger := w.browser()
		forger.cookie(mark, value)
		if got := forger.knock("ada@example.org", goodPassword); got.Code != http.StatusTooManyRequests {
			t.Errorf("the mark %q is believed: %s", value, got)
		}
	}
	other := w.operator("Ugo", caterina.RoleOperator)
	w.withPassword(other, goodPassword, false)
	for range 8 {
		w.browser().knock("ugo@example.org", "sbagliata")
	}
	w.browser().knock("ugo@example.org", "sbagliata")
	if got := known.knock("ugo@example.org", goodPassword); got.Code != http.StatusTooManyRequests {
		t.Errorf("another account's device: %s", got)
	}
}

// TestAKnownDeviceHasItsOwnLimit: a stolen laptop does not guess for ever either,
// nor does it lock its owner out elsewhere.
func TestAKnownDeviceHasItsOwnLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	w.withPassword(op, goodPassword, false)
	known := w.browser()
	known.knock("ada@example.org", goodPassword)
	known.post("/console/sign-out")
	for range 5 {
		known.knock("ada@example.org", "sbagliata")
	}
	if got := known.knock("ada@example.org", goodPassword); got.Code != http.StatusTooManyRequests {
		t.Errorf("the stolen device: %s", got)
	}
	if got := w.browser().knock("ada@example.org", goodPassword); got.Code != http.StatusSeeOther {
		t.Errorf("the owner elsewhere: %s", got)
	}
}

// TestAGivenPasswordOpensALockedDoor: an admin can help who is locked out by
// somebody's guessing.
func TestAGivenPasswordOpensALockedDoor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	given := console.OneTimePassword()
	w.withPassword(op, given, true)
	for range 7 {
		w.browser().knock("ada@example.org", "sbagliata")
	}
	if got := w.browser().knock("ada@example.org", given); got.Location != "/console/password" {
		t.Errorf("the given password: %s", got)
	}
	if got := w.browser().knock("ada@example.org", "sbagliata"); got.Code == http.StatusSeeOther {
		t.Errorf("a wrong one: %s", got)
	}
}

// TestRefusalsTellNothing: who is refused cannot tell whether the account exists
// or is closed.
func TestRefusalsTellNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.withPassword(w.operator("Ada", caterina.RoleOperator), goodPassword, false)
	gone := w.operator("Gino", caterina.RoleOperator)
	w.withPassword(gone, goodPassword, false)
	_, err := w.store.DisableOperator(t.Context(), gone, 0)
	w.must(err)
	var said []string
	for _, try := range [][2]string{
		{"ada@example.org", "sbagliata"},
		{"nessuno@example.org", "sbagliata"},
		{"nessuno@example.org", ""},
		{"gino@example.org", goodPassword},
		{"gino@example.org", "sbagliata"},
		{"", "x"},
		{"a\x00b@example.org", "x"},
		{strings.Repeat("a", 4000), "x"},
		{"ada@example.org", strings.Repeat("x", 100_000)},
	} {
		got := w.browser().knock(try[0], try[1])
		if got.Code != http.StatusUnprocessableEntity || got.Header.Get("Set-Cookie") != "" {
			t.Errorf("%.20q: %s", try[0], got)
		}
		alert := regexp.MustCompile(`role="alert">([^<]+)<`).FindStringSubmatch(got.Body)
		if alert == nil {
			t.Fatalf("%.20q: nothing is said: %s", try[0], got)
		}
		said = append(said, html.UnescapeString(alert[1]))
	}
	for _, sentence := range said {
		if sentence != said[0] {
			t.Errorf("one reads %q, another %q", said[0], sentence)
		}
	}
	// An unknown account is locked like a known one.
	for range 8 {
		w.browser().knock("nessuno@example.org", "sbagliata")
	}
	if got := w.browser().knock("nessuno@example.org", "sbagliata"); got.Code != http.StatusTooManyRequests {
		t.Errorf("guesses at an unknown account: %s", got)
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.as(w.operator("Ada", caterina.RoleOperator))
	token := b.cookieValue("caterina")
	if got := b.post("/console/sign-out"); got.Location != "/console/sign-in" || b.cookieValue("caterina") != "" {
		t.Errorf("sign out: %s", got)
	}
	b.cookie("caterina", token)
	if got := b.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("the old token: %s", got)
	}
	if got := w.browser().post("/console/sign-out"); got.Location != "/console/sign-in" {
		t.Errorf("sign out of nothing: %s", got)
	}
}

// TestCookies: out of scripts' reach, and bound to the host over TLS.
func TestCookies(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		public string
		want   []string
	}{
		{"http://localhost", []string{"caterina=", "HttpOnly", "SameSite=Lax", "Path=/"}},
		{"https://famiglia.example.org", []string{"__Host-caterina=", "HttpOnly", "SameSite=Lax", "Path=/", "Secure"}},
	} {
		w := newWorld(t, func(w *world) { w.cfg.PublicURL = tc.public })
		w.withPassword(w.operator("Ermenegilda", caterina.RoleOperator), goodPassword, false)
		// A name that chance does not write into a token.
		cookies := w.browser().knock("ermenegilda@example.org", goodPassword).Header.Values("Set-Cookie")
		if len(cookies) != 2 { // the session's and the device's
			t.Fatalf("%s: cookies %q", tc.public, cookies)
		}
		for _, part := range tc.want {
			if !strings.Contains(cookies[0], part) {
				t.Errorf("%s: the cookie %q has no %s", tc.public, cookies[0], part)
			}
		}
		if strings.Contains(fmt.Sprint(cookies), "ermenegilda") || strings.Contains(cookies[0], "Domain") {
			t.Errorf("the cookies name the account or a domain: %q", cookies)
		}
	}
}
