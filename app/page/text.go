package page

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"turnaround/app/incident"
)

// The longest parts of a note, in runes.
const (
	longTitle   = 120
	longService = 40
)

// note writes what a single subject's note says. Text from strangers stands
// after a label and a colon, never where it could read as our own words.
func (d *decision) note(c *candidate) Note {
	severity := c.Severity.OrDefault()
	n := Note{
		Key: c.key, Incident: c.ID, Severity: severity, Sound: c.manner.plays(), Volume: d.volume,
		Urgent: c.manner.Urgent(), Acknowledge: c.Kind != KindContact && c.Kind != KindStuck, Open: true,
		Title: headline(c.Subject), Body: c.body,
	}
	switch c.Kind {
	case KindIncident:
		n.Body = d.body(c)
	case KindUpdate:
		n.Body = d.updateBody(c)
		d.still(&n, c)
	case KindStuck:
		n.Publish = c.button
	}
	return n
}

// mutedNote writes what is said of a lost contact or heartbeat while muted.
func (d *decision) mutedNote(c *candidate) Note {
	n := d.note(c)
	n.Sound, n.Urgent = "", false
	n.Body += " Pages are muted until " + Clock(d.Muted, d.Now, d.zone()) + "."
	return n
}

// headline is "SEV1 checkout: HighErrorRate"; an alarm has its own.
func headline(s Subject) string {
	if s.Kind != KindIncident {
		return plain(s.Title, longTitle)
	}
	head := s.Severity.OrDefault().String()
	if service := plain(s.Service, longService); service != "" {
		head += " " + service
	}
	return head + ": " + plain(s.Title, longTitle)
}

func (d *decision) body(c *candidate) string {
	var b strings.Builder
	switch {
	case c.ring.Stale:
		fmt.Fprintf(&b, "Acknowledged %s ago and still open", Span(d.Now.Sub(c.AckedAt)))
	case c.ring.Count > 1:
		fmt.Fprintf(&b, "Not acknowledged for %s", Span(d.Now.Sub(c.ring.First)))
	default:
		fmt.Fprintf(&b, "Since %s", Clock(c.RingSince, d.Now, d.zone()))
	}
	if c.Source != "" {
		fmt.Fprintf(&b, ", from %s", plain(c.Source, longService))
	}
	if c.Firing > 1 {
		fmt.Fprintf(&b, ", %d alerts firing", c.Firing)
	}
	b.WriteByte('.')
	return b.String()
}

// groupNote writes what the one note for several says.
func (d *decision) groupNote(lead *candidate, g Ring) Note {
	n := len(d.members)
	title := fmt.Sprintf("%d incidents need somebody", n)
	switch lead.ring.Reason {
	case Storm:
		title = fmt.Sprintf("%d new incidents", n)
	case Return:
		title = fmt.Sprintf("%d incidents are open", n)
	case QuietHours:
		title = fmt.Sprintf("%d incidents from the quiet hours are open", n)
	case Muted:
		title = fmt.Sprintf("No longer muted: %d incidents are open", n)
	case OffCall:
		title = fmt.Sprintf("You are on call: %d incidents are open", n)
	}
	if g.Count > 1 {
		title = fmt.Sprintf("%d incidents not acknowledged", n)
	}
	return Note{
		Key: GroupKey, Severity: lead.Severity.OrDefault(), Sound: lead.manner.plays(), Volume: d.volume,
		Urgent: lead.manner.Urgent(), Open: true, Title: title,
		Body: fmt.Sprintf("%s. Most urgent: %s", tally(d.members), headline(lead.Subject)),
	}
}

// tally is "2 SEV1, 10 SEV3".
func tally(members []*candidate) string {
	var counts [incident.Info + 1]int
	for _, c := range members {
		counts[c.Severity.OrDefault()]++
	}
	var parts []string
	for s := incident.Critical; s <= incident.Info; s++ {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	return strings.Join(parts, ", ")
}

// recovered writes the quiet note that replaces one the system cannot take
// back; false where there is nothing to replace or nothing recovered.
func (d *decision) recovered(key string, stays bool) (Note, bool) {
	if !stays {
		return Note{}, false
	}
	n := Note{Key: key, Severity: incident.Info, Open: true}
	id, ok := strings.CutPrefix(key, IncidentKey(""))
	switch {
	case key == GroupKey:
		n.Title, n.Body = "Nothing rings any more", "All of them are resolved or in somebody's hands."
		if !d.Muted.IsZero() {
			n.Title, n.Body = "Muted until "+Clock(d.Muted, d.Now, d.zone()), "What is open then rings."
		}
	case !ok:
		kind, what, _ := strings.Cut(key, "/")
		n.Title, n.Body = "In contact again", "Answers again: "+plain(what, longTitle)
		if Kind(kind) == KindUpdate {
			n.Title, n.Body = "No update is due any more", "Customers were told, or are owed none."
		}
		if Kind(kind) == KindStuck {
			n.Title, n.Body = "The update is settled", "It was published, or dropped."
		}
		if Kind(kind) == KindHeartbeat {
			n.Title, n.Body = "Heartbeat is back", "Seen again: "+plain(what, longTitle)
		}
	default:
		s, found := Subject{}, false
		if d.Find != nil {
			s, found = d.Find(incident.ID(id))
		}
		if !found || s.Status != incident.Resolved {
			return Note{}, false
		}
		n.Incident, n.Title = s.ID, "Recovered: "+headline(s)
		n.Body = fmt.Sprintf("Resolved at %s.", Clock(s.ResolvedAt, d.Now, d.zone()))
	}
	return n, true
}

// entryText is the line in the timeline that says how a person was called.
func entryText(c *candidate) string {
	switch {
	case c.ring.Stale:
		return "Notified again: acknowledged, and open for too long since"
	case c.manner.Loud():
		return "Notified with sound"
	}
	return "Notified without sound"
}

func groupEntryText(n int) string { return fmt.Sprintf("Notified in one note for %d incidents", n) }

// plain bounds text from strangers and puts it on one line.
func plain(text string, most int) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = b.Len() > 0
			continue
		}
		if n >= most {
			b.WriteRune('…')
			break
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// Clock writes a moment for a person: "14:02" on the same day, "22 Nov 14:02" else.
func Clock(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04")
	}
	if t.Year() == now.Year() {
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

// Span writes a duration for a person: "40 s", "12 min", "3 h", "2 d".
func Span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(0, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}
