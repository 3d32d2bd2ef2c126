package main

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/app/page"
	"turnaround/app/secret"
	"turnaround/cmd/pager"
	"turnaround/internal/rig"
)

// running is the whole program without its face, ringing into a notebook.
type running struct {
	*pager.Pager
	h    *host
	desk *notebook
	stop func()
}

// start runs the program on fresh data and waits until it has read its
// sources once: from then on what is new rings.
func start(h *host, change func(*config.Config), sources ...config.Source) *running {
	dir := h.TempDir()
	c := config.Defaults()
	c.Me.Name, c.Duty.Mode = "Bench", "always"
	c.Sources = sources
	change(&c)
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	p, err := pager.Open(context.Background(), pager.Options{Places: places, Config: c, Log: quiet(), Now: time.Now,
		Secrets: &secret.Resolver{Known: &secret.Redactor{}}, Key: make([]byte, secret.KeySize)})
	h.must(err)
	r := &running{Pager: p, h: h, desk: &notebook{seen: map[string]bool{}, news: make(chan note, 4096)}}
	h.must(p.PageTo(r.desk, nil))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	r.stop = func() {
		cancel()
		h.must(<-ended)
		h.must(p.Close())
	}
	rig.Await(h, "the first contact", r.met)
	return r
}

// met tells whether every source was read.
func (r *running) met() bool {
	view := r.Health()
	for _, s := range view.Sources {
		if s.State != health.OK {
			return false
		}
	}
	return len(view.Sources) > 0
}

// note is one notification handed over.
type note struct {
	page.Note
	at time.Time
}

// notebook takes notifications at the place where they are handed to the
// system, and writes down when.
type notebook struct {
	mu    sync.Mutex
	all   []note
	seen  map[string]bool
	news  chan note // the first of each key
	taken int       // withdrawn
}

// Notify writes a note down.
func (b *notebook) Notify(_ context.Context, n page.Note) (page.Receipt, error) {
	now := time.Now()
	b.mu.Lock()
	fresh := !b.seen[n.Key]
	b.seen[n.Key] = true
	b.all = append(b.all, note{n, now})
	b.mu.Unlock()
	if fresh {
		select {
		case b.news <- note{n, now}:
		default:
		}
	}
	return page.Receipt{Backend: "dbus", Shown: true, Buttons: true, At: now}, nil
}

// Withdraw counts.
func (b *notebook) Withdraw(context.Context, string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken++
	return nil
}

// Hush does nothing: there is no sound.
func (b *notebook) Hush(string) {}

func (b *notebook) notes() []note {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]note(nil), b.all...)
}

// next waits for the first note of a new key.
func (b *notebook) next(h *host) note {
	timer := time.NewTimer(rig.Deadline)
	defer timer.Stop()
	select {
	case n := <-b.news:
		return n
	case <-timer.C:
		h.Fatalf("no notification within %v", rig.Deadline)
		return note{}
	}
}
