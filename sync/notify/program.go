package notify

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// programGrace is how long a player program has to fail: without a device they
// all give up within some ten milliseconds.
const programGrace = 300 * time.Millisecond

// Program plays through a program that takes the path of a WAV file.
type Program struct {
	Name string
	Args []string // before the path
}

// Start writes clip into a file and runs the program on it.
func (p Program) Start(ctx context.Context, clip Clip) (Playing, error) {
	path, err := exec.LookPath(p.Name)
	if err != nil {
		return Playing{}, fmt.Errorf("%s is not installed", p.Name)
	}
	folder, err := os.MkdirTemp("", "turnaround-sound-")
	if err != nil {
		return Playing{}, fmt.Errorf("make room for a sound: %w", err)
	}
	file := filepath.Join(folder, "alert.wav")
	if err := os.WriteFile(file, clip.WAV(), 0o600); err != nil {
		return Playing{}, errors.Join(fmt.Errorf("write a sound: %w", err), os.RemoveAll(folder))
	}
	// A program that waits for a device would hold its turn for ever.
	ctx, cancel := context.WithTimeout(ctx, clip.Length()+10*time.Second)
	command := exec.CommandContext(ctx, path, append(append([]string{}, p.Args...), file)...)
	said := &complaint{}
	command.Stderr = said
	command.WaitDelay = time.Second
	if err := command.Start(); err != nil {
		cancel()
		return Playing{}, errors.Join(fmt.Errorf("run %s: %w", p.Name, err), os.RemoveAll(folder))
	}
	done := make(chan struct{})
	var ended error
	go func() {
		defer close(done)
		defer cancel()
		ended = command.Wait()
		_ = os.RemoveAll(folder)
	}()
	grace := time.NewTimer(programGrace)
	defer grace.Stop()
	select {
	case <-done:
		if ended != nil {
			return Playing{}, fmt.Errorf("%s: %w %s", p.Name, ended, said)
		}
	case <-grace.C:
	}
	return Playing{Via: p.Name, Done: done}, nil
}

// complaint keeps the first words a program complains with.
type complaint struct {
	mu   sync.Mutex
	text []byte
}

func (c *complaint) Write(data []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	room := min(len(data), 400-len(c.text))
	c.text = append(c.text, data[:room]...)
	return len(data), nil
}

func (c *complaint) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Clean(strings.TrimSpace(string(c.text)), 160)
}
