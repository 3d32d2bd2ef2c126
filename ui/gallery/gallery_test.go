package gallery

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

func never(time.Duration, func()) func() { return func() {} }

// TestEveryPartIsShown finds the constructors of ui/parts and looks for their
// use here: a part that nobody can look at gets ugly unseen.
func TestEveryPartIsShown(t *testing.T) {
	read := func(folder string) string {
		t.Helper()
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			text, err := os.ReadFile(folder + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
		return all.String()
	}
	shown := read(".")
	// A line of a list that is shown.
	within := map[string]bool{"NewTimelineEntry": true}
	found := regexp.MustCompile(`(?m)^func (New[A-Z]\w+|Show[A-Z]\w*)[(\[]`).FindAllStringSubmatch(read("../parts"), -1)
	if len(found) < 30 {
		t.Fatalf("only %d parts were found", len(found))
	}
	for _, m := range found {
		if !strings.Contains(shown, "parts."+m[1]) && !within[m[1]] && !strings.HasPrefix(m[1], "Show") {
			t.Errorf("parts.%s is not in the gallery", m[1])
		}
	}
}

func TestTheGalleryDrawsInTheOutermostLooks(t *testing.T) {
	for name, prefs := range map[string]look.Prefs{"contrast": {Theme: "dark", Contrast: true}, "large": {Theme: "light", TextSize: 200}} {
		look.Apply(test.NewTempApp(t), prefs)
		for _, s := range Sections() {
			box := parts.NewColumn(look.S8, s.Samples...)
			w := test.NewTempWindow(t, container.NewStack(canvas.NewRectangle(look.Color(look.InkBG1)), box))
			w.SetPadded(false)
			w.Resize(fyne.NewSize(1100, 400))
			w.Resize(fyne.NewSize(1100, box.MinSize().Height))
			image := w.Canvas().Capture()
			ground := image.At(image.Bounds().Max.X-1, image.Bounds().Max.Y-1)
			drawn := 0
			for y := image.Bounds().Min.Y; y < image.Bounds().Max.Y; y += 2 {
				for x := image.Bounds().Min.X; x < image.Bounds().Max.X; x += 2 {
					if image.At(x, y) != ground {
						drawn++
					}
				}
			}
			if drawn < 100 {
				t.Errorf("%s: %s draws next to nothing (%d)", name, s.Title, drawn)
			}
		}
	}
}

func TestTabReachesThePartsInTheOrderOfTheEye(t *testing.T) {
	look.Apply(test.NewTempApp(t), look.Prefs{})
	page := New(never)
	w := test.NewTempWindow(t, page)
	w.Resize(fyne.NewSize(1100, 860))
	seen, last := map[fyne.Focusable]bool{}, float32(-1)
	d := fyne.CurrentApp().Driver()
	for range 20 {
		w.Canvas().FocusNext()
		f := w.Canvas().Focused()
		if f == nil || seen[f] {
			t.Fatalf("Tab leads to %v after %d parts", f, len(seen))
		}
		seen[f] = true
		y := d.AbsolutePositionForObject(f.(fyne.CanvasObject)).Y
		if y < last-40 {
			t.Errorf("Tab goes up from %v to %v at %T", last, y, f)
		}
		last = y
	}
}
