package postmortem

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/text"
)

// Known is what the desk knows of an incident.
type Known struct {
	Incident incident.Incident
	Entries  []incident.Entry
	Name     func(incident.PersonID) string // nil: nobody has one
	Zone     *time.Location                 // nil: UTC
	AsOf     time.Time
	Rules    journey.Rules
	// Customers are names that must not be public.
	Customers []string
}

// Evidence is one entry that can be cited, in plain words.
type Evidence struct {
	ID   string        `json:"id"`
	At   time.Time     `json:"at"`
	Kind incident.Kind `json:"kind"`
	Text string        `json:"text"`
}

// Facts are what sections are filled with and what they can cite.
type Facts struct {
	Evidence  []Evidence // oldest first
	People    []string   // names of whoever appears in the timeline
	Customers []string
	Affected  incident.Affected

	values map[string]string
	first  time.Time // the day that needs no saying
	zone   *time.Location
}

// factNames are what a section's beginning can ask for.
var factNames = strings.Fields("title number severity source what who where share works workaround contacts since end duration data " +
	"opened detect_gap acknowledged ack_gap resolved first_update silence dark made kept late updates resolve_notice timeline heard")

// longestList is how many lines a list is filled with.
const longestList = 150

// factsOf gathers facts.
type factsOf struct {
	Known
	w     words
	facts Facts
	said  map[string]string // by the entry's ID
}

// Facts gathers what is known, in the language of the sections.
func (s Set) Facts(k Known) Facts {
	if k.Zone == nil {
		k.Zone = time.UTC
	}
	if k.Name == nil {
		k.Name = func(incident.PersonID) string { return "" }
	}
	k.Entries = slices.SortedStableFunc(slices.Values(k.Entries), func(a, b incident.Entry) int { return a.At.Compare(b.At) })
	f := &factsOf{Known: k, w: s.words, said: map[string]string{}}
	f.facts = Facts{Customers: k.Customers, Affected: k.Incident.Customers.Affected, values: map[string]string{}, zone: k.Zone}
	f.facts.first = f.begun()
	f.collect()
	f.impact()
	f.detection()
	f.journey()
	f.lists()
	return f.facts
}

// begun is when it began, as far as anybody knows.
func (f *factsOf) begun() time.Time {
	if start := f.Incident.Customers.Start; !start.IsZero() {
		return start
	}
	return f.Incident.StartedAt
}

// set gives a fact its words; what a stranger wrote cannot become markup.
func (f *factsOf) set(name, said string) {
	if said = text.Line(said, 400); said != "" {
		f.facts.values[name] = said
	}
}

func (f *factsOf) when(at time.Time) string { return f.w.when(at, f.facts.first, f.Zone) }

func (f *factsOf) span(name string, d *time.Duration) {
	if d != nil {
		f.set(name, f.w.lasting(*d))
	}
}

func (f *factsOf) gapBetween(name string, from, to time.Time) {
	if !from.IsZero() && to.After(from) {
		f.set(name, f.w.lasting(to.Sub(from)))
	}
}

func (f *factsOf) impact() {
	inc, a := f.Incident, f.facts.Affected
	f.set("title", literal(inc.Title))
	f.set("number", strconv.Itoa(inc.Number))
	f.set("severity", inc.Severity.OrDefault().String())
	f.set("source", literal(inc.Source))
	for name, said := range map[string]string{"what": a.What, "who": a.Who, "where": a.Where, "share": a.Share, "works": a.Works, "workaround": a.Workaround} {
		f.set(name, strings.TrimRight(literal(said), "."))
	}
	if a.Contacts > 0 {
		f.set("contacts", strconv.Itoa(a.Contacts))
	}
	if a.Impact.Affects() {
		f.set("since", f.w.when(a.Start, time.Time{}, f.Zone))
		f.set("end", f.when(a.End))
		f.gapBetween("duration", a.Start, a.End)
	}
	switch a.Data {
	case incident.DataSafe:
		f.set("data", f.w.DataSafe)
	case incident.DataAffected:
		f.set("data", f.w.DataHit)
	}
}

func (f *factsOf) detection() {
	inc := f.Incident
	f.set("opened", f.w.when(inc.StartedAt, time.Time{}, f.Zone))
	f.set("acknowledged", f.when(inc.AcknowledgedAt))
	f.set("resolved", f.when(inc.ResolvedAt))
	f.gapBetween("detect_gap", f.facts.Affected.Start, cmp.Or(inc.DetectedAt, inc.StartedAt))
	f.gapBetween("ack_gap", cmp.Or(inc.DetectedAt, inc.StartedAt), inc.AcknowledgedAt)
}

// journey tells how well customers were kept informed.
func (f *factsOf) journey() {
	m := journey.Of(f.Entries, f.AsOf).Measure(f.Rules)
	f.span("first_update", m.FirstUpdate)
	f.span("silence", m.LongestSilence)
	f.span("dark", m.Dark)
	f.span("resolve_notice", m.ResolveNotice)
	if m.Updates > 0 {
		f.set("updates", strconv.Itoa(m.Updates))
	}
	if due := m.Made - m.Pending; due > 0 {
		f.set("made", strconv.Itoa(due))
		f.set("kept", strconv.Itoa(m.Kept))
	}
	var late []string
	for _, d := range m.Late {
		late = append(late, f.w.lasting(d))
	}
	f.set("late", strings.Join(late, ", "))
}

