package page

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"turnaround/app/config"
	"turnaround/app/incident"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func hoursOf(t testing.TB, zone string, hours ...string) *Hours {
	t.Helper()
	h, err := NewHours(config.Quiet{Hours: hours, Zone: zone}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestQuietHoursAt writes moments in the zone's wall clock, or with an offset
// where the wall clock says the same hour twice.
func TestQuietHoursAt(t *testing.T) {
	night, weekend := []string{"22:00-07:00"}, []string{"sat,sun 00:00-24:00"}
	cases := []struct {
		name, zone string
		hours      []string
		now        string
		quiet      bool
		until      string
	}{
		{"before the night", "Europe/Berlin", night, "2026-03-10 21:59", false, "2026-03-10 22:00"},
		{"the night begins", "Europe/Berlin", night, "2026-03-10 22:00", true, "2026-03-11 07:00"},
		{"past midnight", "Europe/Berlin", night, "2026-03-11 00:30", true, "2026-03-11 07:00"},
		{"the night ends", "Europe/Berlin", night, "2026-03-11 07:00", false, "2026-03-11 22:00"},
		{"spring: the night is an hour shorter", "Europe/Berlin", night, "2026-03-29 01:30", true, "2026-03-29 07:00"},
		{"autumn: the night is an hour longer", "Europe/Berlin", night, "2026-10-25 01:30", true, "2026-10-25 07:00"},
		{"an hour that is missing is not quiet", "Europe/Berlin", []string{"02:15-02:45"}, "2026-03-29 01:59", false, "2026-03-30 02:15"},
		{"an edge in the missing hour ends with it", "Europe/Berlin", []string{"01:00-02:30"}, "2026-03-29 01:30", true, "2026-03-29 03:00"},
		{"an edge in the missing hour begins after it", "Europe/Berlin", []string{"02:30-05:00"}, "2026-03-29 01:30", false, "2026-03-29 03:00"},
		{"an hour that comes twice: first", "Europe/Berlin", []string{"02:00-02:30"}, "2026-10-25T02:10:00+02:00", true, "2026-10-25T02:30:00+02:00"},
		{"an hour that comes twice: between", "Europe/Berlin", []string{"02:00-02:30"}, "2026-10-25T02:40:00+02:00", false, "2026-10-25T02:00:00+01:00"},
		{"an hour that comes twice: second", "Europe/Berlin", []string{"02:00-02:30"}, "2026-10-25T02:10:00+01:00", true, "2026-10-25T02:30:00+01:00"},
		{"New York springs on another day", "America/New_York", night, "2026-03-08 01:30", true, "2026-03-08 07:00"},
		{"half-hour zone", "Asia/Kolkata", night, "2026-06-01 23:00", true, "2026-06-02 07:00"},
		{"half-hour summer time", "Australia/Lord_Howe", []string{"01:00-02:15"}, "2026-10-04 01:30", true, "2026-10-04 02:30"},
		{"midnight is missing", "America/Havana", []string{"23:00-00:30"}, "2026-03-07 23:30", true, "2026-03-08 01:00"},
		{"a zone that moved", "Asia/Pyongyang", night, "2018-05-04 23:00", true, "2018-05-05 07:00"},
		{"a zone that skipped a Friday", "Pacific/Apia", []string{"fri 00:00-24:00"}, "2011-12-29 12:00", false, "2012-01-06 00:00"},
		{"weekend begins", "Europe/Berlin", weekend, "2026-03-14 00:00", true, "2026-03-16 00:00"},
		{"weekend over a DST change", "Europe/Berlin", weekend, "2026-03-28 12:00", true, "2026-03-30 00:00"},
		{"weekday", "Europe/Berlin", weekend, "2026-03-11 12:00", false, "2026-03-14 00:00"},
		{"day range past midnight", "Europe/Berlin", []string{"fri-sat 20:00-04:00"}, "2026-03-15 03:00", true, "2026-03-15 04:00"},
		{"a Sunday evening is not in it", "Europe/Berlin", []string{"fri-sat 20:00-04:00"}, "2026-03-15 20:30", false, "2026-03-20 20:00"},
		{"range over the week's end", "Europe/Berlin", []string{"sat-mon 10:00-11:00"}, "2026-03-16 10:30", true, "2026-03-16 11:00"},
		{"spans that touch are one", "Europe/Berlin", []string{"20:00-24:00", "00:00-06:00"}, "2026-03-10 21:00", true, "2026-03-11 06:00"},
		{"none", "Europe/Berlin", nil, "2026-03-10 21:00", false, ""},
		{"always", "Europe/Berlin", []string{"00:00-24:00"}, "2026-03-10 21:00", true, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			zone := zoneOf(t, c.zone)
			quiet, until := hoursOf(t, c.zone, c.hours...).At(moment(t, c.now, zone))
			if quiet != c.quiet {
				t.Errorf("quiet is %v, want %v", quiet, c.quiet)
			}
			want := time.Time{}
			if c.until != "" {
				want = moment(t, c.until, zone)
			}
			if !until.Equal(want) {
				t.Errorf("until %v, want %v", until.In(zone), want)
			}
		})
	}
}

func moment(t testing.TB, text string, zone *time.Location) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02 15:04", text, zone)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestQuietHoursFollowTheTraveller(t *testing.T) {
	zone := zoneOf(t, "Europe/Berlin")
	h, err := NewHours(config.Quiet{Hours: []string{"22:00-07:00"}}, func() *time.Location { return zone })
	if err != nil {
		t.Fatal(err)
	}
	now := moment(t, "2026-06-01 23:00", zone)
	if quiet, _ := h.At(now); !quiet {
		t.Error("23:00 in Berlin is not quiet")
	}
	zone = zoneOf(t, "America/New_York")
	if quiet, _ := h.At(now); quiet {
		t.Error("17:00 in New York is quiet")
	}
}

