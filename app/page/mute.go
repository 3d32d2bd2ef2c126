package page

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// MaxMute is the longest a person can mute: whoever wants more goes off call.
const MaxMute = 24 * time.Hour

const metaMute = "page/mute"

// mute is a person's wish that nothing rings for a while.
type mute struct {
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// on tells whether it holds. A clock set back ends it: ringing too early is
// the smaller fault.
func (m mute) on(now time.Time) bool {
	return now.Before(m.Until) && !now.Before(m.Since.Add(-time.Minute))
}

// Muter keeps, across restarts, until when a person wants nothing to ring:
// no incident whatever its severity, no lost contact, no heartbeat. What is
// still open when it ends rings then. It is safe for use by several goroutines,
// and a nil one never mutes.
type Muter struct {
	meta    Meta
	changed func()     // does not block
	saving  sync.Mutex // held while the mute is changed, so that the last change is kept
	mu      sync.Mutex
	mute    mute
}

// NewMuter takes up the mute of the last run. It gives a usable Muter beside
// an error: what cannot be read mutes nothing.
func NewMuter(ctx context.Context, meta Meta, changed func()) (*Muter, error) {
	m := &Muter{meta: meta, changed: changed}
	raw, err := meta.Load(ctx, metaMute)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &m.mute)
	}
	if err != nil {
		m.mute = mute{}
		return m, fmt.Errorf("read until when pages are muted: %w", err)
	}
	return m, nil
}

// Until tells until when pages are muted; zero: they are not.
func (m *Muter) Until(now time.Time) time.Time {
	if m == nil {
		return time.Time{}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.mute.on(now) {
		return time.Time{}
	}
	return m.mute.Until
}

// Mute mutes from now until a time, at most [MaxMute] away. It holds even
// where it could not be written down; the error says that.
func (m *Muter) Mute(ctx context.Context, now, until time.Time) error {
	now, until = now.UTC().Round(0), until.UTC().Round(0)
	switch {
	case !until.After(now):
		return fmt.Errorf("mute until %s: that is past", until.Format(time.RFC3339))
	case until.Sub(now) > MaxMute+time.Minute:
		return fmt.Errorf("mute until %s: a mute lasts at most %s; to be silent for longer, go off call", until.Format(time.RFC3339), Span(MaxMute))
	}
	return m.set(ctx, mute{now, until})
}

// Ring ends a mute.
func (m *Muter) Ring(ctx context.Context) error { return m.set(ctx, mute{}) }

func (m *Muter) set(ctx context.Context, next mute) error {
	m.saving.Lock()
	defer m.saving.Unlock()
	return m.put(ctx, next)
}

// put changes the mute; the caller holds saving.
func (m *Muter) put(ctx context.Context, next mute) error {
	m.mu.Lock()
	m.mute = next
	m.mu.Unlock()
	m.changed()
	var raw []byte // nil deletes
	var err error
	if next != (mute{}) {
		raw, err = json.Marshal(next)
	}
	if err == nil {
		err = m.meta.Save(ctx, metaMute, raw)
	}
	if err != nil {
		return fmt.Errorf("remember until when pages are muted; it holds until this app ends: %w", err)
	}
	return nil
}

// expire forgets a mute that is over, and tells.
func (m *Muter) expire(ctx context.Context, now time.Time) error {
	if m == nil {
		return nil
	}
	m.saving.Lock()
	defer m.saving.Unlock()
	m.mu.Lock()
	over := m.mute != (mute{}) && !m.mute.on(now)
	m.mu.Unlock()
	if !over {
		return nil
	}
	return m.put(ctx, mute{})
}

// morningHour is when the day begins for who mutes "until morning".
const morningHour = 7

// Morning is the next seven o'clock on the wall of zone, or as long as a mute
// may last where that is later: a night in which clocks go back has 25 hours.
func Morning(now time.Time, zone *time.Location) time.Time {
	wall := now.In(zone)
	at := time.Date(wall.Year(), wall.Month(), wall.Day(), morningHour, 0, 0, 0, zone)
	if !at.After(now) {
		at = time.Date(wall.Year(), wall.Month(), wall.Day()+1, morningHour, 0, 0, 0, zone)
	}
	if latest := now.Add(MaxMute); at.After(latest) {
		return latest
	}
	return at
}
