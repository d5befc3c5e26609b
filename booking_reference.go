package caterina

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"slices"
	"strings"
)

// noticeKinds numbers the kinds in references: the order stays as it is.
func noticeKinds() []NoticeKind {
	return []NoticeKind{NoticeConfirmed, NoticeMoved, NoticeCancelled, NoticeReminder2, NoticeReminder0, NoticeClosed, NoticeAgain}
}

const referenceTag = 12 // bytes: nobody finds another's by trying

const referenceData = 4 + 8 + 4 + 1 + 3 // town, booking, revision, kind, chance

// referenceText writes references in letters and digits, for mail servers may change
// the case.
func referenceText() *base32.Encoding { return base32.HexEncoding.WithPadding(base32.NoPadding) }

// NoticeReference names a notice in the mail that brings it: what comes back of it
// leads to the booking, and nobody can make one who has not got that mail. Two mails
// never have the same.
func (k BookingKeys) NoticeReference(n BookingNotice) string {
	kind := slices.Index(noticeKinds(), n.What)
	if kind < 0 || n.Booking == 0 {
		return ""
	}
	data := make([]byte, 0, referenceData+referenceTag)
	data = binary.BigEndian.AppendUint32(data, uint32(n.Town))     // #nosec G115 -- towns are few
	data = binary.BigEndian.AppendUint64(data, uint64(n.Booking))  // #nosec G115 -- never negative
	data = binary.BigEndian.AppendUint32(data, uint32(n.Revision)) // #nosec G115 -- counts changes
	data = append(data, byte(kind))                                // #nosec G115 -- few
	var chance [3]byte
	_, _ = rand.Read(chance[:]) // never fails
	data = append(data, chance[:]...)
	return strings.ToLower(referenceText().EncodeToString(append(data, k.referenceTag(data)...)))
}

// Notice is the notice that a reference names, false when we did not make it.
func (k BookingKeys) Notice(reference string) (BookingNotice, bool) {
	data, err := referenceText().DecodeString(strings.ToUpper(reference))
	if err != nil || len(data) != referenceData+referenceTag {
		return BookingNotice{}, false
	}
	data, tag := data[:referenceData], data[referenceData:]
	if subtle.ConstantTimeCompare(tag, k.referenceTag(data)) == 0 || int(data[16]) >= len(noticeKinds()) {
		return BookingNotice{}, false
	}
	return BookingNotice{
		Town: TownID(binary.BigEndian.Uint32(data)), Booking: BookingID(binary.BigEndian.Uint64(data[4:])), // #nosec G115 -- ours
		Revision: int(binary.BigEndian.Uint32(data[12:])), What: noticeKinds()[data[16]], Channel: NoticeByMail,
	}, true
}

func (k BookingKeys) referenceTag(data []byte) []byte {
	return mac(k.key, "notice", string(data))[:referenceTag]
}
