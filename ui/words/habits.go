package words

import (
	"slices"

	"golang.org/x/text/language"
)

// order is how a date's parts follow each other.
type order int

const (
	dayFirst   order = iota // 12 May 2025
	monthFirst              // May 12, 2025
	dayDot                  // 12. Mai 2025
)

// names are those of the calendar; x/text has none.
type names struct {
	months, short [12]string
	days          [7]string
}

var calendar = map[string]names{
	"en": {
		months: [12]string{"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December"},
		short: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		days:  [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	},
	"de": {
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni",
			"Juli", "August", "September", "Oktober", "November", "Dezember"},
		short: [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		days:  [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
	},
}

// Regions that put the month first, and those that count hours to twelve (CLDR's
// timeData, preferred "h"), when they write English or a language we do not have.
var (
	monthsFirst = []string{"US", "CA", "PH", "PR", "GU", "VI", "AS", "MP", "UM", "FM", "MH", "PW"}
	twelveHours = []string{"US", "CA", "AU", "NZ", "IN", "PK", "BD", "PH", "MY", "SG", "HK", "TW", "KR", "EG", "SA",
		"AE", "KW", "QA", "BH", "OM", "JO", "LB", "IQ", "SY", "YE", "SD", "LY", "DZ", "TN", "MR", "CO", "MX", "VE",
		"DO", "PA", "PR", "HN", "SV", "NI", "GT", "JM", "TT", "BB", "BS", "BM", "GU", "VI", "AS", "MP", "UM", "FM", "MH",
		"PW", "FJ", "PG", "GH", "NG", "KE", "ZM", "ZW", "MW", "UG", "ET", "GR", "CY", "AL", "NP", "LK"}
)

// habits tells how dates and hours are written: German as Germans do, English as
// the region does, and day first with 24 hours where the region is not known.
func habits(code string, place language.Tag) (order, bool) {
	if code == "de" {
		return dayDot, true
	}
	region, confidence := place.Region()
	if place == language.Und || confidence < language.High {
		return dayFirst, true
	}
	o := dayFirst
	if slices.Contains(monthsFirst, region.String()) {
		o = monthFirst
	}
	return o, !slices.Contains(twelveHours, region.String())
}
