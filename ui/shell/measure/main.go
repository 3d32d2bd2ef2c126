// Command measure takes figures of the window on Fyne's test driver: measure
// NAME FOLDER N, where FOLDER holds a store, prints a JSON object of series of
// nanoseconds. bench runs it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/secret"
	"turnaround/cmd/pager"
	"turnaround/ui/shell"
	"turnaround/ui/shell/stage"
)

// series are the measured spans of each thing.
type series map[string][]time.Duration

func (s series) add(name string, d time.Duration) { s[name] = append(s[name], d) }

// window is the real window over a store.
type window struct {
	*stage.Stage
	pager *pager.Pager
	n     int
}

var measures = map[string]func(context.Context, *window, series) error{
	"search": search, "scroll": scroll, "frame": frame, "ack": ack, "storm": storm,
}

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) != 3 || measures[args[0]] == nil {
		return errors.New("usage: measure search|scroll|frame|ack|storm FOLDER N")
	}
	n, err := strconv.Atoi(args[2])
	if err != nil || n < 1 {
		return fmt.Errorf("%q is no number of measurements", args[2])
	}
	p, err := open(ctx, args[1])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	w := &window{pager: p, n: n}
	w.Stage = stage.Open(ctx, fyne.NewSize(1360, 860), time.Now, func(a fyne.App, c *shell.Config) {
		c.Own = shell.WorldOf(p, a.Preferences(), time.Now)
	})
	defer w.Close()
	took := series{}
	if err := measures[args[0]](ctx, w, took); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(took)
}

// open opens the store of a data folder, and makes one where there is none.
func open(ctx context.Context, dir string) (*pager.Pager, error) {
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	c := config.Defaults()
	c.Me.Name, c.Duty.Mode, c.Look.Language, c.Look.Motion = "Bench", "always", "en", false
	if err := os.MkdirAll(places.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	key, _, err := secret.DataKey(ctx, secret.KeyOptions{Store: places.Store, File: secret.KeyFile(places.Data), Way: "file"})
	if err != nil {
		return nil, err
	}
	return pager.Open(ctx, pager.Options{Places: places, Config: c, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Secrets: &secret.Resolver{Known: &secret.Redactor{}}, Key: key})
}
