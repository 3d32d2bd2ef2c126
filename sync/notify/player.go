package notify

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// ErrNoDevice is the reason where nothing can make a sound.
var ErrNoDevice = errors.New("no sound device")

// Player makes sounds.
type Player interface {
	// Start begins to play clip and returns once a device took it. Cancelling
	// ctx stops the sound. The error says in plain words why nothing plays.
	Start(ctx context.Context, clip Clip) (Playing, error)
}

// Playing is a sound that a device took.
type Playing struct {
	Via   string          // pulse, pw-play, paplay, aplay, afplay, winmm, file
	Muted string          // why nobody hears it all the same; empty: audible
	Done  <-chan struct{} // closed when it has ended
}

// Output is what the desktop tells about where sound goes.
type Output struct {
	Via    string // who told; empty: nobody
	Device string
	Known  bool // Muted and Volume are told
	Muted  bool
	Volume int    // percent; can exceed 100
	Fault  string // in plain words, why there is no sound
}

// teller is a Player that also knows its output.
type teller interface {
	Output(ctx context.Context) (Output, error)
}

// Players are tried in order until one plays.
type Players []Player

// Start plays clip by the first that can.
func (p Players) Start(ctx context.Context, clip Clip) (Playing, error) {
	var failed []error
	for _, player := range p {
		playing, err := player.Start(ctx, clip)
		if err == nil {
			return playing, nil
		}
		failed = append(failed, err)
	}
	if len(failed) == 0 {
		return Playing{}, ErrNoDevice
	}
	return Playing{}, fmt.Errorf("%w: %w", ErrNoDevice, joined(failed))
}

// Output asks the first that knows.
func (p Players) Output(ctx context.Context) (Output, error) {
	var failed []error
	for _, player := range p {
		t, ok := player.(teller)
		if !ok {
			continue
		}
		output, err := t.Output(ctx)
		if err == nil {
			return output, nil
		}
		failed = append(failed, err)
	}
	if len(failed) == 0 {
		return Output{}, nil
	}
	return Output{}, joined(failed)
}

// FileSink is a Player that writes each sound into a folder as 1.wav, 2.wav, ...
// instead of making it. A sound lasts until ctx ends if Hold is set.
type FileSink struct {
	Folder string
	Hold   bool
	count  atomic.Int64
}

// Start writes clip.
func (f *FileSink) Start(ctx context.Context, clip Clip) (Playing, error) {
	name := filepath.Join(f.Folder, fmt.Sprintf("%d.wav", f.count.Add(1)))
	if err := os.WriteFile(name, clip.WAV(), 0o600); err != nil {
		return Playing{}, fmt.Errorf("write a sound: %w", err)
	}
	done := make(chan struct{})
	if f.Hold {
		context.AfterFunc(ctx, func() { close(done) })
	} else {
		close(done)
	}
	return Playing{Via: "file", Done: done}, nil
}
