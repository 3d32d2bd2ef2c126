package settings

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"turnaround/app/config"
)

// Edit changes a document.
type Edit func(*config.Document) error

// editor writes changes to the personal file, one after the other, and has the
// running app take them up.
type editor struct {
	path string
	core interface {
		Reconfigure(context.Context, config.Config) error
	}
	turn sync.Mutex
}

// applied is an error of a change that was written: the running app could not
// take it up.
type applied struct{ error }

func (a applied) Unwrap() error { return a.error }

// apply makes a change. The file is read anew before it, so that a hand edit
// made meanwhile is kept; one made within the same moment is told and the
// change tried once more on what the file holds then.
func (e *editor) apply(ctx context.Context, change Edit) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	c, err := e.write(change)
	if errors.Is(err, config.ErrChanged) {
		c, err = e.write(change)
	}
	if err != nil {
		return err
	}
	if err := e.core.Reconfigure(ctx, c); err != nil {
		return applied{fmt.Errorf("apply the configuration: %w", err)}
	}
	return nil
}

func (e *editor) write(change Edit) (config.Config, error) {
	doc, err := config.Open(e.path)
	if err != nil {
		return config.Config{}, err
	}
	// A file that is broken already is told as it is, before our change adds to it.
	if _, err := doc.Check(); err != nil {
		return config.Config{}, err
	}
	if err := change(doc); err != nil {
		return config.Config{}, err
	}
	c, err := doc.Check()
	if err != nil {
		return config.Config{}, err
	}
	return c, doc.Save()
}

// edits makes one change of several.
func edits(list ...Edit) Edit {
	return func(d *config.Document) error {
		for _, each := range list {
			if err := each(d); err != nil {
				return err
			}
		}
		return nil
	}
}

// set gives a key a value.
func set(key string, value any) Edit {
	return func(d *config.Document) error { return d.Set(key, value) }
}

// unset takes a key out, so that the team's value or the default holds again.
func unset(key string) Edit {
	return func(d *config.Document) error {
		if err := d.Remove(key); err != nil && !errors.Is(err, config.ErrNoKey) {
			return err
		}
		return nil
	}
}
