package compose

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/update"
)

// Preview is what the readers of one place would get.
type Preview struct {
	Place
	On       bool
	Text     update.Text
	Edited   bool // by hand: answers do not change it any more
	Foreign  bool // the answers are in another language: it needs a text of its own
	Last     string
	LastAt   time.Time
	Findings []update.Finding // their spans are those of Text.Body
}

// Finding is one thing to mend, in one place or in several.
type Finding struct {
	update.Finding
	Number    int
	Key       string   // to keep or overrule it by
	Places    []string // the first is the one its span is of
	Excerpt   string   // what it is about; empty: the whole
	Kept      bool
	Overruled string // with this reason
	Remedies  []Remedy
}

// Open tells whether somebody still has to look at it.
func (f Finding) Open() bool { return !f.Kept && f.Overruled == "" }

// Missing is an answer the template asks for.
type Missing struct {
	Field, Guidance string
	Remedies        []Remedy
}

// Hurdle says what keeps an update from being published.
type Hurdle string

// The hurdles, in the order in which they are told.
const (
	NoHurdle    Hurdle = ""
	NoPlace     Hurdle = "no-place"     // it goes nowhere
	NothingSaid Hurdle = "nothing-said" // nothing says what customers see
	Blocked     Hurdle = "blocked"      // checks block
	OldApproval Hurdle = "old-approval" // the OK was said of another text, or before something changed
)

// Sight is a writing as a person sees it.
type Sight struct {
	Template  update.Template
	Templates []update.Template // that fit the phase
	Previews  []Preview
	Findings  []Finding // blocks, advices, hints
	Missing   []Missing // required answers nobody gave: their sentences are left out
	Blocking  int       // findings that block and are not overruled
	Passed    []string  // rules that had something to ask and found nothing, by ID
	Facts     []update.Fact
	Times     []time.Time // to promise the next update for
	State     string      // how the page will show the components
	Update    int         // 1: the first
	Approved  string
	Practice  bool // a drill's customers read it
	Hurdle    Hurdle
	// Problems are own templates that cannot be used.
	Problems []error
}

