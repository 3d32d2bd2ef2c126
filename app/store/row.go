package store

import (
	"encoding/binary"
	"errors"
	"time"

	"turnaround/app/incident"
)

// Row is an incident's summary, enough for lists, search and paging. Titles
// are cut at 120 characters. Its strings share memory with the row's page.
type Row struct {
	ID                                    incident.ID
	Number                                int
	Title, Service, Source                string
	Severity                              incident.Severity
	Status                                incident.Status
	StartedAt, AcknowledgedAt, ResolvedAt time.Time
	SnoozedUntil, AckedAt, AckUntil       time.Time
	RingSince, QuietSince, UpdatedAt      time.Time
	AckedBy, Assignee                     incident.PersonID
	SnoozeKind, AckMark                   incident.Mark
	MergedInto                            incident.ID
	Alerts, Firing, Flaps                 int
	ClosedHere                            bool

	// The customer clock.
	Impact                                      incident.Impact
	ImpactStart, FirstUpdate, LastUpdate, DueAt time.Time
	Phase                                       incident.Phase
	DueBy                                       incident.PersonID
	EndedUntold                                 bool
}

// longestText is the length at which a row cuts its texts, in characters.
const longestText = 120

func rowOf(i incident.Incident) Row {
	return Row{
		ID: i.ID, Number: i.Number, Title: cut(i.Title), Service: cut(i.Service), Source: cut(i.Source),
		Severity: i.Severity, Status: i.Status,
		StartedAt: i.StartedAt, AcknowledgedAt: i.AcknowledgedAt, ResolvedAt: i.ResolvedAt,
		SnoozedUntil: i.SnoozedUntil, AckedAt: i.AckedAt, AckUntil: i.AckUntil,
		RingSince: i.RingSince, QuietSince: i.QuietSince, UpdatedAt: i.UpdatedAt,
		AckedBy: incident.PersonID(cut(string(i.AckedBy))), Assignee: incident.PersonID(cut(string(i.Assignee))),
		SnoozeKind: incident.Mark(cut(string(i.SnoozeKind))),
		AckMark:    incident.Mark(cut(string(i.AckMark))), MergedInto: incident.ID(cut(string(i.MergedInto))),
		Alerts: i.Alerts, Firing: i.Firing, Flaps: i.Flaps, ClosedHere: i.ClosedHere,
		Impact: incident.Impact(cut(string(i.Customers.Impact))), ImpactStart: i.Customers.Start,
		FirstUpdate: i.Customers.First, LastUpdate: i.Customers.Last, DueAt: i.Customers.Due,
		Phase: incident.Phase(cut(string(i.Customers.Phase))), DueBy: incident.PersonID(cut(string(i.Customers.DueBy))),
		EndedUntold: i.Customers.EndedUntold,
	}
}

// incidentOf makes what a row knows into a record again.
func incidentOf(r Row) incident.Incident {
	return incident.Incident{
		ID: r.ID, Number: r.Number, Title: r.Title, Service: r.Service, Source: r.Source,
		Severity: r.Severity, Status: r.Status,
		StartedAt: r.StartedAt, AcknowledgedAt: r.AcknowledgedAt, ResolvedAt: r.ResolvedAt,
		SnoozedUntil: r.SnoozedUntil, AckedAt: r.AckedAt, AckUntil: r.AckUntil,
		RingSince: r.RingSince, QuietSince: r.QuietSince, UpdatedAt: r.UpdatedAt,
		AckedBy: r.AckedBy, Assignee: r.Assignee, SnoozeKind: r.SnoozeKind, MergedInto: r.MergedInto,
		Alerts: r.Alerts, Firing: r.Firing, Flaps: r.Flaps, ClosedHere: r.ClosedHere,
		Customers: incident.Customers{Affected: incident.Affected{Impact: r.Impact, Start: r.ImpactStart},
			First: r.FirstUpdate, Last: r.LastUpdate, Due: r.DueAt, Phase: r.Phase, DueBy: r.DueBy, EndedUntold: r.EndedUntold},
	}
}

// cut keeps the first characters of s, at most, and never half of one.
func cut(s string) string {
	if len(s) <= longestText {
		return s
	}
	n := 0
	for at := range s {
		if n == longestText {
			return s[:at]
		}
		n++
	}
	return s
}

// A row in a page is, in this order: number, ID, a mask of the fields that are
// not zero, then those fields as they stand in fields. Numbers are varints,
// texts have their length before them. The number and the ID come first so
// that a search need not read on.
//
// Times are seconds since StartedAt (since 1970 for StartedAt), then the
// fraction in the coarsest unit that holds it.

type rowFields struct {
	times [9]*time.Time
	texts [8]*string
	ints  [4]*int
	// The customer clock came later: it stands behind what older rows end with.
	clock [4]*time.Time
	words [3]*string
}

func fieldsOf(r *Row) rowFields {
	return rowFields{
		times: [9]*time.Time{&r.StartedAt, &r.AcknowledgedAt, &r.ResolvedAt, &r.SnoozedUntil, &r.AckedAt,
			&r.AckUntil, &r.RingSince, &r.QuietSince, &r.UpdatedAt},
		texts: [8]*string{&r.Title, &r.Service, &r.Source, (*string)(&r.AckedBy), (*string)(&r.Assignee),
			(*string)(&r.SnoozeKind), (*string)(&r.MergedInto), (*string)(&r.AckMark)},
		ints:  [4]*int{(*int)(&r.Severity), &r.Alerts, &r.Firing, &r.Flaps},
		clock: [4]*time.Time{&r.ImpactStart, &r.FirstUpdate, &r.LastUpdate, &r.DueAt},
		words: [3]*string{(*string)(&r.Impact), (*string)(&r.Phase), (*string)(&r.DueBy)},
	}
}

