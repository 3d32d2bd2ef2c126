package postmortem

import "time"

// New begins a postmortem from what is known of an incident.
func (s Set) New(k Known, now time.Time) Document {
	d := Document{Incident: k.Incident.ID, Number: k.Incident.Number, Title: k.Incident.Title, Severity: k.Incident.Severity.OrDefault(),
		Language: s.Language, Made: now.UTC(), Sections: map[string]Text{}}
	d.Refill(s, s.Facts(k), now)
	return d
}

// Refill fills sections anew that nobody has written in; it gives their number.
func (d *Document) Refill(s Set, f Facts, now time.Time) int {
	changed := 0
	for _, section := range s.List() {
		kept := d.Sections[section.ID]
		body := fill(section.Body, f.values)
		if !kept.Edited.IsZero() || kept.Body == body {
			continue
		}
		d.Sections[section.ID] = Text{Body: body}
		changed++
	}
	d.Changed = now.UTC()
	return changed
}
