package pager

import (
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/assets"
	"turnaround/sync/imapsource"
	"turnaround/sync/mailalert"
	"turnaround/sync/restsource"
	"turnaround/sync/source"
)

// recipes are the data files that say how sources speak.
type recipes struct {
	profiles *restsource.Library
	mails    *mailalert.Recognisers
	warning  error // what is wrong with the person's own recognisers
}

// readRecipes reads the built-in and the person's own profiles and
// recognisers. A wrong recogniser is a warning: the others still work.
func readRecipes(c config.Config) (recipes, error) {
	profiles, err := restsource.Open(c.Profiles)
	if err != nil {
		return recipes{}, err
	}
	if err := c.CheckProfiles(profiles.Names()); err != nil {
		return recipes{}, err
	}
	builtin, err := fs.Sub(assets.Mails, "mails")
	if err != nil {
		return recipes{}, fmt.Errorf("read the built-in recognisers: %w", err)
	}
	mails, warning := mailalert.Load(builtin, c.Mails...)
	return recipes{profiles, mails, warning}, nil
}

func (r recipes) warnings() []string {
	if r.warning == nil {
		return nil
	}
	return []string{fmt.Sprintf("a mail recogniser cannot be used: %v", r.warning)}
}

// recogniser says what a mail tells.
type recogniser = func(raw []byte, at time.Time, uid uint32) ([]incident.Signal, error)

// recognise is how a mailbox's mails are read, by the recognisers in use at
// the time: they can change while it is watched.
func (p *Pager) recognise(c config.Source) recogniser {
	opts := mailalert.Options{Only: c.Recognisers, From: c.From, AlertsOnly: c.AlertsOnly}
	return func(raw []byte, at time.Time, _ uint32) ([]incident.Signal, error) {
		signals, _, err := p.setup.Load().recipes.mails.Recognise(raw, at, opts)
		return signals, err
	}
}

// makeSource makes a source; nothing is sent yet.
func (p *Pager) makeSource(c config.Source, me config.Me, r recipes) (source.Source, error) {
	return p.makeSourceWith(c, me, r, p.secrets.Resolve, p.recognise(c))
}

func (p *Pager) makeSourceWith(c config.Source, me config.Me, r recipes, resolve resolver, look recogniser) (source.Source, error) {
	log := p.log.With(slog.String("source", c.Name))
	if c.Profile == config.ProfileIMAP {
		return imapsource.New(imapsource.Config{Source: c, Secret: resolve, Now: p.now, Log: log, Rand: newRand(),
			Recognise: look, Tokens: tokens{p.secrets, c.OAuth.Token}})
	}
	profile, err := r.profiles.Find(c.Profile)
	if err != nil {
		return nil, err
	}
	return restsource.New(restsource.Config{Source: c, Profile: profile, Secret: resolve,
		Me: me, Now: p.now, Log: log})
}

// rules are what the desk applies to a source's alerts.
func (p *Pager) rules(c config.Source, made source.Source) (desk.Source, error) {
	filter, err := c.Filter()
	if err != nil {
		return desk.Source{}, err
	}
	beats, err := heartbeats(c)
	if err != nil {
		return desk.Source{}, err
	}
	can := made.Can()
	return desk.Source{
		Name: c.Name, Identity: made.Identity(), Kind: can.Kind, GroupBy: c.Group, AckFor: c.AckFor.Std(),
		Keep: filter.Keeps, Beat: beats.name, Severity: severities(c), May: made.Can().May,
		Live: func() bool { return p.live(c.Name) },
	}, nil
}

// beat is one expected alert.
type beat struct {
	name  string
	match []config.Matchers
}

type beatList []beat

func heartbeats(c config.Source) (beatList, error) {
	var list beatList
	for _, h := range c.Heartbeats {
		b := beat{name: beatName(h)}
		for _, text := range h.Match {
			m, err := config.ParseMatchers(text)
			if err != nil {
				return nil, fmt.Errorf("heartbeat: %w", err)
			}
			b.match = append(b.match, m)
		}
		list = append(list, b)
	}
	return list, nil
}

// beatName is what a heartbeat is called: its alertname where it says one.
func beatName(h config.Heartbeat) string {
	text := strings.Join(h.Match, ", ")
	if name, ok := strings.CutPrefix(text, "alertname="); ok {
		return strings.Trim(name, `"~`)
	}
	return text
}

func beatsOf(c config.Source) []health.Beat {
	var beats []health.Beat
	for _, h := range c.Heartbeats {
		beats = append(beats, health.Beat{Name: beatName(h), Within: h.Within.Std(), Severity: incident.Severity(h.Severity)})
	}
	return beats
}

func (l beatList) name(labels map[string]string) (string, bool) {
	for _, b := range l {
		all := true
		for _, m := range b.match {
			all = all && m.Matches(labels)
		}
		if all {
			return b.name, true
		}
	}
	return "", false
}

// severities reads a source's words: its own map first, then the usual ones.
func severities(c config.Source) func(string, map[string]string) (incident.Severity, bool) {
	return func(word string, labels map[string]string) (incident.Severity, bool) {
		if c.SeverityLabel != "" {
			word = labels[c.SeverityLabel]
		}
		if n, ok := c.Severity[word]; ok {
			return incident.Severity(n).OrDefault(), n != 0
		}
		if strings.EqualFold(strings.TrimSpace(word), "none") || labels["alertname"] == "InfoInhibitor" {
			return incident.Unknown, false
		}
		sev, _ := incident.ParseSeverity(word)
		return sev.OrDefault(), true
	}
}
