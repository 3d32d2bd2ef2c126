package shell

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/app/incident"
	"turnaround/cmd"
	"turnaround/ui/keys"
)

func TestOnlyWhatThePersonDidCountsAsTried(t *testing.T) {
	entry := func(kind incident.Kind, by incident.PersonID, after time.Duration) incident.Entry {
		return incident.Entry{Kind: kind, By: by, At: noon.Add(after)}
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
		{"the rest", false, []incident.Entry{entry(incident.KindNoted, "me", 0), entry(incident.KindSnoozed, "me", 0),
			entry(incident.KindUnsnoozed, "me", 0), entry(incident.KindResolved, "me", 0)},
			Tried{Noted: true, Snoozed: true, TakenBack: true, Resolved: true}},
	} {
		var got Tried
		if got.read(c.entries, "me", c.rang, noon); got != c.want {
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

func TestTheChecklistNamesTheKeyOfWhatComesNext(t *testing.T) {
	start(t, nil)
	l := newTasks(keys.New(map[string]string{"snooze": "F9", "note": ""}, true))
	if got := said(l.content); !strings.Contains(got, "Press A") || !strings.Contains(got, "Press F9") {
		t.Errorf("the checklist says %q", got)
	}
	if l.set(Tried{}) {
		t.Error("the same is news")
	}
	done := Tried{Acknowledged: true, AckSeconds: 6.4}
	if !l.set(done) || !strings.Contains(said(l.content), "Acknowledged after 6 seconds") {
		t.Errorf("the checklist says %q", said(l.content))
	}
	l.shorten(true)
	if got := said(l.content); got != "Write a note. Press Note" {
		t.Errorf("on a phone the checklist says %q, want what comes next alone", got)
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
	none := summary{}.content()
	r.win.SetContent(none)
	if got := said(none); !strings.Contains(got, "before anything broke") {
		t.Errorf("without incidents it says %q", got)
	}
}
