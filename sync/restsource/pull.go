package restsource

import (
	"context"
	"fmt"
	"hash/maphash"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	"turnaround/sync/source"
)

// reading is one pull under way.
type reading struct {
	*Source
	cursor  cursor
	now     time.Time
	date    time.Time // the server's clock at the beginning
	read    int64     // bytes
	fresh   map[uint64]bool
	full    bool // the full lists are read this time
	chains  []chain
	records joined
	joins   uint64
	held    bool // a restart makes absence mean nothing
	mixed   bool // so do answers of two hosts

	signals  []*incident.Signal // shared with the memory: copied before anything changes
	notes    map[string][]incident.Remark
	at       map[string]int // index in signals by ID
	items    map[uint64]*entry
	content  maphash.Hash
	count    int
	nameless int
	complete bool
	newest   time.Time // of what the since field says
}

// Pull reads the profile's lists. The batches of one pull come one after the
// other; the last is Done, and Complete when every firing alert was named.
func (s *Source) Pull(ctx context.Context, raw []byte, yield func(incident.Batch) error) error {
	s.memory.init()
	r := &reading{Source: s, cursor: readCursor(raw), now: s.now().UTC(), fresh: map[uint64]bool{},
		at: make(map[string]int, len(s.memory.items)), notes: map[string][]incident.Remark{},
		items: make(map[uint64]*entry, len(s.memory.items))}
	r.content.SetSeed(s.memory.seed)
	first := r.cursor.Since.IsZero()
	r.full = first || s.plan.fullEvery > 0 && r.now.Sub(r.cursor.Full) >= s.plan.fullEvery
	if err := r.fetch(ctx, first); err != nil {
		return err
	}
	digest := r.digest()
	m := &s.memory
	same := m.whole && digest == m.digest && !r.held && !r.mixed
	if !same {
		if err := r.take(); err != nil {
			return err
		}
		same = m.whole && r.content.Sum64() == m.content && r.joins == m.joins && r.complete
	}
	next, err := r.advance(raw)
	if err != nil {
		return err
	}
	if same {
		err = yield(incident.Batch{Unchanged: true, Done: true, Complete: true, Cursor: next, Silences: s.silences(r.records)})
	} else {
		err = r.yield(yield, next)
	}
	if err != nil {
		m.doubt()
		return err
	}
	r.remember(digest, same)
	return nil
}

// fetch asks for all that one pull needs, before anything is taken from it: a
// pull that fails half way changes nothing.
func (r *reading) fetch(ctx context.Context, first bool) error {
	if err := r.lookForRestart(ctx); err != nil {
		return err
	}
	asked := r.client.hostNow()
	for _, l := range r.plan.lists {
		if l.When == "full" && !r.full || l.When == "news" && first {
			continue
		}
		for _, v := range r.listVars(l) {
			c, err := r.pages(ctx, l, v)
			if err != nil {
				return err
			}
			r.chains = append(r.chains, c)
		}
	}
	if err := r.fetchJoins(ctx); err != nil {
		return err
	}
	if r.client.hostNow() != asked {
		// Answers of two hosts were mixed, and one of them was not looked at.
		r.mixed = true
	}
	return nil
}

// note remembers the server's clock as it was at the beginning.
func (r *reading) note(a *answer) {
	if r.date.IsZero() {
		r.date = a.date
	}
}

// fetchJoins reads the lists that marks refer to, after the alerts: a mark on
// an alert that is not in them yet is only less well known.
func (r *reading) fetchJoins(ctx context.Context) error {
	var h maphash.Hash
	h.SetSeed(r.memory.seed)
	bodies := make([][]byte, len(r.plan.joins))
	for n := range r.plan.joins {
		c, err := r.plan.joins[n].request.fill(sinceVars(r.cursor.Since, r.now))
		if err != nil {
			return err
		}
		a, err := r.client.do(ctx, c)
		if err != nil {
			return err
		}
		if !a.ok() {
			return r.client.refused(c, a)
		}
		if !wellFormed(a.body) {
			return r.client.misread(c, a)
		}
		bodies[n] = a.body
		h.Write(a.body)
	}
	r.joins, r.records = h.Sum64(), r.memory.records
	if r.joins == r.memory.joins && r.records != nil {
		return nil
	}
	r.records = joined{}
	for n, body := range bodies {
		j := r.plan.joins[n]
		r.records[j.name] = indexed(gjson.ParseBytes(body), j)
	}
	return nil
}

