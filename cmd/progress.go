package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// progress is how far long work is.
type progress struct {
	Done int    `json:"done"`
	What string `json:"what"` // of what: "incidents"
}

type progressKey struct{}

// withProgress has long work under ctx tell how far it is.
func withProgress(ctx context.Context, tell func(progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, tell)
}

// progressEvery is how often it is told: often enough to be seen moving.
const progressEvery = 200 * time.Millisecond

// counting tells whoever asked for it how far a count is, until stop.
func counting(ctx context.Context, what string) (count *atomic.Int64, stop func()) {
	count = &atomic.Int64{}
	tell, ok := ctx.Value(progressKey{}).(func(progress))
	if !ok {
		return count, func() {}
	}
	ended := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		ticker := time.NewTicker(progressEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ended:
				return
			case <-ticker.C:
				tell(progress{int(count.Load()), what})
			}
		}
	})
	return count, func() {
		close(ended)
		group.Wait()
	}
}

// counter shows progress on standard error where that is a terminal; clear
// takes the line away again.
func (c *cli) counter() (tell func(progress), clear func()) {
	if !isTerminal(c.errs) {
		return nil, func() {}
	}
	shown := false
	tell = func(p progress) {
		shown = true
		fmt.Fprintf(c.errs, "\r%d %s so far ", p.Done, p.What)
	}
	return tell, func() {
		if shown {
			fmt.Fprint(c.errs, "\r\x1b[K")
		}
	}
}

// readProgress is tell for what comes over the socket.
func readProgress(tell func(progress)) func(json.RawMessage) error {
	if tell == nil {
		return nil
	}
	return func(raw json.RawMessage) error {
		var p progress
		if err := json.Unmarshal(raw, &p); err != nil {
			return fmt.Errorf("read how far it is: %w", err)
		}
		tell(p)
		return nil
	}
}
