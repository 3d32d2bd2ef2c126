package incident

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestACorrectionStandsInThePlaceOfWhatItCorrects(t *testing.T) {
	first := entry(2, KindPublished, Spoken{Channel: "page", Phase: Investigating, Visible: at(2), Due: at(30), Post: "u1"})
	second := entry(20, KindPublished, Spoken{Channel: "page", Phase: Identified, Visible: at(20), Due: at(50), Post: "u2"})
	mended := entry(25, KindCorrected, Spoken{Channel: "page", Phase: Investigating, Visible: at(2), Due: at(31), Post: "u1"})
	again := entry(26, KindCorrected, Spoken{Channel: "page", Phase: Identified, Visible: at(20), Due: at(55), Post: "u2"})
	for _, c := range []struct {
		name    string
		entries []Entry
		due     int
	}{
		{"the first alone", []Entry{first, mended}, 31},
		{"of an older update", []Entry{first, second, mended}, 50},
		{"of the last update", []Entry{again, mended, second, first}, 55},
	} {
		i := fold(append(c.entries, opened(1))...)
		if !i.Customers.Due.Equal(at(c.due)) || !i.Customers.Heard["page"].Due.Equal(at(c.due)) {
			t.Errorf("%s: due %v and %v, want %v", c.name, i.Customers.Due, i.Customers.Heard["page"].Due, at(c.due))
		}
	}
	if i := fold(opened(1), first, mended); i.Customers.Spoken != 1 || !i.Customers.Last.Equal(at(2)) {
		t.Errorf("a correction counts as an update: %+v", i.Customers)
	}
}

func TestWhoLastHeardBadNewsIsOwed(t *testing.T) {
	i := fold(opened(1),
		entry(2, KindPublished, Spoken{Channel: "page", Phase: Investigating}),
		entry(3, KindPublished, Spoken{Channel: "mail", Phase: Investigating}),
		entry(4, KindPublished, Spoken{Channel: "page", Phase: PhaseResolved}))
	if got := i.Customers.Owing(); !slices.Equal(got, []string{"mail"}) {
		t.Errorf("owed: %v", got)
	}
}

func TestEndingUntoldStandsUntilSomethingIsSaid(t *testing.T) {
	end := []Entry{opened(1), entry(2, KindPublished, Spoken{Channel: "page", Phase: Investigating}),
		entry(3, KindEndedUntold, nil), entry(3, KindResolved, nil)}
	for _, c := range []struct {
		name string
		more []Entry
		want bool
	}{
		{"it stands", nil, true},
		{"told after all", []Entry{entry(4, KindPublished, Spoken{Channel: "page", Phase: PhaseResolved})}, false},
		{"a new life", []Entry{entry(5, KindReopened, nil)}, false},
	} {
		if i := fold(append(slices.Clone(end), c.more...)...); i.Customers.EndedUntold != c.want {
			t.Errorf("%s: %v", c.name, i.Customers.EndedUntold)
		}
	}
}

func TestAMachinesGuessIsNoAnswer(t *testing.T) {
	guess := entry(2, KindImpact, Affected{Impact: ImpactSuspected, Guessed: true})
	i := fold(opened(1), guess)
	if i.Customers.Asked || i.Customers.Impact != ImpactSuspected {
		t.Errorf("guessed: %+v", i.Customers)
	}
	if i.Apply(entry(3, KindImpact, Affected{})); !i.Customers.Asked || i.Customers.Impact != ImpactUnknown {
		t.Errorf("answered not sure: %+v", i.Customers)
	}
}

func TestWhatWasHeardGoesOnWhereTheDuplicateWasClosed(t *testing.T) {
	noon := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	said := func(n int, ref string) Entry {
		when := noon.Add(time.Duration(n) * time.Minute)
		return Entry{ID: fmt.Sprint("said", n), Incident: "i", At: when, Recorded: when, Kind: KindPublished,
			Data: Pack(Spoken{Channel: "page", Ref: ref, Post: fmt.Sprint("u", n), Visible: when, Phase: Investigating, Body: "Broken."})}
	}
	moved := func(n int, from, to string) Entry {
		when := noon.Add(time.Duration(n) * time.Minute)
		return Entry{ID: fmt.Sprint("moved", n), Incident: "i", At: when, Recorded: when, Kind: KindMoved,
			Data: Pack(Moved{Channel: "page", From: from, To: to, Link: "https://page/" + to})}
	}
	for _, order := range [][]Entry{
		{said(0, "theirs"), said(1, "ours"), moved(2, "ours", "theirs")},
		{moved(2, "ours", "theirs"), said(1, "ours"), said(0, "theirs")},
		{said(1, "ours"), moved(2, "ours", "theirs"), said(0, "theirs")},
	} {
		var i Incident
		for _, e := range order {
			i.Apply(e)
		}
		if h := i.Customers.Heard["page"]; h.Ref != "theirs" || h.Post != "u1" || h.Phase != Investigating || h.Link != "https://page/theirs" {
			t.Errorf("heard %+v", h)
		}
		if i.Customers.Spoken != 2 {
			t.Errorf("a move is no update: %d", i.Customers.Spoken)
		}
	}
	var one, other Incident
	circle := []Entry{said(0, "a"), moved(1, "a", "b"), moved(2, "b", "a")}
	for n := range circle {
		one.Apply(circle[n])
		other.Apply(circle[len(circle)-1-n])
	}
	if a, b := one.Customers.Heard["page"], other.Customers.Heard["page"]; a != b || a.Ref == "" {
		t.Errorf("moved in a circle: %+v, learned the other way round %+v", a, b)
	}
}
