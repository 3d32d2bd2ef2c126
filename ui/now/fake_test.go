package now

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

var at = time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return at.Add(-d) }

const me = "Sam Lee"

var (
	mine1   = incident.NewPersonID(me)
	support = incident.NewPersonID("Support lead")
)

// fakeDesk keeps incidents in memory and notes what is done to them.
type fakeDesk struct {
	*desk.Desk // reads queries
	hub        event.Hub

	mu       sync.Mutex
	rows     map[incident.ID]store.Row
	details  map[incident.ID]desk.Detail
	queue    []outbox.Action
	unseen   map[incident.ID]time.Time
	silences map[string][]incident.Silence
	goes     []string
	gaps     map[incident.ID][]desk.Gap
	wrong    []desk.Contradiction
	loose    []desk.Thread
	asked    map[incident.ID]bool // whether customers are affected
	impacts  []incident.Affected
	told     []incident.Spoken
	sent     map[incident.ID][]desk.Delivery
	did      []string
	fail     error
}

func newFakeDesk(rows ...store.Row) *fakeDesk {
	d := &fakeDesk{rows: map[incident.ID]store.Row{}, details: map[incident.ID]desk.Detail{}, unseen: map[incident.ID]time.Time{}, asked: map[incident.ID]bool{}}
	d.Desk = desk.New(desk.Config{Hub: &d.hub, Now: func() time.Time { return at }, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	for _, r := range rows {
		d.rows[r.ID] = r
	}
	return d
}

func (d *fakeDesk) Rows() iter.Seq[store.Row] {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Values(slices.Collect(maps.Values(d.rows)))
}

func (d *fakeDesk) Row(id incident.ID) (store.Row, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.rows[id]
	return r, ok
}

func (d *fakeDesk) Show(id incident.ID, _ int) (desk.Detail, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.rows[id]
	if !ok {
		return desk.Detail{}, store.ErrNotFound
	}
	out := d.details[id]
	i := &out.Incident
	i.ID, i.Number, i.Title, i.Service, i.Source, i.Severity, i.Status = r.ID, r.Number, r.Title, r.Service, r.Source, r.Severity, r.Status
	i.StartedAt, i.ResolvedAt, i.AckedBy, i.AckedAt, i.Assignee = r.StartedAt, r.ResolvedAt, r.AckedBy, r.AckedAt, r.Assignee
	i.SnoozedUntil, i.SnoozeKind, i.QuietSince, i.MergedInto = r.SnoozedUntil, r.SnoozeKind, r.QuietSince, r.MergedInto
	i.Alerts, i.Firing, i.Flaps = r.Alerts, r.Firing, r.Flaps
	c := &i.Customers
	c.Impact, c.Start, c.First, c.Last, c.Phase, c.Due = r.Impact, r.ImpactStart, r.FirstUpdate, r.LastUpdate, r.Phase, r.DueAt
	c.Asked = c.Asked || d.asked[id]
	for _, a := range d.queue {
		if a.Incident == id {
			out.Waiting = append(out.Waiting, a)
		}
	}
	return out, nil
}

func (d *fakeDesk) Name(id incident.PersonID) string {
	return map[incident.PersonID]string{mine1: me, support: "Support lead"}[id]
}

func (d *fakeDesk) Silences() map[string][]incident.Silence { return d.silences }
func (d *fakeDesk) NoteGoesTo(incident.ID) []string         { return d.goes }
func (d *fakeDesk) Listen(f func(event.Event)) func()       { return d.hub.Listen(f) }

func (d *fakeDesk) Gaps(id incident.ID) ([]desk.Gap, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.gaps[id], nil
}

func (d *fakeDesk) Contradictions() ([]desk.Contradiction, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.wrong), nil
}

func (d *fakeDesk) Loose() []desk.Thread {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.loose)
}

func (d *fakeDesk) Join(_ context.Context, _ desk.Who, id incident.ID, channel, ref string) error {
	_, err := d.do("join "+channel+" "+ref, []incident.ID{id}, func(*store.Row) {})
	d.mu.Lock()
	d.loose = nil
	d.mu.Unlock()
	return err
}

func (d *fakeDesk) Outbox() ([]outbox.Action, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.queue), nil
}

func (d *fakeDesk) Unseen() map[incident.ID]time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.unseen)
}

func (d *fakeDesk) MarkSeen(_ context.Context, ids ...incident.ID) error {
	d.mu.Lock()
	for _, id := range ids {
		delete(d.unseen, id)
	}
	d.mu.Unlock()
	d.hub.Publish(event.SeenChanged{})
	return nil
}

