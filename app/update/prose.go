package update

import (
	"strings"
	"unicode"
)

// sentence is a stretch of a text with the bytes it takes.
type sentence struct {
	from, to int
	text     string
}

// sentences parts a text at . ! ? and line ends; a dot within a number or an
// abbreviation of one letter ends none.
func sentences(text string) []sentence {
	var all []sentence
	begin := 0
	add := func(end int) {
		part := text[begin:end]
		lead := len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
		if trimmed := strings.TrimSpace(part); trimmed != "" {
			all = append(all, sentence{begin + lead, begin + lead + len(trimmed), trimmed})
		}
		begin = end
	}
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '\n':
			add(at + 1)
		case '!', '?':
			add(at + 1)
		case '.':
			if at+1 == len(text) || isSpace(text[at+1]) && !shortWord(text[begin:at]) {
				add(at + 1)
			}
		}
	}
	add(len(text))
	return all
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// shortWord tells whether a text ends in one letter or "ca", "approx", "bzw":
// the dot behind it ends no sentence.
func shortWord(text string) bool {
	at := strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })
	last := strings.ToLower(text[at+1:])
	switch last {
	case "ca", "approx", "bzw", "etc", "no", "nr", "e.g", "i.e", "z", "b", "d.h", "u.a":
		return true
	}
	return len(last) == 1 && last != "i"
}

// wordsOf are the words of a text, without what is between them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !wordRune(r) && r != '\'' && r != '’' && r != '-' })
}

// grade is the school year a text asks of its reader: Flesch-Kincaid, which was
// made for English (0.39 words per sentence + 11.8 syllables per word - 15.59).
func grade(text string) float64 {
	count, words, syllables := len(sentences(text)), wordsOf(text), 0
	if count == 0 || len(words) == 0 {
		return 0
	}
	for _, w := range words {
		syllables += syllablesOf(w)
	}
	return 0.39*float64(len(words))/float64(count) + 11.8*float64(syllables)/float64(len(words)) - 15.59
}

// syllablesOf counts groups of vowels; a silent e at the end is none.
func syllablesOf(word string) int {
	word = strings.ToLower(word)
	if long := strings.TrimSuffix(word, "e"); len(long) > 2 && !strings.HasSuffix(long, "l") {
		word = long
	}
	count, in := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouyäöü", r)
		if vowel && !in {
			count++
		}
		in = vowel
	}
	return max(count, 1)
}

// similar measures how much two texts share, 0 to 1, by their pairs of
// neighbouring words (Dice's coefficient), times and numbers left out.
func similar(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	shared, total := 0, 0
	for p, n := range x {
		shared += min(n, y[p])
		total += n
	}
	for _, n := range y {
		total += n
	}
	return 2 * float64(shared) / float64(total)
}

func pairs(text string) map[[2]string]int {
	all := map[[2]string]int{}
	last := ""
	for _, w := range wordsOf(strings.ToLower(text)) {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			continue
		}
		all[[2]string{last, w}]++
		last = w
	}
	return all
}
