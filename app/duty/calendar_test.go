package duty

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// file wraps events into a calendar, with the line ends of the standard.
func file(parts ...string) []byte {
	text := "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n" + strings.Join(parts, "\n") + "\nEND:VCALENDAR\n"
	return []byte(strings.ReplaceAll(text, "\n", "\r\n"))
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\nUID:a@test\nDTSTAMP:20260101T000000Z\n" + strings.Join(lines, "\n") + "\nEND:VEVENT"
}

const outlookZone = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE`

// TestParse lists shifts in March 2026 (DST began in Berlin on the 29th), in UTC.
func TestParse(t *testing.T) {
	cases := []struct {
		name  string
		raw   []byte
		match string
		want  []string
	}{
		{"one, in UTC", file(event("DTSTART:20260310T080000Z", "DTEND:20260310T160000Z")), "", []string{"10 08:00 - 10 16:00"}},
		{"in a named zone", file(event("DTSTART;TZID=America/New_York:20260310T080000", "DTEND;TZID=America/New_York:20260310T160000")), "", []string{"10 12:00 - 10 20:00"}},
		{"floating: the reader's zone", file(event("DTSTART:20260310T080000", "DURATION:PT8H")), "", []string{"10 07:00 - 10 15:00"}},
		{"a whole day", file(event("DTSTART;VALUE=DATE:20260310")), "", []string{"09 23:00 - 10 23:00"}},
		{"whole days over a DST change", file(event("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260330")), "", []string{"27 23:00 - 29 22:00"}},
		{"weekly on the wall over a DST change", file(event("DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=Europe/Berlin:20260303T090000", "RRULE:FREQ=WEEKLY")), "",
			[]string{"02 08:00 - 03 08:00", "09 08:00 - 10 08:00", "16 08:00 - 17 08:00", "23 08:00 - 24 08:00", "30 07:00 - 31 07:00"}},
		{"nine to nine over the DST night", file(event("DTSTART;TZID=Europe/Berlin:20260328T210000", "DTEND;TZID=Europe/Berlin:20260329T090000")), "", []string{"28 20:00 - 29 07:00"}},
		{"an old rotation", file(event("DTSTART:20010101T000000Z", "DTEND:20010108T000000Z", "RRULE:FREQ=WEEKLY;INTERVAL=3")), "",
			[]string{"09 00:00 - 16 00:00", "30 00:00 - 06 00:00"}},
		{"several days a week", file(event("DTSTART:20200101T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260312T235959Z")), "",
			[]string{"03 10:00 - 03 11:00", "05 10:00 - 05 11:00", "10 10:00 - 10 11:00", "12 10:00 - 12 11:00"}},
		{"until a day", file(event("DTSTART:20260309T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20260310")), "", []string{"09 10:00 - 09 11:00", "10 10:00 - 10 11:00"}},
		{"count", file(event("DTSTART:20260227T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4")), "", []string{"01 10:00 - 01 11:00", "02 10:00 - 02 11:00"}},
		{"exceptions, several in a line", file(event("DTSTART;TZID=Europe/Berlin:20260309T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4",
			"EXDATE;TZID=Europe/Berlin:20260310T100000,20260311T100000")), "", []string{"09 09:00 - 09 10:00", "12 09:00 - 12 10:00"}},
		{"extra dates", file(event("DTSTART:20260309T100000Z", "DURATION:PT1H", "RDATE:20260315T100000Z,20260316T100000Z/PT2H")), "",
			[]string{"09 10:00 - 09 11:00", "15 10:00 - 15 11:00", "16 10:00 - 16 11:00"}},
		{"a swapped shift", file(
			event("SUMMARY:Kim", "DTSTART:20260302T000000Z", "DURATION:P7D", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"),
			event("SUMMARY:Alex", "RECURRENCE-ID:20260316T000000Z", "DTSTART:20260316T000000Z", "DURATION:P7D")), "kim", []string{"02 00:00 - 09 00:00"}},
		{"a moved shift", file(
			event("DTSTART:20260309T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2"),
			event("RECURRENCE-ID:20260310T100000Z", "DTSTART:20260310T180000Z", "DURATION:PT1H")), "", []string{"09 10:00 - 09 11:00", "10 18:00 - 10 19:00"}},
		{"a cancelled one", file(
			event("DTSTART:20260309T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2"),
			event("RECURRENCE-ID:20260310T100000Z", "DTSTART:20260310T100000Z", "DURATION:PT1H", "STATUS:CANCELLED")), "", []string{"09 10:00 - 09 11:00"}},
		{"match by attendee", file(
			event(`ATTENDEE;CN="Kim, the first":mailto:kim@example.org`, "DTSTART:20260310T080000Z", "DURATION:PT1H"),
			event("ATTENDEE:mailto:alex@example.org", "DTSTART:20260311T080000Z", "DURATION:PT1H")), "KIM@example", []string{"10 08:00 - 10 09:00"}},
		{"shifts that touch are one", file(event("DTSTART:20260310T080000Z", "DURATION:PT8H"), event("DTSTART:20260310T160000Z", "DURATION:PT8H")), "", []string{"10 08:00 - 11 00:00"}},
		{"a zone of its own", file(outlookZone, event("DTSTART;TZID=W. Europe Standard Time:20260327T090000", "DTEND;TZID=W. Europe Standard Time:20260327T170000", "RRULE:FREQ=DAILY;INTERVAL=3")), "",
			[]string{"27 08:00 - 27 16:00", "30 07:00 - 30 15:00"}},
		{"folded lines", []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:202603\r\n 10T080000Z\r\nDURATION:P\r\n\tT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), "", []string{"10 08:00 - 10 09:00"}},
		{"plain line ends and a byte order mark", append([]byte("\xef\xbb\xbf"), []byte(strings.ReplaceAll(string(file(event("DTSTART:20260310T080000Z", "DURATION:PT1H"))), "\r", ""))...), "", []string{"10 08:00 - 10 09:00"}},
		{"one that began before and lasts", file(event("DTSTART:20251201T000000Z", "DTEND:20260305T000000Z")), "", []string{"01 00:00 - 05 00:00"}},
		{"a moment is no shift", file(event("DTSTART:20260310T080000Z")), "", nil},
		{"empty", file(), "", nil},
	}
	from, to := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			shifts, skipped, err := Parse(c.raw, c.match, from, to, zoneOf(t, "Europe/Berlin"))
			if err != nil || len(skipped) > 0 {
				t.Fatalf("error %v, skipped %q", err, skipped)
			}
			var got []string
			for _, s := range shifts {
				got = append(got, latest(s.Start, from).Format("02 15:04")+" - "+s.End.Format("02 15:04"))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func TestParseRefusesWhatIsNoCalendar(t *testing.T) {
	deep := strings.Repeat("BEGIN:VEVENT\n", 100_000)
	for name, c := range map[string]struct{ raw, want string }{
		"a login page":   {"<html>Sign in</html>", "no iCalendar file"},
		"nothing":        {"", "no iCalendar file"},
		"truncated":      {string(file(event("DTSTART:20260310T080000Z")))[:90], "breaks off"},
		"nested":         {"BEGIN:VCALENDAR\n" + deep, "nest"},
		"unbalanced":     {"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR", ""},
		"wrong end":      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VTODO\nEND:VCALENDAR", "expected END"},
		"too large":      {"BEGIN:VCALENDAR\n" + strings.Repeat("X", maxCalendar), "larger than"},
		"too many":       {string(file(strings.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", maxEvents+1))), "events"},
		"a bare param":   {"BEGIN:VCALENDAR\nDTSTART;A=b\nSUMMARY;X=\"a\"b:c\nEND:VCALENDAR", ""},
		"a long param":   {"BEGIN:VCALENDAR\nDTSTART;A=\"" + strings.Repeat("x", 4<<20) + "\":1\nEND:VCALENDAR", ""},
		"wrong encoding": {"BEGIN:VCALENDAR\nSUMMARY:\xff\xfe\nEND:VCALENDAR", ""},
	} {
		_, _, err := Parse([]byte(c.raw), "", time.Unix(0, 0), time.Unix(1<<31, 0), time.UTC)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

func TestParseSkipsWhatItCannotRead(t *testing.T) {
	good := event("DTSTART:20260310T080000Z", "DURATION:PT1H")
	for name, c := range map[string]struct{ event, want string }{
		"no start":          {event("SUMMARY:x"), "without a start"},
		"a bad start":       {event("DTSTART:yesterday", "DURATION:PT1H"), "yesterday"},
		"year 1":            {event("DTSTART:00010101T000000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"), "out of range"},
		"an unknown zone":   {event("DTSTART;TZID=Nowhere:20260310T080000", "DURATION:PT1H"), "Nowhere"},
		"by the second":     {event("DTSTART:20260310T080000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"), "by the minute"},
		"an endless one":    {event("DTSTART:19700101T000000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY;BYHOUR=5;INTERVAL=24"), "not understood"},
		"too fine":          {event("DTSTART:20260310T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9"), "too finely"},
		"a wrong rule":      {event("DTSTART:20260310T080000Z", "DURATION:PT1H", "RRULE:FREQ=WHENEVER"), "WHENEVER"},
		"a wrong exception": {event("DTSTART:20260310T080000Z", "DURATION:PT1H", "EXDATE:never"), "never"},
		"a thousand years":  {event("DTSTART:20260310T080000Z", "DTEND:21260310T080000Z"), "ten years"},
	} {
		shifts, skipped, err := Parse(file(c.event, good), "", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), time.UTC)
		if err != nil || len(shifts) != 1 || !strings.Contains(strings.Join(skipped, " "), c.want) {
			t.Errorf("%s: %v, skipped %q (want %q), error %v", name, shifts, skipped, c.want, err)
		}
	}
}

// FuzzParse checks that no file panics or hangs, and that shifts come in
// order, apart and within what was asked for.
func FuzzParse(f *testing.F) {
	f.Add(file(outlookZone, event("DTSTART;TZID=W. Europe Standard Time:20260327T090000", "DTEND;TZID=W. Europe Standard Time:20260327T170000", "RRULE:FREQ=DAILY;INTERVAL=3")), "")
	f.Add(file(event("SUMMARY:Kim", "DTSTART;VALUE=DATE:20260310", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;UNTIL=20270101", "EXDATE;VALUE=DATE:20260410"), event("RECURRENCE-ID:20260310", "DTSTART:20260311T000000", "DURATION:-P1W")), "kim")
	for _, freq := range []string{"HOURLY;INTERVAL=12", "DAILY;BYMONTH=2;BYMONTHDAY=30", "YEARLY;BYWEEKNO=53;BYDAY=5MO", "YEARLY;BYYEARDAY=-366;BYEASTER=1", "WEEKLY;WKST=SU;BYHOUR=9,21;COUNT=0"} {
		f.Add(file(event("DTSTART;TZID=Europe/Berlin:19700101T090000", "DURATION:PT12H", fmt.Sprintf("RRULE:FREQ=%s", freq))), "")
	}
	from, to := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, raw []byte, match string) {
		shifts, _, err := Parse(raw, match, from, to, zoneOf(t, "Europe/Berlin"))
		if err != nil {
			return
		}
		for n, s := range shifts {
			if !s.End.After(s.Start) || !s.End.After(from) || !s.Start.Before(to) {
				t.Errorf("no shift between %v and %v: %v", from, to, s)
			}
			if n > 0 && !s.Start.After(shifts[n-1].End) {
				t.Errorf("%v does not follow %v", s, shifts[n-1])
			}
		}
	})
}
