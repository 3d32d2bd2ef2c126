package settings

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"turnaround/app/config"
)

// add writes a new source, with what it fills in by default left out.
func add(s config.Source, mayPage bool) Edit {
	s = lean(s)
	return edits(
		func(d *config.Document) error { return d.AppendSource(s) },
		setMayPage(s.Name, mayPage))
}

// lean leaves out of a source what is the default.
func lean(s config.Source) config.Source {
	if s.Every == config.DefaultEvery {
		s.Every = 0
	}
	if s.Timeout == config.DefaultTimeout {
		s.Timeout = 0
	}
	if s.AckFor == config.DefaultAckFor {
		s.AckFor = 0
	}
	if len(s.Severity) == 0 {
		s.Severity = nil
	}
	if len(s.Params) == 0 {
		s.Params = nil
	}
	return s
}

// change writes what differs between the source the form began with and what
// it holds now. Where the file says something else by now it gives errConflict,
// unless mine is to win.
func change(was, now config.Source, mayPage, mine bool) Edit {
	return func(d *config.Document) error {
		c, err := d.Check()
		if err != nil {
			return err
		}
		if n := slices.IndexFunc(c.Sources, func(s config.Source) bool { return s.Name == was.Name }); n < 0 {
			return errConflict
		} else if !mine && !reflect.DeepEqual(lean(c.Sources[n]), lean(was)) {
			return errConflict
		}
		if err := changeKeys(d, was, now); err != nil {
			return err
		}
		if was.Name != now.Name {
			if err := rename(d, c, was.Name, now.Name); err != nil {
				return err
			}
		}
		return setMayPage(now.Name, mayPage)(d)
	}
}

func changeKeys(d *config.Document, was, now config.Source) error {
	for _, key := range []struct {
		name     string
		was, now any
	}{
		{"url", was.URL, now.URL}, {"every", was.Every, now.Every}, {"secret", was.Secret, now.Secret},
		{"user", was.User, now.User}, {"allow", was.Allow, now.Allow}, {"severity_label", was.SeverityLabel, now.SeverityLabel},
		{"from", was.From, now.From}, {"alerts_only", was.AlertsOnly, now.AlertsOnly},
		{"tls.ca", was.TLS.CA, now.TLS.CA}, {"tls.starttls", was.TLS.StartTLS, now.TLS.StartTLS}, {"tls.plain", was.TLS.Plain, now.TLS.Plain},
		{"oauth.client_id", was.OAuth.ClientID, now.OAuth.ClientID}, {"oauth.provider", was.OAuth.Provider, now.OAuth.Provider},
		{"oauth.tenant", was.OAuth.Tenant, now.OAuth.Tenant}, {"oauth.token", was.OAuth.Token, now.OAuth.Token},
	} {
		if reflect.DeepEqual(key.was, key.now) || empty(key.was) && empty(key.now) {
			continue
		}
		if strings.HasPrefix(key.name, "oauth.") && now.OAuth.Provider == "" {
			continue // all of it goes at once, below
		}
		if err := d.Source(was.Name).Set(key.name, key.now); err != nil {
			return err
		}
	}
	if was.OAuth.Provider != "" && now.OAuth.Provider == "" {
		if err := d.Source(was.Name).Unset("oauth"); err != nil {
			return err
		}
	}
	if !maps.Equal(was.Severity, now.Severity) {
		if err := d.Source(was.Name).SetMap("severity", boxed(now.Severity)); err != nil {
			return err
		}
	}
	if !maps.Equal(was.Params, now.Params) {
		if err := d.Source(was.Name).SetMap("params", boxed(now.Params)); err != nil {
			return err
		}
	}
	if len(was.Heartbeats) == 0 && len(now.Heartbeats) > 0 {
		return d.Source(was.Name).Set("heartbeat", now.Heartbeats)
	}
	return nil
}

func empty(v any) bool {
	value := reflect.ValueOf(v)
	return value.IsZero() || value.Kind() == reflect.Slice && value.Len() == 0
}

func boxed[T any](m map[string]T) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// rename gives a source another name, and the rules and the duty that name it.
func rename(d *config.Document, c config.Config, was, now string) error {
	if err := d.Source(was).Set("name", now); err != nil {
		return err
	}
	if c.Duty.Source == was {
		if err := d.Set("duty.source", now); err != nil {
			return err
		}
	}
	rules, err := d.Rules()
	if err != nil {
		return err
	}
	for at, r := range rules {
		n := slices.Index(r.Source, was)
		if n < 0 {
			continue
		}
		names := slices.Clone(r.Source)
		names[n] = now
		if err := d.SetRule(at, "source", names); err != nil {
			return err
		}
	}
	return nil
}

// setDisabled switches a source off or on.
func setDisabled(name string, off bool) Edit {
	return func(d *config.Document) error {
		if off {
			return d.Source(name).Set("disabled", true)
		}
		return d.Source(name).Unset("disabled")
	}
}

// remove takes a source out, and out of the rules. The duty that stands on it
// becomes "always": silence by accident is the worse fault.
func remove(name string) Edit {
	return func(d *config.Document) error {
		c, err := d.Check()
		if err != nil {
			return err
		}
		if c.Duty.Mode == config.DutySource && c.Duty.Source == name {
			if err := d.Set("duty.mode", config.DutyAlways); err != nil {
				return err
			}
		}
		return edits(func(d *config.Document) error { return d.Source(name).Remove() }, forgetSource(name))(d)
	}
}
