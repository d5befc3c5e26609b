package console_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"example.org/caterina"
)

// TestBothWordingsOfAMessageAreThere, each leading to the other: what the citizen
// has put right twice leads from the first to the second and on to the third.
func TestBothWordingsOfAMessageAreThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.chats(1, "ciao")
	first := c.sends(caterina.MessageBody{Text: "abito in via Rma"})
	second := c.sends(caterina.MessageBody{Text: "abito in via Rmoa", Edits: first})
	third := c.sends(caterina.MessageBody{Text: "abito in via Roma", Edits: first})
	page := b.get(c.path()).Body
	if !strings.Contains(page, "via Rma") || !strings.Contains(page, "via Rmoa") || !strings.Contains(page, "via Roma") {
		t.Errorf("a wording is missing: %s", page)
	}
	entry := func(seq int64) string {
		return regexp.MustCompile(fmt.Sprintf(`(?s)<li class="entry [^>]*data-seq="%d".*?</li>`, seq)).FindString(page)
	}
	for seq, want := range map[int64][]string{
		first:  {fmt.Sprintf(`corretto <a href="#m-%d">alle `, second)},
		second: {fmt.Sprintf(`ha corretto <a href="#m-%d">il messaggio delle `, first), fmt.Sprintf(`corretto <a href="#m-%d">alle `, third)},
		third:  {fmt.Sprintf(`ha corretto <a href="#m-%d">il messaggio delle `, first)},
	} {
		for _, w := range want {
			if !strings.Contains(entry(seq), w) {
				t.Errorf("entry %d lacks %q: %s", seq, w, entry(seq))
			}
		}
	}
	if strings.Contains(entry(third), "entry-old") || strings.Contains(entry(first), "ha corretto") {
		t.Errorf("the last wording is no old one, the first puts nothing right: %s", page)
	}
	part := b.get(fmt.Sprintf("%s/log?after=%d", c.path(), second)).Body
	if !strings.Contains(part, fmt.Sprintf(`data-edits="%d"`, first)) || !regexp.MustCompile(`il messaggio delle \d\d:\d\d</a>`).MatchString(part) {
		t.Errorf("what came later does not know when the old one was: %s", part)
	}
}
