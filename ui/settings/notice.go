package settings

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// notice is a tinted strip: an icon, what it says, and what can be done.
func notice(ink, tint look.Ink, name string, what fyne.CanvasObject, does ...fyne.CanvasObject) fyne.CanvasObject {
	text := vbox(look.S8, what)
	if len(does) > 0 {
		text.Add(left(hbox(look.S10, nil, does...)))
	}
	return pad(margin{look.S12, look.S10, look.S12, look.S10}, newGround(tint, ink, look.RadiusCard),
		topbox(look.S10, []float32{0, 1}, icon(name, ink, look.Icon18), text))
}

// fileLinks open the configuration file, or its folder.
func (s *Screen) fileLinks() []fyne.CanvasObject {
	if s.Reveal == nil {
		return nil
	}
	open := parts.NewKeyButton(words.T("Open the file"), "open_in_new", "", parts.Outline, func() { s.reveal(s.path()) })
	open.Small = true
	return []fyne.CanvasObject{open}
}

// reveal shows a file or a folder in the system's file manager.
func (s *Screen) reveal(path string) {
	if err := s.Reveal(path); err != nil {
		s.Host.Toast(words.T("{{.Path}} cannot be opened: {{.Why}}", words.Data{"Path": path, "Why": plain(err)}), false)
	}
}
