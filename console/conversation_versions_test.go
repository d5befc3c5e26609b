package console_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

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

// TestAnOperatorPutsAMessageRight with the form beside it: both wordings are in the
// log, what is no message of theirs has no form.
func TestAnOperatorPutsAMessageRight(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleOperator)
	c := o.arrives("quando siete aperti?")
	c.taken(ada)
	said := c.replies(ada, "lunedi")
	b := o.as(ada)
	form := regexp.MustCompile(fmt.Sprintf(`(?s)<form method="post" action="%s/edit" data-deed="edit">.*?name="epoch" value="(\d+)".*?name="of" value="%d">.*?</form>`, c.path(), said))
	page := b.get(c.path()).Body
	if strings.Count(page, `data-deed="edit"`) != 1 || !form.MatchString(page) || !form.MatchString(b.get(c.path()+"/log?after=0").Body) {
		t.Fatalf("one form, beside her own message: %s", page)
	}
	if got := o.as(bea).get(c.path()).Body; strings.Contains(got, `data-deed="edit"`) {
		t.Error("somebody else has the form")
	}
	epoch := form.FindStringSubmatch(page)[1]
	for _, tc := range []struct {
		by             *browser
		of, text, want string
		code           int
	}{
		{b, strconv.FormatInt(said, 10), "martedì", "", http.StatusSeeOther},
		{b, strconv.FormatInt(said, 10), " ", "Il testo è vuoto", http.StatusUnprocessableEntity},
		{b, "x", "martedì", "La richiesta non è completa", http.StatusUnprocessableEntity},
		{b, "2", "non mio", "Questo messaggio non si può più correggere", http.StatusUnprocessableEntity},
		{o.as(bea), strconv.FormatInt(said, 10), "non suo", "", http.StatusConflict},
	} {
		got := tc.by.post(c.path()+"/edit", "epoch", epoch, "id", rand.Text(), "of", tc.of, "text", tc.text)
		if got.Code != tc.code || !strings.Contains(got.Body, tc.want) || strings.Contains(got.Body, " / This") {
			t.Errorf("%q of %s: %s", tc.text, tc.of, got)
		}
	}
	page = b.get(c.path()).Body
	if !strings.Contains(page, "lunedi") || !strings.Contains(page, fmt.Sprintf(`ha corretto <a href="#m-%d">il messaggio delle`, said)) || c.holds("martedì") != 1 {
		t.Errorf("both wordings: %s", page)
	}
	if entries := o.audited(t, "conversation.edit"); len(entries) != 1 || entries[0].Operator != ada {
		t.Errorf("the audit log has %+v", entries)
	}
	o.ahead.Store(int64(16 * time.Minute))
	if got := b.get(c.path()).Body; strings.Contains(got, `data-deed="edit"`) {
		t.Error("the form is there after a quarter of an hour")
	}
}
