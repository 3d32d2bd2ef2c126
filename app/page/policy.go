package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
)

// Policy says what rings, how and how often. It is compiled once from the
// configuration and never changes.
type Policy struct {
	rules   []rule
	quiet   *Hours
	storm   int
	window  time.Duration
	stale   map[incident.Severity]time.Duration
	silent  bool
	volume  int
	zone    func() *time.Location
	normal  map[incident.Severity]Manner
	contact Manner
}

// Manner is how one thing rings.
type Manner struct {
	Notify bool          // false: listed only
	Sound  string        // critical, major, minor, a path; empty: without sound
	Repeat time.Duration // between the first Times rings
	Times  int
	Then   time.Duration // between all later ones; 0: there are none
	muted  bool          // page.sound is off: nothing plays, and all else stays as it is
}

// Urgent tells whether it calls for somebody now: its note stays until it is
// dismissed, though no sound may play.
func (m Manner) Urgent() bool { return m.Notify && m.Sound != "" }

// Loud tells whether it makes a sound.
func (m Manner) Loud() bool { return m.Urgent() && !m.muted }

// plays is the sound of its notes.
func (m Manner) plays() string {
	if m.muted {
		return ""
	}
	return m.Sound
}

// after gives how long after the count-th ring the next one is due; 0: never.
func (m Manner) after(count int) time.Duration {
	if count < m.Times {
		return m.Repeat
	}
	return m.Then
}

// calm is how long it takes until a thing that comes and goes is news again.
func (m Manner) calm() time.Duration { return max(2*m.Then, 20*time.Minute) }

// rule is one rule of the configuration over the defaults.
type rule struct {
	severities []incident.Severity
	sources    []string
	services   []string
	set        config.Rule
}

// The default manners. A repeat below minRepeat would be noise, not a page.
const (
	fastRepeat = time.Minute
	fastTimes  = 10
	slowRepeat = 10 * time.Minute
	minRepeat  = 10 * time.Second
)

func defaultManners() map[incident.Severity]Manner {
	ring := Manner{Notify: true, Repeat: fastRepeat, Times: fastTimes, Then: slowRepeat}
	critical, major := ring, ring
	critical.Sound, major.Sound = "critical", "major"
	return map[incident.Severity]Manner{
		incident.Critical: critical,
		incident.Major:    major,
		incident.Minor:    {Notify: true, Times: 1},
		incident.Info:     {},
	}
}

// NewPolicy compiles the configuration; errors name the setting. zone is the
// person's zone, asked each time, since people travel; nil is the system's.
func NewPolicy(c config.Page, q config.Quiet, zone func() *time.Location) (*Policy, error) {
	if zone == nil {
		zone = func() *time.Location { return time.Local }
	}
	p := &Policy{
		storm: orElse(c.Storm, 5), window: orElse(time.Duration(c.StormWindow), 10*time.Second),
		silent: c.Sound == "off", volume: orElse(c.Volume, 80), zone: zone, normal: defaultManners(),
		contact: Manner{Notify: true, Sound: "major", Times: 1},
		stale: map[incident.Severity]time.Duration{
			incident.Critical: 2 * time.Hour, incident.Major: 2 * time.Hour,
			incident.Minor: 24 * time.Hour, incident.Info: 24 * time.Hour,
		},
	}
	if p.storm < 2 || p.window < 0 || p.volume < 0 || p.volume > 100 {
		return nil, fmt.Errorf("page: want storm of 2 or more, a positive storm_window and a volume from 0 to 100")
	}
	if c.Sound != "" && c.Sound != "on" && c.Sound != "off" {
		return nil, fmt.Errorf("page: sound = %q: want on or off", c.Sound)
	}
	for key, d := range c.StaleAck {
		n, err := strconv.Atoi(key)
		if err != nil || n < 1 || n > 4 || d <= 0 {
			return nil, fmt.Errorf("page: stale_ack %q: want a severity from 1 to 4 and a positive time", key)
		}
		p.stale[incident.Severity(n)] = time.Duration(d)
	}
	for n, r := range c.Rules {
		compiled, err := newRule(r)
		if err != nil {
			return nil, fmt.Errorf("page: rule %d: %w", n+1, err)
		}
		p.rules = append(p.rules, compiled)
	}
	var err error
	p.quiet, err = NewHours(q, zone)
	return p, err
}

