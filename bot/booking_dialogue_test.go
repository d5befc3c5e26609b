package bot

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestBookingDialogues plays the scripts of testdata/bookings, written as those of
// testdata/dialogues, in a town where appointments can be booked. It is Monday 23
// November 2026, half past ten; offices receive people at 9:00, 9:30, 10:00, 15:00
// and 15:30 from Tuesday on.
func TestBookingDialogues(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bookings/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dialogues: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+section.Name, func(t *testing.T) {
				t.Parallel()
				playDialogue(t, newBookingChat(t), string(section.Data), true)
			})
		}
	}
}
