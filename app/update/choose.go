package update

import (
	"strings"
	"time"

	"turnaround/app/incident"
)

// Situation is what matters for the choice of a template besides the answers.
type Situation struct {
	Now      time.Time
	Told     int            // updates customers had so far, on any channel
	Last     incident.Phase // of the last one
	Promised time.Time      // what the last one promised
	Said     string         // what it said that customers see; empty: not known
	New      bool           // there are facts the last one did not have
	Changed  bool           // more or fewer are affected than the last one said
	Counted  bool           // how many is known, and no update has said it yet
	Ways     bool           // there is a way around it that no update has told
	Supplier bool           // a service one builds on has the fault
	Wrong    bool           // the last one said something wrong
}

// Choose gives the ID of the template that fits, for the phase and the facts.
func Choose(a Answers, s Situation) string {
	late := a.Phase != incident.PhaseResolved && s.Told > 0 && !s.Promised.IsZero() && s.Now.After(s.Promised)
	switch {
	case a.Facts.Data == incident.DataAffected:
		return "T13"
	case a.Phase == Scheduled:
		return "T17"
	case s.Wrong:
		return "T08"
	case a.Phase == incident.PhaseResolved && s.Told == 0:
		return "T11"
	case a.Phase == incident.PhaseResolved:
		return "T10"
	case late:
		return "T09"
	case a.Phase == incident.Monitoring && !s.Changed:
		return "T07"
	case s.Told == 0 && a.Phase == incident.Investigating:
		return firstUpdate(a, s)
	}
	return laterUpdate(a, s)
}

func firstUpdate(a Answers, s Situation) string {
	switch {
	case s.Supplier:
		return "T12"
	case a.Facts.Share != "":
		return "T02"
	}
	return "T01"
}

func laterUpdate(a Answers, s Situation) string {
	switch {
	case s.Changed:
		return "T06"
	case a.Phase == incident.Identified && s.Last != incident.Identified && s.Supplier:
		return "T12"
	case a.Phase == incident.Identified && s.Last != incident.Identified:
		return "T04"
	case s.Ways:
		return "T05"
	case s.Counted && a.Phase == incident.Investigating:
		return "T02"
	case s.New && a.Phase == incident.Identified:
		return "T04"
	case s.New && a.Facts.Share != "":
		return "T02"
	case s.Said != "" && differs(s.Said, first(a.What, a.Facts.What)):
		return "T06" // T03 would say that nothing has changed
	}
	return "T03"
}

func differs(said, now string) bool {
	return now != "" && strings.TrimRight(strings.TrimSpace(said), ".") != strings.TrimRight(strings.TrimSpace(now), ".")
}
