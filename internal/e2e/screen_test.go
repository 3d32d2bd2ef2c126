package e2e

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"turnaround/internal/rig"
)

// eyes look at the screen of a desktop, as a person does: they wait until
// something has changed, and until it stands still.
type eyes struct {
	*rig.Desktop
	t *testing.T
}

// calm is how long a picture stands before it counts as whole: a frame reaches
// the screen in pieces.
const calm = 250 * time.Millisecond

// still waits until the screen no longer changes.
func (e *eyes) still() image.Image {
	e.t.Helper()
	last, since := e.Capture(e.t), time.Now()
	rig.Await(e.t, "the screen to stand still", func() bool {
		next := e.Capture(e.t)
		if !alike(last, next) {
			last, since = next, time.Now()
		}
		return time.Since(since) > calm
	})
	return last
}

// after does something and waits until the screen shows another picture that
// stands still.
func (e *eyes) after(what string, do func()) {
	e.t.Helper()
	before := e.still()
	do()
	rig.Await(e.t, what, func() bool {
		return !alike(before, e.still())
	})
}

// alike compares two screens but for the status bar, whose clock ticks.
func alike(a, b image.Image) bool {
	x, y := a.(*image.NRGBA), b.(*image.NRGBA)
	keep := x.Stride * (x.Rect.Dy() - 120)
	return bytes.Equal(x.Pix[:keep], y.Pix[:keep])
}

// keep writes the picture last seen where TURNAROUND_LOOK says; the run's
// artefacts.
func (e *eyes) keep(name string) {
	e.t.Helper()
	folder := os.Getenv("TURNAROUND_LOOK")
	if folder == "" {
		return
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		e.t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		e.t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, e.still()); err != nil {
		e.t.Fatal(err)
	}
}
