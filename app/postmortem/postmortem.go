// Package postmortem helps to write down what an incident teaches: guided
// sections filled in from the timeline, checks against blame, and exports, one
// of them for customers. It is pure: the desk keeps what is written.
package postmortem

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/text"
)

// DraftName is the name a postmortem is kept under beside its incident.
const DraftName = "postmortem"

// What a postmortem may hold.
const (
	version        = 1
	longestSection = 40_000 // bytes
	longestLine    = 300    // runes
	mostActions    = 100
	mostSections   = 64
	// longestWhole leaves room below what a draft may be.
	longestWhole = 480 << 10
)

// Document is a postmortem while it is written.
type Document struct {
	Version  int               `json:"version"`
	Incident incident.ID       `json:"incident"`
	Number   int               `json:"number,omitempty"`
	Title    string            `json:"title"`
	Severity incident.Severity `json:"severity,omitempty"`
	Language string            `json:"language"`
	Made     time.Time         `json:"made"`
	Changed  time.Time         `json:"changed"`
	Sections map[string]Text   `json:"sections"` // by the section's ID
	Actions  []Action          `json:"actions,omitempty"`
}

// Text is what one section says, as Markdown.
type Text struct {
	Body string `json:"body,omitempty"`
	// Edited is when a person last wrote it; zero: it is as it was filled in.
	Edited time.Time `json:"edited,omitzero"`
}

// Kind says what an action is to do.
type Kind string

// The kinds of action.
const (
	Prevent     Kind = "prevent"     // it does not happen again
	Mitigate    Kind = "mitigate"    // it hurts less, or for less long
	Detect      Kind = "detect"      // it is noticed sooner
	Communicate Kind = "communicate" // customers hear sooner, and better
	Process     Kind = "process"     // how people work together
)

// Kinds are all of them.
var Kinds = []Kind{Prevent, Mitigate, Detect, Communicate, Process}

// Action is something that will be done.
type Action struct {
	ID    string `json:"id"` // A1, A2, ...
	Text  string `json:"text"`
	Kind  Kind   `json:"type,omitempty"`
	Owner string `json:"owner,omitempty"`
	Due   string `json:"due,omitempty"` // a day: 2026-05-19
	Done  bool   `json:"done,omitempty"`
	// Public is how customers are told of it; empty: they are not.
	Public string `json:"public,omitempty"`
}

// Day is how the day of an action is written.
const Day = time.DateOnly

// Errors that callers tell apart.
var (
	ErrNewer     = errors.New("this postmortem was written by a newer version of Turnaround; update this one to open it")
	ErrNoSection = errors.New("there is no such section")
	ErrNoAction  = errors.New("there is no such action")
)

// JSON gives the document as it is kept.
func (d Document) JSON() ([]byte, error) {
	d.Version = version
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("write the postmortem: %w", err)
	}
	if len(raw) > longestWhole {
		return nil, fmt.Errorf("write the postmortem: it has %d KB, at most %d KB are kept; shorten a section", len(raw)>>10, longestWhole>>10)
	}
	return raw, nil
}

// Read reads what JSON gave.
func Read(raw []byte) (Document, error) {
	var d Document
	if err := json.Unmarshal(raw, &d); err != nil {
		return Document{}, fmt.Errorf("read the postmortem: it is damaged: %w", err)
	}
	switch {
	case d.Version > version:
		return Document{}, ErrNewer
	case d.Version < 1:
		return Document{}, errors.New("read the postmortem: this is none")
	case len(d.Sections) > mostSections || len(d.Actions) > mostActions:
		return Document{}, errors.New("read the postmortem: it has more parts than it can have")
	}
	if d.Sections == nil {
		d.Sections = map[string]Text{}
	}
	return d, nil
}

// Write sets what a section says; an empty body takes its text out.
func (d *Document) Write(s Set, section, body string, now time.Time) error {
	if _, ok := s.Get(section); !ok {
		return s.unknown(section)
	}
	if len(body) > longestSection {
		return fmt.Errorf("section %s: the text has %d bytes, at most %d are kept; link to what is longer", section, len(body), longestSection)
	}
	d.Sections[section] = Text{Body: tame(body), Edited: now.UTC()}
	d.Changed = now.UTC()
	return nil
}

// tame takes out what would mislead a reader or a terminal, and keeps what
// gives Markdown its form.
func tame(body string) string {
	lines := strings.Split(strings.ReplaceAll(strings.ToValidUTF8(body, "\uFFFD"), "\r\n", "\n"), "\n")
	for i, line := range lines {
		line = strings.ReplaceAll(line, "\t", "    ")
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		lines[i] = indent + text.Line(line, longestSection)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// SetAction adds an action, or changes the one of its ID, and gives its ID.
func (d *Document) SetAction(a Action, now time.Time) (string, error) {
	a.Text, a.Owner, a.Public = text.Line(a.Text, longestLine), text.Line(a.Owner, 100), text.Line(a.Public, longestLine)
	switch {
	case a.Text == "":
		return "", errors.New("action: say what is to be done")
	case a.Kind != "" && !slices.Contains(Kinds, a.Kind):
		return "", fmt.Errorf("action: type %q; give %s", text.Line(string(a.Kind), 40), KindNames())
	}
	if a.Due != "" {
		if _, err := time.Parse(Day, a.Due); err != nil {
			return "", fmt.Errorf("action: due %q; give a day like 2026-05-19", text.Line(a.Due, 40))
		}
	}
	at := slices.IndexFunc(d.Actions, func(b Action) bool { return b.ID == a.ID })
	switch {
	case a.ID != "" && at < 0:
		return "", fmt.Errorf("action %q: %w", text.Line(a.ID, 20), ErrNoAction)
	case at >= 0:
		d.Actions[at] = a
	case len(d.Actions) >= mostActions:
		return "", fmt.Errorf("action: there are %d already; do those first", mostActions)
	default:
		a.ID = d.nextID()
		d.Actions = append(d.Actions, a)
	}
	d.Changed = now.UTC()
	return a.ID, nil
}

// nextID is one that no action has.
func (d *Document) nextID() string {
	for n := len(d.Actions) + 1; ; n++ {
		if _, taken := d.Action(fmt.Sprintf("A%d", n)); !taken {
			return fmt.Sprintf("A%d", n)
		}
	}
}

// Action gives one by its ID.
func (d *Document) Action(id string) (Action, bool) {
	for _, a := range d.Actions {
		if strings.EqualFold(a.ID, id) {
			return a, true
		}
	}
	return Action{}, false
}

// DropAction takes an action out.
func (d *Document) DropAction(id string, now time.Time) error {
	at := slices.IndexFunc(d.Actions, func(a Action) bool { return strings.EqualFold(a.ID, id) })
	if at < 0 {
		return fmt.Errorf("action %q: %w", text.Line(id, 20), ErrNoAction)
	}
	d.Actions = slices.Delete(d.Actions, at, at+1)
	d.Changed = now.UTC()
	return nil
}

// KindNames lists the kinds for a person.
func KindNames() string {
	names := make([]string, len(Kinds))
	for i, k := range Kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}
