package shell

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestFilesAreAskedForInDialogsThatOpen(t *testing.T) {
	r := start(t, nil)
	for name, open := range map[string]func(){
		"to read":  func() { r.openFile(func(string) {}) },
		"to write": func() { r.saveFile("postmortem.md", func(string) {}) },
	} {
		if open(); r.win.Canvas().Overlays().Top() == nil {
			t.Errorf("no dialog opens for a file %s", name)
		}
		r.win.Canvas().Unfocus() // the name of a file to write has the focus
		r.key(fyne.KeyEscape)
		if r.win.Canvas().Overlays().Top() != nil {
			t.Errorf("Esc does not close the dialog for a file %s", name)
			r.win.Canvas().Overlays().Remove(r.win.Canvas().Overlays().Top())
		}
	}
}