// quiet are kinds that tell nothing a reader would miss.
var quiet = []incident.Kind{incident.KindNotified, incident.KindRang, incident.KindImported, incident.KindSilenceLost, incident.KindCleared, incident.KindActed}

// collect puts every entry into plain words.
func (f *factsOf) collect() {
	for _, e := range f.Entries {
		if name := f.Name(e.By); name != "" && !slices.Contains(f.facts.People, name) {
			f.facts.People = append(f.facts.People, name)
		}
		if said := f.say(e); said != "" {
			f.said[e.ID] = said
			f.facts.Evidence = append(f.facts.Evidence, Evidence{ID: e.ID, At: e.At, Kind: e.Kind, Text: said})
		}
	}
}

// say words an entry: as its kind does with what can be filled in, else as it stands.
func (f *factsOf) say(e incident.Entry) string {
	if e.Kind == incident.KindPostmortem {
		return "" // this very postmortem, on its way out
	}
	values := map[string]string{"text": literal(text.Line(e.Text, 200)), "by": literal(f.Name(e.By)), "via": literal(text.Line(e.Via, 60))}
	switch e.Kind {
	case incident.KindImpact:
		a := incident.Unpack[incident.Affected](e)
		values["impact"], values["what"] = f.w.Impact[cmp.Or(string(a.Impact), "unknown")], literal(text.Line(a.What, 200))
	case incident.KindPublished, incident.KindCorrected, incident.KindPublishFailed:
		values["phase"] = f.w.Phase[string(incident.Unpack[incident.Spoken](e).Phase)]
	case incident.KindSeverity:
		values["severity"] = incident.Unpack[incident.Value](e).Severity.OrDefault().String()
	case incident.KindAssigned:
		values["to"] = literal(f.Name(incident.Unpack[incident.Value](e).Person))
	}
	for _, line := range f.w.Entry[string(e.Kind)] {
		if said, ok := put(line, values); ok {
			return said
		}
	}
	return values["text"]
}

// lists fills the timeline, and what customers heard.
func (f *factsOf) lists() {
	var told []string
	heard := map[string]bool{}
	var steps list
	for _, e := range f.Entries {
		if e.Kind == incident.KindPublished {
			s := incident.Unpack[incident.Spoken](e)
			if s.Publication != "" && heard[s.Publication] {
				continue // the same, on another channel
			}
			heard[s.Publication] = true
			told = append(told, f.told(e, s))
		}
		if slices.Contains(quiet, e.Kind) {
			continue
		}
		if said := f.said[e.ID]; said != "" {
			steps.add(e.Kind, f.when(e.At), said, e.ID)
		}
	}
	f.list("timeline", steps.lines(f.w.Entry["fired_many"]))
	f.list("heard", told)
}

// told is one update as a line of the list.
func (f *factsOf) told(e incident.Entry, s incident.Spoken) string {
	at := cmp.Or(s.Visible, e.At)
	line := fmt.Sprintf("- %s", f.when(at))
	if phase := f.w.Phase[string(s.Phase)]; phase != "" {
		line += ", " + phase
	}
	line += ": " + literal(text.Line(cmp.Or(s.Body, s.Title), 160))
	if !s.Due.IsZero() {
		said, _ := put(f.w.Promised, map[string]string{"due": f.when(s.Due)})
		line += " (" + said + ")"
	}
	return line + cite(e.ID)
}

// list keeps both ends of a list that is too long, and counts what is between.
func (f *factsOf) list(name string, lines []string) {
	if left := len(lines) - longestList; left > 0 {
		const head = longestList * 2 / 3
		more, _ := put(f.w.More, map[string]string{"count": strconv.Itoa(left)})
		lines = slices.Concat(lines[:head], []string{"- " + more}, lines[head+left:])
	}
	if len(lines) > 0 {
		f.facts.values[name] = strings.Join(lines, "\n")
	}
}

// list gathers steps; alerts in a row are one.
type list struct{ steps []step }

type step struct {
	kind           incident.Kind
	at, said, cite string
	times          int
}

func (l *list) add(kind incident.Kind, at, said, id string) {
	if last := len(l.steps) - 1; last >= 0 && kind == incident.KindFired && l.steps[last].kind == kind {
		l.steps[last].times++
		return
	}
	l.steps = append(l.steps, step{kind, at, said, cite(id), 1})
}

func (l *list) lines(many []string) []string {
	var lines []string
	for _, s := range l.steps {
		if s.times > 1 && len(many) > 0 {
			if said, ok := put(many[0], map[string]string{"count": strconv.Itoa(s.times), "text": s.said}); ok {
				s.said = said
			}
		}
		lines = append(lines, "- "+s.at+" "+s.said+s.cite)
	}
	return lines
}
