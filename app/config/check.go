package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/secret"
	"turnaround/app/text"
)

// The ways a person is on call.
const (
	DutyAlways   = "always"
	DutyUntil    = "until"
	DutyCalendar = "calendar"
	DutySource   = "source"
	DutyList     = "list"
)

// Where the store's key is kept, unless Storage.Key refers to a passphrase.
const (
	KeyKeyring = "keyring"
	KeyFile    = "file"
)

var (
	knownDuty    = []string{DutyAlways, DutyUntil, DutyCalendar, DutySource, DutyList}
	knownSounds  = []string{"", "critical", "major", "minor", "none"}
	knownVerbs   = []string{"ack", "snooze", "resolve", "assign", "note", "silences", "seen"}
	knownPresets = []string{"laptop", "phone"}
)

// check tells what is wrong within one file.
func (f *file) check() {
	c := &f.set
	if f.team && len(c.Include) > 0 {
		f.add("include", "name the file in your own configuration instead", "a team file cannot include another one")
	}
	f.oneOf("duty.mode", c.Duty.Mode, knownDuty)
	f.oneOf("storage.preset", c.Storage.Preset, knownPresets)
	f.oneOf("page.sound", c.Page.Sound, []string{"on", "off"})
	f.zone("quiet.zone", c.Quiet.Zone)
	f.severities("quiet.rings", c.Quiet.Severity)
	for i, hours := range c.Quiet.Hours {
		if err := checkHours(hours); err != nil {
			f.add(joinIndex("quiet.hours", i), `write "22:00-07:00" or "sat,sun 00:00-24:00"`, "quiet hours %q: %s", clip(hours), err)
		}
	}
	f.checkPage()
	f.checkLook()
	f.groups("incident.group_by", c.Incident.GroupBy)
	f.checkCustomers()
	for _, path := range []string{"incident.reopen_within", "incident.quiet_after", "storage.people"} {
		f.positive(path)
	}
	for i := range c.Sources {
		f.checkSource(joinIndex("source", i), &c.Sources[i])
	}
	for i := range c.Channels {
		f.checkChannel(joinIndex("channel", i), &c.Channels[i])
	}
	f.checkSecrets()
}

func (f *file) checkPage() {
	p := &f.set.Page
	for _, path := range []string{"page.storm_window", "page.lost_after"} {
		f.positive(path)
	}
	if f.has("page.storm") && p.Storm < 2 {
		f.add("page.storm", "write 2 or more", "a storm of %d is no storm", p.Storm)
	}
	if f.has("page.volume") && (p.Volume < 1 || p.Volume > 100) {
		f.add("page.volume", `write 1 to 100; for silence write sound = "off"`, "volume %d is out of range", p.Volume)
	}
	for key, d := range p.StaleAck {
		at := joinKey("page.stale_ack", key)
		if !slices.Contains([]string{"1", "2", "3", "4"}, key) {
			f.add(at, "write 1, 2, 3 or 4", "%q is no severity", clip(key))
		}
		if d == 0 {
			f.add(at, "write a positive time", "%q is zero", clip(key))
		}
	}
	for i, r := range p.Rules {
		at := joinIndex("page.rule", i)
		f.severities(at+".severity", r.Severity)
		f.oneOf(at+".do", r.Do, []string{"notify", "list"})
		if r.Times < 0 || r.Times > 1000 {
			f.add(at+".times", "write 0 to 1000", "%d times is out of range", r.Times)
		}
		for key, d := range map[string]Duration{"repeat": r.Repeat, "then": r.Then} {
			if d != 0 && d < Duration(10*time.Second) {
				f.add(join(at, key), `write "10s" or more`, "ringing every %s is too often", d)
			}
		}
	}
}

// checkSecrets refuses what is no reference, what a team file must not bring,
// and tokens that could not be written back.
func (f *file) checkSecrets() {
	for _, s := range f.set.secrets() {
		if *s.ref == "" {
			continue
		}
		r, err := secret.Parse(*s.ref)
		switch {
		case err != nil:
			f.add(s.path, "never write the secret itself into this file", "%s %s", name(s.path), err)
		case f.team && r.Kind == secret.Command:
			f.add(s.path, "use keyring:NAME or env:NAME there, or move it to your own configuration", "a team file must not run commands")
		case strings.HasSuffix(s.path, ".oauth.token") && (r.Kind == secret.Env || r.Kind == secret.Command):
			f.add(s.path, "write keyring:NAME or file:PATH", "the token is written back, which %s: cannot take", r.Kind)
		}
	}
}

