package caterina_test

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// TestOnlyWhoGotAMailKnowsItsReference: a report about it leads to the booking, and
// nobody makes one up.
func TestOnlyWhoGotAMailKnowsItsReference(t *testing.T) {
	t.Parallel()
	keys := caterina.NewBookingKeys("a secret of sufficient length")
	for _, kind := range []caterina.NoticeKind{
		caterina.NoticeConfirmed, caterina.NoticeMoved, caterina.NoticeCancelled, caterina.NoticeReminder2, caterina.NoticeReminder0,
		caterina.NoticeClosed, caterina.NoticeAgain,
	} {
		n := caterina.BookingNotice{Town: 3, Booking: 1 << 40, Revision: 7, What: kind, Channel: caterina.NoticeByMail}
		reference := keys.NoticeReference(n)
		if got, ok := keys.Notice(reference); !ok || got != n {
			t.Errorf("%s: %+v, %t", kind, got, ok)
		}
		if got, ok := keys.Notice(strings.ToUpper(reference)); !ok || got != n {
			t.Errorf("%s in capitals: %+v, %t", kind, got, ok)
		}
		if reference == keys.NoticeReference(n) || len(reference) > 60 {
			t.Errorf("%s: two mails have the reference %q", kind, reference)
		}
		if _, ok := caterina.NewBookingKeys("another secret altogether").Notice(reference); ok {
			t.Errorf("%s: another's reference counts", kind)
		}
		for i := range reference { // any letter changed
			other := "0"
			if reference[i] == '0' {
				other = "1"
			}
			if got, ok := keys.Notice(reference[:i] + other + reference[i+1:]); ok && i < len(reference)-1 {
				t.Fatalf("%s: %q counts as %+v", kind, reference[:i]+other+reference[i+1:], got)
			}
		}
	}
	for _, text := range []string{"", "x", strings.Repeat("0", 52), strings.Repeat("a", 500), "ü"} {
		if _, ok := keys.Notice(text); ok {
			t.Errorf("%q is a reference", text)
		}
	}
	if got := keys.NoticeReference(caterina.BookingNotice{What: "nonsense", Booking: 1}) + keys.NoticeReference(caterina.BookingNotice{What: caterina.NoticeMoved}); got != "" {
		t.Errorf("nothing has the reference %q", got)
	}
}
