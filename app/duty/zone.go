package duty

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// clock turns wall-clock times of one zone into moments and back.
type clock interface {
	moment(wall time.Time) time.Time
	wall(at time.Time) time.Time
}

// A wall-clock time is kept as a time.Time in UTC that reads like the wall:
// recurrences are counted on the wall, where "every day at nine" is simple,
// and turned into moments afterwards.

// place is a zone the system knows.
type place struct{ *time.Location }

func (p place) moment(w time.Time) time.Time {
	return time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, p.Location)
}

func (p place) wall(at time.Time) time.Time {
	l := at.In(p.Location)
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, time.UTC)
}

// rules is a zone as a VTIMEZONE describes it (RFC 5545 section 3.6.5), used
// where its name is no IANA zone: Outlook's "W. Europe Standard Time".
type rules []onset

// onset is a wall-clock time, in the offset that ends, at which another begins.
type onset struct {
	at       time.Time
	from, to time.Duration
}

func (r rules) moment(w time.Time) time.Time {
	offset := time.Duration(0)
	if len(r) > 0 {
		offset = r[0].from
	}
	for _, o := range r {
		if o.at.After(w) {
			break
		}
		offset = o.to
	}
	return w.Add(-offset)
}

func (r rules) wall(at time.Time) time.Time {
	offset := time.Duration(0)
	if len(r) > 0 {
		offset = r[0].from
	}
	for _, o := range r {
		if o.at.Add(-o.from).After(at) {
			break
		}
		offset = o.to
	}
	return at.UTC().Add(offset)
}

// zones reads the calendar's own zones.
func (c *calendar) zones(components []*ical.Component) {
	for _, z := range components {
		if z.Name != ical.CompTimezone {
			continue
		}
		id := value(z.Props, ical.PropTimezoneID)
		if _, err := time.LoadLocation(id); id == "" || err == nil {
			continue
		}
		var r rules
		for _, child := range z.Children {
			r = append(r, c.onsets(child)...)
		}
		slices.SortFunc(r, func(a, b onset) int { return a.at.Compare(b.at) })
		c.known[id] = r
	}
}

// onsets lists when one observance begins, within the calendar's window.
func (c *calendar) onsets(part *ical.Component) []onset {
	from, err1 := parseOffset(value(part.Props, "TZOFFSETFROM"))
	to, err2 := parseOffset(value(part.Props, "TZOFFSETTO"))
	start, err3 := parseOnset(value(part.Props, ical.PropDateTimeStart))
	if err1 != nil || err2 != nil || err3 != nil {
		c.skip("a time zone that cannot be read")
		return nil
	}
	// Two years more, so that the window begins with an offset.
	times, err := c.recurrences(part.Props, start, place{time.UTC}, c.from.AddDate(-2, 0, 0), c.to)
	if err != nil {
		c.skip("a time zone: " + err.Error())
		return nil
	}
	var all []onset
	for _, at := range times {
		all = append(all, onset{at: at, from: from, to: to})
	}
	return all
}

// parseOnset reads when an observance began. Outlook says 1601 for ever; a
// yearly rule is the same from 1970 on.
func parseOnset(text string) (time.Time, error) {
	if len(text) >= 4 && text[:4] < "1970" {
		text = "1970" + text[4:]
	}
	return parseWall(text)
}

// parseOffset reads "+0100" or "-053045".
func parseOffset(text string) (time.Duration, error) {
	layout := "-0700"
	if len(text) == len("-070000") {
		layout = "-070000"
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not an offset from UTC: %w", text, err)
	}
	_, offset := t.Zone()
	return time.Duration(offset) * time.Second, nil
}

// clock finds the zone of a property; what names none is read on the wall of
// whoever is on call.
func (c *calendar) clock(p ical.Prop, text string) (clock, error) {
	id := p.Params.Get(ical.PropTimezoneID)
	switch {
	case strings.HasSuffix(text, "Z"):
		return place{time.UTC}, nil
	case id == "":
		return place{c.zone}, nil
	}
	if z, ok := c.known[id]; ok {
		return z, nil
	}
	name := id
	if parts := strings.Split(id, "/"); len(parts) > 2 && parts[0] == "" {
		name = strings.Join(parts[len(parts)-2:], "/") // "/citadel.org/20210210_1/Europe/Berlin"
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("unknown time zone %q", clip(id))
	}
	c.known[id] = place{loc}
	return c.known[id], nil
}

// parseWall reads a DATE or DATE-TIME (RFC 5545 sections 3.3.4 and 3.3.5) as
// wall-clock time.
func parseWall(text string) (time.Time, error) {
	text = strings.TrimSuffix(text, "Z")
	layout := "20060102T150405"
	if len(text) == len("20060102") {
		layout = "20060102"
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return t, fmt.Errorf("%q is not a date or time", clip(text))
	}
	if t.Year() < 1970 || t.Year() > 2200 {
		return t, fmt.Errorf("the year %d is out of range", t.Year())
	}
	return t, nil
}

func clip(text string) string {
	if len(text) > 60 {
		return text[:60] + "…"
	}
	return text
}
