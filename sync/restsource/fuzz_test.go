package restsource

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"testing"
	"time"
	"unicode/utf8"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/assets"
)

// parrot answers every request with the same body.
type parrot []byte

func (p parrot) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(p)),
		ContentLength: int64(len(p)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

func FuzzProfile(f *testing.F) {
	for _, name := range BuiltinNames() {
		data, err := assets.Profiles.ReadFile("profiles/" + name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, name := range []string{"icinga", "gatus", "keep"} {
		data, err := os.ReadFile("testdata/profiles/" + name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("fuzzed", data)
		if err != nil {
			return
		}
		if _, err := Map(p, nil, []byte(sample), now); err != nil {
			t.Log(err)
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`[{"fingerprint":"f","labels":{"alertname":"x"},"annotations":{"summary":"s"},"startsAt":"2026-05-12T10:30:00Z","status":{"state":"active","silencedBy":["s"]}}]`))
	f.Add([]byte(`{"incidents":[{"id":"P1","status":"acknowledged","acknowledgements":[{"at":"x"}],"pending_actions":[{"type":"unacknowledge"}]}],"more":true}`))
	f.Add([]byte(`{"data":[{"id":"A","description":"<p>x","meta":{"incident_severity":"SEV-1"}}],"has_more":true}`))
	f.Add([]byte(`[{"id":"s","comment":"[turnaround:ack:01:0]","status":{"state":"active"},"startsAt":"2026-05-12T10:30:00Z","endsAt":"2026-05-12T13:30:00Z","matchers":[{}]}]`))
	f.Add([]byte(`{"log_entries":[{"id":"1","type":"annotate_log_entry","incident":{"id":"P1"}}],"more":false}`))
	f.Add([]byte(ourSilence))
	f.Add([]byte(`[[[[`))
	f.Add([]byte(`{"a":"\ud800"}`))
	var profiles []Profile
	for _, name := range BuiltinNames() {
		p, err := Builtin(name)
		if err != nil {
			f.Fatal(err)
		}
		profiles = append(profiles, p)
	}
	library, err := Open([]string{"testdata/profiles"})
	if err != nil {
		f.Fatal(err)
	}
	for name := range library.own {
		profiles = append(profiles, library.own[name])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, p := range profiles {
			s := fuzzed(t, p, body)
			var cursor []byte
			for range 2 {
				got, err := tryPull(s, &cursor)
				if err != nil {
					break
				}
				for _, signal := range got.signals {
					bounded(t, signal)
				}
			}
			for _, verb := range []outbox.Verb{outbox.Acknowledge, outbox.Note, outbox.Unacknowledge, outbox.Extend} {
				a := on(verb, "f")
				a.Undoes, a.Ref, a.Text = "01", "s", string(body)
				if _, err := s.Act(context.Background(), a); err != nil {
					continue // the answer was of no use, which is told
				}
			}
			if s.plan.onCall != nil {
				if shifts, err := s.OnCall(context.Background(), "x", now, now.Add(time.Hour)); err == nil && len(shifts) > maxShifts {
					t.Errorf("%d shifts", len(shifts))
				}
			}
		}
	})
}

func fuzzed(t *testing.T, p Profile, body []byte) *Source {
	for name, param := range p.Params {
		param.Required = false
		p.Params[name] = param
	}
	return sourceFor(t, p, "http://127.0.0.1:1", func(c *Config) {
		c.Transport, c.Limit = parrot(body), 1<<20
		c.Source.URL = config.URLs{"http://127.0.0.1:1"}
	})
}

// bounded checks what every signal promises.
func bounded(t *testing.T, s incident.Signal) {
	t.Helper()
	if s.ID == "" || len(s.ID) > maxID || utf8.RuneCountInString(s.Title) > maxTitle+1 || len(s.Text) > maxText || len(s.Labels) > maxLabels ||
		len(s.Annotations) > maxLabels || len(s.Marks) > maxMarks || len(s.Notes) > maxListed || len(s.Link) > maxLink || s.Hash == 0 {
		t.Errorf("unbounded: %.200q", s.ID)
	}
	for name, value := range s.Labels {
		if len(name) > maxName || len(value) > maxValue {
			t.Errorf("label of %d bytes", len(value))
		}
	}
}