func indexed(root gjson.Result, j joinPlan) map[string]gjson.Result {
	records := map[string]gjson.Result{}
	j.items.get(root).ForEach(func(_, record gjson.Result) bool {
		if id := boundID(j.id.text(record)); id != "" {
			records[id] = record
		}
		return len(records) < maxItems
	})
	return records
}

// digest covers every answer, in order.
func (r *reading) digest() uint64 {
	var h maphash.Hash
	h.SetSeed(r.memory.seed)
	maphash.WriteComparable(&h, r.joins)
	for _, c := range r.chains {
		maphash.WriteComparable(&h, c.whole)
		for _, p := range c.pages {
			maphash.WriteComparable(&h, p.hash)
		}
	}
	return h.Sum64()
}

// wholeList: the profile's complete lists were read, each to its end.
func (r *reading) wholeList() bool {
	any := false
	for _, c := range r.chains {
		if len(c.pages) > 0 && c.pages[0].list.complete {
			any = true
			if !c.whole {
				return false
			}
		}
	}
	return any && !r.held && !r.mixed
}

// take maps every item of every page.
func (r *reading) take() error {
	for _, c := range r.chains {
		for _, p := range c.pages {
			if err := r.takePage(p); err != nil {
				return err
			}
		}
	}
	if r.nameless > 0 {
		r.log.Warn("alerts without an ID are left out", "source", r.name, "alerts", r.nameless)
	}
	r.settleRestart()
	r.complete = r.wholeList() && r.nameless == 0 && r.count < maxItems
	return nil
}

func (r *reading) takePage(p page) error {
	root := gjson.ParseBytes(p.body)
	items := p.list.items.get(root)
	if !items.IsArray() && !(items.IsObject() && p.list.Items != "@this" && nested(items)) && !p.list.items.null(root) {
		return &source.Fault{Kind: source.ErrAnswer,
			What: fmt.Sprintf("%s answered %s with JSON that holds no list at %q", r.name, r.client.show(p.call), p.list.Items),
			Fix:  "check the url, and items in profile " + r.plan.Name}
	}
	before, named := r.count, 0
	items.ForEach(func(_, item gjson.Result) bool {
		r.count++
		if p.list.remark != nil {
			named++
			r.takeLine(p.list, item)
			return r.count < maxItems
		}
		if p.list.item != nil {
			item = p.list.item.get(item)
		}
		switch {
		case item.IsObject() && !all(p.list.only, item):
			named++
		case item.IsObject() && r.takeItem(p.list, item):
			named++
		default:
			r.nameless++
		}
		return r.count < maxItems
	})
	if r.count > before && named == 0 {
		return &source.Fault{Kind: source.ErrAnswer,
			What: fmt.Sprintf("%s answered %s with %d alerts, none of which has an ID at %q", r.name, r.client.show(p.call), r.count-before, r.plan.Fields.ID),
			Fix:  "check fields.id in profile " + r.plan.Name}
	}
	return nil
}

// nested: an object of objects, a list by name.
func nested(items gjson.Result) bool {
	fits := true
	items.ForEach(func(_, each gjson.Result) bool {
		fits = each.IsObject()
		return fits
	})
	return fits
}

