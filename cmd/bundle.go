package cmd

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/logs"
	"turnaround/app/secret"
)

// bundleLines is how many of the last log lines go into a bundle.
const bundleLines = 500

// writeBundle writes a zip for a bug report. Everything in it is picked by
// name: what nobody thought of stays out.
func (c *cli) writeBundle(ctx context.Context, path string, d Diagnosis) (err error) {
	conf := config.Defaults()
	if loaded, err := c.load(); err == nil {
		conf = loaded
	}
	known := &secret.Redactor{}
	resolver := &secret.Resolver{Known: known}
	for _, ref := range conf.SecretRefs() {
		// Only so that the value is known and struck out; doctor's findings
		// say whether it is there.
		_, _ = resolver.Resolve(ctx, ref)
	}
	s := newScrubber(conf, known)
	for n := range d.Checks {
		if strings.HasPrefix(d.Checks[n].Name, "channel ") { // what its page and components are called
			d.Checks[n].Text, d.Checks[n].Do = quotedForm.ReplaceAllString(d.Checks[n].Text, "[name]"), quotedForm.ReplaceAllString(d.Checks[n].Do, "[name]")
		}
		d.Checks[n].Name, d.Checks[n].Text, d.Checks[n].Do = s.scrub(d.Checks[n].Name), s.scrub(d.Checks[n].Text), s.scrub(d.Checks[n].Do)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return usage(fmt.Errorf("%s is there already; name another file", path))
	}
	if err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	w := zip.NewWriter(f)
	version := struct {
		Version string `json:"version"`
		Go      string `json:"go"`
		OS      string `json:"os"`
		Commit  string `json:"commit,omitempty"`
		Window  bool   `json:"window"`
	}{Version, runtime.Version(), d.OS, commit(), c.face != nil}
	err = errors.Join(putJSON(w, "doctor.json", d), putJSON(w, "version.json", version),
		putJSON(w, "config.json", outline(conf, s)), putLog(w, filepath.Join(c.places.Logs, logs.Name), s))
	if err = errors.Join(err, w.Close(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the bundle: %w", err), os.Remove(path))
	}
	return nil
}

func putJSON(w *zip.Writer, name string, v any) error {
	f, err := w.Create(name)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(f)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// putLog copies the last lines of the log, each reduced to what logLine keeps.
func putLog(w *zip.Writer, path string, s *scrubber) error {
	f, err := w.Create("log.jsonl")
	if err != nil {
		return err
	}
	log, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer log.Close()
	last, err := tail(log, bundleLines)
	if err != nil {
		return err
	}
	for _, line := range last {
		if kept := logLine(line, s); kept != nil {
			if _, err := f.Write(append(kept, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}

// tail gives the last n lines.
func tail(r io.Reader, n int) ([][]byte, error) {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 1<<20)
	var last [][]byte
	for scan.Scan() {
		if len(last) == n {
			last = last[1:]
		}
		last = append(last, append([]byte(nil), scan.Bytes()...))
	}
	// What is behind a line too long to be ours is not missed.
	if err := scan.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return nil, err
	}
	return last, nil
}

// logKeys are the attributes that say how the program does. All others, which
// may name incidents or people, are left out.
var logKeys = []string{"time", "level", "msg", "err", "source", "tries", "way", "verb", "after", "took", "bytes", "state"}

func logLine(line []byte, s *scrubber) []byte {
	var all map[string]any
	if json.Unmarshal(line, &all) != nil {
		return nil
	}
	kept := map[string]any{}
	for _, key := range logKeys {
		switch v := all[key].(type) {
		case nil:
		case string:
			kept[key] = s.scrub(v)
		case float64, bool:
			kept[key] = v
		}
	}
	out, err := json.Marshal(kept)
	if err != nil {
		return nil
	}
	return out
}

// sourceOutline is what a bundle tells of a configured source.
type sourceOutline struct {
	Name         string         `json:"name"`
	Profile      string         `json:"profile"`
	Addresses    int            `json:"addresses"`
	Every        string         `json:"every"`
	Timeout      string         `json:"timeout"`
	Secret       secret.Kind    `json:"secret,omitempty"`
	Allow        []string       `json:"allow,omitempty"`
	Matchers     int            `json:"matchers"`
	Params       int            `json:"params"`
	Heartbeats   int            `json:"heartbeats"`
	Severity     map[string]int `json:"severity,omitempty"`
	OAuth        string         `json:"oauth,omitempty"`
	Proxy        bool           `json:"proxy,omitempty"`
	CustomCA     bool           `json:"custom_ca,omitempty"`
	ClientCert   bool           `json:"client_certificate,omitempty"`
	Insecure     bool           `json:"insecure,omitempty"`
	Disabled     bool           `json:"disabled,omitempty"`
	OwnFilters   int            `json:"from"`
	Recognisers  int            `json:"recognisers"`
	AlertsOnly   bool           `json:"alerts_only,omitempty"`
	Acknowledged string         `json:"ack_for"`
}

// configOutline is the shape of a configuration without what is in it.
type configOutline struct {
	Sources     []sourceOutline `json:"sources"`
	Files       int             `json:"files"`
	Profiles    int             `json:"own_profiles"`
	Recognisers int             `json:"own_recognisers"`
	Duty        string          `json:"duty"`
	Rules       int             `json:"page_rules"`
	Storm       int             `json:"storm"`
	Sound       string          `json:"sound"`
	Volume      int             `json:"volume"`
	LostAfter   string          `json:"lost_after"`
	QuietHours  []string        `json:"quiet_hours,omitempty"`
	GroupBy     []string        `json:"group_by"`
	Reopen      string          `json:"reopen_within"`
	Preset      string          `json:"preset"`
	Retention   string          `json:"retention"`
	Zone        string          `json:"zone,omitempty"`
}

func outline(c config.Config, s *scrubber) configOutline {
	o := configOutline{Files: len(c.Files), Profiles: len(c.Profiles), Recognisers: len(c.Mails), Duty: c.Duty.Mode,
		Rules: len(c.Page.Rules), Storm: c.Page.Storm, Sound: c.Page.Sound, Volume: c.Page.Volume,
		LostAfter: c.Page.LostAfter.String(), QuietHours: c.Quiet.Hours, GroupBy: s.all(c.Incident.GroupBy),
		Reopen: c.Incident.Reopen.String(), Preset: c.Storage.Preset, Retention: c.Storage.Retention.String(),
		Zone: c.Look.Zone, Sources: []sourceOutline{}}
	for _, each := range c.Sources {
		one := sourceOutline{Name: s.scrub(each.Name), Profile: s.scrub(each.Profile), Addresses: len(each.URL), Every: each.Every.String(),
			Timeout: each.Timeout.String(), Allow: each.Allow, Matchers: len(each.Match) + len(each.Drop),
			Params: len(each.Params), Heartbeats: len(each.Heartbeats), OAuth: each.OAuth.Provider,
			Proxy: each.Proxy != "", CustomCA: each.TLS.CA != "", ClientCert: each.TLS.Cert != "",
			Insecure: each.TLS.Insecure, Disabled: each.Disabled, OwnFilters: len(each.From),
			Recognisers: len(each.Recognisers), AlertsOnly: each.AlertsOnly,
			Acknowledged: time.Duration(each.AckFor).String(), Severity: map[string]int{}}
		for word, level := range each.Severity {
			one.Severity[s.scrub(word)] = level
		}
		if ref, err := secret.Parse(each.Secret); err == nil {
			one.Secret = ref.Kind
		}
		o.Sources = append(o.Sources, one)
	}
	return o
}
