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
			if at+1 == len(text) || isSpace(text[at+1]) && !shortWord(text[begin:at]) && !ordinal(text[begin:at], text[at+1:]) {
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
	case "ca", "approx", "bzw", "nr", "e.g", "i.e", "d.h", "u.a", "z.b", "vs", "ggf", "inkl", "evtl", "std", "min", "sog", "a.m", "p.m":
		return true
	}
	return len(last) == 1 && last != "i"
}

// ordinal tells the dot of "am 3. März" from the end of a sentence.
func ordinal(before, after string) bool {
	digits := len(before) - len(strings.TrimRightFunc(before, unicode.IsDigit))
	after = strings.ToLower(strings.TrimSpace(after))
	if digits < 1 || digits > 2 {
		return false
	}
	for _, month := range []string{"jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"} {
		if strings.HasPrefix(after, month) {
			return true
		}
	}
	return false
}

// wordsOf are the words of a text, without what is between them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !wordRune(r) && r != '\'' && r != '’' && r != '-' })
}

// gradeIn is the school year a text asks of its reader, by a formula made for
// its language.
func gradeIn(language, text string) float64 {
	count, words := float64(len(sentences(text))), wordsOf(text)
	if count == 0 || len(words) == 0 {
		return 0
	}
	if language == "de" {
		return wiener(count, words)
	}
	syllables := 0
	for _, w := range words {
		syllables += syllablesOf(w, true)
	}
	// Flesch-Kincaid.
	return 0.39*float64(len(words))/count + 11.8*float64(syllables)/float64(len(words)) - 15.59
}

// wiener is the first Vienna formula for German non-fiction (Bamberger, Vanecek).
func wiener(count float64, words []string) float64 {
	var many, long, one float64
	for _, w := range words {
		n := syllablesOf(w, false)
		if n >= 3 {
			many++
		}
		if n == 1 {
			one++
		}
		if len([]rune(w)) > 6 {
			long++
		}
	}
	all := float64(len(words))
	return 0.1935*100*many/all + 0.1672*all/count + 0.1297*100*long/all - 0.0327*100*one/all - 0.875
}

// syllablesOf counts groups of vowels; a silent e at the end, as English has
// it, is none.
func syllablesOf(word string, silent bool) int {
	word = strings.ToLower(word)
	if long := strings.TrimSuffix(word, "e"); silent && len(long) > 2 && !strings.HasSuffix(long, "l") {
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

// similar measures how much two texts share, 0 to 1, by their runs of three
// letters (Dice's coefficient), times and numbers left out.
func similar(a, b string) float64 {
	x, y := trigrams(a), trigrams(b)
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

func trigrams(text string) map[[3]rune]int {
	all := map[[3]rune]int{}
	run := [3]rune{}
	for _, w := range wordsOf(strings.ToLower(text)) {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			continue
		}
		for _, r := range w + " " {
			run = [3]rune{run[1], run[2], r}
			all[run]++
		}
	}
	return all
}

// WithoutSentence gives a text without the first sentence that holds an excerpt.
func WithoutSentence(text, excerpt string) string {
	at := strings.Index(text, excerpt)
	if at < 0 || excerpt == "" {
		return text
	}
	for _, s := range sentences(text) {
		if s.from <= at && at < s.to {
			before, after := strings.TrimRight(text[:s.from], " \t"), strings.TrimLeft(text[max(s.to, at+len(excerpt)):], " \t")
			if before != "" && after != "" && !strings.HasSuffix(before, "\n") && !strings.HasPrefix(after, "\n") {
				before += " "
			}
			return strings.TrimSpace(before + after)
		}
	}
	return text
}
