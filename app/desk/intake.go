package desk

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// intakeState is what the desk remembers of a source between pulls.
type intakeState struct {
	Source
	seen   map[string]seen        // firing alerts by the source's ID
	holds  map[incident.ID]uint64 // what was last known to hold each incident there
	loaded bool                   // seen was filled from the store
	// silences are those of the last complete pull; guarded by Desk.mu.
	silences []incident.Silence
	// doubts are alerts to be looked at though they are unchanged; guarded by Desk.mu.
	doubts []string
}

// seen is the last word on one firing alert, enough to tell that nothing changed.
type seen struct {
	hash     uint64
	starts   time.Time
	incident incident.ID
}

// Pull is one reading of one source. Batches are applied in order; it is not
// safe for use by several goroutines.
type Pull struct {
	d       *Desk
	src     *intakeState
	first   bool                // first contact: nothing rings
	present map[string]struct{} // every firing alert the source named
	opened  map[incident.ID]bool
	tallies map[incident.ID]*tally
	result  Taken
}

// Taken says what a pull brought.
type Taken struct {
	Opened, Changed, Cleared int
	First                    bool
	Beats                    []string // heartbeats seen
	Alerts                   int      // firing alerts named
	News                     int      // occurrences that began
	Unchanged                bool     // the source answered exactly as last time
}

// chunk is how many changed signals go into one transaction: small enough for
// the phone's memtable, large enough that syncing does not dominate.
const chunk = 256

