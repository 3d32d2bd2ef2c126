// Package frontmatter reads texts that begin with settings, TOML between two
// lines of +++, and says what is wrong with one, where, and what to do.
package frontmatter

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"turnaround/app/text"
)

const fence = "+++"

// Most is how many bytes a file may have.
const Most = 64 << 10

// Kind is what the files of one sort have in common.
type Kind struct {
	Name string   // what messages call one: "template"
	Doc  string   // where they are described
	Keys []string // the settings there are, to find the nearest
}

// File is one file that was read.
type File struct {
	Body  string // what follows the settings
	kind  Kind
	path  string
	whole string
}

// Error is one thing that is wrong with a file.
type Error struct {
	Kind string
	File string
	Line int // 0: the whole
	Text string
	Do   string
}

func (e Error) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s, line %d", e.File, e.Line)
	}
	said := fmt.Sprintf("%s %s: %s", e.Kind, place, e.Text)
	if e.Do != "" {
		said += "; " + e.Do
	}
	return said
}

// Read reads a file and puts its settings into a struct with toml tags. Keys the
// struct does not have are wrong.
func Read(folder fs.FS, path string, kind Kind, settings any) (File, []error) {
	f := File{kind: kind, path: path}
	info, err := fs.Stat(folder, path)
	if err != nil {
		return f, []error{fmt.Errorf("read the %s: %w", kind.Name, err)}
	}
	if info.Size() > Most {
		return f, []error{f.At(0, fmt.Sprintf("it has %d bytes", info.Size()), fmt.Sprintf("at most %d are read", Most))}
	}
	raw, err := fs.ReadFile(folder, path)
	if err != nil {
		return f, []error{fmt.Errorf("read the %s: %w", kind.Name, err)}
	}
	f.whole = strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	head, body, ok := strings.Cut(strings.TrimPrefix(f.whole, fence+"\n"), "\n"+fence+"\n")
	if !ok || !strings.HasPrefix(f.whole, fence+"\n") {
		return f, []error{f.At(1, "it does not begin with settings between two lines of "+fence, "see "+kind.Doc)}
	}
	f.Body = strings.TrimSpace(body)
	if err := toml.NewDecoder(strings.NewReader(head)).DisallowUnknownFields().Decode(settings); err != nil {
		return f, f.undecoded(err)
	}
	return f, nil
}

// undecoded says what the decoder found.
func (f File) undecoded(err error) []error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		var all []error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			key := e.Key()
			name := key[len(key)-1]
			all = append(all, f.At(line+1, fmt.Sprintf("unknown key %q", text.Line(name, 40)), text.DidYouMean(name, f.kind.Keys)))
		}
		return all
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, _ := bad.Position()
		return []error{f.At(line+1, strings.TrimPrefix(bad.Error(), "toml: "), "")}
	}
	return []error{fmt.Errorf("%s %s: %w", f.kind.Name, f.path, err)}
}

// At is something wrong in a line; 0: the whole.
func (f File) At(line int, said, do string) error {
	return Error{f.kind.Name, f.path, line, said, do}
}

// Where is something wrong in the line where words first stand.
func (f File) Where(words, said, do string) error {
	line := 0
	if i := strings.Index(f.whole, words); words != "" && i >= 0 {
		line = 1 + strings.Count(f.whole[:i], "\n")
	}
	return f.At(line, said, do)
}