// checkTogether tells what only the joined files show.
func checkTogether(c Config, files []*file) Problems {
	var problems Problems
	first := map[string]Origin{}
	for i, s := range c.Sources {
		o := c.Origin[i]
		key := strings.ToLower(s.Name)
		if other, ok := first[key]; ok && key != "" {
			problems = append(problems, Problem{File: o.File, Line: o.Line, What: fmt.Sprintf("the source name %q is taken by %s:%d", clip(s.Name), other.File, other.Line), Do: "give each source its own name"})
			continue
		}
		first[key] = o
	}
	problems = append(problems, checkServices(files)...)
	problems = append(problems, checkChannels(files)...)
	if p, ok := checkDuty(c, first); !ok {
		p.File = files[0].file
		for _, f := range files {
			if f.has("duty.mode") {
				p.File, p.Line = f.file, f.at.line("duty.mode")
				break
			}
		}
		problems = append(problems, p)
	}
	return problems
}

// checkDuty tells whether a mode has what it needs.
func checkDuty(c Config, sources map[string]Origin) (Problem, bool) {
	d := c.Duty
	switch {
	case d.Mode == DutyUntil && d.Until.IsZero():
		return Problem{What: "duty by hand has no end", Do: "add until = 2030-01-31T08:00:00Z"}, false
	case d.Mode == DutyCalendar && d.Calendar == "":
		return Problem{What: "duty by calendar has no calendar", Do: `add calendar = "https://..." or a path`}, false
	case d.Mode == DutyCalendar && strings.Contains(d.Calendar, "://") && !strings.HasPrefix(d.Calendar, "https://"):
		return Problem{What: "the calendar's link is not https", Do: "use its https:// link, or a path"}, false
	case d.Mode == DutySource && (d.Source == "" || d.Schedule == ""):
		return Problem{What: "duty by a source's schedule misses source or schedule", Do: "add both: the source's name and the schedule's ID"}, false
	}
	if d.Mode != DutySource {
		return Problem{}, true
	}
	if _, ok := sources[strings.ToLower(d.Source)]; !ok {
		var names []string
		for _, s := range c.Sources {
			names = append(names, s.Name)
		}
		return Problem{What: fmt.Sprintf("duty names the source %q, which there is not", clip(d.Source)), Do: text.DidYouMean(d.Source, names)}, false
	}
	return Problem{}, true
}

// CheckProfiles tells which sources name a profile that is not among the
// known ones, the built-in and the person's own. "imap" needs no profile file.
func (c Config) CheckProfiles(known []string) error {
	var problems Problems
	known = append([]string{ProfileIMAP}, known...)
	for i, s := range c.Sources {
		if !slices.Contains(known, s.Profile) {
			problems = append(problems, Problem{
				File: c.Origin[i].File, Line: c.Origin[i].Line,
				What: fmt.Sprintf("source %q has the unknown profile %q", clip(s.Name), clip(s.Profile)), Do: text.DidYouMean(s.Profile, known),
			})
		}
	}
	return problems.err()
}

// has tells whether the file sets the key at path.
func (f *file) has(path string) bool {
	_, ok := f.at[path]
	return ok
}

func (f *file) oneOf(path, word string, known []string) {
	if word != "" && !slices.Contains(known, word) {
		f.add(path, text.DidYouMean(word, known), "%s = %q is not known", name(path), clip(word))
	}
}

func (f *file) zone(path, zone string) {
	if _, err := time.LoadLocation(zone); err != nil {
		f.add(path, "write an IANA name such as Europe/Berlin", "%q is no time zone", clip(zone))
	}
}

func (f *file) severities(path string, list []int) {
	for i, s := range list {
		if s < 1 || s > 4 {
			f.add(joinIndex(path, i), "write 1 to 4", "%d is no severity", s)
		}
	}
}

// positive refuses a zero where the file sets one.
func (f *file) positive(path string) {
	v := any(f.tree)
	for _, key := range strings.Split(path, ".") {
		table, ok := v.(map[string]any)
		if !ok {
			return
		}
		v = table[key]
	}
	text, ok := v.(string)
	if !ok {
		return
	}
	if d, err := ParseDuration(text); err == nil && d == 0 {
		f.add(path, "write a positive time, or leave it out for the default", "%s is zero", name(path))
	}
}

// groups checks labels to group by: "a|b" takes the first that is set.
func (f *file) groups(path string, list []string) {
	for i, entry := range list {
		for label := range strings.SplitSeq(entry, "|") {
			if label == "" || strings.ContainsFunc(label, func(r rune) bool { return !labelRune(r) }) {
				f.add(joinIndex(path, i), `write labels such as "alertname" or "service|job"`, "%q is no label to group by", clip(entry))
				break
			}
		}
	}
}