// Begin starts a pull of a registered source.
func (d *Desk) Begin(name string) (*Pull, []byte, error) {
	src := d.source(name)
	if src == nil {
		return nil, nil, fmt.Errorf("pull %s: not a registered source", name)
	}
	p := &Pull{d: d, src: src, present: map[string]struct{}{}, opened: map[incident.ID]bool{}, tallies: map[incident.ID]*tally{}}
	var cursor []byte
	err := d.store.View(func(tx *store.Tx) error {
		var err error
		if cursor, err = tx.Cursor(src.Identity); err != nil {
			return err
		}
		met, err := tx.Meta(metKey(src.Identity))
		p.first = len(met) == 0
		if err != nil || src.loaded {
			return err
		}
		return src.load(tx)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("pull %s: read where it was left: %w", name, err)
	}
	p.result.First = p.first
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range src.doubts {
		if s, ok := src.seen[id]; ok {
			s.hash = 0
			src.seen[id] = s
		}
	}
	src.doubts = nil
	return p, cursor, nil
}

func metKey(identity string) string { return "met/" + identity }

// load fills what is firing from the store, once after a start.
func (s *intakeState) load(tx *store.Tx) error {
	for at, err := range tx.Pointers(s.Identity) {
		if err != nil {
			return err
		}
		if at.Firing {
			s.seen[at.ID] = seen{hash: at.Hash, starts: at.StartsAt, incident: at.Incident}
		}
	}
	s.loaded = true
	return nil
}

// Taken gives what the pull brought so far.
func (p *Pull) Taken() Taken { return p.result }

// Apply writes one batch. What it wrote before an error stays: pulling again
// from the stored cursor is harmless.
func (p *Pull) Apply(ctx context.Context, b incident.Batch) error {
	if b.Unchanged {
		p.result.Unchanged = true
		return p.finish(ctx, b)
	}
	starts := p.episodes(b.Signals)
	var todo []arrival
	for n := range b.Signals {
		a, ok := p.sift(&b.Signals[n])
		if !ok {
			continue
		}
		a.episode = starts[a.group]
		todo = append(todo, a)
	}
	// An incident whose alerts stand together is read and written once.
	slices.SortStableFunc(todo, func(a, b arrival) int { return strings.Compare(a.group, b.group) })
	for part := range slices.Chunk(todo, chunk) {
		if err := p.write(ctx, part); err != nil {
			return err
		}
	}
	return p.finish(ctx, b)
}

// arrival is a signal on its way in, with what was worked out about it.
type arrival struct {
	*incident.Signal
	severity incident.Severity
	hash     uint64
	group    string
	episode  time.Time // the earliest start in its group, which names a new incident
}

// episodes finds the earliest start of each group, so that devices that see
// the same alerts derive the same incident whatever the order.
func (p *Pull) episodes(signals []incident.Signal) map[string]time.Time {
	starts := map[string]time.Time{}
	for n := range signals {
		s := &signals[n]
		if !s.Firing {
			continue
		}
		key, at := p.src.groupKey(p.d.rules.Load().GroupBy, s), begun(s)
		if old, ok := starts[key]; !ok || at.Before(old) {
			starts[key] = at
		}
	}
	return starts
}

// begun is when a signal's alert began, as well as is known.
func begun(s *incident.Signal) time.Time {
	if !s.StartsAt.IsZero() {
		return s.StartsAt.UTC()
	}
	return s.At.UTC()
}

// sift drops what is not wanted or not new, without touching the store.
func (p *Pull) sift(s *incident.Signal) (arrival, bool) {
	src := p.src
	if src.Keep != nil && !src.Keep(s.Labels) {
		return arrival{}, false
	}
	if src.Beat != nil && s.Firing {
		if name, ok := src.Beat(s.Labels); ok {
			p.result.Beats = append(p.result.Beats, name)
			return arrival{}, false
		}
	}
	a := arrival{Signal: s, hash: contentHash(s)}
	var shown bool
	if a.severity, shown = src.severity(s); !shown {
		return arrival{}, false
	}
	if usual, _ := incident.ParseSeverity(s.Severity); a.severity != usual.OrDefault() {
		// What a word means is the person's to change: then it is news.
		a.hash ^= uint64(a.severity)
	}
	if s.Firing {
		p.present[s.ID] = struct{}{}
		p.result.Alerts++
	}
	known, ok := src.seen[s.ID]
	if ok && s.Firing && known.hash == a.hash && known.starts.Equal(s.StartsAt.UTC()) && !s.Handled && src.Kind == "rest" {
		p.count(known.incident, s)
		return arrival{}, false
	}
	a.group = src.groupKey(p.d.rules.Load().GroupBy, s)
	return a, true
}

func (s *intakeState) severity(sig *incident.Signal) (incident.Severity, bool) {
	if s.Source.Severity != nil {
		return s.Source.Severity(sig.Severity, sig.Labels)
	}
	sev, _ := incident.ParseSeverity(sig.Severity)
	return sev.OrDefault(), true
}

// write applies some arrivals in one transaction, or in smaller ones when
// they are too many for the store.
func (p *Pull) write(ctx context.Context, part []arrival) error {
	var in *intake
	err := p.d.update(ctx, func(w *work) error {
		w.told = p.first
		in = &intake{work: w, pull: p, seen: map[string]*seen{}}
		for n := range part {
			if err := in.take(&part[n]); err != nil {
				return fmt.Errorf("take alert %q of %s: %w", clip(part[n].ID, 80), p.src.Name, err)
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrTooBig) && len(part) > 1 {
		half := len(part) / 2
		if err := p.write(ctx, part[:half]); err != nil {
			return err
		}
		return p.write(ctx, part[half:])
	}
	if err != nil {
		return err
	}
	in.commit()
	return nil
}

// groupKey is what alerts of one incident share.
func (s *intakeState) groupKey(fallback []string, sig *incident.Signal) string {
	if sig.Group != "" {
		return "id=" + sig.Group
	}
	by := s.GroupBy
	if len(by) == 0 {
		by = fallback
	}
	key := ""
	for _, choice := range by {
		name, value := firstLabel(choice, sig.Labels)
		if value != "" {
			key += name + "=" + strconv.Quote(value) + ","
		}
	}
	if key == "" {
		return "alert=" + sig.ID
	}
	return key
}

// contentHash covers all of a signal but when it was said.
func contentHash(s *incident.Signal) uint64 {
	h := xxhash.New()
	put := func(parts ...string) {
		for _, p := range parts {
			writeString(h, p)
		}
	}
	if s.Hash != 0 {
		writeString(h, strconv.FormatUint(s.Hash, 16))
	} else {
		put(s.ID, s.Group, s.Title, s.Text, s.Severity, s.Service, s.Assignee, s.Link, s.Runbook, s.Dashboard)
		for _, m := range []map[string]string{s.Labels, s.Annotations} {
			for _, name := range slices.Sorted(maps.Keys(m)) {
				put(name, m[name])
			}
			put("")
		}
		for _, n := range s.Notes {
			put(n.ID)
		}
	}
	for _, m := range s.Marks {
		put(string(m.Kind), m.By, m.Until.UTC().Format(time.RFC3339), m.Ref, m.Action)
	}
	return h.Sum64()
}

// writeString cannot fail: a hash takes every byte.
func writeString(h hash.Hash64, text string) {
	h.Write([]byte(text))
	h.Write([]byte{0xFF})
}
