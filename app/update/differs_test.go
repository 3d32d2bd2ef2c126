package update

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestAnUpdateThatSaysSomethingElseThanTheLast(t *testing.T) {
	const before = "Card payments fail for 1 in 8 customers. This began at 13:52 UTC. Next update by 14:30 UTC."
	for _, c := range []struct {
		name  string
		draft Draft
		want  string // part of the message; empty: nothing is said
	}{
		{"goes back", Draft{Phase: incident.Investigating, Last: incident.Monitoring, Text: "Card payments fail again for 1 in 8."}, "was further: monitoring"},
		{"goes on", Draft{Phase: incident.Monitoring, Last: incident.Identified, Text: "Card payments work again for most."}, ""},
		{"stays", Draft{Phase: incident.Identified, Last: incident.Identified, Text: "Card payments fail."}, ""},
		{"is the first", Draft{Phase: incident.Investigating, Text: "Card payments fail."}, ""},
		{"another start", Draft{Phase: incident.Identified, Previous: before, Text: "Card payments fail since 13:20 UTC."}, "another start: 13:52"},
		{"the same start", Draft{Phase: incident.Identified, Previous: before, Text: "Card payments fail since 13:52 UTC."}, ""},
		{"no start", Draft{Phase: incident.Identified, Previous: before, Text: "Card payments fail."}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.draft.Now = time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)
			found, err := Check(c.draft)
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, f := range found {
				if f.ID == "CU24" && strings.HasPrefix(f.Message, "The last update") {
					said = f.Say()
				}
			}
			if (said == "") != (c.want == "") || !strings.Contains(said, c.want) {
				t.Errorf("says %q, want %q", said, c.want)
			}
		})
	}
}
