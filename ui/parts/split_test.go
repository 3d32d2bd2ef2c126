package parts

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/ui/look"
)

func TestASplitKeepsItsLeftSideWithinBounds(t *testing.T) {
	left, right := canvas.NewRectangle(color.Black), canvas.NewRectangle(color.White)
	s := NewSplit(left, right, look.List, look.ListMin, look.ListMax)
	w := stage(t, look.Prefs{}, s, fyne.NewSize(1280, 600))
	moved := float32(0)
	s.OnMoved = func(l float32) { moved = l }
	drag := func(dx float32) {
		for range 4 {
			s.grip.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: dx / 4}})
		}
		s.grip.DragEnd()
	}
	for _, c := range []struct{ dx, want float32 }{{0, 440}, {60, 500}, {400, 560}, {-900, 360}, {40, 400}} {
		drag(c.dx)
		if left.Size().Width != c.want-1 || moved != c.want || s.Left() != c.want {
			t.Errorf("dragged by %v the left side is %v wide and %v is told, want %v", c.dx, left.Size().Width, moved, c.want)
		}
	}
	w.Resize(fyne.NewSize(700, 600))
	if left.Size().Width != 349 || // half of what is too small for both
		s.Left() != 400 {
		t.Errorf("in a small window the left side is %v, wished for %v", left.Size().Width, s.Left())
	}
	w.Resize(fyne.NewSize(1280, 600))
	if left.Size().Width != 399 || right.Size().Width != 880 {
		t.Errorf("widened again it is %v beside %v", left.Size().Width, right.Size().Width)
	}
}

func TestASplitLightsUpUnderThePointer(t *testing.T) {
	s := NewSplit(canvas.NewRectangle(color.Black), canvas.NewRectangle(color.Black), 440, 360, 560)
	stage(t, look.Prefs{Theme: "dark"}, s, fyne.NewSize(1280, 600))
	s.grip.MouseIn(&desktop.MouseEvent{})
	if s.rule.FillColor != look.Dark.Accent || s.grip.Cursor() != desktop.HResizeCursor {
		t.Errorf("the line is %v", s.rule.FillColor)
	}
	s.grip.MouseOut()
	if s.rule.FillColor != look.Dark.Line {
		t.Errorf("left alone the line is %v", s.rule.FillColor)
	}
}
