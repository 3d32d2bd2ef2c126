package shell

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2"

	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

var _ Host = (*Shell)(nil)

// Post runs f on the screen's goroutine, unless the window is closed before.
func (s *Shell) Post(f func()) { s.Config.Post(f) }

// Toast says what was done; with undo it offers to take it back.
func (s *Shell) Toast(said string, undo bool) {
	if undo {
		s.frame.toasts.Tell("undo", said, words.T("Undo"), keys.Undo, s.undo)
		return
	}
	s.frame.toasts.Tell("info", said, "", "", nil)
}

// fail says that something did not work.
func (s *Shell) fail(what string, err error) {
	said := words.T("{{.What}}: {{.Error}}", words.Data{"What": what, "Error": text.Line(err.Error(), 300)})
	s.frame.toasts.Tell("error_outline", said, "", "", nil)
}

// Modal opens something over the window, beneath which no key fires.
func (s *Shell) Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func()) {
	d := parts.NewDialog(title, content, choices...)
	d.Show(s.Window.Canvas())
	return d.Close
}

// OpenURL opens a page in the browser. Links come from strangers: what is no
// web page is not opened.
func (s *Shell) OpenURL(link string) {
	u, err := url.Parse(link)
	switch {
	case err != nil || u.Host == "":
		s.Toast(words.T("This is not a web address, so it was not opened: {{.Link}}", words.Data{"Link": text.Line(link, 120)}), false)
	case u.Scheme != "http" && u.Scheme != "https":
		s.Toast(words.T("Only http and https links are opened; this one is {{.Scheme}}.", words.Data{"Scheme": text.Line(u.Scheme, 20)}), false)
	default:
		if err := s.Config.OpenURL(u); err != nil {
			s.fail(words.T("The browser did not open"), err)
		}
	}
}

// undo takes the last act back.
func (s *Shell) undo() {
	w := s.shown
	if w == nil {
		return
	}
	s.work(func(ctx context.Context) func() {
		receipt, err := w.Core.Undo(ctx)
		return func() {
			switch {
			case nothingToUndo(err):
				s.Toast(words.T("Nothing to undo: the last change is more than 10 seconds old."), false)
			case err != nil:
				s.fail(words.T("It was not taken back"), err)
			default:
				s.Toast(words.N("Taken back for {{.Count}} incidents.", len(receipt.Incidents)), false)
			}
		}
	})
}
