package view

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Scene is what stands around the incidents at one moment. Rows formed later
// read nothing else, so it is never changed once it was handed on.
type Scene struct {
	Now   time.Time
	Me    incident.PersonID
	Name  func(incident.PersonID) string
	Rings map[incident.ID]time.Time // the next ring of each that rings
	// Quiet: nothing rings now, since the person is off call or has muted.
	Quiet      bool
	MutedUntil time.Time
	Unseen     map[incident.ID]bool
	Waits      map[incident.ID]Wait
	Lost       map[string]time.Time // sources out of contact, since when
	// Clock reads a row's customer clock, without waiting; nil: rows say nothing of it.
	Clock ClockOf
	// Partly are those of which some channel has no current update.
	Partly map[incident.ID]bool

	people map[incident.PersonID]string
}

// ClockOf reads a row's customer clock.
type ClockOf func(r store.Row, now time.Time) desk.Clock

// Wait is how what a person did to an incident stands on its way.
type Wait int

// The waits, the gravest last.
const (
	Sent     Wait = iota
	Underway      // as good as sent: neither failed nor long about it
	WillSend
	Refused
	Asks
	UpdateAsks // an update to customers does
)

// patience is how long an action may take before the row tells of it.
const patience = 3 * time.Second

// Waits tells of each incident how its gravest action stands.
func Waits(all []outbox.Action, now time.Time) map[incident.ID]Wait {
	waits := map[incident.ID]Wait{}
	for _, a := range all {
		wait := waitOf(a, now)
		if wait == Asks && a.Update != nil {
			wait = UpdateAsks
		}
		waits[a.Incident] = max(waits[a.Incident], wait)
	}
	return waits
}

func waitOf(a outbox.Action, now time.Time) Wait {
	switch {
	case a.State == outbox.Asking:
		return Asks
	case a.State == outbox.Rejected:
		return Refused
	case a.Tries == 0 && now.Sub(a.Created) < patience:
		return Underway
	}
	return WillSend
}

// meet looks names up, so that forming a row waits for nobody.
func (s *Scene) meet(ids ...incident.PersonID) {
	if s.people == nil {
		s.people = map[incident.PersonID]string{}
	}
	for _, id := range ids {
		if _, known := s.people[id]; id != "" && !known {
			s.people[id] = text.Line(s.Name(id), 40)
		}
	}
}

// person names somebody; the person at this computer is "you".
func (s *Scene) person(id incident.PersonID) string {
	switch {
	case id == "":
		return ""
	case id == s.Me:
		return words.T("you")
	}
	return s.people[id]
}
