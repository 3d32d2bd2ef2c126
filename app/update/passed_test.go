package update_test

import (
	"slices"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/update"
)

func TestEveryRuleHasATitleOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, id := range update.IDs() {
		title := update.Title(id)
		if title == "" || len([]rune(title)) > 60 {
			t.Errorf("%s: %q", id, title)
		}
		if other := seen[title]; other != "" {
			t.Errorf("%s and %s have one title", id, other)
		}
		seen[title] = id
	}
	if update.Title("CU99") != "" {
		t.Error("a rule that is not there has a title")
	}
}

func TestARuleIsAskedWhereItHasSomethingToAsk(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	open := update.Draft{Text: "Card payments fail for 1 in 8 customers.", Phase: incident.Investigating, Now: now, Severity: incident.Critical}
	over := open
	over.Phase = incident.PhaseResolved
	rich := open
	rich.Due, rich.Longest, rich.Previous, rich.Customers, rich.Words = now.Add(time.Hour), 2*time.Hour, "before", []string{"Acme"}, 90
	for name, c := range map[string]struct {
		d   update.Draft
		id  string
		not bool
	}{
		"a next update while it goes on":    {d: open, id: "CU01"},
		"none once it is over":              {d: over, id: "CU01", not: true},
		"an apology once it is over":        {d: over, id: "CU22"},
		"none while it goes on":             {d: open, id: "CU22", not: true},
		"the last update's facts":           {d: open, id: "CU23", not: true},
		"the cause, while it is looked for": {d: open, id: "CU15"},
		"not what is promised nowhere":      {d: open, id: "CU02", not: true},
		"what is promised":                  {d: rich, id: "CU02"},
		"the target":                        {d: rich, id: "CU03"},
		"a copy of nothing":                 {d: open, id: "CU16", not: true},
		"a copy":                            {d: rich, id: "CU16"},
		"customers that are known":          {d: rich, id: "CU21"},
		"none that are not":                 {d: open, id: "CU21", not: true},
		"leaks always":                      {d: over, id: "CU20"},
		"nothing of no text":                {d: update.Draft{Phase: incident.Investigating}, id: "CU20", not: true},
	} {
		if got := slices.Contains(update.Asked(c.d), c.id); got == c.not {
			t.Errorf("%s: %s asked is %v", name, c.id, got)
		}
	}
}

// What a rule finds it was asked for: nothing counts as passed that could not fail.
func TestWhatIsFoundWasAsked(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	for _, phase := range []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved} {
		d := update.Draft{Text: "We are looking into an issue!! TBD", Language: "en", Phase: phase, Now: now, Due: now.Add(-time.Minute), Severity: incident.Critical}
		found, err := update.Check(d)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", phase, found, err)
		}
		asked := update.Asked(d)
		for _, f := range found {
			if !slices.Contains(asked, f.ID) {
				t.Errorf("%s: %s found %q unasked", phase, f.ID, f.Message)
			}
		}
	}
}
