package console_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/console"
)

// TestStaffReadWhatACitizenHasSent, whoever of the town may read the conversation:
// a picture is shown, all else is saved.
func TestStaffReadWhatACitizenHasSent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.chats(1, "ecco la foto")
	html := []byte("<!DOCTYPE html><script>alert(1)</script>")
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	for _, tc := range []struct {
		name, mime string
		content    []byte
		kind, how  string
	}{
		{"foto.png", "image/png", photo(), "image/png", `inline; filename=foto.png`},
		{"modulo.pdf", "application/pdf", []byte("%PDF-1.7\n"), "application/octet-stream", `attachment; filename=modulo.pdf`},
		{"foto.jpg", "image/jpeg", html, "application/octet-stream", `attachment; filename=foto.jpg`},
		{"disegno.svg", "image/svg+xml", svg, "application/octet-stream", `attachment; filename=disegno.svg`},
		{"../../etc/perché.txt", "text/plain", []byte("ciao"), "application/octet-stream", `attachment; filename*=utf-8''_.._etc_perch%C3%A9.txt`},
		{"a\r\nSet-Cookie: x\".png", "image/png", photo(), "image/png", `inline; filename="a_Set-Cookie_ x_.png"`},
		{"vuoto.txt", "text/plain", []byte{}, "application/octet-stream", `attachment; filename=vuoto.txt`},
	} {
		f := c.keeps(tc.name, tc.mime, tc.content)
		got := b.get("/console/siena/files/" + f.ID)
		if got.Code != http.StatusOK || got.Body != string(tc.content) {
			t.Errorf("%q: %d, %d bytes; want what was sent", tc.name, got.Code, len(got.Body))
		}
		for header, want := range map[string]string{
			"Content-Type": tc.kind, "Content-Disposition": tc.how, "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "Set-Cookie": "",
		} {
			if header == "Set-Cookie" && strings.HasPrefix(got.Header.Get(header), "caterina") {
				continue // ours
			}
			if got.Header.Get(header) != want {
				t.Errorf("%q: %s is %q, want %q", tc.name, header, got.Header.Get(header), want)
			}
		}
	}
}

// TestAFileIsOfItsTown: the number alone opens nothing in another one.
func TestAFileIsOfItsTown(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, elena := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Elena Rosa", "")
	o.must(o.store.SetMember(t.Context(), elena, caterina.Membership{Town: o.bari.ID, Role: caterina.RoleOperator, Capacity: 1}))
	c := o.chats(1, "ecco la foto")
	f := c.keeps("foto.png", "image/png", photo())
	for _, tc := range []struct {
		by   *browser
		path string
	}{
		{o.as(elena), "/console/bari/files/" + f.ID},
		{o.as(elena), "/console/siena/files/" + f.ID},
		{o.as(ada), "/console/siena/files/" + strings.Repeat("0", 8) + f.ID[8:]},
		{o.as(ada), "/console/siena/files/..%2f" + f.ID},
		{o.as(ada), "/console/siena/files/1"},
	} {
		got := tc.by.get(tc.path)
		if got.Code != http.StatusNotFound || strings.Contains(got.Body, "PNG") {
			t.Errorf("%s: %s", tc.path, got)
		}
	}
	if got := o.as(ada).get("/console/siena/files/" + strings.Repeat("0", 8) + f.ID[8:]); !strings.Contains(got.Body, "Questo file non c") {
		t.Errorf("the page says %s", got)
	}
	if n := len(o.audited(t, "conversation.file")); n != 0 {
		t.Errorf("%d entries in the audit log of files that nobody was shown", n)
	}
}

func (o *office) audited(t *testing.T, action string) []caterina.AuditEntry {
	t.Helper()
	entries, err := o.store.AuditEntries(t.Context(), o.siena.ID, 0, 0, action, 100)
	o.must(err)
	return entries
}

