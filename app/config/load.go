package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Bounds of what is read.
const (
	MaxFile    = 1 << 20 // bytes of one file
	maxInclude = 20      // team files
)

// ErrMissing means that there is no configuration file yet.
var ErrMissing = errors.New("no configuration file")

// Load reads the personal file and the team files it includes, checks them and
// fills in the defaults. The error is Problems when the files are there but
// wrong, and wraps ErrMissing when the personal file is not there.
//
// Settings of the personal file win over the team files', those of a later
// team file over those of an earlier one. Sources, rules, profiles and
// recognisers are joined, the personal ones first.
func Load(path string) (Config, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, fmt.Errorf("%w at %s: make one with \"turnaround config init\"", ErrMissing, path)
	}
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	return assemble(path, data)
}

// read takes a regular file of bounded size.
func read(path string) ([]byte, error) {
	// Looked at before it is opened: a pipe would block.
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%s is larger than 1 MB", path)
	}
	return data, nil
}

// file is one parsed configuration file.
type file struct {
	*report
	data []byte
	tree map[string]any
	set  Config
	team bool
}

// assemble joins a personal file with its team files.
func assemble(path string, data []byte) (Config, error) {
	personal := parse(path, data, false)
	files := append([]*file{personal}, personal.includes()...)
	var problems Problems
	for _, f := range files {
		problems = append(problems, f.problems...)
	}
	if len(problems) > 0 {
		return Config{}, problems.err()
	}
	cfg := merge(files)
	cfg.Path = path
	for _, f := range files {
		cfg.Files = append(cfg.Files, f.file)
	}
	cfg.Sum = sum(files)
	if problems = checkTogether(cfg, files); len(problems) > 0 {
		return Config{}, problems.err()
	}
	return cfg, nil
}

// parse reads one file; what is wrong with it is in its report.
func parse(path string, data []byte, team bool) *file {
	f := &file{report: &report{file: path, at: places{}}, data: data, team: team}
	// Notepad marks UTF-8 with bytes TOML does not allow.
	data = bytes.TrimPrefix(data, bom)
	if err := toml.Unmarshal(data, &f.tree); err != nil {
		f.broken(err)
		return f
	}
	at, err := survey(data)
	if err != nil {
		f.broken(err)
		return f
	}
	f.at = at
	shape{f.report}.check("", f.tree, reflect.TypeFor[Config]())
	if len(f.problems) > 0 {
		return f
	}
	err = toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().EnableUnmarshalerInterface().Decode(&f.set)
	if err != nil {
		f.broken(err)
		return f
	}
	f.resolve()
	f.check()
	return f
}

func (f *file) broken(err error) {
	p := Problem{File: f.file, What: strings.TrimPrefix(err.Error(), "toml: ")}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		p.Line, _ = decode.Position()
		p.Do = "the file is TOML: text stands in quotes, a table in [brackets]"
	}
	f.problems = append(f.problems, p)
}

// includes parses the team files, so that their problems are told together
// with the personal file's.
func (f *file) includes() []*file {
	if len(f.set.Include) > maxInclude {
		f.add("include", "join some of them", "more than %d included files", maxInclude)
		return nil
	}
	seen := []string{f.file}
	var teams []*file
	for i, path := range f.set.Include {
		at := joinIndex("include", i)
		switch {
		case slices.ContainsFunc(seen, func(s string) bool { return sameFile(s, path) }):
			f.add(at, "name each team file once, and never the file itself", "%q is included already", clip(path))
			continue
		case path == "":
			f.add(at, "name a file", "an included file has no name")
			continue
		}
		seen = append(seen, path)
		data, err := read(path)
		if err != nil {
			f.add(at, "mend the path, or take the file out of include", "cannot read the team file: %s", err)
			continue
		}
		teams = append(teams, parse(path, data, true))
	}
	return teams
}

func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// resolve makes the paths of a file absolute: relative ones start at the
// file's folder, ~ is the home folder.
func (f *file) resolve() {
	dir := filepath.Dir(f.file)
	for _, list := range [][]string{f.set.Include, f.set.Profiles, f.set.Mails} {
		for i := range list {
			list[i] = absolute(dir, list[i])
		}
	}
	if d := &f.set.Duty; !strings.Contains(d.Calendar, "://") {
		d.Calendar = absolute(dir, d.Calendar)
	}
	for i := range f.set.Sources {
		tls := &f.set.Sources[i].TLS
		tls.CA, tls.Cert, tls.Key = absolute(dir, tls.CA), absolute(dir, tls.Cert), absolute(dir, tls.Key)
	}
	for i := range f.set.Channels {
		c := &f.set.Channels[i]
		c.List, c.TLS.CA = absolute(dir, c.List), absolute(dir, c.TLS.CA)
		c.TLS.Cert, c.TLS.Key = absolute(dir, c.TLS.Cert), absolute(dir, c.TLS.Key)
		if slices.Contains(pathKinds, c.Kind) {
			c.URL = absolute(dir, c.URL)
		}
	}
	for i := range f.set.Page.Rules {
		r := &f.set.Page.Rules[i]
		if !slices.Contains(knownSounds, r.Sound) {
			r.Sound = absolute(dir, r.Sound)
		}
	}
	for _, s := range f.set.secrets() {
		if path, ok := strings.CutPrefix(*s.ref, "file:"); ok && path != "" {
			*s.ref = "file:" + absolute(dir, path)
		}
	}
}

func absolute(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return filepath.Join(dir, path)
}
