package settings

import (
	"context"

	"fyne.io/fyne/v2"

	pages "turnaround/app/page"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// hearing is "Would you hear it?": a test page, hop by hop.
type hearing struct {
	s       *Screen
	trial   *pages.Trial
	err     error
	running bool
	list    *fyne.Container // on the page that is shown
	button  *parts.KeyButton
}

// card shows the test with the given importance of its button.
func (h *hearing) card() *fyne.Container {
	h.button = parts.NewKeyButton(words.T("Send me a test page"), "send", "", parts.Primary, h.run)
	h.list = vbox(look.S8)
	h.fill()
	return card(headline("notifications_active", words.T("Would you hear it?")),
		say(words.T("Sends a real page through every step, marked as a test."), styleSoft), h.button, rule(), h.list)
}

// run sends the test page.
func (h *hearing) run() {
	if h.running {
		return
	}
	h.running = true
	h.fill()
	h.s.crew.start(func(ctx context.Context) func() {
		trial, err := h.s.Core.TestPage(ctx)
		return func() {
			h.running, h.trial, h.err = false, &trial, err
			h.s.refresh()
			h.fill()
		}
	})
}

// fill shows how the test stands.
func (h *hearing) fill() {
	if h.list == nil {
		return
	}
	h.list.Objects = nil
	switch {
	case h.running:
		h.button.Disable()
		h.list.Add(say(words.T("On its way…"), styleSoft))
	case h.err != nil:
		h.list.Add(hop("error_outline", look.InkCrit, words.T("The test page could not be sent."), plain(h.err)))
	case h.trial != nil:
		for _, each := range h.trial.Hops {
			name, ink := "check_circle", look.InkOK
			if !each.OK {
				name, ink = "warning", look.InkWarn
			}
			h.list.Add(hop(name, ink, hopName(each.Name), h.hopText(each)))
		}
	}
	if !h.running && h.button != nil {
		h.button.Enable()
	}
	h.list.Add(say(h.lastText(), styleHint))
	h.s.bodies.settle()
	h.s.sides.settle()
}

func hop(name string, ink look.Ink, title, detail string) fyne.CanvasObject {
	return topbox(look.S8, []float32{0, 1}, icon(name, ink, look.Icon16),
		vbox(2, say(title, styleBody), say(detail, styleMeta)))
}

func hopName(name string) string {
	switch name {
	case "store":
		return words.T("Record of what rang")
	case "policy":
		return words.T("Rule")
	case "on call":
		return words.T("On call")
	case "quiet hours":
		return words.T("Quiet hours")
	case "mute", "muted":
		return words.T("Mute")
	case "notification":
		return words.T("Notification")
	case "sound":
		return words.T("Sound, this computer")
	}
	return text.Line(name, 60)
}

// hopText says what became of a hop; what the system itself told stays as it is.
func (h *hearing) hopText(each pages.Hop) string {
	now := h.s.now
	switch {
	case each.Name == "store" && each.OK:
		return words.T("reads and writes")
	case each.Name == "policy" && each.OK:
		return words.T("a SEV1 rings")
	case each.Name == "policy":
		return words.T("a rule only lists SEV1: it would not ring")
	case each.Name == "on call":
		return dutySays(now.duty, now.at)
	case each.Name == "quiet hours" && len(now.config.Quiet.Hours) == 0:
		return words.T("off")
	}
	return text.Line(each.Text, 300)
}

// lastText says when a test page last arrived whole.
func (h *hearing) lastText() string {
	at := h.s.now.tests.Last
	if h.trial != nil && h.trial.OK {
		at = h.trial.At
	}
	if at.IsZero() {
		return words.T("No test page has arrived complete yet.")
	}
	return words.T("Last complete arrival: {{.Time}}.", words.Data{"Time": words.Moment(at, h.s.now.at)})
}

// planText says on how many days a test page arrived.
func planText(t pages.TestHistory) string {
	return words.T("{{.Days}} of {{.Plan}} days passed", words.Data{"Days": t.Passed, "Plan": t.Of})
}
