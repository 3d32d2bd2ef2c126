package now

import (
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
	"turnaround/ui/parts"
	"turnaround/ui/view"
)

// clockOf is a strip as the part draws it.
func clockOf(s view.Strip) parts.Clock {
	c := parts.Clock{Icon: s.Icon, Tone: s.Tone, Lead: s.Lead, Value: s.Value, Detail: s.Detail, DetailValue: s.DetailValue,
		DetailTone: s.DetailTone, Now: s.Now, NowText: s.NowText, From: s.From, To: s.To,
		Due: s.Due, DueText: s.DueText, First: s.First, FirstText: s.FirstText}
	c.Bar = barOf(s.Bar)
	return c
}

var lights = map[view.Light]parts.Light{view.BarUnknown: parts.UnknownStart, view.BarDark: parts.Unlit, view.BarLit: parts.Lit, view.BarNext: parts.Next}

func barOf(all []view.Stretch) []parts.Stretch {
	var bar []parts.Stretch
	for _, s := range all {
		bar = append(bar, parts.Stretch{From: s.From, To: s.To, Light: lights[s.Light]})
	}
	return bar
}

// findGaps finds the incidents whose last update did not reach every channel.
// Only those whose customers seem to be well informed are looked into.
func (s *Screen) findGaps(scene *view.Scene, rows []store.Row) {
	scene.Partly = map[incident.ID]bool{}
	for _, r := range rows {
		if r.LastUpdate.IsZero() || !r.Impact.Affects() {
			continue
		}
		switch s.Desk.ClockOf(r, scene.Now).Reading.State {
		case journey.Vague, journey.Informed, journey.Recovering, journey.Over:
		default:
			continue
		}
		// What cannot be read claims nothing.
		if gaps, err := s.Desk.Gaps(r.ID); err != nil || len(gaps) > 0 {
			scene.Partly[r.ID] = true
		}
	}
}
