package update

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"turnaround/app/incident"
)

// Reading grades above which a text asks much; short texts make the formula
// jump, so it reads longer ones only.
const (
	gradeHint   = 10
	gradeAdvice = 14
	gradeWords  = 30
	longWords   = 25 // in one sentence
)

// known are abbreviations everybody reads.
var known = map[string]bool{"OK": true, "EU": true, "UK": true, "US": true, "USA": true, "UTC": true, "GMT": true, "CET": true, "CEST": true,
	"PST": true, "PDT": true, "EST": true, "EDT": true, "BST": true, "AM": true, "PM": true, "ID": true, "URL": true, "PDF": true, "FAQ": true,
	"SMS": true, "PIN": true, "TV": true, "VAT": true, "IT": true, "AND": true, "NOT": true, "MESZ": true, "MEZ": true, "DE": true, "CH": true, "AT": true,
	"ASAP": true, "TBD": true, "TODO": true, "XXX": true, "FIXME": true, "API": true}

var (
	acronym   = regexp.MustCompile(`\b[A-Z]{2,6}s?\b`)
	slashDate = regexp.MustCompile(`\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b`)
	shouting  = regexp.MustCompile(`\b[A-ZÄÖÜ]{4,}(?:\s+[A-ZÄÖÜ]{2,})+\b|!{2,}`)
	doubled   = regexp.MustCompile(`(?i)\b(\p{L}{2,})\s+(\p{L}{2,})\b`)
)

// wording checks how it is said (CU09 to CU12, CU17 to CU19, CU22, CU24, CU26,
// CU28, CU29).
func (c *checker) wording() {
	c.jargon()
	c.acronyms()
	c.reading()
	c.listed("CU17", Advice, c.words.Blame, "This blames somebody: {{.What}}")
	c.supplier()
	if !has(c.lower, c.words.Ownership) {
		c.listed("CU19", Hint, c.words.Evasive, "Nobody does anything here: {{.What}}")
	}
	c.listed("CU22", Hint, c.words.Rote, "This apology costs nothing: {{.What}}")
	if !c.Down {
		c.listed("CU24", Hint, c.words.Total, "Is nothing working at all? {{.What}}")
	}
	c.listed("CU26", Hint, c.words.Ambiguous, "This means another time elsewhere: {{.What}}")
	for _, span := range slashDate.FindAllStringIndex(c.Text, 4) {
		c.add(Finding{ID: "CU26", Level: Hint, From: span[0], To: span[1], Message: "This date reads two ways: {{.What}}",
			Suggestion: "Write the month's name", Data: map[string]string{"What": c.Text[span[0]:span[1]]}})
	}
	for _, span := range shouting.FindAllStringIndex(c.Text, 4) {
		c.add(Finding{ID: "CU28", Level: Hint, From: span[0], To: span[1], Message: "This shouts: {{.What}}", Suggestion: "Say it calmly",
			Data: map[string]string{"What": c.Text[span[0]:span[1]]}})
	}
	if c.severe() {
		c.listed("CU29", Hint, c.words.Humour, "Too light for how bad this is: {{.What}}")
	}
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
	for _, h := range find(c.lower, keysOf(c.words.Jargon)) {
		plain := c.words.Jargon[h.phrase]
		if first := []rune(c.Text[h.from:h.to])[0]; unicode.IsUpper(first) && c.begins(h.from) {
			plain = strings.ToUpper(plain[:1]) + plain[1:]
		}
		c.add(Finding{ID: "CU09", Level: level, From: h.from, To: h.to, Message: "Customers may not know this word: {{.What}}",
			Suggestion: plain, Fix: true, Replace: plain, Data: map[string]string{"What": c.Text[h.from:h.to]}})
	}
}

// begins tells whether a sentence begins at a byte.
func (c *checker) begins(at int) bool {
	for _, s := range c.sentences {
		if s.from == at {
			return true
		}
	}
	return false
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
	for _, span := range acronym.FindAllStringIndex(c.Text, 40) {
		word := strings.TrimSuffix(c.Text[span[0]:span[1]], "s")
		if known[word] || told[word] || strings.Contains(c.Text, "("+word+")") || shouted(c.Text, span) {
			continue
		}
		told[word] = true
		c.add(Finding{ID: "CU10", Level: Hint, From: span[0], To: span[1], Message: "Not everybody knows {{.What}}",
			Suggestion: "Write it out once, with the short form in brackets", Data: map[string]string{"What": word}})
	}
}

// shouted tells whether a word is part of a line in capitals.
func shouted(text string, span []int) bool {
	for _, s := range shouting.FindAllStringIndex(text, 8) {
		if s[0] <= span[0] && span[1] <= s[1] {
			return true
		}
	}
	return false
}

// reading: how hard it is (CU11, CU12).
func (c *checker) reading() {
	if c.words.Language == "en" && len(wordsOf(c.Text)) >= gradeWords {
		if g := grade(c.Text); g > gradeHint {
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
	hits := find(c.lower, keysOf(c.words.Supplier))
	if len(hits) == 0 || c.is(incident.PhaseResolved) && has(c.lower, c.words.Apology) {
		return
	}
	if impact := find(c.lower, c.words.Impact); len(impact) > 0 && impact[0].from < hits[0].from && !strings.Contains(c.lower[:hits[0].from], "due to") {
		return
	}
	h := hits[0]
	c.add(Finding{ID: "CU18", Level: Advice, From: h.from, To: h.to, Message: "This hands the fault on: {{.What}}",
		Suggestion: c.words.Supplier[h.phrase], Data: map[string]string{"What": c.Text[h.from:h.to]}})
}

// fit: whether it fits where it goes (CU13), and no word stands twice.
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
	for _, span := range doubled.FindAllStringSubmatchIndex(c.Text, -1) {
		one, two := c.lower[span[2]:span[3]], c.lower[span[4]:span[5]]
		if one == two && one != "die" && one != "das" && one != "der" && one != "sie" && one != "that" && one != "had" {
			c.add(Finding{ID: "CU28", Level: Hint, From: span[2], To: span[5], Message: "A word stands twice: {{.What}}", Suggestion: "Take one out",
				Fix: true, Replace: c.Text[span[2]:span[3]], Data: map[string]string{"What": c.Text[span[2]:span[5]]}})
		}
	}
}