// Look words the answers for each place and checks them.
func (w *Writing) Look(now time.Time) (Sight, error) {
	a := w.doc.Answers
	set := w.set(a.Language)
	t, _ := set.Get(w.template())
	s := Sight{Template: t, Templates: set.For(a.Phase), Facts: w.facts, State: w.stateNow(), Update: w.situation.Told + 1, Approved: w.approved.By, Practice: w.c.Practice}
	if a.Phase != incident.PhaseResolved {
		s.Times = w.nextTimes(a.Phase, now)
	}
	s.Previews = w.previews(now)
	asked, checked := map[string]bool{}, map[string]bool{}
	for i := range s.Previews {
		p := &s.Previews[i]
		if !p.On {
			continue
		}
		var err error
		d := w.draft(*p, now)
		if p.Findings, err = update.Check(d); err != nil {
			return s, err
		}
		for _, id := range update.Asked(d) {
			asked[id] = true
		}
		for _, f := range p.Findings {
			checked[f.ID] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		if !checked[id] {
			s.Passed = append(s.Passed, id)
		}
	}
	s.Findings = w.merged(s.Previews, now)
	s.Missing = w.missing(s)
	for _, f := range s.Findings {
		if f.Level == update.Block && f.Overruled == "" {
			s.Blocking++
		}
	}
	s.Hurdle = w.hurdle(s, now)
	s.Problems = w.templates
	return s, nil
}

func (w *Writing) hurdle(s Sight, now time.Time) Hurdle {
	going := slices.ContainsFunc(s.Previews, func(p Preview) bool { return p.On })
	said := slices.ContainsFunc(s.Previews, func(p Preview) bool { return p.On && (p.Edited || strings.TrimSpace(p.Text.Body) != "") })
	switch {
	case !going:
		return NoPlace
	case !said || w.mute():
		return NothingSaid
	case s.Blocking > 0:
		return Blocked
	case w.approved.By != "" && (w.approved.Texts != w.mark(now) || w.approved.Basis != w.c.known()):
		return OldApproval
	}
	return NoHurdle
}

// mute tells whether no answer and no text by hand says anything of one's own.
func (w *Writing) mute() bool {
	a := w.doc.Answers
	for _, said := range a.More {
		if strings.TrimSpace(said) != "" {
			return false
		}
	}
	return len(w.doc.Texts) == 0 && strings.TrimSpace(a.What+a.Facts.What+a.Doing+a.Cause) == ""
}

// template is the one in use: chosen, or the one that fits.
func (w *Writing) template() string {
	return cmp.Or(w.doc.Template, update.Choose(w.doc.Answers, w.situation))
}

func (w *Writing) previews(now time.Time) []Preview {
	var all []Preview
	for _, p := range w.c.Places {
		all = append(all, w.preview(p, now))
	}
	return all
}

func (w *Writing) preview(p Place, now time.Time) Preview {
	made := Preview{Place: p, On: w.on[p.Name]}
	heard, last := w.c.heard(p.Name)
	made.Last, made.LastAt = last, heard.At
	own, edited := w.doc.Texts[p.Name]
	made.Edited, made.Foreign = edited, p.language() != w.doc.Answers.Language
	set := w.set(w.doc.Answers.Language)
	if t, ok := set.Get(w.template()); ok {
		a := w.doc.Answers
		a.Previous = last
		made.Text = set.Compose(t, a, w.channel(p, now))
	}
	if edited {
		made.Text.Title, made.Text.Subject = cmp.Or(own.Title, made.Text.Title), cmp.Or(own.Subject, made.Text.Subject)
		made.Text.Body, made.Text.Missing = own.Body, nil
	}
	return made
}

func (w *Writing) channel(p Place, now time.Time) update.Channel {
	zone := p.Zone
	if zone == nil {
		zone = w.c.Zone
	}
	return update.Channel{Medium: p.Medium, Audience: p.Audience, Zone: zone, Now: now, Runes: p.Runes}
}

// draft is what is checked of a preview.
func (w *Writing) draft(p Preview, now time.Time) update.Draft {
	a := w.doc.Answers
	d := p.Text.Draft(a, w.channel(p.Place, now))
	d.Language, d.Longest, d.Previous, d.Last = p.language(), 0, p.Last, w.c.Incident.Customers.Heard[p.Name].Phase
	if every := w.c.Target.Every(a.Phase); every > 0 {
		d.Longest = every + time.Minute
	}
	d.Customers, d.Glossary, d.Practice = w.c.Customers, w.c.Glossary, w.c.Practice
	return d
}

// merged gathers what the places have in common, blocks first.
func (w *Writing) merged(previews []Preview, now time.Time) []Finding {
	var all []Finding
	index := map[string]int{}
	for _, p := range previews {
		for _, f := range p.Findings {
			made := Finding{Finding: f, Places: []string{p.Name}}
			if f.To > f.From && f.To <= len(p.Text.Body) {
				made.Excerpt = p.Text.Body[f.From:f.To]
			}
			made.Key = f.ID + " " + cmp.Or(strings.ToLower(made.Excerpt), f.Message)
			if at, ok := index[made.Key]; ok {
				if !slices.Contains(all[at].Places, p.Name) {
					all[at].Places = append(all[at].Places, p.Name)
				}
				continue
			}
			made.Kept = f.Level != update.Block && w.kept[made.Key]
			if !f.Absolute && f.Level == update.Block {
				made.Overruled = w.overruled[made.Key]
			}
			made.Remedies = w.remedies(made, p, now)
			index[made.Key] = len(all)
			all = append(all, made)
		}
	}
	levels := []update.Level{update.Block, update.Advice, update.Hint}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Compare(slices.Index(levels, a.Level), slices.Index(levels, b.Level))
	})
	for i := range all {
		all[i].Number = i + 1
	}
	return all
}
