package postmortem

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

// sheet is the postmortem as it is to be drawn: prepared off the screen's
// goroutine, never changed after.
type sheet struct {
	place    place
	title    string // of the section in hand
	guidance string
	body     string // with what is not saved yet
	stored   string
	overlaid bool // body is not what is stored
	asks     bool // it counts half until a person says it is theirs
	actions  bool // it is complete with actions

	sections  []sectionRow
	full, all int
	remarks   int // in the whole postmortem
	findings  []remark
	evidence  []evidenceRow
	total     int // pieces of evidence, before the search
	cited     map[string]evidenceRow
	plan      []planRow
	problems  []string // own sections that cannot be used
}

// sectionRow is one line of the list of sections.
type sectionRow struct {
	id, title, why string
	state          doc.State
	chosen, clash  bool
}

// evidenceRow is one entry that can be cited.
type evidenceRow struct {
	id, clock, text, icon string
	ink                   look.Ink
	used                  bool // by a section that a person has written in
	entry                 doc.Evidence
}

// planRow is one action.
type planRow struct {
	doc.Action
	owner, due string
}

// remark is a finding in the section in hand, or about an action.
type remark struct {
	update.Finding
	action string // the action's ID
	title  string
	do     string
	wish   bool // the sentence can become an action
}

// draft is what a sheet is made of; nothing of it is changed.
type draft struct {
	page   *book.Page
	bodies map[string]string // not saved yet
	clash  map[string]bool   // sections that somebody else wrote in meanwhile
	place  place
	query  string
	now    time.Time
	known  *known
}

// known is what was worked out for the sheet before and still holds. The crew
// alone touches it.
type known struct {
	page    *book.Page
	day     string // that the rows' times are told from
	rows    []evidenceRow
	checked map[string]checked // by section
}

type checked struct {
	body  string
	found []doc.Finding
}

// meet takes up a page, and forgets what was of another.
func (k *known) meet(page *book.Page, now time.Time) {
	day := words.Date(now)
	if k.page != page || k.day != day {
		k.rows = nil
		for _, e := range slices.Backward(page.Facts.Evidence) {
			icon, ink := iconOf(e.Kind)
			k.rows = append(k.rows, evidenceRow{id: e.ID, clock: words.Moment(e.At, now), text: plain(e.Text), icon: icon, ink: ink, entry: e})
		}
		k.checked = map[string]checked{}
	}
	k.page, k.day = page, day
}

// check finds what is to be mended in a section; one that says what it said
// is not read again.
func (k *known) check(id, body string) []doc.Finding {
	if c, ok := k.checked[id]; ok && c.body == body {
		return c.found
	}
	found := doc.Document{Sections: map[string]doc.Text{id: {Body: body}}}.Check(k.page.Set, k.page.Facts)
	k.checked[id] = checked{body, found}
	return found
}

// over gives the document with what is not saved yet.
func (d draft) over() doc.Document {
	whole := d.page.Document
	if len(d.bodies) == 0 {
		return whole
	}
	sections := make(map[string]doc.Text, len(whole.Sections))
	for id, t := range whole.Sections {
		sections[id] = t
	}
	for id, body := range d.bodies {
		sections[id] = doc.Text{Body: body, Edited: d.now}
	}
	whole.Sections = sections
	return whole
}

// sheet prepares all that is drawn.
func (d draft) sheet() sheet {
	whole, set, facts := d.over(), d.page.Set, d.page.Facts
	d.known.meet(d.page, d.now)
	sh := sheet{place: d.place, cited: map[string]evidenceRow{}}
	for _, section := range set.List() {
		if sh.place.section == "" {
			sh.place.section = section.ID
		}
		mark := whole.Mark(section)
		chosen := section.ID == sh.place.section
		row := sectionRow{id: section.ID, title: section.Title, why: sayWhy(mark), state: mark.State, chosen: chosen, clash: d.clash[section.ID]}
		if row.clash {
			row.why = words.T("changed elsewhere meanwhile")
		}
		sh.sections = append(sh.sections, row)
		if chosen {
			sh.title, sh.guidance, sh.actions = section.Title, section.Guidance, section.Full.Actions > 0
			sh.body, sh.stored = whole.Sections[section.ID].Body, d.page.Document.Sections[section.ID].Body
			_, sh.overlaid = d.bodies[section.ID]
			sh.asks = mark.State == doc.Half && mark.Why == doc.Whys[1]
		}
	}
	sh.full, sh.all = whole.Progress(set)
	for _, section := range set.List() {
		found := d.known.check(section.ID, whole.Sections[section.ID].Body)
		sh.remark(found, section.ID == sh.place.section)
	}
	sh.remark(doc.Document{Actions: whole.Actions}.Check(set, facts), sh.actions)
	d.evidence(&sh, whole, facts)
	for _, a := range whole.Actions {
		sh.plan = append(sh.plan, planOf(a, d.now))
	}
	for _, err := range d.page.Problems {
		sh.problems = append(sh.problems, text.Line(err.Error(), 300))
	}
	return sh
}

// remark counts findings, and shows those of the section in hand.
func (sh *sheet) remark(found []doc.Finding, shown bool) {
	for _, f := range found {
		if f.ID == "PM08" {
			continue // the table of actions shows what one lacks
		}
		sh.remarks++
		if shown {
			sh.findings = append(sh.findings, remarkOf(f, sh.body))
		}
	}
}

