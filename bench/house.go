package main

import (
	"context"
	"crypto/rand"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/assets"
	"turnaround/sync/imapsource"
	"turnaround/sync/mailalert"
	"turnaround/sync/restsource"
	"turnaround/sync/source"
)

// house is the program's store and desk, without paging: what a reading of a
// source costs is measured in it. The store is encrypted and synced, as shipped.
type house struct {
	h     *host
	store *store.Store
	desk  *desk.Desk
}

// openHouse opens a store in a folder, with the memory limit watch has.
func openHouse(h *host, dir string) *house {
	debug.SetMemoryLimit(256 << 20) // as the pager sets them
	debug.SetGCPercent(200)
	ctx := context.Background()
	opened, err := store.Open(ctx, store.Options{Dir: filepath.Join(dir, "store"), Key: make([]byte, 32)})
	h.must(err)
	rules := config.Defaults().Incident
	return &house{h: h, store: opened, desk: desk.New(desk.Config{
		Store: opened, Hub: &event.Hub{}, Now: time.Now, Entropy: rand.Reader, Log: quiet(),
		Rules: desk.Rules{GroupBy: rules.GroupBy, Reopen: rules.Reopen.Std(), QuietAfter: rules.QuietAfter.Std()},
	})}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (b *house) close() { b.h.must(b.store.Close()) }

// incidents counts what is stored.
func (b *house) incidents() int {
	n := 0
	for range b.store.Rows() {
		n++
	}
	return n
}

// add makes the desk know a source.
func (b *house) add(name string, s source.Source) {
	b.desk.SetSource(desk.Source{Name: name, Identity: s.Identity(), Kind: s.Can().Kind, May: s.Can().May})
}

// pull reads a source as the engine does; when it returns all is on disk.
func (b *house) pull(name string, s source.Source) desk.Taken {
	ctx := context.Background()
	p, cursor, err := b.desk.Begin(name)
	b.h.must(err)
	b.h.must(s.Pull(ctx, cursor, func(batch incident.Batch) error { return p.Apply(ctx, batch) }))
	return p.Taken()
}

// mailbox is our source of a mailbox.
func (h *host) mailbox(address, user, password string) source.Source {
	builtin, err := fs.Sub(assets.Mails, "mails")
	h.must(err)
	known, err := mailalert.Load(builtin)
	h.must(err)
	s, err := imapsource.New(imapsource.Config{
		Source: config.Source{Name: "mail", Profile: config.ProfileIMAP, URL: config.URLs{"imap://" + address + "/" + folder},
			User: user, Secret: "env:PASSWORD", TLS: config.TLS{Plain: true}},
		Secret: func(context.Context, string) (string, error) { return password, nil },
		Recognise: func(raw []byte, at time.Time, _ uint32) ([]incident.Signal, error) {
			signals, _, err := known.Recognise(raw, at, mailalert.Options{})
			return signals, err
		},
		Now: time.Now, Log: quiet(),
	})
	h.must(err)
	return s
}

// rest is our source of a REST API.
func (h *host) rest(profile, url string) source.Source {
	p, err := restsource.Builtin(profile)
	h.must(err)
	s, err := restsource.New(restsource.Config{
		Source:  config.Source{Name: "api", Profile: profile, URL: config.URLs{url}, Proxy: "none"},
		Profile: p, Now: time.Now, Log: quiet(),
		Secret: func(context.Context, string) (string, error) { return "", nil },
	})
	h.must(err)
	return s
}
