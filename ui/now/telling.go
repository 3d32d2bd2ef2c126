package now

import "turnaround/app/incident"

// writeUpdate opens the screen where customers are told of an incident; how is
// "" or "/resolved", for the last update.
func (s *Screen) writeUpdate(id incident.ID, how string) {
	if id != "" {
		s.Host.Go("compose/" + string(id) + how)
	}
}
