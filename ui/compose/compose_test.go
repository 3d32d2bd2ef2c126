package compose

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/compose"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/ui/keys"
)

func TestTypingShowsInEveryPreviewAndIsKeptWithinASecond(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(4, "We move payments to a second bank.")
	for _, channel := range []string{"page", "chat"} {
		if body := r.body(channel); !strings.Contains(body, "We move payments to a second bank.") {
			t.Errorf("%s reads %q", channel, body)
		}
	}
	r.wants("We move payments to a second bank.", "Partial outage", "Card payments in the EU", "Next update:")
	r.until("the draft is saved", func() bool { return !r.page.pending && !r.page.saved.IsZero() })
	r.wants("Draft saved 13:57")
	// Whoever opens it anew goes on where it was left, though all broke off.
	r.end()
	r.show(desktop)
	if got := r.frame.questions.boxes["doing"].Text(); got != "We move payments to a second bank." {
		t.Errorf("came back as %q", got)
	}
}

func TestWhatIsTypedLastIsKeptThoughTheWindowCloses(t *testing.T) {
	r := start(t, desktop, shop)
	r.router.Do(keys.Question5)
	test.Type(r.win.Canvas().Focused(), "Pay by bank transfer.")
	r.end() // at once
	w, kept, err := r.core.Write(r.id)
	if err != nil || !kept || w.Answers().Meanwhile != "Pay by bank transfer." {
		t.Errorf("%q, %v, %v", w.Answers().Meanwhile, kept, err)
	}
}

func TestABlockKeepsItFromGoingOutUntilAClickMendsIt(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(4, "We restart psp-eu-2 now.")
	r.wants("1 must be fixed", "Fix 1", "This shows the name of a machine")
	if !r.frame.foot.publish.Disabled() {
		t.Error("it can be published")
	}
	r.router.Do(keys.Send)
	r.until("the refusal", func() bool { return len(r.toasts) > 0 })
	if queue, err := r.core.Desk.Outbox(); err != nil || len(queue) > 0 || !strings.Contains(r.toasts[0], "Not published yet") {
		t.Fatalf("%d wait, %v, said %q", len(queue), err, r.toasts)
	}
	r.press("Use “card payments in the EU”")
	r.settled()
	if got := r.frame.questions.boxes["doing"].Text(); got != "We restart card payments in the EU now." {
		t.Errorf("the answer is %q", got)
	}
	if r.frame.foot.publish.Disabled() || r.page.Hurdle != compose.NoHurdle {
		t.Errorf("it cannot be published: %q", r.page.Hurdle)
	}
	r.router.Do(keys.Undo)
	r.settled()
	if got := r.frame.questions.boxes["doing"].Text(); got != "We restart psp-eu-2 now." {
		t.Errorf("undone, the answer is %q", got)
	}
	r.router.Do(keys.Undo)
	r.settled()
	if got := r.frame.questions.boxes["doing"].Text(); got != "" {
		t.Errorf("what was typed in one go is one step: %q", got)
	}
}

func TestAnAdviceMayStayAndABlockNeedsAReason(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(4, "We restart psp-eu-2 now. Sorry for the minor inconvenience.")
	advices := len(r.page.checks) - r.page.Blocking
	r.press("Keep mine")
	r.settled()
	if left := len(r.page.checks) - r.page.Blocking; left != advices-1 || len(r.page.settled) != 1 {
		t.Errorf("%d advices of %d are left, %d settled", left, advices, len(r.page.settled))
	}
	r.press("Publish all the same")
	r.router.Do(keys.Send) // without a reason
	r.wants("Say why.")
	r.fill("it is our product's name")
	r.settled()
	if r.page.Blocking > 0 || r.page.Hurdle != compose.NoHurdle {
		t.Fatalf("%d block, %q", r.page.Blocking, r.page.Hurdle)
	}
	r.router.Do(keys.Send)
	r.until("it is on its way", func() bool { return len(r.routes) > 0 })
	queue, err := r.core.Desk.Outbox()
	if err != nil || len(queue) != 2 || len(queue[0].Update.Overruled) != 1 || queue[0].Update.Overruled[0].Reason != "it is our product's name" {
		t.Errorf("%+v, %v", queue, err)
	}
}

func TestAKeyIsNeverPublished(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(4, "The key is AKIAABCDEFGHIJKLMNOP.")
	r.wants("must be fixed")
	if strings.Contains(r.seen(), "Publish all the same") {
		t.Error("a leaked key can be overruled")
	}
}

