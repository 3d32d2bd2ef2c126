// Package now is the main screen: what is open, most urgent first, who has it,
// and one incident whole beside the list.
package now

import (
	"context"
	"iter"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/post"
)

// Desk is what the screen needs of the use cases.
type Desk interface {
	Rows() iter.Seq[store.Row]
	Row(incident.ID) (store.Row, bool)
	Show(id incident.ID, limit int) (desk.Detail, error)
	ClockOf(store.Row, time.Time) desk.Clock
	Gaps(incident.ID) ([]desk.Gap, error)
	Contradictions() ([]desk.Contradiction, error)
	Loose() []desk.Thread
	Name(incident.PersonID) string
	ParseQuery(text string, zone *time.Location) (desk.Query, error)
	Silences() map[string][]incident.Silence
	Outbox() ([]outbox.Action, error)
	NoteGoesTo(incident.ID) []string
	Unseen() map[incident.ID]time.Time
	MarkSeen(ctx context.Context, ids ...incident.ID) error
	Listen(func(event.Event)) (stop func())

	Acknowledge(context.Context, desk.Who, ...incident.ID) (desk.Receipt, error)
	Snooze(context.Context, desk.Who, time.Time, ...incident.ID) (desk.Receipt, error)
	Resolve(ctx context.Context, who desk.Who, here bool, ids ...incident.ID) (desk.Receipt, error)
	EndUntold(ctx context.Context, who desk.Who, reason string, here bool, ids ...incident.ID) (desk.Receipt, error)
	Note(ctx context.Context, who desk.Who, text string, ids ...incident.ID) (desk.Receipt, error)
	Assign(ctx context.Context, who desk.Who, to string, ids ...incident.ID) (desk.Receipt, error)
	SetSeverity(context.Context, desk.Who, incident.Severity, ...incident.ID) (desk.Receipt, error)
	Declare(ctx context.Context, who desk.Who, title, service string, sev incident.Severity) (incident.ID, error)
	Merge(ctx context.Context, who desk.Who, into incident.ID, others ...incident.ID) error
	Split(ctx context.Context, who desk.Who, id incident.ID, fingerprints ...string) (desk.Receipt, error)
	SetImpact(context.Context, desk.Who, incident.ID, incident.Affected) (desk.Receipt, error)
	ToldElsewhere(context.Context, desk.Who, incident.ID, incident.Spoken) (desk.Receipt, error)
	Join(ctx context.Context, who desk.Who, id incident.ID, channel, ref string) error
	EndSilence(ctx context.Context, who desk.Who, source, id string) (desk.Receipt, error)
	Retry(ctx context.Context, action string, force bool) error
	Drop(ctx context.Context, who desk.Who, action string) error
	Deliveries(incident.ID) ([]desk.Delivery, error)
	JoinAndSend(ctx context.Context, who desk.Who, action string) error
}

// Host is the shell around the screen.
type Host interface {
	Toast(text string, undo bool)
	Go(route string)
	Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func())
	OpenURL(link string)
}

// Prefs keeps small things of this screen; fyne.Preferences does.
type Prefs interface {
	String(key string) string
	SetString(key, value string)
	Float(key string) float64
	SetFloat(key string, value float64)
}

// Ringing is how paging stands.
type Ringing struct {
	OnCall     bool
	MutedUntil time.Time
	Next       map[incident.ID]time.Time // only read
}

// Config is what the screen joins. The functions are called off the screen's
// goroutine, but for where the ways go.
type Config struct {
	Desk    Desk
	Host    Host
	Prefs   Prefs
	Me      func() string
	Ringing func() Ringing
	Health  func() health.View
	Now     func() time.Time
	Post    post.Poster
	Slots   Slots
	Ways    []Way
	// Corrects changes what was published; nil: it cannot be changed from here.
	Corrects Corrector
	Twins    Twins // nil: what is open twice is only told
}

// Screen is the main screen. Its fields below the line are the screen's
// goroutine's own; what the loops share is in asked.
type Screen struct {
	Config
	begun   time.Time
	asked   asked
	jobs    chan job
	listed  post.Signal // the list is to be built
	read    post.Signal // the detail is to be read
	asks    post.Signal // a person waits for the list
	looks   post.Signal // a person waits for the detail
	posts   struct{ list, detail post.Latest }
	running sync.WaitGroup

	width  look.Width
	list   *listPane
	detail *detailPane
	frame  *frame
	opened bool // below 1000: the detail is shown instead of the list
	grown  func()
}

// New builds the screen; Run keeps it fresh.
func New(c Config) *Screen {
	s := &Screen{Config: c, begun: c.Now(), jobs: make(chan job, 64), listed: post.NewSignal(), read: post.NewSignal(), asks: post.NewSignal(), looks: post.NewSignal(), width: look.Wide}
	s.posts.list.Post, s.posts.detail.Post = c.Post, c.Post
	s.asked.folded = loadFolds(c.Prefs)
	s.asked.shown = true
	s.list = newListPane(s)
	s.detail = newDetailPane(s)
	s.frame = newFrame(s)
	if c.Slots.Relay != nil {
		c.Slots.Relay(s.list.content.Refresh)
	}
	return s
}

// Content is what the shell shows.
func (s *Screen) Content() fyne.CanvasObject { return s.frame.content }

// Shown tells the screen whether it is looked at. Out of sight it rests.
func (s *Screen) Shown(shown bool) {
	s.asked.set(func(a *asked) { a.shown = shown })
	if shown {
		s.listed.Raise()
		s.read.Raise()
	}
}

// SetWidth lays the screen out for a class of widths.
func (s *Screen) SetWidth(w look.Width) {
	if w == s.width {
		return
	}
	s.width = w
	s.list.setWidth(w)
	s.detail.setWidth(w)
	s.frame.arrange()
}

// Open shows one incident.
func (s *Screen) Open(id incident.ID) {
	s.list.list.Select(id)
	s.look(id)
	s.setOpened(true)
}

// Foot is the height of the note box and what is around it, where it is shown.
func (s *Screen) Foot() float32 {
	if !s.frame.detailShown() || !s.detail.note.Visible() {
		return 0
	}
	return s.detail.foot()
}

// OnFoot hears when the note box has grown or shrunk.
func (s *Screen) OnFoot(grown func()) { s.grown = grown }

// who acts through this window.
func (s *Screen) who() desk.Who { return desk.Who{Name: s.Me(), Via: "window"} }

// Selected is the incident whose detail is shown; "" for none.
func (s *Screen) Selected() incident.ID { return s.asked.get().id }
