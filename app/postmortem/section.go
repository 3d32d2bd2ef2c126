package postmortem

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"turnaround/app/frontmatter"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/assets"
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
			wrong = []error{frontmatter.Error{Kind: sectionKind.Name, File: file, Text: fmt.Sprintf("id %q is that of %s too", section.ID, from[section.ID]), Do: "give it another"}}
		case !replaces && len(s.all) >= mostSections:
			wrong = []error{frontmatter.Error{Kind: sectionKind.Name, File: file, Text: fmt.Sprintf("there are %d sections already", mostSections), Do: "take one out"}}
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

// sectionKind is what files of sections are.
var sectionKind = frontmatter.Kind{Name: "section", Doc: "docs/postmortem.md",
	Keys: strings.Fields("id title order guidance public optional full words items cites number facts actions")}

func readSection(folder fs.FS, path string) (Section, []error) {
	var s Section
	file, wrong := frontmatter.Read(folder, path, sectionKind, &s)
	if len(wrong) > 0 {
		return s, wrong
	}
	s.Body = file.Body
	return s, s.check(file)
}

var (
	gap     = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
	plainID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
)

// check finds what is missing or does not fit.
func (s Section) check(file frontmatter.File) []error {
	var all []error
	wrong := func(at, said, do string) { all = append(all, file.Where(at, said, do)) }
	for _, need := range [][3]string{{"id", s.ID, "a name in small letters"}, {"title", s.Title, "a few words"}, {"guidance", s.Guidance, "say what to write there"}} {
		if strings.TrimSpace(need[1]) == "" {
			wrong("", fmt.Sprintf("%q is missing", need[0]), need[2])
		}
	}
	if s.ID != "" && !plainID.MatchString(s.ID) {
		wrong("id", fmt.Sprintf("id %q", text.Line(s.ID, 40)), "small letters, digits and -, at most 32")
	}
	if s.Public != "" && !slices.Contains(publicFields, s.Public) {
		wrong("public", fmt.Sprintf("unknown public part %q", text.Line(s.Public, 40)), text.DidYouMean(s.Public, publicFields))
	}
	if r := s.Full; r.Words < 0 || r.Items < 0 || r.Cites < 0 || r.Actions < 0 {
		wrong("[full]", "a number below zero", "give 0 or more")
	}
	for _, m := range gap.FindAllStringSubmatch(s.Body, -1) {
		if !slices.Contains(factNames, m[1]) {
			wrong(m[0], fmt.Sprintf("unknown fact {{%s}}", text.Line(m[1], 40)), text.DidYouMean(m[1], factNames))
		}
	}
	return all
}
