package cmd

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
	"turnaround/app/text"
)

// CustomerOutcome is what practice customers went through in one incident.
type CustomerOutcome struct {
	Impact         string   `json:"impact"` // as it was said in the drill
	FirstUpdate    *float64 `json:"first_update_seconds"`
	FirstTarget    *float64 `json:"first_update_target_seconds"` // null: none is set
	LongestSilence *float64 `json:"longest_silence_seconds"`
	Made           int      `json:"promises_made"`
	Kept           int      `json:"promises_kept"`
	Pending        int      `json:"promises_pending"` // not due at the drill's end
	Updates        int      `json:"updates"`
	ToldOver       bool     `json:"told_it_is_over"`
	ResolveNotice  *float64 `json:"resolve_notice_seconds"` // null: not told, or before it was over
	// Lights is the course as stretches, for the window.
	Lights []journey.Stretch `json:"-"`
}

// customerOutcome judges an incident that customers were affected by; nil: they
// were not. The scenario knows when it began for them: with its first alert.
func (r *Rehearsal) customerOutcome(row store.Row, now time.Time) *CustomerOutcome {
	service, ok := r.pager.Desk.ServiceOf(row.ID)
	faces := ok && service.CustomerFacing && row.Severity.OrDefault() <= incident.Major
	if !faces && !row.Impact.Affects() && row.LastUpdate.IsZero() {
		return nil
	}
	detail, err := r.pager.Desk.Show(row.ID, 0)
	if err != nil {
		return nil // it went meanwhile
	}
	course := journey.Of(detail.Entries, now)
	if course.Start.IsZero() || course.Start.After(row.StartedAt) {
		course.Start = row.StartedAt
	}
	if course.Ended.IsZero() {
		course.Ended = row.ResolvedAt
	}
	target := r.pager.Desk.Target(row.Severity)
	rules := rulesOf(target)
	m := course.Measure(rules)
	o := &CustomerOutcome{Impact: impactWord(row.Impact), FirstUpdate: seconds(m.FirstUpdate), LongestSilence: seconds(m.LongestSilence),
		Made: m.Made, Kept: m.Kept, Pending: m.Pending, Updates: m.Updates, ToldOver: !course.Resolved.IsZero(), ResolveNotice: seconds(m.ResolveNotice), Lights: course.Lights(rules)}
	if target.First > 0 {
		o.FirstTarget = new(target.First.Seconds())
	}
	if m.LongestSilence != nil && len(o.Lights) == 0 {
		o.Lights = []journey.Stretch{{From: course.Start, To: course.Start.Add(*m.LongestSilence), Light: journey.Unlit}}
	}
	return o
}

// line says it in one line.
func (o CustomerOutcome) line() string {
	p := &printer{}
	if o.Updates == 0 {
		return fmt.Sprintf("no update was published; they heard nothing for %s", p.orUnknown(o.LongestSilence))
	}
	kept := "no promise was due"
	if due := o.Made - o.Pending; due > 0 {
		kept = fmt.Sprintf("%d of %d promises kept", o.Kept, due)
	}
	said := fmt.Sprintf("first update after %s, longest silence %s, %s", p.orUnknown(o.FirstUpdate), p.orUnknown(o.LongestSilence), kept)
	switch {
	case o.ResolveNotice != nil:
		return said + ", told that it is over after " + p.orUnknown(o.ResolveNotice)
	case o.ToldOver:
		return said + ", told that it is over before it was"
	}
	return said + ", never told that it is over"
}

// heardNothing says so where customers were affected and nothing was published.
func heardNothing(outcomes []Outcome) string {
	affected := false
	for _, o := range outcomes {
		if o.Customers != nil {
			affected = true
			if o.Customers.Updates > 0 {
				return ""
			}
		}
	}
	if !affected {
		return ""
	}
	return "No update was published: practice customers heard nothing from you."
}

// Audience is what the practice customers of a drill read and did so far.
type Audience struct {
	Page  string // the practice page's name
	URL   string // where it can be opened
	State string // its worst component's
	Posts []AudiencePost
	Mails int // updates that came by mail
	// Wrote is how many wrote to support, the last of them at LastWrote of the
	// scenario's time.
	Wrote     int
	LastWrote time.Duration
}

// AudiencePost is an update as customers read it, of each incident the newest.
type AudiencePost struct {
	Title, Status, Text string
	At                  time.Duration // in the scenario's time
	Due                 time.Time     // of the next update, as promised; zero: none
	Over                bool
}

// states are those of a component, from fine to worst.
var states = []string{"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}

// Audience tells what practice customers read now.
func (r *Rehearsal) Audience() Audience {
	shown := r.Drill.Page.Shown()
	a := Audience{Page: shown.Name, URL: r.Drill.Page.URL(), State: states[0], Mails: len(r.Drill.Post.Letters())}
	a.Wrote, a.LastWrote = r.Drill.Contacts()
	for _, c := range shown.Parts {
		if slices.Index(states, c.State) > slices.Index(states, a.State) {
			a.State = c.State
		}
	}
	due := r.due()
	for _, i := range shown.Incidents {
		if len(i.Updates) == 0 {
			continue
		}
		u := i.Updates[0]
		post := AudiencePost{Title: text.Line(i.Title, 200), Status: i.Status, Text: text.Block(u.Text, 2000), At: r.arrived(u.ID), Over: i.Over()}
		if !post.Over {
			post.Due = due[i.ID]
		}
		a.Posts = append(a.Posts, post)
	}
	return a
}

// due tells what is promised, by the page's incident.
func (r *Rehearsal) due() map[string]time.Time {
	all := map[string]time.Time{}
	for row := range r.pager.Desk.Rows() {
		if row.DueAt.IsZero() {
			continue
		}
		detail, err := r.pager.Desk.Show(row.ID, 0)
		if err != nil {
			continue // it went meanwhile
		}
		if heard := detail.Incident.Customers.Heard[practicePage]; heard.Ref != "" {
			all[heard.Ref] = heard.Due
		}
	}
	return all
}

// arrived is when an update was first seen on the page.
func (r *Rehearsal) arrived(update string) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[update]
}

// read says what customers can read that they could not before. It runs on
// the goroutine of the server that took it.
func (r *Rehearsal) read() {
	at := r.Drill.At()
	for _, i := range slices.Backward(r.Drill.Page.Shown().Incidents) {
		for _, u := range slices.Backward(i.Updates) {
			if r.isNews(u.ID, at) {
				r.Say(at, fmt.Sprintf("Customers read on the practice page, %s: %s. %s", strings.ReplaceAll(u.Status, "_", " "),
					text.Line(i.Title, 120), text.Line(u.Text, 400)))
			}
		}
	}
	for n, l := range r.Drill.Post.Letters() {
		if r.isNews(fmt.Sprint("mail/", n), at) {
			r.Say(at, fmt.Sprintf("%d customers get a mail: %s. %s", len(l.To), text.Line(l.Subject, 120), text.Line(l.Text, 400)))
		}
	}
}

func (r *Rehearsal) isNews(what string, at time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.seen[what]; known {
		return false
	}
	r.seen[what] = at
	return true
}