// takeItem maps one item, or finds it mapped already. It answers false for an
// item without an ID.
func (r *reading) takeItem(l *listPlan, item gjson.Result) bool {
	hash := r.memory.hashItem(item, r.plan.volatile)
	maphash.WriteComparable(&r.content, hash)
	if l.since != nil {
		if at := timeOf(l.since.get(item)); at.After(r.newest) {
			r.newest = at
		}
	}
	known := r.memory.items[hash]
	if known == nil || known.joins && r.joins != r.memory.joins {
		// The copy lets the answer go while the signal lives on.
		known = &entry{r.plan.mapper.apply(own(item), r.records, r.now)}
		r.finish(&known.signal)
	}
	if known.signal.ID == "" && !known.skip {
		return false
	}
	r.items[hash] = known
	if !known.skip {
		r.add(&known.signal)
	}
	return true
}

// own gives an item memory of its own.
func own(item gjson.Result) gjson.Result {
	return gjson.Parse(strings.Clone(item.Raw))
}

func (r *reading) finish(s *incident.Signal) {
	if word := s.Labels[r.cfg.SeverityLabel]; word != "" {
		s.Severity = word
	}
	s.Hash = contentHash(s)
}

// add keeps a signal; a later word on the same alert replaces the earlier.
func (r *reading) add(s *incident.Signal) {
	if n, ok := r.at[s.ID]; ok {
		r.signals[n] = s
		return
	}
	r.at[s.ID] = len(r.signals)
	r.signals = append(r.signals, s)
}

// takeLine takes one line of a timeline: what happened becomes a remark, and
// an alert that the open lists do not name tells that it is over.
func (r *reading) takeLine(l *listPlan, line gjson.Result) {
	maphash.WriteComparable(&r.content, r.memory.hash([]byte(line.Raw)))
	item := line
	if l.item != nil {
		item = l.item.get(line)
	}
	got := r.plan.mapper.apply(own(item), r.records, r.now)
	if got.signal.ID == "" || got.skip {
		return
	}
	id := got.signal.ID
	if _, listed := r.at[id]; !listed {
		if got.signal.Firing {
			return // not of those asked for
		}
		r.finish(&got.signal)
		r.add(&got.signal)
	}
	kind, ok := l.remark.kinds[l.remark.kind.text(line)]
	if !ok || len(r.notes[id]) >= maxListed {
		return
	}
	note := incident.Remark{ID: boundID(l.remark.id.text(line)), Kind: kind, By: oneLine(l.remark.by.text(line), maxName),
		At: timeOf(l.remark.at.get(line)), Text: cutBytes(l.remark.text.text(line), maxValue)}
	if note.ID != "" {
		// The copies let the answer go while the note lives on.
		note.ID, note.By, note.Text = strings.Clone(note.ID), strings.Clone(note.By), strings.Clone(note.Text)
		r.notes[id] = append(r.notes[id], note)
	}
}

// batchSize is how many signals are yielded at once.
const batchSize = 500

func (r *reading) yield(yield func(incident.Batch) error, next []byte) error {
	for at := 0; ; at += batchSize {
		end := min(at+batchSize, len(r.signals))
		b := incident.Batch{Signals: make([]incident.Signal, 0, end-at)}
		for _, s := range r.signals[at:end] {
			told := *s
			told.At, told.Notes = r.now, r.notes[s.ID]
			told.Hash = withNotes(told.Hash, told.Notes)
			b.Signals = append(b.Signals, told)
		}
		if end == len(r.signals) {
			b.Done, b.Complete, b.Cursor = true, r.complete, next
			b.Silences = r.silences(r.records)
			return yield(b)
		}
		if err := yield(b); err != nil {
			return err
		}
	}
}

// remember keeps what the next pull compares with.
func (r *reading) remember(digest uint64, same bool) {
	m := &r.memory
	m.digest, m.joins, m.records, m.pages = digest, r.joins, r.records, r.fresh
	if same && len(r.items) == 0 {
		return // answered as before to the byte: nothing was taken
	}
	m.content, m.items, m.whole = r.content.Sum64(), r.items, r.complete
	if !r.complete {
		return
	}
	m.firing = make(map[string]bool, len(r.signals))
	for n := range r.signals {
		if r.signals[n].Firing {
			m.firing[r.signals[n].ID] = true
		}
	}
}
