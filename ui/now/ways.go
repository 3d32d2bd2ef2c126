package now

import (
	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
)

// Way leads from an incident to another room: a button, a line of the menu and
// a key.
type Way struct {
	Action     keys.Action
	Text, Icon string
	Importance parts.Importance // Amber: for what customers hear, at the right end
	Go         func(incident.ID)
}

// along goes a way from the incident that is shown.
func (s *Screen) along(w Way) func() {
	return func() {
		if id := s.detail.shown.ID; id != "" {
			w.Go(id)
		}
	}
}
