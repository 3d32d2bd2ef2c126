package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"turnaround/app/text"
)

// Service maps what alerts say to what customers say.
type Service struct {
	Name string `toml:"name"`
	// Match holds label matchers, all of which have to hold, over the labels an
	// incident's alerts share and its service and source. Without any, the
	// incident's service has this name.
	Match          []string `toml:"match"`
	Say            string   `toml:"say"`             // the customers' words for it: "paying by card"
	Components     []string `toml:"components"`      // the status page's IDs
	Audience       string   `toml:"audience"`        // who is told: public, ...
	Channels       []string `toml:"channels"`        // where; empty: every channel
	CustomerFacing bool     `toml:"customer_facing"` // an SEV1-2 here is suspected to affect customers
}

// Targets are what a team sets itself for its updates, by severity ("1" to
// "4"). What is absent is as the preset says.
type Targets struct {
	Preset   string              `toml:"preset"`   // usual, off
	First    map[string]Duration `toml:"first"`    // start to first update
	Cadence  map[string]Cadence  `toml:"cadence"`  // between updates
	Resolved map[string]Duration `toml:"resolved"` // end to the update that says so
	Grace    Duration            `toml:"grace"`    // lateness that still counts as kept; 2m
}

// Cadence is the time between updates by phase.
type Cadence struct {
	Investigating Duration `toml:"investigating"`
	Identified    Duration `toml:"identified"`
	Monitoring    Duration `toml:"monitoring"`
}

// The presets of targets.
const (
	TargetsUsual = "usual"
	TargetsOff   = "off"
)

// Matches tells whether an incident with these labels is about the service.
// Labels hold its service as "service" too.
func (s Service) Matches(labels map[string]string) bool {
	if len(s.Match) == 0 {
		return strings.EqualFold(s.Name, labels["service"])
	}
	for _, text := range s.Match {
		// Checked when the file was read.
		if m, err := ParseMatchers(text); err != nil || !m.Matches(labels) {
			return false
		}
	}
	return true
}

func (f *file) checkCustomers() {
	for i := range f.set.Services {
		f.checkService(joinIndex("service", i), &f.set.Services[i])
	}
	t := &f.set.Targets
	f.oneOf("targets.preset", t.Preset, []string{TargetsUsual, TargetsOff})
	f.positive("targets.grace")
	for name, spans := range map[string]map[string]Duration{"targets.first": t.First, "targets.resolved": t.Resolved} {
		f.bySeverity(name, slices.Sorted(maps.Keys(spans)))
		for key, d := range spans {
			if d == 0 {
				f.add(joinKey(name, key), "write a positive time, or leave it out for the preset's", "%q is zero", clip(key))
			}
		}
	}
	f.bySeverity("targets.cadence", slices.Sorted(maps.Keys(t.Cadence)))
}

func (f *file) checkService(at string, s *Service) {
	if strings.TrimSpace(s.Name) == "" {
		f.add(at+".name", `add name = "checkout"`, "a service has no name")
	}
	for i, text := range s.Match {
		if _, err := ParseMatchers(text); err != nil {
			f.add(joinIndex(at+".match", i), `write service="checkout" or alertname=~"Pay.*"`, "%s", err)
		}
	}
	if len([]rune(s.Say)) > 200 {
		f.add(at+".say", "write a few words that customers use", "say is longer than 200 characters")
	}
}

func (f *file) bySeverity(path string, keys []string) {
	for _, key := range keys {
		if !slices.Contains([]string{"1", "2", "3", "4"}, key) {
			f.add(joinKey(path, key), "write 1, 2, 3 or 4", "%q is no severity", clip(key))
		}
	}
}

// checkServices tells which services two files name alike, and which of their
// channels no file has.
func checkServices(files []*file) Problems {
	var problems Problems
	var channels []string
	for _, f := range files {
		for _, c := range f.set.Channels {
			channels = append(channels, c.Name)
		}
	}
	first := map[string]string{}
	for _, f := range files {
		for i, s := range f.set.Services {
			line := f.at.line(joinIndex("service", i))
			key := strings.ToLower(strings.TrimSpace(s.Name))
			if other, ok := first[key]; ok {
				problems = append(problems, Problem{File: f.file, Line: line, Do: "give each service its own name",
					What: fmt.Sprintf("the service name %q is taken by %s", clip(s.Name), other)})
				continue
			}
			first[key] = fmt.Sprintf("%s:%d", f.file, line)
			problems = append(problems, f.missing(joinIndex("service", i), s, channels)...)
		}
	}
	return problems
}

// missing tells which channels a service names that there are not.
func (f *file) missing(at string, s Service, channels []string) Problems {
	var problems Problems
	for i, name := range s.Channels {
		if !slices.Contains(channels, name) {
			problems = append(problems, Problem{File: f.file, Line: f.at.line(joinIndex(at+".channels", i)), Do: text.DidYouMean(name, channels),
				What: fmt.Sprintf("service %q names the channel %q, which there is not", clip(s.Name), clip(name))})
		}
	}
	return problems
}
