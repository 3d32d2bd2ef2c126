package postmortem

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
)

// publicTemplate is the template of what customers read afterwards.
const publicTemplate = "T18"

// changesField is filled from the actions that customers are told of.
const changesField = "changes"

// publicFields are what sections can fill of it.
var publicFields = []string{"title", "summary", "impact", "data", "heard", "happened", "did", "sorry", "contact"}

// ErrUnfinished: the version for customers lacks what its readers need.
var ErrUnfinished = errors.New("the version for customers is not finished")

// Leak says what must not leave the house, and where it stands. It never shows
// what leaks: it may be a key.
type Leak struct{ Findings []PublicFinding }

// PublicFinding is one thing in the version for customers.
type PublicFinding struct {
	update.Finding
	Under string // the heading it stands below
	Line  int
}

// Messages of leaks of our own.
const namesColleague = "This names a colleague"

func (l *Leak) Error() string {
	var b strings.Builder
	b.WriteString("the version for customers shows what must not leave the house:")
	for _, f := range l.Findings {
		fmt.Fprintf(&b, "\n  under %q, line %d: %s (%s). %s.", f.Under, f.Line, strings.TrimSuffix(f.Message, ": {{.What}}"), f.ID, f.Suggestion)
	}
	return b.String()
}

// Public gives the version for customers as Markdown: only the sections meant
// for them, and the actions that have words for them. A leak refuses it.
func (d Document) Public(s Set, f Facts, templates update.Set, now time.Time) (string, error) {
	made, err := d.forCustomers(s, f, templates, now)
	return markdownOf(made), err
}

func markdownOf(made update.Text) string {
	if made.Body == "" {
		return ""
	}
	return "# " + literal(made.Title) + "\n\n" + made.Body + "\n"
}

func (d Document) forCustomers(s Set, f Facts, templates update.Set, now time.Time) (update.Text, error) {
	t, ok := templates.Get(publicTemplate)
	if !ok {
		return update.Text{}, fmt.Errorf("the template %s of the version for customers is not there; \"turnaround doctor\" says why", publicTemplate)
	}
	more := map[string]string{changesField: d.changes(s.words)}
	for _, section := range s.List() {
		if section.Public == "" {
			continue
		}
		if body := strings.TrimSpace(uncited(d.Sections[section.ID].Body)); body != "" {
			more[section.Public] = strings.TrimSpace(more[section.Public] + "\n" + body)
		}
	}
	answers := update.Answers{Phase: incident.PhaseResolved, Title: d.Title, Language: s.Language, Severity: d.Severity, Facts: f.Affected, More: more}
	made := templates.Compose(t, answers, update.Channel{Medium: update.Page, Audience: update.Public, Zone: f.zone, Now: now})
	if err := d.leaks(markdownOf(made), s, f, now); err != nil {
		return update.Text{}, err
	}
	if err := d.unfinished(made, s); err != nil {
		return update.Text{}, err
	}
	return made, nil
}

// PublicTitle is the headline that customers read.
func (d Document) PublicTitle(s Set) string {
	for _, section := range s.List() {
		if body := text.Line(uncited(d.Sections[section.ID].Body), longestLine); section.Public == "title" && body != "" {
			return body
		}
	}
	return d.Title
}

// changes lists what customers are told will be done.
func (d Document) changes(w words) string {
	var lines []string
	for _, a := range d.Actions {
		if a.Public == "" {
			continue
		}
		said := strings.TrimRight(a.Public, ".")
		values := map[string]string{"what": said, "due": a.Due}
		if a.Done {
			said, _ = put(w.PublicDone, values)
		} else if a.Due != "" {
			said, _ = put(w.By, values)
		}
		lines = append(lines, "- "+said)
	}
	return strings.Join(lines, "\n")
}

// leaks finds keys, hosts, tickets and names.
func (d Document) leaks(whole string, s Set, f Facts, now time.Time) error {
	draft := update.Draft{Language: s.Language, Phase: incident.PhaseResolved, Audience: update.Public, Severity: d.Severity, Now: now, Zone: f.zone, Customers: f.Customers}
	var found []update.Finding
	for from := 0; from < len(whole); { // a check reads so much and no more
		draft.Text = update.Piece(whole[from:])
		some, err := update.Check(draft)
		if err != nil {
			return err
		}
		for _, f := range some {
			f.From, f.To = f.From+from, f.To+from
			found = append(found, f)
		}
		from += len(draft.Text)
	}
	found = slices.DeleteFunc(found, func(f update.Finding) bool { return f.ID != "CU20" && f.ID != "CU21" })
	for _, hit := range update.Find(whole, plain(d.insiders(f))) {
		if capital(whole[hit.From:]) {
			found = append(found, update.Finding{ID: "CU21", Level: update.Block, From: hit.From, To: hit.To, Message: namesColleague, Suggestion: "Leave the name out"})
		}
	}
	if len(found) == 0 {
		return nil
	}
	leak := &Leak{}
	for _, each := range found {
		leak.Findings = append(leak.Findings, PublicFinding{each, heading(whole[:each.From]), 1 + strings.Count(whole[:each.From], "\n")})
	}
	return leak
}

// insiders are the people of the timeline whose names are names: an account
// such as "root" is a word of every text.
func (d Document) insiders(f Facts) []string {
	return slices.DeleteFunc(slices.Clone(f.People), func(name string) bool { return !capital(name) || utf8.RuneCountInString(name) < 3 })
}

// heading is the last one of a text.
func heading(before string) string {
	last := ""
	for line := range strings.Lines(before) {
		if rest := strings.TrimLeft(line, "#"); rest != line {
			last = strings.TrimSpace(rest)
		}
	}
	return last
}

// unfinished names what the readers still need, and the section it belongs in.
func (d Document) unfinished(made update.Text, s Set) error {
	var lacks []string
	for _, field := range made.Missing {
		lacks = append(lacks, s.place(field))
	}
	if hole := blank.FindString(made.Body); hole != "" {
		lacks = append(lacks, hole)
	}
	if len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("%w; it lacks: %s", ErrUnfinished, strings.Join(lacks, ", "))
}

// place says where a field of the template is written.
func (s Set) place(field string) string {
	if field == changesField {
		return "what you are changing (words for customers on an action)"
	}
	for _, section := range s.List() {
		if section.Public == field {
			return section.Title + " (" + section.ID + ")"
		}
	}
	return field
}

// PublicHTML gives the version for customers as one page.
func (d Document) PublicHTML(s Set, f Facts, templates update.Set, now time.Time) (string, error) {
	made, err := d.forCustomers(s, f, templates, now)
	if err != nil {
		return "", err
	}
	return page(s.Language, made.Title, markdownOf(made))
}
