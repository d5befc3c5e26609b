package postgres_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// account makes an account with a place in the fixture's town.
func (f *fixture) account(email string, role caterina.Role, skills ...string) caterina.OperatorID {
	f.t.Helper()
	op, err := f.AddOperator(f.t.Context(), email, "Ada", "hash")
	if err == nil {
		err = f.SetMember(f.t.Context(), op, caterina.Membership{Town: f.town, Role: role, Capacity: 3, Skills: skills})
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return op
}

// signIn opens a session that is good for an hour.
func (f *fixture) signIn(op caterina.OperatorID, token string) caterina.SessionHash {
	f.t.Helper()
	hash := caterina.SessionHash(sha256.Sum256([]byte(token)))
	err := f.OpenStaffSession(f.t.Context(), caterina.StaffSession{Hash: hash, Operator: op, Agent: "Firefox", ExpiresAt: time.Now().Add(time.Hour)})
	if err != nil {
		f.t.Fatal(err)
	}
	return hash
}

func TestAccountsAreKept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	op := f.account("ada@example.org", caterina.RoleCurator, "nidi", "anziani")
	bari := f.saveTown("bari")
	if err := f.SetMember(ctx, op, caterina.Membership{Town: bari, Role: caterina.RoleAdmin}); err != nil {
		t.Fatal(err)
	}
	want := caterina.Account{
		Operator: caterina.Operator{ID: op, Email: "ada@example.org", Name: "Ada", Members: []caterina.Membership{
			{Town: f.town, Role: caterina.RoleCurator, Skills: []string{"anziani", "nidi"}, Capacity: 3, Wants: caterina.WantsNothing},
			{Town: bari, Role: caterina.RoleAdmin, Skills: []string{}, Wants: caterina.WantsNothing},
		}},
		PasswordHash: "hash", MustChange: true,
	}
	got, err := f.AccountByEmail(ctx, "ada@example.org")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("the account: %v (-want +got):\n%s", err, diff)
	}
	if _, err := f.AddOperator(ctx, "ada@example.org", "Other", "hash"); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("the same address again: %v", err)
	}
	if _, err := f.AddOperator(ctx, "Big@Example.org", "Other", "hash"); caterina.CodeOf(err) != caterina.CodeInvalid {
		t.Errorf("capitals in the address: %v", err)
	}
	_, err = f.AccountByEmail(ctx, "nobody@example.org")
	wantCode(t, "an unknown address", err, caterina.CodeNotFound)
	_, err = f.Account(ctx, 999)
	wantCode(t, "an unknown number", err, caterina.CodeNotFound)
	wantCode(t, "rename nobody", f.RenameOperator(ctx, 999, "X"), caterina.CodeNotFound)
	wantCode(t, "a password for nobody", f.SetPassword(ctx, 999, "x", false, caterina.SessionHash{}), caterina.CodeNotFound)
	wantCode(t, "a role that does not exist", f.SetMember(ctx, op, caterina.Membership{Town: f.town, Role: "king"}), caterina.CodeInvalid)
	wantCode(t, "too large a capacity", f.SetMember(ctx, op, caterina.Membership{Town: f.town, Role: caterina.RoleAdmin, Capacity: 1 << 40}), caterina.CodeInvalid)
	wantCode(t, "a town that does not exist", f.SetMember(ctx, op, caterina.Membership{Town: 999, Role: caterina.RoleAdmin}), caterina.CodeNotFound)
}

