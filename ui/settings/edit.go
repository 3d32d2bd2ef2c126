package settings

import (
	"errors"

	"turnaround/app/config"
)

// checked makes an edit that tells of a file that is broken already, before
// the edit adds to it.
func checked(change Edit) Edit {
	return func(d *config.Document) error {
		if _, err := d.Check(); err != nil {
			return err
		}
		return change(d)
	}
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
