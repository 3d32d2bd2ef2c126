package pager

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/app/secret"
	"turnaround/app/text"
	"turnaround/sync/notify"
)

// How a check came out.
const (
	Good = "ok"
	Warn = "warn"
	Fail = "fail"
)

// Finding is one thing doctor looked at.
type Finding struct {
	Name  string `json:"name"`
	State string `json:"state"` // ok, warn, fail
	Text  string `json:"text"`  // in plain words
	Do    string `json:"do,omitempty"`
}

// contactWithin bounds the one contact doctor makes with each source.
const contactWithin = 15 * time.Second

// Checks looks at everything this app runs on. It sends nothing and rings
// nothing; a source is contacted only where the app does not do so anyway.
func (p *Pager) Checks(ctx context.Context) []Finding {
	c := p.Config()
	checks := CheckSecrets(ctx, c, p.secrets)
	checks = append(checks, p.checkStore()...)
	if p.opts.Kept.Way != "" {
		checks = append(checks, CheckKept(p.opts.Kept))
	}
	checks = append(checks, p.checkSources(ctx)...)
	checks = append(checks, p.checkChannels(ctx)...)
	checks = append(checks, p.checkDuty(), p.checkMute())
	checks = append(checks, CheckNotes(p.Probe(ctx), c.Page)...)
	checks = append(checks, p.checkTrial(ctx), p.checkClock())
	for _, w := range p.Warnings() {
		checks = append(checks, Finding{"start", Warn, w, ""})
	}
	if c.Path != "" && c.Fingerprint() != c.Sum {
		checks = append(checks, Finding{"configuration", Warn, "the files changed and are not in use yet", "turnaround config reload"})
	}
	return checks
}

// CheckSecrets tells whether every reference gives a secret, never which.
func CheckSecrets(ctx context.Context, c config.Config, r *secret.Resolver) []Finding {
	tokens := map[string]string{}
	for _, s := range c.Sources {
		if s.OAuth.Token != "" {
			tokens[s.OAuth.Token] = s.Name
		}
	}
	refs := c.SecretRefs()
	slices.Sort(refs)
	var checks []Finding
	for _, ref := range slices.Compact(refs) {
		check := Finding{"secret", Good, naming(ref) + " is there", ""}
		value, err := r.Resolve(ctx, ref)
		missing := errors.Is(err, secret.ErrMissing) || errors.Is(err, fs.ErrNotExist)
		switch name := tokens[ref]; {
		case missing && name != "":
			check.State, check.Text = Fail, name+" is not signed in"
			check.Do = fmt.Sprintf("turnaround sources signin %q", name)
		case err != nil:
			check.State, check.Text = Fail, naming(ref)+": "+tell(c, r, err)
			check.Do = "put the secret there, or change the reference in the configuration"
		case value == "":
			check.State, check.Text, check.Do = Fail, naming(ref)+" is empty", "put the secret there"
		}
		checks = append(checks, check)
	}
	return checks
}

// naming says where a secret is. Of a command only the program: people write
// secrets into its arguments.
func naming(text string) string {
	ref, err := secret.Parse(text)
	if err != nil {
		return "a reference to a secret"
	}
	if ref.Kind == secret.Command {
		words := strings.Fields(ref.Name)
		if len(words) == 0 {
			return "command:"
		}
		return "command:" + filepath.Base(words[0])
	}
	return ref.String()
}

// tell words an error without a secret, nor the arguments of a program that gives one.
func tell(c config.Config, r *secret.Resolver, err error) string {
	words := r.Known.Redact(err.Error())
	for _, ref := range c.SecretRefs() {
		short := naming(ref)
		words = strings.ReplaceAll(words, ref, short)
		if _, command, ok := strings.Cut(ref, ":"); ok && strings.HasPrefix(short, "command:") {
			words = strings.ReplaceAll(words, command, strings.TrimPrefix(short, "command:"))
		}
	}
	return words
}

