package shell

import (
	"fyne.io/fyne/v2/container"

	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// troubled is the page of an app that cannot begin: what is wrong, where, and
// to try again once it is mended.
func (s *Shell) troubled() Page {
	again := parts.NewKeyButton(words.T("Try again"), "replay", keys.Open, parts.Primary, s.again)
	quit := parts.NewKeyButton(words.T("Quit"), "close", "", parts.Outline, s.leaveApp)
	state := parts.NewEmptyState("error_outline", words.T("Turnaround cannot page you: it did not start"),
		text.Block(s.trouble.Error(), 2000), again, quit)
	state.SetInk(look.InkCrit)
	return Page{Screen: &still{content: container.NewStack(parts.NewPage(state)),
		bindings: []keys.Binding{{Action: keys.Open, Do: s.again}}}}
}

// again opens the person's own world once more.
func (s *Shell) again() { s.withOwn(func() { s.show(s.own) }) }
