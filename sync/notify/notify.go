// Package notify hands notes to the system and rings: through the desktop's
// notification server with buttons where there is one, through beeep
// elsewhere, and as a line on a terminal where nothing else exists.
//
// Text from strangers is cleaned on the way: see [Clean]. A [page.Receipt]
// says what became of each note; nothing is dropped silently.
package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"turnaround/app/incident"
	"turnaround/app/page"
)

// ErrClosed is what a closed [Sender] answers.
var ErrClosed = errors.New("notifications are closed")

// Ways a note can go, as Config.Way and page.Receipt.Backend name them.
const (
	WayBus      = "dbus"
	WayBeeep    = "beeep"
	WayTerminal = "terminal"
)

// Config is what a [Sender] needs. The zero value uses the desktop the process
// runs on and has no terminal to fall back to.
type Config struct {
	AppName string // what the desktop shows as the sender; "Turnaround"
	Entry   string // name of the .desktop file without its suffix
	Icon    string // an icon's name or the path of a PNG; may be empty
	Log     *slog.Logger
	Now     func() time.Time
	Bus     string    // D-Bus address; empty: the session's, never one started for us
	Way     string    // only this way: dbus, beeep, terminal; empty: the best that works
	Screen  io.Writer // where the terminal way writes; nil: there is none
	Player  Player    // nil: what the system has
	Backend Backend   // tried before all others, with cleaned text; a phone's sender
}

// Backend is one way of showing notes.
type Backend interface {
	// Name is what a receipt calls it.
	Name() string
	// Show shows note, in place of an earlier one of its key where it can, and
	// says whether its buttons came with it.
	Show(ctx context.Context, note page.Note) (buttons bool, err error)
	// Withdraw takes the note of key off the screen where that is possible.
	Withdraw(ctx context.Context, key string) error
	// Close ends what the back end runs.
	Close() error
}

// Sender is the [page.Notifier] of this computer. Its methods may be called
// from any goroutine.
type Sender struct {
	now      func() time.Time
	log      *slog.Logger
	backends []Backend
	bus      *bus // nil where there is none
	ring     *ring
	presses  chan page.Press
	closing  chan struct{}
	closed   sync.Once
}

var _ page.Notifier = (*Sender)(nil)

// New gives a Sender. Nothing is connected yet: a notification server that
// comes later, goes or restarts is found by the next note.
func New(config Config) *Sender {
	config = config.withDefaults()
	s := &Sender{
		now:     config.Now,
		log:     config.Log,
		ring:    newRing(config.Player),
		presses: make(chan page.Press, 64),
		closing: make(chan struct{}),
	}
	if config.Backend != nil {
		s.backends = append(s.backends, cleaned{config.Backend})
	}
	wants := func(way string) bool { return config.Way == "" || config.Way == way }
	if wants(WayBus) && hasBus {
		s.bus = newBus(config, s.press)
		s.backends = append(s.backends, s.bus)
	}
	if wants(WayBeeep) {
		s.backends = append(s.backends, newBeeep(config))
	}
	if wants(WayTerminal) && config.Screen != nil {
		s.backends = append(s.backends, &terminal{out: config.Screen, now: config.Now})
	}
	return s
}

func (c Config) withDefaults() Config {
	if c.AppName == "" {
		c.AppName = "Turnaround"
	}
	if c.Entry == "" {
		c.Entry = "app.turnaround.Turnaround"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Player == nil {
		c.Player = SystemPlayer(c.AppName)
	}
	return c
}

// Notify shows note by the best way that works and plays its sound. The sound
// plays even when nothing could show the note; the error then says why. It
// returns once the note was taken and the sound has begun, not when it ends.
func (s *Sender) Notify(ctx context.Context, note page.Note) (page.Receipt, error) {
	select {
	case <-s.closing:
		return page.Receipt{At: s.now().UTC()}, ErrClosed
	default:
	}
	receipt, err := s.show(ctx, note)
	receipt.Sound, receipt.Heard = s.ring.play(note)
	receipt.At = s.now().UTC()
	return receipt, err
}

// show tries the back ends in order; the receipt keeps why the better ones failed.
func (s *Sender) show(ctx context.Context, note page.Note) (page.Receipt, error) {
	var failed []error
	for _, backend := range s.backends {
		buttons, err := backend.Show(ctx, note)
		if err == nil {
			receipt := page.Receipt{Backend: backend.Name(), Shown: true, Buttons: buttons}
			if len(failed) > 0 {
				receipt.Why = Clean(joined(failed).Error(), maxWhy)
			}
			return receipt, nil
		}
		if errors.Is(err, ErrReplaced) {
			return page.Receipt{Backend: backend.Name(), Why: err.Error()}, err
		}
		failed = append(failed, fmt.Errorf("%s: %w", backend.Name(), err))
		s.log.Debug("a way to notify failed", "way", backend.Name(), "error", err)
	}
	if len(failed) == 0 {
		failed = append(failed, errors.New("there is neither a desktop nor a terminal"))
	}
	err := fmt.Errorf("show a notification: %w", joined(failed))
	return page.Receipt{Why: Clean(err.Error(), maxWhy)}, err
}

// maxWhy bounds a reason, in runes: three ways may each give one.
const maxWhy = 600

// joined puts several reasons on one line, for people.
func joined(reasons []error) error {
	err := reasons[0]
	for _, next := range reasons[1:] {
		err = fmt.Errorf("%w; %w", err, next)
	}
	return err
}

// Withdraw takes the note of key off the screen and stops its sound. Only a
// notification server (and a phone) can: elsewhere a follow-up note is what
// replaces, and Withdraw does nothing.
func (s *Sender) Withdraw(ctx context.Context, key string) error {
	s.ring.hush(key)
	var failed []error
	for _, backend := range s.backends {
		if err := backend.Withdraw(ctx, key); err != nil {
			failed = append(failed, fmt.Errorf("withdraw a notification by %s: %w", backend.Name(), err))
		}
	}
	return errors.Join(failed...)
}

// Play plays a sound once, beside no note; the error says why it is not heard.
func (s *Sender) Play(sound string, volume int) error {
	note := page.Note{Key: "sound-test", Severity: incident.Info, Sound: sound, Volume: volume}
	if said, heard := s.ring.play(note); !heard {
		return errors.New(said)
	}
	return nil
}

// Hush stops a sound that plays for key.
func (s *Sender) Hush(key string) { s.ring.hush(key) }

// Presses gives what people do to the notes: buttons and clicks. The channel
// is never closed; a press waits there until someone reads it.
func (s *Sender) Presses() <-chan page.Press { return s.presses }

func (s *Sender) press(press page.Press) {
	s.ring.hush(press.Key)
	select {
	case s.presses <- press:
	case <-s.closing:
	}
}

// Close stops the sound and the back ends and waits for them. Notes stay on
// the screen: an unread page outlives the program that showed it.
func (s *Sender) Close() error {
	var err error
	s.closed.Do(func() {
		close(s.closing)
		s.ring.close()
		var failed []error
		for _, backend := range s.backends {
			failed = append(failed, backend.Close())
		}
		err = errors.Join(failed...)
	})
	return err
}

// cleaned gives a back end from outside only text fit for any program.
type cleaned struct{ Backend }

func (c cleaned) Show(ctx context.Context, note page.Note) (bool, error) {
	words := forProgram(note)
	note.Title, note.Body = words.Title, words.Body
	return c.Backend.Show(ctx, note)
}
