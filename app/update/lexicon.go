package update

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"turnaround/assets"
)

// Lexicon holds the words that the checks look for in one language.
type Lexicon struct {
	Language   string   `toml:"language"`
	Impact     []string `toml:"impact"`
	Scope      []string `toml:"scope"`
	Ourselves  []string `toml:"ourselves"`
	Workaround []string `toml:"workaround"`
	Apology    []string `toml:"apology"`
	Ownership  []string `toml:"ownership"`
	Safety     []string `toml:"safety"`
	Afterwards []string `toml:"afterwards"`
	LinkOnly   []string `toml:"linkonly"`
	Stock      []string `toml:"stock"`
	Everybody  []string `toml:"everybody"`
	Few        []string `toml:"few"`
	Whole      []string `toml:"whole"`   // shares that are all
	Doubles    []string `toml:"doubles"` // words that may stand twice
	// Aware are openings that lead to what customers notice.
	Aware []string `toml:"aware"`
	// Harmless are phrases that hold a word of another list and mean no harm.
	Harmless []string `toml:"harmless"`
	// Behind are words that put what follows them to blame.
	Behind []string `toml:"behind"`

	Filler    map[string]string `toml:"filler"`
	Jargon    map[string]string `toml:"jargon"`
	Promise   map[string]string `toml:"promise"`
	Cause     map[string]string `toml:"cause"`
	Blame     map[string]string `toml:"blame"`
	Supplier  map[string]string `toml:"supplier"`
	Evasive   map[string]string `toml:"evasive"`
	Rote      map[string]string `toml:"rote"`
	Ambiguous map[string]string `toml:"ambiguous"`
	Total     map[string]string `toml:"total"`
	Humour    map[string]string `toml:"humour"`
	// Stages are phrases that claim a phase, which is their value.
	Stages map[string]string `toml:"stages"`
}

// ReadLexicon reads a word list; an unknown key is an error that names it.
func ReadLexicon(fsys fs.FS, path string) (Lexicon, error) {
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		return Lexicon{}, fmt.Errorf("read the words of updates: %w", err)
	}
	var l Lexicon
	if err := toml.NewDecoder(strings.NewReader(string(raw))).DisallowUnknownFields().Decode(&l); err != nil {
		return Lexicon{}, fmt.Errorf("read the words of updates in %s: %w", path, err)
	}
	return l, nil
}

var lexicons = sync.OnceValues(func() (map[string]Lexicon, error) {
	all := map[string]Lexicon{}
	for _, language := range Languages {
		l, err := ReadLexicon(assets.Updates, "updates/words-"+language+".toml")
		if err != nil {
			return nil, err
		}
		all[language] = l
	}
	return all, nil
})

// Languages are those with words and templates of their own.
var Languages = []string{"en", "de"}

// lexicon gives the words of a language, English where there are none.
func lexicon(language string) (Lexicon, error) {
	all, err := lexicons()
	if err != nil {
		return Lexicon{}, err
	}
	return all[spoken(language)], nil
}

// lower makes a text comparable without moving a byte: what changes its length
// in lower case stays as it is.
func lower(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for at, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError && !strings.HasPrefix(text[at:], "\uFFFD") {
			b.WriteByte(text[at]) // a stray byte stays one byte
			continue
		}
		if l := unicode.ToLower(r); utf8.RuneLen(l) == size {
			r = l
		}
		b.WriteRune(r)
	}
	return b.String()
}