// TestAChangedMemberKeepsTheWish: who is on duty stays on duty.
func TestAChangedMemberKeepsTheWish(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	op := f.account("ada@example.org", caterina.RoleOperator, "nidi")
	f.exec("UPDATE member SET wants = 'available'")
	if err := f.SetMember(t.Context(), op, caterina.Membership{Town: f.town, Role: caterina.RoleSupervisor, Capacity: 5}); err != nil {
		t.Fatal(err)
	}
	staff, err := f.Staff(t.Context(), f.town)
	if err != nil || len(staff) != 1 {
		t.Fatalf("staff %v, %v", staff, err)
	}
	if m := staff[0].Members[0]; m.Wants != caterina.WantsWork || m.Role != caterina.RoleSupervisor || len(m.Skills) != 0 || m.Capacity != 5 {
		t.Errorf("the member is %+v", m)
	}
	if !staff[0].SeenAt.IsZero() {
		t.Errorf("never signed in, and yet seen at %v", staff[0].SeenAt)
	}
}

func TestStaffSessionsBeginAndEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	op := f.account("ada@example.org", caterina.RoleAdmin)
	one, two := f.signIn(op, "one"), f.signIn(op, "two")
	session, err := f.StaffSession(ctx, one, time.Hour)
	if err != nil || session.Operator != op || session.Agent != "Firefox" || !session.SecondFactorAt.IsZero() {
		t.Fatalf("session %+v, %v", session, err)
	}
	renewed := caterina.SessionHash(sha256.Sum256([]byte("renewed")))
	if err := f.PromoteStaffSession(ctx, one, renewed); err != nil {
		t.Fatal(err)
	}
	_, err = f.StaffSession(ctx, one, time.Hour)
	wantCode(t, "the old token", err, caterina.CodeNotFound)
	if session, err = f.StaffSession(ctx, renewed, time.Hour); err != nil || session.SecondFactorAt.IsZero() {
		t.Errorf("the new token: %+v, %v", session, err)
	}
	wantCode(t, "renew a token that is gone", f.PromoteStaffSession(ctx, one, sha256.Sum256([]byte("x"))), caterina.CodeNotFound)
	if list, err := f.StaffSessions(ctx, op, time.Hour); err != nil || len(list) != 2 {
		t.Errorf("listed %v, %v", list, err)
	}
	f.exec("UPDATE staff_session SET seen_at = clock_timestamp() - interval '61 minutes' WHERE token_sha256 = $1", two[:])
	_, err = f.StaffSession(ctx, two, time.Hour)
	wantCode(t, "an idle session", err, caterina.CodeNotFound)
	if list, err := f.StaffSessions(ctx, op, time.Hour); err != nil || len(list) != 1 {
		t.Errorf("listed %v, %v", list, err)
	}
	f.exec("UPDATE staff_session SET seen_at = clock_timestamp() - interval '30 minutes' WHERE token_sha256 = $1", renewed[:])
	if _, err = f.StaffSession(ctx, renewed, time.Hour); err != nil {
		t.Errorf("half an hour later: %v", err)
	}
	if age := value[float64](f, "SELECT extract(epoch FROM clock_timestamp() - seen_at)::float8 FROM staff_session WHERE token_sha256 = $1", renewed[:]); age > 60 {
		t.Errorf("it was not noted that the session was seen: %v s", age)
	}
	f.exec("UPDATE staff_session SET expires_at = clock_timestamp()")
	_, err = f.StaffSession(ctx, renewed, time.Hour)
	wantCode(t, "a session that has run out", err, caterina.CodeNotFound)
}