// do changes rows as an act would, and notes it.
func (d *fakeDesk) do(what string, ids []incident.ID, change func(*store.Row)) (desk.Receipt, error) {
	d.mu.Lock()
	d.did = append(d.did, fmt.Sprint(what, " ", ids))
	if d.fail != nil {
		d.mu.Unlock()
		return desk.Receipt{}, d.fail
	}
	for _, id := range ids {
		r := d.rows[id]
		change(&r)
		d.rows[id] = r
	}
	d.mu.Unlock()
	d.hub.Publish(event.IncidentsChanged{IDs: ids})
	return desk.Receipt{Incidents: ids}, nil
}

func (d *fakeDesk) Acknowledge(_ context.Context, who desk.Who, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("ack "+who.Via, ids, func(r *store.Row) { r.Status, r.AckedBy, r.AckedAt = incident.Acknowledged, mine1, at })
}

func (d *fakeDesk) Snooze(_ context.Context, _ desk.Who, until time.Time, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("snooze "+until.Format("02 15:04"), ids, func(r *store.Row) { r.SnoozedUntil = until })
}

func (d *fakeDesk) Resolve(_ context.Context, _ desk.Who, here bool, ids ...incident.ID) (desk.Receipt, error) {
	return d.do(fmt.Sprint("resolve ", here), ids, func(r *store.Row) { r.Status, r.ResolvedAt, r.ClosedHere = incident.Resolved, at, here })
}

func (d *fakeDesk) EndUntold(_ context.Context, _ desk.Who, reason string, here bool, ids ...incident.ID) (desk.Receipt, error) {
	return d.do(fmt.Sprint("untold ", reason, " ", here), ids, func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, at })
}

func (d *fakeDesk) Note(_ context.Context, _ desk.Who, text string, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("note "+text, ids, func(*store.Row) {})
}

func (d *fakeDesk) Assign(_ context.Context, _ desk.Who, to string, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("assign "+to, ids, func(r *store.Row) { r.Assignee = incident.NewPersonID(to) })
}

func (d *fakeDesk) SetSeverity(_ context.Context, _ desk.Who, sev incident.Severity, ids ...incident.ID) (desk.Receipt, error) {
	return d.do("severity "+sev.String(), ids, func(r *store.Row) { r.Severity = sev })
}

func (d *fakeDesk) Declare(_ context.Context, _ desk.Who, title, service string, sev incident.Severity) (incident.ID, error) {
	_, err := d.do(fmt.Sprintf("declare %s, %s, %s", title, service, sev), []incident.ID{"declared"}, func(r *store.Row) {
		*r = store.Row{ID: "declared", Title: title, Service: service, Severity: sev, Status: incident.Triggered, StartedAt: at}
	})
	return "declared", err
}

func (d *fakeDesk) Merge(_ context.Context, _ desk.Who, into incident.ID, others ...incident.ID) error {
	_, err := d.do("merge into "+string(into), others, func(r *store.Row) { r.MergedInto = into })
	return err
}

func (d *fakeDesk) Split(_ context.Context, _ desk.Who, id incident.ID, fingerprints ...string) (desk.Receipt, error) {
	return d.do("split "+strings.Join(fingerprints, " "), []incident.ID{id}, func(*store.Row) {})
}

func (d *fakeDesk) EndSilence(_ context.Context, _ desk.Who, source, id string) (desk.Receipt, error) {
	return d.do("end silence "+source+" "+id, nil, nil)
}

func (d *fakeDesk) SetImpact(_ context.Context, _ desk.Who, id incident.ID, a incident.Affected) (desk.Receipt, error) {
	return d.do("impact "+string(a.Impact), []incident.ID{id}, func(r *store.Row) {
		d.asked[id], d.impacts = true, append(d.impacts, a)
		r.Impact, r.ImpactStart = a.Impact, a.Start
	})
}

func (d *fakeDesk) ToldElsewhere(_ context.Context, _ desk.Who, id incident.ID, said incident.Spoken) (desk.Receipt, error) {
	return d.do("told "+string(said.Phase), []incident.ID{id}, func(r *store.Row) {
		d.told = append(d.told, said)
		r.LastUpdate, r.Phase, r.DueAt = said.Visible, said.Phase, said.Due
	})
}

func (d *fakeDesk) Retry(_ context.Context, action string, force bool) error {
	_, err := d.do(fmt.Sprint("retry ", action, " ", force), nil, nil)
	return err
}

func (d *fakeDesk) Drop(_ context.Context, _ desk.Who, action string) error {
	_, err := d.do("drop "+action, nil, nil)
	return err
}

func (d *fakeDesk) Deliveries(id incident.ID) ([]desk.Delivery, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.sent[id]), nil
}

func (d *fakeDesk) JoinAndSend(_ context.Context, _ desk.Who, action string) error {
	_, err := d.do("join and send "+action, nil, nil)
	return err
}

func (d *fakeDesk) done() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.did)
}

// memory keeps preferences in memory.
type memory struct {
	texts  map[string]string
	floats map[string]float64
}

