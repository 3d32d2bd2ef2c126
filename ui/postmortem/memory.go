package postmortem

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
)

// place is a section of an incident's postmortem.
type place struct {
	id      incident.ID
	section string
}

// edit is a text that is not saved yet.
type edit struct {
	body, was string    // was: what stood there when it was begun
	held      *doc.Text // what somebody else wrote there meanwhile: a person chooses first
}

// Memory keeps what is written and not saved yet while the window is open:
// screens are made anew when the configuration changes. The zero Memory is ready.
type Memory struct {
	mu      sync.Mutex
	waiting map[place]edit
	kept    map[place]string // what was saved last from here
	at      map[incident.ID]string

	saving sync.Mutex // one at a time: the screen of before may still save
}

// put keeps a text until it is saved.
func (m *Memory) put(p place, body, was string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waiting == nil {
		m.waiting = map[place]edit{}
	}
	e, ok := m.waiting[p]
	if !ok {
		e.was = was
	}
	e.body = body
	m.waiting[p] = e
}

// bodies are the texts of an incident that wait.
func (m *Memory) bodies(id incident.ID) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]string{}
	for p, e := range m.waiting {
		if p.id == id {
			all[p.section] = e.body
		}
	}
	return all
}

// waits tells whether a section has a text that is not saved.
func (m *Memory) waits(p place) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.waiting[p]
	return ok
}

// took says that the text on disk is now the one on screen.
func (m *Memory) took(p place) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, p)
}

// drop gives a text up.
func (m *Memory) drop(p place) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.waiting, p)
	delete(m.kept, p)
}

// insist has a held text saved over what stands there.
func (m *Memory) insist(p place, over string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.waiting[p]; ok {
		delete(m.kept, p)
		e.was, e.held = over, nil
		m.waiting[p] = e
	}
}

// overtaken is what somebody else wrote where a text waits.
func (m *Memory) overtaken(p place) (doc.Text, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.waiting[p]; e.held != nil {
		return *e.held, true
	}
	return doc.Text{}, false
}

// clashes are the sections of an incident where somebody else wrote meanwhile.
func (m *Memory) clashes(id incident.ID) map[string]bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]bool{}
	for p, e := range m.waiting {
		if p.id == id && e.held != nil {
			all[p.section] = true
		}
	}
	return all
}

// busy tells whether a text is being saved from here.
func (m *Memory) busy() bool {
	if m.saving.TryLock() {
		m.saving.Unlock()
		return false
	}
	return true
}

// last is the section that was in hand.
func (m *Memory) last(id incident.ID) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at[id]
}

func (m *Memory) remember(id incident.ID, section string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at == nil {
		m.at = map[incident.ID]string{}
	}
	m.at[id] = section
}

// saving is what came of it.
type saving struct {
	page  *book.Page       // nil: nothing was saved
	wrote map[place]string // as it stands on disk
	over  bool             // somebody else wrote there meanwhile
	err   error
}

// save writes what waits of an incident.
func (m *Memory) save(ctx context.Context, c Core, id incident.ID) saving {
	m.saving.Lock()
	defer m.saving.Unlock()
	done := saving{wrote: map[place]string{}}
	for _, p := range m.ready(id) {
		body, was := m.text(p)
		page, err := c.Write(ctx, p.id, p.section, body, was)
		var over *book.Overtaken
		switch {
		case errors.As(err, &over):
			m.hold(p, over.Text)
			done.over = true
		case err != nil:
			done.err = errors.Join(done.err, err)
		default:
			done.page = &page
			done.wrote[p] = page.Document.Sections[p.section].Body
			m.saved(p, body, done.wrote[p])
		}
	}
	return done
}

// saveAll writes whatever waits, and below what somebody else wrote what no
// person chose about: the window ends, and neither is lost.
func (m *Memory) saveAll(ctx context.Context, c Core) {
	m.mu.Lock()
	ids := map[incident.ID]bool{}
	for p, e := range m.waiting {
		ids[p.id] = true
		if e.held != nil {
			delete(m.kept, p)
			m.waiting[p] = edit{body: both(e.held.Body, e.body), was: e.held.Body}
		}
	}
	m.mu.Unlock()
	for id := range ids {
		m.save(ctx, c, id) // what fails waits on
	}
}

// both is two texts, one below the other.
func both(one, other string) string {
	return strings.TrimRight(one, "\n") + "\n\n" + strings.TrimLeft(other, "\n")
}

func (m *Memory) ready(id incident.ID) []place {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []place
	for p := range maps.Keys(m.waiting) {
		if p.id == id && m.waiting[p].held == nil {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b place) int { return strings.Compare(a.section, b.section) })
	return all
}

// text is what is to be saved and what it takes the place of: what was saved
// from here before, where the screen has not seen anything newer.
func (m *Memory) text(p place) (body, was string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.waiting[p]
	if kept, ok := m.kept[p]; ok {
		return e.body, kept
	}
	return e.body, e.was
}

func (m *Memory) hold(p place, theirs doc.Text) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.waiting[p]; ok {
		e.held = &theirs
		m.waiting[p] = e
	}
}

// saved forgets a text that is on disk, unless more was written meanwhile.
func (m *Memory) saved(p place, body, stored string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[place]string{}
	}
	m.kept[p] = stored
	if m.waiting[p].body == body {
		delete(m.waiting, p)
	}
}
