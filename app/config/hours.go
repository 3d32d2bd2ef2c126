package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// hoursText is one span: days or none, start and end.
var hoursText = regexp.MustCompile(`^(?:([a-z,-]+) +)?((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$`)

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// checkHours checks the text of quiet hours: "22:00-07:00",
// "sat,sun 00:00-24:00", "mon-fri 20:00-08:00".
func checkHours(text string) error {
	m := hoursText.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return errors.New("not understood")
	}
	if m[2] == m[3] {
		return errors.New("start and end are the same; a whole day is 00:00-24:00")
	}
	if m[1] == "" {
		return nil
	}
	for part := range strings.SplitSeq(m[1], ",") {
		first, last, ranged := strings.Cut(part, "-")
		if !ranged {
			last = first
		}
		if !slices.Contains(weekdays, first) || !slices.Contains(weekdays, last) {
			return fmt.Errorf("%q is not a day", part)
		}
	}
	return nil
}
