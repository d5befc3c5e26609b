package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// Mark says how a Finding is to be taken.
type Mark string

// The marks.
const (
	Fine  Mark = "ok"
	Noted Mark = "note"  // worth knowing, nothing to repair
	Wrong Mark = "WRONG" // something does not work, or soon will not
)

// Finding is one thing that was looked at. It never holds a token.
type Finding struct {
	Mark Mark
	What string
	Do   string // what to do about it; "" where nothing is
}

// CheckConfig is what the settings of bots are compared with.
type CheckConfig struct {
	API       string
	Webhook   bool
	PublicURL string
	Now       func() time.Time
}

// Check asks Telegram how a bot is set up and compares that with what a server of
// this configuration needs. It changes nothing, so it can be run beside one.
func Check(ctx context.Context, b Bot, cfg CheckConfig) []Finding {
	a, err := newAPI(b.Token, cfg.API)
	if err != nil {
		return []Finding{{Wrong, "the token cannot be one", "Copy it anew from @BotFather: it looks like 123456789:AAbbCC."}}
	}
	c := &checker{cfg: cfg, api: a, town: b.Town}
	if c.calls, err = bot.New(string(b.Token), bot.WithSkipGetMe(), bot.WithServerURL(a.base), bot.WithHTTPClient(callTimeout, c), bot.WithErrorsHandler(func(error) {})); err != nil {
		return []Finding{{Wrong, "the token cannot be used", "Copy it anew from @BotFather."}}
	}
	if c.who(ctx) {
		c.clock()
		c.news(ctx)
		c.words(ctx)
	}
	return c.found
}

// checker is one check at work.
type checker struct {
	cfg   CheckConfig
	api   *api
	calls *bot.Bot
	town  caterina.TownID
	found []Finding
	skew  time.Duration // how far our clock is ahead of Telegram's
}

// Do makes a call and compares the clocks.
func (c *checker) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.api.Do(req)
	if err != nil {
		return nil, err
	}
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.skew = c.cfg.Now().Sub(at)
	}
	return resp, nil
}

func (c *checker) add(m Mark, what, do string) {
	c.found = append(c.found, Finding{m, c.safe(what), do})
}

// safe is a text of Telegram's, or an address that somebody chose, without what
// must not be shown.
func (c *checker) safe(text string) string {
	return strings.ReplaceAll(caterina.StripHidden(text), string(*c.api.token), "TOKEN")
}

// who asks who the bot is, and says whether it goes on.
func (c *checker) who(ctx context.Context) bool {
	var me *models.User
	err := c.api.do(ctx, func(ctx context.Context) (err error) {
		me, err = c.calls.GetMe(ctx)
		return err
	})
	if f := failureOf(err); f != nil {
		c.unreachable(f)
		return false
	}
	c.add(Fine, fmt.Sprintf("Telegram knows the token: @%s, named %q", me.Username, me.FirstName), "")
	if me.CanReadAllGroupMessages {
		c.add(Wrong, "in groups the bot is sent everything that anybody writes, which it never needs",
			"Write to @BotFather: /setprivacy, choose the bot, Enable.")
	}
	if me.CanJoinGroups {
		c.add(Noted, "anybody may add the bot to groups, where it says once that it talks in private and then is silent",
			"To forbid it write to @BotFather: /setjoingroups, choose the bot, Disable.")
	} else {
		c.add(Fine, "the bot cannot be added to groups", "")
	}
	return true
}

// unreachable says why Telegram did not say who the bot is.
func (c *checker) unreachable(f *failure) {
	switch f.what {
	case failToken:
		c.add(Wrong, "Telegram does not know the token: it was revoked, or copied in part",
			"Write to @BotFather: /token, choose the bot, and copy the whole line.")
	case failSlow:
		c.add(Wrong, "Telegram asks to wait before it answers again", fmt.Sprintf("Try again in %s.", f.wait))
	default:
		c.add(Wrong, "no answer from "+where(c.cfg.API)+": "+f.why,
			"See whether this machine may open connections to it (firewall, HTTPS_PROXY), and whether CATERINA_TELEGRAM_API_URL is right.")
	}
}

// maxSkew is how wrong a clock may be before certificates and reminders suffer.
const maxSkew = time.Minute

func (c *checker) clock() {
	switch {
	case c.skew > maxSkew:
		c.add(Wrong, fmt.Sprintf("this machine's clock is %s ahead of Telegram's", c.skew.Round(time.Second)), "Switch time synchronisation on: timedatectl set-ntp true.")
	case c.skew < -maxSkew:
		c.add(Wrong, fmt.Sprintf("this machine's clock is %s behind Telegram's", (-c.skew).Round(time.Second)), "Switch time synchronisation on: timedatectl set-ntp true.")
	default:
		c.add(Fine, "the clocks agree", "")
	}
}

// What is said of the way in which news comes.
const (
	startServe  = "Start \"caterina serve\": it sets this by itself."
	manyPending = 100
	freshError  = time.Hour
)

// news looks at how messages come from Telegram.
func (c *checker) news(ctx context.Context) {
	var info *models.WebhookInfo
	err := c.api.do(ctx, func(ctx context.Context) (err error) {
		info, err = c.calls.GetWebhookInfo(ctx)
		return err
	})
	if err != nil {
		c.add(Noted, "how messages come could not be read: "+err.Error(), "Try again.")
		return
	}
	if c.cfg.Webhook {
		c.address()
		c.hook(info)
	} else {
		c.polling(info)
	}
	c.kinds(info)
	c.lastError(info)
	switch n := info.PendingUpdateCount; {
	case n > manyPending:
		c.add(Wrong, fmt.Sprintf("%d messages wait at Telegram and nobody fetches them", n), "See whether \"caterina serve\" runs and what it logs. After 24 hours Telegram forgets them.")
	case n > 0:
		c.add(Noted, fmt.Sprintf("%d messages wait at Telegram", n), "They are worked as soon as \"caterina serve\" runs.")
	}
}

