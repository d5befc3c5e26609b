package bot

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestBookingDialogues plays scripts, written as those of testdata/dialogues, in a
// town where appointments can be booked. It is Monday 23 November 2026, half past
// ten; offices receive people at 9:00, 9:30, 10:00, 15:00 and 15:30 from Tuesday on.
func TestBookingDialogues(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]string{
		"wish": wishScripts, "middle": middleScripts, "times": timeScripts, "changes": changeScripts, "refused": refusedScripts,
		"people": peopleScripts, "places": placeScripts, "english": englishBookingScripts, "whole": wholeScripts,
	} {
		for _, section := range txtar.Parse([]byte(scripts)).Files {
			t.Run(name+"/"+section.Name, func(t *testing.T) {
				t.Parallel()
				playDialogue(t, newBookingChat(t), string(section.Data), true)
			})
		}
	}
}
