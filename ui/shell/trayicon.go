package shell

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"

	"turnaround/assets"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

// traySide is the icon's size in pixels.
const traySide = 64

// trayIcon draws the app's mark with how it stands: a count in red while it
// pages, an orange dot without contact, a grey one while nothing rings.
func trayIcon(g view.Glance, count int) fyne.Resource {
	mark := canvas.NewImageFromResource(fyne.NewStaticResource("mark.svg", assets.Mark))
	mark.FillMode = canvas.ImageFillContain
	all := container.NewWithoutLayout(mark)
	mark.Resize(fyne.NewSquareSize(traySide))
	dot, text := color.Color(nil), ""
	switch g {
	case view.Ringing:
		dot, text = look.Dark.CritFill, shortCount(count)
	case view.Blind:
		dot = look.Dark.WarnF
	case view.Muted, view.OffCall:
		dot = look.Dark.Ctl
	}
	if dot != nil {
		side := float32(36)
		c := canvas.NewCircle(dot)
		c.StrokeColor, c.StrokeWidth = look.Dark.BG0, 3
		all.Add(c)
		put(c, traySide-side, traySide-side, side, side)
		t := canvas.NewText(text, color.White)
		t.TextSize, t.TextStyle.Bold, t.Alignment = 26, true, fyne.TextAlignCenter
		all.Add(t)
		h := t.MinSize().Height
		put(t, traySide-side, traySide-side+(side-h)/2, side, h)
	}
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetContent(all)
	c.Resize(fyne.NewSquareSize(traySide))
	img := crop(c.Capture())
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		fyne.LogError("draw the tray icon", err)
		return fyne.NewStaticResource("mark.png", assets.Mark)
	}
	return fyne.NewStaticResource(fmt.Sprintf("tray-%d-%s.png", g, text), out.Bytes())
}

// crop keeps the icon's square of what was drawn.
func crop(img image.Image) image.Image {
	type cutter interface {
		SubImage(image.Rectangle) image.Image
	}
	if c, ok := img.(cutter); ok {
		return c.SubImage(image.Rect(0, 0, traySide, traySide))
	}
	return img
}

func shortCount(n int) string {
	if n > 9 {
		return "9+"
	}
	return fmt.Sprint(n)
}
