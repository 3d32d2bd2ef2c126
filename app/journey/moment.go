package journey

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// numbers are those that people write out.
var numbers = map[string]float64{
	"a": 1, "an": 1, "one": 1, "next": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90,
	"ein": 1, "eine": 1, "einer": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "acht": 8, "zehn": 10, "zwölf": 12,
	"fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfundvierzig": 45, "sechzig": 60, "neunzig": 90,
	"anderthalb": 1.5, "eineinhalb": 1.5, "half": 0.5, "half an": 0.5, "half a": 0.5, "einer halben": 0.5, "eine halbe": 0.5, "halbe": 0.5, "halben": 0.5,
}

const amount = `(?:(half\s+an?|half|einer?\s+halben?|halben?|forty-five|f(?:ü|ue)nfundvierzig|[a-zäöüß]{1,10})\s+|(\d{1,6}(?:[.,]\d)?)\s*(?:(?:-|–|to|bis|or|oder)\s*(\d{1,6}(?:[.,]\d)?)\s*)?-?)?`

var (
	// lengths are "in 30 minutes", "within the next hour", "every two hours".
	lengths = re(`\b(?:in|within|every|after|innerhalb(?:\s+von)?|alle|binnen|jede)\s+` +
		`(?:the\s+next\s+|at\s+most\s+|at\s+least\s+|less\s+than\s+|the\s+|about\s+|around\s+|approximately\s+|approx\.?\s+|roughly\s+|another\s+|de[nr]\s+n(?:ä|ae)chsten\s+|etwa\s+|ca\.?\s+|rund\s+|ungef(?:ä|ae)hr\s+|h(?:ö|oe)chstens\s+|sp(?:ä|ae)testens\s+|[~≈]\s*)*` +
		amount + `(minutes?|mins?|minuten?|m|hours?|hrs?|h|std|stunden?|days?|tage?n?|viertelstunde|dreiviertelstunde)\b`)
	regular = re(`\b(half-?\s?hourly|hourly|daily|halbst(?:ü|ue)ndlich|st(?:ü|ue)ndlich|t(?:ä|ae)glich)\b`)
	// clockTime are "14:30 UTC", "3 PM", "15 Uhr 30".
	clockTime = re(`(?:^|[^\d.:,/+-])(\d{1,2})(?:([:.h])(\d{2})(?::\d{2})?)?\s*(?:(a\.?m\b\.?|p\.?m\b\.?)|uhr\b(?:\s*(\d{2})\b)?|)\s*\(?((?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,5}\b)?`)
	military  = re(`(?:^|[^\d])([01]\d|2[0-3])([0-5]\d)\s*\(?(utc|gmt|z|cest|cet|mesz|mez|bst|[ecmp][ds]?t)\b`)
	halves    = re(`\b(noon|midday|midnight|mittags?|mitternacht)\b`)
	// beside tells a time that was from one that will be.
	beside = re(`(?:since|from|seit|von|between|zwischen|began\s+at|started\s+at|begann\s+um)\s*$`)
	before = re(`(?:by|at|before|around|about|than|until|um|bis|gegen|testens|uhr)\s*(?:about\s+|around\s+|approximately\s+)?$`)
)

// promiseIn reads the first moment that a text names.
func promiseIn(rest string, at time.Time, zone *time.Location) (Promise, bool) {
	day, spared, dated := dayIn(rest, at.In(zone))
	begin, length, ok := lengthIn(spared)
	hour, minute, named, begins, clock := clockIn(spared)
	switch {
	case ok && (!clock || begin < begins) && !dated:
		return Promise{Due: at.Add(length).UTC()}, length > 0 && length <= longestPromise
	case dated:
		if named == nil {
			named = zone
		}
		due := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, named)
		if !clock {
			due = time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone).Add(-time.Minute)
		}
		return Promise{Due: due.UTC()}, due.Sub(at).Abs() <= longestPromise
	case clock:
		if named == nil {
			named = zone
		}
		return Promise{Due: nextClock(hour, minute, at, named), Clock: true}, true
	}
	return Promise{}, false
}

// lengthIn finds a span and where it stands.
func lengthIn(text string) (int, time.Duration, bool) {
	if hit := lengths.FindStringSubmatchIndex(text); hit != nil {
		part := func(n int) string {
			if hit[2*n] < 0 {
				return ""
			}
			return text[hit[2*n]:hit[2*n+1]]
		}
		d, ok := length(part(1), part(2), part(3), part(4))
		return hit[0], d, ok
	}
	if hit := regular.FindStringIndex(text); hit != nil {
		word := strings.ToLower(text[hit[0]:hit[1]])
		switch {
		case strings.HasPrefix(word, "hal"):
			return hit[0], time.Hour / 2, true
		case strings.HasPrefix(word, "h") || strings.HasPrefix(word, "st"):
			return hit[0], time.Hour, true
		}
		return hit[0], 24 * time.Hour, true
	}
	return 0, 0, false
}

