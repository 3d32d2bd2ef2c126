package update

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"turnaround/app/incident"
)

// Longest is how long a text may be; a status page takes less.
const Longest = 25_000

// checker is one run over one draft.
type checker struct {
	Draft
	words     Lexicon
	lower     string // the text in lower case, byte for byte
	tokens    []token
	harmless  []hit
	sentences []sentence
	found     []Finding
	count     map[string]int // findings by rule
}

// Check reads a draft as a critical reader would and gives what to mend,
// blocks first, then in the order of the text. It fails only where the built-in
// words cannot be read.
func Check(d Draft) ([]Finding, error) {
	words, err := lexicon(d.Language)
	if err != nil {
		return nil, err
	}
	d.Text = readable(d.Text)
	c := &checker{Draft: d, words: words, lower: lower(d.Text), sentences: sentences(d.Text)}
	c.tokens = tokens(c.lower)
	c.harmless = find(c.tokens, words.Harmless)
	if err := c.leaked(); err != nil {
		return nil, err
	}
	c.unfinished()
	if err := c.headed(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Text) != "" {
		c.promised()
		c.content()
		c.wording()
		c.fit()
		c.twice()
		c.translated()
	}
	slices.SortStableFunc(c.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	})
	return c.found, nil
}

// readable is the part of a text that is looked at, with a question mark for
// each byte that is no text: where things stand does not change.
func readable(text string) string {
	if len(text) > 4*Longest {
		end := 4 * Longest
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	if utf8.ValidString(text) {
		return text
	}
	bytes := []byte(text)
	for at := 0; at < len(bytes); {
		r, size := utf8.DecodeRune(bytes[at:])
		if r == utf8.RuneError && size == 1 {
			bytes[at] = '?'
		}
		at += size
	}
	return string(bytes)
}

// Apply gives a text with a finding's fix put in; it stays as it is where the
// finding has none or was made of another text.
func (f Finding) Apply(text string) string {
	if !f.Fix || f.From < 0 || f.To < f.From || f.To > len(text) {
		return text
	}
	return text[:f.From] + f.Replace + text[f.To:]
}

func rank(l Level) int { return slices.Index([]Level{Block, Advice, Hint}, l) }

// Blocks tells whether anything keeps the text from being published.
func Blocks(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Level == Block })
}

// most is how often one rule speaks up: more nobody reads.
const most = 20

func (c *checker) add(f Finding) {
	if c.count == nil {
		c.count = map[string]int{}
	}
	if c.count[f.ID]++; c.count[f.ID] <= most {
		c.found = append(c.found, f)
	}
}

// whole adds a finding about the text as such.
func (c *checker) whole(id string, l Level, message, suggestion string) {
	c.add(Finding{ID: id, Level: l, Message: message, Suggestion: suggestion})
}

// listed adds a finding for each phrase of a list, with the list's suggestion.
func (c *checker) listed(id string, l Level, list map[string]string, message string) int {
	hits := c.find(keysOf(list))
	for _, h := range hits {
		c.at(h, Finding{ID: id, Level: l, Message: message, Suggestion: list[h.phrase]})
	}
	return len(hits)
}

// at adds a finding about a stretch of the text.
func (c *checker) at(h hit, f Finding) {
	f.From, f.To = h.from, h.to
	f.Data = map[string]string{"What": c.Text[h.from:h.to]}
	c.add(f)
}

// find gives where phrases stand, those left out that mean no harm there.
func (c *checker) find(phrases []string) []hit {
	return slices.DeleteFunc(find(c.tokens, phrases), func(h hit) bool {
		return slices.ContainsFunc(c.harmless, func(g hit) bool { return g.from <= h.from && h.to <= g.to })
	})
}

func (c *checker) has(phrases []string) bool { return len(c.find(phrases)) > 0 }

// sentence is the one a byte stands in.
func (c *checker) sentence(at int) sentence {
	for _, s := range c.sentences {
		if s.from <= at && at < s.to {
			return s
		}
	}
	return sentence{}
}

func keysOf(list map[string]string) []string {
	keys := make([]string, 0, len(list))
	for k := range list {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// is tells whether the draft is in one of the phases.
func (c *checker) is(phases ...incident.Phase) bool { return slices.Contains(phases, c.Phase) }

// IDs are the rules that there are.
func IDs() []string {
	all := make([]string, 0, 32)
	for n := 1; n <= 32; n++ {
		all = append(all, fmt.Sprintf("CU%02d", n))
	}
	return all
}
