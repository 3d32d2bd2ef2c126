package pager

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/sync/restsource"
	"turnaround/sync/source"
)

// Trial is what a live test of a source found. Nothing of it is kept.
type Trial struct {
	OK       bool    `json:"ok"`
	Source   string  `json:"source"`
	Profile  string  `json:"profile"`
	Identity string  `json:"identity,omitempty"`
	Latency  float64 `json:"latency_seconds"` // until the first answer was read
	// Alerts were read; Firing and Resolved are those this source would show,
	// Hidden those its settings leave out. Silenced and Acknowledged are of Firing.
	Alerts       int `json:"alerts"`
	Firing       int `json:"firing"`
	Resolved     int `json:"resolved"`
	Hidden       int `json:"hidden"`
	Silenced     int `json:"silenced"` // or inhibited, muted, snoozed there
	Acknowledged int `json:"acknowledged"`
	// Partial: there was more than a test reads.
	Partial bool `json:"partial,omitempty"`
	// Mails were looked at in the mailbox; Recognised told of an alert.
	Mails      int `json:"mails,omitempty"`
	Recognised int `json:"recognised,omitempty"`
	// Heartbeats are the expected ones; Watchdogs are alerts found that are
	// made to fire always, whether expected or not.
	Heartbeats []TrialBeat       `json:"heartbeats"`
	Watchdogs  []string          `json:"watchdogs"`
	Words      []TrialWord       `json:"severities"`
	Sample     []TrialAlert      `json:"sample"`
	Can        map[string]string `json:"can"`
	Cannot     map[string]string `json:"cannot"`
	Warnings   []string          `json:"warnings"`
	Fault      *TrialFault       `json:"fault,omitempty"`
}

// TrialBeat is a heartbeat the source's settings expect.
type TrialBeat struct {
	Name  string `json:"name"`
	Found bool   `json:"found"`
}

// TrialWord is a severity as the source says it, how often, and what it is
// taken for; 0: such alerts are hidden.
type TrialWord struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Taken int    `json:"taken"`
	Known bool   `json:"known"` // by the source's map or by custom, not by default
}

