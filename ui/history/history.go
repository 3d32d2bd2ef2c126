// Package history shows what a public status page told its customers: how soon,
// how often, and which promises were kept. It looks only: nothing is kept.
package history

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/journey"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Host is what the screen asks of the window.
type Host interface {
	Go(route string)
	Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func())
}

// Config is what the screen needs.
type Config struct {
	Host Host
	Now  func() time.Time
	// Fetch reads the histories behind a page's address or a saved file. Its
	// errors are best a [*Fault].
	Fetch func(ctx context.Context, from string) ([]journey.History, error)
	// Work does something off the screen's goroutine; what it returns is done on it.
	Work func(func(ctx context.Context) (then func()))
	// OpenFile lets a person pick a file; nil: it cannot.
	OpenFile func(chosen func(path string))
	// Memory outlives the screen while the window is open.
	Memory *Memory
}

// Memory is what was read last. It ends with the window.
type Memory struct {
	From    string
	read    []journey.History
	ticked  map[string]bool
	took    time.Duration
	fault   error
	order   int
	filter  int
	reading bool
}

// Screen shows one page's history.
type Screen struct {
	Config
	frame *frame
	stop  func() // of what is being read
	turn  int    // counts what was asked for
	shown bool
}

// New makes the screen.
func New(c Config) *Screen {
	s := &Screen{Config: c, stop: func() {}}
	s.Memory.reading = false
	s.frame = newFrame(s)
	s.show()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.frame.content }

// Run has nothing to keep fresh: a page is read when a person asks.
func (s *Screen) Run(context.Context) {}

// SetWidth lays the screen out for a class of widths.
func (s *Screen) SetWidth(w look.Width) { s.frame.setClass(w) }

// Shown puts the cursor where there is something to type, and lets go of what
// is being read when the screen is left.
func (s *Screen) Shown(on bool) {
	s.shown = on
	switch {
	case !on:
		s.turn++ // what still comes in is of no use
		s.stop()
		s.Memory.reading = false
	case s.Memory.read == nil:
		s.frame.address.Focus()
	}
}

// Bindings are the screen's keys.
func (s *Screen) Bindings() []keys.Binding {
	l := s.frame.list
	return []keys.Binding{
		{Action: keys.Search, Do: s.frame.address.Focus},
		{Action: keys.Down, Do: func() { l.Step(1) }, When: l.Visible},
		{Action: keys.Up, Do: func() { l.Step(-1) }, When: l.Visible},
		{Action: keys.Select, Do: l.Press, When: l.Visible},
		{Action: keys.Sync, Do: func() { s.Read(s.Memory.From) }, When: func() bool { return s.Memory.From != "" }},
		{Action: keys.Import, Do: s.pick, When: func() bool { return s.OpenFile != nil }},
		{Action: keys.Back, Do: s.back},
	}
}

// back stops what is being read, leaves the field, or the screen.
func (s *Screen) back() {
	switch {
	case s.Memory.reading:
		s.cancel()
	case s.frame.address.Focused() && s.Memory.read != nil:
		s.frame.list.Focus()
	default:
		s.Host.Go("now")
	}
}

func (s *Screen) pick() { s.OpenFile(s.Read) }

// Read shows what a page's address or a saved file tells.
func (s *Screen) Read(from string) {
	from = strings.TrimSpace(from)
	s.frame.address.SetText(from)
	if from == "" {
		s.frame.address.SetError(words.T("Type the page's address first."))
		s.frame.relay()
		return
	}
	s.stop()
	s.turn++
	turn, m := s.turn, s.Memory
	*m = Memory{From: from, ticked: map[string]bool{}, order: m.order, reading: true}
	stopped := make(chan struct{})
	s.stop = func() { close(stopped); s.stop = func() {} }
	s.show()
	s.Work(func(ctx context.Context) func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			select {
			case <-stopped:
				cancel()
			case <-ctx.Done():
			}
		}()
		began := s.Now()
		all, err := s.Fetch(ctx, from)
		took := s.Now().Sub(began)
		return func() {
			if turn == s.turn && m.reading {
				m.reading, m.read, m.took, m.fault = false, all, took, err
				s.stop = func() {}
				s.show()
				s.arrived()
			}
		}
	})
}

// Reading tells whether a page is being read.
func (s *Screen) Reading() bool { return s.Memory.reading }

// arrived moves the focus to what was read.
func (s *Screen) arrived() {
	if s.shown && s.Memory.fault == nil && s.frame.list.Visible() {
		s.frame.list.Focus()
	}
}

// cancel gives up what is being read.
func (s *Screen) cancel() {
	s.stop()
	s.Memory.reading = false
	s.show()
	s.frame.address.Focus()
}

// show draws what the memory holds.
func (s *Screen) show() {
	m := s.Memory
	s.frame.set(m, measure(m.read, m.ticked), words.Number)
}

// tick uses the start that an incident's text states, or does not any more.
func (s *Screen) tick(r row) {
	if r.stated.IsZero() || r.recorded {
		return
	}
	s.Memory.ticked[r.key] = !s.Memory.ticked[r.key]
	s.show()
}

// tickAll does so for every incident whose text states one.
func (s *Screen) tickAll(on bool) {
	for _, r := range measure(s.Memory.read, nil).rows {
		if !r.stated.IsZero() && !r.recorded {
			s.Memory.ticked[r.key] = on
		}
	}
	s.show()
}

// Fault is why a history was not read.
type Fault struct {
	// Kind: address, file, busy, tls, unreachable, answer.
	Kind   string
	Detail string // in the words of whoever answered
}

// Error gives the detail.
func (f *Fault) Error() string { return f.Detail }

// trouble words why a history was not read: what is wrong and what to do.
func trouble(err error) (what, do string) {
	var f *Fault
	kind := ""
	if errors.As(err, &f) {
		kind = f.Kind
	}
	switch kind {
	case "address":
		return words.T("This is no address of a status page"), words.T("Give one like status.example.org, or open a saved answer.")
	case "file":
		return words.T("The file could not be read"), words.T("See that it is there and that you may read it.")
	case "busy":
		return words.T("The page answers too many others"), words.T("Try again in a minute.")
	case "tls":
		return words.T("The page's certificate is not trusted"), words.T("Open the page in a browser and look at its certificate.")
	case "unreachable":
		return words.T("The page is not reachable"), words.T("Check the address and the network.")
	}
	return words.T("No history was found there"),
		words.T("Pages made by Atlassian Statuspage are read. Check the address, or save the page's /api/v2/incidents.json and open that file.")
}
