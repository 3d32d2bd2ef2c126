package desk

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// Query is a parsed search: every condition must hold.
type Query struct {
	tests []func(*store.Row) bool
	plain []string // the plain words, in lower case, that are no numbers
}

// ParseQuery reads what a person types: filters (sev:1,2 who:anna source:eu
// service:shop status:open before:2026-05-12 after:2h quiet:>10m update:due) and
// plain words, which must all occur in the title, service, source or number.
func (d *Desk) ParseQuery(text string, zone *time.Location) (Query, error) {
	var q Query
	for _, word := range fields(text) {
		key, value, isFilter := strings.Cut(word, ":")
		if !isFilter || value == "" || strings.Contains(key, " ") {
			q.words(word)
			continue
		}
		test, err := d.filter(strings.ToLower(key), value, zone)
		if err != nil {
			return Query{}, err
		}
		if test == nil {
			q.words(word)
			continue
		}
		q.tests = append(q.tests, test)
	}
	return q, nil
}

// Matches tells whether a row fulfils every condition.
func (q Query) Matches(r store.Row) bool { return q.matches(&r) }

func (q Query) matches(r *store.Row) bool {
	for _, test := range q.tests {
		if !test(r) {
			return false
		}
	}
	return true
}

// Filter yields the rows that match. Rows are large: all are looked at in one
// place.
func (q Query) Filter(rows iter.Seq[store.Row]) iter.Seq[store.Row] {
	return func(yield func(store.Row) bool) {
		var row store.Row
		for row = range rows {
			if q.matches(&row) && !yield(row) {
				return
			}
		}
	}
}

// Plain gives the words asked for, in lower case, where nothing else is asked: a
// caller that keeps titles, services and sources in lower case may look for
// them by itself. Numbers are no plain words.
func (q Query) Plain() (words []string, ok bool) {
	return q.plain, len(q.plain) == len(q.tests) && len(q.plain) > 0
}

// filter gives nil for a key it does not know: "note: x" is plain words.
func (d *Desk) filter(key, value string, zone *time.Location) (func(*store.Row) bool, error) {
	switch key {
	case "sev", "severity":
		return severityFilter(value)
	case "who":
		return func(r *store.Row) bool {
			return r.AckedBy != "" && contains(d.Name(r.AckedBy), value) || r.Assignee != "" && contains(d.Name(r.Assignee), value)
		}, nil
	case "source":
		return func(r *store.Row) bool { return contains(r.Source, value) }, nil
	case "service":
		return func(r *store.Row) bool { return contains(r.Service, value) }, nil
	case "status":
		return d.statusFilter(value)
	case "before", "after":
		at, err := parseWhen(value, d.now(), zone)
		if err != nil {
			return nil, fmt.Errorf("search %s:%s: %w", key, clip(value, 40), err)
		}
		return func(r *store.Row) bool { return r.StartedAt.Before(at) == (key == "before") }, nil
	case "quiet":
		return d.quietFilter(value)
	case "update":
		return d.updateFilter(value)
	}
	return nil, nil
}

func severityFilter(value string) (func(*store.Row) bool, error) {
	wanted := map[incident.Severity]bool{}
	for _, each := range strings.Split(value, ",") {
		sev, ok := incident.ParseSeverity(each)
		if !ok {
			return nil, fmt.Errorf("search sev:%s: give 1 to 4, as in sev:1,2", clip(value, 40))
		}
		wanted[sev] = true
	}
	return func(r *store.Row) bool { return wanted[r.Severity] }, nil
}

func (d *Desk) statusFilter(value string) (func(*store.Row) bool, error) {
	var tests []func(*store.Row) bool
	for _, each := range strings.Split(strings.ToLower(value), ",") {
		switch each {
		case "open":
			tests = append(tests, func(r *store.Row) bool { return r.Status != incident.Resolved && r.MergedInto == "" })
		case "snoozed":
			tests = append(tests, func(r *store.Row) bool {
				return r.Status != incident.Resolved && r.SnoozedUntil.After(d.now())
			})
		case "all":
			tests = append(tests, func(*store.Row) bool { return true })
		case "merged":
			tests = append(tests, func(r *store.Row) bool { return r.MergedInto != "" })
		case string(incident.Triggered), string(incident.Acknowledged), string(incident.Resolved):
			tests = append(tests, func(r *store.Row) bool { return string(r.Status) == each && r.MergedInto == "" })
		default:
			return nil, fmt.Errorf("search status:%s: give open, triggered, acknowledged, snoozed, resolved, merged or all", clip(value, 40))
		}
	}
	return func(r *store.Row) bool {
		for _, test := range tests {
			if test(r) {
				return true
			}
		}
		return false
	}, nil
}

// words adds the condition that a plain word occurs.
func (q *Query) words(word string) {
	word = strings.ToLower(word)
	number, err := strconv.Atoi(strings.TrimPrefix(word, "#"))
	if err != nil {
		number = -1
		q.plain = append(q.plain, word)
	}
	q.tests = append(q.tests, func(r *store.Row) bool {
		return r.Number == number || contains(r.Title, word) || contains(r.Service, word) || contains(r.Source, word)
	})
}