// CheckKept says what the way the data's key is kept helps against, and what not.
func CheckKept(k secret.Kept) Finding {
	c := Finding{"data key", Good, fmt.Sprintf("%s (%s). Protects: %s. Does not: %s.", k.Way, k.Where,
		strings.TrimSuffix(k.Protects, "."), strings.TrimSuffix(k.Not, ".")), ""}
	if k.Note != "" {
		c.State, c.Do = Warn, k.Note
	}
	return c
}

func (p *Pager) checkStore() []Finding {
	s := p.store.Stats()
	kept := "encrypted"
	if !s.Encrypted {
		kept = "not encrypted"
	}
	c := Finding{"data", Good, fmt.Sprintf("%d incidents, %s, preset %s, schema %d, at most %s on disk",
		s.Incidents, kept, s.Preset, s.Schema, size(s.Tables+s.Values+s.Logs)), ""}
	switch {
	case s.Full:
		c.State, c.Text, c.Do = Fail, "the disk is full: nothing new is kept; "+c.Text, "make room; nothing acknowledged is lost"
	case !s.Encrypted:
		c.State, c.Do = Warn, "start once without data to have it encrypted: export, move the data folder away, import"
	}
	checks := []Finding{c}
	if aside := p.store.Aside(); aside != "" {
		checks = append(checks, Finding{"data", Warn, "a damaged store was set aside as " + aside,
			"nothing, the sources refill what is missing; delete it when nothing is missed"})
	}
	return checks
}

// size says bytes the short way.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KB", n>>10)
}

// checkSources tells how contact stands; a command that is alone tries it.
func (p *Pager) checkSources(ctx context.Context) []Finding {
	states := p.Sources()
	if len(states) == 0 {
		return []Finding{{"sources", Warn, "no source is configured: nothing can ring", "add a [[source]] to the configuration"}}
	}
	var group sync.WaitGroup
	checks := make([][]Finding, len(states))
	for n, s := range states {
		if s.Disabled {
			checks[n] = []Finding{{"source " + s.Name, Warn, "disabled", "take disabled = true out to use it"}}
			continue
		}
		group.Go(func() {
			if p.opts.Alone {
				s.Status = p.contact(ctx, s.Name)
			}
			checks[n] = sourceChecks(s)
		})
	}
	group.Wait()
	return slices.Concat(checks...)
}

var errEnough = errors.New("contact is proven")

// contact reads one batch of a source from where it was read up to, and keeps nothing.
func (p *Pager) contact(ctx context.Context, name string) health.Status {
	ctx, cancel := context.WithTimeout(ctx, contactWithin)
	defer cancel()
	began := p.now()
	status := health.Status{Name: name, State: health.OK, LastContact: began}
	_, cursor, err := p.Desk.Begin(name)
	if err == nil {
		err = p.setup.Load().made[name].Pull(ctx, cursor, func(incident.Batch) error { return errEnough })
	}
	status.Latency = p.now().Sub(began).Seconds()
	if err != nil && !errors.Is(err, errEnough) {
		status.State, status.Error = health.Failing, tell(p.Config(), p.secrets, err)
	}
	return status
}

func sourceChecks(s SourceState) []Finding {
	name := "source " + s.Name
	c := Finding{Name: name, State: Good}
	switch s.State {
	case health.OK:
		c.Text = fmt.Sprintf("contact, answered in %.0f ms", s.Latency*1000)
	case health.Never, "":
		c.State, c.Text = Warn, "no contact yet"
	default:
		c.State, c.Text, c.Do = Fail, "no contact: "+s.Error, "see what the error says; \"turnaround sync --once\" tries again"
	}
	if may := slices.Sorted(maps.Keys(s.Can)); len(may) > 0 {
		c.Text += "; may " + strings.Join(may, ", ") + " there"
	} else {
		c.Text += "; read only"
	}
	checks := []Finding{c}
	for _, b := range s.Heartbeats {
		if !b.AbsentSince.IsZero() {
			checks = append(checks, Finding{name, Fail, "heartbeat " + b.Name + " is absent since " + b.AbsentSince.UTC().Format(time.RFC3339),
				"look whether the alerting behind this source still runs"})
		}
	}
	return checks
}

