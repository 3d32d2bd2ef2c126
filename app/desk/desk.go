// Package desk holds the use cases: one method per thing a source or a person
// does. It is the only door for the faces (window, commands) and the engine.
package desk

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// Config is what a Desk needs.
type Config struct {
	Store   *store.Store
	Hub     *event.Hub
	Now     func() time.Time
	Entropy io.Reader // for the IDs of what a person does
	Log     *slog.Logger
	Rules   Rules
}

// Rules say how alerts become incidents.
type Rules struct {
	// GroupBy names the labels whose values make one incident; "a|b" is the
	// first of them that is set.
	GroupBy []string
	// Reopen is how long after its end an incident takes a re-firing alert
	// back, instead of a twin being opened.
	Reopen time.Duration
	// QuietAfter is how long a mail alert without a recovery stays active.
	QuietAfter time.Duration
	// UndoFor is how long the last act can be undone; Hold how long an action
	// that cannot be taken back at its source waits before it is sent (zero in
	// a command that acts alone and ends).
	UndoFor, Hold time.Duration
	// Services say what customers see of an incident; the first that fits counts.
	Services []Service
	// Targets are how soon customers shall hear; nil: the presets.
	Targets func(incident.Severity) journey.Target
	// Practice: a drill's desk, whose promises are short.
	Practice bool
	// Zone is that of times in updates which name none; nil: UTC.
	Zone *time.Location
}

// Source is what the desk knows of a configured source; the engine tells it.
type Source struct {
	Name     string
	Identity string
	Kind     string // rest or mail
	GroupBy  []string
	AckFor   time.Duration
	// Keep answers whether an alert with these labels is wanted; nil keeps all.
	Keep func(labels map[string]string) bool
	// Beat names the heartbeat these labels are, if they are one.
	Beat func(labels map[string]string) (name string, ok bool)
	// Severity reads the source's word; 0 hides the alert. Nil reads the usual words.
	Severity func(word string, labels map[string]string) (incident.Severity, bool)
	// May tells whether a verb can and may be done there, and if not, why.
	May func(outbox.Verb) (bool, string)
	// Live tells whether the source is in contact; nil means yes.
	Live func() bool
	// Audience is who reads a channel; a channel is a source named by
	// [outbox.ChannelSource].
	Audience string
	// Longest is how many characters the channel takes; 0: any number.
	Longest int
	// Corrects: the channel can change the words of what was published.
	Corrects bool
}

// Desk is safe for use by several goroutines; the store serialises what they write.
type Desk struct {
	store *store.Store
	hub   *event.Hub
	now   func() time.Time
	log   *slog.Logger
	rules atomic.Pointer[Rules]

	mu      sync.Mutex
	sources map[string]*intakeState
	entropy *ulid.MonotonicEntropy
	people  map[incident.PersonID]string
	open    map[incident.ID]struct{} // nil until asked for
	sending map[string]bool          // actions on their way
	unseen  unseen
	pages   map[string]*showing      // by channel
	owed    map[incident.ID]struct{} // closed, and customers may not know; nil as open is
}

// New makes a desk over an open store.
func New(c Config) *Desk {
	d := &Desk{
		store: c.Store, hub: c.Hub, now: c.Now, log: c.Log,
		sources: map[string]*intakeState{},
		entropy: ulid.Monotonic(c.Entropy, 0),
		people:  map[incident.PersonID]string{},
		sending: map[string]bool{},
		unseen:  unseen{away: true},
	}
	d.SetRules(c.Rules)
	return d
}

// SetRules replaces how alerts become incidents, for what arrives from now on.
func (d *Desk) SetRules(r Rules) { d.rules.Store(&r) }

// SetSource registers a source or replaces what was known of it.
func (d *Desk) SetSource(s Source) {
	if s.May == nil {
		s.May = func(outbox.Verb) (bool, string) { return false, "this source is read only" }
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sources[s.Name] = &intakeState{Source: s, seen: map[string]seen{}, holds: map[incident.ID]uint64{}}
}

// RemoveSource forgets a source; its incidents stay.
func (d *Desk) RemoveSource(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sources, name)
}

// source answers nil for a source that is not configured now.
func (d *Desk) source(name string) *intakeState {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sources[name]
}

// may asks a source whether it can and may do verb.
func (d *Desk) may(source string, verb outbox.Verb) (bool, string) {
	s := d.source(source)
	if s == nil {
		return false, fmt.Sprintf("no source named %q is configured", source)
	}
	return s.May(verb)
}

// newID makes a ULID for what a person does.
func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := ulid.Timestamp(d.now())
	id, err := ulid.New(now, d.entropy)
	if err != nil {
		// The monotonic part of this millisecond is used up: the next one is free.
		id = ulid.MustNew(now+1, d.entropy)
	}
	return id.String()
}

// person makes sure that the name can be shown later, and gives its ID.
func (d *Desk) person(tx *store.Tx, name string) (incident.PersonID, error) {
	id := incident.NewPersonID(name)
	if id == "" {
		return "", nil
	}
	d.mu.Lock()
	known := d.people[id] != ""
	d.mu.Unlock()
	if known {
		return id, nil
	}
	if err := tx.PutPerson(store.Person{ID: id, Name: clip(name, 200), Seen: d.now()}); err != nil {
		return "", fmt.Errorf("remember who acted: %w", err)
	}
	return id, nil
}

