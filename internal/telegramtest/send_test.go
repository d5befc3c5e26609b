package telegramtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/telegramtest"
)

func TestWhatTheBotSendsIsWhatTheCitizenSees(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(7, telegramtest.Named("Ada", "Rossi"))
	asked := chat.Say("orari?")
	sent := must[sentMessage](t, s, "sendMessage", params{
		"chat_id": 7, "text": " <b>Anagrafe</b> &lt;1º piano&gt; ", "parse_mode": "HTML",
		"link_preview_options": params{"is_disabled": true}, "disable_notification": true, "protect_content": true,
		"reply_parameters": params{"message_id": asked.Message},
		"reply_markup": inlineKeyboard(
			[]params{{"text": "Prenota", "callback_data": "o:1:0:2"}, {"text": "Sito", "url": "https://comune.it"}},
			[]params{{"text": "Altro", "callback_data": "o:1:1:2"}}),
	})
	m, err := chat.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if m.ID != sent.ID || m.Text != "Anagrafe <1º piano>" || m.Source != " <b>Anagrafe</b> &lt;1º piano&gt; " || m.Mode != "HTML" {
		t.Errorf("got %+v", m)
	}
	if sent.Text != m.Text || sent.Date != clock.Now().Unix() || !m.At.Equal(clock.Now()) {
		t.Errorf("the bot was told %+v", sent)
	}
	if !m.Silent || !m.Protected || !m.NoPreview() || m.ReplyTo != asked.Message || m.Kind != telegramtest.Text {
		t.Errorf("options are lost: %+v", m)
	}
	if len(m.Entities) != 1 || m.Entities[0].Length != 8 {
		t.Errorf("entities are %+v", m.Entities)
	}
	if !slices.Equal(m.Labels(), []string{"Prenota", "Sito", "Altro"}) || len(m.Keyboard) != 2 || m.Keyboard[0][1].URL == "" {
		t.Errorf("buttons are %+v", m.Keyboard)
	}
}

func TestATextHasItsLimits(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	for _, c := range []struct{ text, words string }{
		{"", "Bad Request: message text is empty"},
		{" \n ", "Bad Request: text must be non-empty"},
		{"<b> </b>", "Bad Request: text must be non-empty"},
		{strings.Repeat("a", 4097), "Bad Request: message is too long"},
		{strings.Repeat("😀", 2049), "Bad Request: message is too long"},
	} {
		refused(t, s, "sendMessage", params{"chat_id": 1, "text": c.text, "parse_mode": "HTML"}, 400, c.words)
	}
	for _, text := range []string{strings.Repeat("a", 4096), strings.Repeat("😀", 2048), strings.Repeat("<b>a</b>", 4096), strings.Repeat("a", 4096) + "   "} {
		must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": text, "parse_mode": "HTML"})
	}
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x", "parse_mode": "Klingon"}, 400, "Bad Request: unsupported parse_mode")
	refused(t, s, "sendMessage", params{"text": "x"}, 400, "Bad Request: chat_id is empty")
	refused(t, s, "sendMessage", params{"chat_id": 2, "text": "x"}, 400, "Bad Request: chat not found")
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x", "reply_parameters": params{"message_id": 5}},
		400, "Bad Request: message to be replied not found")
	must[sentMessage](t, s, "sendMessage", params{
		"chat_id": 1, "text": "x", "reply_parameters": params{"message_id": 5, "allow_sending_without_reply": true},
	})
}

func TestWithoutAParseModeATextIsItself(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	m := must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "<b>&amp; _x_ *y*"})
	if m.Text != "<b>&amp; _x_ *y*" {
		t.Errorf("got %q", m.Text)
	}
	must[sentMessage](t, s, "sendMessage", params{
		"chat_id": 1, "text": "abc", "entities": []params{{"type": "bold", "offset": 1, "length": 1}},
	})
	if es := s.Chat(1).Messages()[1].Entities; len(es) != 1 || es[0].Offset != 1 {
		t.Errorf("entities are %+v", es)
	}
}