// TestTheLogTellsWhoWasShownAFile, also of who has the conversation, once a shift.
func TestTheLogTellsWhoWasShownAFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, admin := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Lea Bianchi", caterina.RoleAdmin)
	c := o.chats(1, "ecco due foto")
	c.taken(ada)
	one, two := c.keeps("1.png", "image/png", photo()), c.keeps("2.png", "image/png", photo())
	b := o.as(ada)
	for _, id := range []string{one.ID, one.ID, two.ID} {
		b.get("/console/siena/files/" + id)
	}
	entries := o.audited(t, "conversation.file")
	if len(entries) != 2 || entries[0].Operator != ada || entries[0].Target != string(c.conv) || entries[0].Detail != two.ID {
		t.Errorf("the log has %+v; want one line for each file", entries)
	}
	if got := o.as(admin).get("/console/siena/audit?kind=conversation"); !strings.Contains(got.Body, "ha aperto un file inviato da un cittadino") {
		t.Errorf("the page of the log: %s", got)
	}
}

// TestAConversationShowsItsFiles with name, kind and size; what could not be kept
// says why.
func TestAConversationShowsItsFiles(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.chats(1, "ciao")
	f := c.keeps("foto.jpg", "image/png", photo())
	f.Size = 230_100
	c.sends(caterina.MessageBody{Text: "la carta d'identità", Media: "photo", Files: []caterina.File{f}})
	c.sends(caterina.MessageBody{Media: "document", Files: []caterina.File{
		{Name: "cartella.zip", Size: 12 << 20}, {Name: "modulo<script>.pdf", MIME: "application/pdf", Size: 900},
	}})
	c.sends(caterina.MessageBody{Media: "sticker"})
	for _, page := range []string{c.path(), c.path() + "/log?after=0"} {
		got := b.get(page)
		for _, want := range []string{
			`<a class="entry-picture" href="/console/siena/files/` + f.ID + `" target="_blank" rel="noopener"><img src="/console/siena/files/` + f.ID + `" alt="Foto inviata dal cittadino" loading="lazy"></a>`,
			`>foto.jpg</a> <span class="hint">Foto, 230 KB</span>`, "la carta d&#39;identità",
			`<b>cartella.zip</b> <span class="hint">Documento, 12 MB</span>`, "È troppo grande e non è stato scaricato: se serve, chiedi al cittadino un file fino a 10 MB.",
			`<b>modulo_script_.pdf</b> <span class="hint">Documento PDF, 900 byte</span>`, "Non è stato possibile scaricarlo: se serve, chiedi al cittadino di inviarlo di nuovo.",
			"Ha inviato: Adesivo (sticker)",
		} {
			if !strings.Contains(got.Body, want) {
				t.Errorf("%s lacks %s\n%s", page, want, got.Body)
			}
		}
	}
	if got := b.get("/console/siena/inbox?view=all"); !strings.Contains(got.Body, "Messaggio senza testo") {
		t.Errorf("a message without words in the list: %s", got)
	}
}

func TestKindsAndSizesInWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ mime, media, want string }{
		{"image/jpeg", "document", "Foto"},
		{"application/pdf", "document", "Documento PDF"},
		{"audio/mpeg", "voice", "Audio"},
		{"application/ogg", "voice", "Audio"},
		{"video/mp4", "video", "Video"},
		{"application/zip", "document", "Documento"},
		{"", "photo", "Foto"},
		{"", "voice", "Messaggio vocale"},
		{"", "video", "Video"},
		{"", "poll", "Sondaggio"},
		{"", "venue", "Luogo"},
		{"", "contact", "Contatto"},
		{"", "other", "Contenuto di altro tipo"},
		{"", "", ""},
	} {
		if got := console.FileKind(tc.mime, tc.media); got != tc.want {
			t.Errorf("%s as %s is %q, want %q", tc.mime, tc.media, got, tc.want)
		}
	}
	for size, want := range map[int]string{0: "", 1: "1 byte", 999: "999 byte", 1000: "1 KB", 229_600: "230 KB", 1_500_000: "1,5 MB", 10 << 20: "10 MB"} {
		if got := console.FileSize(size); got != want {
			t.Errorf("%d is %q, want %q", size, got, want)
		}
	}
}

func TestNamesMeanNothingToAFileSystem(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("è", 300) + ".pdf"
	for name, want := range map[string]string{
		"foto.jpg": "foto.jpg", `..\..\boot.ini`: `_.._boot.ini`, "/etc/passwd": "_etc_passwd", "": "file", "...": "file",
		"CON|x?.txt": "CON_x_.txt", "a\x00b\xff.png": "ab.png", "fattura\u202efdp.exe": "fatturafdp.exe", long: strings.Repeat("è", 116) + ".pdf",
	} {
		if got := console.SafeName(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}
