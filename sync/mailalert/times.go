package mailalert

import (
	"strings"
	"time"
)

// How far a time in a mail may lie from the mail's arrival to be believed.
const (
	oldest = 7 * 24 * time.Hour
	newest = 15 * time.Minute
)

// believed gives t in UTC if it lies near the mail's arrival, else zero.
func (m *mail) believed(t time.Time) time.Time {
	if t.IsZero() || m.received.Sub(t) > oldest || t.Sub(m.received) > newest {
		return time.Time{}
	}
	return t.UTC()
}

// eventTime is the Date header, if it can be believed.
func (m *mail) eventTime() time.Time { return m.believed(m.date) }

// started reads a time written in the body by the first layout that fits. A
// time without a zone is in that of the Date header: the sender's own.
func (m *mail) started(text string, layouts []string) time.Time {
	text = strings.Join(strings.Fields(clip(text, 200)), " ")
	zone := time.UTC
	if !m.date.IsZero() {
		zone = m.date.Location()
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, text, zone)
		if err != nil {
			continue
		}
		// Go gives an abbreviation it does not know ("CEST") an offset of 0.
		if name, offset := t.Zone(); offset == 0 && strings.Contains(layout, "MST") && !strings.Contains(layout, "-07") && !isUTC(name) {
			t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
		}
		return m.believed(t)
	}
	return time.Time{}
}

func isUTC(name string) bool { return name == "UTC" || name == "GMT" || name == "Z" || name == "WET" }
