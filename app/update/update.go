// Package update writes and checks what customers are told. It is pure and
// needs no network: the checks run while somebody types.
package update

import (
	"strings"
	"time"

	"turnaround/app/incident"
)

// Audience says for whom a text is; it decides which words are plain.
type Audience string

// The audiences.
const (
	Public     Audience = "public"     // a status page, an e-mail to all
	Affected   Audience = "affected"   // customers one writes to
	Developers Audience = "developers" // they know what an endpoint is
	Internal   Audience = "internal"   // staff, executives
)

// Draft is a text before it is published, with what is known around it. Only
// the text has to be given.
type Draft struct {
	Text     string
	Head     string // its title and subject: they leak as a text does
	Language string // en, de; empty: en
	Phase    incident.Phase
	Audience Audience
	Severity incident.Severity
	Now      time.Time
	Zone     *time.Location // of times in the text that name none; nil: UTC
	// Practice: only a drill's customers read it, and a promise may be short.
	Practice bool

	Due       time.Time      // the next update, from its own field
	Longest   time.Duration  // the furthest promise the policy allows; zero: any
	Words     int            // the most words the channel takes; zero: any
	Runes     int            // the most characters the channel takes; zero: any
	Previous  string         // the last update on this channel
	Last      incident.Phase // and its phase; empty: not known
	Facts     incident.Affected
	Customers []string // names that must not be public
	Glossary  []string // abbreviations the readers know
	// Down tells that every component is down: only then is it an outage.
	Down bool
	// Original is when the text that this one translates was last changed, and
	// Written when this one was; zero: it is no translation.
	Original, Written time.Time
	// Broken counts components that the channel would still show as not working.
	Broken int
}

// Level says what a finding does.
type Level string

// The levels. A block keeps a text from being published until it is mended or
// overridden with a reason.
const (
	Block  Level = "block"
	Advice Level = "advice"
	Hint   Level = "hint"
)

// Finding is one thing a check found.
type Finding struct {
	ID    string `json:"id"` // CU01 to CU32
	Level Level  `json:"level"`
	// From and To are the bytes of the text it is about; both 0: the whole.
	From int `json:"from"`
	To   int `json:"to"`
	// Message says what is wrong and Suggestion what to write instead, in the
	// language of whoever writes; {{.Name}} stands for Data.
	Message    string            `json:"message"`
	Suggestion string            `json:"suggestion,omitempty"`
	Data       map[string]string `json:"data,omitempty"`
	// Fix replaces the bytes From to To with Replace.
	Fix     bool   `json:"fix"`
	Replace string `json:"replace,omitempty"`
	// Absolute: no reason overrides it.
	Absolute bool `json:"absolute,omitempty"`
}

// Say gives a finding's message with its data put in.
func (f Finding) Say() string { return fill(f.Message, f.Data) }

func fill(text string, data map[string]string) string {
	for name, value := range data {
		text = strings.ReplaceAll(text, "{{."+name+"}}", value)
	}
	return text
}

// open tells whether more updates are owed.
func (d Draft) open() bool { return d.Phase != incident.PhaseResolved && d.Phase != Scheduled }

// severe are the severities where tone matters most.
func (d Draft) severe() bool { return d.Severity.OrDefault() <= incident.Major }

// forCustomers tells whether people outside read it.
func (d Draft) forCustomers() bool { return d.Audience != Internal }
