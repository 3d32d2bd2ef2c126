package update

import (
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestOneClickMends(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ id, text, want string }{
		{"CU04", "Card payments fail. Next update by 14:30.", "Card payments fail. Next update by 14:30 CEST."},
		{"CU28", "Card payments fail!! Please wait.", "Card payments fail. Please wait."},
		{"CU28", "PAYMENTS ARE FAILING for us now.", "Payments are failing for us now."},
		{"CU28", "Card card payments fail.", "Card payments fail."},
	} {
		found, err := Check(Draft{Text: c.text, Phase: incident.Investigating, Now: time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC), Zone: berlin})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range found {
			if f.ID == c.id && f.Fix && got == "" {
				got = f.Apply(c.text)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.id, got, c.want)
		}
	}
}
