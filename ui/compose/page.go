package compose

import (
	"slices"
	"strings"
	"time"

	"turnaround/app/compose"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
)

type answers = update.Answers

// page is everything the screen shows, as plain data.
type page struct {
	compose.Sight
	id      incident.ID
	seq     int // of the last change it shows
	fault   error
	answers answers

	incident incident.Incident
	doc      update.Document // to be handed on
	due      time.Time       // when they are to hear at the latest; zero: nothing says
	last     time.Time       // when they heard last
	said     string          // what they heard last
	every    time.Duration   // how often they are to hear in this phase; zero: nothing says
	why      string          // what keeps it from being published
	state    string          // of the components, as somebody chose it
	now      time.Time

	sent    []desk.Delivery // of the last update, and what of earlier ones is not settled
	extras  []extra
	checks  []finding // to be decided on, blocks first
	settled []finding // decided on
	pages   bool      // a page shows components

	undoable, resumed, offline bool
	saved                      time.Time
	unsaved                    error
	pending                    bool // something is not kept yet
}

// extra is something a template asks for beside the six questions.
type extra struct {
	name, guidance, text string
	required             bool
}

// finding is one thing to decide on: of a check, or an answer that is missing.
type finding struct {
	compose.Finding
	missing string // the field of a missing answer
	about   string // the answer it is about; "": the whole
}

// key tells findings apart.
func (f finding) key() string {
	if f.missing != "" {
		return "missing " + f.missing
	}
	return f.Key
}

func (f finding) blocks() bool { return f.missing == "" && f.Level == update.Block }

// The answers that have a question of their own, and those that follow from
// others.
var (
	questioned = []string{"what", "who", "doing", "meanwhile", "next"}
	followed   = []string{"at", "promised", "severity", "contacts", "duration", "sender", "link", "name"}
)

// pageOf gathers what is to be shown. It runs off the screen's goroutine.
func pageOf(w *compose.Writing, s compose.Sight, now time.Time) page {
	c := w.Case()
	p := page{Sight: s, id: w.Incident(), answers: w.Answers(), incident: c.Incident, doc: w.Document(), now: now,
		every: c.Target.Every(w.Answers().Phase), why: w.Why(s)}
	p.state = w.Saved().State
	known := c.Incident.Customers
	p.last, p.due = known.Last, known.Due
	if p.due.IsZero() && known.Spoken == 0 && known.Impact.Affects() && c.Target.First > 0 {
		begin := known.Start
		if begin.IsZero() {
			begin = c.Incident.StartedAt
		}
		p.due = begin.Add(c.Target.First)
	}
	for _, v := range s.Previews {
		p.pages = p.pages || v.Page && v.On
		if v.Last != "" && (p.said == "" || v.LastAt.After(p.last)) {
			p.said = v.Last
		}
	}
	p.Facts = slices.DeleteFunc(slices.Clone(p.Facts), func(f update.Fact) bool { return f.Field != "" && said(p.answers, f.Field) == f.Text })
	p.extras = extrasOf(s.Template, p.answers)
	p.sort()
	return p
}

// extrasOf lists what a template asks for besides, what it needs first.
func extrasOf(t update.Template, a answers) []extra {
	var all []extra
	for _, f := range t.Fields {
		if slices.Contains(questioned, f.Name) || slices.Contains(followed, f.Name) || slices.Contains(factual, f.Name) || f.Name == "title" {
			continue
		}
		all = append(all, extra{f.Name, f.Guidance, said(a, f.Name), f.Required})
	}
	slices.SortStableFunc(all, func(a, b extra) int {
		switch {
		case a.required == b.required:
			return 0
		case a.required:
			return -1
		}
		return 1
	})
	return all
}

// factual are the facts that matter in every update, and have a place of their own.
var factual = []string{"since", "end", "data", "share", "works", "where"}

// said is the answer to a field.
func said(a answers, field string) string {
	if p := answerOf(&a, field); p != nil {
		return *p
	}
	return a.More[field]
}

// answerOf is where an answer is kept; nil: among those a template has of its own.
func answerOf(a *answers, field string) *string {
	switch field {
	case "who":
		return &a.Who
	case "what":
		return &a.What
	case "doing":
		return &a.Doing
	case "meanwhile":
		return &a.Meanwhile
	case "title":
		return &a.Title
	case "cause":
		return &a.Cause
	case "contact":
		return &a.Contact
	case "share":
		return &a.Facts.Share
	case "works":
		return &a.Facts.Works
	case "where":
		return &a.Facts.Where
	}
	return nil
}

// put answers a field.
func put(a *answers, field, said string) {
	if p := answerOf(a, field); p != nil {
		*p = said
		return
	}
	more := map[string]string{field: said}
	for name, other := range a.More {
		if name != field {
			more[name] = other
		}
	}
	a.More = more
}

// sort divides what was found: what is to be decided on, and what was.
func (p *page) sort() {
	var late []finding
	for _, f := range p.Findings {
		made := finding{Finding: f, about: p.aboutOf(f)}
		switch {
		case !f.Open():
			p.settled = append(p.settled, made)
		case f.Level == update.Block:
			p.checks = append(p.checks, made)
		default:
			late = append(late, made)
		}
	}
	var rest []finding
	for _, m := range p.Missing {
		made := finding{Finding: compose.Finding{Remedies: m.Remedies, Finding: update.Finding{Level: update.Advice, Suggestion: m.Guidance}}, missing: m.Field, about: m.Field}
		if len(m.Remedies) > 1 { // one click fills it
			p.checks = append(p.checks, made)
		} else {
			rest = append(rest, made)
		}
	}
	p.checks = append(append(p.checks, late...), rest...)
}

// aboutOf tells which answer a finding is about.
func (p *page) aboutOf(f compose.Finding) string {
	if f.Excerpt != "" {
		for _, field := range []string{"what", "doing", "meanwhile", "who", "title", "cause", "share", "works", "where"} {
			if strings.Contains(said(p.answers, field), f.Excerpt) {
				return field
			}
		}
		for name, text := range p.answers.More {
			if strings.Contains(text, f.Excerpt) {
				return name
			}
		}
	}
	for _, r := range f.Remedies {
		if r.Kind == compose.Ask {
			return r.Field
		}
	}
	return ""
}

// first tells whether it is the holding message, which is one screen on a phone.
func (p page) first() bool { return p.Update == 1 && p.answers.Phase == incident.Investigating }

// on are the places it goes to.
func (p page) on() []compose.Preview {
	var all []compose.Preview
	for _, v := range p.Previews {
		if v.On {
			all = append(all, v)
		}
	}
	return all
}

// title names the incident in a line.
func (p page) title() string { return text.Line(p.incident.Title, 200) }

// moved is the incident this one was merged into; "": none.
func (p page) moved() incident.ID { return p.incident.MergedInto }

// over tells that the incident ended and the update does not say so.
func (p page) over() bool {
	return p.id != "" && !p.incident.Open() && p.moved() == "" && p.answers.Phase != incident.PhaseResolved
}
