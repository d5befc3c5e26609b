package mail

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

const reference = "0000000c0000002g000000000000000ab1g5k8n2q4r6t8v0c2e4"

// reports are the mails of testdata, with what is to be read in each.
func reports(tb testing.TB) map[string][2]string {
	tb.Helper()
	archive, err := txtar.ParseFile("testdata/reports.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	all := make(map[string][2]string, len(archive.Files))
	for _, f := range archive.Files {
		want, text, _ := strings.Cut(strings.ReplaceAll(string(f.Data), "REF", reference), "\n")
		all[f.Name] = [2]string{strings.TrimPrefix(want, "want "), text}
	}
	return all
}

func TestAReportSaysWhatBecameOfWhichMail(t *testing.T) {
	t.Parallel()
	for name, row := range reports(t) {
		for _, end := range []string{"\n", "\r\n"} {
			got, err := ReadReport(strings.NewReader(strings.ReplaceAll(row[1], "\n", end)))
			words := strings.Fields(row[0])
			switch {
			case words[0] != "failed" && words[0] != "late":
				if err == nil || !strings.Contains(err.Error(), row[0]) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "posta.example") {
					t.Errorf("%s: %+v, %v; want one sentence with %q", name, got, err, row[0])
				}
			case err != nil || got.Failed != (words[0] == "failed") || !slices.Contains(got.References, words[len(words)-1]):
				t.Errorf("%s: %+v, %v; want %s", name, got, err, row[0])
			case got.Failed && got.Status != words[1]:
				t.Errorf("%s: status %q, want %s", name, got.Status, words[1])
			}
		}
	}
}

func TestHostileMailIsRefusedWithOneSentence(t *testing.T) {
	t.Parallel()
	head := "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
	nested := strings.Repeat("--b\nContent-Type: multipart/report; boundary=b\n\n", 100_000)
	for name, text := range map[string]string{
		"ten megabytes":        head + strings.Repeat("x", 10<<20),
		"nothing":              "",
		"no text":              "\x00\xff\xfe\n\n\x00",
		"parts in parts":       head + nested[:maxReport-len(head)],
		"a header without end": "X: " + strings.Repeat("y", maxReport/2),
		"many parts":           head + strings.Repeat("--b\n\nx\n", 10_000) + "--b--\n",
		"broken base64":        head + "--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n!!!!\n--b--\n",
	} {
		if got, err := ReadReport(strings.NewReader(text)); err == nil || len(err.Error()) > 300 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestANoticeCarriesItsReferenceTwice: some servers give a mail an id of their own.
func TestANoticeCarriesItsReferenceTwice(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mailtest.Config{})
	m := letter("maria@posta.example")
	for _, m.Reference = range []string{reference, ""} {
		if err := parse(t, server.URL()).Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		header := server.Next().Header
		if got := header.Get(HeaderNotice); got != m.Reference {
			t.Errorf("the notice is %q, want %q", got, m.Reference)
		}
		if named := strings.HasPrefix(header.Get("Message-Id"), "<"+reference+"@"); named != (m.Reference != "") {
			t.Errorf("its id is %q", header.Get("Message-Id"))
		}
	}
}

// FuzzReport: whatever a mail server sends, reading it ends, and a report that fails
// somebody names a block that says so.
func FuzzReport(f *testing.F) {
	for _, row := range reports(f) {
		f.Add([]byte(row[1]))
	}
	keys := caterina.NewBookingKeys("a secret of sufficient length")
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := ReadReport(bytes.NewReader(data))
		if err != nil && (report.Failed || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%+v with %v", report, err)
		}
		for _, r := range report.References {
			if _, ok := keys.Notice(r); ok {
				t.Errorf("%q was never given out", r)
			}
			if r == "" || strings.ContainsAny(r, " <>\n") {
				t.Errorf("a reference %q", r)
			}
		}
	})
}
