package shell

import (
	"context"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// What is remembered of what was asked or said once.
const (
	prefLogin  = "asked.login"
	prefHidden = "said.hidden"
	prefQuit   = "said.quit"
)

// askLogin asks once, when there is something to page for, whether the app
// shall start with the computer: a pager that is not started cannot ring.
func (s *Shell) askLogin() {
	if s.Login == nil || s.App.Preferences().Bool(prefLogin) {
		return
	}
	s.App.Preferences().SetBool(prefLogin, true)
	s.work(func(context.Context) func() {
		on, err := s.Login.On()
		if on || err != nil {
			return nil
		}
		return func() {
			text := parts.NewWrapText(words.T("Turnaround rings only while it runs. It can start by itself, in the background, when you sign in to this computer."),
				look.Body, false, look.InkText2, 0)
			s.Modal(words.T("Start Turnaround when you sign in?"), text,
				parts.Choice{Text: words.T("Not now"), Importance: parts.Outline},
				parts.Choice{Text: words.T("Start at sign-in"), Importance: parts.Primary, Do: s.startAtLogin})
		}
	})
}

func (s *Shell) startAtLogin() {
	s.work(func(context.Context) func() {
		err := s.Login.Set(true)
		return func() {
			if err != nil {
				s.fail(words.T("It will not start at sign-in"), err)
				return
			}
			s.Toast(words.T("Turnaround starts when you sign in. Settings turn it off again."), false)
		}
	})
}
