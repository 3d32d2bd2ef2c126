package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gen2brain/beeep"

	"turnaround/app/page"
)

// What the beeep way answers when it could not take a note.
var (
	// ErrReplaced: a newer note of the same key came before this one was shown.
	ErrReplaced = errors.New("a newer note took its place before it was shown")
	// ErrCrowded: too many notes wait for a slow desktop.
	ErrCrowded = errors.New("too many notifications wait for the desktop")
	// ErrNoAnswer: the desktop has had a note for too long.
	ErrNoAnswer = errors.New("the desktop does not answer")
)

const (
	beeepQueue    = 32               // notes waiting at most, one per key
	beeepPatience = 10 * time.Second // then a note counts as not shown
)

// beeepWay shows notes by beeep: toasts on Windows, osascript on macOS, and on
// Linux where the notification server has no buttons. beeep blocks, knows no
// context and gives no ids: one worker calls it, what waits is collapsed by
// key, and a follow-up note is what replaces.
type beeepWay struct {
	notify func(title, body string, icon any) error
	usable func() error
	icon   string
	log    *slog.Logger

	mu     sync.Mutex
	queue  []*errand
	closed bool
	wake   chan struct{}
	done   chan struct{}
}

// errand is one note on its way to beeep; result gets exactly one answer.
type errand struct {
	note   page.Note
	result chan error
}

// nameOnce guards beeep.AppName: beeep reads it unguarded, so it is set before
// the first worker starts and never again.
var nameOnce sync.Once

func newBeeep(config Config) *beeepWay {
	nameOnce.Do(func() { beeep.AppName = config.AppName })
	b := &beeepWay{
		notify: beeep.Notify,
		usable: func() error { return beeepUsable(config.Bus) },
		icon:   config.Icon,
		log:    config.Log,
		wake:   make(chan struct{}, 1),
		done:   make(chan struct{}),
	}
	go b.work()
	return b
}

func (b *beeepWay) Name() string { return WayBeeep }

// Show waits until beeep took the note, ctx ends, or patience does.
func (b *beeepWay) Show(ctx context.Context, note page.Note) (bool, error) {
	if err := b.usable(); err != nil {
		return false, err
	}
	e := &errand{note: note, result: make(chan error, 1)}
	if err := b.enqueue(e); err != nil {
		return false, err
	}
	patience := time.NewTimer(beeepPatience)
	defer patience.Stop()
	select {
	case err := <-e.result:
		return false, err
	case <-patience.C:
		b.drop(e)
		return false, ErrNoAnswer
	case <-ctx.Done():
		b.drop(e)
		return false, ctx.Err()
	}
}

// enqueue lets e wait in the place of an older note of its key.
func (b *beeepWay) enqueue(e *errand) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrClosed
	}
	for i, old := range b.queue {
		if old.note.Key == e.note.Key {
			old.result <- ErrReplaced
			b.queue[i] = e
			return nil
		}
	}
	if len(b.queue) >= beeepQueue {
		return ErrCrowded
	}
	b.queue = append(b.queue, e)
	select {
	case b.wake <- struct{}{}:
	default:
	}
	return nil
}

// drop forgets an errand nobody waits for any more.
func (b *beeepWay) drop(e *errand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, waiting := range b.queue {
		if waiting == e {
			b.queue = append(b.queue[:i], b.queue[i+1:]...)
			return
		}
	}
}

func (b *beeepWay) work() {
	defer close(b.done)
	for {
		e, closed := b.next()
		switch {
		case closed:
			return
		case e == nil:
			<-b.wake
		default:
			e.result <- b.call(e.note)
		}
	}
}

func (b *beeepWay) next() (e *errand, closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || len(b.queue) == 0 {
		return nil, b.closed
	}
	e = b.queue[0]
	b.queue = b.queue[1:]
	return e, false
}

// call hands a note over. A panic inside a platform's code must not end the
// pager: it counts as a note not shown.
func (b *beeepWay) call(note page.Note) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the desktop's notification code failed: %v", r)
		}
	}()
	words := forProgram(note)
	return b.notify(words.Title, words.Body, b.icon)
}

// Withdraw does nothing: beeep gives no ids.
func (b *beeepWay) Withdraw(context.Context, string) error { return nil }

// Close ends the worker. A call that hangs in the desktop is left behind after
// a moment: nothing can stop it but the end of the process.
func (b *beeepWay) Close() error {
	b.mu.Lock()
	b.closed = true
	for _, e := range b.queue {
		e.result <- ErrClosed
	}
	b.queue = nil
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
	moment := time.NewTimer(2 * time.Second)
	defer moment.Stop()
	select {
	case <-b.done:
	case <-moment.C:
		b.log.Warn("a notification still hangs in the desktop")
	}
	return nil
}
