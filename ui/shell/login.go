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

// routeLogin asks whether the app shall start with the computer.
const routeLogin = "login"

// seekLogin finds out, when there is something to page for, whether it is to be
// asked that the app starts with the computer: a pager that is not started
// cannot ring. It is asked by a banner, which is in nobody's way, until it was
// answered.
func (s *Shell) seekLogin() {
	if s.Login == nil || s.soughtLogin || s.App.Preferences().Bool(prefLogin) {
		return
	}
	s.soughtLogin = true
	s.work(func(context.Context) func() {
		on, err := s.Login.On()
		if on || err != nil {
			return nil
		}
		return func() {
			s.wantsLogin = true
			s.poke()
		}
	})
}

func (s *Shell) askLogin() {
	answered := func() {
		s.wantsLogin = false
		s.App.Preferences().SetBool(prefLogin, true)
		s.poke()
	}
	text := parts.NewWrapText(words.T("Turnaround rings only while it runs. It can start by itself, in the background, when you sign in to this computer."),
		look.Body, false, look.InkText2, 0)
	s.Modal(words.T("Start Turnaround when you sign in?"), text,
		parts.Choice{Text: words.T("No"), Importance: parts.Outline, Do: answered},
		parts.Choice{Text: words.T("Start at sign-in"), Importance: parts.Primary, Do: func() {
			answered()
			s.startAtLogin()
		}})
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