func TestThreeAdvicesAreOpenAndTheRestIsFolded(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(3, "Stuff is broken lol!!! HUGE PROBLEMS EVERYWHERE. Our upstream provider AWS messed up the SLA at 5pm.")
	open := 0
	for _, k := range r.frame.checks.content.Objects {
		if _, ok := k.(*card); ok {
			open++
		}
	}
	if total := len(r.page.checks); total <= openAdvices || open != r.page.Blocking+openAdvices {
		t.Fatalf("%d of %d are open", open, total)
	}
	r.press(r.frame.checks.rest.Text)
	r.wants("Fewer advices")
	if len(r.frame.checks.cards) != len(r.page.checks) {
		t.Errorf("%d of %d are open", len(r.frame.checks.cards), len(r.page.checks))
	}
}

func TestPublishingQueuesItForEveryChannelAndUndoBringsTheDraftBack(t *testing.T) {
	r := start(t, desktop, shop)
	if f := r.win.Canvas().Focused(); f != fyne.Focusable(r.frame.foot.publish) {
		t.Fatalf("the focus is on %T, not on Publish", f)
	}
	r.answer(4, "We move payments to a second bank.")
	r.router.Do(keys.Send)
	r.until("it is on its way", func() bool { return len(r.routes) > 0 })
	queue, err := r.core.Desk.Outbox()
	if err != nil || len(queue) != 2 || queue[0].Verb != outbox.Publish {
		t.Fatalf("%+v, %v", queue, err)
	}
	if r.routes[0] != "now/"+string(r.id) || !strings.Contains(r.toasts[0], "page, chat") {
		t.Errorf("went to %v and said %v", r.routes, r.toasts)
	}
	if _, err := r.core.Desk.Undo(t.Context(), r.core.who()); err != nil {
		t.Fatal(err)
	}
	r.Shown(true)
	r.open("")
	if got := r.frame.questions.boxes["doing"].Text(); got != "We move payments to a second bank." {
		t.Errorf("the draft comes back as %q", got)
	}
}

func TestTheLastUpdateIsBegunAsResolved(t *testing.T) {
	r := start(t, desktop, shop)
	r.open("resolved")
	if r.page.answers.Phase != incident.PhaseResolved || r.frame.questions.phase.Chosen() != 3 {
		t.Errorf("the phase is %q", r.page.answers.Phase)
	}
	r.wants("No further update is promised")
}

func TestAnUpdateOfAnIncidentThatEndedMeanwhileSaysSo(t *testing.T) {
	r := start(t, desktop, shop)
	if _, err := r.core.Desk.Resolve(t.Context(), r.core.who(), true, r.id); err != nil && !errors.Is(err, desk.ErrUntold) {
		t.Fatal(err)
	}
	r.until("the notice", func() bool { return r.page.over() })
	r.wants("The incident is resolved since 13:57")
	r.press("Write that it is over")
	r.settled()
	if r.page.answers.Phase != incident.PhaseResolved || r.page.over() {
		t.Errorf("the phase is %q", r.page.answers.Phase)
	}
}

func TestChannelsAreTurnedOnAndOffWithAReason(t *testing.T) {
	r := start(t, desktop, shop)
	r.wants("off: the page mails its own subscribers")
	r.press("Turn on")
	r.settled()
	r.wants("Subject:")
	for _, v := range r.page.Previews {
		r.send(v.Name, false)
	}
	r.settled()
	r.wants("Choose where it goes")
	if !r.frame.foot.publish.Disabled() {
		t.Error("it can be published nowhere")
	}
}

func TestAnOKIsAskedAgainOnceTheTextChanges(t *testing.T) {
	r := start(t, desktop, shop)
	r.frame.checks.approved.field.Focus()
	test.Type(r.win.Canvas().Focused(), "Mia")
	r.settled()
	if r.page.Approved != "Mia" || r.page.Hurdle != compose.NoHurdle {
		t.Fatalf("%q, %q", r.page.Approved, r.page.Hurdle)
	}
	r.answer(4, "We move payments to a second bank.")
	r.wants("Mia said OK to another text")
	r.press("Asked again: still OK")
	r.settled()
	if r.page.Hurdle != compose.NoHurdle {
		t.Errorf("%q", r.page.Hurdle)
	}
}