// TestWhatEndsSessions: a new password and another second factor sign every
// other browser out.
func TestWhatEndsSessions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	op, other := f.account("ada@example.org", caterina.RoleAdmin), f.account("ugo@example.org", caterina.RoleAdmin)
	f.signIn(other, "stranger")
	for name, end := range map[string]func(keep caterina.SessionHash) error{
		"password":      func(keep caterina.SessionHash) error { return f.SetPassword(ctx, op, "new", false, keep) },
		"second factor": func(keep caterina.SessionHash) error { return f.SetSecondFactor(ctx, op, "sealed", 5, keep) },
		"sign out":      func(keep caterina.SessionHash) error { return f.EndStaffSessions(ctx, op, keep) },
	} {
		keep := f.signIn(op, name+" here")
		f.signIn(op, name+" there")
		if err := end(keep); err != nil {
			t.Fatal(err)
		}
		list, err := f.StaffSessions(ctx, op, time.Hour)
		if err != nil || len(list) != 1 || list[0].Hash != keep {
			t.Errorf("%s: %d sessions are left, %v", name, len(list), err)
		}
		if err := f.EndStaffSession(ctx, other, keep); err != nil {
			t.Fatal(err)
		}
		if _, err := f.StaffSession(ctx, keep, time.Hour); err != nil {
			t.Errorf("%s: another account ended the session", name)
		}
	}
	if list, err := f.StaffSessions(ctx, other, time.Hour); err != nil || len(list) != 1 {
		t.Errorf("the other account has %d sessions, %v", len(list), err)
	}
	if dump := value[[]byte](f, "SELECT string_agg(s::text, '')::bytea FROM staff_session s"); bytes.Contains(dump, []byte("stranger")) {
		t.Error("the database holds a token")
	}
}

// TestACodeIsSpentOnce, also when it is given twice at the same time.
func TestACodeIsSpentOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	op := f.account("ada@example.org", caterina.RoleAdmin)
	var spent atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if ok, err := f.UseCode(t.Context(), op, 100); err != nil {
				t.Error(err)
			} else if ok {
				spent.Add(1)
			}
		})
	}
	wg.Wait()
	if n := spent.Load(); n != 1 {
		t.Errorf("the code was good %d times", n)
	}
	if ok, err := f.UseCode(t.Context(), op, 99); ok || err != nil {
		t.Errorf("an older one: %v, %v", ok, err)
	}
}

// TestManyGuessesAtOnceAreNoMoreThanOneAfterTheOther counts them before they are
// looked at.
func TestManyGuessesAtOnceAreNoMoreThanOneAfterTheOther(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	limits := caterina.SignInLimits{Free: 5, Longest: time.Hour}
	var looked atomic.Int32
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			until, err := f.TrySignIn(t.Context(), "ada@example.org", "", limits)
			if err != nil {
				t.Error(err)
			} else if until.IsZero() {
				looked.Add(1)
			}
		})
	}
	wg.Wait()
	if n := looked.Load(); n != 5 {
		t.Errorf("%d guesses were looked at, want 5", n)
	}
}

// TestTheWaitGrows to its longest, is told, and is forgotten after a quiet day.
func TestTheWaitGrows(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	limits := caterina.SignInLimits{Free: 3, Longest: time.Minute}
	var waits []string
	for range 7 {
		if until, err := f.TrySignIn(ctx, "ada@example.org", "", limits); err != nil || !until.IsZero() {
			t.Fatalf("refused until %v, %v", until, err)
		}
		waits = append(waits, fmt.Sprint(value[float64](f, "SELECT coalesce(round(extract(epoch FROM blocked_until - last_at)), 0)::float8 FROM sign_in_failure")))
		f.exec("UPDATE sign_in_failure SET blocked_until = least(blocked_until, clock_timestamp())")
	}
	if got := fmt.Sprint(waits); got != "[0 0 10 20 40 60 60]" {
		t.Errorf("the waits are %s", got)
	}
	f.exec("UPDATE sign_in_failure SET blocked_until = clock_timestamp() + interval '1 minute'")
	if until, err := f.TrySignIn(ctx, "ada@example.org", "", limits); err != nil || time.Until(until) < 30*time.Second {
		t.Errorf("blocked until %v, %v", until, err)
	}
	if until, err := f.TrySignIn(ctx, "ada@example.org", "laptop", limits); err != nil || !until.IsZero() {
		t.Errorf("another device is blocked until %v, %v", until, err)
	}
	if err := f.SignedIn(ctx, "ada@example.org", ""); err != nil {
		t.Fatal(err)
	}
	if until, err := f.TrySignIn(ctx, "ada@example.org", "", limits); err != nil || !until.IsZero() {
		t.Errorf("after a success it is blocked until %v, %v", until, err)
	}
	f.exec("UPDATE sign_in_failure SET failures = 50, blocked_until = clock_timestamp() - interval '1 hour', last_at = clock_timestamp() - interval '25 hours'")
	if until, err := f.TrySignIn(ctx, "ada@example.org", "", limits); err != nil || !until.IsZero() {
		t.Errorf("a day later: %v, %v", until, err)
	}
	if n := value[int](f, "SELECT failures FROM sign_in_failure WHERE device = ''"); n != 1 {
		t.Errorf("a day later the count is %d", n)
	}
	if err := f.ForgetAttempts(ctx, "ada@example.org"); err != nil || value[int](f, "SELECT count(*) FROM sign_in_failure") != 0 {
		t.Errorf("forget: %v", err)
	}
}

