package postmortem

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/assets"
)

// What a file of a section may be.
const (
	sectionBytes = 64 << 10
	fence        = "+++"
)

// Section is one part of a postmortem: what it asks, when it is complete, and
// what it begins with.
type Section struct {
	ID       string `toml:"id"`
	Title    string `toml:"title"`
	Order    int    `toml:"order"`
	Guidance string `toml:"guidance"`
	// Public is the field of the customers' template that it fills; empty: it
	// stays in the house.
	Public string `toml:"public"`
	// Optional: it may stay empty.
	Optional bool `toml:"optional"`
	Full     Rule `toml:"full"`
	// Own says where a section comes from that is not built in.
	Own  string `toml:"-"`
	Body string `toml:"-"`
}

// Rule says when a section is complete.
type Rule struct {
	Words   int  `toml:"words"`   // at least so many words
	Items   int  `toml:"items"`   // at least so many points of a list
	Cites   int  `toml:"cites"`   // at least so many entries cited
	Number  bool `toml:"number"`  // a number is in it
	Facts   bool `toml:"facts"`   // what was filled in is enough
	Actions int  `toml:"actions"` // at least so many actions, each with type, owner and due
}

// Set is the sections of one language, with the words around them.
type Set struct {
	Language string
	all      map[string]Section
	words    words
}

// Get gives a section by its ID.
func (s Set) Get(id string) (Section, bool) {
	found, ok := s.all[id]
	return found, ok
}

// List gives the sections in their order.
func (s Set) List() []Section {
	return slices.SortedFunc(maps.Values(s.all), func(a, b Section) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
}

func (s Set) unknown(id string) error {
	var names []string
	for _, each := range s.List() {
		names = append(names, each.ID)
	}
	hint := "there are " + strings.Join(names, ", ")
	if near := text.Nearest(id, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return fmt.Errorf("section %q: %w; %s", text.Line(id, 40), ErrNoSection, hint)
}

// Languages are those with sections of their own.
var Languages = update.Languages

// spoken is the language there are sections for, English for all others.
func spoken(language string) string {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	if slices.Contains(Languages, language) {
		return language
	}
	return Languages[0]
}

// Sections reads the sections of a language: the built-in ones, then those of
// each folder, which add to them or replace those of the same ID. A folder
// holds postmortem/LANGUAGE/NAME.md. A wrong file is left out and told.
func Sections(language string, folders ...fs.FS) (Set, []error) {
	s := Set{Language: spoken(language), all: map[string]Section{}}
	var err error
	if s.words, err = readWords(s.Language); err != nil {
		return s, []error{err}
	}
	problems := s.add(assets.Postmortem, false)
	for _, folder := range folders {
		problems = append(problems, s.add(folder, true)...)
	}
	return s, problems
}

// CheckSections reads the sections of every language and says what is wrong.
func CheckSections(folders ...fs.FS) []error {
	var problems []error
	for _, language := range Languages {
		_, wrong := Sections(language, folders...)
		problems = append(problems, wrong...)
	}
	return problems
}

func (s Set) add(folder fs.FS, own bool) []error {
	files, err := fs.Glob(folder, "postmortem/"+s.Language+"/*.md")
	if err != nil {
		return []error{fmt.Errorf("list the sections of a postmortem: %w", err)}
	}
	var problems []error
	from := map[string]string{}
	for _, file := range files {
		section, wrong := readSection(folder, file)
		switch _, replaces := s.all[section.ID]; {
		case len(wrong) > 0:
		case from[section.ID] != "":
			wrong = []error{SectionError{File: file, Text: fmt.Sprintf("id %q is that of %s too", section.ID, from[section.ID]), Do: "give it another"}}
		case !replaces && len(s.all) >= mostSections:
			wrong = []error{SectionError{File: file, Text: fmt.Sprintf("there are %d sections already", mostSections), Do: "take one out"}}
		}
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		from[section.ID] = path.Base(file)
		if own {
			section.Own = file
		}
		s.all[section.ID] = section
	}
	return problems
}

// SectionError says what is wrong with a file, where, and what to do.
type SectionError struct {
	File string
	Line int // 0: the whole
	Text string
	Do   string
}

func (e SectionError) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s, line %d", e.File, e.Line)
	}
	said := fmt.Sprintf("section %s: %s", place, e.Text)
	if e.Do != "" {
		said += "; " + e.Do
	}
	return said
}

