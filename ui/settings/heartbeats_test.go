package settings

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/ui/look"
)

// beatingFile is a source with heartbeats of its own.
const beatingFile = `[[source]]
name = "eu"
profile = "alertmanager"
url = "https://eu.example.org"

[[source.heartbeat]]
match = ['alertname="Watchdog"'] # of the cluster

[[source.heartbeat]]
match = ['alertname="Backup"']
within = "25h" # once a day
`

func beating(t *testing.T, w look.Width) *stage {
	c := newCore(t, beatingFile)
	c.load()
	c.states = map[string]Source{"eu": {Status: health.Status{State: health.OK, LastContact: c.now, Heartbeats: []health.BeatView{
		{Name: "Watchdog", LastSeen: c.now}, {Name: "Backup", AbsentSince: c.now.Add(-time.Hour)}}}}}
	return newStage(t, c, w)
}

func TestHeartbeatsAreChangedBesideTheirSource(t *testing.T) {
	s := beating(t, look.Wide)
	s.Open("sources/heartbeats/eu")
	s.mustShow("Heartbeats of eu", "fires, as it should", "missing since 13:24", "2 heartbeats")
	s.press("Add a heartbeat")
	s.sources().beats.focus[beatField(2)].SetText(`alertname=~"Pulse`)
	s.press("Save")
	s.mustShow(`Write alertname="Watchdog"`)
	s.sources().beats.focus[beatField(2)].SetText(`alertname="Pulse"`)
	s.sources().beats.beats[2].now.Severity = 2
	s.press("Save")
	s.until("the form to close", func() bool { return s.sources().beats == nil })
	got, err := config.Load(s.core.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	beats := got.Sources[0].Heartbeats
	if len(beats) != 3 || beats[2].Match[0] != `alertname="Pulse"` || beats[2].Severity != 2 || beats[2].Within != config.DefaultHeartbeat {
		t.Errorf("they are %+v", beats)
	}
	if text := s.core.text(); !strings.HasPrefix(text, strings.TrimSuffix(beatingFile, "\n")) {
		t.Errorf("what was there is written anew:\n%s", text)
	}
	s.mustShow("3 heartbeats")
}

func TestAHeartbeatIsTakenOutAndTimesAreChosen(t *testing.T) {
	for _, w := range []look.Width{look.Wide, look.Phone} {
		s := beating(t, w)
		s.Open("sources/heartbeats/eu")
		f := s.sources().beats
		s.pick("Pages when it was away for", "15 min")
		s.pick("Rings as", "SEV2 Major")
		f.beats = f.beats[:1]
		f.dirty = true
		s.press("Save")
		s.until("the form to close", func() bool { return s.sources().beats == nil })
		text := s.core.text()
		if !strings.Contains(text, "# of the cluster\nwithin = \"15m\"\nseverity = 2\n") || strings.Contains(text, "Backup") {
			t.Errorf("at width %v:\n%s", w, text)
		}
	}
}

func TestTypedHeartbeatsAreNotLostUnasked(t *testing.T) {
	s := beating(t, look.Wide)
	s.Open("sources/heartbeats/eu")
	s.press("Add a heartbeat")
	s.sources().edit("eu")
	if s.sources().beats == nil || s.sources().wizard != nil {
		t.Fatal("the form went without asking")
	}
	s.host.choose(t, "Discard")
	if s.sources().beats != nil || s.sources().wizard == nil {
		t.Error("the source does not open after it")
	}
}

func TestHeartbeatsChangedInTheFileMeanwhileAsk(t *testing.T) {
	s := beating(t, look.Wide)
	s.Open("sources/heartbeats/eu")
	s.press("Add a heartbeat")
	s.core.write("config.toml", strings.Replace(beatingFile, `"25h"`, `"26h"`, 1))
	s.core.load()
	s.press("Save")
	s.until("a conflict", func() bool { return s.shows("Keep mine") })
	s.press("Keep mine")
	s.until("the form to close", func() bool { return s.sources().beats == nil })
	got, err := config.Load(s.core.Places().Config)
	if err != nil || len(got.Sources[0].Heartbeats) != 3 {
		t.Errorf("they are %+v, %v", got.Sources, err)
	}
}

func TestATeamsHeartbeatsAreOnlyShown(t *testing.T) {
	c := newCore(t, "include = [\"team.toml\"]\n")
	c.write("team.toml", beatingFile)
	c.load()
	s := newStage(t, c, look.Wide)
	s.Open("sources/heartbeats/eu")
	s.mustShow("Set by team.toml: it is changed there", "Pages as SEV1 when it was away for 25 h.")
	if s.shows("Add a heartbeat") || s.shows("Save") {
		t.Error("a team's heartbeats can be changed here")
	}
}
