package caterina_test

import (
	"bytes"
	"strings"
	"testing"

	"example.org/caterina"
)

// TestTheSecretsOfPagesAreStoredSealed: who reads what is stored has no address that
// opens a page, and who may read it has the text as it was.
func TestTheSecretsOfPagesAreStoredSealed(t *testing.T) {
	t.Parallel()
	k := caterina.NewBookingKeys("a key of thirty-two characters, or more")
	const uid = "6f0c3c2e-1234-4abc-8def-0123456789ab"
	manage, wait := k.ManageToken(uid), k.WaitToken(uid)
	text := `{"text":"[Sposta](https://x.example/appuntamenti/` + manage + `) e [prendi](https://x.example/posti/` + wait + `)","booking":{"ics":"https://x.example/appuntamenti/` +
		manage + `/appuntamento.ics","manage":"https://x.example/appuntamenti/` + manage + `"}}`
	sealed := k.SealLinks([]byte(text))
	for _, secret := range []string{manage, wait, wait[22:]} {
		if bytes.Contains(sealed, []byte(secret)) {
			t.Errorf("%s is stored:\n%s", secret, sealed)
		}
	}
	if n := bytes.Count(sealed, []byte("/~")); n != 4 {
		t.Errorf("%d secrets are sealed, want 4:\n%s", n, sealed)
	}
	if got := k.OpenLinks(sealed); string(got) != text {
		t.Errorf("opened it is\n%s\nwant\n%s", got, text)
	}
	echo := k.OpenLinks(k.SealLinks(sealed)) // somebody has the assistant repeat it
	if !bytes.Equal(echo, sealed) {
		t.Errorf("what is stored can be opened by having it said:\n%s", echo)
	}
	other := caterina.NewBookingKeys("another key of more than thirty-two characters")
	if bytes.Contains(other.OpenLinks(sealed), []byte(manage)) {
		t.Error("another key opens it")
	}
}

// TestWhatIsNoSecretIsLeftAsItIs, whichever way it goes.
func TestWhatIsNoSecretIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	k := caterina.NewBookingKeys("a key of thirty-two characters, or more")
	for _, text := range []string{
		"", "vorrei un appuntamento", "/appuntamenti/", "https://x.example/appuntamenti/breve", "/posti/" + strings.Repeat("a", 60),
		"/appuntamenti/" + strings.Repeat("!", 22), "/appuntamenti/" + strings.Repeat("_", 22), // more bits than a secret has
	} {
		if got := k.OpenLinks(k.SealLinks([]byte(text))); string(got) != text {
			t.Errorf("%q comes back as %q", text, got)
		}
		if got := k.OpenLinks([]byte(text)); string(got) != text {
			t.Errorf("%q is opened as %q", text, got)
		}
	}
}

func FuzzLinksComeBack(f *testing.F) {
	k := caterina.NewBookingKeys("a key of thirty-two characters, or more")
	f.Add("/appuntamenti/" + k.ManageToken("x") + "/appuntamento.ics")
	f.Add("/appuntamenti/~" + k.ManageToken("x") + "/posti/~~a")
	f.Add("/appuntamenti//posti/" + strings.Repeat("A", 43))
	f.Add("/appuntamenti/" + strings.Repeat("_", 22))
	f.Fuzz(func(t *testing.T, text string) {
		if got := k.OpenLinks(k.SealLinks([]byte(text))); string(got) != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	})
}
