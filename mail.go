package caterina

import "time"

// Mail is one message to one reader, in plain text: it can be read everywhere,
// and nothing in it can be made to look like something else.
type Mail struct {
	To            Secret // an address is personal data, and kept from logs as a password is
	Subject, Text string
	Lang          string
	Reference     string        // names the mail in what comes back of it (BookingKeys.NoticeReference); "" for any
	Calendar      *CalendarFile // an appointment that programs for mail show beside the text; nil for none
}

// CalendarFile is an appointment as calendars read it.
type CalendarFile struct {
	Name   string // of the file, "appuntamento.ics"
	Method string // REQUEST or CANCEL, as the file itself says
	Data   []byte
}

// CopyOrder is a citizen's wish for a copy of their conversation by mail. The
// same client id twice is the same wish.
type CopyOrder struct {
	Town         TownID
	Conversation ConversationID
	ClientID     string
	Lang         string // of the copy
	Address      Secret
}

// CopyMail is the job of sending a copy. The address is no part of it: jobs are
// kept for a while after they are done.
type CopyMail struct {
	Town         TownID         `json:"town"`
	Conversation ConversationID `json:"conversation"`
	Copy         int            `json:"copy"`  // its number
	Until        int64          `json:"until"` // the last event that was there when it was asked for
	Lang         string         `json:"lang"`
}

// Kind names the job in the queue.
func (CopyMail) Kind() string { return "copy_mail" }

// WaitMail is the job of telling one supervisor that people wait too long for a
// person, or that somebody in danger waits. It says nothing of who they are.
type WaitMail struct {
	Town     TownID     `json:"town"`
	Operator OperatorID `json:"operator"` // who is told
	Queue    string     `json:"queue"`
	Urgent   bool       `json:"urgent"` // somebody may be in danger
	Waiting  int        `json:"waiting"`
	Since    time.Time  `json:"since"` // when the first of them began to wait
}

// Kind names the job in the queue.
func (WaitMail) Kind() string { return "wait_mail" }
