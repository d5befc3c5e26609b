package telegram

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// atlas is towns by number and slug.
type atlas []caterina.Town

func (a atlas) Town(slug string) (caterina.Town, bool) {
	for _, t := range a {
		if t.Slug == slug {
			return t, true
		}
	}
	return caterina.Town{}, false
}

func (a atlas) TownByID(id caterina.TownID) (caterina.Town, bool) {
	for _, t := range a {
		if t.ID == id {
			return t, true
		}
	}
	return caterina.Town{}, false
}

func (a atlas) Towns() []caterina.Town { return a }

func (atlas) Card(caterina.TownID, string) (caterina.Card, string, bool) {
	return caterina.Card{}, "", false
}

func towns() atlas {
	return atlas{
		{ID: 1, Slug: "siena", Name: "Siena"},
		{ID: 2, Slug: "bari", Name: "Bari"},
		{ID: 917, Slug: "unione-dei-comuni-della-valdichiana-senese", Name: "Valdichiana"},
		{ID: 4, Slug: "917", Name: "Nove"},
	}
}

// namedChannel is a channel whose bots have learnt their names.
func namedChannel(t *testing.T, s *telegramtest.Server, bots ...Bot) *Channel {
	t.Helper()
	c, err := New(Config{Bots: bots, API: s.URL(), Towns: towns(), Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.Learn(t.Context())
	return c
}

func TestATownIsFoundAtItsOwnBotElseAtTheOneForAll(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Accounts: []telegramtest.Account{
		{Token: "11:one-of-all", Username: "caterina_bot"}, {Token: "12:one-of-bari", Username: "caterina_bari_bot"},
	}})
	all, bari := Bot{Token: "11:one-of-all"}, Bot{Token: "12:one-of-bari", Town: 2}
	c := namedChannel(t, s, all, bari)
	for town, want := range map[caterina.TownID]string{1: "caterina_bot", 2: "caterina_bari_bot"} {
		if got, ok := c.Username(town); got != want || !ok {
			t.Errorf("town %d: %q, %v", town, got, ok)
		}
	}
	c = namedChannel(t, s, bari)
	if got, ok := c.Username(1); ok {
		t.Errorf("a town without a bot is sent to %q", got)
	}
	if link, ok := c.Link(towns()[0], "word"); ok {
		t.Errorf("a town without a bot has the link %s", link)
	}
}

// TestALinkFitsTelegram: what stands behind ?start= is of 64 letters, digits, _ and -
// at most, what a button says of 64 bytes, and the town is found again.
func TestALinkFitsTelegram(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	c := namedChannel(t, s, Bot{Token: caterina.Secret(s.Token())})
	fits := regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	longest := caterina.Town{ID: 1 << 40, Slug: strings.Repeat("a", longestLinkSlug)}
	for _, town := range append(towns(), longest) {
		word := caterina.Secret("_-" + strings.Repeat("x", 20)) // as long as those of MakeLink
		link, ok := c.Link(town, word)
		start, found := strings.CutPrefix(link, "https://t.me/caterina_test_bot?start=")
		if !ok || !found || !fits.MatchString(start) {
			t.Errorf("%s: the link is %s", town.Slug, link)
		}
		named, rest, _ := strings.Cut(strings.TrimPrefix(start, linkPrefix), "_")
		if rest != word.Reveal() {
			t.Errorf("%s: the word is %q", town.Slug, rest)
		}
		if ChoiceData(pressLink+named+"/"+rest) == "" {
			t.Errorf("%s: no button holds the link", town.Slug)
		}
		if again, ok := c.lines[0].linkedTown(named); town.ID < 1<<40 && (!ok || again.ID != town.ID) {
			t.Errorf("%s: the link leads to town %d, %v", town.Slug, again.ID, ok)
		}
	}
	for _, odd := range []string{"", "-", "-x", "-5", "roma", "-9999999999999999999999"} {
		if town, ok := c.lines[0].linkedTown(odd); ok {
			t.Errorf("%q is %s", odd, town.Slug)
		}
	}
}

// TestTheNameIsLearntOnceTelegramAnswers: a server starts while Telegram is down.
func TestTheNameIsLearntOnceTelegramAnswers(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Fail(telegramtest.Fault{Method: "getMe", Status: http.StatusBadGateway, Times: 1})
	c, err := New(Config{Bots: []Bot{{Token: caterina.Secret(s.Token())}}, API: s.URL(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if name, ok := c.Username(1); ok {
		t.Errorf("before anybody asked the name is %q", name)
	}
	c.lines[0].learnName(t.Context())
	if name, ok := c.Username(1); name != "caterina_test_bot" || !ok {
		t.Errorf("the name is %q, %v", name, ok)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s.Revoke(s.Token())
	c.lines[0].username.Store(nil)
	c.lines[0].learnName(ctx) // ends with the server
	if name, ok := c.Username(1); ok {
		t.Errorf("a revoked bot is called %q", name)
	}
}
