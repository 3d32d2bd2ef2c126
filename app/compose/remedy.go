package compose

import (
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/update"
)

// RemedyKind says how one click mends a finding.
type RemedyKind string

// The kinds of remedy.
const (
	Promise RemedyKind = "promise" // promise the next update for Time
	Replace RemedyKind = "replace" // write Text in its place
	TakeOut RemedyKind = "takeout" // take the sentence out
	Begun   RemedyKind = "begun"   // say that it began at Time, when the first alert fired
	Ended   RemedyKind = "ended"   // say that it ended at Time, when the incident did
	Ask     RemedyKind = "ask"     // put the cursor into Field: only a person knows
	ToPhase RemedyKind = "phase"   // go to Phase
)

// Remedy is one click that mends a finding.
type Remedy struct {
	Kind  RemedyKind
	Time  time.Time
	Text  string
	Field string // an answer: what, who, doing, meanwhile, next, share, works, data, or a template's own
	Phase incident.Phase

	finding update.Finding
	place   string
	excerpt string
}

// asked are the answers that rules about the whole text miss.
var asked = map[string]string{"CU05": "what", "CU06": "what", "CU07": "share", "CU16": "doing", "CU22": "sorry", "CU25": "meanwhile", "CU15": "doing"}

// remedies gives what can be done about a finding, the best first.
func (w *Writing) remedies(f Finding, p Preview, now time.Time) []Remedy {
	base := Remedy{finding: f.Finding, place: p.Name, excerpt: f.Excerpt}
	with := func(kind RemedyKind, change func(*Remedy)) Remedy {
		r := base
		r.Kind = kind
		if change != nil {
			change(&r)
		}
		return r
	}
	var all []Remedy
	switch {
	case f.ID == "CU01" || f.ID == "CU02" || f.ID == "CU03":
		all = append(all, with(Promise, func(r *Remedy) { r.Time = w.nextTime(w.doc.Answers.Phase, now) }))
		return append(all, with(Ask, func(r *Remedy) { r.Field = "next" }))
	case f.ID == "CU23" && strings.Contains(f.Message, "data"):
		return append(all, with(Ask, func(r *Remedy) { r.Field = "data" }))
	case f.ID == "CU23" && strings.Contains(f.Message, "from when"):
		return append(append(all, w.times()...), with(Ask, func(r *Remedy) { r.Field = "end" }))
	case f.Fix:
		all = append(all, with(Replace, func(r *Remedy) { r.Text = f.Replace }))
	case f.ID == "CU20" && w.c.Say != "" && !f.Absolute && !strings.ContainsAny(f.Excerpt, "\n :@/"):
		all = append(all, with(Replace, func(r *Remedy) { r.Text = w.c.Say }))
	case f.ID == "CU24" && f.Excerpt != "":
		if phase := further(w.doc.Answers.Phase); phase != "" {
			all = append(all, with(ToPhase, func(r *Remedy) { r.Phase = phase }))
		}
	}
	if f.Excerpt != "" && f.ID != "CU04" && f.ID != "CU09" && f.ID != "CU32" && f.ID != "CU12" && f.ID != "CU06" {
		all = append(all, with(TakeOut, nil))
	}
	if field := asked[f.ID]; field != "" {
		all = append(all, with(Ask, func(r *Remedy) { r.Field = field }))
	}
	return all
}

// times are those that the alerts know and nobody said yet.
func (w *Writing) times() []Remedy {
	var all []Remedy
	f, inc := w.doc.Answers.Facts, w.c.Incident
	if f.Start.IsZero() && !inc.StartedAt.IsZero() {
		all = append(all, Remedy{Kind: Begun, Time: inc.StartedAt})
	}
	if f.End.IsZero() && !inc.ResolvedAt.IsZero() && w.doc.Answers.Phase == incident.PhaseResolved {
		all = append(all, Remedy{Kind: Ended, Time: inc.ResolvedAt})
	}
	return all
}

// missing gives the answers that the template asks for and nobody gave.
func (w *Writing) missing(s Sight) []Missing {
	var all []Missing
	for _, p := range s.Previews {
		if !p.On {
			continue
		}
		for _, name := range p.Text.Missing {
			if slices.ContainsFunc(all, func(m Missing) bool { return m.Field == name }) {
				continue
			}
			m := Missing{Field: name}
			for _, f := range s.Template.Fields {
				if f.Name == name {
					m.Guidance = f.Guidance
				}
			}
			for _, r := range w.times() {
				if name == "since" && r.Kind == Begun || (name == "end" || name == "duration") && r.Kind == Ended {
					m.Remedies = append(m.Remedies, r)
				}
			}
			m.Remedies = append(m.Remedies, Remedy{Kind: Ask, Field: name})
			all = append(all, m)
		}
	}
	return all
}

func further(p incident.Phase) incident.Phase {
	order := []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved}
	if at := slices.Index(order, p); at >= 0 && at+1 < len(order) {
		return order[at+1]
	}
	return ""
}

// Mend does what a remedy says; false: it is for a person (Ask), or the text has
// changed since.
func (w *Writing) Mend(r Remedy, now time.Time) bool {
	a := &w.doc.Answers
	switch r.Kind {
	case Promise:
		a.Next = r.Time
		return true
	case Begun:
		a.Facts.Start = r.Time
		return true
	case Ended:
		a.Facts.End = r.Time
		return true
	case ToPhase:
		w.SetPhase(r.Phase, now)
		return true
	case Replace:
		return w.rewrite(r, now, func(text, excerpt string) string { return strings.Replace(text, excerpt, r.Text, 1) })
	case TakeOut:
		return w.rewrite(r, now, update.WithoutSentence)
	}
	return false
}

// rewrite changes the answer that holds the words, so that every place follows;
// words that come from no answer are changed in the place's own text.
func (w *Writing) rewrite(r Remedy, now time.Time, change func(text, excerpt string) string) bool {
	if r.excerpt == "" {
		return false
	}
	a := w.doc.Answers
	for _, field := range []*string{&a.What, &a.Doing, &a.Meanwhile, &a.Who, &a.Cause, &a.Title, &a.Facts.What, &a.Facts.Works,
		&a.Facts.Workaround, &a.Facts.Where, &a.Facts.Share, &a.Facts.Who} {
		if strings.Contains(*field, r.excerpt) {
			*field = strings.TrimSpace(change(*field, r.excerpt))
			w.doc.Answers = a
			return true
		}
	}
	for name, said := range a.More {
		if strings.Contains(said, r.excerpt) {
			more := map[string]string{}
			for k, v := range a.More {
				more[k] = v
			}
			more[name] = strings.TrimSpace(change(said, r.excerpt))
			w.doc.Answers.More = more
			return true
		}
	}
	p, ok := w.c.place(r.place)
	if !ok {
		return false
	}
	made := w.preview(p, now)
	if !strings.Contains(made.Text.Body, r.excerpt) {
		return false
	}
	w.Edit(r.place, update.Edited{Title: made.Text.Title, Subject: made.Text.Subject, Body: strings.TrimSpace(change(made.Text.Body, r.excerpt))})
	return true
}
