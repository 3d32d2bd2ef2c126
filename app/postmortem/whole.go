package postmortem

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// State is how complete a section is.
type State string

// The states of a section.
const (
	None State = "none"
	Half State = "half"
	Full State = "full"
)

// Mark is how complete a section is, and why. {{.Name}} in Why stands for Data.
type Mark struct {
	State State             `json:"state"`
	Why   string            `json:"why,omitempty"`
	Data  map[string]string `json:"data,omitempty"`
}

// Say gives why with its data put in.
func (m Mark) Say() string { return say(m.Why, m.Data) }

func say(message string, data map[string]string) string {
	for name, value := range data {
		message = strings.ReplaceAll(message, "{{."+name+"}}", value)
	}
	return message
}

// Whys are what a mark can say.
var Whys = []string{
	"nothing is written yet", "filled in by the timeline; read it and make it yours", "still to be filled in: {{.What}}",
	"{{.Have}} of at least {{.Need}} words", "{{.Have}} of at least {{.Need}} points", "{{.Have}} of at least {{.Need}} entries cited",
	"no number is in it", "{{.Have}} of at least {{.Need}} actions", "{{.What}} lacks an owner, a day or a type",
	"may stay empty",
}

var (
	blank = regexp.MustCompile(`(?i)\[(?:fill in|einf(?:ü|ue)gen)[^\]]*\]`)
	point = regexp.MustCompile(`(?m)^\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+\S`)
)

// Progress counts the sections that are complete, and those that have to be.
func (d Document) Progress(s Set) (full, all int) {
	for _, section := range s.List() {
		state := d.Mark(section).State
		if state == None && section.Optional {
			continue
		}
		all++
		if state == Full {
			full++
		}
	}
	return full, all
}

// Mark tells how complete a section is.
func (d Document) Mark(s Section) Mark {
	if s.Full.Actions > 0 {
		return d.markActions(s.Full.Actions)
	}
	t := d.Sections[s.ID]
	body := strings.TrimSpace(t.Body)
	if body == "" && s.Optional {
		return Mark{State: None, Why: Whys[9]}
	}
	if body == "" {
		return Mark{State: None, Why: Whys[0]}
	}
	if hole := blank.FindString(body); hole != "" {
		if t.Edited.IsZero() && wordsIn(blank.ReplaceAllString(body, "")) == 0 {
			return Mark{State: None, Why: Whys[0]}
		}
		_, asked, _ := strings.Cut(strings.Trim(hole, "[]"), ":")
		return half(2, "What", strings.TrimSpace(asked))
	}
	if short, ok := s.Full.short(body); ok {
		return short
	}
	if t.Edited.IsZero() && !s.Full.Facts {
		return half(1)
	}
	return Mark{State: Full}
}

// short is what a text lacks by the rule.
func (r Rule) short(body string) (Mark, bool) {
	plain := uncited(body)
	for _, each := range []struct{ have, need, why int }{
		{wordsIn(plain), r.Words, 3}, {len(point.FindAllString(plain, -1)), r.Items, 4}, {len(Cited(body)), r.Cites, 5},
	} {
		if each.have < each.need {
			return half(each.why, "Have", strconv.Itoa(each.have), "Need", strconv.Itoa(each.need)), true
		}
	}
	if r.Number && !strings.ContainsFunc(plain, unicode.IsDigit) {
		return half(6), true
	}
	return Mark{}, false
}

func (d Document) markActions(need int) Mark {
	if len(d.Actions) == 0 {
		return Mark{State: None, Why: Whys[0]}
	}
	for _, a := range d.Actions {
		if a.Owner == "" || a.Due == "" || a.Kind == "" {
			return half(8, "What", a.ID)
		}
	}
	if len(d.Actions) < need {
		return half(7, "Have", strconv.Itoa(len(d.Actions)), "Need", strconv.Itoa(need))
	}
	return Mark{State: Full}
}

// half is a mark with data given as names and values.
func half(why int, data ...string) Mark {
	m := Mark{State: Half, Why: Whys[why]}
	for i := 0; i+1 < len(data); i += 2 {
		if m.Data == nil {
			m.Data = map[string]string{}
		}
		m.Data[data[i]] = data[i+1]
	}
	return m
}

func wordsIn(body string) int {
	n := 0
	for _, word := range strings.Fields(body) {
		if strings.ContainsFunc(word, unicode.IsLetter) || strings.ContainsFunc(word, unicode.IsDigit) {
			n++
		}
	}
	return n
}
