package duty

import (
	"slices"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// TestRulesAgreeWithTheLibrary compares with the library's own expansion,
// where that is sound.
func TestRulesAgreeWithTheLibrary(t *testing.T) {
	from, to := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	starts := []time.Time{
		time.Date(1999, 12, 31, 9, 30, 0, 0, time.UTC), time.Date(2024, 2, 29, 9, 0, 0, 0, time.UTC),
		time.Date(2026, 6, 17, 21, 0, 0, 0, time.UTC), time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	}
	rules := []string{
		"FREQ=HOURLY;INTERVAL=12", "FREQ=HOURLY;INTERVAL=36;COUNT=50",
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=900", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=DAILY;INTERVAL=2;BYHOUR=9,21",
		"FREQ=DAILY;BYMONTH=6,7", "FREQ=DAILY;BYMONTHDAY=1,-1", "FREQ=DAILY;UNTIL=20260901T000000Z",
		"FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO,SA",
		"FREQ=WEEKLY;COUNT=200", "FREQ=WEEKLY;BYDAY=TU;BYMONTH=5", "FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=-1", "FREQ=WEEKLY;INTERVAL=5;BYHOUR=8,20;BYMINUTE=15",
		"FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15", "FREQ=MONTHLY;BYDAY=1MO,-1FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
		"FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;COUNT=30", "FREQ=MONTHLY;BYDAY=5SU",
		"FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;INTERVAL=2;BYMONTH=4,11", "FREQ=YEARLY;BYMONTHDAY=13",
		"FREQ=YEARLY;BYMONTH=9;BYDAY=MO,TH;BYSETPOS=2", "FREQ=YEARLY;COUNT=40",
	}
	for _, text := range rules {
		for _, start := range starts {
			o, err := rrule.StrToROption(text)
			if err != nil {
				t.Fatal(err)
			}
			o.Dtstart = start
			library, err := rrule.NewRRule(*o)
			if err != nil {
				t.Fatal(err)
			}
			want := library.Between(from, to, true)
			ours, err := newRule(text, start, place{time.UTC})
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if got := ours.between(from, to); !slices.EqualFunc(got, want, time.Time.Equal) {
				t.Errorf("%s from %v: %d starts, the library has %d\n%v\n%v", text, start, len(got), len(want), got, want)
			}
		}
	}
}

func TestRulesThatNeverMatchEnd(t *testing.T) {
	from, to := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYDAY=53MO", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
		"FREQ=YEARLY;BYDAY=-53SU;BYMONTH=1", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9", "FREQ=DAILY;COUNT=9;BYMONTH=2;BYMONTHDAY=30",
	} {
		r, err := newRule(text, time.Date(1970, 1, 5, 9, 0, 0, 0, time.UTC), place{time.UTC})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.between(from, to); len(got) > 0 {
			t.Errorf("%s: %v", text, got)
		}
	}
}
