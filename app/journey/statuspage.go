package journey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"turnaround/app/incident"
)

// History is what a public status page tells of its past.
type History struct {
	Page      string
	Incidents []Past
	// Maintenance counts what was planned and is left out.
	Maintenance int
}

// Past is one incident of a history.
type Past struct {
	ID, Name, Impact string
	Course           Course
	// Stated is a start that a text names, not a field; zero: none does.
	Stated time.Time
	// Resolved is the end as the page records it; the course's is when readers
	// could see it.
	Resolved time.Time
}

// Afterwards tells that the page took all of it in long after it was over, as
// an archive is: when readers heard is not known from it.
func (p Past) Afterwards() bool {
	for _, u := range p.Course.Updates {
		if u.Shown.IsZero() || u.At.Sub(u.Shown) < 24*time.Hour {
			return false
		}
	}
	return len(p.Course.Updates) > 0
}

// ErrNoHistory: the text is JSON, but not a Statuspage's.
var ErrNoHistory = errors.New(`not a Statuspage history: neither "incidents" nor "incident" is in it`)

// recorded is how much earlier than the first update a start has to be to count
// as recorded: pages fill the field with the moment of the first update.
const recorded = time.Minute

type pageJSON struct {
	Page struct {
		Name     string  `json:"name"`
		TimeZone string  `json:"time_zone"`
		Updated  lenient `json:"updated_at"`
	} `json:"page"`
	Incidents []incidentJSON `json:"incidents"`
	Incident  *incidentJSON  `json:"incident"`
	Planned   []incidentJSON `json:"scheduled_maintenances"`
}

type incidentJSON struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Status   string       `json:"status"`
	Impact   string       `json:"impact"`
	Started  lenient      `json:"started_at"`
	Created  lenient      `json:"created_at"`
	Resolved lenient      `json:"resolved_at"`
	Planned  lenient      `json:"scheduled_for"`
	Updates  []updateJSON `json:"incident_updates"`
}

type updateJSON struct {
	Status  string  `json:"status"`
	Body    string  `json:"body"`
	Created lenient `json:"created_at"`
	Shown   lenient `json:"display_at"`
}

// lenient is a time that may be missing, null or no time at all.
type lenient struct{ time.Time }

// UnmarshalJSON reads RFC 3339 with any offset; what is none reads as unknown.
func (l *lenient) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		l.Time = t.UTC()
	}
	return nil
}

// ParseStatuspage reads what a Statuspage answers to /api/v2/incidents.json,
// or one incident of it. asOf is when it was read; zero for a saved file.
func ParseStatuspage(raw []byte, asOf time.Time) (History, error) {
	var p pageJSON
	if err := json.Unmarshal(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), &p); err != nil {
		return History{}, fmt.Errorf("read a Statuspage history: %w", err)
	}
	if p.Incident != nil {
		p.Incidents = append(p.Incidents, *p.Incident)
	}
	if p.Incidents == nil && p.Planned == nil {
		return History{}, ErrNoHistory
	}
	if asOf.IsZero() {
		asOf = p.Page.Updated.Time
	}
	zone, err := time.LoadLocation(p.Page.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	h := History{Page: p.Page.Name, Maintenance: len(p.Planned)}
	for _, i := range p.Incidents {
		if i.planned() {
			h.Maintenance++
			continue
		}
		h.Incidents = append(h.Incidents, i.past(zone, asOf))
	}
	return h, nil
}

func (i incidentJSON) planned() bool {
	switch i.Status {
	case "scheduled", "in_progress", "verifying", "completed":
		return true
	}
	return i.Impact == "maintenance" || !i.Planned.IsZero()
}

func (i incidentJSON) past(zone *time.Location, asOf time.Time) Past {
	p := Past{ID: i.ID, Name: i.Name, Impact: i.Impact, Resolved: i.Resolved.Time, Course: Course{Resolved: i.Resolved.Time, AsOf: asOf}}
	var first time.Time
	for _, u := range i.Updates {
		seen := u.Created.Time
		if seen.IsZero() {
			seen = u.Shown.Time
		}
		if seen.IsZero() {
			continue // nobody can tell when it could be read
		}
		update := Update{At: seen, Shown: u.Shown.Time, Phase: incident.Phase(strings.ToLower(u.Status)), Text: plain(u.Body)}
		switch update.Phase {
		case incident.PhaseResolved:
			p.Course.Resolved = later(p.Course.Resolved, seen, i.Status)
		case Postmortem:
		default:
			update.Due, _ = Promised(update.Text, seen, zone)
		}
		p.Course.Updates = append(p.Course.Updates, update)
		if first.IsZero() || seen.Before(first) {
			first = seen
		}
	}
	if !first.IsZero() && !i.Started.IsZero() && first.Sub(i.Started.Time) >= recorded {
		p.Course.Start = i.Started.Time
	}
	for _, u := range p.Course.Updates {
		if start, ok := Stated(u.Text, first, zone); ok && (p.Stated.IsZero() || u.Phase == incident.PhaseResolved || u.Phase == Postmortem) {
			p.Stated = start
		}
	}
	return p
}

// later gives the moment readers could see that it is over: the field may hold
// the printed time, cut to seconds. A page that went on after "resolved" is not over.
func later(field, seen time.Time, status string) time.Time {
	if status != string(incident.PhaseResolved) && status != string(Postmortem) {
		return field
	}
	if seen.After(field) {
		return seen
	}
	return field
}

// plain is the text of a body that may hold HTML, without its marks.
func plain(body string) string {
	if len(body) > 100_000 {
		body = body[:100_000]
	}
	body = strings.ReplaceAll(body, "\r\n", "\n")
	if !strings.ContainsAny(body, "<&") {
		return strings.TrimSpace(body)
	}
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(body))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(tokens.Text())
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := tokens.TagName()
			switch atom.Lookup(name) {
			case atom.Br, atom.P, atom.Div, atom.Li, atom.Tr:
				b.WriteByte('\n')
			}
		}
	}
}
