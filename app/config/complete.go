package config

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Complete gives a source that is in no file yet as it would be loaded from
// the personal file at path: checked, defaults filled in, paths absolute. The
// error is Problems when it could not be saved so.
func Complete(path string, s Source) (Source, error) {
	d := Document{path: path}
	if err := d.AppendSource(s); err != nil {
		return Source{}, err
	}
	c, err := d.Check()
	if err != nil {
		return Source{}, err
	}
	if len(c.Sources) != 1 {
		return Source{}, fmt.Errorf("source %q: it does not read back as one source", s.Name)
	}
	return c.Sources[0], nil
}

// CompleteChannel is Complete for a channel.
func CompleteChannel(path string, c Channel) (Channel, error) {
	d := Document{path: path}
	if err := d.AppendChannel(c); err != nil {
		return Channel{}, err
	}
	whole, err := d.Check()
	if err != nil {
		return Channel{}, err
	}
	if len(whole.Channels) != 1 {
		return Channel{}, fmt.Errorf("channel %q: it does not read back as one channel", c.Name)
	}
	return whole.Channels[0], nil
}

// List gives the words of a list at the top of the document as they are
// written there; nil where there is none.
func (d *Document) List(key string) ([]string, error) {
	var tree map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(d.text, bom), &tree); err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	items, _ := tree[key].([]any)
	var list []string
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, fmt.Errorf("read %s: it is no list of words", key)
		}
		list = append(list, text)
	}
	return list, nil
}

// Value reads a value as TOML writes it, for Document.Set; what is none is text.
func Value(text string) any {
	var raw struct{ V any }
	if err := toml.Unmarshal([]byte("V = "+text), &raw); err != nil || strings.ContainsAny(text, "\n#") {
		return text
	}
	list, ok := raw.V.([]any)
	if !ok {
		return raw.V
	}
	words, numbers := []string{}, []int64{}
	for _, item := range list {
		switch item := item.(type) {
		case string:
			words = append(words, item)
		case int64:
			numbers = append(numbers, item)
		}
	}
	switch len(list) {
	case len(words):
		return words
	case len(numbers):
		return numbers
	}
	return raw.V
}
