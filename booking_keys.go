package caterina

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// BookingKeys makes what nobody may guess, from one key that all processes share:
// nothing of it has to be stored, so that who reads the database can neither act
// for a citizen nor tell whom a row is about.
type BookingKeys struct{ key []byte }

// NewBookingKeys derives the keys of appointments from the deployment's secret.
func NewBookingKeys(secret Secret) BookingKeys {
	return BookingKeys{key: mac([]byte(secret.Reveal()), "caterina appointments 1")}
}

// DigitsLength is how many digits prove an address.
const DigitsLength = 6

// Digits are the six that prove an address, for the nonce of one code.
func (k BookingKeys) Digits(nonce []byte) string {
	sum := mac(k.key, "digits", string(nonce))
	return fmt.Sprintf("%0*d", DigitsLength, binary.BigEndian.Uint64(sum)%1_000_000)
}

// maxTyped is how many digits may be typed in one try: in several messages before the
// answer, by somebody who corrects themselves. It bounds what guessing wins by that.
const maxTyped = 3

// Proves says whether what a citizen typed are the digits of a nonce, or has them among
// the last that were typed, with spaces between.
func (k BookingKeys) Proves(nonce []byte, typed string) bool {
	all := strings.Fields(typed)
	return len(nonce) > 0 && slices.ContainsFunc(all[max(0, len(all)-maxTyped):], func(typed string) bool {
		return subtle.ConstantTimeCompare([]byte(k.Digits(nonce)), []byte(typed)) == 1
	})
}

// ManageToken is the secret in the address of a booking's page: 128 bits.
func (k BookingKeys) ManageToken(uid string) string {
	return base64.RawURLEncoding.EncodeToString(mac(k.key, "manage", uid)[:16])
}

// TokenHash is what is stored of a secret that stands in an address.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// WaitToken is the secret in the address where an offer of the waiting list is
// taken or a wish ended: it names the wish, and proves that we wrote it.
func (k BookingKeys) WaitToken(uid string) string {
	id, err := hex.DecodeString(strings.ReplaceAll(uid, "-", ""))
	if err != nil || len(id) != 16 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(id, k.waitTag(id)...))
}

// WaitUID is the wish that a token names, false when we did not write it.
func (k BookingKeys) WaitUID(token string) (string, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 32 || subtle.ConstantTimeCompare(raw[16:], k.waitTag(raw[:16])) == 0 {
		return "", false
	}
	id := raw[:16]
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), true
}

// OfferRequest names the deed of taking the nth place that is offered to a wish: a UUID,
// and the same however often the button is pressed.
func (k BookingKeys) OfferRequest(uid string, n int) string {
	b := mac(k.key, "offer", uid, strconv.Itoa(n))[:16]
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (k BookingKeys) waitTag(id []byte) []byte { return mac(k.key, "wait", string(id))[:16] }

// Identity is who a person is to the rules: Contact by the chat that knows them, by the
// e-mail address or else the number, Person by the tax code or else by contact and name. Nobody who gives neither an address
// nor a number is told from another: then Contact is nil, and Person only what a
// tax code says.
func (k BookingKeys) Identity(p Person) Identity {
	var id Identity
	contact := NormalContact(p.Email)
	if contact == "" {
		contact = NormalContact(p.Phone)
	}
	if p.Chat != "" {
		contact = "telegram:" + p.Chat.Reveal() // an address that was not proved is anybody's
	}
	if contact != "" {
		id.Contact = mac(k.key, "contact", contact)
	}
	switch code := NormalTaxCode(p.TaxCode); {
	case code != "":
		id.Person = mac(k.key, "tax code", code)
	case contact != "":
		id.Person = mac(k.key, "person", contact, normalName(p.Name))
	}
	return id
}

// Mailbox is whose mailbox an address is, for counting what is sent there: what stands
// behind a plus sign in front of the @ is the same reader's.
func (k BookingKeys) Mailbox(address Secret) []byte {
	local, host, _ := strings.Cut(NormalContact(address), "@")
	local, _, _ = strings.Cut(local, "+")
	return mac(k.key, "mailbox", local, host)
}

// NormalContact makes an address or a telephone number comparable, "" when there
// is neither. An Italian number is the same with its prefix and without.
func NormalContact(contact Secret) string {
	text := strings.ToLower(strings.TrimSpace(contact.Reveal()))
	if strings.Contains(text, "@") {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r >= '0' && r <= '9' || r == '+' && b.Len() == 0 {
			b.WriteRune(r)
		}
	}
	number := b.String()
	switch {
	case number == "" || number == "+":
		return ""
	case strings.HasPrefix(number, "00"):
		return "+" + number[2:]
	case number[0] != '+':
		return "+39" + number
	default:
		return number
	}
}

// NormalTaxCode is a tax code in capitals without spaces, "" for none.
func NormalTaxCode(code Secret) string {
	return strings.ToUpper(strings.Join(strings.Fields(code.Reveal()), ""))
}

// normalName is a name without what people write differently from one time to the
// next: capitals, accents as apostrophes, the order of first name and surname.
func normalName(name Secret) string {
	words := strings.FieldsFunc(strings.ToLower(name.Reveal()), func(r rune) bool { return !unicode.IsLetter(r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// mac is the keyed hash of parts, none of which can run into the next.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}