// length is how long a span is; of a range it is the end.
func length(word, low, high, unit string) (time.Duration, bool) {
	unit = strings.ToLower(unit)
	one := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 's': time.Hour, 'd': 24 * time.Hour, 't': 24 * time.Hour, 'v': time.Hour / 4}[unit[0]]
	if strings.HasPrefix(unit, "drei") {
		one = 45 * time.Minute
	}
	n, ok := 1.0, true
	switch word = strings.Join(strings.Fields(strings.ToLower(word)), " "); {
	case high != "" || low != "":
		if high != "" {
			low = high
		}
		var err error
		if n, err = strconv.ParseFloat(strings.ReplaceAll(low, ",", "."), 64); err != nil {
			return 0, false
		}
	case word != "":
		n, ok = numbers[strings.ReplaceAll(strings.ReplaceAll(word, "fuenf", "fünf"), "zwoelf", "zwölf")]
	default:
		// "in the next hours" names no time.
		ok = !strings.HasSuffix(unit, "s") && unit != "minuten" && unit != "stunden" && unit != "tage" && unit != "tagen" && len(unit) > 2
	}
	if !ok || n <= 0 || n*one.Hours() > longestPromise.Hours() {
		return 0, false
	}
	return time.Duration(n * float64(one)), true
}

// clockIn finds the first time of day that is to come, its zone where one is named.
func clockIn(text string) (hour, minute int, zone *time.Location, begin int, ok bool) {
	for _, hit := range clockTime.FindAllStringSubmatchIndex(text, 4) {
		part := func(n int) string {
			if hit[2*n] < 0 {
				return ""
			}
			return text[hit[2*n]:hit[2*n+1]]
		}
		if beside.MatchString(text[:hit[2]]) {
			continue
		}
		zone, named := zoneNamed(strings.ReplaceAll(part(6), " ", ""))
		said := strings.ToLower(text[hit[0]:hit[1]])
		uhr := strings.Contains(said, "uhr")
		switch {
		case part(2) == ":" || part(2) == "h" || part(2) == "H", part(4) != "", uhr:
		case part(2) == "." && (named || before.MatchString(text[:hit[2]])):
		case part(2) == "" && named:
		default:
			continue // "by 3" may be anything
		}
		minutes := part(3)
		if minutes == "" {
			minutes = part(5)
		}
		h, m, read := timeOn(part(1), minutes, part(4))
		if !read {
			continue
		}
		if !named {
			zone = nil
		}
		return h, m, zone, hit[2], true
	}
	if hit := military.FindStringSubmatchIndex(text); hit != nil {
		if zone, named := zoneNamed(text[hit[6]:hit[7]]); named {
			h, m, _ := timeOn(text[hit[2]:hit[3]], text[hit[4]:hit[5]], "")
			return h, m, zone, hit[2], true
		}
	}
	if hit := halves.FindStringSubmatchIndex(text); hit != nil {
		if named, ok := zoneNamed(firstWord(text[hit[1]:])); ok {
			zone = named
		}
		h := 12
		if w := strings.ToLower(text[hit[2]:hit[3]]); strings.HasPrefix(w, "midn") || strings.HasPrefix(w, "mitter") {
			h = 0
		}
		return h, 0, zone, hit[0], true
	}
	return 0, 0, nil, 0, false
}

func firstWord(text string) string {
	if words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.;()", r) }); len(words) > 0 {
		return words[0]
	}
	return ""
}

// timeOn reads hours, minutes and the half of the day.
func timeOn(hour, minute, half string) (h, m int, ok bool) {
	h, err := strconv.Atoi(hour)
	if err != nil {
		return 0, 0, false
	}
	if minute != "" {
		if m, err = strconv.Atoi(minute); err != nil {
			return 0, 0, false
		}
	}
	switch strings.ToLower(half + " ")[0] {
	case 'a':
		h %= 12
	case 'p':
		h = h%12 + 12
	}
	return h, m, h <= 23 && m <= 59
}

// nextClock is the next moment after at that reads so on a clock in a zone.
func nextClock(h, m int, at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	due := time.Date(local.Year(), local.Month(), local.Day(), h, m, 0, 0, zone)
	if !due.After(at) {
		due = time.Date(local.Year(), local.Month(), local.Day()+1, h, m, 0, 0, zone)
	}
	return due.UTC()
}

// timeOfDay is the next moment after at that reads so on a clock in its zone.
func timeOfDay(hour, minute, half, zoneName string, at time.Time, zone *time.Location) (time.Time, bool) {
	h, m, ok := timeOn(hour, minute, half)
	if !ok {
		return time.Time{}, false
	}
	if named, ok := zoneNamed(zoneName); ok {
		zone = named
	}
	if zone == nil {
		zone = time.UTC
	}
	return nextClock(h, m, at, zone), true
}

const months = `(jan|feb|m(?:ä|ae|a)r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]*\.?`

