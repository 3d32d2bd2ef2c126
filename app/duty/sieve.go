package duty

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// The bounds of a calendar from outside.
const (
	maxCalendar  = 8 << 20 // bytes
	maxLine      = 16 << 10
	maxNesting   = 4
	maxEvents    = 20_000
	maxSteps     = 8_000_000 // days looked at for all rules together
	maxIntervals = 50_000
)

// wanted are the properties read; the rest never reaches the decoder.
var wanted = map[string]bool{
	"BEGIN": true, "END": true, "UID": true, "SUMMARY": true, "ATTENDEE": true, "STATUS": true,
	"DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true,
	"RECURRENCE-ID": true, "TZID": true, "TZOFFSETFROM": true, "TZOFFSETTO": true,
}

// contentLine is a line the decoder can take: it panics on a parameter that
// nothing follows, and is slow on long quoted ones.
var contentLine = regexp.MustCompile(`^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$`)

// sieve unfolds a calendar and leaves what is wanted, one property per line.
// It refuses what is too large, too deep or no calendar.
func sieve(raw []byte) ([]byte, error) {
	if len(raw) > maxCalendar {
		return nil, fmt.Errorf("the calendar is larger than %d MB", maxCalendar>>20)
	}
	raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), "\r\n\t ")
	if len(raw) < 15 || !strings.EqualFold(string(raw[:15]), "BEGIN:VCALENDAR") {
		return nil, fmt.Errorf("this is no iCalendar file: it does not begin with BEGIN:VCALENDAR")
	}
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	unfold := strings.NewReplacer("\n ", "", "\n\t", "")
	depth, ended := 0, false
	var out bytes.Buffer
	for line := range strings.SplitSeq(unfold.Replace(string(raw)), "\n") {
		line = strings.TrimRight(line, "\r")
		if len(line) > maxLine || ended {
			continue
		}
		m := contentLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := strings.ToUpper(m[1])
		switch name {
		case "BEGIN":
			depth++
		case "END":
			depth--
		}
		if depth > maxNesting || depth < 0 {
			return nil, fmt.Errorf("the calendar's parts do not nest as they should")
		}
		ended = depth == 0
		if wanted[name] {
			out.WriteString(line)
			out.WriteByte('\n')
		}
	}
	if depth != 0 {
		return nil, fmt.Errorf("the calendar breaks off before its end")
	}
	return out.Bytes(), nil
}
