package httpserver

import (
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"example.org/caterina"
)

// errorKind is one line of the table from failures to answers.
type errorKind struct {
	status int
	code   caterina.Code
	it, en string
}

// errorTable is where every caterina.Code becomes an HTTP status and a sentence.
func errorTable() []errorKind {
	return []errorKind{
		{http.StatusBadRequest, caterina.CodeInvalid, "Qualcosa nella richiesta non va. Torna indietro e riprova.", "Something in the request is wrong. Go back and try again."},
		{http.StatusNotFound, caterina.CodeNotFound, "Questa pagina non c'è. Controlla l'indirizzo.", "This page does not exist. Check the address."},
		{http.StatusConflict, caterina.CodeConflict, "Nel frattempo qualcosa è cambiato. Ricarica la pagina e riprova.", "Something has changed in the meantime. Reload the page and try again."},
		{http.StatusForbidden, caterina.CodeForbidden, "Non hai il permesso di aprire questa pagina.", "You are not allowed to open this page."},
		{http.StatusTooManyRequests, caterina.CodeLimited, "Troppe richieste in poco tempo. Aspetta qualche secondo e riprova.", "Too many requests in a short time. Wait a few seconds and try again."},
		{http.StatusServiceUnavailable, caterina.CodeUnavailable, "Il servizio non è disponibile in questo momento. Riprova tra poco.", "The service is not available right now. Try again shortly."},
		{http.StatusInternalServerError, caterina.CodeInternal, "Qualcosa non ha funzionato da parte nostra. Riprova tra poco.", "Something went wrong on our side. Try again shortly."},
	}
}

// Status returns the HTTP status of a failure.
func Status(code caterina.Code) int { return kindOf(code).status }

// kindOf finds a code in the table; what is not in it is our fault.
func kindOf(code caterina.Code) errorKind {
	table := errorTable()
	for _, kind := range table {
		if kind.code == code {
			return kind
		}
	}
	return table[len(table)-1]
}

// WriteError answers a request with the failure: as JSON to programs, as a page
// to people, in their language. The cause is not shown.
func WriteError(w http.ResponseWriter, r *http.Request, err error) {
	writeError(w, r, kindOf(caterina.CodeOf(err)))
}

//go:embed error.html
var pages embed.FS

// errorPage is what error.html shows.
type errorPage struct {
	Lang, Title, Sentence, Home, Reference, ID string
}

func writeError(w http.ResponseWriter, r *http.Request, kind errorKind) {
	if kind.it == "" {
		known := kindOf(kind.code)
		kind.it, kind.en = known.it, known.en
	}
	english := speaksEnglish(r)
	sentence := kind.it
	if english {
		sentence = kind.en
	}
	w.Header().Set("Cache-Control", "no-store")
	if !wantsPage(r) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(kind.status)
		var body struct {
			Error struct {
				Code    caterina.Code `json:"code"`
				Message string        `json:"message"`
			} `json:"error"`
		}
		body.Error.Code, body.Error.Message = kind.code, sentence
		_ = json.NewEncoder(w).Encode(body) // the client has gone
		return
	}
	page := errorPage{
		Lang: "it", Title: "Si è verificato un problema", Sentence: sentence, Home: "Torna alla pagina iniziale",
		Reference: "Codice della richiesta", ID: requestID(r.Context()),
	}
	if english {
		page.Lang, page.Title, page.Home, page.Reference = "en", "There is a problem", "Back to the first page", "Request code"
	}
	tmpl, err := template.ParseFS(pages, "error.html")
	if err != nil {
		http.Error(w, sentence, kind.status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(kind.status)
	_ = tmpl.Execute(w, page) // the client has gone
}

// wantsPage says whether a person is looking: browsers say so when they navigate.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/v1/")
}

// speaksEnglish says whether the person asked for English, with the page's own
// switch or as the browser's first language. Everybody else reads Italian.
func speaksEnglish(r *http.Request) bool {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		return strings.HasPrefix(strings.ToLower(lang), "en")
	}
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language"))), "en")
}
