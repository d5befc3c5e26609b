package openai

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// MaxAudio is the longest recording that is sent, in bytes: what OpenAI takes.
const MaxAudio = 25 << 20

// Transcribe writes down what a recording says, in the language it is said in. Of the
// name only the ending goes to the server, which tells the format by it: names of files
// are people's words. A recording in which nobody speaks is an empty text and no error.
// Tokens are reckoned from its length, as a voice message of Telegram has it.
//
// A recording that is empty, cannot be read or is longer than MaxAudio fails with
// FailedRefused and ReasonAsk, and is not sent.
func (c *Client) Transcribe(ctx context.Context, town caterina.TownID, name string, audio io.Reader) (caterina.Completion, error) {
	recording, readErr := readAudio(audio)
	j := job{
		line: c.transcribe, step: caterina.StepTranscribe, town: town,
		in: max(1, len(recording)/bytesPerAudioToken), out: max(1, len(recording)/bytesPerAudioToken),
	}
	var text string
	usage, err := c.run(ctx, j, func(ctx context.Context, _ *watch) (cost, *Error) {
		if readErr != nil {
			return cost{}, fail(LineTranscribe, caterina.FailedRefused, ReasonAsk)
		}
		said, used, err := c.transcribeOnce(ctx, fileName(name), recording)
		text = said
		return used, err
	})
	return caterina.Completion{Text: text, Usage: usage}, err
}

var errAudio = errors.New("the recording is empty or too long")

// readAudio reads a recording, which is sent again when a try fails.
func readAudio(audio io.Reader) ([]byte, error) {
	recording, err := io.ReadAll(io.LimitReader(audio, MaxAudio+1))
	if err != nil {
		return nil, err
	}
	if len(recording) == 0 || len(recording) > MaxAudio {
		return nil, errAudio
	}
	return recording, nil
}

// fileName is a name for the server: nothing of the original but an ending it knows.
func fileName(name string) string {
	ending := strings.ToLower(filepath.Ext(name))
	known := []string{".flac", ".m4a", ".mp3", ".mp4", ".mpeg", ".mpga", ".oga", ".ogg", ".wav", ".webm"}
	if !slices.Contains(known, ending) {
		ending = ".ogg" // what Telegram's voice messages are
	}
	return "audio" + ending
}

func (c *Client) transcribeOnce(ctx context.Context, name string, recording []byte) (string, cost, *Error) {
	request, cancel := context.WithCancel(ctx)
	defer cancel()
	client, x := c.backend.exchange(maxChat, cancel, c.cfg.Now)
	resp, err := client.CreateTranscription(request, api.AudioRequest{
		Model: c.transcribe.model, FilePath: name, Reader: bytes.NewReader(recording), Format: api.AudioResponseFormatJSON,
	})
	var used cost
	if x.worked() {
		used.in = max(1, len(recording)/bytesPerAudioToken)
	}
	if err != nil {
		return "", used, x.fault(ctx, LineTranscribe, err)
	}
	used.out = Tokens(resp.Text)
	return strings.TrimSpace(resp.Text), used, nil
}
