package journey

import (
	"testing"
	"time"
)

func TestAStatedStartIsRead(t *testing.T) {
	first := time.Date(2026, 5, 12, 16, 30, 39, 0, time.UTC)
	clock := func(h, m int) time.Time { return time.Date(2026, 5, 12, h, m, 0, 0, time.UTC) }
	for _, c := range []struct {
		text string
		want time.Time
	}{
		{"From 16:24-16:43 UTC, several services were down.", clock(16, 24)},
		{"Between 14:05 and 15:10 UTC some payments failed.", clock(14, 5)},
		{"On May 12, from 9:05 to 9:20 AM PDT, logins failed.", clock(16, 5)},
		{"Starting at 15:52 UTC, card payments failed.", clock(15, 52)},
		{"Seit etwa 15:52 Uhr schlagen Zahlungen fehl.", clock(15, 52)},
		{"Zwischen 16:00 und 16:20 Uhr war die Suche leer.", clock(16, 0)},
		{"Since 02:00 UTC errors rose.", time.Time{}},           // 14 hours before
		{"From 16:45-17:00 UTC we drained hosts.", time.Time{}}, // after the first update
		{"This incident has been resolved.", time.Time{}},
		{"Between 99:99 and 10:00 UTC", time.Time{}},
	} {
		start, ok := Stated(c.text, first, time.UTC)
		if ok != !c.want.IsZero() || !start.Equal(c.want) {
			t.Errorf("%q states %v (%v), want %v", c.text, start, ok, c.want)
		}
	}
}
