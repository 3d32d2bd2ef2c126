package update

import (
	"regexp"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
)

// tooSoon: a promise that is due before readers have seen it is broken at birth.
const (
	tooSoon         = 5 * time.Minute
	practiceTooSoon = time.Minute // in a drill, which is over before a real promise is due
)

// justPast is how long after a time of day its name still means that one.
const justPast = 3 * time.Hour

// sameTime is how far the text's time and the field's may differ.
const sameTime = 2 * time.Minute

// promised checks when the next update is promised (CU01 to CU04).
func (c *checker) promised() {
	now, zone := c.Now, c.Zone
	if zone == nil {
		zone = time.UTC
	}
	if !c.open() {
		return
	}
	asOf := now
	if asOf.IsZero() {
		asOf = time.Unix(0, 0)
	}
	promise, inText := journey.ReadPromise(c.Text, asOf, zone)
	said := promise.Due
	if promise.Clock && said.Sub(asOf) > 24*time.Hour-justPast {
		said = said.Add(-24 * time.Hour) // nobody means tomorrow by a time that has just passed
	}
	due := c.Due
	if due.IsZero() {
		due = said
	}
	if due.IsZero() && !inText {
		level := Block
		if c.is(incident.Monitoring) {
			level = Advice
		}
		c.whole("CU01", level, "Customers are not told when they will hear next", "Promise a time you can keep, even if nothing has changed by then")
		return
	}
	if now.IsZero() || due.IsZero() {
		return
	}
	switch {
	case !due.After(now):
		c.whole("CU02", Block, "The promised time has passed already", "Promise a later time")
	case c.Practice && due.Sub(now) < practiceTooSoon:
		c.whole("CU02", Block, "The promised time is less than a minute away", "Promise a time you can keep")
	case !c.Practice && due.Sub(now) < tooSoon:
		c.whole("CU02", Block, "The promised time is less than 5 minutes away", "Promise a time you can keep")
	case c.Longest > 0 && due.Sub(now) > c.Longest:
		c.whole("CU03", Advice, "The next update is later than your target allows", "Promise it sooner, even if only to say that nothing has changed")
	}
	if !c.Due.IsZero() && inText && !sameClock(c.Due, said) {
		c.whole("CU04", Advice, "The text promises another time than the field", "Make both say the same")
	}
	c.zoneless()
}

// sameClock tells whether two times agree; a text rarely names the day, so of a
// far one only the time of day counts.
func sameClock(due, said time.Time) bool {
	apart := due.Sub(said).Abs()
	if apart >= 24*time.Hour-sameTime {
		apart = (apart + sameTime) % (24 * time.Hour)
		return apart <= 2*sameTime
	}
	return apart <= sameTime
}

// bareTime is a time of day with what may follow it.
var bareTime = regexp.MustCompile(`(?i)\b(?:by|at|until|before|since|from|um|bis|gegen|seit|ab)\s+(\d{1,2}[:.]\d{2}(?:\s*(?:am\b|pm\b|a\.m\.|p\.m\.|uhr\b))?|\d{1,2}\s*(?:am\b|pm\b|a\.m\.|p\.m\.|uhr\b))(?:\s*\(?([A-Za-z]{1,5}\b|[+-]\d{2}:?\d{2}))?`)

// zoneless finds times that read otherwise elsewhere (CU04).
func (c *checker) zoneless() {
	if c.Audience == Internal {
		return
	}
	for _, span := range bareTime.FindAllStringSubmatchIndex(c.Text, 8) {
		zone := ""
		if span[4] >= 0 {
			zone = c.Text[span[4]:span[5]]
		}
		if !journey.IsZone(zone) {
			said := c.Text[span[2]:span[3]]
			f := Finding{ID: "CU04", Level: Hint, From: span[2], To: span[3], Message: "This time has no zone: {{.What}}",
				Suggestion: "Add UTC, or your customers' zone", Data: map[string]string{"What": said}}
			if c.Zone != nil && !c.Now.IsZero() {
				f.Fix, f.Replace = true, said+" "+zoneOf(c.Now.In(c.Zone))
			}
			c.add(f)
			return
		}
	}
}

// zoneOf names a zone as others understand it: its letters where they are known
// everywhere, else its distance from UTC.
func zoneOf(local time.Time) string {
	if name, _ := local.Zone(); journey.IsZone(name) && name[0] != '+' && name[0] != '-' {
		return name
	}
	return local.Format("-07:00")
}
