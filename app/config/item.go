package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// The lists whose entries have names.
const (
	ListSource  = "source"
	ListChannel = "channel"
	ListService = "service"
)

// Item is one [[source]], [[channel]] or [[service]] of a document, by its name.
type Item struct {
	d          *Document
	list, name string
}

// Source is the source of that name.
func (d *Document) Source(name string) Item { return Item{d, ListSource, name} }

// Channel is the channel of that name.
func (d *Document) Channel(name string) Item { return Item{d, ListChannel, name} }

// Service is the service of that name.
func (d *Document) Service(name string) Item { return Item{d, ListService, name} }

// find gives the layout of the document and the item's path in it.
func (i Item) find() (layout, string, error) {
	o, err := lay(i.d.text)
	if err != nil {
		return o, "", err
	}
	var tree map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(i.d.text, bom), &tree); err != nil {
		return o, "", fmt.Errorf("edit %s %q: %w", i.list, i.name, err)
	}
	items, _ := tree[i.list].([]any)
	for n, item := range items {
		if table, ok := item.(map[string]any); ok && table["name"] == i.name {
			return o, joinIndex(i.list, n), nil
		}
	}
	return o, "", fmt.Errorf("%s %q: %w in this file", i.list, i.name, ErrNoKey)
}

// Set gives a key of the item a value: "every", "tls.ca".
func (i Item) Set(key string, value any) error {
	o, at, err := i.find()
	if err != nil {
		return err
	}
	return i.d.put(o, at, strings.Split(key, "."), value)
}

// Unset takes a key out ("secret", "oauth"), or its table.
func (i Item) Unset(key string) error {
	o, at, err := i.find()
	if err != nil {
		return err
	}
	if path := join(at, key); o.header(path) >= 0 {
		return i.d.removeTable(o, path)
	}
	return i.d.Remove(join(at, key))
}

// SetMap makes a table of the item ("severity", "components") hold exactly what
// m holds. Where each key has its own line, the other lines stay as they are.
func (i Item) SetMap(key string, m map[string]any) error {
	o, at, err := i.find()
	if err != nil {
		return err
	}
	return i.d.putMap(o, at, key, m)
}

// Text is the item as the document has it, without comments above it.
func (i Item) Text() (string, error) {
	o, at, err := i.find()
	if err != nil {
		return "", err
	}
	s, err := i.d.tableSpan(o, at)
	if err != nil {
		return "", fmt.Errorf("read %s %q: %w", i.list, i.name, err)
	}
	return string(i.d.text[s.from:s.to]), nil
}

// Remove takes the whole item out, with its sub-tables and the comments between
// its lines; comments above and below stay.
func (i Item) Remove() error {
	o, at, err := i.find()
	if err != nil {
		return err
	}
	if err := i.d.removeTable(o, at); err != nil {
		return fmt.Errorf("remove %s %q: %w", i.list, i.name, err)
	}
	return nil
}

// AppendSource adds a [[source]] at the end, with what is set in s.
func (d *Document) AppendSource(s Source) error { return d.append(ListSource, s) }

// AppendService adds a [[service]] at the end, with what is set in s.
func (d *Document) AppendService(s Service) error { return d.append(ListService, s) }

// AppendChannel adds a [[channel]] at the end, with what is set in c. That a
// page does not mail its subscribers is written: the default is that it does.
func (d *Document) AppendChannel(c Channel) error {
	silent := c.IsPage() && !c.MailSubscribers
	if c.IsPage() {
		c.MailSubscribers = false
	}
	if silent {
		return d.append(ListChannel, c, "mail_subscribers = false")
	}
	return d.append(ListChannel, c)
}

func (d *Document) append(list string, item any, more ...string) error {
	pairs, err := encodeFields(reflect.ValueOf(item))
	if err != nil {
		return fmt.Errorf("add a %s: %w", list, err)
	}
	return d.AppendText("[[" + list + "]]\n" + strings.Join(append(pairs, more...), "\n") + "\n")
}

// AppendText adds TOML at the end.
func (d *Document) AppendText(text string) error {
	return d.splice(span{len(d.text), len(d.text)}, d.gap()+text)
}

// SetMap makes a table of the document ("targets.first") hold exactly what m
// holds; one that comes out empty is taken out.
func (d *Document) SetMap(path string, m map[string]any) error {
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	if len(m) == 0 {
		if o.header(path) >= 0 {
			return d.removeTable(o, path)
		}
		if p, ok := o.pairs[path]; ok && !p.inline {
			return d.Remove(path)
		}
	}
	table, key := "", path
	if cut := lastDot(path); cut >= 0 {
		table, key = path[:cut], path[cut+1:]
	}
	return d.putMap(o, table, key, m)
}

// Table gives what the document itself says in a table, without team files;
// nil where it is not there.
func (d *Document) Table(path string) (map[string]any, error) {
	var tree map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(d.text, bom), &tree); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	for key := range strings.SplitSeq(path, ".") {
		tree, _ = tree[key].(map[string]any)
	}
	return tree, nil
}

// putMap makes the table of a key below the table at hold exactly what m holds.
func (d *Document) putMap(o layout, at, key string, m map[string]any) error {
	path := join(at, key)
	lines := o.lines(path)
	if _, headed := o.tables[path]; !headed && len(lines) == 0 {
		if _, there := o.pairs[path]; !there && len(m) == 0 {
			return nil
		}
		return d.putBelow(o, at, []string{key}, m)
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
		var err error
		if o, err = lay(d.text); err != nil {
			return err
		}
		if p, ok := o.pairs[joinKey(path, name)]; ok {
			if same, err := encode(reflect.ValueOf(m[name])); err == nil && same == string(d.text[p.value.from:p.value.to]) {
				continue
			}
		}
		if err := d.putBelow(o, at, []string{key, name}, m[name]); err != nil {
			return err
		}
	}
	return nil
}

// putBelow is put for a table that may not be there yet.
func (d *Document) putBelow(o layout, at string, keys []string, value any) error {
	if _, there := o.tables[at]; !there && at != "" {
		return d.put(o, "", append(strings.Split(at, "."), keys...), value)
	}
	return d.put(o, at, keys, value)
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
