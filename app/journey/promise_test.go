package journey

import (
	"testing"
	"time"
)

func TestPromisesAreReadAsAReaderWould(t *testing.T) {
	at := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	clock := func(h, m int) time.Time { return time.Date(2026, 5, 12, h, m, 0, 0, time.UTC) }
	for _, c := range []struct {
		text string
		want time.Time
	}{
		{"We keep watching and will provide the next update in 1 hour.", clock(15, 0)},
		{"We are working on it. Another update within 30 minutes.", clock(14, 30)},
		{"We will post an update in the next hour.", clock(15, 0)},
		{"We'll share more information within the hour.", clock(15, 0)},
		{"Next update in half an hour.", clock(14, 30)},
		{"We expect to have a further update in approximately 45 mins", clock(14, 45)},
		{"Next update in 1-2 hours.", clock(16, 0)},
		{"Next update by 14:30 UTC, even if nothing has changed.", clock(14, 30)},
		{"Next update: by 14:30", clock(14, 30)},
		{"The next update will be at 3 PM UTC.", clock(15, 0)},
		{"Our next update will be provided no later than 16:15 UTC.", clock(16, 15)},
		{"Next update at 8:00 AM PDT.", clock(15, 0)},
		{"Next update by 01:00 UTC.", time.Date(2026, 5, 13, 1, 0, 0, 0, time.UTC)},
		{"We will update you again in 20 minutes.", clock(14, 20)},
		{"Nächstes Update um 14:45 Uhr.", clock(14, 45)},
		{"Die nächste Meldung folgt spätestens um 16 Uhr.", clock(16, 0)},
		{"Wir melden uns in 30 Minuten wieder.", clock(14, 30)},
		{"Weitere Informationen innerhalb von einer Stunde.", clock(15, 0)},

		{"We are investigating an increase in errors.", time.Time{}},
		{"We are still investigating and will provide an update when we have one.", time.Time{}},
		{"The last update was posted 30 minutes ago.", time.Time{}},
		{"Jobs were delayed in the last 20 minutes.", time.Time{}},
		{"A fix has been rolled out in 3 regions.", time.Time{}},
		{"More information in 3 of our articles.", time.Time{}},
		{"We will share an update. The rollout ends in 30 minutes.", time.Time{}},
		{"Next update in the next hours.", time.Time{}},
		{"Next update by 27:80 UTC.", time.Time{}},
		{"Next update in 999999 hours.", time.Time{}},
		{"", time.Time{}},
	} {
		due, ok := Promised(c.text, at, time.UTC)
		if ok != !c.want.IsZero() || !due.Equal(c.want) {
			t.Errorf("%q promises %v (%v), want %v", c.text, due, ok, c.want)
		}
	}
}

func TestATimeWithoutAZoneIsInThePagesZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	due, ok := Promised("Next update by 17:00.", at, berlin)
	if want := at.Add(time.Hour); !ok || !due.Equal(want) {
		t.Errorf("promises %v, want %v", due, want)
	}
}

func FuzzPromised(f *testing.F) {
	f.Add("Next update in 1 hour.")
	f.Add("next update by 9.30 pm (PST)")
	f.Fuzz(func(t *testing.T, text string) {
		at := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
		due, ok := Promised(text, at, time.UTC)
		if ok && (!due.After(at) || due.Sub(at) > longestPromise) {
			t.Errorf("%q promises %v", text, due)
		}
	})
}
