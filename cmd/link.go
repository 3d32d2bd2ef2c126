package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"turnaround/app/archive"
	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/instance"
	"turnaround/app/logs"
	"turnaround/app/outbox"
	"turnaround/app/secret"
	"turnaround/app/store"
	"turnaround/cmd/pager"
	"turnaround/sync/source"
)

// sendWithin is how long a command that acts alone tries to reach the sources;
// what could not be sent waits in the outbox.
const sendWithin = 15 * time.Second

// enter reaches the running app, or opens the data where none runs.
func (c *cli) enter(ctx context.Context, o pager.Options) (*instance.Client, *pager.Pager, func() error, error) {
	until := time.NewTimer(c.patience)
	defer until.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		client, err := instance.Dial(ctx, c.place())
		if err == nil {
			return client, nil, nil, nil
		}
		if !errors.Is(err, instance.ErrNotRunning) {
			return nil, nil, nil, fmt.Errorf("talk to the running app: %w", err)
		}
		p, done, err := c.open(ctx, o)
		if err != nil && o.ReadOnly && !errors.Is(err, store.ErrLocked) {
			o.ReadOnly = false // data that is not there yet, or needs mending
			continue
		}
		if !errors.Is(err, store.ErrLocked) {
			return nil, p, done, err
		}
		select {
		case <-tick.C:
		case <-until.C:
			return nil, nil, nil, c.inUse(err)
		case <-ctx.Done():
			return nil, nil, nil, ctx.Err()
		}
	}
}

// inUse says who has the data open and does not answer here.
func (c *cli) inUse(err error) error {
	who, end := "another copy of Turnaround", "that copy"
	if pid, held := store.Held(c.places.Store); held && pid != 0 {
		who, end = fmt.Sprintf("another copy of Turnaround (process %d)", pid), fmt.Sprintf("process %d", pid)
	}
	plain := fmt.Errorf("%s has the data in %s open, but does not answer from here: it hangs, or was started with another XDG_RUNTIME_DIR; use that copy, or end %s and try again",
		who, c.places.Data, end)
	return &told{plain, err}
}

// ask runs a method in the app that is running, or here when none is.
func ask[P, R any](ctx context.Context, c *cli, m method[P, R], params P) (R, error) {
	return askAs(ctx, c, m, params, acts)
}

// look is ask for what only reads: where no app is running nothing is written
// and nothing is sent.
func look[P, R any](ctx context.Context, c *cli, m method[P, R], params P) (R, error) {
	return askAs(ctx, c, m, params, reads)
}

// askFresh is ask, but reads the sources first when no app is running.
func askFresh[P, R any](ctx context.Context, c *cli, m method[P, R], params P) (R, error) {
	return askAs(ctx, c, m, params, refreshes)
}

// manner is what a command that finds no running app does beside its method.
type manner int

const (
	acts      manner = iota // sends what waits
	refreshes               // reads the sources before
	reads                   // nothing
)

func askAs[P, R any](ctx context.Context, c *cli, m method[P, R], params P, how manner) (result R, err error) {
	tell, clear := c.counter()
	defer clear()
	client, p, done, err := c.enter(ctx, pager.Options{Alone: true, ReadOnly: how == reads})
	if err != nil {
		return result, err
	}
	if client != nil {
		err = fromWire(client.Call(ctx, m.name, params, &result, readProgress(tell)))
		return result, errors.Join(err, client.Close())
	}
	defer func() { err = errors.Join(err, done()) }()
	if tell != nil {
		ctx = withProgress(ctx, tell)
	}
	if how == refreshes {
		for _, r := range p.Sync(ctx) {
			if r.Err != nil {
				return result, fmt.Errorf("sync %s: %w", r.Source, r.Err)
			}
		}
	}
	if result, err = m.do(ctx, p, params); err != nil || how == reads {
		return result, err
	}
	return result, c.sendAlone(ctx, p)
}

// sendAlone sends what waits; what cannot be sent now is said, not an error.
func (c *cli) sendAlone(ctx context.Context, p *pager.Pager) error {
	waiting, err := p.Desk.Outbox()
	if err != nil || len(waiting) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	p.Send(ctx)
	left, err := p.Desk.Outbox()
	if err != nil {
		return err
	}
	asking := 0
	for _, a := range left {
		if a.State == outbox.Asking {
			asking++
		}
	}
	if asking > 0 {
		fmt.Fprintf(c.errs, "for you to decide: %d; \"turnaround outbox\" says what and how\n", asking)
	}
	if waiting := len(left) - asking; waiting > 0 {
		fmt.Fprintf(c.errs, "still to be sent: %d; \"turnaround outbox\" lists it, \"turnaround watch\" sends it\n", waiting)
	}
	return nil
}

