package update

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
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/assets"
)

// Scheduled is the phase of maintenance that is announced.
const Scheduled incident.Phase = "scheduled"

var (
	phases    = []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved, Scheduled}
	audiences = []Audience{Public, Affected, Developers, Internal}
)

// templateFiles are the most templates of one folder and language.
const templateFiles = 200

// Template is a text with gaps, for one moment of an incident.
type Template struct {
	ID       string           `toml:"id"`
	Title    string           `toml:"title"`
	When     string           `toml:"when"`
	Phases   []incident.Phase `toml:"phases"` // empty: any
	Audience Audience         `toml:"audience"`
	Longest  int              `toml:"longest"` // words
	Subject  string           `toml:"subject"` // of a mail; empty: by the phase
	Chat     string           `toml:"chat"`    // the short form; empty: the usual one
	Fields   []Field          `toml:"field"`
	// Own says where a template comes from that is not built in.
	Own      string `toml:"-"`
	Language string `toml:"-"`
	Body     string `toml:"-"`
}

// Field is one gap of a template.
type Field struct {
	Name     string `toml:"name"`
	Guidance string `toml:"guidance"`
	Required bool   `toml:"required"`
}

// Set is the templates of one language, with what texts are made of in it.
type Set struct {
	Language string
	all      map[string]Template
	phrases  phrases
}

// Get gives a template by its ID.
func (s Set) Get(id string) (Template, bool) {
	t, ok := s.all[id]
	return t, ok
}

// List gives the templates in the order of their IDs.
func (s Set) List() []Template {
	return slices.SortedFunc(maps.Values(s.all), func(a, b Template) int { return cmp.Compare(a.ID, b.ID) })
}

// For gives the templates that fit a phase.
func (s Set) For(phase incident.Phase) []Template {
	return slices.DeleteFunc(s.List(), func(t Template) bool { return len(t.Phases) > 0 && !slices.Contains(t.Phases, phase) })
}

// Templates reads the templates of a language: the built-in ones, then those of
// each folder, which add to them or replace those of the same ID. A folder holds
// LANGUAGE/NAME.md. A wrong file is left out and told.
func Templates(language string, folders ...fs.FS) (Set, []error) {
	language = spoken(language)
	s := Set{Language: language, all: map[string]Template{}}
	var err error
	if s.phrases, err = readPhrases(language); err != nil {
		return s, []error{err}
	}
	built, err := fs.Sub(assets.Updates, "updates/templates")
	if err != nil {
		return s, []error{fmt.Errorf("read the templates: %w", err)}
	}
	problems := s.add(built, "")
	for _, folder := range folders {
		problems = append(problems, s.add(folder, "own")...)
	}
	return s, problems
}

// spoken is the language there are words for, English for all others.
func spoken(language string) string {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	if slices.Contains(Languages, language) {
		return language
	}
	return Languages[0]
}

// CheckTemplates reads the templates of every language and says what is wrong.
func CheckTemplates(folders ...fs.FS) []error {
	var problems []error
	for _, language := range Languages {
		_, wrong := Templates(language, folders...)
		problems = append(problems, wrong...)
	}
	return problems
}

func (s Set) add(folder fs.FS, own string) []error {
	files, err := fs.Glob(folder, s.Language+"/*.md")
	if err != nil {
		return []error{fmt.Errorf("list the templates: %w", err)}
	}
	if len(files) > templateFiles {
		return []error{fmt.Errorf("%d templates in %s; at most %d are read", len(files), s.Language, templateFiles)}
	}
	var problems []error
	from := map[string]string{}
	for _, file := range files {
		t, wrong := readTemplate(folder, file)
		if len(wrong) == 0 && from[t.ID] != "" {
			wrong = []error{frontmatter.Error{Kind: templateKind.Name, File: file, Text: fmt.Sprintf("id %q is that of %s too", t.ID, from[t.ID]), Do: "give it another"}}
		}
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		from[t.ID] = path.Base(file)
		if own != "" {
			t.Own = file
		}
		t.Language = s.Language
		s.all[t.ID] = t
	}
	return problems
}

