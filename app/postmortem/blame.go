package postmortem

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"turnaround/app/update"
)

// The rules of a postmortem without blame. A finding that blocks is named when
// the postmortem is checked; it keeps nobody from exporting inside the house.
const (
	ruleNamed          = "PM01" // a person or a role, with a fault
	ruleBlame          = "PM02" // words that blame without a name
	ruleCounterfactual = "PM03" // what did not happen
	ruleAction         = "PM08" // an action without owner or day
	ruleEvidence       = "PM10" // a citation of what is not in the timeline
)

// Finding is one thing to mend, and where.
type Finding struct {
	update.Finding
	Section string `json:"section,omitempty"`
	Action  string `json:"action,omitempty"` // the action's ID
}

// Messages are what findings can say.
var Messages = []string{
	"This blames a person: {{.What}}", "Say what made it possible: a system, a habit, a missing check",
	"This blames: {{.What}}", "This tells what did not happen: {{.What}}",
	"{{.What}} has no owner", "Name one person or team that will see to it",
	"{{.What}} has no day", "Say until when; a day one can keep",
	"This cites an entry that is not in the timeline: {{.What}}", "Cite another entry, or take it out",
}

// furthest is how many bytes may lie between a person and a fault.
const furthest = 60

// Check finds blame, actions without an owner or a day, and citations of
// nothing: in the order of the sections, then of the text.
func (d Document) Check(s Set, f Facts) []Finding {
	var all []Finding
	for _, section := range s.List() {
		body := d.Sections[section.ID].Body
		all = append(all, within(section.ID, "", s.words.check(body, f.People))...)
		for _, span := range cited.FindAllStringSubmatchIndex(body, -1) {
			if id := body[span[2]:span[3]]; !f.has(id) {
				all = append(all, within(section.ID, "", []update.Finding{{ID: ruleEvidence, Level: update.Advice, From: span[0], To: span[1],
					Message: Messages[8], Suggestion: Messages[9], Data: map[string]string{"What": id}}})...)
			}
		}
	}
	for _, a := range d.Actions {
		all = append(all, within("", a.ID, s.words.check(a.Text, f.People))...)
		for _, lack := range []struct {
			missing bool
			message int
		}{{a.Owner == "", 4}, {a.Due == "", 6}} {
			if lack.missing && !a.Done {
				all = append(all, within("", a.ID, []update.Finding{{ID: ruleAction, Level: update.Block, Message: Messages[lack.message],
					Suggestion: Messages[lack.message+1], Data: map[string]string{"What": a.ID}}})...)
			}
		}
	}
	return all
}

func (f Facts) has(id string) bool { _, ok := f.Find(id); return ok }

func within(section, action string, found []update.Finding) []Finding {
	all := make([]Finding, len(found))
	for i, each := range found {
		all[i] = Finding{each, section, action}
	}
	return all
}

// Blame reads one text for blame, as it is written; people are names that it
// may know.
func (s Set) Blame(body string, people []string) []update.Finding { return s.words.check(body, people) }

func (w words) check(body string, people []string) []update.Finding {
	if strings.TrimSpace(body) == "" {
		return nil
	}
	harmless := update.Find(body, w.Harmless)
	var all []update.Finding
	add := func(id string, l update.Level, from, fault, to, message int, suggestion string) {
		inside := func(h update.Span) bool { return h.From <= from && to <= h.To || from <= h.From && h.To <= to }
		covered := func(f update.Finding) bool { return f.From <= from && to <= f.To }
		if slices.ContainsFunc(harmless, inside) || slices.ContainsFunc(all, covered) {
			return
		}
		found := update.Finding{ID: id, Level: l, From: from, To: to, Message: Messages[message], Suggestion: suggestion,
			Data: map[string]string{"What": body[from:to]}}
		if span, said, ok := w.instead(body, from, fault, to); ok {
			found.From, found.To, found.Fix, found.Replace = span.From, span.To, true, said
		}
		all = append(all, found)
	}
	for _, a := range w.accused(body, people) {
		add(ruleNamed, update.Block, a.From, a.fault, a.To, 0, Messages[1])
	}
	for _, hit := range update.Find(body, slices.Sorted(maps.Keys(w.Blame))) {
		add(ruleBlame, update.Advice, hit.From, hit.From, hit.To, 2, w.Blame[hit.Phrase])
	}
	for _, hit := range update.Find(body, slices.Sorted(maps.Keys(w.Counterfactual))) {
		add(ruleCounterfactual, update.Advice, hit.From, hit.From, hit.To, 3, w.Counterfactual[hit.Phrase])
	}
	slices.SortStableFunc(all, func(a, b update.Finding) int { return cmp.Compare(a.From, b.From) })
	return all
}

