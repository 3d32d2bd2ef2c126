package pager

import (
	"strconv"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
)

// services are what a configuration says customers see.
func services(c config.Config) []desk.Service {
	var all []desk.Service
	for _, s := range c.Services {
		all = append(all, desk.Service{Name: s.Name, Say: s.Say, Components: s.Components, Audience: s.Audience,
			Channels: s.Channels, CustomerFacing: s.CustomerFacing, Matches: s.Matches})
	}
	return all
}

// targets are how soon a configuration wants customers to hear.
func targets(c config.Targets) func(incident.Severity) journey.Target {
	var all [incident.Info + 1]journey.Target
	for s := incident.Critical; s <= incident.Info; s++ {
		all[s] = target(c, s)
	}
	return func(s incident.Severity) journey.Target { return all[s.OrDefault()] }
}

func target(c config.Targets, s incident.Severity) journey.Target {
	t := journey.Target{Grace: c.Grace.Or(journey.DefaultGrace), Cadence: map[incident.Phase]time.Duration{}}
	if c.Preset != config.TargetsOff {
		preset := journey.Presets(s)
		t.First, t.Resolved = preset.First, preset.Resolved
		for phase, every := range preset.Cadence {
			t.Cadence[phase] = every
		}
	}
	key := strconv.Itoa(int(s))
	t.First = c.First[key].Or(t.First)
	t.Resolved = c.Resolved[key].Or(t.Resolved)
	own := c.Cadence[key]
	for phase, every := range map[incident.Phase]config.Duration{incident.Investigating: own.Investigating,
		incident.Identified: own.Identified, incident.Monitoring: own.Monitoring} {
		if every > 0 {
			t.Cadence[phase] = every.Std()
		}
	}
	return t
}
