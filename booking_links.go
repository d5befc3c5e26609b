package caterina

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
)

// sealedMark begins a secret that is stored sealed. It is in no secret itself.
const sealedMark = '~'

// SealLinks hides the secrets in the addresses of appointments' pages that a text
// has: it is stored so, and whoever reads what is stored opens no page. A text
// without such addresses comes back as it is, at no cost.
func (k BookingKeys) SealLinks(text []byte) []byte { return k.links(text, true) }

// OpenLinks is a text as it was before SealLinks. No other text may be given to it:
// whoever wrote it could have a sealed address opened.
func (k BookingKeys) OpenLinks(text []byte) []byte { return k.links(text, false) }

// links replaces the secrets behind each address of a page.
func (k BookingKeys) links(text []byte, seal bool) []byte {
	for _, page := range []string{"/appuntamenti/", "/posti/"} {
		if !bytes.Contains(text, []byte(page)) {
			continue
		}
		block, err := aes.NewCipher(mac(k.key, "links"))
		if err != nil {
			panic(err) // the key is of a size that there is
		}
		text = replaceSecrets(text, page, block, seal)
	}
	return text
}

// replaceSecrets copies a text with what stands behind a page's address replaced.
func replaceSecrets(text []byte, page string, block cipher.Block, seal bool) []byte {
	out := make([]byte, 0, len(text)+16)
	for {
		before, rest, found := bytes.Cut(text, []byte(page))
		out = append(out, before...)
		if !found {
			return out
		}
		out = append(out, page...)
		marked, n := len(rest) > 0 && rest[0] == sealedMark, secretLength(rest)
		switch {
		case seal && marked: // somebody has written it: it will not be opened
			out = append(out, sealedMark)
		case seal && n > 0:
			out = turned(append(out, sealedMark), rest[:n], block.Encrypt, block.BlockSize())
			rest = rest[n:]
		case marked && len(rest) > 1 && rest[1] == sealedMark:
			rest = rest[1:]
		case marked && secretLength(rest[1:]) > 0:
			n = secretLength(rest[1:])
			out = turned(out, rest[1:1+n], block.Decrypt, block.BlockSize())
			rest = rest[1+n:]
		}
		text = rest
	}
}

// secretLength is how long the secret is that a text begins with: 0 when it is as
// long as none of ours.
func secretLength(text []byte) int {
	n := 0
	for n < len(text) && (text[n] == '-' || text[n] == '_' || text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || text[n] >= '0' && text[n] <= '9') {
		n++
	}
	if n == base64.RawURLEncoding.EncodedLen(16) || n == base64.RawURLEncoding.EncodedLen(32) {
		return n
	}
	return 0
}

// turned appends a secret that every block of was turned into another. Blocks are
// random or a name that is used once, so that equal ones tell nothing.
func turned(out, secret []byte, turn func(dst, src []byte), size int) []byte {
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(len(secret)))
	if _, err := base64.RawURLEncoding.Strict().Decode(raw, secret); err != nil {
		return append(out, secret...) // not one of ours
	}
	for i := 0; i < len(raw); i += size {
		turn(raw[i:i+size], raw[i:i+size])
	}
	return base64.RawURLEncoding.AppendEncode(out, raw)
}
