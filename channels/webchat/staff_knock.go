package webchat

import (
	"net/http"

	"github.com/gorilla/websocket"
)

// roleStaff is what hello says of a socket of the console.
const roleStaff = "staff"

// knock is what has to be known of the request that a socket began with, should
// hello say that it is of the staff: the cookies tell who it is.
type knock struct {
	request *http.Request
	origin  string
}

// knocking keeps of a request what hello may need, and nothing of the
// connection: an idle socket must not hold the request's buffers. Citizens
// mostly have no cookies, and then nothing is kept.
func (h *Hub) knocking(r *http.Request) *knock {
	if h.cfg.Staff == nil || r.Header.Get("Cookie") == "" {
		return nil
	}
	header := http.Header{}
	for _, name := range []string{"Cookie", "User-Agent"} {
		header[name] = r.Header.Values(name)
	}
	return &knock{
		request: &http.Request{Method: http.MethodGet, URL: r.URL, Host: r.Host, Header: header, RemoteAddr: r.RemoteAddr},
		origin:  r.Header.Get("Origin"),
	}
}

// handOver gives the socket to the staff's hub and takes it out of this one.
// It runs where a frame is handled: nobody reads, and before the welcome nobody
// writes.
func (c *conn) handOver(hello []byte) {
	switch {
	case c.hub.cfg.Staff == nil || c.knock == nil:
		c.shut(closeSession, "sign in first")
		return
	case c.origin != "" || c.knock.origin == "":
		c.shut(closeOrigin, "the console is on its own origin only")
		return
	}
	c.mu.Lock()
	leaving := c.closing != 0 || c.dead
	if !leaving {
		c.dead, c.handed = true, true
	}
	c.mu.Unlock()
	if leaving {
		return
	}
	c.hub.release(c)
	c.hub.cfg.Staff.adopt(arrival{ws: c.ws, knock: c.knock, hello: append([]byte(nil), hello...)})
}

// arrival is a socket on its way from the citizens' hub.
type arrival struct {
	ws    *websocket.Conn
	knock *knock
	hello []byte
}
