package mailalert

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// maxFile bounds one data file.
const maxFile = 1 << 20

// Load reads every *.toml file of builtin, then the user's files and folders
// (paths); a user's recogniser replaces the built-in one of its name.
//
// The error joins one line per wrong file ("FILE:LINE: what is wrong"); those
// files are left out and the Recognisers are usable all the same, so that a
// slip in one file blinds nobody to the other systems.
func Load(builtin fs.FS, user ...string) (*Recognisers, error) {
	l := loader{byName: map[string]*recogniser{}}
	if builtin != nil {
		l.tree(builtin, ".", "")
	}
	for _, path := range user {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			l.fail(fmt.Errorf("read recognisers: %w", err))
		case info.IsDir():
			l.tree(os.DirFS(path), ".", path)
		default:
			l.file(os.DirFS(filepath.Dir(path)), filepath.Base(path), path)
		}
	}
	return l.finish(), errors.Join(l.errs...)
}

type loader struct {
	byName map[string]*recogniser
	origin map[string]string
	errs   []error
}

func (l *loader) fail(err error) { l.errs = append(l.errs, err) }

func (l *loader) tree(fsys fs.FS, root, shown string) {
	l.origin = nil // names may repeat between trees, not within one
	err := fs.WalkDir(fsys, root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			l.fail(fmt.Errorf("read recognisers: %w", err))
			return nil
		}
		if !d.IsDir() && strings.HasSuffix(path, ".toml") {
			l.file(fsys, path, filepath.Join(shown, path))
		}
		return nil
	})
	if err != nil {
		l.fail(fmt.Errorf("read recognisers: %w", err))
	}
	l.origin = nil
}

// file reads one data file; shown is its name in messages.
func (l *loader) file(fsys fs.FS, path, shown string) {
	data, err := readBounded(fsys, path)
	if err != nil {
		l.fail(fmt.Errorf("read recogniser %s: %w", shown, err))
		return
	}
	var d definition
	dec := toml.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		l.fail(located(shown, err))
		return
	}
	rec, err := compile(d)
	if err != nil {
		var c *complaint
		line := 1
		if errors.As(err, &c) {
			line = lineOf(data, c.key)
		}
		l.fail(fmt.Errorf("%s:%d: %w", shown, line, err))
		return
	}
	if other, twice := l.origin[rec.Name]; twice {
		l.fail(fmt.Errorf("%s:%d: recogniser %q is in %s already", shown, lineOf(data, "name"), rec.Name, other))
		return
	}
	if l.origin == nil {
		l.origin = map[string]string{}
	}
	l.origin[rec.Name] = shown
	l.byName[rec.Name] = rec
}

func readBounded(fsys fs.FS, path string) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("larger than %d bytes", maxFile)
	}
	return data, nil
}

// located says in which line TOML went wrong.
func located(shown string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		var all []error
		for _, e := range strict.Errors {
			row, _ := e.Position()
			all = append(all, fmt.Errorf("%s:%d: unknown key %q", shown, row, strings.Join(e.Key(), ".")))
		}
		return errors.Join(all...)
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		row, _ := decode.Position()
		return fmt.Errorf("%s:%d: %w", shown, row, err)
	}
	return fmt.Errorf("%s: %w", shown, err)
}

// lineOf finds the line that sets key, counted from 1; 1 if there is none.
func lineOf(data []byte, key string) int {
	n := 0
	for l := range bytes.Lines(data) {
		n++
		l = bytes.TrimLeft(l, " \t[\"'")
		rest, found := bytes.CutPrefix(l, []byte(key))
		rest = bytes.TrimLeft(rest, " \t\"'")
		if found && len(rest) > 0 && (rest[0] == '=' || rest[0] == ']' || rest[0] == '.') {
			return n
		}
	}
	return 1
}

// finish puts the recognisers in order, by their number and then their name.
func (l *loader) finish() *Recognisers {
	r := &Recognisers{}
	for _, rec := range l.byName {
		if !rec.Fallback {
			r.ordered = append(r.ordered, rec)
			continue
		}
		if r.fallback == nil || rec.Name < r.fallback.Name {
			r.fallback = rec
		}
	}
	slices.SortFunc(r.ordered, func(a, b *recogniser) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name))
	})
	return r
}
