package update

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// furthest is how many words may stand between the two parts of a phrase, as
// in "schlagen seit heute früh fehl".
const furthest = 8

// token is one word of a text, in lower case, with the bytes it takes.
type token struct {
	word     string
	from, to int
	// apart tells that a sentence or a part of one ends before it.
	apart bool
}

// tokens parts a text into runs of letters and digits: "can't" and "sign-in"
// are two each, in texts as in phrases, whatever mark is between.
func tokens(lower string) []token {
	var all []token
	begin, apart := -1, false
	for at, r := range lower {
		switch {
		case wordRune(r):
			if begin < 0 {
				begin = at
			}
			continue
		case begin >= 0:
			all = append(all, token{lower[begin:at], begin, at, apart})
			begin, apart = -1, false
		}
		apart = apart || parts(lower, at, r)
	}
	if begin >= 0 {
		all = append(all, token{lower[begin:], begin, len(lower), apart})
	}
	return all
}

// parts tells whether a mark ends a thought; a dot within "example.com" does not.
func parts(text string, at int, r rune) bool {
	if r == '.' {
		next, _ := utf8.DecodeRuneInString(text[at+1:])
		return at+1 == len(text) || unicode.IsSpace(next)
	}
	return strings.ContainsRune("!?;:\n()", r)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// hit is where a phrase stands in a text.
type hit struct {
	from, to int
	phrase   string
}

// find gives where any of the phrases stands, first to last; of two that
// overlap the longer one. In a phrase "verzöger*" is any word that begins so,
// "*ausfall" any that ends so, and a lone * a few words of the same sentence.
func find(words []token, phrases []string) []hit {
	var hits []hit
	for _, phrase := range phrases {
		parts := split(phrase)
		for at := range words {
			if end, ok := match(words[at:], parts, true); ok {
				hits = append(hits, hit{words[at].from, words[at+end-1].to, phrase})
			}
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), cmp.Compare(a.phrase, b.phrase))
	})
	kept := hits[:0]
	end := 0
	for _, h := range hits {
		if h.from >= end {
			kept, end = append(kept, h), h.to
		}
	}
	return kept
}

// split parts a phrase as tokens parts a text, with its stars.
func split(phrase string) []string {
	return strings.FieldsFunc(phrase, func(r rune) bool { return !wordRune(r) && r != '*' })
}

// match gives how many words the parts take at the beginning of words.
func match(words []token, parts []string, first bool) (int, bool) {
	if len(parts) == 0 {
		return 0, !first
	}
	if parts[0] == "*" {
		for skip := 0; skip <= min(furthest, len(words)-1); skip++ {
			if words[skip].apart {
				return 0, false
			}
			if end, ok := match(words[skip:], parts[1:], false); ok {
				return skip + end, true
			}
		}
		return 0, false
	}
	if len(words) == 0 || !first && words[0].apart || !same(words[0].word, parts[0]) {
		return 0, false
	}
	end, ok := match(words[1:], parts[1:], false)
	return end + 1, ok
}

func same(word, part string) bool {
	head, headless := strings.CutPrefix(part, "*")
	tail, endless := strings.CutSuffix(head, "*")
	switch {
	case headless && endless:
		return strings.Contains(word, tail)
	case headless:
		return strings.HasSuffix(word, head)
	case endless:
		return strings.HasPrefix(word, tail)
	}
	return word == part
}

func has(words []token, phrases []string) bool {
	for _, phrase := range phrases {
		parts := split(phrase)
		for at := range words {
			if _, ok := match(words[at:], parts, true); ok {
				return true
			}
		}
	}
	return false
}

// within are the words of a stretch of the text.
func within(words []token, from, to int) []token {
	begin, _ := slices.BinarySearchFunc(words, from, func(t token, at int) int { return cmp.Compare(t.from, at) })
	end, _ := slices.BinarySearchFunc(words, to, func(t token, at int) int { return cmp.Compare(t.from, at) })
	return words[begin:max(begin, end)]
}
