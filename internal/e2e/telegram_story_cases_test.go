package e2e

import "testing"

// The cases of appointments that are told on Telegram, from one end to the other. Their
// texts are in the scripts.

func TestCase33ACancelFromTheReminderIsAskedAndDoneOnce(t *testing.T) {
	t.Parallel()
	tellStory(t, "testdata/telegram/cases/33.txtar")
}

func TestCase34AButtonFromBeforeAMoveShowsTheAppointmentAndDoesNothing(t *testing.T) {
	t.Parallel()
	tellStory(t, "testdata/telegram/cases/34.txtar")
}

func TestCase43WhoBlockedTheBotIsRemindedByMailAndTheDeskSeesIt(t *testing.T) {
	t.Parallel()
	tellStory(t, "testdata/telegram/cases/43.txtar")
}