func (p *Pager) checkDuty() Finding {
	s := p.Duty.On(p.now())
	c := Finding{"on call", Good, s.Why, ""}
	if !s.OnCall {
		c = Finding{"on call", Warn, "off call, nothing rings: " + s.Why, "\"turnaround duty on\" when you are"}
	}
	if s.Trouble != "" {
		c.State, c.Do = Fail, s.Trouble
	}
	return c
}

// checkMute says that nothing rings, whoever is on call.
func (p *Pager) checkMute() Finding {
	if until := p.Muted(); !until.IsZero() {
		return Finding{"mute", Warn, "muted until " + page.Clock(until, p.now(), p.Zone()) + ": nothing rings, lost contact neither", "turnaround mute off"}
	}
	return Finding{"mute", Good, "not muted", ""}
}

// CheckNotes says what a note and its sound would meet now.
func CheckNotes(p notify.Probe, c config.Page) []Finding {
	note := Finding{"notification", Good, "through " + p.Way, ""}
	if p.Server != "" {
		note.Text += ", " + p.Server
	}
	switch {
	case p.Way == "":
		note = Finding{"notification", Fail, "no way to notify: " + p.Why, "run it in a desktop session, or \"watch\" in a terminal"}
	case p.Way == notify.WayTerminal:
		note.State, note.Do = Warn, "only lines in a terminal: "+p.Why
	case p.Actions:
		note.Text += ", with buttons"
	default:
		note.State, note.Do = Warn, "no Acknowledge button: "+text.Line(p.Why, 200)
	}
	checks := []Finding{note}
	if p.Quiet.Known && p.Quiet.On {
		checks = append(checks, Finding{"do not disturb", Warn, p.Quiet.Told + " holds notifications back; the sound is ours and still plays", "turn it off while on call"})
	}
	sound := Finding{"sound", Good, "not told by this system", ""}
	switch o := p.Output; {
	case c.Sound == "off":
		sound = Finding{"sound", Warn, "off by the configuration", `page.sound = "on"`}
	case o.Fault != "":
		sound = Finding{"sound", Fail, "silent: " + o.Fault, "connect an output, or keep another pager"}
	case o.Known && o.Muted:
		sound = Finding{"sound", Fail, "the output " + o.Device + " is muted", "unmute it"}
	case o.Known && o.Volume < 10:
		sound = Finding{"sound", Warn, fmt.Sprintf("the output is at %d %%", o.Volume), "turn it up"}
	case o.Known:
		sound.Text = fmt.Sprintf("output at %d %%, told by %s", o.Volume, o.Via)
	}
	return append(checks, sound)
}

// trialAge is after how long a test page proves little.
const trialAge = 14 * 24 * time.Hour

func (p *Pager) checkTrial(ctx context.Context) Finding {
	tests, err := p.TestHistory(ctx)
	at := tests.Last
	arrived := fmt.Sprintf("; test pages arrived on %d of the last %d days", tests.Passed, tests.Of)
	switch {
	case err != nil:
		return Finding{"test page", Fail, err.Error(), ""}
	case at.IsZero():
		return Finding{"test page", Warn, "none has arrived whole yet", "turnaround test-page"}
	case p.now().Sub(at) > trialAge:
		return Finding{"test page", Warn, "the last that arrived whole was " + text.Age(p.now().Sub(at)) + " ago" + arrived, "turnaround test-page"}
	}
	return Finding{"test page", Good, "the last arrived whole " + text.Age(p.now().Sub(at)) + " ago" + arrived, ""}
}

// built is before any moment this program can run in.
var built = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// checkClock compares the clock with what is known to be past.
func (p *Pager) checkClock() Finding {
	now, newest := p.now(), time.Time{}
	for row := range p.Desk.Rows() {
		if row.UpdatedAt.After(newest) {
			newest = row.UpdatedAt
		}
	}
	switch {
	case now.Before(built):
		return Finding{"clock", Fail, "it says " + now.UTC().Format(time.RFC3339) + ", which is past", "set the computer's clock"}
	case newest.After(now.Add(5 * time.Minute)):
		return Finding{"clock", Warn, "incidents are newer than the clock by " + text.Age(newest.Sub(now)), "set the computer's clock, or the source's"}
	}
	return Finding{"clock", Good, "plausible", ""}
}
