package journey

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longestPromise is the furthest that a text can promise: what reads as later
// was no promise of a next update.
const longestPromise = 7 * 24 * time.Hour

// promising are sentences that promise an update and are followed by when:
// "next update in", "will provide another update by", "nächste Meldung um".
var promising = regexp.MustCompile(`(?i)` +
	`(?:\b(?:next|another|further|additional|more|new|an?|the|our|regular)\s+(?:status\s+|progress\s+)?(?:updates?|information|news)` +
	`|\bupdate\s+(?:you|this|again|here|everyone)\w*(?:\s+(?:again|page|incident|post))?` +
	`|\breport\s+back|\bcheck\s+back|\bpost\s+again` +
	`|\bn(?:ä|ae)chste[rsn]?\s+(?:update|meldung|information|nachricht|stand)` +
	`|\b(?:ein(?:e)?\s+)?weitere[rsn]?\s+(?:update|meldung|informationen|information|nachricht)s?` +
	`|\bmelden\s+(?:wir\s+)?uns(?:\s+(?:wieder|erneut))?|\binformieren\s+(?:wir\s+)?(?:sie\s+)?(?:erneut|wieder))` +
	`[^.!?\n]{0,60}?`)

// spans are "in 30 minutes", "within the hour", "in 1-2 hours", "in half an hour".
var span = regexp.MustCompile(`(?i)^\W*(?:(?:is|are|will|follows?|be|expected|due|provided|posted|shared|available|no|wird|folgt)\s+)*` +
	`(?:at\s+least\s+|alle\s+)?(?:every|within|in|every|no\s+later\s+than\s+in|innerhalb(?:\s+von)?|alle|binnen)\s+` +
	`(?:the\s+next\s+|the\s+|about\s+|around\s+|approximately\s+|roughly\s+|another\s+|den\s+n(?:ä|ae)chsten\s+|der\s+n(?:ä|ae)chsten\s+|etwa\s+|ca\.?\s+|rund\s+)*` +
	`(?:(half\s+an|einer\s+halben|an|a|one|next|einer|einem)\s+|(\d{1,4})\s*(?:(?:-|–|to|bis)\s*(\d{1,4})\s*)?)?` +
	`(minutes?|mins?|minuten?|hours?|hrs?|stunden?|days?|tage?n?)\b`)

// clockTime are "by 14:30 UTC", "at 3 PM PST", "um 15 Uhr".
var clockTime = regexp.MustCompile(`(?i)^\W*(?:(?:is|are|will|follows?|be|expected|due|provided|posted|shared|available|wird|folgt)\s+)*` +
	`(?:by|at|before|around|about|no\s+later\s+than|until|um|bis|gegen|sp(?:ä|ae)testens\s+um)\s+(?:about\s+|around\s+|approximately\s+|sp(?:ä|ae)testens\s+)*` +
	`(\d{1,2})(?:[:.h](\d{2}))?\s*(a\.?m\b\.?|p\.?m\b\.?|uhr)?\s*\(?([A-Z]{1,5}\b|[+-]\d{2}:?\d{2})?`)

// Promised reads when a text promises the next update, as a reader would: a
// span counts from at, a time of day is the next such in its zone (zone where
// the text names none). It answers false where nothing is promised.
func Promised(text string, at time.Time, zone *time.Location) (time.Time, bool) {
	for _, hit := range promising.FindAllStringIndex(clean(text), 16) {
		rest := clean(text)[hit[0]:]
		// The shortest beginning that is followed by a time wins; the words
		// between are bounded by promising.
		begin := promising.FindStringIndex(rest)
		for cut := begin[1]; cut <= min(len(rest), begin[1]+60); cut++ {
			if cut < len(rest) && strings.ContainsRune(".!?\n", rune(rest[cut])) && !isTimeDot(rest, cut) {
				break
			}
			if due, ok := when(rest[cut:], at, zone); ok {
				return due, true
			}
		}
	}
	return time.Time{}, false
}

