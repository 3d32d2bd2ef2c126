package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"turnaround/app/incident"
	"turnaround/app/page"
)

// ring plays one sound at a time and knows whose it is.
type ring struct {
	player Player
	base   context.Context
	stop   context.CancelFunc
	ended  sync.WaitGroup

	mu       sync.Mutex
	key      string
	severity incident.Severity
	quiet    context.CancelFunc // stops what plays; nil: nothing does
	turn     int                // counts the sounds, so that an ended one clears only itself
}

func newRing(player Player) *ring {
	base, stop := context.WithCancel(context.Background())
	return &ring{player: player, base: base, stop: stop}
}

// play sounds note and says what became of it. A sound takes the place of an
// earlier one unless that one is more urgent and still plays.
func (r *ring) play(note page.Note) (said string, heard bool) {
	if note.Sound == "" || note.Sound == "none" {
		return "silent as asked", false
	}
	if note.Volume <= 0 {
		return "silent: the volume is set to 0", false
	}
	clip, remark := pick(note)
	if len(clip.Samples) == 0 {
		return remark, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.base.Err() != nil {
		return "silent: closed", false
	}
	if r.quiet != nil && r.key != note.Key && r.severity.OrDefault() < note.Severity.OrDefault() {
		return "a more urgent sound was playing", true
	}
	r.hushLocked()
	ctx, cancel := context.WithCancel(r.base)
	playing, err := r.player.Start(ctx, clip.At(note.Volume))
	if err != nil {
		cancel()
		return plain(err) + remark, false
	}
	r.turn++
	r.key, r.severity, r.quiet = note.Key, note.Severity, cancel
	turn := r.turn
	r.ended.Go(func() { r.wait(turn, playing.Done, cancel) })
	if playing.Muted != "" {
		return playing.Via + ", but " + playing.Muted + remark, false
	}
	return playing.Via + remark, true
}

// pick loads the note's sound; an unreadable file is replaced by the sound of
// the severity, for a page must not go unheard over a typing error.
func pick(note page.Note) (clip Clip, remark string) {
	clip, err := LoadSound(note.Sound)
	if err == nil {
		return clip, ""
	}
	remark = " (its own sound failed: " + err.Error() + ")"
	name := map[incident.Severity]string{incident.Critical: "critical", incident.Major: "major"}[note.Severity]
	if name == "" {
		name = "minor"
	}
	if clip, err = LoadSound(name); err != nil {
		return Clip{}, fmt.Sprintf("silent: %v", err)
	}
	return clip, remark
}

// plain words an error so that it starts with what it means.
func plain(err error) string {
	if errors.Is(err, ErrNoDevice) {
		return Clean(err.Error(), 300)
	}
	return Clean(fmt.Sprintf("%v: %v", ErrNoDevice, err), 300)
}

func (r *ring) wait(turn int, done <-chan struct{}, cancel context.CancelFunc) {
	<-done
	cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.turn == turn {
		r.quiet = nil
	}
}

func (r *ring) hush(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key == key {
		r.hushLocked()
	}
}

func (r *ring) hushLocked() {
	if r.quiet != nil {
		r.quiet()
		r.quiet = nil
	}
}

// close stops the sound and waits for it.
func (r *ring) close() {
	r.stop()
	// A sound that is just being started sees the stop and ends; after that
	// none begins.
	r.mu.Lock()
	r.hushLocked()
	r.mu.Unlock()
	r.ended.Wait()
}
