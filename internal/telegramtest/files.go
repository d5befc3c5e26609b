package telegramtest

import (
	"fmt"
	"net/http"

	"github.com/go-telegram/bot/models"

	"example.org/caterina/internal/faults"
)

// fileMethod is what faults and requests call the download of a file.
const fileMethod = "file"

// largestFile is what a bot may download.
const largestFile = 20 << 20

// storedFile is a file a citizen sent.
type storedFile struct {
	id, unique, path string
	size             int64
	upload           Upload
}

// keep stores a file under new names.
func (b *Bot) keep(folder, extension string, u Upload) *storedFile {
	b.server.nextFile++
	n := b.server.nextFile
	f := &storedFile{
		id:     fmt.Sprintf("AgACAgQAAxkBAAI%dFILE%d", b.id, n),
		unique: fmt.Sprintf("AQAD%d", n),
		path:   fmt.Sprintf("%s/file_%d%s", folder, n, extension),
		size:   int64(len(u.Bytes)), upload: u,
	}
	b.files[f.id], b.paths[f.path] = f, f
	return f
}

func getFile(c *call) (any, error) {
	f, ok := c.bot.files[c.text("file_id")]
	switch {
	case c.text("file_id") == "":
		return nil, badRequest("file_id not specified")
	case !ok:
		return nil, badRequest("invalid file_id")
	case f.size > largestFile:
		return nil, badRequest("file is too big")
	}
	return models.File{FileID: f.id, FileUniqueID: f.unique, FileSize: f.size, FilePath: f.path}, nil
}

// serveFile is the download, which has the token in its address.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, token, path string) {
	c := &call{server: s, token: token, method: fileMethod, params: map[string]string{"path": path}, ctx: r.Context().Done()}
	record, fault := s.arrive(c)
	if !faults.Wait(fault.Delay, fault.Until, c.ctx, s.ended) || fault.Cut != NotCut {
		s.settle(record, Outcome{Cut: BeforeActing})
		panic(http.ErrAbortHandler)
	}
	if fault.answersItself() {
		s.settle(record, Outcome{Status: fault.status()})
		fault.answer(w)
		return
	}
	data, err := s.file(token, path)
	s.settle(record, Outcome{Status: statusOf(err), Description: describe(err), Acted: err == nil})
	if err != nil {
		answer(w, nil, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}

func (s *Server) file(token, path string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.bots[token]
	if !ok {
		return nil, &apiError{code: http.StatusUnauthorized, description: "Unauthorized"}
	}
	f, ok := b.paths[path]
	if !ok {
		return nil, notFound("Not Found")
	}
	return f.upload.Bytes, nil
}
