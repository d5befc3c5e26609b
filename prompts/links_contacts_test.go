package prompts

import "testing"

// TestATelephoneThatAModelNamesCanBeCalled, however it wrote it; a number that only holds
// it is another one.
func TestATelephoneThatAModelNamesCanBeCalled(t *testing.T) {
	t.Parallel()
	var l Links
	const card = "Chiama [0577 292353](tel:+390577292353), il [112](tel:112) o scrivi a [urp@x.it](mailto:urp@x.it)."
	copied, plain := data(l.Hide(card)), "Chiama 0577 292353, il 112 o scrivi a urp@x.it."
	if copied != "Chiama (0577 292353)(tel:+390577292353), il (112)(tel:112) o scrivi a (urp@x.it)(mailto:urp@x.it)." {
		t.Errorf("a model sees %q", copied)
	}
	for _, text := range []string{copied, plain} {
		if got := l.Contacts(text); got != card {
			t.Errorf("%q is shown as %q", text, got)
		}
		if got := l.Labels(text); got != plain {
			t.Errorf("%q is left as %q", text, got)
		}
	}
	for _, other := range []string{"Sono 1124 euro.", "la pratica A112", "0577 2923530", "Guarda https://www.112.it.", "sul sito 112.it", "scrivi a 112@x.it", ""} {
		if got := l.Contacts(other); got != other {
			t.Errorf("%q becomes %q", other, got)
		}
	}
	if got := (&Links{}).Contacts(plain); got != plain {
		t.Errorf("of no contacts %q", got)
	}
}