func (c *cli) place() instance.Place {
	return instance.Place{Data: c.places.Data, Version: Version}
}

// load reads the configuration; without a file the defaults hold.
func (c *cli) load() (config.Config, error) {
	if !config.Exists(c.places.Config) {
		return config.Defaults(), nil
	}
	conf, err := config.Load(c.places.Config)
	if err != nil {
		return conf, usage(err)
	}
	return conf, nil
}

// open opens the app's data and sources for this process.
func (c *cli) open(ctx context.Context, o pager.Options) (*pager.Pager, func() error, error) {
	if c.drill { // its data go with it
		return nil, nil, errors.New("no drill is running; start one with \"turnaround drill\"")
	}
	conf, err := c.load()
	if err != nil {
		return nil, nil, err
	}
	known := &secret.Redactor{}
	log, logFile, err := logs.Open(c.places.Logs, os.Getenv("TURNAROUND_LOG"), known)
	if err != nil {
		return nil, nil, err
	}
	resolver := &secret.Resolver{Known: known}
	key, kept, err := secret.DataKey(ctx, secret.KeyOptions{Store: c.places.Store, File: secret.KeyFile(c.places.Data),
		Way: conf.Storage.Key, Resolver: resolver})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the data's key: %w", err), logFile.Close())
	}
	log.Debug("data key", "way", kept.Way)
	o.Places, o.Config, o.Secrets, o.Log, o.Now, o.Key, o.Kept = c.places, conf, resolver, log, time.Now, key, kept
	o.Account = account()
	p, err := pager.Open(ctx, o)
	if err != nil {
		return nil, nil, errors.Join(err, logFile.Close())
	}
	return p, func() error { return errors.Join(p.Close(), logFile.Close()) }, nil
}

// account is how the system names this person; empty where it does not tell.
func account() string {
	who, err := user.Current()
	if err != nil {
		return ""
	}
	if name, _, _ := strings.Cut(who.Name, ","); strings.TrimSpace(name) != "" {
		return strings.TrimSpace(name)
	}
	return who.Username
}

// serve answers other processes of this user until ctx ends.
func (c *cli) serve(ctx context.Context, p *pager.Pager, log *slog.Logger) (*instance.Server, error) {
	place := c.place()
	place.Log = log
	return instance.Listen(ctx, place, func(ctx context.Context, name string, params json.RawMessage, report func(any) error) (any, error) {
		handle, ok := handlers[name]
		if !ok {
			return nil, usage(fmt.Errorf("the running app does not know %q; it may be an older version", name))
		}
		ctx = withProgress(ctx, func(now progress) { _ = report(now) }) // whoever asked may be gone
		result, err := handle(ctx, p, params)
		return result, toWire(err)
	})
}

// sentinels are the errors a command tells apart, by their code on the wire.
var sentinels = map[string]error{
	"still-firing": desk.ErrStillFiring, "untold": desk.ErrUntold, "ambiguous": desk.ErrAmbiguous, "nothing-to-undo": desk.ErrNothingToUndo,
	"not-found": store.ErrNotFound, "passphrase": archive.ErrPassphrase,
	"unreachable": source.ErrUnreachable, "tls": source.ErrTLS,
}

const codeUsage = "usage"

func toWire(err error) error {
	var wrong usageError
	if errors.As(err, &wrong) {
		return instance.Fail(codeUsage, err)
	}
	for code, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			return instance.Fail(code, err)
		}
	}
	return err
}

// fromWire gives an error that came over the socket its identity back.
func fromWire(err error) error {
	code := instance.Code(err)
	if code == codeUsage {
		return usage(err)
	}
	if sentinel, ok := sentinels[code]; ok {
		return &told{err, sentinel}
	}
	return err
}

// told is an error in its own words that is another one too: a sentinel for
// what another process said, or the cause.
type told struct {
	error
	sentinel error
}

func (t *told) Error() string   { return t.error.Error() }
func (t *told) Unwrap() []error { return []error{t.error, t.sentinel} }

// readHidden reads a line from a terminal without showing it.
func readHidden(in any) (string, error) {
	f, ok := in.(*os.File)
	if !ok {
		return "", errors.New("standard input is no terminal")
	}
	raw, err := term.ReadPassword(int(f.Fd()))
	return string(raw), err
}

// drillPlaces are folders of the drill's own, beside the real data.
func drillPlaces(p config.Places) config.Places {
	return p.WithData(filepath.Clean(p.Data) + "-drill")
}

// secrets is a resolver for a command that needs no data.
func (c *cli) secrets() *secret.Resolver { return &secret.Resolver{Known: &secret.Redactor{}} }
