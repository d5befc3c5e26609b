package console_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"example.org/caterina"
)

// theBot is the bot that these tests' chats are with.
const theBot = caterina.BotID(4242)

// chats opens the conversation of a Telegram chat, with a question in it.
func (o *office) chats(number caterina.ChatID, question string) *citizen {
	o.t.Helper()
	_, err := o.store.Chat(o.t.Context(), theBot, number)
	o.must(err)
	conv, _, err := o.store.OpenChat(o.t.Context(), caterina.ChatKey(theBot, number), caterina.Opening{
		Town: o.siena.ID, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: greeting(o.siena, "it"),
	})
	o.must(err)
	c := &citizen{o: o, conv: conv.ID}
	c.says(question)
	return c
}

// sends stores a message that is more than words, and returns its seq.
func (c *citizen) sends(body caterina.MessageBody) int64 {
	c.o.t.Helper()
	c.sent++
	receipt, err := c.o.store.Receive(c.o.t.Context(), caterina.Inbound{
		Town: c.o.siena.ID, Conversation: c.conv, ClientID: fmt.Sprintf("m%d", c.sent), Body: body,
	}, caterina.Lease{})
	c.o.must(err)
	c.o.committed(receipt.Event)
	return receipt.Event.Seq
}

// keeps stores a file and returns it as a message names it.
func (c *citizen) keeps(name, kind string, content []byte) caterina.File {
	c.o.t.Helper()
	f := caterina.File{Name: name, MIME: kind, Size: len(content)}
	id, err := c.o.store.SaveAttachment(c.o.t.Context(), &caterina.Attachment{
		File: f, Town: c.o.siena.ID, Conversation: c.conv, ClientID: fmt.Sprint("f", name), Bytes: content,
	})
	c.o.must(err)
	f.ID = id
	return f
}

// photo is a picture of some colours.
func photo() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 240, 160))
	for x := range 240 {
		for y := range 160 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 160, 255})
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, img) // into memory
	return out.Bytes()
}

// telegram has everything that is due end in one way.
func (o *office) telegram(end func(d *caterina.Delivery) error) {
	o.t.Helper()
	for {
		due, err := o.store.ClaimDeliveries(o.t.Context(), theBot, 8, 0)
		o.must(err)
		if len(due) == 0 {
			return
		}
		for i := range due {
			o.must(end(&due[i]))
		}
	}
}

// arrived is the simple end.
func (o *office) arrived(d *caterina.Delivery) error {
	return o.store.PartSent(o.t.Context(), d, 1000+d.ID, true)
}

// replies says something to the citizen and returns its seq.
func (c *citizen) replies(op caterina.OperatorID, text string) int64 {
	c.o.t.Helper()
	c.sent++
	ev, err := c.o.service.Reply(c.o.t.Context(), caterina.StaffMessage{
		Town: c.o.siena.ID, Conversation: c.conv, Operator: op, Name: "Ada Neri", Epoch: c.held().Conversation.Epoch,
		ClientID: fmt.Sprintf("r%d", c.sent), Text: text,
	})
	c.o.must(err)
	return ev.Seq
}