// TestTheAuditLogOnlyGrows and tells what was asked for, the newest first.
func TestTheAuditLogOnlyGrows(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	op := f.account("ada@example.org", caterina.RoleAdmin)
	other := f.saveTown("bari")
	for _, e := range []struct {
		town   caterina.TownID
		op     caterina.OperatorID
		action string
	}{{f.town, op, "operator.add"}, {f.town, 0, "operator.password"}, {f.town, op, "conversation.take"}, {other, op, "operator.add"}} {
		if err := f.Audit(ctx, e.town, e.op, e.action, "target", "detail"); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(before int64, by caterina.OperatorID, prefix string, limit int) string {
		entries, err := f.AuditEntries(ctx, f.town, before, by, prefix, limit)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range entries {
			out = append(out, e.Name+":"+e.Action)
		}
		return fmt.Sprint(out)
	}
	if got := ask(0, 0, "", 10); got != "[Ada:conversation.take :operator.password Ada:operator.add]" {
		t.Errorf("all: %s", got)
	}
	if got := ask(0, op, "operator.", 10); got != "[Ada:operator.add]" {
		t.Errorf("one operator's and one kind: %s", got)
	}
	entries, err := f.AuditEntries(ctx, f.town, 0, 0, "", 1)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	if got := ask(entries[0].ID, 0, "", 10); got != "[:operator.password Ada:operator.add]" {
		t.Errorf("the next page: %s", got)
	}
	for _, sql := range []string{"UPDATE audit SET detail = ''", "DELETE FROM audit"} {
		if _, err := f.Pool().Exec(ctx, sql); err == nil {
			t.Errorf("%s was allowed", sql)
		}
	}
}

// TestAMemberWithWorkCannotBeRemoved keeps conversations and call-backs from
// being left with nobody.
func TestAMemberWithWorkCannotBeRemoved(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	op := f.account("ada@example.org", caterina.RoleOperator, "nidi")
	f.exec("UPDATE conversation SET state = 'assigned', epoch = epoch + 1, owner_id = $1", int64(op))
	wantCode(t, "remove a busy member", f.RemoveMember(ctx, f.town, op), caterina.CodeConflict)
	f.exec("UPDATE conversation SET state = 'bot', epoch = epoch + 1, owner_id = NULL")
	f.exec(`INSERT INTO callback (town_id, conversation_id, queue, reason, name, contact, preferred, text, state, owner_id, due_at)
		VALUES ($1, $2, 'nidi', 'x', 'x', 'x', 'any', '', 'taken', $3, now())`, int64(f.town), string(f.conv), int64(op))
	wantCode(t, "remove a member who promised to call", f.RemoveMember(ctx, f.town, op), caterina.CodeConflict)
	f.exec("UPDATE callback SET state = 'done'")
	if err := f.RemoveMember(ctx, f.town, op); err != nil {
		t.Errorf("remove: %v", err)
	}
	wantCode(t, "remove again", f.RemoveMember(ctx, f.town, op), caterina.CodeNotFound)
	if staff, err := f.Staff(ctx, f.town); err != nil || len(staff) != 0 {
		t.Errorf("staff %v, %v", staff, err)
	}
}
