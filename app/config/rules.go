package config

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// ruleTable is where the rules stand in a document.
const ruleTable = "page.rule"

// Rules are the document's own rules, without those of team files.
func (d *Document) Rules() ([]Rule, error) {
	var tree struct {
		Page struct {
			Rule []Rule `toml:"rule"`
		} `toml:"page"`
	}
	if err := toml.Unmarshal(bytes.TrimPrefix(d.text, bom), &tree); err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	return tree.Page.Rule, nil
}

// InsertRule adds a [[page.rule]] before the at-th, which then comes after it,
// or as the last one: the first rule that fits wins.
func (d *Document) InsertRule(at int, r Rule) error {
	pairs, err := encodeFields(reflect.ValueOf(r))
	if err != nil {
		return fmt.Errorf("add a rule: %w", err)
	}
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	text := "[[" + ruleTable + "]]\n" + strings.Join(pairs, "\n") + "\n"
	if n := o.header(joinIndex(ruleTable, at)); n >= 0 {
		start := o.headers[n].start
		return d.splice(span{start, start}, text+"\n")
	}
	return d.splice(span{len(d.text), len(d.text)}, d.gap()+text)
}

// SetRule sets a key of the at-th rule; nil takes the key out.
func (d *Document) SetRule(at int, key string, value any) error {
	path := joinIndex(ruleTable, at)
	if value == nil {
		return d.Remove(join(path, key))
	}
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	return d.put(o, path, []string{key}, value)
}

// RemoveRule takes the at-th rule out.
func (d *Document) RemoveRule(at int) error {
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	if err := d.removeTable(o, joinIndex(ruleTable, at)); err != nil {
		return fmt.Errorf("remove rule %s: %w", strconv.Itoa(at+1), err)
	}
	return nil
}

// header is the place of a table's header, or -1.
func (o layout) header(path string) int {
	return slices.IndexFunc(o.headers, func(h header) bool { return h.path == path })
}
