package page

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/incident"
)

func TestNoteText(t *testing.T) {
	zone := zoneOf(t, "Europe/Berlin")
	p, err := NewPolicy(config.Page{}, config.Quiet{}, func() *time.Location { return zone })
	if err != nil {
		t.Fatal(err)
	}
	s := Subject{ID: "a", Title: "HighErrorRate", Service: "checkout", Source: "eu-prod", Severity: 1, Status: incident.Triggered,
		RingSince: noon, Firing: 3}
	rings := map[string]Ring{}
	next := func(at time.Time) Note {
		plan := p.Decide(View{Now: at, Subjects: func(yield func(Subject) bool) { yield(s) }, Rings: rings, Duty: duty.State{OnCall: true}})
		for key, r := range plan.Rings {
			r.Pending = false
			rings[key] = r
		}
		if len(plan.Calls) != 1 {
			t.Fatalf("at %v: %d calls", at, len(plan.Calls))
		}
		return plan.Calls[0].Note
	}
	n := next(noon)
	if n.Title != "SEV1 checkout: HighErrorRate" || n.Body != "Since 13:00, from eu-prod, 3 alerts firing." || !n.Acknowledge || !n.Open || n.Volume != 80 {
		t.Errorf("first: %+v", n)
	}
	if n = next(noon.Add(12 * time.Minute)); n.Body != "Not acknowledged for 12 min, from eu-prod, 3 alerts firing." {
		t.Errorf("again: %q", n.Body)
	}
	s.Status, s.AckedAt = incident.Acknowledged, noon
	if n = next(noon.Add(3 * time.Hour)); n.Body != "Acknowledged 3 h ago and still open, from eu-prod, 3 alerts firing." {
		t.Errorf("stale: %q", n.Body)
	}
}

func TestHostileTextIsBoundedAndOnOneLine(t *testing.T) {
	s := Subject{Title: "a\r\nSEV1 fake: \x1b[31m" + strings.Repeat("x", 1<<20), Service: "\u0000web\tshop" + strings.Repeat("y", 1000), Severity: 2}
	head := headline(s)
	if n := len([]rune(head)); n > longTitle+longService+10 {
		t.Errorf("%d runes long", n)
	}
	if strings.ContainsAny(head, "\r\n\t\x00\x1b") || !strings.HasPrefix(head, "SEV2 web shop") {
		t.Errorf("%q", head)
	}
	if got := headline(Subject{Severity: 9}); got != "SEV3: " {
		t.Errorf("nothing known: %q", got)
	}
}

func TestGroupText(t *testing.T) {
	for _, c := range []struct {
		reason Reason
		count  int
		want   string
	}{
		{Storm, 1, "2 new incidents"}, {Return, 1, "2 incidents are open"}, {QuietHours, 1, "from the quiet hours"},
		{OffCall, 1, "You are on call"}, {Storm, 2, "2 incidents not acknowledged"}, {"", 1, "2 incidents need somebody"},
	} {
		d := &decision{Policy: &Policy{volume: 80}, members: []*candidate{{Subject: Subject{Title: "x", Severity: 1}}, {Subject: Subject{Severity: 3}}}}
		d.members[0].ring.Reason = c.reason
		n := d.groupNote(d.members[0], Ring{Count: c.count})
		if !strings.Contains(n.Title, c.want) || n.Body != "1 SEV1, 1 SEV3. Most urgent: SEV1: x" || n.Acknowledge {
			t.Errorf("%s: %q, %q", c.reason, n.Title, n.Body)
		}
	}
}

func TestClockAndSpan(t *testing.T) {
	zone := zoneOf(t, "Europe/Berlin")
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{noon, "13:00"}, {noon.Add(-14 * time.Hour), "9 Mar 23:00"}, {noon.AddDate(-1, 0, 0), "10 Mar 2025 13:00"},
	} {
		if got := Clock(c.at, noon, zone); got != c.want {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 40 * time.Second: "40 s", 90 * time.Second: "1 min", 119 * time.Minute: "119 min", 5 * time.Hour: "5 h", 72 * time.Hour: "3 d",
	} {
		if got := Span(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
