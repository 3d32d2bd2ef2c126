package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"turnaround/app/durable"
)

// Document is the text of the personal file, edited in place: comments, order
// and spelling of everything else stay as the person wrote them.
type Document struct {
	path string
	disk []byte // what was read; nil: there was no file
	text []byte
}

// Errors of edits.
var (
	ErrChanged = errors.New("the configuration file was changed meanwhile: read it again")
	ErrNoKey   = errors.New("no such setting")
)

// Open reads the document at path; a missing file is an empty document.
func Open(path string) (*Document, error) {
	data, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Document{path: path}, nil
	case err != nil:
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	return &Document{path: path, disk: data, text: slices.Clone(data)}, nil
}

// Text is the document as it would be saved.
func (d *Document) Text() string { return string(d.text) }

// SetText replaces the whole text, for an editor that shows it.
func (d *Document) SetText(text string) { d.text = []byte(text) }

// Check loads the document as it stands, unsaved, with its team files.
func (d *Document) Check() (Config, error) {
	path, err := filepath.Abs(d.path)
	if err != nil {
		return Config{}, fmt.Errorf("check configuration: %w", err)
	}
	return assemble(path, d.text)
}

// Save writes the document (mode 0600) unless the file changed since it was
// read: then it gives ErrChanged. A document with problems is not written.
func (d *Document) Save() error {
	if len(d.text) > MaxFile {
		return fmt.Errorf("save configuration: larger than 1 MB")
	}
	if _, err := d.Check(); err != nil {
		return fmt.Errorf("save configuration: %w", err)
	}
	// A link, as keepers of dotfiles use them, stays a link.
	path := d.path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	now, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		now, err = nil, nil
	}
	if err != nil {
		return fmt.Errorf("save configuration: %w", err)
	}
	if (now == nil) != (d.disk == nil) || !bytes.Equal(now, d.disk) {
		return ErrChanged
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("save configuration: %w", err)
	}
	if err := durable.Write(path, d.text, durable.Private); err != nil {
		return fmt.Errorf("save configuration: %w", err)
	}
	d.disk = slices.Clone(d.text)
	return nil
}

// Set gives the key at a path like "duty.mode" a value (text, number, bool,
// list, Duration, time), in its place or at the end of its table.
func (d *Document) Set(path string, value any) error {
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	keys := strings.Split(path, ".")
	return d.put(o, "", keys, value)
}

// Remove takes the key at a path out, its line with it.
func (d *Document) Remove(path string) error {
	o, err := lay(d.text)
	if err != nil {
		return err
	}
	p, ok := o.pairs[path]
	if !ok || p.inline {
		return fmt.Errorf("remove %s: %w", path, ErrNoKey)
	}
	return d.splice(lineSpan(d.text, p.span), "")
}

// removeTable takes a [table] out, with its sub-tables.
func (d *Document) removeTable(o layout, at string) error {
	s, err := d.tableSpan(o, at)
	if err != nil {
		return err
	}
	return d.splice(s, "")
}

// tableSpan is where a [table] stands, with its sub-tables.
func (d *Document) tableSpan(o layout, at string) (span, error) {
	from := o.header(at)
	if from < 0 {
		return span{}, errors.New("written on one line, edit the file")
	}
	to := from + 1
	for to < len(o.headers) && strings.HasPrefix(o.headers[to].path, at+".") {
		to++
	}
	for _, h := range o.headers[to:] {
		if strings.HasPrefix(h.path, at+".") {
			return span{}, errors.New("its parts stand in several places, edit the file")
		}
	}
	end := o.headers[to-1].end
	if next := bytes.TrimLeft(d.text[end:], " \t\r"); len(next) > 0 && next[0] == '\n' {
		end = len(d.text) - len(next) + 1
	}
	return span{o.headers[from].start, end}, nil
}

// gap is what parts a new table from the text before it.
func (d *Document) gap() string {
	switch {
	case len(bytes.TrimSpace(d.text)) == 0:
		return ""
	case bytes.HasSuffix(d.text, []byte("\n\n")):
		return ""
	case bytes.HasSuffix(d.text, []byte("\n")):
		return "\n"
	}
	return "\n\n"
}

// put sets keys below the table at path, "" for the root.
func (d *Document) put(o layout, table string, keys []string, value any) error {
	if slices.ContainsFunc(keys, func(k string) bool { return k == "" || !utf8.ValidString(k) }) {
		return fmt.Errorf("set %q: %w", strings.Join(keys, "."), ErrNoKey)
	}
	text, err := encode(reflect.ValueOf(value))
	if err != nil {
		return err
	}
	if p, ok := o.pairs[joinKeys(table, keys)]; ok {
		return d.splice(p.value, text)
	}
	// The longest table that is there takes the rest as its key.
	for n := len(keys) - 1; n >= 0; n-- {
		path := joinKeys(table, keys[:n])
		if p, ok := o.pairs[path]; ok && path != "" {
			return d.splice(p.value, inlineWith(d.text[p.value.from:p.value.to], keys[n:], text))
		}
		if end, ok := o.tables[path]; ok && (path != "" || n == len(keys)-1) {
			return d.splice(span{end, end}, startLine(d.text, end)+dotted(keys[n:])+" = "+text+"\n")
		}
	}
	last := len(keys) - 1
	return d.splice(span{len(d.text), len(d.text)}, d.gap()+"["+dotted(keys[:last])+"]\n"+bare(keys[last])+" = "+text+"\n")
}

// startLine parts a new line from a last one without a line end.
func startLine(text []byte, at int) string {
	if at > 0 && text[at-1] != '\n' {
		return "\n"
	}
	return ""
}

// inlineWith adds a key to an inline table's text.
func inlineWith(table []byte, keys []string, value string) string {
	body := bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSpace(table), []byte("}")), " \t")
	if bytes.HasSuffix(body, []byte("{")) {
		return string(body) + " " + dotted(keys) + " = " + value + " }"
	}
	return string(body) + ", " + dotted(keys) + " = " + value + " }"
}

func dotted(keys []string) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = bare(k)
	}
	return strings.Join(out, ".")
}

// splice replaces a span, and takes the edit back when it broke the file.
func (d *Document) splice(s span, text string) error {
	if bytes.Contains(d.text, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	edited := slices.Concat(d.text[:s.from], []byte(text), d.text[s.to:])
	var tree map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(edited, bom), &tree); err != nil {
		return fmt.Errorf("edit configuration: the text cannot take this change, edit the file: %w", err)
	}
	d.text = edited
	return nil
}
