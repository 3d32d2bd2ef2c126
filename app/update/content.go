package update

import (
	"regexp"
	"strings"
	"unicode"

	"turnaround/app/incident"
)

var number = regexp.MustCompile(`\d|%`)

// copied is how alike two updates may be before the second says nothing new.
const copied = 0.9

// content checks what an update has to tell (CU05 to CU08, CU14 to CU16, CU22
// to CU25, CU27, CU32).
func (c *checker) content() {
	c.impact()
	c.scope()
	c.cause()
	if c.Previous != "" && similar(c.Previous, c.Text) >= copied {
		c.whole("CU16", Advice, "This says what the last update said", "Add one thing that is new: what you ruled out, what you are trying")
	}
	if c.is(incident.Identified) && !has(c.lower, c.words.Workaround) {
		c.whole("CU25", Advice, "Customers are not told what they can do meanwhile", "Give a way around it, or say that there is none yet")
	}
	if len(wordsOf(c.Text)) < 25 && has(c.lower, c.words.LinkOnly) {
		c.whole("CU27", Advice, "This only points somewhere else", "Say the main thing here")
	}
	if !c.open() {
		c.resolved()
	}
}

func (c *checker) impact() {
	stated := has(c.lower, c.words.Impact)
	if c.open() && !stated {
		c.whole("CU05", Advice, "It does not say what customers notice", "Begin with what they cannot do")
	}
	ours := false
	for _, h := range find(c.first(), c.words.Ourselves) {
		ours = ours || h.from == 0
	}
	if stated && ours && !has(c.first(), c.words.Impact) {
		s := c.sentences[0]
		c.add(Finding{ID: "CU06", Level: Advice, From: s.from, To: s.to, Message: "It begins with you, not with the customer",
			Suggestion: "Begin with what they cannot do, then say what you are doing"})
	}
}

// scope: how many, where, which (CU07, CU08, CU32).
func (c *checker) scope() {
	if c.open() && !number.MatchString(c.Text) && !has(c.lower, c.words.Scope) {
		c.whole("CU07", Advice, "It does not say how many customers, where or which", "Give a number or a share, a region, a plan; or say that it is not known yet")
	}
	c.listed("CU08", Hint, c.words.Filler, "Nobody can tell from this whether it is them: {{.What}}")
	share := strings.ToLower(c.Facts.Share)
	if share == "" {
		return
	}
	everybody := find(c.lower, []string{"all customers", "all users", "everyone", "everybody", "alle kunden", "alle nutzer"})
	if len(everybody) > 0 && !strings.Contains(share, "all") && !strings.Contains(share, "100") && c.open() {
		c.add(Finding{ID: "CU32", Level: Advice, From: everybody[0].from, To: everybody[0].to,
			Message: "You recorded another share: {{.What}}", Suggestion: "Say what you recorded, or correct the record", Data: map[string]string{"What": c.Facts.Share}})
	}
}

// cause: what is promised or claimed too early (CU14, CU15).
func (c *checker) cause() {
	level := Advice
	if c.open() && c.is(incident.Investigating) {
		c.listed("CU15", Advice, c.words.Cause, "A cause, before it is verified: {{.What}}")
	}
	c.listed("CU14", level, c.words.Promise, "This promises what nobody can know: {{.What}}")
}

// resolved: a last update has more to say than that it is over (CU22 to CU24).
func (c *checker) resolved() {
	plain := strings.TrimRightFunc(strings.TrimSpace(c.lower), unicode.IsPunct)
	stock := false
	for _, s := range c.words.Stock {
		stock = stock || plain == s
	}
	switch {
	case stock:
		c.whole("CU23", Advice, "This is the sentence everybody writes", "Say from when to when, whom it hit, whether data is safe, and what you change")
	default:
		var missing []string
		if len(number.FindAllString(c.Text, 2)) < 2 {
			missing = append(missing, "from when to when")
		}
		if !has(c.lower, c.words.Safety) {
			missing = append(missing, "whether data is safe")
		}
		if !has(c.lower, c.words.Afterwards) {
			missing = append(missing, "what happens next")
		}
		if len(missing) > 0 {
			c.add(Finding{ID: "CU23", Level: Advice, Message: "The last update does not say {{.What}}",
				Suggestion: "It is what people keep: add it", Data: map[string]string{"What": strings.Join(missing, ", ")}})
		}
	}
	if c.forCustomers() && !has(c.lower, c.words.Apology) {
		c.whole("CU22", Advice, "It does not say sorry", "Say it once, for what it cost them")
	}
	if c.Broken > 0 {
		c.whole("CU24", Advice, "It says resolved, and the page would still show components as not working", "Set them back, or stay in monitoring")
	}
}
