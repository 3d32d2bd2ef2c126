package update

import (
	"fmt"
	"slices"
	"strings"
)

// fit: whether it fits where it goes (CU13).
func (c *checker) fit() {
	count, runes := len(wordsOf(c.Text)), len([]rune(c.Text))
	switch {
	case c.Runes > 0 && runes > c.Runes:
		c.add(Finding{ID: "CU13", Level: Advice, Message: "{{.Count}} characters; this channel takes {{.Most}}", Suggestion: "Say the main thing and where to read more",
			Data: map[string]string{"Count": fmt.Sprint(runes), "Most": fmt.Sprint(c.Runes)}})
	case c.Words > 0 && count > c.Words:
		c.add(Finding{ID: "CU13", Level: Advice, Message: "{{.Count}} words; {{.Most}} are enough here", Suggestion: "Leave out what customers cannot use",
			Data: map[string]string{"Count": fmt.Sprint(count), "Most": fmt.Sprint(c.Words)}})
	}
}

// twice: no word stands twice, and there is one at all (CU28).
func (c *checker) twice() {
	if len(c.tokens) == 0 {
		c.whole("CU28", Hint, "There are no words in this", "Say what happened")
		return
	}
	for i, second := range c.tokens[1:] {
		first := c.tokens[i]
		between := c.Text[first.to:second.from]
		if first.word != second.word || second.to-second.from < 2 || strings.TrimSpace(between) != "" || counts(first.word) || slices.Contains(c.words.Doubles, first.word) {
			continue
		}
		c.at(hit{from: first.from, to: second.to}, Finding{ID: "CU28", Level: Hint, Message: "A word stands twice: {{.What}}", Suggestion: "Take one out",
			Fix: true, Replace: c.Text[first.from:first.to]})
	}
}

// translated: a translation that says what the original no longer does (CU30).
func (c *checker) translated() {
	if !c.Original.IsZero() && c.Written.Before(c.Original) {
		c.whole("CU30", Advice, "This translation is older than the text it translates", "Read both again")
	}
}
