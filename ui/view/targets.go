package view

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/ui/words"
)

// targets says how one's own targets for telling customers stand. Where nobody
// is affected, or nothing is set, there is nothing to say.
func (s *Scene) targets(c desk.Clock) Facts {
	f := Facts{Title: words.T("Your targets for {{.Level}}", words.Data{"Level": c.Row.Severity.OrDefault().String()})}
	if !c.Row.Impact.Affects() || c.Row.EndedUntold {
		return f
	}
	add := func(name string, took, target time.Duration, done bool) {
		if target > 0 && took >= 0 {
			f.Lines = append(f.Lines, measured(name, took, target, done))
		}
	}
	r := c.Row
	if start := r.ImpactStart; !start.IsZero() {
		if r.FirstUpdate.IsZero() {
			add(words.T("First update"), s.Now.Sub(start), c.Target.First, false)
		} else {
			add(words.T("First update"), r.FirstUpdate.Sub(start), c.Target.First, true)
		}
	}
	switch {
	case r.LastUpdate.IsZero():
	case r.Status != incident.Resolved && r.Phase != incident.PhaseResolved:
		add(words.T("Silence"), s.Now.Sub(r.LastUpdate), c.Target.Every(r.Phase), false)
	case r.Status == incident.Resolved && r.Phase == incident.PhaseResolved:
		add(words.T("Told that it is over"), max(0, r.LastUpdate.Sub(r.ResolvedAt)), c.Target.Resolved, true)
	case r.Status == incident.Resolved:
		add(words.T("Told that it is over"), s.Now.Sub(r.ResolvedAt), c.Target.Resolved, false)
	}
	return f
}

// measured is one target: met, missed, or running still.
func measured(name string, took, target time.Duration, done bool) Fact {
	f := Fact{Icon: "schedule", Name: name, Value: words.T("{{.Took}} of {{.Target}}", words.Data{"Took": words.Span(took), "Target": words.Span(target)})}
	switch {
	case took > target:
		f.Icon, f.Tone = "cancel", Bad
	case done:
		f.Icon, f.Tone = "check_circle", Good
	case target-took <= journey.Soon:
		f.Tone = Warn
	}
	return f
}