// clean makes spaces plain, so that patterns need not know all kinds.
func clean(text string) string {
	if len(text) > 20_000 {
		text = text[:20_000]
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "*", "", "_", " ").Replace(strings.ToValidUTF8(text, ""))
}

// isTimeDot tells the dot of "14.30" from the end of a sentence.
func isTimeDot(text string, at int) bool {
	return text[at] == '.' && at > 0 && at+1 < len(text) && isDigit(text[at-1]) && isDigit(text[at+1])
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func when(rest string, at time.Time, zone *time.Location) (time.Time, bool) {
	if hit := span.FindStringSubmatch(rest); hit != nil {
		if d, ok := length(hit[1], hit[2], hit[3], hit[4]); ok {
			return at.Add(d), true
		}
	}
	hit := clockTime.FindStringSubmatch(rest)
	if hit == nil {
		return time.Time{}, false
	}
	if hit[2] == "" && hit[3] == "" && hit[4] == "" {
		return time.Time{}, false // "by 3" may be anything
	}
	return timeOfDay(hit[1], hit[2], hit[3], hit[4], at, zone)
}

// length is how long a span is; of a range it is the end.
func length(word, low, high, unit string) (time.Duration, bool) {
	one := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 's': time.Hour, 'd': 24 * time.Hour, 't': 24 * time.Hour}[strings.ToLower(unit)[0]]
	word = strings.ToLower(word)
	if strings.HasPrefix(word, "half") || strings.Contains(word, "halb") {
		return one / 2, true
	}
	n := 1
	if high != "" {
		low = high
	}
	if low != "" {
		var err error
		if n, err = strconv.Atoi(low); err != nil || n == 0 {
			return 0, false
		}
	} else if plural := strings.HasSuffix(strings.ToLower(unit), "s") && word == ""; plural {
		return 0, false // "in the next hours" names no time
	}
	d := time.Duration(n) * one
	return d, d <= longestPromise
}

// timeOfDay is the next moment after at that reads so on a clock in its zone.
func timeOfDay(hour, minute, half, zoneName string, at time.Time, zone *time.Location) (time.Time, bool) {
	h, err := strconv.Atoi(hour)
	if err != nil {
		return time.Time{}, false
	}
	m := 0
	if minute != "" {
		if m, err = strconv.Atoi(minute); err != nil {
			return time.Time{}, false
		}
	}
	switch strings.ToLower(half + " ")[0] {
	case 'a':
		h %= 12
	case 'p':
		h = h%12 + 12
	}
	if h > 23 || m > 59 {
		return time.Time{}, false
	}
	if named, ok := zoneNamed(zoneName); ok {
		zone = named
	}
	if zone == nil {
		zone = time.UTC
	}
	local := at.In(zone)
	due := time.Date(local.Year(), local.Month(), local.Day(), h, m, 0, 0, zone)
	if !due.After(at) {
		due = time.Date(local.Year(), local.Month(), local.Day()+1, h, m, 0, 0, zone)
	}
	return due.UTC(), true
}

// zones are the short names that status pages write, in hours from UTC.
var zones = map[string]float64{
	"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
	"IST": 5.5, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// american are names that mean summer or winter time, whichever holds.
var american = map[string]string{"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}

func zoneNamed(name string) (*time.Location, bool) {
	name = strings.ToUpper(name)
	if hours, ok := zones[name]; ok {
		return time.FixedZone(name, int(hours*3600)), true
	}
	if city, ok := american[name]; ok {
		if zone, err := time.LoadLocation(city); err == nil {
			return zone, true
		}
	}
	if len(name) >= 5 && (name[0] == '+' || name[0] == '-') {
		if t, err := time.Parse("-0700", strings.ReplaceAll(name, ":", "")); err == nil {
			_, offset := t.Zone()
			return time.FixedZone(name, offset), true
		}
	}
	return nil, false
}

// IsZone tells whether a word names a time zone as status pages write it.
func IsZone(name string) bool {
	_, ok := zoneNamed(name)
	return ok
}