func TestButtonsHaveTheirLimits(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	many := make([][]params, 101)
	for i := range many {
		many[i] = []params{{"text": "x", "callback_data": "y"}}
	}
	for _, c := range []struct {
		markup any
		words  string
	}{
		{inlineKeyboard([]params{{"text": "x", "callback_data": strings.Repeat("d", 65)}}), "BUTTON_DATA_INVALID"},
		{inlineKeyboard([]params{{"text": "x", "callback_data": strings.Repeat("é", 33)}}), "BUTTON_DATA_INVALID"},
		{inlineKeyboard([]params{{"text": " ", "callback_data": "d"}}), "inline keyboard button text must be non-empty"},
		{inlineKeyboard([]params{{"callback_data": "d"}}), `can't parse inline keyboard button: Can't find field "text"`},
		{inlineKeyboard([]params{{"text": "x"}}), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{inlineKeyboard([]params{{"text": "x", "url": "nowhere"}}), `inline keyboard button URL "nowhere" is invalid: Wrong HTTP URL`},
		{inlineKeyboard(many...), "reply markup is too long"},
		{"{", "can't parse reply keyboard markup JSON object"},
	} {
		refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x", "reply_markup": c.markup}, 400, "Bad Request: "+c.words)
	}
	for _, markup := range []any{
		inlineKeyboard([]params{{"text": "x", "callback_data": strings.Repeat("d", 64)}}),
		inlineKeyboard([]params{{"text": "x", "web_app": params{"url": "https://x.it"}}}),
		params{"remove_keyboard": true},
		params{"force_reply": true},
		params{"keyboard": [][]params{{{"text": "Posizione", "request_location": true}}}},
	} {
		must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x", "reply_markup": markup})
	}
	if last := s.Chat(1).Messages()[4]; !strings.Contains(last.Markup, "request_location") || last.Keyboard != nil {
		t.Errorf("the keyboard of the phone is %q", last.Markup)
	}
}

// TestParametersMayComeInFourWays: the four of the documentation.
func TestParametersMayComeInFourWays(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	const markup = `{"inline_keyboard":[[{"text":"Sì","callback_data":"1"}]]}`
	form := url.Values{"chat_id": {"1"}, "text": {"ciao"}, "reply_markup": {markup}, "protect_content": {"true"}}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, values := range form {
		if err := parts.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	address := s.URL() + "/bot" + s.Token() + "/sendMessage"
	for _, c := range []struct{ name, method, url, kind, body string }{
		{"query", http.MethodGet, address + "?" + form.Encode(), "", ""},
		{"form", http.MethodPost, address, "application/x-www-form-urlencoded", form.Encode()},
		{"JSON", http.MethodPost, address, "application/json", `{"chat_id":1,"text":"ciao","protect_content":true,"entities":null,"reply_markup":` + markup + `}`},
		{"multipart", http.MethodPost, address, parts.FormDataContentType(), body.String()},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, c.url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", c.kind)
		if r, err := send(req); err != nil || !r.OK {
			t.Fatalf("%s: %+v %v", c.name, r, err)
		}
		m, err := chat.Next(t.Context())
		if err != nil || m.Text != "ciao" || !m.Protected || len(m.Labels()) != 1 || m.Labels()[0] != "Sì" {
			t.Errorf("%s: %+v %v", c.name, m, err)
		}
	}
}

func TestParametersThatCannotBeReadAreABadRequest(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	address := s.URL() + "/bot" + s.Token() + "/sendMessage"
	for _, c := range []struct {
		kind, body string
		code       int
	}{
		{"application/json", `{"chat_id":`, 400},
		{"application/json", `[]`, 400},
		{"application/json", ``, 400},
		{"application/x-www-form-urlencoded", "chat_id=1&text=%ff", 400},
		{"application/x-www-form-urlencoded", "chat_id=%", 400},
		{"multipart/form-data", "x", 400},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx", 400},
		{"application/json", `{"text":"` + strings.Repeat("a", 50<<20) + `"}`, 413},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", c.kind)
		if r, err := send(req); err != nil || r.OK || r.ErrorCode != c.code {
			t.Errorf("%s %.40q: %+v %v", c.kind, c.body, r, err)
		}
	}
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x", "link_preview_options": "{"},
		400, "Bad Request: can't parse link preview options JSON object")
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x", "entities": "{"}, 400, "Bad Request: can't parse entities JSON object")
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x", "reply_parameters": "{"},
		400, "Bad Request: can't parse reply parameters JSON object")
}

func TestADocumentArrivesWithItsNameBytesAndCaption(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	upload := func(field, name, data string, fields params) reply {
		var body bytes.Buffer
		parts := multipart.NewWriter(&body)
		for name, value := range fields {
			if err := parts.WriteField(name, fmt.Sprint(value)); err != nil {
				t.Fatal(err)
			}
		}
		w, err := parts.CreateFormFile(field, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(data)); err != nil {
			t.Fatal(err)
		}
		if err := parts.Close(); err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/bot"+s.Token()+"/sendDocument", &body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", parts.FormDataContentType())
		r, err := send(req)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct{ field, document string }{{"document", ""}, {"ics", "attach://ics"}} {
		r := upload(c.field, "appuntamento.ics", "BEGIN:VCALENDAR", params{
			"chat_id": "1", "document": c.document, "caption": "Il <b>tuo</b> appuntamento", "parse_mode": "HTML",
		})
		if !r.OK || !strings.Contains(string(r.Result), `"file_name":"appuntamento.ics"`) {
			t.Errorf("answered %s %s", r.Result, r.Description)
		}
		m, err := chat.Next(t.Context())
		if err != nil || m.Document.Name != "appuntamento.ics" || string(m.Document.Bytes) != "BEGIN:VCALENDAR" ||
			m.Text != "Il tuo appuntamento" || len(m.Entities) != 1 || m.Kind != telegramtest.Document {
			t.Errorf("the citizen got %+v %v", m, err)
		}
	}
	if r := upload("document", "x", "y", params{"chat_id": "1", "caption": strings.Repeat("a", 1025)}); r.Description != "Bad Request: message caption is too long" {
		t.Errorf("a long caption: %+v", r)
	}
	if r := upload("document", "x", "", params{"chat_id": "1"}); r.Description != "Bad Request: file must be non-empty" {
		t.Errorf("an empty file: %+v", r)
	}
	refused(t, s, "sendDocument", params{"chat_id": 1}, 400, "Bad Request: there is no document in the request")
	refused(t, s, "sendDocument", params{"chat_id": 1, "document": "BQAC"}, 400, "Bad Request: wrong remote file identifier specified: Wrong string length")
	if uploads := s.Requests("sendDocument")[0].Uploads; string(uploads["document"].Bytes) != "BEGIN:VCALENDAR" {
		t.Errorf("the request was noted with %+v", uploads)
	}
}

func TestPlacesArriveAsPlaces(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	must[sentMessage](t, s, "sendLocation", params{"chat_id": 1, "latitude": 43.3188, "longitude": 11.3308})
	must[sentMessage](t, s, "sendVenue", params{
		"chat_id": 1, "latitude": 43.3188, "longitude": 11.3308, "title": "Anagrafe", "address": "Il Campo 1",
	})
	all := chat.Messages()
	if all[0].Location == nil || all[0].Location.Latitude != 43.3188 || all[1].Venue == nil || all[1].Venue.Address != "Il Campo 1" {
		t.Errorf("got %+v", all)
	}
	refused(t, s, "sendLocation", params{"chat_id": 1, "latitude": 91, "longitude": 0}, 400, "Bad Request: wrong location specified")
	refused(t, s, "sendLocation", params{"chat_id": 1, "longitude": 0}, 400, "Bad Request: latitude is empty")
	refused(t, s, "sendVenue", params{"chat_id": 1, "latitude": 1, "longitude": 0, "address": "x"}, 400, "Bad Request: venue title must be non-empty")
	refused(t, s, "sendVenue", params{"chat_id": 1, "latitude": 1, "longitude": 0, "title": "x"}, 400, "Bad Request: venue address must be non-empty")
	refused(t, s, "sendVenue", params{"chat_id": 1, "latitude": 1, "title": "x"}, 400, "Bad Request: longitude is empty")
}

func TestTheCitizenSeesThatTheBotWrites(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(1)
	must[bool](t, s, "sendChatAction", params{"chat_id": 1, "action": "typing"})
	refused(t, s, "sendChatAction", params{"chat_id": 1, "action": "dancing"}, 400, "Bad Request: wrong parameter action in request")
	if a := chat.Actions(); len(a) != 1 || a[0].Name != "typing" || !a[0].At.Equal(clock.Now()) {
		t.Errorf("got %+v", a)
	}
	if n := s.Bot("").Rates().Sends; n != 0 {
		t.Errorf("%d actions count as messages", n)
	}
}

// TestAMessageIsShownToTheBotWithoutFieldsOfTheLibrary: the library writes a
// copy_text into every button, Telegram does not.
func TestAMessageIsShownToTheBotWithoutFieldsOfTheLibrary(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	r := do(t, s, "sendMessage", params{
		"chat_id": 1, "text": "x",
		"reply_markup": inlineKeyboard([]params{{"text": "x", "callback_data": "y", "copy_text": params{"text": ""}}}),
	})
	var m struct {
		Markup json.RawMessage `json:"reply_markup"`
	}
	if err := json.Unmarshal(r.Result, &m); err != nil || string(m.Markup) != `{"inline_keyboard":[[{"text":"x","callback_data":"y"}]]}` {
		t.Errorf("got %s %v", m.Markup, err)
	}
}

func TestNextAndWaitSeeMessagesInOrder(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	came := make(chan telegramtest.Message, 3)
	go func() {
		for range 3 {
			m, err := chat.Next(t.Context())
			if err != nil {
				t.Error(err)
			}
			came <- m
		}
	}()
	for _, text := range []string{"uno", "due", "tre"} {
		must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": text})
	}
	for _, text := range []string{"uno", "due", "tre"} {
		if m := <-came; m.Text != text {
			t.Errorf("got %q, want %q", m.Text, text)
		}
	}
	all, err := chat.Wait(t.Context(), func(ms []telegramtest.Message) bool { return len(ms) == 3 })
	if err != nil || all[2].Text != "tre" {
		t.Errorf("got %+v %v", all, err)
	}
}

func TestAVainWaitSaysWhatThereIs(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "uno"})
	ctx, cancel := contextWithTimeout(t, 10*time.Millisecond)
	defer cancel()
	_, err := chat.Wait(ctx, func(ms []telegramtest.Message) bool { return len(ms) == 2 })
	if err == nil || !strings.Contains(err.Error(), `there are 1: "uno"`) {
		t.Errorf("got %v", err)
	}
}
