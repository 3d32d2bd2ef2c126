package config

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// RemoveSourceKey takes a key of a source out ("secret", "oauth"), or its table.
func (d *Document) RemoveSourceKey(source, key string) error {
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	at, err := o.source(d.text, source)
	if err != nil {
		return err
	}
	if path := join(at, key); o.header(path) >= 0 {
		return d.removeTable(o, path)
	}
	return d.Remove(join(at, key))
}

// SetSourceMap makes a table of a source ("severity", "params") hold exactly
// what m holds. Where each key has its own line, the other lines stay as they are.
func (d *Document) SetSourceMap(source, key string, m map[string]any) error {
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	at, err := o.source(d.text, source)
	if err != nil {
		return err
	}
	path := join(at, key)
	lines := o.lines(path)
	if _, headed := o.tables[path]; !headed && len(lines) == 0 {
		if _, there := o.pairs[path]; !there && len(m) == 0 {
			return nil
		}
		return d.put(o, at, []string{key}, m)
	}
	for _, name := range lines {
		if _, kept := m[name]; kept {
			continue
		}
		if err := d.Remove(joinKey(path, name)); err != nil && !errors.Is(err, ErrNoKey) {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if o, err = lay(d.text); err != nil {
			return err
		}
		if p, ok := o.pairs[joinKey(path, name)]; ok {
			if same, err := encode(reflect.ValueOf(m[name])); err == nil && same == string(d.text[p.value.from:p.value.to]) {
				continue
			}
		}
		if err := d.put(o, at, []string{key, name}, m[name]); err != nil {
			return err
		}
	}
	return nil
}

// lines are the keys right below path that stand on lines of their own.
func (o layout) lines(path string) []string {
	var names []string
	for at, p := range o.pairs {
		rest, below := strings.CutPrefix(at, path+".")
		if below && !p.inline && !strings.Contains(rest, ".") {
			names = append(names, strings.ReplaceAll(rest, "\x1f", "."))
		}
	}
	return names
}
