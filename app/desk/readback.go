package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
)

// showing is what a channel's readers see, as it was last read. Desk.mu guards it.
type showing struct {
	known      map[string]uint64            // by post: what is in the timeline already
	loose      map[string][]incident.Spoken // by the channel's own incident: of none of ours
	components map[string]string            // those not operational
	shown      map[string]bool              // posts that were there when it was read last
	began      map[string]incident.Spoken   // by the channel's own incident: its first words
	read       time.Time                    // when that was
}

// page gives what is known of a channel; Desk.mu is held.
func (d *Desk) page(channel string) *showing {
	if d.pages == nil {
		d.pages = map[string]*showing{}
	}
	p := d.pages[channel]
	if p == nil {
		p = &showing{known: map[string]uint64{}}
		d.pages[channel] = p
	}
	return p
}

// Shows tells which of a channel's components its readers see as not
// operational, and how.
func (d *Desk) Shows(channel string, components map[string]string) {
	d.mu.Lock()
	p := d.page(channel)
	same := maps.Equal(p.components, components)
	p.components = maps.Clone(components)
	d.mu.Unlock()
	if !same {
		d.hub.Publish(event.HealthChanged{Source: channel})
	}
}

// Seen takes what readers of a channel can see, written by whomever in
// whatever tool. It may be told again and again: each update counts once, by
// the channel's own IDs, and one whose words changed is a correction. Ref is
// the channel's own incident, Post its own ID of the update, Publication our
// mark where the channel keeps one (the action's ID, or the publication's).
func (d *Desk) Seen(ctx context.Context, channel string, said []incident.Spoken) error {
	said = d.readable(channel, said)
	if err := d.seen(ctx, channel, said, true); err != nil {
		return err
	}
	shown := map[string]bool{}
	for _, s := range said {
		shown[s.Post] = true
	}
	d.mu.Lock()
	p := d.page(channel)
	same := maps.Equal(p.shown, shown)
	p.shown, p.began, p.read = shown, began(said), d.now()
	d.mu.Unlock()
	if !same {
		d.hub.Publish(event.OutboxChanged{}) // what was not visible may be now
	}
	return nil
}

