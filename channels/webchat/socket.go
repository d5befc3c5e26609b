package webchat

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

// serveSocket upgrades to a websocket and returns: while a handler runs,
// net/http keeps the request and its buffers, which is half the memory of an
// idle connection.
func (h *Hub) serveSocket(w http.ResponseWriter, r *http.Request) {
	addr := h.cfg.Address(r)
	if status := h.refuses(addr); status != 0 {
		w.Header().Set("Retry-After", "5")
		http.Error(w, http.StatusText(status), status)
		return
	}
	offered := websocket.Subprotocols(r)
	ws, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := &conn{hub: h, ws: ws, addr: addr, origin: h.foreignOrigin(r), knock: h.knocking(r)}
	if tcp, ok := ws.NetConn().(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // a smaller bound on memory, not needed to be right
	}
	if !h.accept(c) {
		_ = ws.Close() // lost the race against refuses
		return
	}
	ws.SetPongHandler(func(string) error {
		c.lost.Store(0)
		return nil
	})
	_ = ws.SetReadDeadline(h.cfg.Now().Add(h.times.hello)) // a broken socket is noticed by the reader
	if len(offered) > 0 && ws.Subprotocol() == "" {
		c.shut(closeVersion, "speak "+subprotocol)
	}
	go c.read()
}

// refuseUpgrade answers a request that is no websocket handshake.
func refuseUpgrade(w http.ResponseWriter, _ *http.Request, status int, _ error) {
	http.Error(w, http.StatusText(status), status)
}

// foreignOrigin is the web origin of the page that connects, when it is neither
// our own nor missing: programs that are no browsers send none.
func (h *Hub) foreignOrigin(r *http.Request) string {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return ""
	}
	u, err := url.Parse(origin)
	if err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host) {
		return ""
	}
	if h.cfg.PublicURL != "" && sameOrigin(origin, h.cfg.PublicURL) {
		return ""
	}
	return origin
}

// mayEmbed says whether a page of origin may speak for the town; "" is our own.
func mayEmbed(town *caterina.Town, origin string) bool {
	return origin == "" || slices.ContainsFunc(town.Origins, func(allowed string) bool {
		return sameOrigin(origin, allowed)
	})
}

// sameOrigin compares scheme, host and port of two addresses.
func sameOrigin(a, b string) bool {
	ua, errA := url.Parse(a)
	ub, errB := url.Parse(b)
	return errA == nil && errB == nil && ua.Host != "" &&
		strings.EqualFold(ua.Scheme, ub.Scheme) && strings.EqualFold(ua.Host, ub.Host)
}
