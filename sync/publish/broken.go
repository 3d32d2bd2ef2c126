package publish

import (
	"context"

	"turnaround/app/incident"
)

// broken stands for a channel whose settings cannot work, and says so.
type broken struct {
	name string
	why  error
}

func (b broken) identity() string { return "broken/" + b.name }

func (b broken) limits() limits {
	return limits{phases: map[incident.Phase]string{incident.Investigating: "-", incident.Identified: "-", incident.Monitoring: "-", incident.PhaseResolved: "-"}}
}

func (b broken) read(context.Context) (view, error) { return view{}, b.why }

func (b broken) send(context.Context, letter) (sent, error) { return sent{}, b.why }

func (b broken) close() error { return nil }