// TrialAlert is one alert as it would be listed.
type TrialAlert struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Severity int       `json:"severity"`
	Service  string    `json:"service,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Firing   bool      `json:"firing"`
	Silenced bool      `json:"silenced,omitempty"`
}

// Bounds of a trial.
const (
	tryWithin   = 30 * time.Second
	tryAlerts   = 10_000
	trySample   = 20
	tryWords    = 30
	tryWatchdog = 10
	tryHistory  = "7d" // of mails
)

// Try contacts a source that may be in no file yet and says what it found. A
// secret that was typed stands in for what the source's reference gives.
// Nothing is kept, nothing rings and nothing is changed at the source.
func (p *Pager) Try(ctx context.Context, s config.Source, typed string) Trial {
	t := &trial{p: p, typed: typed, words: map[string]*TrialWord{}, Trial: Trial{Source: s.Name, Profile: s.Profile,
		Heartbeats: []TrialBeat{}, Watchdogs: []string{}, Words: []TrialWord{}, Sample: []TrialAlert{},
		Can: map[string]string{}, Cannot: map[string]string{}, Warnings: []string{}}}
	ctx, cancel := context.WithTimeout(ctx, tryWithin)
	defer cancel()
	if err := t.run(ctx, s); err != nil {
		fault := p.faultOf(err, s, typed)
		t.Fault = &fault
	}
	t.OK = t.Fault == nil
	t.finish()
	return t.Trial
}

// trial is one test under way.
type trial struct {
	Trial
	p        *Pager
	typed    string
	source   config.Source
	mu       sync.Mutex // mails are looked at by several goroutines
	began    time.Time
	answered bool
	keep     func(map[string]string) bool
	beats    beatList
	watchdog beatList
	found    map[string]bool
	severity func(string, map[string]string) (incident.Severity, bool)
	words    map[string]*TrialWord
	seen     map[string]bool
}

func (t *trial) run(ctx context.Context, s config.Source) error {
	s, resolve, err := t.p.complete(s, t.typed)
	if err != nil {
		return err
	}
	made, err := t.open(s, resolve)
	if err != nil {
		return &source.Fault{Kind: errSettings, What: err.Error(), Fix: "mend this setting"}
	}
	defer made.Close()
	t.Identity = made.Identity()
	can := made.Can()
	verbs(can.Verbs, t.Can)
	verbs(can.Cannot, t.Cannot)
	t.began = t.p.now()
	err = made.Pull(ctx, nil, func(b incident.Batch) error {
		t.answer()
		for n := range b.Signals {
			t.take(&b.Signals[n])
		}
		if t.Alerts >= tryAlerts {
			t.Partial = true
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	if err == nil {
		t.answer()
	}
	return err
}

// open makes the source and what its alerts are judged by.
func (t *trial) open(s config.Source, resolve resolver) (source.Source, error) {
	r, err := readRecipes(t.p.Config())
	if err != nil {
		return nil, err
	}
	filter, err := s.Filter()
	if err != nil {
		return nil, err
	}
	if t.beats, err = heartbeats(s); err != nil {
		return nil, err
	}
	if t.watchdog, err = heartbeats(config.Source{Heartbeats: []config.Heartbeat{{Match: []string{config.DefaultWatchdog}}}}); err != nil {
		return nil, err
	}
	t.source, t.keep, t.severity, t.found, t.seen = s, filter.Keeps, severities(s), map[string]bool{}, map[string]bool{}
	if s.Profile == config.ProfileIMAP {
		s.Params = maps.Clone(s.Params)
		if s.Params == nil {
			s.Params = map[string]string{}
		}
		s.Params["history"] = tryHistory
	} else if restsource.Exposed(s) {
		t.Warnings = append(t.Warnings, "the secret goes over the network without encryption: use https")
	}
	look := t.p.recognise(s)
	return t.p.makeSourceWith(s, t.p.Config().Me, r, resolve, func(raw []byte, at time.Time, uid uint32) ([]incident.Signal, error) {
		signals, err := look(raw, at, uid)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.Mails++
		if len(signals) > 0 {
			t.Recognised++
		}
		return signals, err
	})
}

// answer notes how long the first answer took.
func (t *trial) answer() {
	if !t.answered {
		t.answered = true
		t.Latency = t.p.now().Sub(t.began).Seconds()
	}
}

// take counts one alert as the desk would take it.
func (t *trial) take(s *incident.Signal) {
	if s.Handled || t.seen[s.ID] {
		return
	}
	t.seen[s.ID] = true
	t.Alerts++
	if name, ok := t.beats.name(s.Labels); ok && s.Firing {
		t.found[name] = true
	}
	if _, ok := t.watchdog.name(s.Labels); ok && s.Firing {
		if name := text.Line(s.Labels["alertname"], 60); !slices.Contains(t.Watchdogs, name) && len(t.Watchdogs) < tryWatchdog {
			t.Watchdogs = append(t.Watchdogs, name)
		}
		return
	}
	severity, shown := t.severity(s.Severity, s.Labels)
	t.word(s, severity, shown)
	_, beat := t.beats.name(s.Labels)
	switch {
	case beat:
		return
	case !shown || !t.keep(s.Labels):
		t.Hidden++
		return
	case s.Firing:
		t.Firing++
	default:
		t.Resolved++
	}
	held := t.held(s)
	if len(t.Sample) < trySample {
		t.Sample = append(t.Sample, TrialAlert{ID: text.Line(s.ID, 80), Title: text.Line(s.Title, 200), Severity: int(severity),
			Service: text.Line(s.Service, 80), Since: s.StartsAt, Firing: s.Firing, Silenced: held})
	}
}

// held counts what the source holds on a firing alert.
func (t *trial) held(s *incident.Signal) bool {
	held, acked := false, false
	for _, m := range s.Marks {
		acked = acked || m.Kind == incident.MarkAcknowledged
		held = held || m.Kind != incident.MarkAcknowledged
	}
	switch {
	case held && s.Firing:
		t.Silenced++
	case acked && s.Firing:
		t.Acknowledged++
	}
	return held
}

// word counts a severity as the source says it.
func (t *trial) word(s *incident.Signal, severity incident.Severity, shown bool) {
	word := s.Severity
	if label := t.source.SeverityLabel; label != "" {
		word = s.Labels[label]
	}
	said := text.Line(word, 60)
	w := t.words[said]
	if w == nil {
		if len(t.words) >= tryWords {
			return
		}
		_, usual := incident.ParseSeverity(word)
		_, mapped := t.source.Severity[word]
		w = &TrialWord{Text: said, Taken: int(severity), Known: usual || mapped || !shown}
		if !shown {
			w.Taken = 0
		}
		t.words[said] = w
	}
	w.Count++
}

// finish puts what was counted in order and says what is worth a thought.
func (t *trial) finish() {
	for _, b := range t.beats {
		t.Heartbeats = append(t.Heartbeats, TrialBeat{b.name, t.found[b.name]})
		if t.OK && !t.found[b.name] {
			t.Warnings = append(t.Warnings, fmt.Sprintf("the heartbeat %s was not found: its absence pages", text.Line(b.name, 60)))
		}
	}
	for _, said := range slices.Sorted(maps.Keys(t.words)) {
		t.Words = append(t.Words, *t.words[said])
	}
	slices.SortStableFunc(t.Words, func(a, b TrialWord) int { return b.Count - a.Count })
	if t.Partial {
		t.Warnings = append(t.Warnings, fmt.Sprintf("only the first %d alerts were looked at", t.Alerts))
	}
	if t.Mails > 0 && t.Recognised == 0 {
		t.Warnings = append(t.Warnings, "no mail of the last 7 days tells of an alert as far as is known: give from and alerts_only, or a recogniser of your own")
	}
	slices.Sort(t.Watchdogs)
}

// resolver gives what a reference to a secret points at.
type resolver = func(ctx context.Context, ref string) (string, error)

// complete checks a source as if it were read from the file, and gives how its
// secrets are found.
func (p *Pager) complete(s config.Source, typed string) (config.Source, resolver, error) {
	if typed != "" && s.Secret == "" {
		s.Secret = "keyring:" + strings.TrimSpace(s.Name)
	}
	whole, err := config.Complete(p.opts.Places.Config, s)
	if err != nil {
		return s, nil, err
	}
	if typed == "" {
		return whole, p.secrets.Resolve, nil
	}
	if p.secrets.Known != nil {
		p.secrets.Known.Add(typed)
	}
	return whole, func(ctx context.Context, ref string) (string, error) {
		if ref == whole.Secret {
			return typed, nil
		}
		return p.secrets.Resolve(ctx, ref)
	}, nil
}
