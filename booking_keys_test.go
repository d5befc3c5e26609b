package caterina_test

import (
	"bytes"
	"strings"
	"testing"

	"example.org/caterina"
)

func keys(t *testing.T) caterina.BookingKeys {
	t.Helper()
	return caterina.NewBookingKeys("a key of thirty-two characters, or more")
}

// TestDigitsCountInWhicheverMessage they were typed, and not among many.
func TestDigitsCountInWhicheverMessage(t *testing.T) {
	t.Parallel()
	k, nonce := keys(t), []byte("nonce")
	right := k.Digits(nonce)
	for typed, want := range map[string]bool{
		right + " " + right: true, "x " + right: true, right + " 1 2": true, right + " 1 2 3": false, " ": false,
	} {
		if got := k.Proves(nonce, typed); got != want {
			t.Errorf("%q proves it: %t", strings.ReplaceAll(typed, right, "RIGHT"), got)
		}
	}
}

// TestAMailboxIsKnownByWhateverAddress it is written to.
func TestAMailboxIsKnownByWhateverAddress(t *testing.T) {
	t.Parallel()
	k := keys(t)
	if !bytes.Equal(k.Mailbox("Anna+due@Posta.example "), k.Mailbox("anna@posta.example")) {
		t.Error("a plus sign makes it another")
	}
	if bytes.Equal(k.Mailbox("anna@posta.example"), k.Mailbox("anna@posta.example.it")) ||
		bytes.Equal(k.Mailbox("anna@posta.example"), k.Identity(caterina.Person{Email: "anna@posta.example"}).Contact) {
		t.Error("two are one")
	}
}

func TestSixDigitsProveAnAddressAndNothingElseDoes(t *testing.T) {
	t.Parallel()
	k, nonce := keys(t), []byte("nonce 1")
	digits := k.Digits(nonce)
	if len(digits) != caterina.DigitsLength {
		t.Fatalf("the code is %q", digits)
	}
	if !k.Proves(nonce, digits) {
		t.Error("the digits do not prove their own nonce")
	}
	if k.Proves([]byte("nonce 2"), digits) || k.Proves(nonce, "") || k.Proves(nonce, digits+"0") || k.Proves(nil, k.Digits(nil)) {
		t.Error("something else proves it too")
	}
	if other := caterina.NewBookingKeys("another key of thirty-two characters"); other.Proves(nonce, digits) {
		t.Error("another deployment's key proves it")
	}
}

func TestDigitsAreSpreadEvenly(t *testing.T) {
	t.Parallel()
	k := keys(t)
	first := map[byte]int{}
	for i := range 2000 {
		first[k.Digits([]byte{byte(i), byte(i >> 8)})[0]]++
	}
	for d := byte('0'); d <= '9'; d++ {
		if first[d] < 120 || first[d] > 280 {
			t.Errorf("%c comes first %d times of 2000", d, first[d])
		}
	}
}

func TestAManageTokenIsTheBookingsAlone(t *testing.T) {
	t.Parallel()
	k := keys(t)
	one, two := k.ManageToken("6f0c3c2e-0000-4000-8000-000000000001"), k.ManageToken("6f0c3c2e-0000-4000-8000-000000000002")
	if one == two || len(one) != 22 {
		t.Errorf("tokens %q and %q", one, two)
	}
	if bytes.Equal(caterina.TokenHash(one), caterina.TokenHash(two)) || len(caterina.TokenHash(one)) != 32 {
		t.Error("hashes do not tell them apart")
	}
}

func TestAWaitTokenNamesTheWishAndCannotBeMadeUp(t *testing.T) {
	t.Parallel()
	k := keys(t)
	const uid = "6f0c3c2e-1234-4abc-8def-0123456789ab"
	token := k.WaitToken(uid)
	if got, ok := k.WaitUID(token); !ok || got != uid {
		t.Fatalf("the token names %q, %v", got, ok)
	}
	forged := []byte(token)
	forged[3] ^= 1
	for _, bad := range []string{"", "x", string(forged), token + "A", caterina.NewBookingKeys("another").WaitToken(uid)} {
		if got, ok := k.WaitUID(bad); ok {
			t.Errorf("%q names %q", bad, got)
		}
	}
	if k.WaitToken("no uuid") != "" {
		t.Error("a token was made for what is no wish")
	}
}

func TestAContactIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ one, two string }{
		{"Anna.Bianchi@Example.it ", "anna.bianchi@example.it"},
		{"333 123 45 67", "+39 3331234567"},
		{"0039 333-1234567", "+39 333 1234567"},
		{"080 577 1234", "+39 080 5771234"},
	} {
		if a, b := caterina.NormalContact(caterina.Secret(row.one)), caterina.NormalContact(caterina.Secret(row.two)); a != b || a == "" {
			t.Errorf("%q is %q, %q is %q", row.one, a, row.two, b)
		}
	}
	for _, none := range []caterina.Secret{"", "  ", "+", "nessuno"} {
		if got := caterina.NormalContact(none); got != "" {
			t.Errorf("%q is %q", none.Reveal(), got)
		}
	}
}

func TestFamilyMembersShareAContactAndAreStillTwoPersons(t *testing.T) {
	t.Parallel()
	k := keys(t)
	anna := k.Identity(caterina.Person{Name: "Anna Bianchi", Phone: "333 1234567"})
	same := k.Identity(caterina.Person{Name: "BIANCHI  Anna", Phone: "+393331234567"})
	luca := k.Identity(caterina.Person{Name: "Luca Bianchi", Phone: "3331234567"})
	if !bytes.Equal(anna.Person, same.Person) || !bytes.Equal(anna.Contact, same.Contact) {
		t.Error("one person written twice is two")
	}
	if bytes.Equal(anna.Person, luca.Person) || !bytes.Equal(anna.Contact, luca.Contact) {
		t.Error("two of a family are one person, or have two contacts")
	}
}

func TestATaxCodeIsThePersonOnAnyChannel(t *testing.T) {
	t.Parallel()
	k := keys(t)
	web := k.Identity(caterina.Person{Name: "Anna", Email: "anna@example.it", TaxCode: "bnc nna 80a41 i726x"})
	phone := k.Identity(caterina.Person{Name: "A. Bianchi", Phone: "333 1234567", TaxCode: "BNCNNA80A41I726X"})
	if !bytes.Equal(web.Person, phone.Person) {
		t.Error("the same tax code is two persons")
	}
	if nobody := k.Identity(caterina.Person{Name: "Anna"}); nobody.Person != nil || nobody.Contact != nil {
		t.Error("a name alone is somebody")
	}
}
