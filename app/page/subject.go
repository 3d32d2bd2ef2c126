package page

import (
	"iter"
	"time"

	"turnaround/app/duty"
	"turnaround/app/incident"
)

// Kind says what a subject is.
type Kind string

// The kinds of subject.
const (
	KindIncident  Kind = ""
	KindContact   Kind = "contact"   // a source out of contact
	KindHeartbeat Kind = "heartbeat" // an expected alert that stays away
	KindUpdate    Kind = "update"    // customers wait for an update: see [Promise]
	KindStuck     Kind = "stuck"     // an update does not reach them: see [Stuck]
)

// Subject is what paging needs to know of one thing that may ring: an open
// incident, or an [Alarm]. Titles and services are text from strangers.
type Subject struct {
	ID       incident.ID
	Number   int
	Title    string
	Service  string
	Source   string
	Severity incident.Severity
	Status   incident.Status

	RingSince    time.Time // zero: never rings
	AckedAt      time.Time
	AckUntil     time.Time
	AckMark      incident.Mark // empty: acknowledged here
	SnoozedUntil time.Time
	QuietSince   time.Time
	ResolvedAt   time.Time
	MergedInto   incident.ID
	Firing       int
	Alerts       int
	Assignee     string // names, for the text
	AckedBy      string

	Kind Kind
	name string // alarms: their key
	body string // alarms: their text
	wait
}

// wait is what an update that is due or stuck says of itself.
type wait struct {
	title            string // of the incident
	first            bool
	heard, due, next time.Time
	button           string // of what is stuck: what one press does
}

// Key names the subject's ring and its note.
func (s Subject) Key() string {
	if s.Kind == KindIncident {
		return IncidentKey(s.ID)
	}
	return s.name
}

// IncidentKey names the ring and the note of an incident.
func IncidentKey(id incident.ID) string { return "incident/" + string(id) }

// ContactKey names the ring of a source out of contact; an empty source means
// all of them.
func ContactKey(source string) string { return string(KindContact) + "/" + source }

// HeartbeatKey names the ring of a heartbeat that stays away.
func HeartbeatKey(source, beat string) string {
	return string(KindHeartbeat) + "/" + source + "/" + beat
}

// Alarm is what the app itself has to say: contact lost, a heartbeat missing.
type Alarm struct {
	Key      string // "contact/eu-prod", stable while it lasts
	Kind     Kind
	Source   string
	Severity incident.Severity
	Title    string
	Body     string
	Since    time.Time
	// Incident, Service and Next belong to an update that is due: what it is
	// about, and when the one after it would be.
	Incident incident.ID
	Service  string
	Next     time.Time

	title      string
	first      bool
	heard, due time.Time
	button     string
}

func (a Alarm) subject() Subject {
	return Subject{Kind: a.Kind, name: a.Key, ID: a.Incident, Source: a.Source, Service: a.Service, Severity: a.Severity,
		Title: a.Title, body: a.Body, RingSince: a.Since, Status: incident.Triggered,
		wait: wait{title: a.title, first: a.first, heard: a.heard, due: a.due, next: a.Next, button: a.button}}
}

// hides tells whether the subject hides whatever else may happen.
func (s Subject) hides() bool { return s.Kind == KindContact || s.Kind == KindHeartbeat }

// Phase says where a ring stands.
type Phase string

// The phases of a ring.
const (
	Ringing  Phase = "ringing"
	Waiting  Phase = "waiting"  // off call or quiet hours: told of when that ends
	Held     Phase = "held"     // acknowledged, snoozed, no news
	Flapping Phase = "flapping" // came back shortly after it ended: keeps its pace
	Ended    Phase = "ended"    // kept a while, so that coming back is no first ring
)

// Reason says why a ring waits, or what put several into one note.
type Reason string

// The reasons.
const (
	OffCall    Reason = "off-call"
	QuietHours Reason = "quiet-hours"
	Storm      Reason = "storm"
	Return     Reason = "return" // after sleep, a start, a long time offline
	Muted      Reason = "muted"  // by hand, for a while
)

// Ring is what is remembered of one subject's ringing, across restarts too.
// The zero Ring means that there is none: saving it deletes.
type Ring struct {
	Phase    Phase             `json:"phase,omitempty"`
	Reason   Reason            `json:"reason,omitempty"`
	Since    time.Time         `json:"since,omitzero"` // held: the acknowledgement it stands for
	Held     time.Time         `json:"held,omitzero"`  // held: from when it counts as old
	First    time.Time         `json:"first,omitzero"` // first rang
	Last     time.Time         `json:"last,omitzero"`  // last handed over
	Ended    time.Time         `json:"ended,omitzero"`
	Count    int               `json:"count,omitempty"`    // times rung
	Key      string            `json:"key,omitempty"`      // the note that shows it; empty: none
	Severity incident.Severity `json:"severity,omitempty"` // the most urgent it rang with
	// Stale: it rings because the acknowledgement made at Since grew old.
	Stale bool `json:"stale,omitempty"`
	// Pending: it was written down that it rings, but not yet that it did.
	Pending bool `json:"pending,omitempty"`
	// Stays: the system cannot take the note back.
	Stays bool `json:"stays,omitempty"`
	// Shown belongs to the group's ring: how many its note told of.
	Shown int `json:"shown,omitempty"`
}

// GroupKey names the one note that stands for several subjects.
const GroupKey = "group"

// View is all that a decision follows from.
type View struct {
	Now      time.Time
	Subjects iter.Seq[Subject] // the open incidents
	Alarms   []Alarm
	Rings    map[string]Ring
	Duty     duty.State
	Muted    time.Time // nothing rings until then; zero: not muted
	// Hold: just started or woken, the sources have not been asked yet.
	Hold bool
	// Still: "still working" can be published from a note.
	Still bool
	// Return: a hold has just ended; what is due rings as one.
	Return bool
	// Find tells what became of an incident that is open no more.
	Find func(incident.ID) (Subject, bool)
}

// Call is a note to hand over, and whom it stands for.
type Call struct {
	Note Note
	// IDs are the incidents for which this ring is news in their timeline,
	// and Text is the line there.
	IDs  []incident.ID
	Text string
	// All are the incidents the note stands for.
	All []incident.ID
	// Ring: a person is called; otherwise it only changes what is shown.
	Ring bool
}

// Plan is what a decision asks for.
type Plan struct {
	Calls    []Call
	Withdraw []string        // keys of notes that are shown no longer
	Rings    map[string]Ring // changed ones only; a zero Ring deletes
	Next     time.Time       // when to look again; zero: when something changes
	// Due is when each incident rings next, where that is known.
	Due map[incident.ID]time.Time
}
