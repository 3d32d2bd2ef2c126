package journey

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

// longestPromise is the furthest that a text can promise: what reads as later
// was no promise of a next update.
const longestPromise = 7 * 24 * time.Hour

// near is how many bytes may lie between the words that promise and their time.
const near = 90

// trigger are words that promise an update when a time is beside them.
type trigger struct {
	words *regexp.Regexp
	// also is what has to stand in the same sentence: "the update at 13:00"
	// may be one that came.
	also *regexp.Regexp
}

func re(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }

const news = `(?:updates?|informations?|info|news|details)\b`

var (
	coming = re(`\b(?:will|shall|expect|plan|aim|promise|follows?|coming|due|going\s+to|to\s+come)\b|['’]ll\b`)
	again  = re(`\b(?:wieder|erneut|nochmals?|noch\s+einmal|auf\s+dem\s+laufenden|von\s+uns|alle|st(?:ü|ue)ndlich|weiter)\b`)
)

// triggers say "next update", "we will write here again", "melden wir uns".
var triggers = []trigger{
	{re(`\b(?:next|another|further|additional|more|subsequent)\s+(?:[\w-]+\s+){0,3}?` + news), nil},
	{re(`^\W*(?:more|(?:the\s+)?next\s+one)\b`), nil},
	{re(`\b(?:an?|the|our|new|regular|hourly|frequent)\s+(?:[\w-]+\s+){0,2}?` + news), coming},
	{re(`\b(?:post|provide|share|send|publish|give)\s+(?:[\w-]+\s+){0,4}?` + news), coming},
	{re(`\bupdate\s+(?:you|this|again|here|everyone|our|the\s+(?:page|status))\b`), coming},
	{re(`\bhear\s+(?:(?:more|again|back)\s+)*from\s+us\b`), nil},
	{re(`\b(?:write|post|report|speak|update|inform\s+you|be\s+in\s+touch|be\s+back|get\s+back\s+to\s+you)\s+(?:[\w-]+\s+){0,3}?again\b`), nil},
	{re(`\b(?:share|say|know|have|tell\s+you|post|publish)\s+more\b`), coming},
	{re(`\b(?:report|check|get|come|be|are)\s+back\s*(?:here|to\s+you|with\s+(?:more|news|an?\s+update))`), coming},
	{re(`\b(?:report|check)\s+(?:back|in)\b|\bbe\s+in\s+touch\b|\bkeep\s+you\s+(?:updated|informed|posted)\b`), nil},
	{re(`\b(?:n(?:ä|ae)chste[rsn]?|weitere[rsn]?|neue[rsn]?)\s+(?:[\wäöüß-]+\s+)?(?:status-?)?(?:updates?|meldung(?:en)?|nachricht(?:en)?|informationen|information|infos?|aktualisierung(?:en)?|(?:zwischen)?st(?:a|ä)nd(?:e|en)?|zwischenbericht)\b`), nil},
	{re(`\b(?:melden|melde)\s+(?:wir\s+|ich\s+)?(?:uns|mich)\b`), nil},
	{re(`\b(?:informieren|unterrichten|schreiben|berichten|aktualisieren|halten)\s+(?:wir|sie|euch|hier|ihnen|diese|die|an\s+dieser|um|bis|sp(?:ä|ae)testens|in|alle)\b`), again},
	{re(`\bh(?:ö|oe)r(?:en\s+sie|t\s+ihr|st\s+du)\b`), again},
	{re(`\b(?:ein|das|unser)\s+(?:update|stand)\b`), re(`\b(?:folgt|kommt|gibt|sp(?:ä|ae)testens|geplant)\b`)},
}

// beginning are sentences that are an update's name and when it comes:
// "Updates every 30 minutes", "Update in half an hour".
var beginning = re(`^\W*(updates?)\s+(?:(?:will\s+)?(?:follow|come|folgen|kommen|gibt\s+es)\s+)?(?:in|within|every|hourly|half|daily|by|no\s+later|alle|st(?:ü|ue)ndlich|bis)\b`)

