package restsource

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"turnaround/assets"
)

// Parse reads one profile strictly: an unknown key, a wrong type and a text
// that is no path are errors that name the line or the place.
func Parse(name string, data []byte) (Profile, error) {
	p := Profile{Name: name}
	d := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Profile{}, fmt.Errorf("profile %s: %w", name, located(err))
	}
	if problems := Check(p); len(problems) > 0 {
		return Profile{}, fmt.Errorf("profile %s: %w", name, errors.Join(problems...))
	}
	return p, nil
}

// located puts the line before a decoder's words.
func located(err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
		var all []error
		for n := range unknown.Errors {
			e := &unknown.Errors[n]
			line, _ := e.Position()
			all = append(all, fmt.Errorf("line %d: unknown key %q", line, strings.Join(e.Key(), ".")))
		}
		return errors.Join(all...)
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		line, _ := wrong.Position()
		return fmt.Errorf("line %d: %s", line, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return err
}

// Library finds profiles by name: a person's own first, then the built-in ones.
type Library struct {
	own map[string]Profile
}

// Open reads a person's own profiles: TOML files, or folders of them. A
// profile may take the name of a built-in one and then replaces it.
func Open(paths []string) (*Library, error) {
	l := &Library{own: map[string]Profile{}}
	for _, at := range paths {
		files := []string{at}
		if info, err := os.Stat(at); err != nil {
			return nil, fmt.Errorf("open profiles: %w", err)
		} else if info.IsDir() {
			if files, err = filepath.Glob(filepath.Join(at, "*.toml")); err != nil {
				return nil, fmt.Errorf("open profiles in %s: %w", at, err)
			}
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("open profile: %w", err)
			}
			name := strings.TrimSuffix(filepath.Base(file), ".toml")
			p, err := Parse(name, data)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			l.own[name] = p
		}
	}
	return l, nil
}

// Find gives a profile by name.
func (l *Library) Find(name string) (Profile, error) {
	if p, ok := l.own[name]; ok {
		return p, nil
	}
	return Builtin(name)
}

// Names lists every profile there is, sorted.
func (l *Library) Names() []string {
	names := BuiltinNames()
	for name := range l.own {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Builtin gives a built-in profile.
func Builtin(name string) (Profile, error) {
	data, err := assets.Profiles.ReadFile(path.Join("profiles", name+".toml"))
	if errors.Is(err, fs.ErrNotExist) {
		return Profile{}, fmt.Errorf("no profile named %q; there are %s, and those of your own in profiles = [...]",
			name, strings.Join(BuiltinNames(), ", "))
	}
	if err != nil {
		return Profile{}, fmt.Errorf("read profile %s: %w", name, err)
	}
	return Parse(name, data)
}

// BuiltinNames lists the built-in profiles, sorted.
func BuiltinNames() []string {
	files, err := fs.Glob(assets.Profiles, "profiles/*.toml")
	if err != nil {
		return nil
	}
	for n := range files {
		files[n] = strings.TrimSuffix(path.Base(files[n]), ".toml")
	}
	slices.Sort(files)
	return files
}
