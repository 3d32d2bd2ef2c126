// Package event tells whoever listens what changed, without knowing them.
package event

import (
	"sync"
	"time"

	"turnaround/app/incident"
)

// Event is one of the types below.
type Event interface{ event() }

// IncidentsChanged names incidents whose record or timeline changed.
type IncidentsChanged struct{ IDs []incident.ID }

// OutboxChanged says that an action was queued, sent, failed or dropped.
type OutboxChanged struct{}

// HealthChanged says that contact with a source was made, lost or changed.
type HealthChanged struct{ Source string }

// ConfigChanged says that a changed configuration is in use now.
type ConfigChanged struct{}

// DutyChanged says that the person went on or off call.
type DutyChanged struct{}

// Called says that a notification was handed over to call a person: for a
// flash of the window, and for the countdown to the next ring.
type Called struct {
	// IDs are the incidents it stands for; empty for lost contact, a missing
	// heartbeat and a test page.
	IDs      []incident.ID
	Severity incident.Severity
	Urgent   bool // it calls for somebody now; false: shown once, without a sound
	At       time.Time
}

// MuteChanged says that pages were muted, or ring again.
type MuteChanged struct{}

// SeenChanged says that incidents were looked at which had changed unseen.
type SeenChanged struct{}

// DraftChanged says that what is written beside an incident, and not sent, was
// saved or dropped.
type DraftChanged struct {
	Incident incident.ID
	Name     string
}

func (DraftChanged) event()     {}
func (Called) event()           {}
func (MuteChanged) event()      {}
func (SeenChanged) event()      {}
func (IncidentsChanged) event() {}
func (OutboxChanged) event()    {}
func (HealthChanged) event()    {}
func (DutyChanged) event()      {}
func (ConfigChanged) event()    {}

// Hub hands each event to every listener, in order, on the publisher's
// goroutine: a listener only signals or queues. The zero Hub is ready.
type Hub struct {
	mu        sync.RWMutex
	next      int
	listeners map[int]func(Event)
}

// Listen registers f until the returned stop is called.
func (h *Hub) Listen(f func(Event)) (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[int]func(Event){}
	}
	id := h.next
	h.next++
	h.listeners[id] = f
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, id)
	}
}

// Publish hands e to every listener.
func (h *Hub) Publish(e Event) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, f := range h.listeners {
		f(e)
	}
}
