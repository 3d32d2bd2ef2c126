package update

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"turnaround/app/gitleaks"
)

// leak is one kind of text that must not leave the house.
type leak struct {
	message  string
	pattern  *regexp.Regexp
	group    int  // the part that leaks; 0: all
	absolute bool // a key: no reason makes it right
	// real tells it from what only looks so, by what stands before it.
	real func(before, text string) bool
}

// leaked finds what must not leave the house (CU20, CU21).
func (c *checker) leaked() error {
	bare := strip(c.Text)
	for _, l := range forms {
		c.leak(l, bare)
	}
	// The forms say more of each; gitleaks knows more of them.
	found, err := gitleaks.Find(bare.text)
	if err != nil {
		return err
	}
	for _, k := range found {
		c.leaks(leak{message: "This shows a key or token", absolute: true}, bare, k.From, k.To)
	}
	c.leak(chance, bare)
	if !c.forCustomers() {
		return nil // staff may read host names, but a key is a key
	}
	for _, l := range inside {
		c.leak(l, bare)
	}
	c.named()
	return nil
}

// WithoutKeys gives a text with words in the place of every key: what is for
// colleagues may name a host, but a key is a key.
func WithoutKeys(text, instead string) (string, error) {
	var b strings.Builder
	for text != "" {
		piece := Piece(text)
		text = text[len(piece):]
		for range 100 { // a check gives so many findings and no more
			next, err := withoutKeys(piece, instead)
			if err != nil {
				return "", err
			}
			if next == piece {
				break
			}
			piece = next
		}
		b.WriteString(piece)
	}
	return b.String(), nil
}

func withoutKeys(piece, instead string) (string, error) {
	c := &checker{Draft: Draft{Text: readable(piece), Audience: Internal}}
	if err := c.leaked(); err != nil {
		return "", err
	}
	found := slices.DeleteFunc(c.found, func(f Finding) bool { return !f.Absolute })
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Or(b.From-a.From, b.To-a.To) })
	end := len(piece)
	for _, f := range found {
		if f.To <= end {
			piece, end = piece[:f.From]+instead+piece[f.To:], f.From
		}
	}
	return piece, nil
}

// Piece is the beginning of a text that can be checked as one, up to the end of
// a line where it has one.
func Piece(text string) string {
	if len(text) <= Longest {
		return text
	}
	if at := strings.LastIndexByte(text[:Longest], '\n'); at > 0 {
		return text[:at+1]
	}
	at := Longest
	for at > 1 && !utf8.RuneStart(text[at]) {
		at--
	}
	return text[:at]
}

// headed finds in the title and the subject what must not be in a text either;
// it is told of the whole.
func (c *checker) headed() error {
	if c.Head == "" {
		return nil
	}
	d := c.Draft
	d.Text = readable(c.Head)
	head := &checker{Draft: d, words: c.words, lower: lower(d.Text)}
	head.tokens = tokens(head.lower)
	if err := head.leaked(); err != nil {
		return err
	}
	head.unfinished()
	for _, f := range head.found {
		f.From, f.To, f.Suggestion = 0, 0, "Take it out of the title"
		c.add(f)
	}
	return nil
}

// bare is a text without the signs that nobody sees: a key with one in it is
// still a key to whoever copies it.
type bare struct {
	text string
	at   []int // where each byte of it stands in the text; nil: at the same
}

func strip(text string) bare {
	hidden := func(r rune) bool { return unicode.Is(unicode.Cf, r) }
	if !strings.ContainsFunc(text, hidden) {
		return bare{text: text}
	}
	var b strings.Builder
	at := make([]int, 0, len(text)+1)
	for from, r := range text {
		if hidden(r) {
			continue
		}
		for n := range utf8.RuneLen(r) {
			at = append(at, from+n)
		}
		b.WriteRune(r)
	}
	return bare{b.String(), append(at, len(text))}
}

// span is where a stretch of the bare text stands in the whole one.
func (b bare) span(from, to int) (int, int) {
	if b.at == nil || from >= to {
		return from, to
	}
	return b.at[from], b.at[to-1] + 1
}

func (c *checker) leak(l leak, b bare) {
	found := 0
	for _, span := range l.pattern.FindAllStringSubmatchIndex(b.text, -1) {
		from, to := span[2*l.group], span[2*l.group+1]
		if from < 0 || l.real != nil && !l.real(b.text[:from], b.text[from:to]) {
			continue
		}
		c.leaks(l, b, from, to)
		if found++; found == most {
			return
		}
	}
}

func (c *checker) leaks(l leak, b bare, from, to int) {
	from, to = b.span(from, to)
	if c.covered(from, to) {
		return
	}
	f := Finding{ID: "CU20", Level: Block, From: from, To: to, Absolute: l.absolute, Message: l.message, Suggestion: "Take it out"}
	if l.absolute {
		f.Suggestion = "Take it out, and change it at its place: it has been typed where it does not belong"
	}
	c.add(f)
}

// covered tells whether a leak found before holds this one.
func (c *checker) covered(from, to int) bool {
	for _, f := range c.found {
		if f.ID == "CU20" && f.From <= from && to <= f.To {
			return true
		}
	}
	return false
}

// named finds customers by name (CU21). There may be thousands: most are ruled
// out by their first word.
func (c *checker) named() {
	there := map[string]bool{}
	for _, t := range c.tokens {
		there[t.word] = true
	}
	for _, name := range c.Customers {
		if len([]rune(name)) < 3 || !there[lower(firstWord(name))] {
			continue
		}
		for _, h := range find(c.tokens, []string{strings.ReplaceAll(lower(name), "*", " ")}) {
			// "Target" is a customer, a target is not.
			if upperFirst(c.Text[h.from:h.to]) != c.Text[h.from:h.to] && upperFirst(name) == name {
				continue
			}
			c.at(h, Finding{ID: "CU21", Level: Block, Message: "This names a customer: {{.What}}", Suggestion: "Leave the name out"})
		}
	}
}

func firstWord(name string) string {
	from := strings.IndexFunc(name, wordRune)
	if from < 0 {
		return ""
	}
	if to := strings.IndexFunc(name[from:], func(r rune) bool { return !wordRune(r) }); to >= 0 {
		return name[from : from+to]
	}
	return name[from:]
}

// blanks are what templates and people leave to be filled in.
var blanks = regexp.MustCompile(`\{\{[^}]*\}\}|\b(?:TBD|TBA|TODO|XXX+|FIXME)\b|\?\?:\?\?|(?i)\[(?:insert|fill in|name|time|date|link|number|einf(?:ü|ue)gen|zeit|uhrzeit|datum|zahl|anzahl)[^\]]*\]|<(?:insert|time|name|date|zeit|datum|uhrzeit)[^>]*>|lorem ipsum|\b(?:x|xx):xx\b`)

// unfinished finds what was left to be filled in (CU31).
func (c *checker) unfinished() {
	for _, span := range blanks.FindAllStringIndex(c.Text, 20) {
		c.at(hit{from: span[0], to: span[1]}, Finding{ID: "CU31", Level: Block, Message: "This is still to be filled in: {{.What}}",
			Suggestion: "Write what belongs there, or take it out"})
	}
}
