// Package fill fills a data folder with incidents of a past year, through the
// desk as a source would, so that what is measured on it was written as usual.
package fill

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/secret"
	"turnaround/app/store"
)

// Options say what to make.
type Options struct {
	Data      string // the data folder; the key file is made beside it
	Incidents int
	Open      int // how many of them still fire
	Now       time.Time
}

// batch is how many incidents are handed to the desk at once.
const batch = 500

// Fill makes the store. Every incident has one alert and a timeline of its
// beginning and, but for the open ones, of its end.
func Fill(ctx context.Context, o Options) (err error) {
	dir := filepath.Join(o.Data, "store")
	key, _, err := secret.DataKey(ctx, secret.KeyOptions{Store: dir, File: secret.KeyFile(o.Data), Way: "file"})
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	opened, err := store.Open(ctx, store.Options{Dir: dir, Key: key})
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	rules := config.Defaults().Incident
	d := desk.New(desk.Config{Store: opened, Hub: &event.Hub{}, Now: func() time.Time { return o.Now }, Entropy: rand.Reader,
		Log: slog.New(slog.DiscardHandler), Rules: desk.Rules{GroupBy: rules.GroupBy, Reopen: rules.Reopen.Std()}})
	d.SetSource(desk.Source{Name: "last-year", Identity: "bench:last-year", Kind: "rest"})
	p, _, err := d.Begin("last-year")
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	for from := 0; from < o.Incidents; from += batch {
		signals := o.signals(from, min(from+batch, o.Incidents))
		last := from+batch >= o.Incidents
		if err := p.Apply(ctx, incident.Batch{Signals: signals, Done: last}); err != nil {
			return fmt.Errorf("fill from %d: %w", from, err)
		}
	}
	return nil
}

// signals gives each incident's beginning, and its end half an hour later.
func (o *Options) signals(from, to int) []incident.Signal {
	var all []incident.Signal
	for n := from; n < to; n++ {
		age := time.Duration(o.Incidents-n) * (300 * 24 * time.Hour / time.Duration(o.Incidents))
		s := signal(n, o.Now.Add(-age-time.Hour).UTC().Truncate(time.Millisecond))
		all = append(all, s)
		if n < o.Incidents-o.Open {
			s.Firing, s.EndsAt, s.At = false, s.StartsAt.Add(30*time.Minute), s.StartsAt.Add(30*time.Minute)
			all = append(all, s)
		}
	}
	return all
}

func signal(n int, starts time.Time) incident.Signal {
	labels := map[string]string{
		"alertname": []string{"HighErrorRate", "DiskWillFill", "PodCrashLooping", "CertExpiring", "QueueGrows"}[n%5],
		"service":   fmt.Sprintf("%s-%d", []string{"checkout", "search", "payments", "catalogue"}[n%4], n), "cluster": fmt.Sprintf("prod-%d", n%7),
		"instance": fmt.Sprintf("web-%d:9090", n), "severity": []string{"critical", "warning", "info"}[n%3], "team": "shop",
	}
	return incident.Signal{
		ID: incident.Fingerprint(labels), Firing: true, Title: fmt.Sprintf("5xx ratio above 5%% on %s", labels["service"]),
		Text: "Ratio is 12.4% over 5m", Severity: labels["severity"], Service: labels["service"], Labels: labels,
		Annotations: map[string]string{"summary": "5xx ratio above 5%"}, Link: "http://prometheus.example.test/graph?g0.expr=errors",
		StartsAt: starts, At: starts,
	}
}
