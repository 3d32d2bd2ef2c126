package postmortem

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"turnaround/app/update"
)

// instead finds what can stand in the place of a person and a fault, or of
// words that blame: the sentence goes on as it did. It takes in an article
// before them, and what of the following the words say.
func (w words) instead(body string, from, fault, to int) (update.Span, string, bool) {
	rest, best := strings.ToLower(body[fault:]), ""
	for phrase := range w.Instead {
		if strings.HasPrefix(rest, phrase) && len(phrase) >= to-fault && len(phrase) > len(best) && ends(rest[len(phrase):]) {
			best = phrase
		}
	}
	// What stands between a person and the fault would be lost.
	if best == "" || fault > from && strings.ContainsAny(strings.TrimSpace(body[from:fault]), ",(") {
		return update.Span{}, "", false
	}
	if to = fault + len(best); to > len(body) {
		return update.Span{}, "", false // lowering it changed its length
	}
	if fault > from {
		from = articleBefore(body, from)
	}
	said := w.Instead[best]
	if begins(body[:from]) {
		first, size := utf8.DecodeRuneInString(said)
		said = string(unicode.ToUpper(first)) + said[size:]
	}
	return update.Span{From: from, To: to}, said, true
}

// ends tells whether no word goes on here.
func ends(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLetter(r)
}

// articleBefore is where an article right before a place begins, or the place.
func articleBefore(body string, at int) int {
	before := strings.TrimRight(body[:at], " ")
	from := 1 + strings.LastIndexFunc(before, unicode.IsSpace)
	if len(before) < at && slices.Contains(articles, strings.ToLower(before[from:])) {
		return from
	}
	return at
}

// begins tells whether a sentence starts after a text.
func begins(before string) bool {
	before = strings.TrimRight(before, " *_") // bold ends a sentence too
	if before == "" {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	if strings.ContainsRune(".!?:\n", last) {
		return true
	}
	line := strings.TrimSpace(before[1+strings.LastIndexByte(before, '\n'):])
	return strings.Trim(line, "-*+#0123456789.)>") == "" // the mark of a list
}
