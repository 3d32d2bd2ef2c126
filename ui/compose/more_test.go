package compose

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

func TestOnAPhoneTheFirstMessageIsOneScreen(t *testing.T) {
	r := start(t, handset, shop)
	r.wants("Customers affected?", "First message", "card payments in the EU", "All checks pass", "page, chat", "Later, remind me at 14:02")
	if h := r.frame.phone.send.Size().Height; h < look.Target {
		t.Errorf("Publish is %v high", h)
	}
	if top := handset.Height - r.frame.phone.places.Position().Y; r.clear < top || r.clear != r.Foot() {
		t.Errorf("toasts stay clear of %v, the buttons begin at %v", r.clear, top)
	}
	r.press("14:15")
	r.settled()
	if body := r.body("page"); !strings.Contains(body, "Next update by 14:15") {
		t.Errorf("reads %q", body)
	}
	r.press("Publish")
	r.until("it is on its way", func() bool { return len(r.routes) > 0 })
	if queue, err := r.core.Desk.Outbox(); err != nil || len(queue) != 2 {
		t.Errorf("%d wait, %v", len(queue), err)
	}
}

func TestNotSureOnAPhoneClosesTheFirstMessage(t *testing.T) {
	r := start(t, handset, shop)
	r.press("Not sure")
	r.until("it is closed", func() bool { return len(r.routes) > 0 })
	d, err := r.core.Desk.Show(r.id, 0)
	if err != nil || d.Incident.Customers.Impact != incident.ImpactUnknown {
		t.Errorf("impact %q, %v", d.Incident.Customers.Impact, err)
	}
}

func TestOnAPhoneOneQuestionFollowsTheOther(t *testing.T) {
	r := start(t, handset, shop)
	r.press("Edit")
	r.wants("Question 3 of 6", "What do customers see?")
	r.press("Next: what we do")
	r.answer(4, "We restart psp-eu-2 now.")
	r.wants("Question 4 of 6", "This shows the name of a machine", "24 characters") // the check under the field
	r.press("What they will read, 2 channels")
	r.wants("Status page", "Partial outage")
	r.router.Do(keys.Back) // closes the drawer
	r.wants("Question 4 of 6")
	r.press("Use “card payments in the EU”")
	r.settled()
	for _, next := range []string{"Next: workaround", "Next: next update", "Next: publish"} {
		r.press(next)
	}
	r.wants("Before you send", "page", "chat")
	r.press("Publish")
	r.until("it is on its way", func() bool { return len(r.routes) > 0 })
}

func TestWithoutAChannelTheTextIsCopiedAndRecorded(t *testing.T) {
	r := start(t, desktop, "[me]\nname = \"Kim\"\n[[service]]\nname = \"checkout\"\nsay = \"card payments in the EU\"\n")
	r.wants("No channel is set up yet", "Set up a channel")
	r.press("Copy the text")
	if said := fyne.CurrentApp().Clipboard().Content(); !strings.Contains(said, "card payments in the EU") {
		t.Errorf("copied %q", said)
	}
	r.toldElsewhere()
	r.fill("Chat")
	r.until("it is recorded", func() bool { return len(r.routes) > 0 })
	d, err := r.core.Desk.Show(r.id, 0)
	if err != nil || d.Incident.Customers.Spoken != 1 || d.Incident.Customers.Due.IsZero() {
		t.Errorf("%+v, %v", d.Incident.Customers, err)
	}
	r.press("Set up a channel")
}

func TestADraftThatCannotBeReadIsPutAsideAndBegunAnew(t *testing.T) {
	r := start(t, desktop, shop)
	r.end()
	if err := r.core.Desk.SaveDraft(t.Context(), r.core.who(), desk.Draft{Incident: r.id, Name: "update", Body: []byte("{damaged")}); err != nil {
		t.Fatal(err)
	}
	r.show(desktop)
	r.wants("The draft could not be read")
	r.press("Begin anew")
	r.until("the questions", func() bool { return r.page.id == r.id && r.page.fault == nil })
	r.wants("Where are we?")
	if aside, ok, err := r.core.Desk.Draft(r.id, "update/aside"); err != nil || !ok || string(aside.Body) != "{damaged" {
		t.Errorf("put aside: %q, %v, %v", aside.Body, ok, err)
	}
}

