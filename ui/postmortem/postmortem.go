// Package postmortem is the screen where one incident's postmortem is written:
// its sections with how complete they are, the one in hand, what can be cited,
// and the actions. Everything is kept as it is written, each second.
package postmortem

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/event"
	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/store"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// Core is what the screen needs of the running app. All of it may wait for the
// disk, and is called off the screen's goroutine.
type Core interface {
	Row(incident.ID) (store.Row, bool)
	Listen(func(event.Event)) (stop func())
	Sketch(id incident.ID, language string) (book.Page, error)
	Open(incident.ID) (book.Page, error)
	New(ctx context.Context, id incident.ID, language string) (book.Page, error)
	Refill(context.Context, incident.ID) (book.Page, error)
	Write(ctx context.Context, id incident.ID, section, body, was string) (book.Page, error)
	SetAction(ctx context.Context, id incident.ID, a doc.Action, was *doc.Action) (book.Page, error)
	DropAction(ctx context.Context, id incident.ID, was doc.Action) (book.Page, error)
	Export(id incident.ID, f book.Format, public bool) (string, error)
	Published(ctx context.Context, id incident.ID, f book.Format) error
}

// Host is what the screen asks of the window.
type Host interface {
	Toast(text string, undo bool)
	Go(route string)
	Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func())
	Post(f func())
}

// Config is what the screen joins.
type Config struct {
	Core  Core
	Host  Host
	Now   func() time.Time
	After parts.Timer
	// SaveAs lets a person pick where a file is written; nil: it cannot.
	SaveAs func(name string, chosen func(path string))
	// Memory outlives the screen.
	Memory *Memory
}

// Screen shows one incident's postmortem. Its fields are the screen's
// goroutine's own; what the crew needs is handed to it.
type Screen struct {
	Config
	crew  *crew
	frame *frame
	known known // the crew's

	id       incident.ID
	turn     int        // counts the incidents opened: what still comes in of another is of no use
	page     *book.Page // nil: not read, or not begun; never changed
	row      store.Row
	sketch   *book.Page // what would be begun
	fault    error      // why nothing can be shown
	loading  bool
	language string // of one that is begun
	section  string // the one in hand
	inList   bool   // on a phone: the sections are shown, not the one in hand
	query    string // what is looked for in the evidence
	sheet    sheet
	writing  writing
	mended   change // what was done to the text in hand last, other than typing
	saved    time.Time
	unsaved  error  // why the last saving failed
	timer    func() // stops the next saving; nil: none waits
	shown    bool
}

// New makes the screen; Run keeps it fresh.
func New(c Config) *Screen {
	s := &Screen{Config: c, crew: newCrew(c.Host.Post), inList: true}
	s.frame = newFrame(s)
	s.show()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.frame.content }

// Run does what the screen hands over until ctx ends; what is not saved then
// is saved before it returns.
func (s *Screen) Run(ctx context.Context) {
	stop := s.Core.Listen(s.heard)
	defer stop()
	s.crew.run(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSaving)
	defer cancel()
	s.Memory.saveAll(ctx, s.Core)
}

// lastSaving is how long saving may take when the screen ends.
const lastSaving = 10 * time.Second

// heard reads the postmortem again when its incident changed, so that there is
// more to cite, or when somebody else wrote in it.
func (s *Screen) heard(e event.Event) {
	var ids []incident.ID
	switch e := e.(type) {
	case event.IncidentsChanged:
		ids = e.IDs
	case event.DraftChanged:
		if e.Name == doc.DraftName && !s.Memory.busy() {
			ids = []incident.ID{e.Incident}
		}
	}
	if len(ids) > 0 {
		s.Host.Post(func() {
			if s.shown && slices.Contains(ids, s.id) {
				s.load()
			}
		})
	}
}

// SetWidth lays the screen out for a class of widths.
func (s *Screen) SetWidth(w look.Width) { s.frame.setClass(w) }

// Shown reads anew what others may have written, and saves when it is left.
func (s *Screen) Shown(on bool) {
	was := s.shown
	s.shown = on
	switch {
	case !on && was:
		s.save(nil)
	case on && !was:
		s.frame.unfocus() // what had the focus on the screen before would hear the keys
		if s.id != "" {
			s.load()
		}
	}
}

// Open shows the postmortem of an incident.
func (s *Screen) Open(id incident.ID) {
	if id != s.id {
		s.save(nil)
		s.turn++
		s.id, s.page, s.sketch, s.fault, s.row = id, nil, nil, nil, store.Row{}
		s.section, s.query, s.inList = s.Memory.last(id), "", true
		s.saved, s.unsaved = time.Time{}, nil
		s.writing = writing{}
		s.loading = true
		s.frame.evidence.field.SetText("")
		s.show()
	}
	s.load()
}

// Bindings are the screen's keys.
func (s *Screen) Bindings() []keys.Binding {
	begun := func() bool { return s.page != nil }
	sketched := func() bool { return s.page == nil && s.sketch != nil }
	f := s.frame
	return []keys.Binding{
		{Action: keys.Down, Do: func() { s.step(1) }, When: begun},
		{Action: keys.Up, Do: func() { s.step(-1) }, When: begun},
		{Action: keys.First, Do: func() { s.step(-len(s.sheet.sections)) }, When: begun},
		{Action: keys.Last, Do: func() { s.step(len(s.sheet.sections)) }, When: begun},
		{Action: keys.Open, Do: s.write, When: begun},
		{Action: keys.Open, Do: s.begin, When: sketched},
		{Action: keys.Open, Do: s.load, When: func() bool { return s.fault != nil }},
		{Action: keys.PageDown, Do: func() { s.turnPiece(1) }, When: begun},
		{Action: keys.PageUp, Do: func() { s.turnPiece(-1) }, When: begun},
		{Action: keys.Search, Do: f.evidence.field.Focus, When: f.evidence.field.Visible},
		{Action: keys.Evidence, Do: s.citeKey, When: begun},
		{Action: keys.ActionItem, Do: func() { s.editAction(nil, "") }, When: begun},
		{Action: keys.Save, Do: s.saveNow, When: begun},
		{Action: keys.Export, Do: s.exportMenu, When: begun},
		{Action: keys.NextPane, Do: f.nextPane, When: f.inPane},
		{Action: keys.Back, Do: s.back},
	}
}

// back leaves the text, the section where it fills a phone, or the screen.
func (s *Screen) back() {
	f := s.frame
	switch {
	case f.area.Focused() || f.evidence.field.Focused() || f.evidence.list.Focused():
		f.leaveText()
	case f.class == look.Phone && !s.inList && s.page != nil:
		s.inList = true
		s.show()
	default:
		s.Host.Go("now/" + string(s.id))
	}
}
