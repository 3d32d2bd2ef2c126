package shell

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/cmd"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

func TestOnlyWhatThePersonDidCountsAsTried(t *testing.T) {
	entry := func(kind incident.Kind, by incident.PersonID, after time.Duration) incident.Entry {
		return incident.Entry{Kind: kind, By: by, At: noon.Add(after)}
	}
	affected := func(by incident.PersonID, impact incident.Impact) incident.Entry {
		e := entry(incident.KindImpact, by, time.Second)
		e.Data = incident.Pack(incident.Affected{Impact: impact})
		return e
	}
	for _, c := range []struct {
		name    string
		rang    bool
		entries []incident.Entry
		want    Tried
	}{
		{"nothing", false, nil, Tried{}},
		{"what did not ring", false, []incident.Entry{entry(incident.KindAcknowledged, "me", time.Second)}, Tried{}},
		{"somebody else", true, []incident.Entry{entry(incident.KindAcknowledged, "ben", time.Second)}, Tried{Rang: true}},
		{"acknowledged twice", true, []incident.Entry{entry(incident.KindAcknowledged, "me", 6*time.Second),
			entry(incident.KindAcknowledged, "me", time.Minute)}, Tried{Rang: true, Acknowledged: true, AckSeconds: 6}},
		{"the service map's guess", false, []incident.Entry{affected("", incident.ImpactSuspected)}, Tried{}},
		{"yes", false, []incident.Entry{affected("me", incident.ImpactConfirmed)}, Tried{Answered: true, Affected: incident.ImpactConfirmed}},
		{"no at last", false, []incident.Entry{affected("me", incident.ImpactConfirmed), affected("me", incident.ImpactNone)},
			Tried{Answered: true, Affected: incident.ImpactNone}},
	} {
		var got Tried
		if got.read(c.entries, "me", c.rang, noon); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestWhatCustomersHeardCountsHoweverItWasPublished(t *testing.T) {
	target := journey.Target{Grace: 15 * time.Second}
	said := func(after, due time.Duration, phase incident.Phase) journey.Update {
		u := journey.Update{At: noon.Add(after), Phase: phase}
		if due > 0 {
			u.Due = noon.Add(due)
		}
		return u
	}
	first := said(31*time.Second, 90*time.Second, incident.Investigating)
	for _, c := range []struct {
		name    string
		updates []journey.Update
		over    time.Duration
		want    Tried
	}{
		{"nothing", nil, 0, Tried{}},
		{"a first one", []journey.Update{first}, 0, Tried{Published: true, FirstSeconds: 31, Due: noon.Add(90 * time.Second)}},
		{"kept", []journey.Update{said(100*time.Second, 0, incident.Identified), first}, 0, Tried{Published: true, FirstSeconds: 31, Kept: true}},
		{"too late", []journey.Update{first, said(106*time.Second, 0, incident.Identified)}, 0, Tried{Published: true, FirstSeconds: 31}},
		{"over", []journey.Update{first, said(80*time.Second, 0, incident.PhaseResolved)}, 80 * time.Second,
			Tried{Published: true, FirstSeconds: 31, Kept: true, Told: true}},
	} {
		course := journey.Course{Updates: c.updates, AsOf: noon.Add(2 * time.Minute)}
		if c.over > 0 {
			course.Resolved = noon.Add(c.over)
		}
		var got Tried
		if got.hear(course, target, noon); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// said is all text of an object.
func said(o fyne.CanvasObject) string {
	var all []string
	walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			all = append(all, t.Text)
		}
	})
	return strings.Join(all, " ")
}

func texts(all []parts.Todo) string {
	var b strings.Builder
	for _, t := range all {
		fmt.Fprintf(&b, "%v %s\n", t.Done, t.Text)
	}
	return b.String()
}

func TestTheChecklistNamesTheKeyOfWhatComesNext(t *testing.T) {
	start(t, nil)
	r := keys.New(map[string]string{"acknowledge": "F9"}, true)
	all, done := todos(Tried{}, r)
	if got := texts(all); done != 0 || !strings.Contains(got, "Acknowledge what rings. Press F9") || !strings.Contains(got, "Promise the next update, and keep the promise") {
		t.Errorf("%d done of %s", done, got)
	}
	all, _ = todos(Tried{Acknowledged: true, AckSeconds: 6.4, Answered: true, Affected: incident.ImpactConfirmed, Published: true, FirstSeconds: 31,
		Due: noon.Add(time.Hour)}, r)
	got := texts(all)
	for _, want := range []string{"true Acknowledged after 6 seconds", "true Customers affected? You said yes", "true First update after 31 seconds",
		"false Keep the promise of " + words.Clock(noon.Add(time.Hour)), "false Tell customers that it is over."} {
		if !strings.Contains(got, want) {
			t.Errorf("the checklist says %q, want %q in it", got, want)
		}
	}
	if all, done = todos(Tried{Acknowledged: true, Answered: true, Affected: incident.ImpactNone, Published: true, Kept: true, Told: true}, r); done != len(all) ||
		!strings.Contains(texts(all), "You said no") {
		t.Errorf("%d of %d: %s", done, len(all), texts(all))
	}
}

func TestTheSummarySaysHowEachIncidentWent(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct {
		o    cmd.Outcome
		want string
	}{
		{cmd.Outcome{Rang: true, AckedBy: "You", AckSeconds: 6, Resolved: true, OpenSeconds: 80}, "You acknowledged it after 6 seconds. Resolved after 80 seconds."},
		{cmd.Outcome{Rang: true}, "It rang; nobody acknowledged it. Still open."},
		{cmd.Outcome{}, "Listed; it did not ring. Still open."},
	} {
		if got := outcomeText(c.o); got != c.want {
			t.Errorf("says %q, want %q", got, c.want)
		}
	}
	f := func(s float64) *float64 { return &s }
	for _, c := range []struct {
		name string
		o    *cmd.CustomerOutcome
		want []string
	}{
		{"kept", &cmd.CustomerOutcome{FirstUpdate: f(31), FirstTarget: f(45), LongestSilence: f(62), Made: 2, Kept: 1, Updates: 3, ToldOver: true, ResolveNotice: f(9),
			Lights: []journey.Stretch{{From: noon, To: noon.Add(time.Minute), Light: journey.Unlit}, {From: noon.Add(time.Minute), To: noon.Add(2 * time.Minute), Light: journey.Lit}}},
			[]string{"Customers read 3 updates, and heard that it is over.", "met, target 45 s", "1:02", "1 of 2", "1 missed"}},
		{"late and never ended", &cmd.CustomerOutcome{FirstUpdate: f(60), FirstTarget: f(45), LongestSilence: f(62), Updates: 1},
			[]string{"were not told that it is over", "missed, target 45 s", "none was due"}},
		{"nothing", &cmd.CustomerOutcome{LongestSilence: f(82)}, []string{"No update was published", "1:22", "all of it"}},
	} {
		content := summary{outcomes: []cmd.Outcome{{Title: "x", Severity: 2}, {Title: "Payments fail", Severity: 1, Customers: c.o}}}.content()
		r.win.SetContent(content)
		got := said(content)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: says %q, want %q in it", c.name, got, want)
			}
		}
	}
	bar := stretches([]journey.Stretch{{From: noon, To: noon.Add(time.Minute), Light: journey.Unlit}, {From: noon.Add(time.Minute), To: noon.Add(4 * time.Minute), Light: journey.Lit}})
	if len(bar) != 2 || bar[0].To != 0.25 || bar[0].Light != parts.Unlit || bar[1].To != 1 || bar[1].Light != parts.Lit {
		t.Errorf("the light bar is %+v", bar)
	}
	none := summary{}.content()
	r.win.SetContent(none)
	if got := said(none); !strings.Contains(got, "before anything broke") {
		t.Errorf("without incidents it says %q", got)
	}
}