func newMemory() *memory { return &memory{texts: map[string]string{}, floats: map[string]float64{}} }

func (m *memory) String(key string) string           { return m.texts[key] }
func (m *memory) SetString(key, value string)        { m.texts[key] = value }
func (m *memory) Float(key string) float64           { return m.floats[key] }
func (m *memory) SetFloat(key string, value float64) { m.floats[key] = value }

// stage is a window with the screen, whose goroutine is the test's own.
type stage struct {
	t      *testing.T
	desk   Desk
	window fyne.Window
	screen *Screen
	router *keys.Router
	queue  chan func()

	toasts  []string
	routes  []string
	links   []string
	dialog  *parts.Dialog
	ringing Ringing
	health  health.View
	prefs   *memory
	slots   func() Slots // made once there is an app
	ways    []Way
	twins   Twins
}

func (s *stage) Toast(text string, undo bool) {
	if undo {
		text += " [undo]"
	}
	s.toasts = append(s.toasts, text)
}
func (s *stage) Go(route string)     { s.routes = append(s.routes, route) }
func (s *stage) OpenURL(link string) { s.links = append(s.links, link) }
func (s *stage) Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) func() {
	d := parts.NewDialog(title, content, choices...)
	d.Show(s.window.Canvas())
	d.OnClosed = func() { s.dialog = nil }
	s.dialog = d
	return d.Close
}

// open shows the screen in a window of a size and lets it run.
func open(t *testing.T, d Desk, size fyne.Size, prepare func(*stage)) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.Theme{Prefs: look.Prefs{Theme: "dark"}})
	s := &stage{t: t, desk: d, queue: make(chan func(), 1000), prefs: newMemory(),
		ringing: Ringing{OnCall: true}, health: health.View{Sources: []health.Status{{Name: "Alertmanager", LastTry: at, LastContact: at}}}}
	if prepare != nil {
		prepare(s)
	}
	var slots Slots
	if s.slots != nil {
		slots = s.slots()
	}
	s.screen = New(Config{Slots: slots, Ways: s.ways, Twins: s.twins, Desk: d, Host: s, Prefs: s.prefs, Me: func() string { return me }, Now: func() time.Time { return at },
		Ringing: func() Ringing { return s.ringing }, Health: func() health.View { return s.health },
		Post: func(f func()) { s.queue <- f }})
	s.window = test.NewTempWindow(t, s.screen.Content())
	s.window.SetPadded(false)
	s.window.Resize(size)
	s.router = keys.New(nil, true)
	s.router.Attach(s.window.Canvas())
	s.router.Bind("screen", s.screen.Bindings()...)
	s.router.Enter("screen")
	s.screen.SetWidth(look.WidthOf(size.Width))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.screen.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for {
			select {
			case <-ended:
				return
			case <-s.queue:
			}
		}
	})
	s.until("the first listing", func() bool { return s.screen.list.last.sections != nil || s.screen.list.emptyKind != notEmpty })
	return s
}

// until runs what is posted until a condition holds.
func (s *stage) until(what string, holds func() bool) {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for !holds() {
		select {
		case f := <-s.queue:
			f()
		case <-deadline:
			s.t.Fatalf("waited in vain for %s; done %v, said %q", what, done(s.desk), s.toasts)
		}
	}
}

func done(d Desk) []string {
	if fake, ok := d.(*fakeDesk); ok {
		return fake.done()
	}
	return nil
}

// type1 types a character, as the driver would.
func (s *stage) key(char rune) {
	c := s.window.Canvas()
	if f := c.Focused(); f != nil {
		f.TypedRune(char)
		return
	}
	c.OnTypedRune()(char)
}

func (s *stage) press(name fyne.KeyName) {
	c := s.window.Canvas()
	if f := c.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	c.OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// wantDone waits until the desk did something, last of all.
func (s *stage) wantDone(want string) {
	s.t.Helper()
	s.until(want, func() bool { d := done(s.desk); return len(d) > 0 && d[len(d)-1] == want })
}

func (s *stage) wantToast(want string) {
	s.t.Helper()
	s.until("the words "+want, func() bool { return len(s.toasts) > 0 && s.toasts[len(s.toasts)-1] == want })
}

// outline says what the list shows, a section a line.
func (s *stage) outline() string {
	var b strings.Builder
	for _, section := range s.screen.list.sections {
		fmt.Fprintf(&b, "%s:", section.Title)
		if !section.Folded {
			for n := range section.Rows.Len() {
				fmt.Fprintf(&b, " %s", section.Rows.ID(n))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (s *stage) wantList(want string) {
	s.t.Helper()
	s.until("the list\n"+want, func() bool { return s.outline() == want })
}

func (s *stage) shown(id incident.ID) {
	s.t.Helper()
	s.until("the detail of "+string(id), func() bool { return s.screen.detail.shown.ID == id })
}

var errAny = errors.New("the disk is full")
