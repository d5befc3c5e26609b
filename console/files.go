package console

import (
	"context"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
)

// Files are what citizens have sent beside words.
type Files interface {
	// Attachment returns a file of a town with its bytes; CodeNotFound.
	Attachment(ctx context.Context, town caterina.TownID, id string) (caterina.Attachment, error)
	// Opened notes that an operator has been shown a file, once a shift.
	Opened(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID, file string) error
}

// saidNoFile is said of a file that is not there, or not in this town.
const saidNoFile = "Questo file non c'è: il contenuto della conversazione è stato cancellato, o l'indirizzo non è completo."

// fileForm is what the number of a file looks like.
var fileForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// filePolicy has a browser do nothing with a file but show it: whatever a stranger
// has put into it can run nothing and load nothing, also where it is shown.
const filePolicy = "default-src 'none'; sandbox"

// file hands over what a citizen has sent, to whoever may read the conversation it
// came in. The audit log tells of it before the first byte goes out. Only pictures,
// known by their bytes and not by their name, are shown by the browser; all else it
// saves.
func (s *Console) file(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id := r.PathValue("file")
	if !fileForm.MatchString(id) {
		return caterina.Errorf(caterina.CodeNotFound, saidNoFile)
	}
	ctx, files := r.Context(), s.cfg.Inbox.Files
	file, err := files.Attachment(ctx, staff.Town.ID, id)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return caterina.Errorf(caterina.CodeNotFound, saidNoFile)
	}
	if err != nil {
		return err
	}
	if _, err := s.cfg.Inbox.Lists.InboxOne(ctx, staff.Town.ID, file.Conversation); err != nil {
		return err
	}
	if err := files.Opened(ctx, staff.Town.ID, staff.Operator.ID, file.Conversation, id); err != nil {
		return err
	}
	sendFile(w, &file)
	return nil
}

func sendFile(w http.ResponseWriter, file *caterina.Attachment) {
	kind, how := http.DetectContentType(file.Bytes), "inline"
	if !isPicture(kind) {
		kind, how = "application/octet-stream", "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": safeName(file.Name)}))
	h.Set("Content-Length", strconv.Itoa(len(file.Bytes)))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(file.Bytes) // #nosec G705 -- a picture, or a file to save; the reader may have gone
}

// isPicture says whether a type is one of those that browsers show and that can
// hold no program.
func isPicture(kind string) bool {
	switch kind {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return true
	default:
		return false
	}
}

// maxFileName bounds the name of a file, in characters.
const maxFileName = 120

// safeName is a name that means nothing to a file system but itself.
func safeName(name string) string {
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == utf8.RuneError || strings.ContainsRune(`/\:*?"<>|`, c) {
			return '_'
		}
		return c
	}, caterina.StripHidden(strings.ToValidUTF8(name, "")))
	if chars := []rune(name); len(chars) > maxFileName {
		name = string(chars[len(chars)-maxFileName:]) // the end says what kind of file it is
	}
	if name = strings.Trim(name, ". "); name == "" {
		return "file"
	}
	return name
}

// sentFile is a file as the log shows it.
type sentFile struct {
	Name, Kind, Size string
	URL              string // "" when it is not there
	Why              string // then: why, and what can be done
	Picture          bool
}

// filesOf prepares the files of a message.
func filesOf(body *caterina.MessageBody, base string) []sentFile {
	var out []sentFile
	for _, f := range body.Files {
		file := sentFile{Name: safeName(f.Name), Kind: fileKind(f.MIME, body.Media), Size: fileSize(f.Size), Picture: isPicture(f.MIME)}
		switch {
		case f.ID != "":
			file.URL = base + "/files/" + f.ID
		case f.Size > caterina.MaxAttachment:
			file.Why = "È troppo grande e non è stato scaricato: se serve, chiedi al cittadino un file fino a " + fileSize(caterina.MaxAttachment) + "."
		default:
			file.Why = "Non è stato possibile scaricarlo: se serve, chiedi al cittadino di inviarlo di nuovo."
		}
		out = append(out, file)
	}
	return out
}

// fileKind is what staff call a file of a type, or of what it was sent as.
func fileKind(kind, media string) string {
	switch {
	case strings.HasPrefix(kind, "image/"):
		return "Foto"
	case kind == "application/pdf":
		return "Documento PDF"
	case strings.HasPrefix(kind, "audio/"), kind == "application/ogg":
		return "Audio"
	case strings.HasPrefix(kind, "video/"):
		return "Video"
	}
	return mediaName(media)
}

// mediaName is what staff call something that is no words.
func mediaName(media string) string {
	switch media {
	case "":
		return ""
	case "photo":
		return "Foto"
	case "document":
		return "Documento"
	case "voice":
		return "Messaggio vocale"
	case "video":
		return "Video"
	case "sticker":
		return "Adesivo (sticker)"
	case "poll":
		return "Sondaggio"
	case "venue":
		return "Luogo"
	case "forwarded":
		return "Messaggio inoltrato"
	case "contact":
		return "Contatto"
	default:
		return "Contenuto di altro tipo"
	}
}

// fileSize is a size in the unit in which it is easily read; "" when it is unknown.
func fileSize(bytes int) string {
	switch {
	case bytes <= 0:
		return ""
	case bytes < 1000:
		return strconv.Itoa(bytes) + " byte"
	case bytes < 1_000_000:
		return strconv.Itoa((bytes+500)/1000) + " KB"
	case bytes%(1<<20) == 0:
		return strconv.Itoa(bytes>>20) + " MB"
	default:
		return decimal(float64(bytes)/1_000_000, 1) + " MB"
	}
}
