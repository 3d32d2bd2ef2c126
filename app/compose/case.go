// Package compose writes one update for customers: from what is known of an
// incident to what the readers of each channel get. It is pure; the desk keeps
// what is written and publishes it.
package compose

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"strconv"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/update"
)

// Place is a channel that an update can go to.
type Place struct {
	Name     string // as configured
	Kind     string // as configured: statuspage, smtp, slack, ...
	Medium   update.Medium
	Audience update.Audience // empty: the medium's own
	Language string          // en, de
	// Offered: chosen from the start. Off says why not, for a person to read.
	Offered bool
	Off     string
	Zone    *time.Location // of its readers; nil: the case's
	Runes   int            // the most characters it takes; zero: any
	Page    bool           // it shows components, and how bad it is
}

// Case is what is known when somebody writes.
type Case struct {
	Incident incident.Incident
	Entries  []incident.Entry
	// Say are the customers' words for the service; Components the page's IDs;
	// Channels where its customers hear, none: everywhere.
	Say        string
	Components []string
	Channels   []string
	Places     []Place
	Target     journey.Target
	Folders    []fs.FS // of own templates
	Zone       *time.Location
	Sender     string
	Customers  []string // names that must not be public
	Glossary   []string // abbreviations the readers know
	// Practice: a drill, whose promises are short so that they come due in it.
	Practice bool
}

// heard is what a place's readers read last: where it stands, and its words.
func (c Case) heard(place string) (incident.Heard, string) {
	return c.Incident.Customers.Heard[place], LastWords(c.Incident, c.Entries, place)
}

// LastWords is what a channel's readers read last on an incident, as it reads
// by now; empty: nothing. A correction of an earlier update is not the last one.
func LastWords(inc incident.Incident, entries []incident.Entry, channel string) string {
	said, post := "", inc.Customers.Heard[channel].Post
	for _, e := range entries {
		if e.Kind != incident.KindPublished && e.Kind != incident.KindCorrected {
			continue
		}
		if s := incident.Unpack[incident.Spoken](e); s.Channel == channel && s.Post == post {
			said = s.Body
		}
	}
	return said
}

// known changes with the facts an OK was given for.
func (c Case) known() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %v %d %+v", c.Incident.Severity, c.Incident.Open(), c.Incident.Customers.Spoken, c.Incident.Customers.Affected)
	return strconv.FormatUint(h.Sum64(), 36)
}

// place finds one by name.
func (c Case) place(name string) (Place, bool) {
	for _, p := range c.Places {
		if p.Name == name {
			return p, true
		}
	}
	return Place{}, false
}
