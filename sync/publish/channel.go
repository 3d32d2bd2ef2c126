package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// Config is what a Channel needs.
type Config struct {
	Channel config.Channel
	Secret  func(ctx context.Context, ref string) (string, error)
	Now     func() time.Time
	// Wait sleeps; nil waits by the system's clock.
	Wait func(ctx context.Context, d time.Duration) error
	// Paces keeps the rate of channels that share a key; nil: this one alone.
	Paces *Paces
	// Memory keeps what was begun over a crash.
	Memory Memory
	// Seen takes what readers can see, Shows the components that are not
	// operational; both may be nil.
	Seen  func(ctx context.Context, said []incident.Spoken) error
	Shows func(components map[string]string)
	// Linked tells which of our incidents one of the channel's own is about, as
	// a person said; may be nil.
	Linked func(ref string) (incident.ID, error)
	// Outdated tells what changed since an update was written so that it may not
	// fit any more; empty: it fits. May be nil.
	Outdated func(a outbox.Action) (string, error)
	Log      *slog.Logger
	// Patience is how long an update whose arrival is in doubt is looked for
	// before it counts as lost; 0: 10s, and for mail 2m.
	Patience time.Duration
}

// Memory keeps a small value over restarts.
type Memory interface {
	Load(ctx context.Context, key string) ([]byte, error)
	Save(ctx context.Context, key string, value []byte) error
}

// wire is how one kind of channel is spoken with.
type wire interface {
	identity() string
	// limits are what an update must keep to.
	limits() limits
	// read tells what readers can see; errBlind where nobody can tell.
	read(ctx context.Context) (view, error)
	// send publishes one update, once. An [unsure] error leaves open whether it
	// arrived; any other means that it did not.
	send(ctx context.Context, l letter) (sent, error)
	close() error
}

// corrector is a wire that can change the words of what was published.
type corrector interface {
	correct(ctx context.Context, l letter) (sent, error)
}

// tester is a wire that can be tried without publishing anything.
type tester interface {
	test(ctx context.Context) (Found, error)
}

// page is a wire that can say more of the page it writes to: its name, and
// whether the key is taken where reading needs none.
type page interface {
	about(ctx context.Context, found *Found) error
}

// finder is a blind wire that can look for one update all the same.
type finder interface {
	find(ctx context.Context, a outbox.Action) (sent, bool, error)
}

// limits bound an update; zero: not bounded.
type limits struct {
	title, text int // characters
	phases      map[incident.Phase]string
	kind        string
	blind       bool // nothing can be read back
	single      bool // it holds the newest update alone: nothing to belong to
	loose       bool // the phase is not kept with the words: others may move it
}

// view is what readers of a channel can see.
type view struct {
	threads    []thread
	components map[string]string // ID to our word; nil: the channel has none
	names      map[string]string // of the components, by ID
	date       time.Time         // the channel's clock; zero: not told
}

// thread is the channel's own incident.
type thread struct {
	id, title, link string
	open            bool
	incident        string   // our incident, where the channel keeps a mark
	marks           []string // actions that wrote there, where the channel keeps them
	parts           []string // IDs of its components
	posts           []post   // newest first
	raw             []byte   // as it was read
}

// post is one update in a thread.
type post struct {
	id, mark string
	phase    incident.Phase
	text     string
	at       time.Time
}

// letter is one update on its way.
type letter struct {
	action outbox.Action
	*outbox.Update
	phase      string // the channel's word
	components map[string]string
	into       *thread // nil: open one
}

// sent is what became of a letter.
type sent struct {
	ref, post, link string
	at              time.Time
	text            string
}

// errBlind: nobody can read back what was published there.
var errBlind = errors.New("cannot be read back")

// unsure wraps a failure that leaves open whether the update arrived.
type unsure struct{ error }

// Unwrap gives the failure itself.
func (u unsure) Unwrap() error { return u.error }

// taken: the channel took the update, and does not show it yet.
type taken struct{ error }

// Unwrap gives what was seen instead.
func (t taken) Unwrap() error { return t.error }

// refused is an answer that trying again will not change.
type refused struct{ text string }

// Error is what the channel said.
func (r refused) Error() string { return r.text }

// Channel is one configured channel, as the engine's source.
type Channel struct {
	Config
	wire    wire
	journal *journal
	skew    time.Duration        // the channel's clock less ours
	own     map[string]bool      // posts this program sent since it started
	met     map[string]time.Time // posts, when they were first read, by our clock
	began   time.Time            // when the channel was first read
	closing sync.Once
	sight   sync.Mutex
	seen    Sight // under sight
}

var _ source.Source = (*Channel)(nil)

