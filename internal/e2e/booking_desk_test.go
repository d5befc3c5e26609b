package e2e

import (
	"testing"
	"time"

	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
)

// TestTheDeskSeesEachStepWithinASecond: what a citizen does in the chat and on the page
// behind the link stands on the desk's screen without its being loaded again.
func TestTheDeskSeesEachStepWithinASecond(t *testing.T) {
	t.Parallel()
	o := &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}
	caterina(t, o.url, "import", demo("italia"), demo("siena"))
	o.hire("giulia@example.org", "Giulia B.", "operator")
	post := mailtest.Start(t, mailtest.Config{})
	o.server = startServer(t, o.url, "CATERINA_SMTP_URL="+post.URL())
	citizen := talk(t, o.server, "siena", "")
	citizen.says(familyDesk)
	slot := citizen.slots(1)[0]
	desk := o.giulia()
	day := slot.From.In(romeTime(t)).Format(time.DateOnly)
	desk.Go(desk.base + "/agenda?office=sportello-famiglia&day=" + day)
	desk.Wait(`document.readyState === "complete"`)
	desk.WaitText("main", "libero")
	sees := func(step, words string) {
		t.Helper()
		begun := time.Now()
		desk.WaitText("main", words)
		took := time.Since(begun)
		t.Logf("%s is seen after %v", step, took)
		if took > 3*time.Second { // a second, unless the machine is busy with other tests
			t.Errorf("%s is seen after %v", step, took)
		}
		desk.Screenshot(step)
	}
	citizen.chooses(slot.ID)
	sees("held", "tenuto")
	citizen.says("Maria Rossi, maria@posta.example")
	citizen.says(digitsIn(post.Next()))
	sees("booked", "Maria Rossi")
	desk.Accessible()
	code := citizen.last.Booking.Code
	citizen.chooses("booking/" + code + "/0/cancel")
	citizen.says("sì")
	citizen.hears("disdetto")
	sees("cancelled", "Annullati")
}

// romeTime is the towns' time.
func romeTime(t *testing.T) *time.Location {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return rome
}