func newRule(r config.Rule) (rule, error) {
	out := rule{set: r, sources: r.Source, services: r.Service}
	for _, s := range r.Severity {
		if s < 1 || s > 4 {
			return out, fmt.Errorf("severity %d: want 1 to 4", s)
		}
		out.severities = append(out.severities, incident.Severity(s))
	}
	if r.Do != "" && r.Do != "notify" && r.Do != "list" {
		return out, fmt.Errorf("do = %q: want notify or list", r.Do)
	}
	if r.Times < 0 || r.Repeat < 0 || r.Then < 0 {
		return out, fmt.Errorf("repeat, times and then are never negative")
	}
	for _, d := range []config.Duration{r.Repeat, r.Then} {
		if d != 0 && time.Duration(d) < minRepeat {
			return out, fmt.Errorf("repeats every %s: want at least %s", time.Duration(d), minRepeat)
		}
	}
	return out, nil
}

// Manner gives how a subject rings: its first matching rule laid over its
// severity's default.
func (p *Policy) Manner(s Subject) Manner {
	if s.Kind == KindContact {
		return p.dampen(p.contact)
	}
	m := p.normal[s.Severity.OrDefault()]
	if n := slices.IndexFunc(p.rules, func(r rule) bool { return r.matches(s) }); n >= 0 {
		m = p.rules[n].over(m)
	}
	if s.Kind == KindStuck {
		m = once(m)
	}
	return p.dampen(m)
}

func (p *Policy) dampen(m Manner) Manner {
	m.muted = p.silent
	return m
}

func (r rule) matches(s Subject) bool {
	return (len(r.severities) == 0 || slices.Contains(r.severities, s.Severity.OrDefault())) &&
		anyFold(r.sources, s.Source) && anyFold(r.services, s.Service)
}

func anyFold(names []string, name string) bool {
	return len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

func (r rule) over(m Manner) Manner {
	switch r.set.Do {
	case "list":
		return Manner{}
	case "notify":
		m.Notify = true
		m.Times = max(m.Times, 1)
	}
	switch r.set.Sound {
	case "":
	case "none":
		m.Sound = ""
	default:
		m.Sound = r.set.Sound
	}
	if r.set.Repeat > 0 {
		m.Repeat = time.Duration(r.set.Repeat)
		if r.set.Times == 0 && m.Times <= 1 {
			// Asked to repeat where nothing repeated before: until somebody acknowledges.
			m.Then = m.Repeat
		}
	}
	if r.set.Times > 0 {
		m.Times = r.set.Times
		if m.Times > 1 && m.Repeat == 0 {
			m.Repeat = fastRepeat
		}
		if r.set.Then == 0 && m.Times == 1 {
			m.Then = 0
		}
	}
	if r.set.Then > 0 {
		m.Then = time.Duration(r.set.Then)
	}
	return m
}

// Quiet tells whether now lies in quiet hours, and until when.
func (p *Policy) Quiet(now time.Time) (bool, time.Time) { return p.quiet.At(now) }

// hushed tells whether quiet hours hold s back now. A lost contact hides
// whatever may ring, so it rings where anything does.
func (p *Policy) hushed(s Subject, quiet bool) bool {
	if !quiet {
		return false
	}
	if s.Kind == KindContact {
		return !p.quiet.ringsAny()
	}
	return !p.quiet.Rings(s.Severity)
}

func orElse[T int | time.Duration](v, fallback T) T {
	if v == 0 {
		return fallback
	}
	return v
}
