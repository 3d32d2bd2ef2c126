package shell

import (
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// closing is asked when a person closes the window. With a tray the app goes on
// paging, and says so the first time; without one it would be lost, so closing
// is quitting, which stops paging and says that.
func (s *Shell) closing() {
	switch {
	case !s.pages():
		s.leaveApp()
	case s.tray != nil:
		s.hide()
	default:
		s.quit()
	}
}

// pages tells whether anything would be missed if the app ended.
func (s *Shell) pages() bool { return s.own != nil && !s.own.fresh }

// hide closes the window and keeps paging.
func (s *Shell) hide() {
	if s.App.Preferences().Bool(prefHidden) {
		s.Window.Hide()
		return
	}
	text := parts.NewWrapText(words.T("Turnaround goes on in the tray and still pages you. Quit it there, or with {{.Key}}; then nothing pages any more.",
		words.Data{"Key": s.quitKey()}), look.Body, false, look.InkText2, 0)
	s.Modal(words.T("Closing the window keeps paging"), text,
		parts.Choice{Text: words.T("Quit, stop paging"), Importance: parts.Outline, Do: s.leaveApp},
		parts.Choice{Text: words.T("Close the window"), Importance: parts.Primary, Do: func() {
			s.App.Preferences().SetBool(prefHidden, true)
			s.Window.Hide()
		}})
}

// quit ends the app; the first time it says that paging stops with it.
func (s *Shell) quit() {
	if !s.pages() || s.App.Preferences().Bool(prefQuit) {
		s.leaveApp()
		return
	}
	text := parts.NewWrapText(words.T("Nothing rings here until Turnaround runs again. To page without a window, run \"turnaround watch\"."),
		look.Body, false, look.InkText2, 0)
	s.raise()
	s.Modal(words.T("Quitting stops paging"), text,
		parts.Choice{Text: words.T("Stay"), Importance: parts.Outline},
		parts.Choice{Text: words.T("Quit"), Importance: parts.Danger, Do: func() {
			s.App.Preferences().SetBool(prefQuit, true)
			s.leaveApp()
		}})
}

func (s *Shell) quitKey() string {
	if key := s.router.Label("quit"); key != "" {
		return key
	}
	return words.T("Quit")
}

// leaveApp remembers the window's size and ends the app.
func (s *Shell) leaveApp() {
	s.rememberSize()
	s.end()
}

// end ends the app. Nothing is posted any more: after Fyne's loop it would run
// on whatever goroutine posts it.
func (s *Shell) end() {
	s.gate.Close()
	s.App.Quit()
}

const (
	prefWidth  = "window.width"
	prefHeight = "window.height"
)

func (s *Shell) rememberSize() {
	size := s.Window.Canvas().Size()
	s.App.Preferences().SetFloat(prefWidth, float64(size.Width))
	s.App.Preferences().SetFloat(prefHeight, float64(size.Height))
}

// Size of the window where none is remembered, and the least that is taken up.
const (
	usualWidth  = 1280
	usualHeight = 820
	leastSide   = 320
)

// recallSize gives the window the size it had.
func (s *Shell) recallSize() (width, height float32) {
	w := s.App.Preferences().FloatWithFallback(prefWidth, usualWidth)
	h := s.App.Preferences().FloatWithFallback(prefHeight, usualHeight)
	if w < leastSide || h < leastSide {
		w, h = usualWidth, usualHeight
	}
	return float32(w), float32(h)
}
