// Package shell is the window: what is open, most urgent first, with the three
// things one does about it.
package shell

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/post"
	"turnaround/ui/view"
)

// Desk is what the window needs of the use cases.
type Desk interface {
	Rows() iter.Seq[store.Row]
	Name(incident.PersonID) string
	Acknowledge(context.Context, desk.Who, ...incident.ID) (desk.Receipt, error)
	Snooze(context.Context, desk.Who, time.Time, ...incident.ID) (desk.Receipt, error)
	Resolve(context.Context, desk.Who, bool, ...incident.ID) (desk.Receipt, error)
	Undo(context.Context, desk.Who) (desk.Receipt, error)
	Listen(func(event.Event)) (stop func())
}

// Config is what the window joins.
type Config struct {
	Desk   Desk
	Me     string
	Now    func() time.Time
	Post   post.Poster
	Drill  bool
	Status func() string // the status bar's text; called off the screen's goroutine
}

// Shell is the window's content.
type Shell struct {
	Config
	content fyne.CanvasObject
	list    *widget.List
	bar     *widget.Label // under the list: contact, outbox, what was said
	drill   *widget.Label
	buttons []*widget.Button
	undo    *widget.Button

	rows     []view.Row
	selected incident.ID
	said     string
	latest   post.Latest
	wake     chan struct{}
}

// New builds the content; Run keeps it fresh.
func New(c Config) *Shell {
	s := &Shell{Config: c, wake: make(chan struct{}, 1), latest: post.Latest{Post: c.Post}}
	s.list = widget.NewList(func() int { return len(s.rows) }, newRow, s.drawRow)
	s.list.OnSelected = func(n widget.ListItemID) {
		if n < len(s.rows) {
			s.selected = s.rows[n].ID
			s.enable()
		}
	}
	s.bar = widget.NewLabel("")
	s.bar.Truncation = fyne.TextTruncateEllipsis
	s.drill = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	s.drill.Wrapping = fyne.TextWrapWord
	s.content = container.NewBorder(s.head(), s.bar, nil, nil, s.list)
	s.enable()
	return s
}

// head is the drill's line and the buttons.
func (s *Shell) head() fyne.CanvasObject {
	add := func(label string, do func(context.Context, incident.ID) (desk.Receipt, error)) *widget.Button {
		b := widget.NewButton(label, func() { s.act(do) })
		s.buttons = append(s.buttons, b)
		return b
	}
	who := desk.Who{Name: s.Me, Via: "window"}
	ack := add("Acknowledge", func(ctx context.Context, id incident.ID) (desk.Receipt, error) {
		return s.Desk.Acknowledge(ctx, who, id)
	})
	ack.Importance = widget.HighImportance
	snooze := add("Snooze 1 h", func(ctx context.Context, id incident.ID) (desk.Receipt, error) {
		return s.Desk.Snooze(ctx, who, s.Now().Add(time.Hour), id)
	})
	resolve := add("Resolve", func(ctx context.Context, id incident.ID) (desk.Receipt, error) {
		r, err := s.Desk.Resolve(ctx, who, false, id)
		if errors.Is(err, desk.ErrStillFiring) {
			return r, errors.New("it still fires at its source; press Close here, or Snooze")
		}
		return r, err
	})
	here := add("Close here", func(ctx context.Context, id incident.ID) (desk.Receipt, error) {
		return s.Desk.Resolve(ctx, who, true, id)
	})
	s.undo = widget.NewButton("Undo", func() {
		s.act(func(ctx context.Context, _ incident.ID) (desk.Receipt, error) { return s.Desk.Undo(ctx, who) })
	})
	row := container.NewHBox(ack, snooze, resolve, here, s.undo)
	if !s.Drill {
		return row
	}
	s.drill.SetText("Drill: practice servers on this computer; nothing leaves it.")
	return container.NewVBox(s.drill, row)
}

// Content is what the window shows.
func (s *Shell) Content() fyne.CanvasObject { return s.content }

// Say shows what the drill tells; it may be called from any goroutine.
func (s *Shell) Say(text string) {
	s.Post(func() { s.drill.SetText("Drill: " + text) })
}

// Run redraws what changed until ctx ends. Rows are prepared here, off the
// screen's goroutine, and swapped in at once.
func (s *Shell) Run(ctx context.Context) {
	stop := s.Desk.Listen(func(event.Event) { s.poke() })
	defer stop()
	tick := time.NewTicker(5 * time.Second) // ages grow
	defer tick.Stop()
	s.poke()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
		s.refresh()
	}
}

func (s *Shell) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Shell) refresh() {
	rows := view.Rows(s.Desk.Rows(), s.Now(), s.Desk.Name)
	status := ""
	if s.Status != nil {
		status = s.Status()
	}
	s.latest.Do(func() {
		s.rows = rows
		s.list.Refresh()
		s.reselect()
		s.enable()
		s.bar.SetText(join(s.said, summary(rows), status))
	})
}

// reselect keeps the selection on its incident when rows move.
func (s *Shell) reselect() {
	for n, r := range s.rows {
		if r.ID == s.selected {
			s.list.Select(n)
			return
		}
	}
	s.selected = ""
	s.list.UnselectAll()
}

// act does one thing off the screen's goroutine and says what came of it.
func (s *Shell) act(do func(context.Context, incident.ID) (desk.Receipt, error)) {
	id := s.selected
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		receipt, err := do(ctx, id)
		said := join(receipt.Said...)
		if err != nil {
			said = err.Error()
		}
		s.Post(func() { s.said = said })
		s.poke()
	}()
}

// enable greys out what makes no sense for the selection.
func (s *Shell) enable() {
	open := false
	for _, r := range s.rows {
		open = open || r.ID == s.selected && r.Open
	}
	for _, b := range s.buttons {
		if open {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

func summary(rows []view.Row) string {
	open := 0
	for _, r := range rows {
		if r.Open {
			open++
		}
	}
	switch open {
	case 0:
		return "No open incidents"
	case 1:
		return "1 open incident"
	}
	return fmt.Sprintf("%d open incidents", open)
}

func join(parts ...string) string {
	text := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if text != "" {
			text += "  ·  "
		}
		text += p
	}
	return text
}
