package now

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// frame lays list and detail beside each other, or shows one of them.
type frame struct {
	s       *Screen
	content *fyne.Container
	split   *parts.Split
}

func newFrame(s *Screen) *frame {
	left := float32(s.Prefs.Float(prefSplit))
	if left == 0 {
		left = look.List
	}
	f := &frame{s: s, content: container.NewStack()}
	f.split = parts.NewSplit(s.list.content, s.detail.content, left, look.ListMin, look.ListMax)
	f.split.OnMoved = func(left float32) { s.Prefs.SetFloat(prefSplit, float64(left)) }
	f.arrange()
	return f
}

// beside tells whether both are seen at once.
func (f *frame) beside() bool { return f.s.width >= look.Medium }

// detailShown tells whether the detail is on screen.
func (f *frame) detailShown() bool { return f.beside() || f.s.opened }

func (f *frame) arrange() {
	shown := []fyne.CanvasObject{f.split}
	switch {
	case f.beside():
	case f.s.opened:
		shown[0] = f.s.detail.content
	default:
		shown[0] = f.s.list.content
	}
	if len(f.content.Objects) == 1 && f.content.Objects[0] == shown[0] {
		return
	}
	f.content.Objects = shown
	f.content.Refresh()
}