// New makes a channel; nothing is sent yet.
func New(c Config) (*Channel, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	if c.Paces == nil {
		c.Paces = &Paces{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	w, err := newWire(&c)
	if err != nil {
		// One channel's settings stop neither the others nor the pager.
		w = broken{c.Channel.Name, &source.Fault{Kind: source.ErrAnswer, What: "channel " + c.Channel.Name + " cannot be used", Fix: "correct its settings", Err: err}}
	}
	if c.Patience == 0 {
		c.Patience = 10 * time.Second
		if c.Channel.Kind == config.ChannelSMTP {
			c.Patience = 2 * time.Minute
		}
	}
	notes := &journal{memory: c.Memory, key: "channel/" + c.Channel.Name, now: c.Now}
	if m, ok := w.(*mailer); ok {
		m.journal = notes
	}
	return &Channel{Config: c, wire: w, journal: notes,
		own: map[string]bool{}, met: map[string]time.Time{}}, nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Identity names the channel alike on every device.
func (c *Channel) Identity() string { return "channel:" + c.wire.identity() }

// Can tells what is published there, and how.
func (c *Channel) Can() source.Can {
	text := "publishes updates as " + c.Channel.Kind
	if c.wire.limits().blind {
		text += ", which cannot be read back"
	}
	return source.Can{Kind: "channel", Verbs: map[outbox.Verb]string{outbox.Publish: text}}
}

// Corrects tells whether the words of what was published can be changed there.
func (c *Channel) Corrects() bool {
	_, ok := c.wire.(corrector)
	return ok
}

// Longest is how many characters a text may have there; 0: any number.
func (c *Channel) Longest() int { return c.wire.limits().text }

// Close releases connections.
func (c *Channel) Close() (err error) {
	c.closing.Do(func() { err = c.wire.close() })
	return err
}

// Pull reads what readers can see and hands it on.
func (c *Channel) Pull(ctx context.Context, _ []byte, _ func(incident.Batch) error) error {
	v, err := c.look(ctx)
	if errors.Is(err, errBlind) {
		if err := c.journal.load(ctx); err != nil {
			return err
		}
		c.wrote(c.journal.held.Last)
		return nil
	}
	if err != nil {
		return err
	}
	if c.Shows != nil && v.components != nil {
		c.Shows(notOperational(v))
	}
	// What holds the newest update alone tells nothing of the others.
	if c.Seen == nil || c.wire.limits().single {
		return nil
	}
	if err := c.journal.load(ctx); err != nil {
		return err
	}
	var said []incident.Spoken
	for _, t := range v.threads {
		for _, p := range t.posts {
			if p.mark == "" { // ours, of which nobody was told yet: its outcome tells
				p.mark = c.journal.author(p.id, p.text)
			}
			said = append(said, incident.Spoken{Publication: p.mark, Channel: c.Channel.Name, Audience: c.Channel.Audience, Phase: p.phase,
				Title: t.title, Body: p.text, Visible: p.at, Ref: t.id, Post: p.id, Link: t.link})
		}
	}
	return c.Seen(ctx, said)
}

// look reads the channel, and notes its clock and what is new there.
func (c *Channel) look(ctx context.Context) (view, error) {
	v, err := c.wire.read(ctx)
	if err != nil {
		return v, err
	}
	now := c.Now()
	c.skew = 0
	if !v.date.IsZero() {
		// Whole seconds: anything less is the answer's way, not the clock.
		c.skew = v.date.Sub(now).Truncate(2 * time.Second)
	}
	if c.began.IsZero() {
		c.began = now
	}
	for _, t := range v.threads {
		for _, p := range t.posts {
			if _, ok := c.met[p.id]; !ok {
				c.met[p.id] = now
			}
		}
	}
	c.sighted(v)
	return v, nil
}

// notOperational gives the state of the components that do not work, by name
// where the page names them.
func notOperational(v view) map[string]string {
	out := map[string]string{}
	for id, word := range v.components {
		if word != operational {
			out[cmp.Or(v.names[id], id)] = word
		}
	}
	return out
}

func (c *Channel) clockNote() string {
	if c.skew.Abs() < 5*time.Minute {
		return ""
	}
	way := "behind"
	if c.skew < 0 {
		way = "ahead of"
	}
	return fmt.Sprintf("this computer's clock is %s %s the channel's: set it", c.skew.Abs().Round(time.Minute), way)
}

// missing lists component IDs that the page does not have.
func (c *Channel) missing(v view, components map[string]string) (gone []string) {
	for _, id := range components {
		if v.components != nil && v.components[id] == "" {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	return gone
}
