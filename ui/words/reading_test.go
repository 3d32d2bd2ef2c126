package words

import (
	"testing"
	"time"
)

func TestTimesThatComeAreRead(t *testing.T) {
	at := time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)
	for typed, want := range map[string]string{
		"15:30": "12 15:30", "9:00": "13 09:00", "2h": "12 16:24", "90m": "12 15:54", "3d": "15 14:24", "2026-05-13 08:00": "13 08:00",
		"2026-05-13T08:00": "13 08:00", "2026-05-20": "20 00:00", "3:30 pm": "12 15:30", " 1h ": "12 15:24",
	} {
		got, err := ReadTime(typed, at, time.UTC)
		if err != nil || got.Format("02 15:04") != want {
			t.Errorf("%q reads %v, %v; want %s", typed, got, err, want)
		}
	}
	for typed, want := range map[string]error{"": ErrNoTime, "soon": ErrNoTime, "25:00": ErrNoTime, "-2h": ErrNoTime, "400d": ErrNoTime,
		"2020-01-01": ErrPast, "9999999999h": ErrNoTime} {
		if _, err := ReadTime(typed, at, time.UTC); err != want {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
}

func TestATimeThatHasPassedIsRead(t *testing.T) {
	zone := time.UTC
	at := time.Date(2026, 5, 12, 14, 24, 0, 0, zone)
	ago := func(d time.Duration) time.Time { return at.Add(-d) }
	for typed, want := range map[string]time.Time{
		"": {}, "30m": ago(30 * time.Minute), "30m ago": ago(30 * time.Minute), "2h": ago(2 * time.Hour), "13:52": ago(32 * time.Minute),
		"23:10": time.Date(2026, 5, 11, 23, 10, 0, 0, zone), "2026-05-12 08:00": time.Date(2026, 5, 12, 8, 0, 0, 0, zone),
	} {
		if got, err := ReadPast(typed, at, zone); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v, want %v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"later", "2026-05-13 08:00", "25:00", "-5m"} {
		if got, err := ReadPast(typed, at, zone); err == nil {
			t.Errorf("%q is taken as %v", typed, got)
		}
	}
}
