package compose

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/ui/keys"
)

// arrive has every channel take what waits.
func (r *rig) arrive() {
	r.t.Helper()
	queue, err := r.core.Desk.Outbox()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, a := range queue {
		if err := r.core.Desk.Settle(r.t.Context(), a.ID, outbox.Outcome{Result: outbox.Done, At: r.now, Ref: "r " + a.Update.Channel, Post: "p " + a.Update.Channel}); err != nil {
			r.t.Fatal(err)
		}
	}
}

func TestTheLastAnswersComeBackAndTheTextsFollowThem(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(4, "We restart the payment service.")
	r.router.Do(keys.Send)
	r.until("it is on its way", func() bool { return len(r.routes) > 0 })
	r.arrive()
	r.now = noon.Add(5 * time.Minute)
	r.Shown(true)
	r.open("")
	if strings.Contains(r.body("page"), "restart") {
		t.Fatal("the answer is there before it was asked for")
	}
	r.press("Reuse the last text")
	r.settled()
	if !strings.Contains(r.body("page"), "We restart the payment service.") || !strings.Contains(r.seen(), "Edit by hand") {
		t.Fatalf("the page gets %q", r.body("page"))
	}
	r.answer(4, "It is restarted.")
	for _, channel := range []string{"page", "chat"} {
		if body := r.body(channel); strings.Contains(body, "We restart") || channel == "page" && !strings.Contains(body, "It is restarted.") {
			t.Errorf("%s does not follow the answers: %q", channel, body)
		}
	}
	r.win.Canvas().Unfocus()
	r.router.Do(keys.Undo)
	r.settled()
	r.router.Do(keys.Undo)
	r.settled()
	if strings.Contains(r.body("page"), "restart") {
		t.Errorf("taken back, the page gets %q", r.body("page"))
	}
}

func TestATextToldElsewhereComesBackAsByHand(t *testing.T) {
	r := start(t, desktop, shop)
	if _, err := r.core.Desk.ToldElsewhere(t.Context(), r.core.who(), r.id, incident.Spoken{Channel: "page", Phase: incident.Investigating,
		Visible: noon, Body: "Cards fail. We look into it."}); err != nil {
		t.Fatal(err)
	}
	r.open("")
	r.until("the last text", func() bool { return r.page.said != "" })
	r.press("Reuse the last text")
	r.settled()
	if r.body("page") != "Cards fail. We look into it." {
		t.Fatalf("the page gets %q", r.body("page"))
	}
	r.press("Back to the template")
	r.settled()
	if strings.Contains(r.body("page"), "Cards fail") {
		t.Errorf("after that the page gets %q", r.body("page"))
	}
}
