package update

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"turnaround/app/incident"
	"turnaround/app/journey"
)

// Reading grades above which a text asks much; short texts make the formulas
// jump, so they read longer ones only.
const (
	gradeHint   = 10
	gradeAdvice = 14
	gradeWords  = 30
	longWords   = 25 // in one sentence
)

// known are abbreviations everybody reads.
var known = strings.Fields("OK EU UK US USA DE CH AT AM PM ID URL PDF FAQ SMS PIN TV VAT IT AND NOT ASAP TBD TODO XXX FIXME API " +
	"EUR USD CHF GBP KB MB GB TB IBAN SEPA BIC QR ZIP GET POST PUT AG KG II III IV")

var (
	slashDate = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/\d{2,4}\b|\b(\d{2})/(\d{2})\b`)
	exclaimed = regexp.MustCompile(`!{2,}`)
	pictured  = regexp.MustCompile(`[\x{1F300}-\x{1FAFF}]`)
)

// wording checks how it is said (CU09 to CU12, CU17 to CU19, CU22, CU24, CU26,
// CU28, CU29).
func (c *checker) wording() {
	c.jargon()
	c.acronyms()
	c.reading()
	c.listed("CU17", Advice, c.words.Blame, "This blames somebody: {{.What}}")
	c.supplier()
	if !c.has(c.words.Ownership) {
		c.listed("CU19", Hint, c.words.Evasive, "Nobody does anything here: {{.What}}")
	}
	c.listed("CU22", Hint, c.words.Rote, "This apology costs nothing: {{.What}}")
	if !c.Down {
		c.listed("CU24", Hint, c.words.Total, "Is nothing working at all? {{.What}}")
	}
	c.listed("CU26", Hint, c.words.Ambiguous, "This means another time elsewhere: {{.What}}")
	for _, span := range slashDate.FindAllStringSubmatchIndex(c.Text, 4) {
		if twoWays(c.Text, span) {
			c.at(hit{from: span[0], to: span[1]}, Finding{ID: "CU26", Level: Hint, Message: "This date reads two ways: {{.What}}", Suggestion: "Write the month's name"})
		}
	}
	for _, h := range c.shouts() {
		if c.covered(h.from, h.to) {
			continue // a key in small letters is one still
		}
		c.at(h, Finding{ID: "CU28", Level: Hint, Message: "This shouts: {{.What}}", Suggestion: "Say it calmly", Fix: true, Replace: calm(c.Text[h.from:h.to], c.sentence(h.from).from == h.from)})
	}
	if c.severe() {
		const message = "Too light for how bad this is: {{.What}}"
		c.listed("CU29", Hint, c.words.Humour, message)
		for _, span := range pictured.FindAllStringIndex(c.Text, 4) {
			c.at(hit{from: span[0], to: span[1]}, Finding{ID: "CU29", Level: Hint, Message: message, Suggestion: "Say it in words"})
		}
	}
}

// twoWays tells a date whose day could be its month.
func twoWays(text string, span []int) bool {
	for _, pair := range [][]int{span[2:6], span[6:10]} {
		if pair[0] >= 0 {
			return atoi(text[pair[0]:pair[1]]) <= 12 && atoi(text[pair[2]:pair[3]]) <= 12
		}
	}
	return false
}

func atoi(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// jargon: one click puts the plain word in (CU09).
func (c *checker) jargon() {
	if c.Audience == Internal {
		return
	}
	level := Advice
	if c.Audience == Developers {
		level = Hint
	}
	for _, h := range c.find(keysOf(c.words.Jargon)) {
		plain := c.words.Jargon[h.phrase]
		f := Finding{ID: "CU09", Level: level, Message: "Customers may not know this word: {{.What}}", Suggestion: plain, Fix: true, Replace: plain}
		what := c.Text[h.from:h.to]
		if article := c.article(h.from); article.to > 0 {
			h.from, f.Replace = article.from, withArticle(article.word, plain)
		}
		if first := []rune(c.Text[h.from:h.to])[0]; unicode.IsUpper(first) && c.sentence(h.from).from == h.from {
			f.Replace = upperFirst(f.Replace)
		}
		f.From, f.To, f.Data = h.from, h.to, map[string]string{"What": what}
		c.add(f)
	}
}

// article is the English word before a byte that may not fit what is put there.
func (c *checker) article(at int) token {
	i := slices.IndexFunc(c.tokens, func(t token) bool { return t.from == at })
	if c.words.Language != "en" || i < 1 || strings.TrimSpace(c.lower[c.tokens[i-1].to:at]) != "" {
		return token{}
	}
	if t := c.tokens[i-1]; slices.Contains([]string{"a", "an", "the", "our"}, t.word) {
		return t
	}
	return token{}
}

// withArticle puts an article before a plain word, unless that has its own.
func withArticle(article, plain string) string {
	switch first, _, _ := strings.Cut(plain, " "); {
	case slices.Contains([]string{"a", "an", "the", "our", "what", "going"}, first):
		return plain
	case article == "a" || article == "an":
		if strings.ContainsRune("aeiou", rune(plain[0])) {
			return "an " + plain
		}
		return "a " + plain
	}
	return article + " " + plain
}

func upperFirst(text string) string {
	for _, r := range text {
		return string(unicode.ToUpper(r)) + text[len(string(r)):]
	}
	return text
}

// capitals tells whether a word is written in them.
func (c *checker) capitals(t token) bool {
	word := strings.TrimSuffix(c.Text[t.from:t.to], "s")
	return len([]rune(word)) > 1 && word == strings.ToUpper(word) && word != strings.ToLower(word) && !strings.ContainsFunc(word, unicode.IsDigit)
}

// acronyms that are not spelt out (CU10).
func (c *checker) acronyms() {
	if c.Audience == Developers || c.Audience == Internal {
		return
	}
	told := map[string]bool{}
	for _, g := range c.Glossary {
		told[strings.ToUpper(g)] = true
	}
	shouts := c.shouts()
	for _, t := range c.tokens {
		word := strings.TrimSuffix(c.Text[t.from:t.to], "s")
		loud := slices.ContainsFunc(shouts, func(h hit) bool { return h.from <= t.from && t.to <= h.to })
		if !c.capitals(t) || loud || told[word] || slices.Contains(known, word) || journey.IsZone(word) || c.spelt(word) {
			continue
		}
		told[word] = true
		c.at(hit{from: t.from, to: t.to}, Finding{ID: "CU10", Level: Hint, Message: "Not everybody knows {{.What}}",
			Suggestion: "Write it out once, with the short form in brackets"})
	}
}

// spelt tells whether the text says what an abbreviation means.
func (c *checker) spelt(word string) bool {
	return strings.Contains(c.Text, "("+word+")") || strings.Contains(c.Text, word+" (") && !strings.Contains(c.Text, word+" ()")
}

// shouts are lines of capitals and rows of exclamation marks (CU28).
func (c *checker) shouts() []hit {
	var hits []hit
	for _, span := range exclaimed.FindAllStringIndex(c.Text, 4) {
		hits = append(hits, hit{from: span[0], to: span[1]})
	}
	for from := 0; from < len(c.tokens); from++ {
		to, longest := from, 0
		for to < len(c.tokens) && c.capitals(c.tokens[to]) && (to == from || !c.tokens[to].apart) {
			longest = max(longest, len([]rune(c.tokens[to].word)))
			to++
		}
		// An abbreviation is short, and two may stand side by side.
		if longest >= 7 || to-from > 1 && longest >= 6 || to-from > 3 {
			hits = append(hits, hit{from: c.tokens[from].from, to: c.tokens[to-1].to})
		}
		from = max(from, to-1)
	}
	return hits
}

// calm writes words in capitals small, and ends a sentence with a dot.
func calm(text string, begins bool) string {
	text = strings.ToLower(strings.TrimRight(text, "!?"+" "))
	if begins {
		text = upperFirst(text)
	}
	if text == "" {
		return "."
	}
	return text
}

// reading: how hard it is (CU11, CU12).
func (c *checker) reading() {
	if len(wordsOf(c.Text)) >= gradeWords {
		if g := gradeIn(c.words.Language, c.Text); g > gradeHint {
			level := Hint
			if g > gradeAdvice {
				level = Advice
			}
			c.add(Finding{ID: "CU11", Level: level, Message: "This asks for {{.Years}} years of school", Suggestion: "Shorter sentences, shorter words",
				Data: map[string]string{"Years": fmt.Sprintf("%.0f", g)}})
		}
	}
	for _, s := range c.sentences {
		if n := len(wordsOf(s.text)); n > longWords {
			c.add(Finding{ID: "CU12", Level: Hint, From: s.from, To: s.to, Message: "A sentence of {{.Count}} words", Suggestion: "Make two of it",
				Data: map[string]string{"Count": fmt.Sprint(n)}})
		}
	}
}

// supplier: somebody else's name before what customers meet (CU18).
func (c *checker) supplier() {
	hits := c.find(keysOf(c.words.Supplier))
	if len(hits) == 0 || c.is(incident.PhaseResolved) && c.has(c.words.Apology) {
		return
	}
	h := hits[0]
	behind := has(within(c.tokens, 0, h.from), c.words.Behind)
	if impact := c.find(c.words.Impact); len(impact) > 0 && impact[0].from < h.from && !behind {
		return
	}
	c.at(h, Finding{ID: "CU18", Level: Advice, Message: "This hands the fault on: {{.What}}", Suggestion: c.words.Supplier[h.phrase]})
}