// templateKind is what files of templates are.
var templateKind = frontmatter.Kind{Name: "template", Doc: "docs/updates.md",
	Keys: strings.Fields("id title when phases audience longest subject chat field name guidance required")}

func readTemplate(folder fs.FS, path string) (Template, []error) {
	var t Template
	file, wrong := frontmatter.Read(folder, path, templateKind, &t)
	if len(wrong) > 0 {
		return t, wrong
	}
	t.Body = file.Body
	return t, t.check(file)
}

var (
	gap       = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
	plainID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)
	plainName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
)

// check finds what is missing or does not fit.
func (t Template) check(file frontmatter.File) []error {
	var all []error
	wrong := func(at, said, do string) { all = append(all, file.Where(at, said, do)) }
	for _, need := range []struct{ key, value, do string }{
		{"id", t.ID, "T01, or a name of your own"}, {"title", t.Title, "a few words"}, {"when", t.When, "say when it fits"},
	} {
		if strings.TrimSpace(need.value) == "" {
			wrong("", fmt.Sprintf("%q is missing", need.key), need.do)
		}
	}
	if t.ID != "" && !plainID.MatchString(t.ID) {
		wrong(t.ID, fmt.Sprintf("id %q", text.Line(t.ID, 40)), "letters, digits, - and _, at most 32")
	}
	for _, p := range t.Phases {
		if !slices.Contains(phases, p) {
			wrong(string(p), fmt.Sprintf("unknown phase %q", text.Line(string(p), 40)), text.DidYouMean(string(p), spellings(phases)))
		}
	}
	if !slices.Contains(audiences, t.Audience) {
		wrong("audience", fmt.Sprintf("unknown audience %q", text.Line(string(t.Audience), 40)), text.DidYouMean(string(t.Audience), spellings(audiences)))
	}
	if t.Longest < 1 || t.Longest > 5000 {
		wrong("longest", fmt.Sprintf("longest = %d", t.Longest), "give the most words, 1 to 5000")
	}
	if t.Body == "" {
		wrong("", "there is no text below the settings", "write it, with {{fields}} where answers go")
	}
	return append(all, t.checkFields(file)...)
}

func spellings[S ~string](words []S) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}

// checkFields: every gap is asked for, and nothing is asked for in vain.
func (t Template) checkFields(file frontmatter.File) []error {
	var all []error
	wrong := func(at, said, do string) { all = append(all, file.Where(at, said, do)) }
	asked := map[string]bool{}
	for _, f := range t.Fields {
		at := fmt.Sprintf("%q", f.Name)
		switch {
		case !plainName.MatchString(f.Name):
			wrong(at, fmt.Sprintf("field name %q", text.Line(f.Name, 40)), "small letters, digits and _")
		case asked[f.Name]:
			wrong(at, fmt.Sprintf("field %q is there twice", f.Name), "take one out")
		case strings.TrimSpace(f.Guidance) == "":
			wrong(at, fmt.Sprintf("field %q has no guidance", f.Name), "say what to write there")
		}
		asked[f.Name] = true
	}
	used := map[string]bool{}
	names := slices.Sorted(maps.Keys(asked))
	for _, m := range gap.FindAllStringSubmatch(t.Body+"\n"+t.Subject+"\n"+t.Chat, -1) {
		if name := m[1]; !asked[name] && !used[name] {
			wrong(m[0], fmt.Sprintf("unknown field {{%s}}", text.Line(name, 40)), text.DidYouMean(name, names))
		}
		used[m[1]] = true
	}
	for _, f := range t.Fields {
		if !used[f.Name] {
			wrong(fmt.Sprintf("%q", f.Name), fmt.Sprintf("field %q is asked for and never used", f.Name), "use it, or take it out")
		}
	}
	return all
}
