package shell

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/cmd"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// summary is how a drill went.
type summary struct {
	told     drillTold
	outcomes []cmd.Outcome
}

func (s summary) content() fyne.CanvasObject {
	all := customersPart(s.outcomes)
	for _, o := range s.outcomes {
		sev := incident.Severity(o.Severity)
		all = append(all, parts.NewWrapText(sev.String()+"  "+o.Title, look.Card, true, look.InkText, 2),
			parts.NewWrapText(outcomeText(o), look.Body, false, look.InkText2, 0), gap(look.S10))
	}
	if len(s.outcomes) == 0 {
		all = append(all, parts.NewWrapText(words.T("It ended before anything broke."), look.Body, false, look.InkText2, 0), gap(look.S10))
	}
	rule := canvas.NewRectangle(color.Transparent)
	rule.FillColor = look.Color(look.InkLine)
	rule.SetMinSize(fyne.NewSize(1, look.Stroke))
	all = append(all, rule, gap(look.S10))
	left := 0
	for _, k := range tasks {
		if !k.done(s.told.tried) {
			left++
		}
	}
	said := words.T("You tried everything this drill shows.")
	if left > 0 {
		said = words.N("{{.Count}} things were not tried. A drill can be run as often as you like.", left)
	}
	all = append(all, parts.NewWrapText(said, look.Body, false, look.InkText2, 0))
	return container.New(stacked{}, all...)
}

// outcomeText says how one incident of a drill went.
func outcomeText(o cmd.Outcome) string {
	var first string
	data := words.Data{"Who": o.AckedBy}
	switch {
	case o.AckedBy == cmd.DrillPerson:
		first = words.N("You acknowledged it after {{.Count}} seconds.", int(o.AckSeconds+0.5), data)
	case o.AckedBy != "" && o.AckSeconds >= 0:
		first = words.N("Acknowledged by {{.Who}} after {{.Count}} seconds.", int(o.AckSeconds+0.5), data)
	case o.Rang:
		first = words.T("It rang; nobody acknowledged it.")
	default:
		first = words.T("Listed; it did not ring.")
	}
	if o.Resolved {
		return words.N("{{.First}} Resolved after {{.Count}} seconds.", int(o.OpenSeconds+0.5), words.Data{"First": first})
	}
	return words.T("{{.First}} Still open.", words.Data{"First": first})
}

// customersPart says first what customers went through, of the incident that
// hit them worst; of a drill that hit none it says nothing.
func customersPart(outcomes []cmd.Outcome) []fyne.CanvasObject {
	var worst *cmd.Outcome
	for n := range outcomes {
		o := &outcomes[n]
		if o.Customers != nil && (worst == nil || o.Severity < worst.Severity) {
			worst = o
		}
	}
	if worst == nil {
		return nil
	}
	c := worst.Customers
	said := words.T("No update was published: practice customers heard nothing from you.")
	switch {
	case c.Updates > 0 && c.ToldOver:
		said = words.N("Customers read {{.Count}} updates, and heard that it is over.", c.Updates)
	case c.Updates > 0:
		said = words.N("Customers read {{.Count}} updates, and were not told that it is over.", c.Updates)
	}
	return []fyne.CanvasObject{parts.NewWrapText(words.T("What customers went through"), look.Card, true, look.InkText, 0),
		parts.NewWrapText(said, look.Body, false, look.InkText2, 0), gap(look.S10),
		container.New(&tiled{columns: 3}, parts.NewMetricTile(firstTile(*c)), parts.NewMetricTile(silenceTile(*c)), parts.NewMetricTile(promiseTile(*c))),
		gap(look.S10), parts.NewLightBar(stretches(c.Lights)...), gap(look.S16)}
}

func firstTile(c cmd.CustomerOutcome) parts.Metric {
	m := parts.Metric{Name: words.T("First update"), Value: span(c.FirstUpdate), Note: words.T("none")}
	if c.FirstUpdate == nil {
		m.Icon, m.Tone = "bulb_off", view.Bad
		return m
	}
	m.Note = ""
	if c.FirstTarget != nil {
		data := words.Data{"Target": span(c.FirstTarget)}
		m.Icon, m.Tone, m.Note = "check_circle", view.Good, words.T("met, target {{.Target}}", data)
		if *c.FirstUpdate > *c.FirstTarget {
			m.Icon, m.Tone, m.Note = "cancel", view.Bad, words.T("missed, target {{.Target}}", data)
		}
	}
	return m
}

func silenceTile(c cmd.CustomerOutcome) parts.Metric {
	m := parts.Metric{Name: words.T("Longest silence"), Value: span(c.LongestSilence)}
	if c.Updates == 0 {
		m.Icon, m.Tone, m.Note = "bulb_off", view.Bad, words.T("all of it")
	}
	return m
}

func promiseTile(c cmd.CustomerOutcome) parts.Metric {
	m := parts.Metric{Name: words.T("Promises kept"), Note: words.T("none was due")}
	due := c.Made - c.Pending
	if due == 0 {
		return m
	}
	m.Value = words.T("{{.Kept}} of {{.Due}}", words.Data{"Kept": words.Number(c.Kept), "Due": words.Number(due)})
	m.Icon, m.Tone, m.Note = "check_circle", view.Good, words.T("kept")
	if c.Kept < due {
		m.Icon, m.Tone, m.Note = "cancel", view.Bad, words.N("{{.Count}} missed", due-c.Kept)
	}
	return m
}

// span writes seconds, of which a drill has few; "" where they are not known.
func span(seconds *float64) string {
	if seconds == nil {
		return ""
	}
	d := time.Duration(*seconds * float64(time.Second)).Round(time.Second)
	if d < time.Minute {
		return words.Span(d)
	}
	return minutes(d)
}

// stretches are a course's lights in parts of its length.
func stretches(lights []journey.Stretch) (all []parts.Stretch) {
	if len(lights) == 0 {
		return nil
	}
	from, to := lights[0].From, lights[len(lights)-1].To
	whole := to.Sub(from).Seconds()
	if whole <= 0 {
		return nil
	}
	kinds := map[journey.Light]parts.Light{journey.Hollow: parts.UnknownStart, journey.Unlit: parts.Unlit, journey.Lit: parts.Lit}
	for _, l := range lights {
		all = append(all, parts.Stretch{From: float32(l.From.Sub(from).Seconds() / whole), To: float32(l.To.Sub(from).Seconds() / whole), Light: kinds[l.Light]})
	}
	return all
}

// tiled puts objects of one width beside each other, or below each other where
// there is no room.
type tiled struct{ columns int }

// Layout places them.
func (t *tiled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	least := float32(0)
	for _, o := range objects {
		least = max(least, o.MinSize().Width)
	}
	t.columns = len(objects)
	if float32(len(objects))*(least+look.S10)-look.S10 > size.Width {
		t.columns = 1
	}
	w := (size.Width - float32(t.columns-1)*look.S10) / float32(t.columns)
	y := float32(0)
	for n, o := range objects {
		h := o.MinSize().Height
		put(o, float32(n%t.columns)*(w+look.S10), y, w, h)
		if n%t.columns == t.columns-1 {
			y += h + look.S10
		}
	}
}

// MinSize is the height of the rows as last placed.
func (t *tiled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	high, least := float32(0), float32(0)
	for _, o := range objects {
		m := o.MinSize()
		high, least = max(high, m.Height), max(least, m.Width)
	}
	rows := float32((len(objects) + t.columns - 1) / t.columns)
	return fyne.NewSize(least, rows*(high+look.S10)-look.S10)
}
