package words

import (
	"fmt"
	"time"
)

// Clock is the time of day: 14:24, or 2:24 PM.
func Clock(t time.Time) string { return in(t, (*spoken).clock) }

// Date is a day with its year: 12 May 2025, May 12, 2025 or 12. Mai 2025.
func Date(t time.Time) string { return in(t, (*spoken).date) }

// DateTime is a day with its year, and the time of day.
func DateTime(t time.Time) string {
	return in(t, func(s *spoken, t time.Time) string { return s.date(t) + ", " + s.clock(t) })
}

// Day is a day of this year with its weekday: Tue 12 May, Tue, May 12 or Di 12. Mai.
func Day(t time.Time) string {
	return in(t, func(s *spoken, t time.Time) string {
		gap := " "
		if s.order == monthFirst {
			gap = ", "
		}
		return s.names.days[t.Weekday()] + gap + s.day(t)
	})
}

// Weekday is a short weekday: Tue, Di.
func Weekday(t time.Time) string {
	return in(t, func(s *spoken, t time.Time) string { return s.names.days[t.Weekday()] })
}

// Month is a month with its year: May 2025, Mai 2025.
func Month(t time.Time) string {
	return in(t, func(s *spoken, t time.Time) string {
		return s.names.months[t.Month()-1] + " " + t.Format("2006")
	})
}

// Moment is as short as tells it from now: 14:24 today, Tue 14:24 within six
// days, 12 May this year, 12 May 2024 else.
func Moment(t, from time.Time) string {
	return in(t, func(s *spoken, t time.Time) string {
		from := from.In(s.zone)
		apart := days(t) - days(from)
		switch {
		case apart == 0:
			return s.clock(t)
		case -7 < apart && apart < 7:
			return s.names.days[t.Weekday()] + " " + s.clock(t)
		case t.Year() == from.Year():
			return s.day(t)
		}
		return s.date(t)
	})
}

// in tells a time in the zone of the setting; the zero time is no time.
func in(t time.Time, tell func(*spoken, time.Time) string) string {
	if t.IsZero() {
		return ""
	}
	mu.RLock()
	defer mu.RUnlock()
	return tell(now, t.In(now.zone))
}

func (s *spoken) clock(t time.Time) string {
	if s.clock24 {
		return t.Format("15:04")
	}
	return t.Format("3:04\u00a0PM")
}

// day is a day without its year.
func (s *spoken) day(t time.Time) string {
	month := s.names.short[t.Month()-1]
	switch s.order {
	case monthFirst:
		return fmt.Sprintf("%s %d", month, t.Day())
	case dayDot:
		return fmt.Sprintf("%d. %s", t.Day(), month)
	}
	return fmt.Sprintf("%d %s", t.Day(), month)
}

func (s *spoken) date(t time.Time) string {
	if s.order == monthFirst {
		return fmt.Sprintf("%s, %d", s.day(t), t.Year())
	}
	return fmt.Sprintf("%s %d", s.day(t), t.Year())
}

// days counts calendar days, whatever daylight saving does to their length.
func days(t time.Time) int {
	year, month, day := t.Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Age is a short duration for a row: 20s, 2m, 1h 12m, 5h, 12d.
func Age(d time.Duration) string {
	d = max(d, 0)
	minutes := int(d / time.Minute)
	switch {
	case d < time.Minute:
		return T("{{.Seconds}}s", Data{"Seconds": int(d / time.Second)})
	case minutes < 60:
		return T("{{.Minutes}}m", Data{"Minutes": minutes})
	case minutes < 5*60 && minutes%60 != 0:
		return T("{{.Hours}}h {{.Minutes}}m", Data{"Hours": minutes / 60, "Minutes": minutes % 60})
	case minutes < 48*60:
		return T("{{.Hours}}h", Data{"Hours": minutes / 60})
	}
	return T("{{.Days}}d", Data{"Days": minutes / (24 * 60)})
}

// Span is a duration in a sentence: 45 s, 6 min, 2 h 5 min, 3 days.
func Span(d time.Duration) string {
	d = max(d, 0)
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch {
	case d < time.Minute:
		return T("{{.Seconds}} s", Data{"Seconds": int(d / time.Second)})
	case minutes < 60:
		return T("{{.Minutes}} min", Data{"Minutes": minutes})
	case minutes < 48*60 && minutes%60 != 0:
		return T("{{.Hours}} h {{.Minutes}} min", Data{"Hours": minutes / 60, "Minutes": minutes % 60})
	case minutes < 48*60:
		return T("{{.Hours}} h", Data{"Hours": minutes / 60})
	}
	return N("{{.Count}} days", minutes/(24*60))
}
