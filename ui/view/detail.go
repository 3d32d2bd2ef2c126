package view

import (
	"time"

	"turnaround/app/incident"
)

// Detail is one incident whole, ready to draw.
type Detail struct {
	ID       incident.ID
	Severity incident.Severity
	Level    string // "SEV1"
	Word     string // "Critical"
	Standing Chip   // "Active", "Snoozed until 15:00", "Resolved at 14:02"
	Holder   Chip   // "Acknowledged by you at 13:57"
	Number   string // "#2417"
	Title    string
	About    string // what, where, since
	// Queued says what waits to be sent, and what asks for a decision.
	Queued []Queued
	// Sent says how the last update stands on each channel.
	Sent Deliveries

	Open, Acknowledged, Snoozed, Firing bool
	// Merged names the incident this one became part of.
	Merged incident.ID

	// Strip is the customer clock; Affected what is known of customers.
	Strip    Strip
	Journey  Journey
	Affected incident.Affected
	Phase    incident.Phase // that customers were told last

	// Wrong is what customers are told that does not fit; Loose what channels
	// tell that could be about this incident.
	Wrong []Wrong
	Loose []Loose

	Moments []Moment
	Told    int // entries, those folded into one line too
	Alerts  []Alert
	Fires   int    // alerts there are
	More    string // "and 940 more alerts"; empty: all are listed
	Facts   []Facts
	Links   []Link
	// NoteGoes says where a note goes: "Only on this computer".
	NoteGoes string
}

// Queued is an action on its way to a source.
type Queued struct {
	Action string // its ID in the outbox
	Chip   Chip
	Text   string // what, to whom
	Detail string // a server's own words
	// Asks: a person decides. Failed: it was refused for good.
	Asks, Failed bool
	// Mine and Theirs are what Compare lays side by side.
	Mine, Theirs string
}

// Alert is one alert of the incident.
type Alert struct {
	Fingerprint string
	Severity    incident.Severity
	Level       string
	Title       string
	Meta        string // source, since, how often
	Firing      bool
	State       Chip
	Labels      []Fact
	Text        string // the source's longer description
	Link        string
}

// Facts is a group of facts with its heading.
type Facts struct {
	Title string
	Note  string // beside the title: "only here"
	Lines []Fact
	// Customers: the group says what is known of customers, and can be edited.
	Customers bool
}

// Fact is a name and a value; Icon stands before it.
type Fact struct {
	Icon  string
	Name  string
	Value string
	Tone  Tone
	Wrap  bool // the value is long: it stands below the name
	// Silences are what stands at a source and can be ended, where the fact is one.
	Silences []Silence
}

// Silence names a silence at a source.
type Silence struct {
	Source, ID string
	Until      time.Time
	Own        bool
}

// Link leads out of the app; its URL is http or https.
type Link struct {
	Icon string
	Text string
	URL  string
}
