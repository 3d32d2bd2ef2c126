package update

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"turnaround/app/incident"
	"turnaround/app/journey"
)

var (
	number = regexp.MustCompile(`\d|%`)
	// clock, lasting and dated are numbers that say when or how long, not how many.
	clock   = regexp.MustCompile(`(?i)\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s*(?:am|pm|a\.m|p\.m|uhr)\b`)
	lasting = regexp.MustCompile(`(?i)\b\d+(?:\s*(?:-|–|to|bis)\s*\d+)?[\s-]*(?:m|min|mins|minutes?|minuten?|h|hrs?|hours?|std|stunden?|days?|tage?n?|weeks?|wochen?)\b`)
	dated   = regexp.MustCompile(`(?i)\b\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]*|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d{1,2}\b|\b20\d{2}\b|\b\d{1,2}\.\d{1,2}\.`)
)

// copied is how alike two updates may be before the second says nothing new.
const copied = 0.9

// leading is how many words in a sentence names who acts.
const leading = 4

// content checks what an update has to tell (CU05 to CU08, CU14 to CU16, CU22
// to CU25, CU27, CU32).
func (c *checker) content() {
	c.impact()
	c.scope()
	c.share()
	if c.open() && c.is(incident.Investigating) {
		c.listed("CU15", Advice, c.words.Cause, "A cause, before it is verified: {{.What}}")
	}
	c.listed("CU14", Advice, c.words.Promise, "This promises what nobody can know: {{.What}}")
	if c.Previous != "" && similar(c.Previous, c.Text) >= copied {
		c.whole("CU16", Advice, "This says what the last update said", "Add one thing that is new: what you ruled out, what you are trying")
	}
	if c.is(incident.Identified) && !c.has(c.words.Workaround) {
		c.whole("CU25", Advice, "Customers are not told what they can do meanwhile", "Give a way around it, or say that there is none yet")
	}
	if len(wordsOf(c.Text)) < 25 && c.has(c.words.LinkOnly) {
		c.whole("CU27", Advice, "This only points somewhere else", "Say the main thing here")
	}
	c.ahead()
	c.differs()
	if c.is(incident.PhaseResolved) {
		c.resolved()
	}
}

// impact: what customers notice, and that first (CU05, CU06).
func (c *checker) impact() {
	stated := c.find(c.words.Impact)
	if c.open() && len(stated) == 0 {
		c.whole("CU05", Advice, "It does not say what customers notice", "Begin with what they cannot do")
	}
	if len(stated) == 0 || len(c.sentences) == 0 {
		return
	}
	s := c.sentences[0]
	begin := within(c.tokens, s.from, s.to)
	if ours := find(begin[:min(leading, len(begin))], c.words.Ourselves); len(ours) > 0 && ours[0].from < stated[0].from && !c.known(s) {
		c.add(Finding{ID: "CU06", Level: Advice, From: s.from, To: s.to, Message: "It begins with you, not with the customer",
			Suggestion: "Begin with what they cannot do, then say what you are doing"})
	}
}

// known tells a sentence that opens with what is known of customers' trouble.
func (c *checker) known(s sentence) bool { return has(within(c.tokens, s.from, s.to), c.words.Aware) }

// scope: how many, where, which (CU07, CU08).
func (c *checker) scope() {
	if c.open() && !counts(c.Text) && !c.has(c.words.Scope) {
		c.whole("CU07", Advice, "It does not say how many customers, where or which", "Give a number or a share, a region, a plan; or say that it is not known yet")
	}
	for _, h := range c.find(keysOf(c.words.Filler)) {
		if !counts(c.sentence(h.from).text) {
			c.at(h, Finding{ID: "CU08", Level: Hint, Message: "Nobody can tell from this whether it is them: {{.What}}", Suggestion: c.words.Filler[h.phrase]})
		}
	}
}

// counts tells whether a text holds a number that is no time.
func counts(text string) bool {
	for _, when := range []*regexp.Regexp{dated, clock, lasting} {
		text = when.ReplaceAllString(text, " ")
	}
	return number.MatchString(text)
}

// share: that the text says what was recorded (CU32).
func (c *checker) share() {
	share := lower(c.Facts.Share)
	if share == "" || !c.open() {
		return
	}
	claims := c.words.Everybody
	if strings.Contains(share, "100") || has(tokens(share), c.words.Whole) {
		claims = c.words.Few
	}
	if hits := c.find(claims); len(hits) > 0 {
		c.add(Finding{ID: "CU32", Level: Advice, From: hits[0].from, To: hits[0].to, Message: "You recorded another share: {{.What}}",
			Suggestion: "Say what you recorded, or correct the record", Data: map[string]string{"What": c.Facts.Share}})
	}
}

// ahead: a text that is further than its phase (CU24).
func (c *checker) ahead() {
	order := []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved}
	now := slices.Index(order, c.Phase)
	for _, h := range c.find(keysOf(c.words.Stages)) {
		if stage := slices.Index(order, incident.Phase(c.words.Stages[h.phrase])); now >= 0 && stage > now {
			c.at(h, Finding{ID: "CU24", Level: Advice, Message: "The text is further than its phase: {{.What}}", Suggestion: "Choose the phase that fits, or say it less surely"})
			return
		}
	}
}

// differs: an update that says something else than the last one (CU24).
func (c *checker) differs() {
	now, last := slices.Index(phases, c.Phase), slices.Index(phases, c.Last)
	if c.Last != "" && c.Last != Scheduled && now >= 0 && now < last {
		c.add(Finding{ID: "CU24", Level: Advice, Message: "The last update was further: {{.What}}", Suggestion: "Say why it goes back",
			Data: map[string]string{"What": string(c.Last)}})
	}
	if c.Previous == "" || c.Now.IsZero() {
		return
	}
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	before, ok := journey.Stated(c.Previous, c.Now, zone)
	begun, said := journey.Stated(c.Text, c.Now, zone)
	if ok && said && before.Sub(begun).Abs() > sameTime {
		c.add(Finding{ID: "CU24", Level: Advice, Message: "The last update gave another start: {{.What}}", Suggestion: "Say that you correct it, or make both say the same",
			Data: map[string]string{"What": before.In(zone).Format("15:04")}})
	}
}

// resolved: a last update has more to say than that it is over (CU22 to CU24).
func (c *checker) resolved() {
	plain := strings.TrimRightFunc(strings.TrimSpace(c.lower), unicode.IsPunct)
	if slices.Contains(c.words.Stock, plain) {
		c.whole("CU23", Advice, "This is the sentence everybody writes", "Say from when to when, whom it hit, whether data is safe, and what you change")
	} else {
		c.last()
	}
	if c.forCustomers() && !c.has(c.words.Apology) {
		c.whole("CU22", Advice, "It does not say sorry", "Say it once, for what it cost them")
	}
	if c.Broken > 0 {
		c.whole("CU24", Advice, "It says resolved, and the page would still show components as not working", "Set them back, or stay in monitoring")
	}
}

// last: what people keep (CU23).
func (c *checker) last() {
	const keep = "It is what people keep: add it"
	if times := len(clock.FindAllString(c.Text, 2)); times < 2 && (times < 1 || !lasting.MatchString(c.Text)) {
		c.whole("CU23", Advice, "The last update does not say from when to when", keep)
	}
	if !c.has(c.words.Safety) {
		c.whole("CU23", Advice, "The last update does not say whether data is safe", keep)
	}
	if !c.has(c.words.Afterwards) {
		c.whole("CU23", Advice, "The last update does not say what happens next", keep)
	}
}
