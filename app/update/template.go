package update

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

// What a file of a template may be.
const (
	templateBytes = 64 << 10
	templateFiles = 200
	fence         = "+++"
)

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
			wrong = []error{TemplateError{File: file, Text: fmt.Sprintf("id %q is that of %s too", t.ID, from[t.ID]), Do: "give it another"}}
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

// TemplateError says what is wrong with a file, where, and what to do.
type TemplateError struct {
	File string
	Line int // 0: the whole
	Text string
	Do   string
}

func (e TemplateError) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s, line %d", e.File, e.Line)
	}
	said := fmt.Sprintf("template %s: %s", place, e.Text)
	if e.Do != "" {
		said += "; " + e.Do
	}
	return said
}

func readTemplate(folder fs.FS, file string) (Template, []error) {
	wrong := func(line int, said, do string) []error { return []error{TemplateError{file, line, said, do}} }
	info, err := fs.Stat(folder, file)
	if err != nil {
		return Template{}, []error{fmt.Errorf("read the template: %w", err)}
	}
	if info.Size() > templateBytes {
		return Template{}, wrong(0, fmt.Sprintf("it has %d bytes", info.Size()), fmt.Sprintf("at most %d are read", templateBytes))
	}
	raw, err := fs.ReadFile(folder, file)
	if err != nil {
		return Template{}, []error{fmt.Errorf("read the template: %w", err)}
	}
	whole := strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	head, body, ok := strings.Cut(strings.TrimPrefix(whole, fence+"\n"), "\n"+fence+"\n")
	if !ok || !strings.HasPrefix(whole, fence+"\n") {
		return Template{}, wrong(1, "it does not begin with settings between two lines of "+fence, "see docs/updates.md")
	}
	t := Template{Body: strings.TrimSpace(body)}
	dec := toml.NewDecoder(strings.NewReader(head)).DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return t, decodeErrors(file, err)
	}
	return t, t.check(file, whole)
}

// keysOfTemplate are the settings there are, to find the nearest.
var keysOfTemplate = strings.Fields("id title when phases audience longest subject chat field name guidance required")

func decodeErrors(file string, err error) []error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		var all []error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			key := e.Key()
			name := key[len(key)-1]
			all = append(all, TemplateError{file, line + 1, fmt.Sprintf("unknown key %q", name), didYouMean(name, keysOfTemplate)})
		}
		return all
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, _ := bad.Position()
		return []error{TemplateError{file, line + 1, strings.TrimPrefix(bad.Error(), "toml: "), ""}}
	}
	return []error{fmt.Errorf("template %s: %w", file, err)}
}

func didYouMean(name string, words []string) string {
	if w := text.Nearest(name, words); w != "" {
		return fmt.Sprintf("did you mean %q?", w)
	}
	return "known are " + strings.Join(words, ", ")
}

var (
	gap       = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
	plainID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)
	plainName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
)

// check finds what is missing or does not fit.
func (t Template) check(file, whole string) []error {
	var all []error
	wrong := func(at, said, do string) {
		line := 0
		if i := strings.Index(whole, at); at != "" && i >= 0 {
			line = 1 + strings.Count(whole[:i], "\n")
		}
		all = append(all, TemplateError{file, line, said, do})
	}
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
			wrong(string(p), fmt.Sprintf("unknown phase %q", text.Line(string(p), 40)), didYouMean(string(p), spellings(phases)))
		}
	}
	if !slices.Contains(audiences, t.Audience) {
		wrong("audience", fmt.Sprintf("unknown audience %q", text.Line(string(t.Audience), 40)), didYouMean(string(t.Audience), spellings(audiences)))
	}
	if t.Longest < 1 || t.Longest > 5000 {
		wrong("longest", fmt.Sprintf("longest = %d", t.Longest), "give the most words, 1 to 5000")
	}
	if t.Body == "" {
		wrong("", "there is no text below the settings", "write it, with {{fields}} where answers go")
	}
	return append(all, t.checkFields(file, whole)...)
}

func spellings[S ~string](words []S) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}

// checkFields: every gap is asked for, and nothing is asked for in vain.
func (t Template) checkFields(file, whole string) []error {
	var all []error
	line := func(at string) int { return 1 + strings.Count(whole[:max(0, strings.Index(whole, at))], "\n") }
	asked := map[string]bool{}
	for _, f := range t.Fields {
		at := line(fmt.Sprintf("%q", f.Name))
		switch {
		case !plainName.MatchString(f.Name):
			all = append(all, TemplateError{file, at, fmt.Sprintf("field name %q", text.Line(f.Name, 40)), "small letters, digits and _"})
		case asked[f.Name]:
			all = append(all, TemplateError{file, at, fmt.Sprintf("field %q is there twice", f.Name), "take one out"})
		case strings.TrimSpace(f.Guidance) == "":
			all = append(all, TemplateError{file, at, fmt.Sprintf("field %q has no guidance", f.Name), "say what to write there"})
		}
		asked[f.Name] = true
	}
	used := map[string]bool{}
	names := slices.Sorted(maps.Keys(asked))
	for _, m := range gap.FindAllStringSubmatch(t.Body+"\n"+t.Subject+"\n"+t.Chat, -1) {
		if name := m[1]; !asked[name] && !used[name] {
			all = append(all, TemplateError{file, line(m[0]), fmt.Sprintf("unknown field {{%s}}", text.Line(name, 40)), didYouMean(name, names)})
		}
		used[m[1]] = true
	}
	for _, f := range t.Fields {
		if !used[f.Name] {
			all = append(all, TemplateError{file, line(fmt.Sprintf("%q", f.Name)), fmt.Sprintf("field %q is asked for and never used", f.Name), "use it, or take it out"})
		}
	}
	return all
}