func readSection(folder fs.FS, file string) (Section, []error) {
	wrong := func(line int, said, do string) []error { return []error{SectionError{file, line, said, do}} }
	info, err := fs.Stat(folder, file)
	if err != nil {
		return Section{}, []error{fmt.Errorf("read the section: %w", err)}
	}
	if info.Size() > sectionBytes {
		return Section{}, wrong(0, fmt.Sprintf("it has %d bytes", info.Size()), fmt.Sprintf("at most %d are read", sectionBytes))
	}
	raw, err := fs.ReadFile(folder, file)
	if err != nil {
		return Section{}, []error{fmt.Errorf("read the section: %w", err)}
	}
	whole := strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	head, body, ok := strings.Cut(strings.TrimPrefix(whole, fence+"\n"), "\n"+fence+"\n")
	if !ok || !strings.HasPrefix(whole, fence+"\n") {
		return Section{}, wrong(1, "it does not begin with settings between two lines of "+fence, "see docs/postmortem.md")
	}
	s := Section{Body: strings.TrimSpace(body)}
	if err := toml.NewDecoder(strings.NewReader(head)).DisallowUnknownFields().Decode(&s); err != nil {
		return s, decodeErrors(file, err)
	}
	return s, s.check(file, whole)
}

// keysOfSection are the settings there are, to find the nearest.
var keysOfSection = strings.Fields("id title order guidance public optional full words items cites number facts actions")

func decodeErrors(file string, err error) []error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		var all []error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			key := e.Key()
			all = append(all, SectionError{file, line + 1, fmt.Sprintf("unknown key %q", key[len(key)-1]), didYouMean(key[len(key)-1], keysOfSection)})
		}
		return all
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, _ := bad.Position()
		return []error{SectionError{file, line + 1, strings.TrimPrefix(bad.Error(), "toml: "), ""}}
	}
	return []error{fmt.Errorf("section %s: %w", file, err)}
}

func didYouMean(name string, known []string) string {
	if w := text.Nearest(name, known); w != "" {
		return fmt.Sprintf("did you mean %q?", w)
	}
	return "known are " + strings.Join(known, ", ")
}

var (
	gap     = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
	plainID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
)

// check finds what is missing or does not fit.
func (s Section) check(file, whole string) []error {
	var all []error
	wrong := func(at, said, do string) {
		line := 0
		if i := strings.Index(whole, at); at != "" && i >= 0 {
			line = 1 + strings.Count(whole[:i], "\n")
		}
		all = append(all, SectionError{file, line, said, do})
	}
	for _, need := range [][3]string{{"id", s.ID, "a name in small letters"}, {"title", s.Title, "a few words"}, {"guidance", s.Guidance, "say what to write there"}} {
		if strings.TrimSpace(need[1]) == "" {
			wrong("", fmt.Sprintf("%q is missing", need[0]), need[2])
		}
	}
	if s.ID != "" && !plainID.MatchString(s.ID) {
		wrong("id", fmt.Sprintf("id %q", text.Line(s.ID, 40)), "small letters, digits and -, at most 32")
	}
	if s.Public != "" && !slices.Contains(publicFields, s.Public) {
		wrong("public", fmt.Sprintf("unknown public part %q", text.Line(s.Public, 40)), didYouMean(s.Public, publicFields))
	}
	if r := s.Full; r.Words < 0 || r.Items < 0 || r.Cites < 0 || r.Actions < 0 {
		wrong("[full]", "a number below zero", "give 0 or more")
	}
	for _, m := range gap.FindAllStringSubmatch(s.Body, -1) {
		if !slices.Contains(factNames, m[1]) {
			wrong(m[0], fmt.Sprintf("unknown fact {{%s}}", text.Line(m[1], 40)), didYouMean(m[1], factNames))
		}
	}
	return all
}