var (
	isoDay   = regexp.MustCompile(`\b(20\d{2})-(\d{2})-(\d{2})(?:T|\b)`)
	dayFirst = re(`\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?` + months + `(?:,?\s+(20\d{2}))?`)
	dayLast  = re(`\b` + months + `\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(20\d{2})\b)?`)
	dotted   = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(20\d{2})?`)
	relative = re(`\b(tomorrow|morgen|today|heute)\b`)
	weekday  = re(`\b(?:next\s+|n(?:ä|ae)chsten\s+|this\s+|diesen\s+)?(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b`)
)

// dayIn finds the day that a text names and gives the text without it.
func dayIn(text string, at time.Time) (day time.Time, spared string, ok bool) {
	for _, read := range []func(string, time.Time) (time.Time, []int, bool){readISO, readDayFirst, readDayLast, readDotted, readRelative, readWeekday} {
		if day, span, ok := read(text, at); ok {
			return day, text[:span[0]] + strings.Repeat(" ", span[1]-span[0]) + text[span[1]:], true
		}
	}
	return time.Time{}, text, false
}

func readISO(text string, at time.Time) (time.Time, []int, bool) {
	hit := isoDay.FindStringSubmatchIndex(text)
	if hit == nil {
		return time.Time{}, nil, false
	}
	return dayOf(text[hit[2]:hit[3]], text[hit[6]:hit[7]], number(text[hit[4]:hit[5]]), at, hit)
}

func readDayFirst(text string, at time.Time) (time.Time, []int, bool) {
	hit := dayFirst.FindStringSubmatchIndex(text)
	if hit == nil {
		return time.Time{}, nil, false
	}
	return dayOf(group(text, hit, 3), group(text, hit, 1), monthOf(group(text, hit, 2)), at, hit)
}

func readDayLast(text string, at time.Time) (time.Time, []int, bool) {
	hit := dayLast.FindStringSubmatchIndex(text)
	if hit == nil {
		return time.Time{}, nil, false
	}
	return dayOf(group(text, hit, 3), group(text, hit, 2), monthOf(group(text, hit, 1)), at, hit)
}

func readDotted(text string, at time.Time) (time.Time, []int, bool) {
	hit := dotted.FindStringSubmatchIndex(text)
	if hit == nil {
		return time.Time{}, nil, false
	}
	return dayOf(group(text, hit, 3), group(text, hit, 1), number(group(text, hit, 2)), at, hit)
}

func readRelative(text string, at time.Time) (time.Time, []int, bool) {
	hit := relative.FindStringIndex(text)
	if hit == nil {
		return time.Time{}, nil, false
	}
	switch strings.ToLower(text[hit[0]:hit[1]]) {
	case "today", "heute":
		return at, hit, true
	}
	return at.AddDate(0, 0, 1), hit, true
}

// readWeekday takes the next such day; today's name means today.
func readWeekday(text string, at time.Time) (time.Time, []int, bool) {
	hit := weekday.FindStringIndex(text)
	if hit == nil {
		return time.Time{}, nil, false
	}
	said := strings.ToLower(text[hit[0]:hit[1]])
	for n, names := range [][2]string{{"sunday", "sonntag"}, {"monday", "montag"}, {"tuesday", "dienstag"}, {"wednesday", "mittwoch"}, {"thursday", "donnerstag"}, {"friday", "freitag"}, {"saturday", "samstag"}} {
		if strings.HasSuffix(said, names[0]) || strings.HasSuffix(said, names[1]) {
			return at.AddDate(0, 0, (n-int(at.Weekday())+7)%7), hit, true
		}
	}
	return time.Time{}, nil, false
}

func group(text string, hit []int, n int) string {
	if hit[2*n] < 0 {
		return ""
	}
	return text[hit[2*n]:hit[2*n+1]]
}

// number reads up to four digits; what is none is 0.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// monthOf reads a month from its first letters in English or German.
func monthOf(name string) int {
	name = strings.NewReplacer("ä", "a", "ae", "a").Replace(strings.ToLower(name))
	for n, begins := range []string{"jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "de"} {
		if strings.HasPrefix(name, begins) && (n != 4 || name != "mar") {
			return n + 1
		}
	}
	return 0
}

// dayOf makes a day; without a year it is the one nearest to at.
func dayOf(year, day string, month int, at time.Time, span []int) (time.Time, []int, bool) {
	d := number(day)
	if month < 1 || month > 12 || d < 1 || d > 31 {
		return time.Time{}, nil, false
	}
	y := number(year)
	if y == 0 {
		y = at.Year()
		switch made := time.Date(y, time.Month(month), d, 12, 0, 0, 0, at.Location()); {
		case made.Sub(at) > 183*24*time.Hour:
			y--
		case at.Sub(made) > 183*24*time.Hour:
			y++
		}
	}
	return time.Date(y, time.Month(month), d, 0, 0, 0, 0, at.Location()), span[:2], true
}