// seen takes in all that a channel shows, or only some of it.
func (d *Desk) seen(ctx context.Context, channel string, said []incident.Spoken, whole bool) error {
	d.mu.Lock()
	p := d.page(channel)
	threads := map[string][]incident.Spoken{}
	for _, s := range said {
		if p.known[s.Post] != heardHash(s) {
			threads[s.Ref] = append(threads[s.Ref], s)
		}
	}
	d.mu.Unlock()
	linked, err := d.linked(channel, threads)
	if err != nil {
		return fmt.Errorf("take in what %s shows: %w", clip(channel, 60), err)
	}
	rows := d.affecting()
	loose, taken := map[string][]incident.Spoken{}, map[string]uint64{}
	for _, ref := range slices.Sorted(maps.Keys(threads)) {
		there := false
		if linked[ref] || couldBe(rows, threads[ref]) {
			err := d.update(ctx, func(w *work) (err error) {
				there, err = (&reader{work: w, channel: channel, ref: ref, rows: rows, taken: taken}).read(threads[ref])
				return err
			})
			if err != nil {
				return fmt.Errorf("take in what %s shows: %w", clip(channel, 60), err)
			}
		}
		if !there {
			loose[ref] = threads[ref]
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.Copy(p.known, taken)
	if whole {
		p.loose = loose
		return nil
	}
	for ref := range threads {
		if loose[ref] == nil {
			delete(p.loose, ref)
		}
	}
	return nil
}

// linked tells which of a channel's own incidents are about one of ours.
func (d *Desk) linked(channel string, threads map[string][]incident.Spoken) (map[string]bool, error) {
	linked := map[string]bool{}
	err := d.store.View(func(tx *store.Tx) error {
		for ref := range threads {
			raw, err := tx.Meta(threadKey(channel, ref))
			if err != nil {
				return err
			}
			linked[ref] = len(raw) > 0
		}
		return nil
	})
	return linked, err
}

// affecting are the incidents that customers may still ask about.
func (d *Desk) affecting() []store.Row {
	var rows []store.Row
	for row := range d.customerRows() {
		if row.Impact.Affects() {
			rows = append(rows, row)
		}
	}
	return rows
}

// couldBe tells whether a channel's own incident may be about one of these.
func couldBe(rows []store.Row, said []incident.Spoken) bool {
	return slices.ContainsFunc(rows, func(r store.Row) bool { return fits(r, said) })
}

// early is how long before our first alert a page may speak of an incident:
// support hears of some first.
const early = 2 * time.Hour

func fits(r store.Row, said []incident.Spoken) bool {
	began := r.ImpactStart
	if began.IsZero() || r.StartedAt.Before(began) {
		began = r.StartedAt
	}
	first := said[0].Visible
	return !first.Before(began.Add(-early)) && (r.ResolvedAt.IsZero() || !first.After(r.ResolvedAt))
}

// readable bounds what a channel tells and puts it in order.
func (d *Desk) readable(channel string, said []incident.Spoken) []incident.Spoken {
	audience := d.audience(channel)
	var all []incident.Spoken
	for _, s := range said {
		s.Channel, s.Audience = channel, cmp.Or(clip(s.Audience, 60), audience)
		s.Title, s.Body = clip(s.Title, longestName), clip(s.Body, longestUpdate)
		s.Ref, s.Post, s.Publication = clip(s.Ref, longestName), clip(s.Post, longestName), clip(s.Publication, longestName)
		s.Phase = incident.Phase(clip(strings.ToLower(string(s.Phase)), 40))
		s.Visible, s.Due = s.Visible.UTC(), s.Due.UTC()
		if s.Visible.IsZero() {
			continue // nobody can tell when it could be read
		}
		if s.Post == "" {
			s.Post = s.Ref + " " + s.Visible.Format(time.RFC3339Nano)
		}
		all = append(all, d.withPromise(s))
	}
	slices.SortStableFunc(all, func(a, b incident.Spoken) int { return a.Visible.Compare(b.Visible) })
	return all
}

// heardHash changes with what readers can see of an update.
func heardHash(s incident.Spoken) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q", s.Phase, s.Body, s.Due)
	return h.Sum64()
}

// reader takes in one of a channel's own incidents.
type reader struct {
	*work
	channel, ref string
	rows         []store.Row // that it may be about
	taken        map[string]uint64
}

// read answers false where it is about none of our incidents.
func (r *reader) read(said []incident.Spoken) (bool, error) {
	waiting, err := r.pending(r.channel)
	if err != nil {
		return false, err
	}
	if closed, err := r.tx.Meta(threadKey(r.channel, r.ref)); err != nil || string(closed) == closedThread {
		for _, s := range said {
			r.taken[s.Post] = heardHash(s)
		}
		return true, err
	}
	inc, err := r.threadOf(r.channel, r.ref)
	if err == nil && inc == nil {
		inc, err = r.guess(said)
	}
	if err != nil || inc == nil {
		return slices.ContainsFunc(said, func(s incident.Spoken) bool { return waiting[s.Publication] }), err
	}
	for _, s := range said {
		if s.Publication != "" && waiting[s.Publication] {
			continue
		}
		if err := r.take(inc, s); err != nil {
			return false, err
		}
		r.taken[s.Post] = heardHash(s)
	}
	return true, nil
}

// take writes an update that is new, or says otherwise now.
func (r *reader) take(inc *incident.Incident, s incident.Spoken) error {
	first, last, err := r.before(inc, s)
	if err != nil {
		return err
	}
	if first.Channel == "" {
		s.Elsewhere = true
		return r.write(inc, s, incident.KindPublished, incident.NewEntryID(inc.ID, incident.KindPublished, r.channel, s.Post), s.Visible)
	}
	if s.Phase == "" {
		s.Phase = last.Phase // some channels keep none with the first words
	}
	if heardHash(last) == heardHash(s) || s.Body == "" {
		return nil
	}
	if s.Body == last.Body && s.Phase == last.Phase {
		return nil // the promise alone was given in a field that the channel does not show
	}
	s.Publication, s.Post, s.Visible, s.Elsewhere = first.Publication, first.Post, first.Visible, first.Elsewhere
	entry := incident.NewEntryID(inc.ID, incident.KindCorrected, r.channel, s.Post, fmt.Sprint(heardHash(s)))
	return r.write(inc, s, incident.KindCorrected, entry, r.now)
}

// before finds what the timeline holds of an update: as it was said first, and
// as it reads since.
func (r *reader) before(inc *incident.Incident, s incident.Spoken) (first, last incident.Spoken, err error) {
	for e, err := range timeline(r.tx, inc) {
		if err != nil {
			return first, last, err
		}
		if e.Kind != incident.KindPublished && e.Kind != incident.KindCorrected {
			continue
		}
		was := incident.Unpack[incident.Spoken](e)
		mark := s.Publication != "" && (was.Post == s.Publication || was.Publication == s.Publication && was.Body == s.Body)
		if was.Channel != r.channel || was.Post != s.Post && !mark {
			continue
		}
		if first.Channel == "" {
			first = was
		}
		last = was
	}
	return first, last, nil
}

func (r *reader) write(inc *incident.Incident, s incident.Spoken, kind incident.Kind, entry string, at time.Time) error {
	if at.After(r.now) {
		at = r.now
	}
	_, err := r.add(inc, incident.Entry{ID: entry, Incident: inc.ID, At: at, Kind: kind, Via: r.channel,
		Text: clip(s.Body, 500), Public: true, Data: incident.Pack(s)})
	return err
}

// guess links the channel's incident to the one of ours that it must be about:
// the only one that affects customers at that time and is not told of there.
func (r *reader) guess(said []incident.Spoken) (*incident.Incident, error) {
	var only *incident.Incident
	for _, row := range r.rows {
		if !fits(row, said) {
			continue
		}
		inc, err := r.incident(row.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if heard, ok := inc.Customers.Heard[r.channel]; ok && heard.Ref != r.ref && heard.Ref != "" {
			continue
		}
		if only != nil {
			return nil, nil // a person says which
		}
		only = inc
	}
	if only == nil {
		return nil, nil
	}
	return only, r.tx.PutMeta(threadKey(r.channel, r.ref), []byte(only.ID))
}

// Thread is an incident of a channel's own that is about none of ours.
type Thread struct {
	Channel, Ref, Title, Link string
	Phase                     incident.Phase
	First, Last               time.Time
}

// Loose gives what channels tell that is about no incident here; [Desk.Join]
// says which it is about.
func (d *Desk) Loose() []Thread {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []Thread
	for _, channel := range slices.Sorted(maps.Keys(d.pages)) {
		for _, ref := range slices.Sorted(maps.Keys(d.pages[channel].loose)) {
			said := d.pages[channel].loose[ref]
			last := said[len(said)-1]
			all = append(all, Thread{Channel: channel, Ref: ref, Title: last.Title, Link: last.Link, Phase: last.Phase,
				First: said[0].Visible, Last: last.Visible})
		}
	}
	return all
}