// Promise is when a text says that the next update comes.
type Promise struct {
	Due time.Time
	// Clock tells that the text names a time of day and no day: it means the
	// next such, or one that is past.
	Clock bool
}

// Promised reads when a text promises the next update, as a reader would: a
// span counts from at, a time of day is the next such in its zone (zone where
// the text names none). It answers false where nothing is promised.
func Promised(text string, at time.Time, zone *time.Location) (time.Time, bool) {
	p, ok := ReadPromise(text, at, zone)
	if !ok || !p.Due.After(at) {
		return time.Time{}, false
	}
	return p.Due, true
}

// ReadPromise is [Promised] that also gives a day that is past, and whether a
// day was named.
func ReadPromise(text string, at time.Time, zone *time.Location) (Promise, bool) {
	if zone == nil {
		zone = time.UTC
	}
	for _, s := range statements(clean(text)) {
		if p, ok := promisedIn(s, at, zone); ok {
			return p, true
		}
	}
	return Promise{}, false
}

func promisedIn(s string, at time.Time, zone *time.Location) (Promise, bool) {
	if hit := beginning.FindStringSubmatchIndex(s); hit != nil {
		if p, ok := promiseIn(bounded(s[hit[3]:], near), at, zone); ok {
			return p, true
		}
	}
	for _, t := range triggers {
		if t.also != nil && !t.also.MatchString(s) {
			continue
		}
		for _, hit := range t.words.FindAllStringIndex(s, 4) {
			if p, ok := promiseIn(bounded(s[hit[1]:], near), at, zone); ok {
				return p, true
			}
			// "By 14:30 UTC you will hear from us": the time opens the sentence.
			if before := s[:hit[0]]; len(before) <= near && opening.MatchString(before) {
				if p, ok := promiseIn(before, at, zone); ok {
					return p, true
				}
			}
		}
	}
	return Promise{}, false
}

var opening = re(`^\W*(?:by|at|until|before|no\s+later\s+than|within|in|every|um|bis|sp(?:ä|ae)testens|gegen|innerhalb|alle|ab)\b`)

// bounded cuts a text at a rune.
func bounded(text string, most int) string {
	for at := range text {
		if at >= most {
			return text[:at]
		}
	}
	return text
}

// clean makes spaces plain, so that patterns need not know all kinds.
func clean(text string) string {
	if len(text) > 20_000 {
		text = text[:20_000]
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "*", "", "_", " ", "\r", "").Replace(strings.ToValidUTF8(text, ""))
}

// statements parts a text into sentences. A dot within a time, a date or an
// abbreviation ends none, nor does the end of a line that only announces.
func statements(text string) []string {
	var all []string
	from := 0
	for at := 0; at < len(text); at++ {
		switch c := text[at]; {
		case c == '\n' && strings.HasSuffix(strings.TrimRight(text[from:at], " "), ":"), c == '.' && !endsSentence(text, at):
			continue
		case c == '\n' || c == '!' || c == '?' || c == '.':
			all, from = append(all, text[from:at]), at+1
		}
	}
	return append(all, text[from:])
}

// monthly begins what makes "2." before it a day.
var monthly = re(`^\s*(?:jan|feb|m(?:ä|ae)r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])`)

func endsSentence(text string, at int) bool {
	before, after := text[:at], text[at+1:]
	if after != "" && !unicode.IsSpace(rune(after[0])) {
		return false
	}
	word := before[strings.LastIndexAny(before, " \n(~")+1:]
	switch strings.ToLower(word) {
	case "ca", "approx", "a.m", "p.m", "min", "mins", "std", "hrs", "no", "bzw", "sp", "etc":
		return strings.TrimSpace(after) == "" || unicode.IsUpper([]rune(strings.TrimSpace(after))[0])
	}
	return word == "" || !isDigit(word[0]) || len(word) > 2 || !monthly.MatchString(after)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
