package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// SetHeartbeats makes the heartbeats of a source those of now, of which the n-th
// is the was[n]-th that the document has; -1: it is new. Where each has a table
// of its own, what does not change stays as it is written.
func (i Item) SetHeartbeats(now []Heartbeat, was []int) error {
	o, at, err := i.find()
	if err != nil {
		return err
	}
	list := join(at, "heartbeat")
	if o.header(joinIndex(list, 0)) < 0 {
		if len(now) > 0 {
			return i.Set("heartbeat", now)
		}
		if err := i.Unset("heartbeat"); !errors.Is(err, ErrNoKey) {
			return err
		}
		return nil
	}
	c, err := i.d.Check()
	if err != nil {
		return err
	}
	n := slices.IndexFunc(c.Sources, func(s Source) bool { return s.Name == i.name })
	if n < 0 {
		return fmt.Errorf("source %q: %w in this file", i.name, ErrNoKey)
	}
	return i.d.heartbeatTables(list, c.Sources[n].Heartbeats, now, was)
}

// heartbeatTables changes, adds and removes tables, the last first, so that those
// before stay where they are.
func (d *Document) heartbeatTables(list string, there, now []Heartbeat, was []int) error {
	end := joinIndex(list, len(there)-1)
	for n, h := range now {
		if was[n] < 0 {
			if err := d.heartbeatAfter(end, list, h); err != nil {
				return err
			}
		}
	}
	for at := len(there) - 1; at >= 0; at-- {
		path, n := joinIndex(list, at), slices.Index(was, at)
		o, err := lay(d.text)
		switch {
		case err != nil:
			return err
		case n < 0:
			err = d.removeTable(o, path)
		default:
			err = d.setHeartbeat(path, there[at], now[n])
		}
		if err != nil {
			return fmt.Errorf("change heartbeat %d: %w", at+1, err)
		}
	}
	return nil
}

// heartbeatAfter adds a table behind the last one of its source.
func (d *Document) heartbeatAfter(last, list string, h Heartbeat) error {
	pairs, err := encodeFields(reflect.ValueOf(h))
	if err != nil {
		return fmt.Errorf("add a heartbeat: %w", err)
	}
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	end := o.headers[o.header(last)].end
	name := strings.SplitN(list, ".", 2)[0] + ".heartbeat"
	return d.splice(span{end, end}, startLine(d.text, end)+"\n[["+name+"]]\n"+strings.Join(pairs, "\n")+"\n")
}

// setHeartbeat writes the keys that change.
func (d *Document) setHeartbeat(path string, was, now Heartbeat) error {
	for _, key := range []struct {
		name     string
		was, now any
	}{{"match", was.Match, now.Match}, {"within", was.Within, now.Within}, {"severity", was.Severity, now.Severity}} {
		if reflect.DeepEqual(key.was, key.now) {
			continue
		}
		o, err := lay(d.text)
		if err != nil {
			return err
		}
		if err := d.put(o, path, []string{key.name}, key.now); err != nil {
			return err
		}
	}
	return nil
}