// Name gives the name of a person, or the ID where the name was erased.
func (d *Desk) Name(id incident.PersonID) string {
	if id == "" {
		return ""
	}
	d.mu.Lock()
	name := d.people[id]
	d.mu.Unlock()
	if name != "" {
		return name
	}
	err := d.store.View(func(tx *store.Tx) error {
		p, err := tx.Person(id)
		name = p.Name
		return err
	})
	if err != nil || name == "" {
		return string(id)
	}
	d.mu.Lock()
	d.people[id] = name
	d.mu.Unlock()
	return name
}

// Listen calls f on every event until stop is called; f must not block.
func (d *Desk) Listen(f func(event.Event)) (stop func()) { return d.hub.Listen(f) }

// changed tells the listeners which incidents changed.
func (d *Desk) changed(ids ...incident.ID) {
	if len(ids) > 0 {
		d.hub.Publish(event.IncidentsChanged{IDs: ids})
	}
}

// work is one transaction's working set: incidents are read once, changed in
// memory by their entries and written once at the end.
type work struct {
	d         *Desk
	tx        *store.Tx
	now       time.Time
	incidents map[incident.ID]*incident.Incident
	dirty     map[incident.ID]bool
	// doubted are alerts whose source must tell them again.
	doubted []doubted
	// news are the incidents of which something happened that a person wants
	// to see; told: the person does it, or it was there before the first look.
	news             map[incident.ID]bool
	told             bool
	marked, unmarked []incident.ID // as changed unseen
}

// doubted is an alert of which what its source's memory says no longer holds.
type doubted struct {
	src *intakeState
	id  string
}

// update runs f in one transaction and publishes what changed.
func (d *Desk) update(ctx context.Context, f func(*work) error) error {
	var ids []incident.ID
	var w *work
	d.readUnseen()
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		w = &work{d: d, tx: tx, now: d.now().UTC(),
			incidents: map[incident.ID]*incident.Incident{}, dirty: map[incident.ID]bool{}, news: map[incident.ID]bool{}}
		if err := f(w); err != nil {
			return err
		}
		ids = ids[:0]
		for id := range w.dirty {
			if err := tx.PutIncident(*w.incidents[id]); err != nil {
				return fmt.Errorf("write incident %s: %w", id, err)
			}
			ids = append(ids, id)
		}
		return w.markUnseen()
	})
	if err != nil {
		d.forgetOpen() // a commit that failed may be on disk all the same
		return err
	}
	d.mu.Lock()
	for _, alert := range w.doubted {
		alert.src.doubts = append(alert.src.doubts, alert.id)
	}
	d.mu.Unlock()
	w.keepUnseen()
	d.noteOpen(w.dirty)
	d.changed(ids...)
	return nil
}

// incident reads one, or gives the copy this transaction works on.
func (w *work) incident(id incident.ID) (*incident.Incident, error) {
	if inc, ok := w.incidents[id]; ok {
		return inc, nil
	}
	inc, err := w.tx.Incident(id)
	if err != nil {
		return nil, fmt.Errorf("read incident %s: %w", id, err)
	}
	w.incidents[id] = &inc
	return &inc, nil
}

// living follows merges to the incident that lives on.
func (w *work) living(id incident.ID) (*incident.Incident, error) {
	for range 32 {
		inc, err := w.incident(id)
		if err != nil || inc.MergedInto == "" {
			return inc, err
		}
		id = inc.MergedInto
	}
	return nil, fmt.Errorf("incident %s: merged in a circle", id)
}

// create begins the working copy of an incident that does not exist yet.
func (w *work) create(id incident.ID) *incident.Incident {
	inc := &incident.Incident{}
	w.incidents[id] = inc
	return inc
}

// add writes an entry, unless its ID is there already, and folds it in.
func (w *work) add(inc *incident.Incident, e incident.Entry) (bool, error) {
	if e.Recorded.IsZero() {
		e.Recorded = w.now
		if last := inc.Learned(); last.After(w.now) {
			// The clock was set back: what is learned now is still the news.
			e.Recorded = last.Add(time.Millisecond)
		}
	}
	if e.At.IsZero() {
		e.At = w.now
	}
	added, err := w.tx.AddEntry(e)
	if err != nil {
		return false, fmt.Errorf("write %s entry of incident %s: %w", e.Kind, e.Incident, err)
	}
	if added {
		if inc.Apply(e); e.Kind == incident.KindParted {
			if err := w.refold(inc); err != nil {
				return false, err
			}
		}
		w.dirty[e.Incident] = true
		w.news[e.Incident] = w.news[e.Incident] || isNews(e.Kind)
	}
	return added, nil
}

// unused gives the ID of an entry about an occurrence. What happens to one
// occurrence several times (a source that takes its word back and says it
// again) is told as often: an ID met before would be no entry.
func (w *work) unused(id incident.ID, kind incident.Kind, fingerprint string, start time.Time) (entry string, nth int, err error) {
	for n := 1; ; n++ {
		entry := occurrence(id, kind, fingerprint, start, n)
		if there, err := w.tx.HasEntry(id, entry); err != nil || !there {
			return entry, n, err
		}
	}
}

// occurrence is the ID of what happened to an occurrence for the nth time.
func occurrence(id incident.ID, kind incident.Kind, fingerprint string, start time.Time, n int) string {
	if n > 1 {
		fingerprint += " " + strconv.Itoa(n)
	}
	return incident.OccurrenceID(id, kind, fingerprint, start)
}

// clip bounds text from strangers to n runes.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	count := 0
	for at := range text {
		if count == n {
			return text[:at] + "…"
		}
		count++
	}
	return text
}