// statuses are stored by their place; others as text.
var statuses = [...]incident.Status{incident.Triggered, incident.Acknowledged, incident.Resolved}

const otherStatus = uint64(len(statuses))

func appendRow(b []byte, r Row) []byte {
	b = binary.AppendUvarint(b, uint64(r.Number))
	b = appendText(b, string(r.ID))
	f := fieldsOf(&r)
	mask, bit := uint64(0), uint64(1)
	mark := func(set bool) {
		if set {
			mask |= bit
		}
		bit <<= 1
	}
	for _, t := range f.times {
		mark(!t.IsZero())
	}
	for _, s := range f.texts {
		mark(*s != "")
	}
	for _, n := range f.ints {
		mark(*n != 0)
	}
	mark(r.ClosedHere)
	for _, t := range f.clock {
		mark(!t.IsZero())
	}
	for _, s := range f.words {
		mark(*s != "")
	}
	mark(r.EndedUntold)
	b = binary.AppendUvarint(b, mask)
	b = appendStatus(b, r.Status)
	base := int64(0)
	for n, t := range f.times {
		if !t.IsZero() {
			b = appendStamp(b, *t, base)
		}
		if n == 0 && !t.IsZero() {
			base = t.Unix()
		}
	}
	for _, s := range f.texts {
		if *s != "" {
			b = appendText(b, *s)
		}
	}
	for _, n := range f.ints {
		if *n != 0 {
			b = binary.AppendVarint(b, int64(*n))
		}
	}
	return f.appendClock(b, base)
}

// appendClock adds the customer clock, in the order of the mask.
func (f rowFields) appendClock(b []byte, base int64) []byte {
	for _, t := range f.clock {
		if !t.IsZero() {
			b = appendStamp(b, *t, base)
		}
	}
	for _, s := range f.words {
		if *s != "" {
			b = appendText(b, *s)
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendStatus(b []byte, status incident.Status) []byte {
	for n, known := range statuses {
		if status == known {
			return binary.AppendUvarint(b, uint64(n))
		}
	}
	return appendText(binary.AppendUvarint(b, otherStatus), cut(string(status)))
}

// The units of a time's fraction, coarsest first.
var units = [...]uint64{1e9, 1e6, 1e3, 1}

func appendStamp(b []byte, t time.Time, base int64) []byte {
	b = binary.AppendVarint(b, t.Unix()-base)
	nanos := uint64(t.Nanosecond())
	for n, unit := range units {
		if nanos%unit == 0 {
			return binary.AppendUvarint(b, nanos/unit<<2|uint64(n))
		}
	}
	return b
}

var errRow = errors.New("a summary row cannot be read")

// reader walks over a row; at its first fault it stays at the end.
type reader struct {
	s   string
	bad bool
}

func (r *reader) uvarint() uint64 {
	if len(r.s) > 0 && r.s[0] < 0x80 {
		v := uint64(r.s[0])
		r.s = r.s[1:]
		return v
	}
	return r.longUvarint()
}

func (r *reader) longUvarint() uint64 {
	var v uint64
	for n := 0; n < len(r.s) && n < binary.MaxVarintLen64; n++ {
		c := r.s[n]
		v |= uint64(c&0x7F) << (7 * n)
		if c < 0x80 {
			r.s = r.s[n+1:]
			return v
		}
	}
	r.s, r.bad = "", true
	return 0
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.s)) {
		r.s, r.bad = "", true
		return ""
	}
	s := r.s[:n]
	r.s = r.s[n:]
	return s
}

func (r *reader) stamp(base int64) time.Time {
	secs, frac := r.varint()+base, r.uvarint()
	return time.Unix(secs, int64(frac>>2*units[frac&3])).UTC()
}

func (r *reader) status() incident.Status {
	n := r.uvarint()
	if n < otherStatus {
		return statuses[n]
	}
	return incident.Status(r.text())
}

func readRow(raw string) (Row, error) {
	r := reader{s: raw}
	row := Row{Number: int(r.uvarint()), ID: incident.ID(r.text())}
	mask := r.uvarint()
	row.Status = r.status()
	f := fieldsOf(&row)
	base := int64(0)
	for n, t := range f.times {
		if mask&1 != 0 {
			*t = r.stamp(base)
		}
		if n == 0 && mask&1 != 0 {
			base = t.Unix()
		}
		mask >>= 1
	}
	for _, s := range f.texts {
		if mask&1 != 0 {
			*s = r.text()
		}
		mask >>= 1
	}
	for _, n := range f.ints {
		if mask&1 != 0 {
			*n = int(r.varint())
		}
		mask >>= 1
	}
	row.ClosedHere = mask&1 != 0
	mask >>= 1
	for _, t := range f.clock {
		if mask&1 != 0 {
			*t = r.stamp(base)
		}
		mask >>= 1
	}
	for _, s := range f.words {
		if mask&1 != 0 {
			*s = r.text()
		}
		mask >>= 1
	}
	row.EndedUntold = mask&1 != 0
	if r.bad {
		return Row{}, errRow
	}
	return row, nil
}

// peekRow reads only what a search compares.
func peekRow(raw string) (number int, id incident.ID) {
	r := reader{s: raw}
	return int(r.uvarint()), incident.ID(r.text())
}
