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
		{"Next update: 14:30 UTC", clock(14, 30)},
		{"**Next update** – 14:30 (UTC)", clock(14, 30)},
		{"Next update:\n14:30 UTC", clock(14, 30)},
		{"Next update by 1430 UTC.", clock(14, 30)},
		{"Next update by 16:30 UTC+2.", clock(14, 30)},
		{"Next update in 30m.", clock(14, 30)},
		{"Next update in ~30 min", clock(14, 30)},
		{"Next update in thirty minutes.", clock(14, 30)},
		{"Next update in two hours.", clock(16, 0)},
		{"We will provide a more detailed status update within an hour.", clock(15, 0)},
		{"We will write here again by 14:30 UTC, even if nothing has changed.", clock(14, 30)},
		{"You will hear from us again by 14:30 UTC.", clock(14, 30)},
		{"By 14:30 UTC you will hear from us again.", clock(14, 30)},
		{"We will post updates every 30 minutes.", clock(14, 30)},
		{"Updates hourly.", clock(15, 0)},
		{"We'll share more by 8 AM PT.", clock(15, 0)},
		{"Expect the next update by midnight UTC.", time.Date(2026, 5, 13, 0, 0, 0, 0, time.UTC)},
		{"Next update on Friday, 09:00 UTC.", time.Date(2026, 5, 15, 9, 0, 0, 0, time.UTC)},
		{"Next update: 14 May 2026, 09:00 UTC", time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)},
		{"Next update by 09:00 UTC on May 14.", time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)},
		{"Next update tomorrow at 16:00 UTC.", time.Date(2026, 5, 13, 16, 0, 0, 0, time.UTC)},
		{"Nächste Aktualisierung: 16:30 Uhr MESZ", clock(14, 30)},
		{"Bis 15:00 Uhr melden wir uns wieder.", clock(15, 0)},
		{"Spätestens um 15:00 Uhr hören Sie wieder von uns.", clock(15, 0)},
		{"Wir halten Sie alle 30 Minuten auf dem Laufenden.", clock(14, 30)},
		{"Nächste Meldung am 14. Mai um 9 Uhr.", time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)},

		{"We are investigating an increase in errors.", time.Time{}},
		{"We are still investigating and will provide an update when we have one.", time.Time{}},
		{"The last update was posted 30 minutes ago.", time.Time{}},
		{"Jobs were delayed in the last 20 minutes.", time.Time{}},
		{"A fix has been rolled out in 3 regions.", time.Time{}},
		{"More information in 3 of our articles.", time.Time{}},
		{"We will share an update. The rollout ends in 30 minutes.", time.Time{}},
		{"Next update in the next hours.", time.Time{}},
		{"Next update by 27:80 UTC.", time.Time{}},
		{"Since the update at 15:00 UTC, card payments fail.", time.Time{}},
		{"Update at 14:30 UTC: card payments work again.", time.Time{}},
		{"Card payments will be back by 15:00 UTC.", time.Time{}},
		{"Updates to your profile take 30 minutes.", time.Time{}},
		{"More than 3 of our customers wait since 13:52 UTC.", time.Time{}},
		{"Next update by 3 of our engineers.", time.Time{}},
		{"Next update on 10 May at 15:00 UTC.", time.Time{}},
		{"Nach dem Update in 30 Filialen schlagen Zahlungen fehl.", time.Time{}},
		{"Weitere Informationen unter https://example.org/12:30", time.Time{}},
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
