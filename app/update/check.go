package update

import (
	"cmp"
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
	sentences []sentence
	found     []Finding
}

// Check reads a draft as a critical reader would and gives what to mend,
// blocks first, then in the order of the text. It fails only where the built-in
// words cannot be read.
func Check(d Draft) ([]Finding, error) {
	words, err := lexicon(d.Language)
	if err != nil {
		return nil, err
	}
	if !utf8.ValidString(d.Text) {
		d.Text = strings.ToValidUTF8(d.Text, "\uFFFD")
	}
	if len(d.Text) > 4*Longest {
		d.Text = strings.ToValidUTF8(d.Text[:4*Longest], "")
	}
	c := &checker{Draft: d, words: words, lower: lower(d.Text), sentences: sentences(d.Text)}
	c.leaked()
	c.unfinished()
	if strings.TrimSpace(d.Text) != "" {
		c.promised()
		c.content()
		c.wording()
		c.fit()
	}
	slices.SortStableFunc(c.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	})
	return c.found, nil
}

func rank(l Level) int { return slices.Index([]Level{Block, Advice, Hint}, l) }

// Blocks tells whether anything keeps the text from being published.
func Blocks(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Level == Block })
}

func (c *checker) add(f Finding) { c.found = append(c.found, f) }

// whole adds a finding about the text as such.
func (c *checker) whole(id string, l Level, message, suggestion string) {
	c.add(Finding{ID: id, Level: l, Message: message, Suggestion: suggestion})
}

// listed adds a finding for each phrase of a list, with the list's suggestion.
func (c *checker) listed(id string, l Level, list map[string]string, message string) int {
	hits := find(c.lower, keysOf(list))
	for _, h := range hits {
		c.add(Finding{ID: id, Level: l, From: h.from, To: h.to, Message: message, Suggestion: list[h.phrase],
			Data: map[string]string{"What": c.Text[h.from:h.to]}})
	}
	return len(hits)
}

func keysOf(list map[string]string) []string {
	keys := make([]string, 0, len(list))
	for k := range list {
		keys = append(keys, k)
	}
	return keys
}

// is tells whether the draft is in one of the phases.
func (c *checker) is(phases ...incident.Phase) bool { return slices.Contains(phases, c.Phase) }

// first is the first sentence in lower case.
func (c *checker) first() string {
	if len(c.sentences) == 0 {
		return ""
	}
	s := c.sentences[0]
	return c.lower[s.from:s.to]
}
