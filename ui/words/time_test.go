package words

import (
	"testing"
	"time"
	_ "time/tzdata" // a test needs zones wherever it runs

	"golang.org/x/text/language"
)

var tuesday = time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)

func TestTimesAreWrittenAsThePersonDoes(t *testing.T) {
	for _, c := range []struct {
		code, place                                   string
		clock, date, dateTime, day, weekday, monthful string
	}{
		{"en", "en-GB", "14:24", "12 May 2026", "12 May 2026, 14:24", "Tue 12 May", "Tue", "May 2026"},
		{"en", "en-US", "2:24\u00a0PM", "May 12, 2026", "May 12, 2026, 2:24\u00a0PM", "Tue, May 12", "Tue", "May 2026"},
		{"en", "en-AU", "2:24\u00a0PM", "12 May 2026", "12 May 2026, 2:24\u00a0PM", "Tue 12 May", "Tue", "May 2026"},
		{"en", "de-DE", "14:24", "12 May 2026", "12 May 2026, 14:24", "Tue 12 May", "Tue", "May 2026"},
		{"en", "fr-FR", "14:24", "12 May 2026", "12 May 2026, 14:24", "Tue 12 May", "Tue", "May 2026"},
		{"en", "en", "14:24", "12 May 2026", "12 May 2026, 14:24", "Tue 12 May", "Tue", "May 2026"},
		{"en", "und", "14:24", "12 May 2026", "12 May 2026, 14:24", "Tue 12 May", "Tue", "May 2026"},
		{"de", "de-DE", "14:24", "12. Mai 2026", "12. Mai 2026, 14:24", "Di 12. Mai", "Di", "Mai 2026"},
		{"de", "en-US", "14:24", "12. Mai 2026", "12. Mai 2026, 14:24", "Di 12. Mai", "Di", "Mai 2026"},
	} {
		t.Run(c.code+" in "+c.place, func(t *testing.T) {
			speak(t, c.code, language.Make(c.place), time.UTC)
			for want, got := range map[string]string{
				c.clock: Clock(tuesday), c.date: Date(tuesday), c.dateTime: DateTime(tuesday),
				c.day: Day(tuesday), c.weekday: Weekday(tuesday), c.monthful: Month(tuesday),
			} {
				if got != want {
					t.Errorf("told %q, want %q", got, want)
				}
			}
		})
	}
}

func TestTheClockSettingWinsOverTheRegion(t *testing.T) {
	speak(t, "en", language.AmericanEnglish, time.UTC)
	for setting, want := range map[bool]string{true: "14:24", false: "2:24\u00a0PM"} {
		for _, code := range []string{"en", "de"} {
			use(code, language.AmericanEnglish, time.UTC, &setting)
			if got := Clock(tuesday); got != want {
				t.Errorf("%s with 24 hours %v: %q, want %q", code, setting, got, want)
			}
		}
	}
}

func TestAMomentIsAsShortAsTellsItFromNow(t *testing.T) {
	speak(t, "en", language.BritishEnglish, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{tuesday.Add(-14 * time.Hour), "00:24"},
		{tuesday.Add(9 * time.Hour), "23:24"},
		{tuesday.Add(10 * time.Hour), "Wed 00:24"},
		{tuesday.Add(-15 * time.Hour), "Mon 23:24"},
		{tuesday.AddDate(0, 0, 6), "Mon 14:24"},
		{tuesday.AddDate(0, 0, -6), "Wed 14:24"},
		{tuesday.AddDate(0, 0, -7), "5 May"},
		{tuesday.AddDate(0, 0, 7), "19 May"},
		{time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC), "31 Dec 2025"},
		{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "1 Jan"},
		{time.Time{}, ""},
	} {
		if got := Moment(c.at, tuesday); got != c.want {
			t.Errorf("%s: told %q, want %q", c.at, got, c.want)
		}
	}
	newYear := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	if got := Moment(newYear.AddDate(0, 0, -4), newYear); got != "Mon 12:00" {
		t.Errorf("within a week, over the year's end: %q", got)
	}
}

// A day is a day of the zone, also when the clocks changed in between.
func TestDaysAreThoseOfTheZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	speak(t, "en", language.BritishEnglish, berlin)
	late := time.Date(2026, 5, 12, 22, 30, 0, 0, time.UTC) // 00:30 on the 13th there
	for want, got := range map[string]string{
		"00:30":       Clock(late),
		"13 May 2026": Date(late),
		"Wed 00:30":   Moment(late, tuesday),
	} {
		if got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	change := time.Date(2026, 3, 29, 12, 0, 0, 0, berlin) // a day of 23 hours
	for n, want := range map[int]string{-6: "Mon 12:00", -7: "22 Mar", 6: "Sat 12:00", 7: "5 Apr"} {
		if got := Moment(change.AddDate(0, 0, n), change); got != want {
			t.Errorf("%d days apart: %q, want %q", n, got, want)
		}
	}
	if Zone() != berlin {
		t.Errorf("the zone is %v", Zone())
	}
}

func TestDurations(t *testing.T) {
	for _, c := range []struct {
		d                        time.Duration
		age, span, deAge, deSpan string
	}{
		{-time.Second, "0s", "0 s", "0s", "0 s"},
		{20 * time.Second, "20s", "20 s", "20s", "20 s"},
		{59900 * time.Millisecond, "59s", "59 s", "59s", "59 s"},
		{2*time.Minute + 29*time.Second, "2m", "2 min", "2m", "2 min"},
		{59*time.Minute + 40*time.Second, "59m", "1 h", "59m", "1 h"},
		{72 * time.Minute, "1h 12m", "1 h 12 min", "1h 12m", "1 h 12 min"},
		{3 * time.Hour, "3h", "3 h", "3h", "3 h"},
		{5*time.Hour + 40*time.Minute, "5h", "5 h 40 min", "5h", "5 h 40 min"},
		{47 * time.Hour, "47h", "47 h", "47h", "47 h"},
		{12*24*time.Hour + time.Hour, "12d", "12 days", "12d", "12 d"},
	} {
		speak(t, "en", language.English, time.UTC)
		if Age(c.d) != c.age || Span(c.d) != c.span {
			t.Errorf("%s: %q and %q, want %q and %q", c.d, Age(c.d), Span(c.d), c.age, c.span)
		}
		speak(t, "de", language.German, time.UTC)
		if Age(c.d) != c.deAge || Span(c.d) != c.deSpan {
			t.Errorf("%s in German: %q and %q, want %q and %q", c.d, Age(c.d), Span(c.d), c.deAge, c.deSpan)
		}
	}
}
