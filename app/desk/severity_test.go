package desk

import (
	"testing"

	"turnaround/app/incident"
)

func (r *rig) lower(to incident.Severity) {
	r.Helper()
	if _, err := r.desk.SetSeverity(r.Context(), Who{Name: "Anna", Via: "command"}, to, r.only().ID); err != nil {
		r.Fatal(err)
	}
	r.pass(1e9)
}

func TestASeveritySetByHandStaysWhileItsAlertsChangeAndFlap(t *testing.T) {
	r := newRig(t)
	alert := r.alert("Slow")
	r.pull("eu", alert)
	r.lower(incident.Minor)
	alert.Text = "now at 93 %"
	if r.pull("eu", alert); r.only().Severity != incident.Minor {
		t.Errorf("a changed text made it %s", r.only().Severity)
	}
	r.pull("eu")
	r.pass(60e9)
	again := r.alert("Slow")
	if r.pull("eu", again); r.only().Severity != incident.Minor {
		t.Errorf("the alert that fires again made it %s", r.only().Severity)
	}
	worse := r.alert("Slow", "instance", "b")
	if r.pull("eu", again, worse); r.only().Severity != incident.Critical {
		t.Errorf("another alert that is worse leaves it %s", r.only().Severity)
	}
}

func TestAnAlertThatWorsensRaisesItsIncidentEachTime(t *testing.T) {
	r := newRig(t)
	alert := r.alert("Slow")
	for _, step := range []struct {
		word string
		want incident.Severity
	}{{"info", incident.Info}, {"warning", incident.Minor}, {"major", incident.Major}, {"warning", incident.Major}, {"critical", incident.Critical}} {
		alert.Severity = step.word
		r.pass(1e9)
		if r.pull("eu", alert); r.only().Severity != step.want {
			t.Errorf("%s: the incident is %s, want %s", step.word, r.only().Severity, step.want)
		}
	}
}

func TestAChangedMeaningOfAWordHoldsForWhatFiresAlready(t *testing.T) {
	r := newRig(t)
	alert := r.alert("Slow")
	alert.Severity = "purple"
	means := func(sev incident.Severity) {
		s := restSource("eu")
		s.Severity = func(string, map[string]string) (incident.Severity, bool) { return sev, true }
		r.desk.SetSource(s)
	}
	means(incident.Minor)
	r.pull("eu", alert)
	means(incident.Critical)
	r.pass(1e9)
	if taken := r.pull("eu", alert); r.only().Severity != incident.Critical || taken.News != 0 {
		t.Errorf("the incident is %s, %+v", r.only().Severity, taken)
	}
	if taken := r.pull("eu", alert); taken.Changed != 0 {
		t.Errorf("taken again: %+v", taken)
	}
}
