package desk

import (
	"strings"
	"unicode/utf8"
)

// contains looks for part in a text, whatever their case. A search asks it a
// hundred thousand times for a keystroke, so it makes no copies of plain text.
func contains(text, part string) bool {
	if part == "" {
		return true
	}
	if !plain(text) || !plain(part) {
		return strings.Contains(strings.ToLower(text), strings.ToLower(part))
	}
	first := lower(part[0])
	for at := 0; at+len(part) <= len(text); at++ {
		if lower(text[at]) == first && strings.EqualFold(text[at:at+len(part)], part) {
			return true
		}
	}
	return false
}

func plain(text string) bool {
	for n := range len(text) {
		if text[n] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// fields splits at spaces, keeping "quoted words" together.
func fields(text string) []string {
	var out []string
	var word strings.Builder
	quoted := false
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			flush()
		default:
			word.WriteRune(r)
		}
	}
	flush()
	return out
}
