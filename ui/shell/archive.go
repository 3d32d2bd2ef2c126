package shell

import (
	"context"
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"turnaround/app/archive"
	"turnaround/app/desk"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// chooseArchive lets a person pick an archive.
func (s *Shell) chooseArchive() { s.openFile(s.openArchive) }

// openFile lets a person pick a file of this computer.
func (s *Shell) openFile(chosen func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			s.fail(words.T("The file could not be opened"), err)
		case r != nil:
			path := r.URI().Path()
			r.Close() // it is read by its path
			chosen(path)
		}
	}, s.Window)
	s.showFiles(d)
}

// saveFile lets a person pick where a file is to be written.
func (s *Shell) saveFile(name string, chosen func(path string)) {
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			s.fail(words.T("The file could not be written"), err)
		case w != nil:
			path := w.URI().Path()
			w.Close() // it is written by its path
			chosen(path)
		}
	}, s.Window)
	d.SetFileName(name)
	s.showFiles(d)
}

// showFiles shows a dialog of Fyne's over the window. Esc closes it, as it does
// the window's own, but where a name is being written: Fyne keeps that to itself.
func (s *Shell) showFiles(d *dialog.FileDialog) {
	const layer = "files"
	s.router.Bind(layer, keys.Binding{Action: keys.Back, Do: d.Hide})
	d.SetOnClosed(s.router.Modal(layer))
	d.Show() // before its size: it has no window until then
	d.Resize(s.Window.Canvas().Size())
}

// dropped takes a file that was dropped on the window: an archive, or a
// status page's saved history.
func (s *Shell) dropped(uris []fyne.URI) {
	if len(uris) == 0 {
		return
	}
	if len(uris) > 1 {
		s.Toast(words.T("Drop one file at a time."), false)
		return
	}
	if path := uris[0].Path(); s.savedHistory(path) {
		s.readHistory(path)
		return
	}
	s.openArchive(uris[0].Path())
}

// openArchive asks, then unites an archive with what is here.
func (s *Shell) openArchive(path string) {
	ask := parts.NewWrapText(words.T("The incidents of {{.File}} are added to those on this computer. Nothing is sent, nothing rings.",
		words.Data{"File": text.Line(filepath.Base(path), 80)}), look.Body, false, look.InkText2, 0)
	s.Modal(words.T("Open this archive?"), ask,
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Outline},
		parts.Choice{Text: words.T("Open"), Importance: parts.Primary, Do: func() {
			s.withOwn(func() { s.readArchive(path, "") })
		}})
}

func (s *Shell) readArchive(path, passphrase string) {
	w := s.own
	s.Toast(words.T("Reading the archive."), false)
	s.work(func(ctx context.Context) func() {
		done, err := w.Core.Import(ctx, path, passphrase)
		return func() {
			switch {
			case errors.Is(err, archive.ErrPassphrase):
				s.askPassphrase(path, passphrase != "")
			case err != nil:
				s.fail(words.T("The archive was not read"), err)
			default:
				s.imported(w, done)
			}
		}
	})
}

// askPassphrase asks for what seals an archive.
func (s *Shell) askPassphrase(path string, again bool) {
	s.frame.toasts.Hide()
	field := parts.NewField(words.T("Passphrase"))
	field.SetSecret(true)
	title := words.T("This archive is sealed")
	if again {
		title = words.T("That was not its passphrase")
	}
	s.Modal(title, field,
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Outline},
		parts.Choice{Text: words.T("Open"), Importance: parts.Primary, Do: func() { s.readArchive(path, field.Text()) }})
}

func (s *Shell) imported(w *world, done desk.Imported) {
	if s.shown != w {
		s.show(w)
	}
	if done.Entries == 0 {
		s.Toast(words.T("All of it was here already."), false)
		return
	}
	s.Toast(words.N("{{.Count}} incidents changed. Search finds those of before.", done.Incidents), false)
	s.poke()
}

// withOwn does something in the person's own world, which is opened first where
// the window began with a drill.
func (s *Shell) withOwn(then func()) {
	if s.own != nil {
		then()
		return
	}
	if s.OpenOwn == nil || s.busy {
		return
	}
	s.busy = true
	s.work(func(ctx context.Context) func() {
		w, err := s.OpenOwn(ctx)
		return func() {
			s.busy = false
			if err != nil {
				if s.trouble != nil {
					s.trouble = err
					s.Go(placeNow)
				}
				s.fail(words.T("Your own incidents could not be opened"), err)
				return
			}
			s.trouble = nil
			s.adopt(w, &s.own)
			s.inUse = w.Core.Config().Look
			s.applyLook()
			s.restyled()
			if s.shown == nil {
				s.show(s.own)
			}
			then()
		}
	})
}

// addSource opens the wizard for a new source.
func (s *Shell) addSource() { s.withOwn(func() { s.Go("settings/sources/new") }) }
