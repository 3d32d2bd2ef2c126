package health

import (
	"encoding/json"
	"fmt"
	"time"
)

// The states of a source.
const (
	Never   = "never"   // no contact yet
	OK      = "ok"      // the last contact went well
	Failing = "failing" // it missed, but not long enough to say lost
	Gone    = "lost"
)

// Status is how one source stands, for `sources --json`.
type Status struct {
	Name        string     `json:"name"`
	State       string     `json:"state"` // never, ok, failing, lost
	LastContact time.Time  `json:"last_contact,omitzero"`
	LastTry     time.Time  `json:"last_try,omitzero"`
	LostSince   time.Time  `json:"lost_since,omitzero"` // last contact before it was lost, or its first miss
	Misses      int        `json:"misses"`
	Error       string     `json:"error,omitempty"` // of the last miss, in plain words
	Fault       string     `json:"fault,omitempty"` // the kind of the last miss: auth, tls, dns, refused, ...
	Latency     float64    `json:"latency_seconds"`
	Alerts      int        `json:"alerts_24h"`
	Heartbeats  []BeatView `json:"heartbeats,omitempty"`
	// Contact is how contact went in the last 24 hours, oldest first, without
	// gaps from its first segment to now.
	Contact []Segment `json:"contact_24h,omitempty"`
}

// BeatView is how one heartbeat stands.
type BeatView struct {
	Name        string    `json:"name"`
	Within      float64   `json:"within_seconds"`
	LastSeen    time.Time `json:"last_seen,omitzero"`
	AbsentSince time.Time `json:"absent_since,omitzero"`
}

// View is how all sources stand.
type View struct {
	Sources []Status `json:"sources"`
	// Offline is since when the own network is down; zero: it is not.
	Offline time.Time `json:"offline_since,omitzero"`
	// MutedUntil is until when a person muted all pages; zero: they ring.
	MutedUntil time.Time `json:"muted_until,omitzero"`
	// Banners are the lines to show: calm where it is the own network.
	Banners []string `json:"banners,omitempty"`
}

// View tells how everything stands now.
func (t *Tracker) View(now time.Time) View {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.weigh(now)
	v := View{Sources: []Status{}, Offline: t.offline}
	if t.silentOffline(now) {
		v.Banners = append(v.Banners, t.offlineAlarm(now).Title+": the network of this computer seems to be down")
	}
	for r := range t.all {
		v.Sources = append(v.Sources, r.status(now))
		if !r.Lost.IsZero() {
			line := t.lostText(r, now, "No contact")
			if r.Why != "" {
				line += ": " + r.Why
			}
			v.Banners = append(v.Banners, line)
		}
		for _, b := range r.Beats {
			if p := r.Pulse[b.Name]; !p.Absent.IsZero() {
				v.Banners = append(v.Banners, t.beatAlarm(r, b, p, now).Title)
			}
		}
	}
	return v
}

// InContact tells whether the last contact with a source went well.
func (t *Tracker) InContact(name string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.weigh(now)
	r := t.watched(name)
	return r != nil && r.state() == OK
}

// silentOffline tells whether the one calm line is due: by the rule of the
// banner, met by any source.
func (t *Tracker) silentOffline(now time.Time) bool {
	if t.offline.IsZero() {
		return false
	}
	for r := range t.all {
		if r.Lost.IsZero() && r.gone(now) {
			return true
		}
	}
	return false
}

func (r *record) state() string {
	switch {
	case !r.Lost.IsZero():
		return Gone
	case r.Misses > 0 || r.Why != "":
		return Failing
	case r.Last.IsZero():
		return Never
	}
	return OK
}

func (r *record) status(now time.Time) Status {
	s := Status{Name: r.Name, State: r.state(), LastContact: r.Last, LastTry: r.Tried, Misses: r.Misses, Error: r.Why, Fault: r.Kind, Latency: r.Latency.Seconds()}
	if !r.Lost.IsZero() {
		if s.LostSince = r.Last; s.LostSince.IsZero() {
			s.LostSince = r.Lost
		}
	}
	hour := now.Unix() / 3600
	for h, n := range r.Hours {
		if h > hour-24 && h <= hour {
			s.Alerts += n
		}
	}
	s.Contact = r.contact24(now)
	for _, b := range r.Beats {
		p := r.Pulse[b.Name]
		s.Heartbeats = append(s.Heartbeats, BeatView{Name: b.Name, Within: b.Within.Seconds(), LastSeen: p.Seen, AbsentSince: p.Absent})
	}
	return s
}

// Snapshot gives what is to survive a restart.
func (t *Tracker) Snapshot() ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	raw, err := json.Marshal(t.sources)
	if err != nil {
		return nil, fmt.Errorf("write down how the sources stand: %w", err)
	}
	return raw, nil
}

// Restore takes up a snapshot; it is called before the first contact. Sources
// that are not watched stay unknown until they are.
func (t *Tracker) Restore(raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	var known map[string]*record
	if err := json.Unmarshal(raw, &known); err != nil {
		return fmt.Errorf("read how the sources stood: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, r := range known {
		if r == nil {
			continue
		}
		if old := t.sources[name]; old != nil {
			r.Source = old.Source
		}
		r.asleep()
		r.Tried = time.Time{}
		t.sources[name] = r
	}
	return nil
}
