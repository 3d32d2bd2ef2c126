package store

import (
	"bytes"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// Values are one version byte and CBOR under the JSON names, so that fields
// added later are read as absent and unknown ones are passed over.
const valueVersion = 1

var (
	encoder = must(cbor.EncOptions{Time: cbor.TimeRFC3339NanoUTC}.UserBufferEncMode())
	// Text of mails and labels is not always UTF-8, and an action can have
	// many targets.
	decoder = must(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxArrayElements: 1 << 20, MaxMapPairs: 1 << 20}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic("store: codec options: " + err.Error())
	}
	return v
}

func encode(v any) ([]byte, error) { return encodeAfter([]byte{valueVersion}, v) }

// encodeAfter appends v to head, whose first byte is the version.
func encodeAfter(head []byte, v any) ([]byte, error) {
	buf := bytes.NewBuffer(make([]byte, 0, 512))
	buf.Write(head)
	if err := encoder.MarshalToBuffer(v, buf); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return buf.Bytes(), nil
}

func decode(raw []byte, v any) error {
	if len(raw) == 0 || raw[0] != valueVersion {
		return fmt.Errorf("decode %T: %w: unknown value version", v, ErrCorrupt)
	}
	return decodeBody(raw[1:], v)
}

func decodeBody(raw []byte, v any) error {
	if err := decoder.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("decode %T: %w", v, &fault{ErrCorrupt, err})
	}
	return nil
}

// tidy makes times UTC and keeps them where they can be written: a source may
// claim any year.
func tidy(times ...*time.Time) {
	for _, t := range times {
		switch u := t.UTC(); {
		case u.Year() < 1 || u.IsZero():
			*t = time.Time{}
		case u.After(incident.Indefinitely):
			*t = incident.Indefinitely
		default:
			*t = u
		}
	}
}

func tidyIncident(i *incident.Incident) {
	tidy(&i.StartedAt, &i.DetectedAt, &i.AcknowledgedAt, &i.ResolvedAt, &i.UpdatedAt, &i.AckedAt,
		&i.AckUntil, &i.SnoozedUntil, &i.RingSince, &i.QuietSince)
	c := &i.Customers
	tidy(&c.Start, &c.End, &c.First, &c.Last, &c.Due)
	clocks := make(map[string]incident.Stamp, len(i.Clocks))
	for name, stamp := range i.Clocks {
		tidy(&stamp.At)
		clocks[name] = stamp
	}
	if i.Clocks != nil {
		i.Clocks = clocks
	}
}

func tidyAlert(a *incident.Alert) {
	tidy(&a.StartsAt, &a.ClearedAt)
	a.Marks = append([]incident.Marking(nil), a.Marks...)
	for n := range a.Marks {
		tidy(&a.Marks[n].At, &a.Marks[n].Until)
	}
	a.Sources = append([]incident.Sighting(nil), a.Sources...)
	for n := range a.Sources {
		tidy(&a.Sources[n].At)
	}
}

func tidyAction(a *outbox.Action) {
	tidy(&a.Until, &a.Created, &a.NotBefore)
	if a.Update != nil {
		u := *a.Update
		tidy(&u.Due)
		a.Update = &u
	}
	a.Targets = append([]outbox.Target(nil), a.Targets...)
	for n := range a.Targets {
		tidy(&a.Targets[n].Start)
	}
}