// accusation is a person with a fault: from the person to the fault's end.
type accusation struct {
	update.Span
	fault int // where the fault begins
}

// accused gives where a person stands with a fault in one sentence: a name or
// a role before any fault, or any name just before a fault that only people have.
func (w words) accused(body string, people []string) []accusation {
	who := update.Find(body, w.Roles)
	for _, hit := range update.Find(body, plain(people)) {
		if capital(body[hit.From:]) {
			who = append(who, hit)
		}
	}
	var all []accusation
	for _, fault := range update.Find(body, w.Faults) {
		best := -1
		for _, person := range who {
			if person.To <= fault.From && fault.From-person.To <= furthest && !parted(body[person.To:fault.From]) {
				best = max(best, person.From)
			}
		}
		if best >= 0 {
			best = whole(body, best, who)
			all = append(all, accusation{update.Span{From: best, To: fault.To}, fault.From})
		}
	}
	for _, fault := range update.Find(body, w.Named) {
		if from, ok := nameBefore(body, fault.From); ok {
			all = append(all, accusation{update.Span{From: from, To: fault.To}, fault.From})
		}
	}
	return all
}

// whole is where a person begins that several names in a row tell: "on-call engineer".
func whole(body string, from int, who []update.Span) int {
	for _, person := range slices.Backward(slices.SortedFunc(slices.Values(who), func(a, b update.Span) int { return cmp.Compare(a.From, b.From) })) {
		if person.To < from && strings.Trim(body[person.To:from], " -") == "" {
			from = person.From
		}
	}
	return from
}

// plain makes phrases of names: their stars mean nothing, and a part of one
// that is long enough to be a name of its own counts too.
func plain(people []string) []string {
	var all []string
	for _, name := range people {
		name = strings.ToLower(strings.ReplaceAll(name, "*", " "))
		all = append(all, name)
		for _, part := range strings.Fields(name) {
			if utf8.RuneCountInString(part) >= 3 {
				all = append(all, part)
			}
		}
	}
	return all
}

// parted tells whether a thought ends in a stretch of text.
func parted(between string) bool {
	return strings.ContainsAny(between, "!?;:\n") || strings.Contains(between, ". ")
}

// articles begin what is no name.
var articles = []string{"the", "this", "that", "it", "its", "a", "an", "which", "nothing", "nobody", "das", "der", "die", "dies", "dieses", "dieser", "diese", "es", "was", "nichts", "niemand", "ein", "eine"}

// nameBefore gives where a word that may be a name stands right before a
// place: with a capital, and no article before it.
func nameBefore(body string, at int) (int, bool) {
	before := strings.TrimRight(body[:at], " ")
	if before == "" || parted(body[len(before):at]) {
		return 0, false
	}
	from := 1 + strings.LastIndexFunc(before, unicode.IsSpace)
	word := strings.TrimRight(before[from:], ",")
	if word == "" || !capital(word) || !isName(word) || slices.Contains(articles, strings.ToLower(word)) {
		return 0, false
	}
	rest := strings.Fields(before[:from])
	if len(rest) > 0 && slices.Contains(articles, strings.ToLower(rest[len(rest)-1])) {
		return 0, false
	}
	return from, true
}

// isName tells a word with one capital from an acronym.
func isName(word string) bool {
	_, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	return rest != "" && !strings.ContainsFunc(rest, func(r rune) bool { return !unicode.IsLower(r) && r != '-' })
}

func capital(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}