func (c *checker) polling(info *models.WebhookInfo) {
	switch {
	case info.URL == "":
		c.add(Fine, "no webhook is set, as polling needs it", "")
	case info.URL == c.own():
		c.add(Wrong, "this server's webhook is still set, but CATERINA_TELEGRAM_MODE is polling: nothing can be fetched", "Start \"caterina serve\": it removes the webhook.")
	default:
		c.add(Wrong, "a webhook is set at "+where(info.URL)+", but CATERINA_TELEGRAM_MODE is polling: messages go there",
			"Start \"caterina serve\": it removes the webhook. If it comes back, another program has the token: change it with @BotFather, /revoke.")
	}
}

// own is the address of the bot's webhook at this server.
func (c *checker) own() string { return hookAddress(c.cfg.PublicURL, c.api.id) }

func (c *checker) hook(info *models.WebhookInfo) {
	switch info.URL {
	case c.own():
		c.add(Fine, "the webhook is set at "+where(info.URL), "")
	case "":
		c.add(Wrong, "no webhook is set: messages go nowhere", startServe)
	default:
		c.add(Wrong, "the webhook is set at "+where(info.URL)+" and not at "+c.own(),
			startServe+" If it changes back, another program has the token: change it with @BotFather, /revoke.")
	}
}

// kinds compares what Telegram reports with what is worked.
func (c *checker) kinds(info *models.WebhookInfo) {
	var needed, missing []string
	if err := json.Unmarshal([]byte(allowedUpdates), &needed); err != nil || len(info.AllowedUpdates) == 0 {
		return // nothing is left out
	}
	for _, kind := range needed {
		if !slices.Contains(info.AllowedUpdates, kind) {
			missing = append(missing, kind)
		}
	}
	if len(missing) > 0 {
		c.add(Wrong, "Telegram does not report "+strings.Join(missing, ", "), startServe)
	}
}

// lastError says what went wrong when Telegram last called the webhook. It is kept
// there also after all is well again.
func (c *checker) lastError(info *models.WebhookInfo) {
	if info.LastErrorDate == 0 {
		return
	}
	at := time.Unix(int64(info.LastErrorDate), 0)
	what := fmt.Sprintf("the last call of the webhook failed at %s: %s", at.In(caterina.Rome()).Format("2006-01-02 15:04"), info.LastErrorMessage)
	if c.cfg.Webhook && (info.PendingUpdateCount > 0 || c.cfg.Now().Sub(at) < freshError) {
		c.add(Wrong, what, hookAdvice(info.LastErrorMessage))
		return
	}
	c.add(Noted, what, "It is an old one, and no message waits because of it.")
}

// hookAdvice is what to do about an error of the webhook, by Telegram's words for it.
func hookAdvice(message string) string {
	for _, known := range [...][2]string{
		{"401", "The secret is not the same: start every process with the same CATERINA_SECRET_KEY or CATERINA_TELEGRAM_WEBHOOK_SECRET, and see that the proxy passes the header X-Telegram-Bot-Api-Secret-Token on."},
		{"404", "The proxy does not pass /v1/telegram/ on to Caterina."},
		{"405", "The proxy or a firewall refuses POST at /v1/telegram/."},
		{"413", "The proxy refuses large bodies: allow 1 MiB at /v1/telegram/."},
		{"50", "The proxy does not reach Caterina: see whether \"caterina serve\" runs."},
		{"certificate", "The certificate cannot be verified: serve the whole chain, of an authority that everybody trusts."},
		{"SSL", "The certificate cannot be verified: serve the whole chain, of an authority that everybody trusts."},
		{"resolve", "The name of CATERINA_PUBLIC_URL is not in the public DNS."},
		{"refused", "Nobody listens there: open the port in the firewall and see whether the proxy runs."},
		{"timed out", "No answer comes: open the port in the firewall for Telegram's addresses."},
		{"timeout", "No answer comes: see whether \"caterina serve\" runs and its database answers."},
	} {
		if strings.Contains(message, known[0]) {
			return known[1]
		}
	}
	return "Open CATERINA_PUBLIC_URL from outside of your network, and read the log of the proxy."
}

// address looks at whether Telegram can call the public address.
func (c *checker) address() {
	u, err := url.Parse(c.cfg.PublicURL)
	switch {
	case err != nil:
	case isLocal(c.cfg.API): // a Bot API server of one's own, which may call anything
	case u.Scheme != "https":
		c.add(Wrong, "CATERINA_PUBLIC_URL is not https: Telegram calls no other", "Put a proxy with a certificate before Caterina, or set CATERINA_TELEGRAM_MODE=polling.")
	case isLocal(c.cfg.PublicURL):
		c.add(Wrong, "CATERINA_PUBLIC_URL names this machine or a private network: Telegram cannot call it", "Set the address that citizens see, or CATERINA_TELEGRAM_MODE=polling.")
	case u.Port() != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, u.Port()):
		c.add(Wrong, "CATERINA_PUBLIC_URL has port "+u.Port()+": Telegram calls 443, 80, 88 and 8443 only", "Have the proxy listen on one of these, or set CATERINA_TELEGRAM_MODE=polling.")
	default:
		c.add(Fine, "the public address is https", "")
	}
}

// isLocal says whether an address leads nowhere outside of our own network, as far
// as its name tells.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") || !strings.Contains(host, ".")
}

// where is the host of an address: what follows it may be somebody's secret.
func where(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "an address that cannot be read"
	}
	return u.Scheme + "://" + u.Host
}
