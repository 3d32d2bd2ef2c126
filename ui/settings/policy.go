package settings

import (
	"slices"
	"strconv"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/ui/words"
)

// severities are all four, worst first.
var severities = []incident.Severity{incident.Critical, incident.Major, incident.Minor, incident.Info}

// manner is how a severity rings, as a person chooses it.
type manner struct {
	Ring   ring
	Sound  string // critical, major, minor, or a path
	Repeat time.Duration
	Times  int
	Then   time.Duration // 0: never again
}

// ring is the main choice.
type ring int

const (
	ringUntil ring = iota // again and again until acknowledged
	ringOnce              // one notification with a sound
	showOnce              // one notification without
	listOnly
)

var rings = []ring{ringUntil, ringOnce, showOnce, listOnly}

func (r ring) name() string {
	switch r {
	case ringUntil:
		return words.T("Until acknowledged")
	case ringOnce:
		return words.T("Ring once")
	case showOnce:
		return words.T("Show once, silently")
	}
	return words.T("List only")
}

// mannerOf tells how a severity rings by the configuration, whatever the
// source and service.
func mannerOf(c config.Config, s incident.Severity) (manner, error) {
	p, err := page.NewPolicy(c.Page, config.Quiet{}, nil)
	if err != nil {
		return manner{}, err
	}
	return seen(p.Manner(page.Subject{Severity: s})), nil
}

// seen reads a policy's manner as a choice.
func seen(m page.Manner) manner {
	out := manner{Sound: m.Sound, Repeat: m.Repeat, Times: m.Times, Then: m.Then}
	switch {
	case !m.Notify:
		return manner{Ring: listOnly}
	case m.Sound == "":
		out.Ring = showOnce
	case m.Times <= 1 && m.Then == 0:
		out.Ring = ringOnce
	}
	return out
}

// says tells a manner in a line: "every 60 s, 10 times, then every 10 min".
func (m manner) says() string {
	switch m.Ring {
	case listOnly:
		return words.T("list only")
	case showOnce:
		if m.Times > 1 || m.Then > 0 {
			return words.T("notifications, without sound")
		}
		return words.T("one notification, without sound")
	case ringOnce:
		return words.T("one notification, with sound")
	}
	data := words.Data{"Every": short(m.Repeat), "Times": m.Times, "Then": short(m.Then)}
	switch {
	case m.Times <= 1:
		return words.T("every {{.Then}}", data)
	case m.Then == 0:
		return words.T("every {{.Every}}, {{.Times}} times", data)
	case m.Then == m.Repeat:
		return words.T("every {{.Every}}", data)
	}
	return words.T("every {{.Every}}, {{.Times}} times, then every {{.Then}}", data)
}

// short is a span as the mockups write it: 60 s, 10 min, 2 h, 14 days.
func short(d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%config.Day == 0:
		return words.N("{{.Count}} days", int(d/config.Day))
	case d > time.Minute && d < time.Hour && d%time.Minute == 0:
		return words.T("{{.N}} min", words.Data{"N": int(d / time.Minute)})
	case d <= 2*time.Minute && d%time.Second == 0:
		return words.T("{{.N}} s", words.Data{"N": int(d / time.Second)})
	}
	return words.Span(d)
}

// rule writes a manner down.
func (m manner) rule(s incident.Severity) config.Rule {
	r := config.Rule{Severity: []int{int(s)}, Do: "notify"}
	switch m.Ring {
	case listOnly:
		r.Do = "list"
	case showOnce:
		r.Sound, r.Times = "none", 1
	case ringOnce:
		r.Sound, r.Times = orSound(m.Sound, s), 1
	default:
		r.Sound = orSound(m.Sound, s)
		r.Repeat, r.Times, r.Then = config.Duration(m.Repeat), m.Times, config.Duration(m.Then)
	}
	return r
}

func orSound(sound string, s incident.Severity) string {
	if sound != "" {
		return sound
	}
	return [...]string{"critical", "critical", "major", "minor", "minor"}[s.OrDefault()]
}

