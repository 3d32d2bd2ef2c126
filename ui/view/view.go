// Package view turns incidents into plain data with ready text, away from the
// screen's goroutine: rows and sections of the list, the detail of one
// incident, its timeline and its facts. It knows no widget.
package view

import (
	"turnaround/app/incident"
)

// Tone says how a text stands out; the parts give it a colour.
type Tone int

// The tones.
const (
	Plain  Tone = iota
	Soft        // body meta
	Quiet       // hints, ages
	Accent      // the person and the app
	Good
	Warn
	Bad
	Lit   // customers have a current update
	Unlit // they have none
)

// Chip is a short mark with an icon and a text, never cut.
type Chip struct {
	Icon string // name of an icon; empty: none
	Text string // empty: no chip
	Tone Tone
	// Link: it can be pressed, and is drawn as a link without a border.
	Link bool
}

// Kind says which part of the list a section is.
type Kind int

// The kinds of section, most urgent first; Month is one of a search.
const (
	Paging Kind = iota
	Active
	Snoozed
	Resolved
	Month
)

var kindNames = [...]string{"paging", "active", "snoozed", "resolved", "month"}

// String names the kind; it is the key of its section.
func (k Kind) String() string { return kindNames[k] }

// Section is a part of the list with its head.
type Section struct {
	Key    string // names it between redraws: "paging", "active", "2026-02"
	Kind   Kind
	Icon   string
	Title  string // "Paging you", "February 2026"
	Count  string
	Note   string // at the head's right end: "rings in 0:42", "Show"
	Tone   Tone   // of the head
	Folded bool   // only the head is drawn
	Rows   Lines
}

// Lines are a section's rows. A search can find 100,000: a row is formed when
// it is drawn, which is cheap and touches neither disk nor lock.
type Lines interface {
	Len() int
	ID(n int) incident.ID
	Row(n int) Row
	Suits(n int) Suits
}

// Suits says what can still be done to the incident of a row.
type Suits struct {
	Acknowledge bool // it is open, and nobody has it
	End         bool // it is open: it can be snoozed, resolved, handed over
}

// Ready are rows formed before.
type Ready []Row

// Len counts them.
func (r Ready) Len() int { return len(r) }

// ID names the incident of the nth.
func (r Ready) ID(n int) incident.ID { return r[n].ID }

// Row gives the nth.
func (r Ready) Row(n int) Row { return r[n] }

// Suits goes by whether the nth is open.
func (r Ready) Suits(n int) Suits { return Suits{Acknowledge: r[n].Open, End: r[n].Open} }

// Row is one line of the list, ready to draw.
type Row struct {
	ID       incident.ID
	Kind     Kind
	Severity incident.Severity
	Level    string // the severity said: "SEV1"
	// When stands where the severity does, over WhenNote, in lists that go by
	// time or count: "14:12" and "12m late". Empty: the severity.
	When, WhenNote string

	Title string // one line, to be cut with an ellipsis
	Age   string // of the incident; in a compact row its day
	Meta  string // source · alerts · what else; gives way first
	// Who has it, or what keeps it quiet, after Meta; a tone of its own says that
	// nobody has it.
	Who     string
	WhoTone Tone
	Chip    Chip // "Will send", "Compare"
	Open    bool
	Unseen  bool // changed since somebody looked: a dot, and bold
	// Stale: its source is out of contact.
	Stale bool
}
