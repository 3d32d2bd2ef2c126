package rig

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
)

// Keys presses keys on this desktop one after the other, by xdotool's names:
// "a", "shift+Tab", "ctrl+Return", "Escape".
func (d *Desktop) Keys(t testing.TB, keys ...string) {
	t.Helper()
	d.xdotool(t, append([]string{"key", "--clearmodifiers"}, keys...)...)
}

// Type writes text on this desktop as a person would.
func (d *Desktop) Type(t testing.TB, text string) {
	t.Helper()
	d.xdotool(t, "type", "--delay", "4", "--", text)
}

// Click presses the left button at a point of the screen.
func (d *Desktop) Click(t testing.TB, x, y int) {
	t.Helper()
	d.xdotool(t, "mousemove", fmt.Sprint(x), fmt.Sprint(y), "click", "1")
}

// AwaitWindow waits until a window with this title is on the screen, and gives
// it the keyboard: there is no window manager that would.
func (d *Desktop) AwaitWindow(t testing.TB, title string) {
	t.Helper()
	d.xdotool(t, "windowfocus", fmt.Sprint(d.window(t, title)))
}

// Resize gives the window with this title a size in pixels.
func (d *Desktop) Resize(t testing.TB, title string, width, height int) {
	t.Helper()
	d.xdotool(t, "search", "--onlyvisible", "--name", title+"$", "windowmove", "0", "0", "windowsize", fmt.Sprint(width), fmt.Sprint(height))
}

func (d *Desktop) xdotool(t testing.TB, args ...string) {
	t.Helper()
	cmd := Command(t, "xdotool", args...)
	cmd.Env = append(cmd.Env, "DISPLAY="+d.Display)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("xdotool %s: %v: %s", args[0], err, out)
	}
}

// Capture is what is on the screen now.
func (d *Desktop) Capture(t testing.TB) image.Image {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(d.pixels, "Xvfb_screen0"))
	if err != nil {
		t.Fatalf("read the screen: %v", err)
	}
	screen, err := decodeXWD(raw)
	if err != nil {
		t.Fatalf("read the screen: %v", err)
	}
	return screen
}

// Eye looks at single points of the screen, many times a second.
type Eye struct {
	file   *os.File
	start  int64
	stride int64
}

// Eye opens one; it ends with the test.
func (d *Desktop) Eye(t testing.TB) *Eye {
	t.Helper()
	file, err := os.Open(filepath.Join(d.pixels, "Xvfb_screen0"))
	if err != nil {
		t.Fatalf("look at the screen: %v", err)
	}
	t.Cleanup(func() { _ = file.Close() })
	var head [25]uint32
	if err := binary.Read(file, binary.BigEndian, &head); err != nil {
		t.Fatalf("look at the screen: %v", err)
	}
	return &Eye{file, int64(head[0]) + int64(head[19])*12, int64(head[12])}
}

// At is the colour of a point now; black where there is none.
func (e *Eye) At(x, y int) color.NRGBA {
	var p [4]byte
	if _, err := e.file.ReadAt(p[:], e.start+int64(y)*e.stride+int64(x)*4); err != nil {
		return color.NRGBA{A: 0xFF}
	}
	return color.NRGBA{R: p[2], G: p[1], B: p[0], A: 0xFF}
}

// decodeXWD reads a window dump of 32 bits a pixel (XWDFile.h of X11: 25
// numbers, the first is the header's size, the twentieth that of the colour map).
func decodeXWD(raw []byte) (image.Image, error) {
	var head [25]uint32
	if err := binary.Read(bytes.NewReader(raw), binary.BigEndian, &head); err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	width, height, bits, stride := int(head[4]), int(head[5]), head[11], int(head[12])
	start := int(head[0]) + int(head[19])*12
	if bits != 32 || width <= 0 || height <= 0 || stride < width*4 || len(raw) < start+stride*height {
		return nil, fmt.Errorf("%d x %d pixels of %d bits in %d bytes: not a screen of 32 bits a pixel", width, height, bits, len(raw))
	}
	screen := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		row := raw[start+y*stride:]
		for x := range width {
			// Xvfb keeps pixels in the machine's order: blue first on all we run on.
			p := row[x*4 : x*4+4]
			screen.SetNRGBA(x, y, color.NRGBA{R: p[2], G: p[1], B: p[0], A: 0xFF})
		}
	}
	return screen, nil
}