// setManner changes how one severity rings. Rules for some sources or services
// stay before it, as they are more particular.
func setManner(s incident.Severity, m manner) Edit {
	return func(d *config.Document) error {
		rules, err := d.Rules()
		if err != nil {
			return err
		}
		at := slices.IndexFunc(rules, func(r config.Rule) bool { return general(r, s) })
		usual, err := mannerOf(config.Defaults(), s)
		if err != nil {
			return err
		}
		alone := at >= 0 && len(rules[at].Severity) == 1
		switch {
		case alone && m == usual && !slices.ContainsFunc(rules[at+1:], func(r config.Rule) bool { return general(r, s) }):
			return d.RemoveRule(at)
		case alone:
			return overwrite(d, at, rules[at], m.rule(s))
		case at < 0 && m == usual:
			return nil
		case at >= 0:
			return d.InsertRule(at, m.rule(s))
		}
		return d.InsertRule(len(rules), m.rule(s))
	}
}

// general tells whether a rule is about a severity and nothing more particular.
func general(r config.Rule, s incident.Severity) bool {
	return len(r.Source) == 0 && len(r.Service) == 0 && (len(r.Severity) == 0 || slices.Contains(r.Severity, int(s)))
}

// overwrite changes a rule key by key, so that the comments beside them stay.
func overwrite(d *config.Document, at int, was, now config.Rule) error {
	for _, key := range []struct {
		name     string
		was, now any
		empty    bool
	}{
		{"do", was.Do, now.Do, now.Do == ""},
		{"sound", was.Sound, now.Sound, now.Sound == ""},
		{"repeat", was.Repeat, now.Repeat, now.Repeat == 0},
		{"times", was.Times, now.Times, now.Times == 0},
		{"then", was.Then, now.Then, now.Then == 0},
	} {
		if key.was == key.now {
			continue
		}
		value := key.now
		if key.empty {
			value = nil
		}
		if err := d.SetRule(at, key.name, value); err != nil {
			return err
		}
	}
	return nil
}

// mayPage tells whether a source's incidents ring as their severity says.
func mayPage(rules []config.Rule, source string) bool {
	return !slices.ContainsFunc(rules, func(r config.Rule) bool { return silences(r, source) })
}

// silences tells whether a rule lists a whole source and nothing else.
func silences(r config.Rule, source string) bool {
	return r.Do == "list" && len(r.Severity) == 0 && len(r.Service) == 0 && slices.Contains(r.Source, source)
}

// setMayPage lets a source page, or only list.
func setMayPage(source string, may bool) Edit {
	return func(d *config.Document) error {
		rules, err := d.Rules()
		if err != nil {
			return err
		}
		at := slices.IndexFunc(rules, func(r config.Rule) bool { return silences(r, source) })
		switch {
		case may == (at < 0):
			return nil
		case !may:
			// First, so that no rule for a severity comes before it.
			return d.InsertRule(0, config.Rule{Source: []string{source}, Do: "list"})
		case len(rules[at].Source) > 1:
			others := slices.DeleteFunc(slices.Clone(rules[at].Source), func(name string) bool { return name == source })
			return d.SetRule(at, "source", others)
		}
		return d.RemoveRule(at)
	}
}

// forgetSource takes a source out of the rules.
func forgetSource(source string) Edit {
	return func(d *config.Document) error {
		rules, err := d.Rules()
		if err != nil {
			return err
		}
		for at := len(rules) - 1; at >= 0; at-- {
			others := slices.DeleteFunc(slices.Clone(rules[at].Source), func(name string) bool { return name == source })
			switch {
			case len(others) == len(rules[at].Source):
				continue
			case len(others) == 0:
				err = d.RemoveRule(at) // it would fit every source now
			default:
				err = d.SetRule(at, "source", others)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// setStale says after how long an acknowledgement rings again.
func setStale(s incident.Severity, after time.Duration) Edit {
	return set("page.stale_ack."+strconv.Itoa(int(s)), config.Duration(after))
}

// severityWord is what a severity is called.
func severityWord(s incident.Severity) string {
	switch s {
	case incident.Critical:
		return words.T("Critical")
	case incident.Major:
		return words.T("Major")
	case incident.Minor:
		return words.T("Minor")
	case incident.Info:
		return words.T("Info")
	}
	return words.T("Unknown")
}

// staleAfter is after how long an acknowledgement rings again.
func staleAfter(c config.Config, s incident.Severity) time.Duration {
	return c.Page.StaleAck[strconv.Itoa(int(s))].Std()
}

func staleText(c config.Config, s incident.Severity) string {
	return words.T("after {{.Time}}", words.Data{"Time": short(staleAfter(c, s))})
}
