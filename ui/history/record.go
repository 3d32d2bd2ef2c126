package history

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/journey"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// record draws one incident: on a phone below each other, else in columns.
type record struct {
	widget.BaseWidget
	class *look.Width
	now   func() time.Time

	name, date, impact, first, silence, kept, posted, figures, quiet *line
	bar                                                              *parts.LightBar
	box                                                              *canvas.Image // ticks the stated start
	mark                                                             *canvas.Image // promises kept, or not
	rule                                                             *canvas.Rectangle
	boxed, marked                                                    bool
}

func newRecord(class *look.Width, now func() time.Time) *record {
	soft := func() *line { return newLine(look.Body, false, look.InkText2) }
	r := &record{class: class, now: now, name: newLine(look.Body, true, look.InkText), date: soft(), impact: soft(),
		first: newLine(look.Body, false, look.InkText), silence: newLine(look.Body, false, look.InkText),
		kept: newLine(look.Body, false, look.InkText), posted: soft(), figures: soft(), quiet: soft(),
		bar: parts.NewLightBar(), box: picture("check_box", look.Icon18, look.InkAccent),
		mark: picture("check_circle", look.Icon16, look.InkOK), rule: canvas.NewRectangle(look.Color(look.InkLine))}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows an incident.
func (r *record) Set(x row) {
	r.name.full, r.date.full, r.impact.full = x.name, words.Moment(x.at, r.now()), impactWord(x.impact)
	r.first.full, r.first.ink = firstText(x)
	r.silence.full, r.silence.ink = spanText(x.metrics.LongestSilence)
	r.kept.full, r.kept.ink = promiseText(x.metrics)
	r.posted.full = postedText(x.metrics)
	r.figures.full, r.quiet.full = words.T("First update {{.First}}", words.Data{"First": r.first.full}), words.T("Longest silence {{.Silence}}", words.Data{"Silence": r.silence.full})
	r.bar.Set(stretches(x.lights)...)
	r.boxed, r.marked = !x.recorded && !x.stated.IsZero(), x.metrics.Made > x.metrics.Pending
	name, ink := "check_box_outline_blank", look.InkText2
	if x.ticked {
		name, ink = "check_box", look.InkAccent
	}
	r.box.Resource = look.Icon(name, ink)
	r.mark.Resource = look.Icon("check_circle", look.InkOK)
	if x.missed() {
		r.mark.Resource = look.Icon("cancel", look.InkCrit)
	}
	r.box.Refresh()
	r.mark.Refresh()
	r.Refresh()
}

func spanText(d *time.Duration) (string, look.Ink) {
	if d == nil {
		return words.T("not known"), look.InkText3
	}
	return words.Span(*d), look.InkText
}

func firstText(x row) (string, look.Ink) {
	switch {
	case x.ticked && x.metrics.FirstUpdate != nil:
		return words.T("{{.Span}}, by its text", words.Data{"Span": words.Span(*x.metrics.FirstUpdate)}), look.InkText
	case !x.recorded && !x.stated.IsZero():
		return words.T("not known, text says {{.Time}}", words.Data{"Time": words.Clock(x.stated)}), look.InkText3
	}
	return spanText(x.metrics.FirstUpdate)
}

func promiseText(m journey.Metrics) (string, look.Ink) {
	if m.Made == m.Pending {
		return words.T("none given"), look.InkText3
	}
	return words.T("{{.Kept}} of {{.Made}}", words.Data{"Kept": words.Number(m.Kept), "Made": words.Number(m.Made - m.Pending)}), look.InkText
}

func postedText(m journey.Metrics) string {
	if m.Backdate > 0 {
		return words.N("{{.Count}}, {{.Late}} back-dated", m.Updates, words.Data{"Late": words.Number(m.Backdate)})
	}
	return words.Number(m.Updates)
}

// impactWord is the page's own word; those of Statuspage are translated.
func impactWord(impact string) string {
	switch impact {
	case "none":
		return words.T("no impact")
	case "minor":
		return words.T("minor")
	case "major":
		return words.T("major")
	case "critical":
		return words.As("impact", "critical")
	}
	return impact
}

// hollow is how wide an unknown time before the first update is drawn.
const hollow = 0.12

// stretches scales a course to the bar.
func stretches(all []journey.Stretch) []parts.Stretch {
	if len(all) == 0 {
		return []parts.Stretch{{From: 0, To: 1, Light: parts.UnknownStart}}
	}
	begin, end, at := all[0].From, all[len(all)-1].To, float32(0)
	length := float32(end.Sub(begin))
	if all[0].Light == journey.Hollow {
		at = hollow
	}
	if length <= 0 {
		return []parts.Stretch{{From: 0, To: 1, Light: parts.UnknownStart}}
	}
	var out []parts.Stretch
	for _, s := range all {
		switch s.Light {
		case journey.Hollow:
			out = append(out, parts.Stretch{From: 0, To: at, Light: parts.UnknownStart})
		default:
			light := parts.Lit
			if s.Light == journey.Unlit {
				light = parts.Unlit
			}
			x := func(t time.Time) float32 { return at + (1-at)*float32(t.Sub(begin))/length }
			out = append(out, parts.Stretch{From: x(s.From), To: x(s.To), Light: light})
		}
	}
	return out
}

// CreateRenderer draws it.
func (r *record) CreateRenderer() fyne.WidgetRenderer { return recordDrawing{r} }

type recordDrawing struct{ r *record }

// Destroy has nothing to let go.
func (d recordDrawing) Destroy() {}

// Objects are what is drawn.
func (d recordDrawing) Objects() []fyne.CanvasObject {
	r := d.r
	return []fyne.CanvasObject{r.name.text, r.date.text, r.impact.text, r.first.text, r.silence.text, r.kept.text, r.posted.text,
		r.figures.text, r.quiet.text, r.bar, r.box, r.mark, r.rule}
}

// MinSize is a row's height.
func (d recordDrawing) MinSize() fyne.Size {
	h := look.Scaled(40)
	if *d.r.class == look.Phone {
		h = look.Scaled(96)
	}
	return fyne.NewSize(look.Scaled(200), h)
}

// Refresh paints it in the look in use.
func (d recordDrawing) Refresh() {
	for _, l := range []*line{d.r.name, d.r.date, d.r.impact, d.r.first, d.r.silence, d.r.kept, d.r.posted, d.r.figures, d.r.quiet} {
		l.paint()
	}
	d.r.rule.FillColor = look.Color(look.InkLine)
	d.Layout(d.r.Size())
	canvas.Refresh(d.r)
}

// Layout places it.
func (d recordDrawing) Layout(size fyne.Size) {
	r, phone := d.r, *d.r.class == look.Phone
	c := columnsOf(*r.class, size.Width)
	show(r.impact.text, c.impact > 0)
	show(r.posted.text, !phone && c.posted > 0)
	show(r.silence.text, !phone)
	show(r.first.text, !phone)
	show(r.figures.text, phone)
	show(r.quiet.text, phone)
	show(r.box, r.boxed)
	show(r.mark, r.marked)
	put(r.rule, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	if phone {
		r.stack(size)
		return
	}
	x, h, bar := look.S16, size.Height, look.Scaled(14)
	r.name.place(x, 0, c.name-look.S12, h)
	x += c.name
	r.date.place(x, 0, c.date-look.S8, h)
	x += c.date
	r.impact.place(x, 0, c.impact-look.S8, h)
	x += c.impact
	put(r.bar, x, (h-bar)/2, c.bar-look.S20, bar)
	x += c.bar
	r.first.place(x+r.tickAt(x, h), 0, c.first-r.tickAt(x, h)-look.S8, h)
	x += c.first
	r.silence.place(x, 0, c.silence-look.S8, h)
	x += c.silence
	r.kept.place(x+r.markAt(x, h), 0, c.kept-r.markAt(x, h)-look.S8, h)
	x += c.kept
	r.posted.place(x, 0, c.posted, h)
}

// tickAt places the tick and gives the room it takes.
func (r *record) tickAt(x, h float32) float32 {
	side := look.Scaled(look.Icon18)
	put(r.box, x, (h-side)/2, side, side)
	if r.boxed {
		return side + look.S6
	}
	return 0
}

func (r *record) markAt(x, h float32) float32 {
	side := look.Scaled(look.Icon16)
	put(r.mark, x, (h-side)/2, side, side)
	if r.marked {
		return side + look.S6
	}
	return 0
}

// stack lays it out for a phone.
func (r *record) stack(size fyne.Size) {
	x, w, one := look.S16, size.Width-2*look.S16, look.Scaled(21)
	y := look.S8
	date := look.Measure(r.date.full, look.Scaled(look.Body), false).Width
	r.name.place(x, y, w-date-look.S12, one)
	r.date.place(x+w-date, y, date, one)
	y += one + look.S4
	put(r.bar, x, y, w, look.Scaled(14))
	y += look.Scaled(14) + look.S4
	left := x
	if r.boxed {
		put(r.box, left, y, look.Scaled(look.Icon18), one)
		left += look.Scaled(look.Icon18) + look.S6
	}
	r.figures.place(left, y, x+w-left, one)
	y += one
	kept, side := look.Measure(r.kept.full, look.Scaled(look.Body), false).Width, look.Scaled(look.Icon16)
	put(r.mark, x+w-kept-look.S6-side, y+(one-side)/2, side, side)
	r.kept.place(x+w-kept, y, kept, one)
	r.quiet.place(x, y, w-kept-side-look.S16, one)
}
