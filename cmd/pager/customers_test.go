package pager

import (
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/journey"
)

func TestTargetsAreThePresetsWithATeamsOwnOverThem(t *testing.T) {
	usual := config.Defaults().Targets
	of := targets(usual)
	for _, s := range []incident.Severity{incident.Unknown, incident.Critical, incident.Major, incident.Minor, incident.Info} {
		want, got := journey.Presets(s), of(s)
		if got.First != want.First || got.Resolved != want.Resolved || got.Grace != want.Grace || got.Every(incident.Monitoring) != want.Every(incident.Monitoring) {
			t.Errorf("%s: %+v, want %+v", s, got, want)
		}
	}
	own := usual
	own.First = map[string]config.Duration{"1": config.Duration(5 * time.Minute)}
	own.Cadence = map[string]config.Cadence{"1": {Identified: config.Duration(7 * time.Minute)}}
	got := targets(own)(incident.Critical)
	if got.First != 5*time.Minute || got.Every(incident.Identified) != 7*time.Minute || got.Every(incident.Investigating) != 15*time.Minute {
		t.Errorf("own: %+v", got)
	}
	own.Preset = config.TargetsOff
	if got := targets(own)(incident.Critical); got.First != 5*time.Minute || got.Every(incident.Investigating) != 0 || got.Resolved != 0 {
		t.Errorf("off: %+v", got)
	}
}
