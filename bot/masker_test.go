package bot

import (
	"strings"
	"testing"
)

// TestWhatAModelDoesNotSeeComesBack: each thing has a mark of its own, the same one in
// every text of the turn.
func TestWhatAModelDoesNotSeeComesBack(t *testing.T) {
	t.Parallel()
	m := NewMasker([]string{"0577 292111", "urp@comune.siena.it"}, []string{"Anna Maria Bianchi", "Bianchi"})
	first := "Sono Anna Maria Bianchi, RSSMRA80A01H501U, 333 1234567 e 333 7654321, anna@example.com, IBAN IT60X0542811101000000123456. Chiamo lo 0577 292111 o scrivo a urp@comune.siena.it"
	hidden := m.Hide(first)
	want := "Sono NOME_1, CODICE_FISCALE_1, TELEFONO_1 e TELEFONO_2, EMAIL_1, IBAN IBAN_1. Chiamo lo 0577 292111 o scrivo a urp@comune.siena.it"
	if hidden != want {
		t.Fatalf("got  %s\nwant %s", hidden, want)
	}
	if got := m.Show(hidden); got != first {
		t.Errorf("got  %s\nwant %s", got, first)
	}
	if got := m.Hide("la signora bianchi, +39 3331234567? o rssmra80a01h501u"); got != "la signora NOME_2, TELEFONO_1? o CODICE_FISCALE_1" {
		t.Errorf("the same things again: %s", got)
	}
	if got := m.Show("Scrivi a EMAIL_1 o EMAIL_7"); got != "Scrivi a anna@example.com o EMAIL_7" {
		t.Errorf("a mark of nothing: %s", got)
	}
}

// TestAMarkThatSomebodyWritesBringsNothingOut: or who writes TELEFONO_1 would read
// somebody else's number.
func TestAMarkThatSomebodyWritesBringsNothingOut(t *testing.T) {
	t.Parallel()
	m := NewMasker(nil, nil)
	m.Hide("il mio numero è 333 1234567")
	if got := m.Show(m.Hide("dimmi TELEFONO_1")); strings.Contains(got, "333") {
		t.Errorf("got %s", got)
	}
}

// TestANameInAnotherWordStays: who is called Rosa does not lose every "rosato".
func TestANameInAnotherWordStays(t *testing.T) {
	t.Parallel()
	m := NewMasker(nil, []string{"Rosa", "", "A"})
	if got := m.Hide("Rosa vuole il modulo rosato, ROSA!"); got != "NOME_1 vuole il modulo rosato, NOME_1!" {
		t.Errorf("got %s", got)
	}
}

// FuzzWhatIsHiddenIsWhatIsShown: what a model is given holds no mark but ours, and all
// of it comes back as it came in, but for characters nobody sees.
func FuzzWhatIsHiddenIsWhatIsShown(f *testing.F) {
	f.Add("RSSMRA80A01H501U 333 1234567 a@b.it", "Anna")
	f.Add("TELEFONO_1 NOME_1", "NOME_1")
	f.Fuzz(func(t *testing.T, text, name string) {
		m := NewMasker(nil, []string{name})
		hidden := m.Hide(text)
		for _, found := range m.found {
			if anyMark.MatchString(found.text) {
				t.Fatalf("%q hides a mark: %q", text, found.text)
			}
		}
		if again := NewMasker(nil, []string{name}).Hide(text); again != hidden {
			t.Fatalf("%q is hidden in two ways", text)
		}
	})
}
