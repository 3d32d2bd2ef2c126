package welcome

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Where the picture's updates stand, in parts of its width.
const (
	firstUpdate = 0.15
	nextUpdate  = 0.51
)

// lights shows in one picture what the light bars of all screens tell.
type lights struct {
	bar                      *parts.LightBar
	dark, lit, breaks, works *parts.WrapText
	updates                  [2]*parts.WrapText
	bulbs                    [2]fyne.CanvasObject
}

func newLights() fyne.CanvasObject {
	line := func(text string, size float32, ink look.Ink) *parts.WrapText {
		return parts.NewWrapText(text, size, false, ink, 1)
	}
	l := &lights{
		bar: parts.NewLightBar(parts.Stretch{To: firstUpdate, Light: parts.Unlit},
			parts.Stretch{From: firstUpdate, To: 1, Light: parts.Lit}),
		dark:   line(words.T("no current update"), look.Body, look.InkDarkText),
		lit:    line(words.T("updated, and the promise of the next update still holds"), look.Body, look.InkOnLit),
		breaks: line(words.T("it breaks"), look.Body, look.InkText3),
		works:  line(words.T("it works again"), look.Body, look.InkText3),
		updates: [2]*parts.WrapText{line(words.T("first update"), look.Body, look.InkText2),
			line(words.T("next update, as promised"), look.Body, look.InkText2)},
		bulbs: [2]fyne.CanvasObject{icon("lightbulb", look.Icon18, look.InkLitText), icon("lightbulb", look.Icon18, look.InkLitText)},
	}
	return container.New(l, l.bar, l.dark, l.lit, l.breaks, l.works, l.updates[0], l.updates[1], l.bulbs[0], l.bulbs[1])
}

// heights are those of the labels above, the bar, and the labels below.
func (l *lights) heights() (above, bar, below float32) {
	return look.Scaled(24), look.Scaled(26), look.Scaled(22)
}

// MinSize keeps the picture's height.
func (l *lights) MinSize([]fyne.CanvasObject) fyne.Size {
	above, bar, below := l.heights()
	return fyne.NewSize(1, above+bar+below)
}

// Layout places the labels where what they tell happens.
func (l *lights) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	above, bar, below := l.heights()
	put(l.bar, 0, above, size.Width, bar)
	within := func(t *parts.WrapText, x, y, w, h float32) {
		own := t.MinSize().Height
		put(t, x, y+(h-own)/2, max(w, 0), own)
	}
	dark := size.Width * firstUpdate
	within(l.dark, look.S8, above, dark-2*look.S8, bar)
	within(l.lit, dark+look.S20, above, size.Width-dark-2*look.S20, bar)
	side := look.Scaled(look.Icon18)
	for n, at := range []float32{firstUpdate, nextUpdate} {
		x := at * size.Width
		put(l.bulbs[n], x-side/2, (above-look.S4-side)/2, side, side)
		within(l.updates[n], x+side/2+look.S6, 0, size.Width*0.3, above-look.S4)
	}
	half := size.Width / 2
	within(l.breaks, 0, above+bar, half, below)
	works := fyne.MeasureText(words.T("it works again"), look.Scaled(look.Body), fyne.TextStyle{}).Width + 1
	within(l.works, size.Width-works, above+bar, works, below)
}