func TestADraftThatCannotBeKeptIsSaidAndNotLost(t *testing.T) {
	r := start(t, desktop, shop)
	r.core.mu.Lock()
	r.core.broken = errors.New("no space left on device")
	r.core.mu.Unlock()
	r.answer(4, "We move payments.")
	r.until("the fault", func() bool { return r.page.unsaved != nil })
	r.wants("The draft is not saved: no space left on device")
	r.press("Copy it")
	if !strings.Contains(fyne.CurrentApp().Clipboard().Content(), "BEGIN TURNAROUND DRAFT") {
		t.Error("the draft is not on the clipboard")
	}
}

func TestADraftIsHandedOnAsText(t *testing.T) {
	r := start(t, desktop, shop)
	r.answer(4, "We move payments to a second bank.")
	r.copyDraft()
	r.answer(4, "Something else.")
	r.pasteDraft()
	r.settled()
	if got := r.frame.questions.boxes["doing"].Text(); got != "We move payments to a second bank." {
		t.Errorf("pasted %q", got)
	}
	r.router.Do(keys.Undo)
	r.settled()
	if got := r.frame.questions.boxes["doing"].Text(); got != "Something else." {
		t.Errorf("undone, it is %q", got)
	}
	fyne.CurrentApp().Clipboard().SetContent("no draft")
	r.pasteDraft()
	if last := r.toasts[len(r.toasts)-1]; !strings.Contains(last, "no draft of Turnaround") {
		t.Errorf("said %q", last)
	}
}

func TestOfflineSaysThatItIsSentLater(t *testing.T) {
	r := start(t, desktop, shop)
	r.core.mu.Lock()
	r.core.offline = true
	r.core.mu.Unlock()
	r.answer(4, "We move payments.")
	r.wants("Will send when back")
	r.router.Do(keys.Send)
	r.until("it waits", func() bool { return len(r.toasts) > 0 })
	if !strings.Contains(r.toasts[0], "when back") {
		t.Errorf("said %q", r.toasts)
	}
}

func TestATextIsChangedByHandAndTheTemplateComesBack(t *testing.T) {
	r := start(t, desktop, shop)
	was := r.body("page")
	r.press("Edit by hand")
	r.settled()
	f := r.win.Canvas().Focused()
	f.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	test.Type(f, "Cards fail. Next update by 14:10 UTC.")
	r.settled()
	r.until("the text by hand", func() bool { return r.body("page") == "Cards fail. Next update by 14:10 UTC." })
	if strings.Contains(r.body("chat"), "Cards fail. Next") {
		t.Error("the other channel changed, too")
	}
	r.press("Back to the template")
	r.settled()
	if r.body("page") != was {
		t.Errorf("came back as %q", r.body("page"))
	}
}

func TestWhatIsNewIsAddedAndATimeIsPicked(t *testing.T) {
	r := start(t, desktop, shop)
	if _, err := r.core.Desk.Note(t.Context(), r.core.who(), "Half of the payments are moved", r.id); err != nil {
		t.Fatal(err)
	}
	r.until("the fact", func() bool { return len(r.page.Facts) > 0 })
	r.press("Half of the payments are moved")
	r.settled()
	if got := r.frame.questions.boxes["doing"].Text(); got != "Half of the payments are moved." {
		t.Errorf("added %q", got)
	}
	r.pickTime()
	r.fill("yesterday")
	r.wants("That is no time to come")
	f := r.win.Canvas().Focused()
	f.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	r.fill("14:12")
	r.settled()
	if want := noon.Add(15 * time.Minute); !r.page.answers.Next.Equal(want) {
		t.Errorf("promised %v", r.page.answers.Next)
	}
}

