// Package book keeps postmortems beside their incidents: as drafts of the
// desk, on disk with every change.
package book

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/postmortem"
)

// mostAlerts is how many alerts are read with an incident: none are needed.
const mostAlerts = 0

// Errors that callers tell apart.
var (
	ErrNone   = errors.New("there is no postmortem yet")
	ErrExists = errors.New("there is a postmortem already")
)

// writing keeps two changes in this process from overwriting each other; the
// store has one process.
var writing sync.Mutex

// Book reads and writes postmortems.
type Book struct {
	Desk    *desk.Desk
	Folders []fs.FS // sections of one's own
	Zone    *time.Location
	Now     func() time.Time
	Grace   time.Duration // within which a promise still counts as kept
}

// Page is a postmortem with what belongs to it.
type Page struct {
	Document postmortem.Document
	Set      postmortem.Set
	Facts    postmortem.Facts
	// Problems are own sections that could not be used.
	Problems []error
}

// New begins the postmortem of an incident.
func (b Book) New(ctx context.Context, who desk.Who, id incident.ID, language string) (Page, error) {
	writing.Lock()
	defer writing.Unlock()
	if _, ok, err := b.Desk.Draft(id, postmortem.DraftName); err != nil || ok {
		return Page{}, errors.Join(err, exists(ok))
	}
	p, err := b.Sketch(id, language)
	if err != nil {
		return Page{}, err
	}
	return p, b.save(ctx, who, p.Document)
}

// Sketch gives the postmortem that New would begin, and keeps nothing.
func (b Book) Sketch(id incident.ID, language string) (Page, error) {
	known, err := b.known(id)
	if err != nil {
		return Page{}, err
	}
	p := Page{}
	p.Set, p.Problems = postmortem.Sections(language, b.Folders...)
	p.Document, p.Facts = p.Set.New(known, b.Now()), p.Set.Facts(known)
	return p, nil
}

func exists(is bool) error {
	if is {
		return ErrExists
	}
	return nil
}

// Open reads a postmortem.
func (b Book) Open(id incident.ID) (Page, error) {
	kept, ok, err := b.Desk.Draft(id, postmortem.DraftName)
	if err != nil {
		return Page{}, err
	}
	if !ok {
		return Page{}, ErrNone
	}
	p := Page{}
	if p.Document, err = postmortem.Read(kept.Body); err != nil {
		return Page{}, err
	}
	known, err := b.known(id)
	if err != nil {
		return Page{}, err
	}
	p.Set, p.Problems = postmortem.Sections(p.Document.Language, b.Folders...)
	p.Facts = p.Set.Facts(known)
	return p, nil
}

// Change reads a postmortem, changes it and keeps it. It is on disk when this
// returns.
func (b Book) Change(ctx context.Context, who desk.Who, id incident.ID, change func(*Page) error) (Page, error) {
	writing.Lock()
	defer writing.Unlock()
	p, err := b.Open(id)
	if err != nil {
		return Page{}, err
	}
	if err := change(&p); err != nil {
		return Page{}, err
	}
	return p, b.save(ctx, who, p.Document)
}

// Refill fills anew what nobody has written in, with what is known by now.
func (b Book) Refill(ctx context.Context, who desk.Who, id incident.ID) (Page, error) {
	return b.Change(ctx, who, id, func(p *Page) error {
		p.Document.Refill(p.Set, p.Facts, b.Now())
		return nil
	})
}

func (b Book) save(ctx context.Context, who desk.Who, d postmortem.Document) error {
	raw, err := d.JSON()
	if err != nil {
		return err
	}
	return b.Desk.SaveDraft(ctx, who, desk.Draft{Incident: d.Incident, Name: postmortem.DraftName, Body: raw,
		Meta: map[string]string{"title": d.Title, "language": d.Language}})
}

func (b Book) known(id incident.ID) (postmortem.Known, error) {
	detail, err := b.Desk.Show(id, mostAlerts)
	if err != nil {
		return postmortem.Known{}, fmt.Errorf("read the incident: %w", err)
	}
	stale := time.Hour
	if detail.Incident.Severity.OrDefault() <= incident.Major {
		stale = 30 * time.Minute
	}
	return postmortem.Known{Incident: detail.Incident, Entries: detail.Entries, Name: b.Desk.Name, Zone: b.Zone, AsOf: b.Now(),
		Rules: journey.Rules{Grace: b.Grace, Stale: stale}}, nil
}
