package parts

import (
	"image"
	pixels "image/draw"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/look"
)

// stage is a window of a test's own, in a look.
func stage(t *testing.T, p look.Prefs, o fyne.CanvasObject, size fyne.Size) fyne.Window {
	t.Helper()
	look.Apply(test.NewTempApp(t), p)
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(size)
	return w
}

// portrait draws a part as it lives through dark, light and large text, and
// compares the three with testdata/name.png, below each other. A part made in
// the last look must come out the same: nothing keeps a colour of before.
func portrait(t *testing.T, name string, size, large fyne.Size, build func() fyne.CanvasObject) {
	t.Helper()
	app := test.NewTempApp(t)
	look.Apply(app, look.Prefs{Theme: "dark"})
	w := test.NewTempWindow(t, build())
	w.SetPadded(false)
	var shots []image.Image
	for _, l := range []struct {
		prefs look.Prefs
		size  fyne.Size
	}{
		{look.Prefs{Theme: "dark"}, size},
		{look.Prefs{Theme: "light"}, size},
		{look.Prefs{Theme: "light", TextSize: 200}, large},
	} {
		look.Apply(app, l.prefs)
		w.Resize(l.size)
		shots = append(shots, w.Canvas().Capture())
	}
	test.AssertImageMatches(t, name+".png", stacked(shots))
	w.SetContent(build())
	w.Resize(large)
	if !same(w.Canvas().Capture(), shots[2]) {
		t.Errorf("%s looks different when it is made in the look it is shown in", name)
	}
}

func stacked(shots []image.Image) image.Image {
	var whole image.Rectangle
	for _, s := range shots {
		whole.Max.X = max(whole.Max.X, s.Bounds().Dx())
		whole.Max.Y += s.Bounds().Dy()
	}
	all, y := image.NewNRGBA(whole), 0
	for _, s := range shots {
		pixels.Draw(all, image.Rect(0, y, s.Bounds().Dx(), y+s.Bounds().Dy()), s, s.Bounds().Min, pixels.Src)
		y += s.Bounds().Dy()
	}
	return all
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// assertShot compares a window with testdata/name.png.
func assertShot(t *testing.T, name string, w fyne.Window) {
	t.Helper()
	test.AssertImageMatches(t, name+".png", w.Canvas().Capture())
}
