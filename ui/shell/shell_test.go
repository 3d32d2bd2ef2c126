package shell

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/look"
	"turnaround/ui/post"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

// shown is a desk whose rows a test sets, and which notes what was done.
type shown struct {
	event.Hub
	mu   sync.Mutex
	rows []store.Row
	did  chan string
	err  error
}

func (d *shown) Rows() iter.Seq[store.Row] {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Values(slices.Clone(d.rows))
}

func (d *shown) Name(id incident.PersonID) string { return string(id) }

func (d *shown) do(what string, ids ...incident.ID) (desk.Receipt, error) {
	for _, id := range ids {
		what += " " + string(id)
	}
	d.did <- what
	return desk.Receipt{Said: []string{"goes to eu"}}, d.err
}

func (d *shown) Acknowledge(_ context.Context, _ desk.Who, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("acknowledge", ids...)
}

func (d *shown) Snooze(_ context.Context, _ desk.Who, _ time.Time, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("snooze", ids...)
}

func (d *shown) Resolve(_ context.Context, _ desk.Who, here bool, ids ...incident.ID) (desk.Receipt, error) {
	if here {
		return d.do("close here", ids...)
	}
	return d.do("resolve", ids...)
}

func (d *shown) Undo(context.Context, desk.Who) (desk.Receipt, error) { return d.do("undo") }

// window shows a shell; its poster runs what is posted when the test says so,
// on the test's own goroutine, as Fyne does on its one.
func window(t *testing.T, d *shown) (*Shell, fyne.Window, func()) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	posted := make(chan func(), 64)
	s := New(Config{Desk: d, Me: "Anna", Now: func() time.Time { return noon }, Drill: true,
		Post: post.Poster(func(f func()) { posted <- f })})
	w := test.NewTempWindow(t, s.Content())
	w.Resize(fyne.NewSize(960, 620))
	return s, w, func() {
		t.Helper()
		select {
		case f := <-posted:
			f()
		case <-time.After(10 * time.Second):
			t.Fatal("nothing was posted in 10 s")
		}
	}
}

func critical(id string) store.Row {
	return store.Row{ID: incident.ID(id), Title: "Errors " + id, Status: incident.Triggered, Severity: incident.Critical,
		RingSince: noon, StartedAt: noon.Add(-time.Minute), Alerts: 1, Source: "eu"}
}

func button(t *testing.T, s *Shell, label string) *widget.Button {
	t.Helper()
	for _, b := range append(s.buttons, s.undo) {
		if b.Text == label {
			return b
		}
	}
	t.Fatalf("no button %q", label)
	return nil
}

func TestButtonsActOnTheSelectedIncident(t *testing.T) {
	d := &shown{rows: []store.Row{critical("A"), critical("B")}, did: make(chan string, 8)}
	s, _, run := window(t, d)
	s.refresh()
	run()
	if !button(t, s, "Acknowledge").Disabled() {
		t.Error("Acknowledge is offered though nothing is selected")
	}
	s.list.Select(1)
	for label, want := range map[string]string{
		"Acknowledge": "acknowledge", "Snooze 1 h": "snooze", "Resolve": "resolve", "Close here": "close here",
	} {
		test.Tap(button(t, s, label))
		run() // what was said
		if got := <-d.did; got != want+" "+string(s.rows[1].ID) {
			t.Errorf("%s did %q", label, got)
		}
	}
	s.refresh()
	run()
	if !strings.Contains(s.bar.Text, "goes to eu") || !strings.Contains(s.bar.Text, "2 open incidents") {
		t.Errorf("the bar says %q", s.bar.Text)
	}
}

func TestTheSelectionFollowsItsIncident(t *testing.T) {
	d := &shown{rows: []store.Row{critical("A"), critical("B")}, did: make(chan string, 8)}
	s, _, run := window(t, d)
	s.refresh()
	run()
	s.list.Select(0)
	chosen := s.selected
	for n := range d.rows {
		if d.rows[n].ID == chosen {
			d.rows[n].Severity = incident.Info // it moves down
		}
	}
	s.refresh()
	run()
	if s.selected != chosen || s.rows[1].ID != chosen {
		t.Errorf("selected %s, which is row %+v; want %s in the second row", s.selected, s.rows, chosen)
	}
	d.rows = nil
	s.refresh()
	run()
	if s.selected != "" || !button(t, s, "Acknowledge").Disabled() {
		t.Errorf("%q is still selected after it is gone", s.selected)
	}
	if !strings.Contains(s.bar.Text, "No open incidents") {
		t.Errorf("the bar says %q", s.bar.Text)
	}
}

func TestWhatCannotBeResolvedIsExplained(t *testing.T) {
	d := &shown{rows: []store.Row{critical("A")}, did: make(chan string, 8), err: desk.ErrStillFiring}
	s, _, run := window(t, d)
	s.refresh()
	run()
	s.list.Select(0)
	test.Tap(button(t, s, "Resolve"))
	run()
	s.refresh()
	run()
	if !strings.Contains(s.bar.Text, "Close here") {
		t.Errorf("the bar says %q", s.bar.Text)
	}
}

func TestOddRowsDrawInBothVariants(t *testing.T) {
	d := &shown{did: make(chan string, 1), rows: []store.Row{
		{ID: "empty"},
		{ID: "long", Title: strings.Repeat("very long title ", 100), Source: strings.Repeat("s", 300), Severity: 9, Alerts: 10_000, Flaps: 3},
		{ID: "bidi", Title: "עברית \u202e gnp.exe \x1b[31m", Status: incident.Acknowledged, AckedBy: "p"},
	}}
	s, w, run := window(t, d)
	s.refresh()
	run()
	for _, size := range []fyne.Size{{Width: 960, Height: 620}, {Width: 390, Height: 844}} {
		w.Resize(size)
		if img := w.Canvas().Capture(); img.Bounds().Empty() {
			t.Errorf("nothing is drawn at %v", size)
		}
	}
	for _, r := range s.rows {
		if strings.ContainsAny(r.Title+r.Meta, "\x1b\u202e\n") {
			t.Errorf("row %q shows control characters", r.Title)
		}
	}
}
