package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/text"
)

// printer writes what a command found: as JSON, or as text for a person.
type printer struct {
	out   io.Writer
	json  bool
	color bool
	now   time.Time
	zone  *time.Location
	err   error
}

// JSON writes v as indented JSON.
func (p *printer) JSON(v any) error {
	enc := json.NewEncoder(p.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// linef writes one line; the first error is kept for the end.
func (p *printer) linef(format string, args ...any) {
	if _, err := fmt.Fprintf(p.out, format+"\n", args...); err != nil && p.err == nil {
		p.err = fmt.Errorf("write: %w", err)
	}
}

// ANSI colours of the severities.
var severityColor = map[incident.Severity]string{
	incident.Critical: "1;31", incident.Major: "33", incident.Minor: "36", incident.Info: "2",
}

func (p *printer) paint(sev int, word string) string {
	code := severityColor[incident.Severity(sev)]
	if !p.color || code == "" {
		return word
	}
	return "\x1b[" + code + "m" + word + "\x1b[0m"
}

// items writes a table, one incident a line.
func (p *printer) items(items []Item) error {
	if p.json {
		return p.JSON(items)
	}
	if len(items) == 0 {
		p.linef("No incidents match.")
		return p.err
	}
	table := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	for _, i := range items {
		fmt.Fprintf(table, "%s\t#%d\t%s\t%s\t%s\t%s\n", p.paint(i.Severity, incident.Severity(i.Severity).String()),
			i.Number, p.state(i), text.Age(p.now.Sub(i.StartedAt)), text.Line(i.Title, 70), p.meta(i))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return p.err
}

func (p *printer) state(i Item) string {
	switch {
	case i.MergedInto != "":
		return "merged"
	case i.Status == string(incident.Resolved):
		return "resolved"
	case !i.NoNewsSince.IsZero():
		return "no news"
	case i.SnoozedUntil.After(p.now):
		if i.SnoozeReason != "" {
			return i.SnoozeReason
		}
		return "snoozed"
	}
	return i.Status
}

func (p *printer) meta(i Item) string {
	var parts []string
	add := func(s string) {
		if s = text.Line(s, 40); s != "" {
			parts = append(parts, s)
		}
	}
	add(i.Service)
	add(i.Source)
	if i.Alerts > 1 {
		add(fmt.Sprintf("%d/%d alerts", i.Firing, i.Alerts))
	}
	if i.Flaps > 0 {
		add(fmt.Sprintf("%d flaps", i.Flaps))
	}
	if i.AcknowledgedBy != "" {
		add("by " + i.AcknowledgedBy)
	}
	if i.Customers.Impact == string(incident.ImpactConfirmed) || i.Customers.Impact == string(incident.ImpactSuspected) {
		parts = append(parts, p.clockLine(i.Customers))
	}
	return strings.Join(parts, " · ")
}

// when says a time in the person's zone.
func (p *printer) when(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	if t.Equal(incident.Indefinitely) {
		return "an unknown end"
	}
	t = t.In(p.zone)
	if now := p.now.In(p.zone); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04")
}

// sheet writes one incident whole.
func (p *printer) sheet(s Sheet) error {
	if p.json {
		return p.JSON(s)
	}
	p.linef("%s #%d  %s", p.paint(s.Severity, incident.Severity(s.Severity).String()), s.Number, text.Line(s.Title, 300))
	p.linef("  %s, started %s (%s ago), id %s", p.state(s.Item), p.when(s.StartedAt), text.Age(p.now.Sub(s.StartedAt)), s.ID)
	for _, each := range [][2]string{{"service", s.Service}, {"source", s.Source}, {"assigned to", s.Assignee},
		{"runbook", s.Runbook}, {"dashboard", s.Dashboard}, {"alert", s.Link}} {
		if each[1] != "" {
			p.linef("  %-12s %s", each[0], text.Line(each[1], 500))
		}
	}
	if s.SnoozedUntil.After(p.now) {
		p.linef("  %-12s %s", "quiet until", p.when(s.SnoozedUntil))
	}
	p.customers(s)
	p.deliveries(s.Deliveries)
	p.alerts(s)
	p.linef("\nTimeline")
	for _, l := range s.Timeline {
		by := text.Line(l.By, 40)
		if by == "" {
			by = text.Line(l.Via, 40)
		}
		if l.Channel != "" {
			by += " on " + text.Line(l.Channel, 40)
		}
		p.linef("  %s  %-14s %s  %s", p.when(l.At), l.Kind, by, text.Line(l.Text, 300))
		if l.Approved != "" {
			p.linef("      OK'd by %s (said in chat)", text.Line(l.Approved, 60))
		}
		for _, o := range l.Overruled {
			p.linef("      %s was overruled: %s", text.Line(o.Check, 40), text.Line(o.Reason, 300))
		}
	}
	for _, a := range s.Waiting {
		if a.Channel != "" {
			continue // said above
		}
		p.linef("  waits: %s", p.action(a))
	}
	return p.err
}

func (p *printer) alerts(s Sheet) {
	p.linef("\nAlerts: %d firing of %d", s.Firing, s.Alerts)
	for _, a := range s.AlertList {
		state := "firing"
		if !a.Firing {
			state = "cleared " + p.when(a.ClearedAt)
		}
		if a.HeldBy != "" {
			state += ", " + text.Line(a.HeldBy, 60)
		}
		p.linef("  %s  %s  (%s)", a.Fingerprint, text.Line(a.Title, 120), state)
		if a.Text != "" {
			for line := range strings.SplitSeq(text.Block(a.Text, 300), "\n") {
				p.linef("      %s", line)
			}
		}
	}
	if s.Omitted > 0 {
		p.linef("  ... and %d more (--alerts %d shows them)", s.Omitted, s.Alerts)
	}
}

func (p *printer) action(a ActionItem) string {
	line := fmt.Sprintf("%s  %s at %s, %s", a.ID, a.Verb, text.Line(a.Source, 40), a.State)
	if a.Channel != "" {
		line = fmt.Sprintf("%s  publish %q on %s, %s", a.ID, text.Line(a.Text, 50), text.Line(a.Channel, 40), a.State)
	}
	if a.NotBefore.After(p.now) {
		line += ", next try in " + text.Age(a.NotBefore.Sub(p.now))
	}
	if a.Tries > 0 {
		line += fmt.Sprintf(", tried %d times", a.Tries)
	}
	if a.LastError != "" {
		line += ": " + text.Line(a.LastError, 400)
	}
	return line
}

// choices are the commands by which a person decides what asks.
func (p *printer) choices(a ActionItem) {
	if a.Link != "" && a.State == string(outbox.Asking) {
		p.linef("    look there:          %s", text.Line(a.Link, 300))
	}
	if a.Joins != "" {
		p.linef("    join what is there:  turnaround outbox join %s", a.ID)
	}
	switch a.State {
	case string(outbox.Asking):
		p.linef("    send it anyway:      turnaround outbox retry %s --force", a.ID)
	case string(outbox.Rejected):
		p.linef("    try it again:        turnaround outbox retry %s", a.ID)
	default:
		return
	}
	p.linef("    do not send it:      turnaround outbox drop %s", a.ID)
}

// said writes what came of an act.
func (p *printer) said(s said) error {
	if p.json {
		return p.JSON(s)
	}
	for _, i := range s.Incidents {
		p.linef("#%d %s: %s", i.Number, text.Line(i.Title, 80), p.state(i))
	}
	for _, line := range s.Said {
		p.linef("  %s", text.Line(line, 300))
	}
	return p.err
}