func TestWhatDidNotReachAChannelIsSaidWithOneStep(t *testing.T) {
	r := start(t, desktop, shop)
	r.router.Do(keys.Send)
	r.until("it is on its way", func() bool { return len(r.routes) > 0 })
	queue, err := r.core.Desk.Outbox()
	if err != nil {
		t.Fatal(err)
	}
	r.now = noon.Add(time.Minute)
	for _, a := range queue {
		out := outbox.Outcome{Result: outbox.Refused, Text: "the key is refused", Fix: "put the new key into the settings"}
		if a.Source == outbox.ChannelSource("chat") {
			out = outbox.Outcome{Result: outbox.Done, At: r.now, Post: "1"}
		}
		if err := r.core.Desk.Settle(t.Context(), a.ID, out); err != nil {
			t.Fatal(err)
		}
	}
	r.Shown(true)
	r.open("")
	r.wants("The last update: page not published", "the key is refused. Put the new key")
	if strings.Contains(r.seen(), "The last update: chat") {
		t.Error("what arrived is said not to have")
	}
	r.press("Look at the channel")
	if last := r.routes[len(r.routes)-1]; last != "settings/channels/page" {
		t.Errorf("it leads to %q", last)
	}
	r.Shown(true)
	r.press("Try again now")
	r.until("that it is tried again", func() bool { return strings.Contains(r.seen(), "page waits to be sent") })
}

func TestTheChecksThatPassAreNamedOnceAskedFor(t *testing.T) {
	for _, size := range []fyne.Size{desktop, handset} {
		r := start(t, size, shop)
		if size == handset {
			r.frame.phone.step(stepSend)
		}
		count := len(r.page.Passed)
		if count < 10 || count > 30 {
			t.Errorf("%d checks pass", count)
		}
		if strings.Contains(r.seen(), "Blames nobody") {
			t.Error("they are named unasked")
		}
		r.press(words.N("{{.Count}} checks pass", count) + " · Show")
		r.wants("Blames nobody", "Says when the next update comes")
		if strings.Contains(r.seen(), "Says sorry, and for what") {
			t.Error("what is not asked while it goes on counts as passed")
		}
		r.press(words.N("{{.Count}} checks pass", count) + " · Hide")
		if strings.Contains(r.seen(), "Blames nobody") {
			t.Error("they do not fold")
		}
		r.end()
	}
}

func TestPanesAreGoneThroughAndEscKeepsTheDraft(t *testing.T) {
	r := start(t, desktop, shop)
	r.win.Canvas().Unfocus()
	for want := range 4 {
		r.router.Do(keys.NextPane)
		if got := r.pane(); got != want && want != 2 { // no check has a button here: on to Publish
			t.Errorf("pane %d, want %d", got, want)
		}
		if want == 1 {
			break
		}
	}
	r.answer(4, "We move payments.")
	r.win.Canvas().Unfocus()
	r.router.Do(keys.Back)
	r.until("the incident", func() bool { return len(r.routes) > 0 })
	r.until("the draft", func() bool {
		_, ok, err := r.core.Desk.Draft(r.id, "update")
		return ok && err == nil
	})
}

func TestTwelveChannelsAndLongTextsFindTheirRoom(t *testing.T) {
	conf := shop
	for n := range 9 {
		conf += fmt.Sprintf("[[channel]]\nname = \"room %d of a long name that is cut\"\nkind = \"slack\"\nsecret = \"env:NONE\"\n", n)
	}
	r := start(t, desktop, conf)
	r.answer(3, strings.Repeat("Zahlungsbestätigungsbenachrichtigungsverzögerung fails. ", 30))
	for _, size := range []fyne.Size{desktop, fyne.NewSize(920, 700), fyne.NewSize(620, 700), handset} {
		r.win.Resize(size)
		r.SetWidth(look.WidthOf(size.Width))
		r.walk(func(o fyne.CanvasObject) {
			if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o); o == fyne.CanvasObject(r.frame.foot.publish) && (at.X+o.Size().Width > size.Width || at.Y+o.Size().Height > size.Height) {
				t.Errorf("at %v Publish is at %v", size, at)
			}
		})
	}
}
