package now

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// journeyPane is what the clock strip opens to: all that customers went through
// so far, drawn and told moment by moment.
type journeyPane struct {
	content *fyne.Container
	chart   *parts.JourneyMap
	steps   *parts.TimelineList
	ground  *parts.Ground
	rule    *parts.Ground
	shown   view.Journey
	opened  bool
	phone   bool
	width   float32 // in which the steps were measured; 0: they were not
	lines   float32 // their height in it
}

func newJourneyPane() *journeyPane {
	j := &journeyPane{chart: parts.NewJourneyMap(), steps: parts.NewTimelineList(), ground: parts.NewGround(look.InkBG2), rule: parts.NewGround(look.InkLine)}
	j.content = container.New(placing{j.least, j.place}, j.ground, j.chart, j.steps, j.rule)
	return j
}

// show takes another journey.
func (j *journeyPane) show(shown view.Journey) {
	steps := !reflect.DeepEqual(shown.Steps, j.shown.Steps)
	if steps || !reflect.DeepEqual(shown, j.shown) {
		j.chart.Set(chartOf(shown))
	}
	j.shown = shown
	if steps {
		j.width = 0
		j.steps.Set(shown.Steps)
	}
}

// chartOf is a journey as the part draws it.
func chartOf(j view.Journey) parts.Journey {
	out := parts.Journey{Bar: barOf(j.Bar), Now: j.Now, NowText: j.NowText, From: j.From, To: j.To,
		SilenceFrom: j.Silence.From, SilenceTo: j.Silence.To, Silence: j.Silence.Text}
	for _, m := range j.Updates {
		out.Updates = append(out.Updates, parts.Milestone(m))
	}
	for _, m := range j.Promises {
		out.Promises = append(out.Promises, parts.Milestone(m))
	}
	return out
}

func (j *journeyPane) setPhone(phone bool) {
	j.phone, j.width = phone, 0
	j.steps.SetPhone(phone)
}

func (j *journeyPane) pad() float32 {
	if j.phone {
		return look.S16
	}
	return look.S20
}

// high is the height all of it takes in a width.
func (j *journeyPane) high(width float32) float32 {
	if j.width != width {
		j.width, j.lines = width, 0
		for _, m := range j.shown.Steps {
			j.lines += parts.NewTimelineEntry(m, j.phone).HeightFor(width)
		}
	}
	return j.top() + j.lines + look.Stroke
}

func (j *journeyPane) least() fyne.Size { return fyne.NewSize(look.Scaled(240), j.top()) }

// top is where the steps begin.
func (j *journeyPane) top() float32 { return j.chart.MinSize().Height + look.S12 + look.S4 }

func (j *journeyPane) place(size fyne.Size) {
	pad, top := j.pad(), j.top()
	put(j.ground, 0, 0, size.Width, size.Height)
	put(j.chart, pad, look.S12, size.Width-2*pad, top-look.S12-look.S4)
	put(j.steps, 0, top, size.Width, size.Height-top-look.Stroke)
	put(j.rule, 0, size.Height-look.Stroke, size.Width, look.Stroke)
}

// unfold opens the journey of the incident that is shown, or folds it.
func (s *Screen) unfold() {
	d := s.detail
	if d.shown.ID == "" {
		return
	}
	if !d.shown.Journey.Shown() {
		s.Host.Toast(words.T("Say first whether customers are affected."), false)
		return
	}
	if !s.frame.detailShown() {
		s.setOpened(true)
	}
	d.journey.opened = !d.journey.opened
	d.strip.Open(d.journey.opened)
	d.arrange()
	d.journey.steps.ScrollToTop()
}

// placeJourney places the journey below y, and gives where it ends: something
// of the timeline stays in sight, but on a phone.
func (d *detailPane) placeJourney(y, width, bottom float32) float32 {
	if !d.journey.content.Visible() {
		return y
	}
	room := max(bottom-y-look.Scaled(look.Tab), 0)
	high := min(d.journey.high(width), room)
	if !d.journey.phone {
		high = min(high, max(room-look.Scaled(120), look.Scaled(150)))
	}
	put(d.journey.content, 0, y, width, high)
	return y + high
}