// evidence lists what can be cited, the newest first.
func (d draft) evidence(sh *sheet, whole doc.Document, facts doc.Facts) {
	used := map[string]bool{}
	for _, t := range whole.Sections {
		if t.Edited.IsZero() {
			continue // what was filled in cites everything
		}
		for _, id := range doc.Cited(t.Body) {
			if e, ok := facts.Find(id); ok {
				used[e.ID] = true
			}
		}
	}
	find := strings.ToLower(strings.TrimSpace(d.query))
	for _, row := range d.known.rows {
		row.used = used[row.id]
		sh.total++
		sh.cited[row.id] = row
		if find == "" || strings.Contains(strings.ToLower(row.clock+" "+row.text), find) {
			sh.evidence = append(sh.evidence, row)
		}
	}
}

// plain is a text without the signs that keep it from being Markdown.
func plain(said string) string {
	var b strings.Builder
	escaped := false
	for _, r := range said {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		b.WriteRune(r)
	}
	return text.Line(b.String(), 200)
}

// iconOf draws an entry as timelines do.
func iconOf(k incident.Kind) (string, look.Ink) {
	switch k {
	case incident.KindPublished, incident.KindCorrected:
		return "lightbulb", look.InkLitText
	case incident.KindPublishFailed, incident.KindSilenceLost:
		return "warning", look.InkWarn
	case incident.KindEndedUntold:
		return "bulb_off", look.InkText2
	case incident.KindImpact:
		return "people_alt", look.InkInfo
	case incident.KindNoted:
		return "edit_note", look.InkInfo
	case incident.KindAcknowledged, incident.KindUnacknowledged:
		return "task_alt", look.InkInfo
	case incident.KindSnoozed, incident.KindUnsnoozed:
		return "snooze", look.InkInfo
	case incident.KindResolved:
		return "done_all", look.InkOK
	case incident.KindSeverity, incident.KindOpened:
		return "flag", look.InkText2
	case incident.KindAssigned:
		return "person", look.InkInfo
	case incident.KindNotified, incident.KindRang:
		return "notifications_active", look.InkInfo
	case incident.KindMerged, incident.KindUnmerged, incident.KindAbsorbed, incident.KindSplit, incident.KindParted:
		return "call_split", look.InkText2
	}
	return "sensors", look.InkText2
}

func planOf(a doc.Action, now time.Time) planRow {
	row := planRow{Action: a, owner: text.Line(a.Owner, 60), due: words.T("No date")}
	if row.owner == "" {
		row.owner = words.T("No owner")
	}
	if day, err := time.ParseInLocation(doc.Day, a.Due, words.Zone()); err == nil {
		row.due = words.Date(day)
		if day.Year() == now.Year() {
			row.due = words.Day(day)
		}
	}
	return row
}

func remarkOf(f doc.Finding, body string) remark {
	data := words.Data{}
	for name, value := range f.Data {
		data[name] = text.Line(value, 80)
	}
	r := remark{Finding: f.Finding, action: f.Action, title: words.T(f.Message, data), do: upper(words.T(f.Suggestion)) + "."}
	if f.Fix {
		r.do = words.T("Try “{{.Text}}”", words.Data{"Text": mended(f, body)})
	}
	r.wish = f.ID == "PM03" && f.Action == ""
	return r
}

// mended is the sentence as it would read, or what would be put in.
func mended(f doc.Finding, body string) string {
	if f.Action != "" || f.To > len(body) {
		return f.Replace
	}
	from, to := sentence(body, f.From, f.To)
	return strings.TrimLeft(short(plain(citation.ReplaceAllString(body[from:f.From]+f.Replace+body[f.To:to], ""))), "*_ ")
}

func upper(said string) string {
	first, size := utf8.DecodeRuneInString(said)
	return string(unicode.ToUpper(first)) + said[size:]
}

// The texts of checks and marks, for their translators; app/postmortem says them.
var saidBelow = []string{
	words.Mark("This blames a person: {{.What}}"), words.Mark("Say what made it possible: a system, a habit, a missing check"),
	words.Mark("This blames: {{.What}}"), words.Mark("This tells what did not happen: {{.What}}"),
	words.Mark("{{.What}} has no owner"), words.Mark("Name one person or team that will see to it"),
	words.Mark("{{.What}} has no day"), words.Mark("Say until when; a day one can keep"),
	words.Mark("This cites an entry that is not in the timeline: {{.What}}"), words.Mark("Cite another entry, or take it out"),
	words.Mark("nothing is written yet"), words.Mark("filled in by the timeline; read it and make it yours"), words.Mark("still to be filled in: {{.What}}"),
	words.Mark("{{.Have}} of at least {{.Need}} words"), words.Mark("{{.Have}} of at least {{.Need}} points"), words.Mark("{{.Have}} of at least {{.Need}} entries cited"),
	words.Mark("no number is in it"), words.Mark("{{.Have}} of at least {{.Need}} actions"), words.Mark("{{.What}} lacks an owner, a day or a type"),
	words.Mark("may stay empty"),
}

// sayWhy says in the person's language what a section still needs.
func sayWhy(m doc.Mark) string {
	if m.Why == "" {
		return ""
	}
	data := words.Data{}
	for name, value := range m.Data {
		data[name] = value
	}
	return words.T(m.Why, data)
}