func TestQuietHoursRefuseWhatTheyCannotRead(t *testing.T) {
	for _, c := range []struct {
		q    config.Quiet
		want string
	}{
		{config.Quiet{Hours: []string{"22-7"}}, "time of day"},
		{config.Quiet{Hours: []string{"22:00"}}, "a start and an end"},
		{config.Quiet{Hours: []string{"25:00-07:00"}}, "25:00"},
		{config.Quiet{Hours: []string{"24:00-07:00"}}, "starts at 00:00"},
		{config.Quiet{Hours: []string{"07:00-07:00"}}, "00:00-24:00"},
		{config.Quiet{Hours: []string{"caturday 07:00-08:00"}}, "caturday"},
		{config.Quiet{Hours: []string{"sat sun 07:00-08:00"}}, "sat,sun"},
		{config.Quiet{Hours: []string{""}}, "22:00-07:00"},
		{config.Quiet{Zone: "Mars/Olympus"}, "IANA"},
		{config.Quiet{Severity: []int{7}}, "severity"},
	} {
		if _, err := NewHours(c.q, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want one that says %q", c.q, err, c.want)
		}
	}
}

func TestQuietHoursRings(t *testing.T) {
	for _, c := range []struct {
		rings []int
		s     incident.Severity
		want  bool
	}{
		{nil, incident.Critical, true}, {nil, incident.Major, false}, {nil, incident.Unknown, false},
		{[]int{}, incident.Critical, false}, {[]int{1, 2}, incident.Major, true}, {[]int{2}, incident.Critical, false},
	} {
		h, err := NewHours(config.Quiet{Severity: c.rings}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Rings(c.s); got != c.want {
			t.Errorf("rings %v: %v rings is %v, want %v", c.rings, c.s, got, c.want)
		}
	}
}

// FuzzQuietHours compares the next change with a walk over the minutes.
func FuzzQuietHours(f *testing.F) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "UTC", "Africa/Casablanca", "Pacific/Chatham"}
	f.Add("22:00-07:00", uint8(0), int64(1774742400))
	f.Add("sat,sun 00:00-24:00", uint8(1), int64(1793000000))
	f.Add("mon-fri 01:45-02:15", uint8(2), int64(1790990000))
	f.Fuzz(func(t *testing.T, text string, zone uint8, unix int64) {
		h, err := NewHours(config.Quiet{Hours: []string{text}, Zone: zones[int(zone)%len(zones)]}, nil)
		if err != nil {
			return
		}
		now := time.Unix(946684800+(unix&0x7fffffff)%1_600_000_000/60*60, 0)
		quiet, until := h.At(now)
		limit := until
		if until.IsZero() {
			limit = now.Add(8 * 24 * time.Hour)
		}
		local := h.zone()
		for at := now; at.Before(limit); at = at.Add(time.Minute) {
			if h.quiet(at.In(local)) != quiet {
				t.Fatalf("%q in %s: at %v it is said to stay %v until %v, but changes at %v", text, local, now.In(local), quiet, until.In(local), at.In(local))
			}
		}
		if !until.IsZero() && h.quiet(until.In(local)) == quiet {
			t.Fatalf("%q: nothing changes at %v", text, until.In(local))
		}
	})
}
