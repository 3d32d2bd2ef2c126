package journey

import (
	"regexp"
	"time"
)

// earliestStart is how long before its first update a stated start is believed:
// what lies further back is a wrong day or zone more often than the truth.
const earliestStart = 6 * time.Hour

const clockPattern = `(\d{1,2})[:.](\d{2})\s*(a\.?m\b\.?|p\.?m\b\.?)?\s*(?:uhr\s*)?\(?([A-Z]{1,4}\b)?\)?`

// windows are sentences that state when it began: "From 16:24-16:43 UTC",
// "between 10:05 and 11:15 UTC", "starting at 09:12 UTC", "seit 13:52 Uhr".
var windows = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:from|between|zwischen|von)\s+(?:approximately\s+|about\s+|around\s+|etwa\s+)?` + clockPattern +
		`\s*(?:-|–|—|to|and|until|till|through|und|bis)\s*(?:approximately\s+|about\s+|around\s+|etwa\s+)?` + clockPattern),
	regexp.MustCompile(`(?i)\b(?:start(?:ing|ed)|beg(?:an|inning|inn)|since|as\s+of|seit|ab)\s+(?:at\s+|um\s+)?(?:approximately\s+|about\s+|around\s+|etwa\s+)?` + clockPattern),
}

// Stated reads from a text when customers began to be affected. first is the
// first update: a start lies before it, and not by more than six hours. It
// answers false where the text states none.
func Stated(text string, first time.Time, zone *time.Location) (time.Time, bool) {
	text = clean(text)
	for _, pattern := range windows {
		for _, hit := range pattern.FindAllStringSubmatch(text, 8) {
			half, named := hit[3], hit[4]
			if len(hit) > 8 {
				// "from 3:05 to 3:20 PM PST" says both for both.
				if half == "" {
					half = hit[7]
				}
				if named == "" {
					named = hit[8]
				}
			}
			// The last such time of day at or before the first update.
			start, ok := timeOfDay(hit[1], hit[2], half, named, first.Add(-24*time.Hour), zone)
			if ok && !start.After(first) && first.Sub(start) <= earliestStart {
				return start, true
			}
		}
	}
	return time.Time{}, false
}
