package pager

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/internal/rig"
)

func TestATrialTellsWhatTheRealAlertmanagerHolds(t *testing.T) {
	am := rig.StartAlertmanager(t)
	post := func(name, severity string) {
		am.Post(t, rig.Alert{Labels: map[string]string{"alertname": name, "severity": severity, "team": "shop"},
			Annotations: map[string]string{"summary": name + " is bad"}})
	}
	post("Down", "critical")
	post("Slow", "warning")
	post("Odd", "purple")
	post("Hidden", "none")
	am.Post(t, rig.Alert{Labels: map[string]string{"alertname": "Watchdog", "severity": "none"}},
		rig.Alert{Labels: map[string]string{"alertname": "Other", "severity": "critical", "team": "web"}})
	am.Silence(t, rig.Silence{CreatedBy: "Kim", Comment: "known", StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour),
		Matchers: []rig.Matcher{{Name: "alertname", Value: "Slow", IsEqual: true}}})
	l := open(t)
	s := at("real", am.URL)
	s.Every = config.DefaultEvery
	s.Match = []string{`team!="web"`}
	s.Severity = map[string]int{"purple": 2}
	var got Trial
	l.until("the silence to be in force there", func() bool {
		got = l.Try(t.Context(), s, "")
		return got.Silenced == 1
	})
	if !got.OK || got.Fault != nil || got.Alerts != 6 || got.Firing != 3 || got.Hidden != 2 || got.Latency <= 0 {
		t.Errorf("got %+v", got)
	}
	if !reflect.DeepEqual(got.Watchdogs, []string{"Watchdog"}) || len(got.Heartbeats) != 0 {
		t.Errorf("watchdogs %v, heartbeats %v", got.Watchdogs, got.Heartbeats)
	}
	words := map[string]TrialWord{}
	for _, w := range got.Words {
		words[w.Text] = w
	}
	for _, want := range []TrialWord{{"critical", 2, 1, true}, {"purple", 1, 2, true}, {"none", 1, 0, true}} {
		if words[want.Text] != want {
			t.Errorf("word %+v, want %+v", words[want.Text], want)
		}
	}
	if len(got.Sample) != 3 || got.Can["acknowledge"] == "" || got.Cannot["resolve"] == "" {
		t.Errorf("sample %+v, can %v, cannot %v", got.Sample, got.Can, got.Cannot)
	}
	s.Heartbeats = []config.Heartbeat{{}, {Match: []string{"alertname=\"Pulse\""}}}
	got = l.Try(t.Context(), s, "")
	want := []TrialBeat{{`alertname=~"Watchdog|DeadMansSwitch"`, true}, {"Pulse", false}}
	if got.Heartbeats[0].Found != want[0].Found || got.Heartbeats[1] != want[1] || len(got.Warnings) != 1 {
		t.Errorf("heartbeats %+v, warnings %q", got.Heartbeats, got.Warnings)
	}
	for row := range l.Desk.Rows() {
		t.Errorf("a trial left the incident %q", row.Title)
	}
}

// answers is a server that always answers so.
func answers(t *testing.T, status int, kind, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestEveryFaultOfATrialHasItsKindAndAFix(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	stuck, release := context.WithCancel(context.Background())
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stuck.Done():
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { release(); slow.Close() })
	plain := answers(t, 200, "application/json", "[]")
	l := open(t)
	for _, c := range []struct {
		kind string
		edit func(*config.Source)
		says string
	}{
		{"dns", func(s *config.Source) { s.URL = config.URLs{"http://no-such-host.invalid:9093"} }, "no-such-host.invalid"},
		{"refused", func(s *config.Source) { s.URL = config.URLs{"http://127.0.0.1:1"} }, "nothing listens at 127.0.0.1:1"},
		{"timeout", func(s *config.Source) { s.URL, s.Timeout = config.URLs{slow.URL}, config.Duration(50*time.Millisecond) }, "no answer"},
		{"tls", func(s *config.Source) { s.URL = config.URLs{secure.URL} }, "nobody this computer trusts"},
		{"tls", func(s *config.Source) { s.URL = config.URLs{strings.Replace(plain, "http:", "https:", 1)} }, "does not speak TLS"},
		{"auth", func(s *config.Source) { s.URL = config.URLs{answers(t, 401, "text/plain", "who?")} }, "answered 401"},
		{"missing", func(s *config.Source) { s.URL = config.URLs{answers(t, 404, "text/plain", "")} }, "answered 404"},
		{"answer", func(s *config.Source) { s.URL = config.URLs{answers(t, 200, "text/html", "<html>sign in</html>")} }, "web page"},
		{"answer", func(s *config.Source) { s.URL = config.URLs{answers(t, 200, "application/json", `[{"a":`)} }, "cut off"},
		{"busy", func(s *config.Source) { s.URL = config.URLs{answers(t, 429, "text/plain", "")} }, "429"},
		{"server", func(s *config.Source) { s.URL = config.URLs{answers(t, 503, "text/plain", "")} }, "503"},
		{"secret", func(s *config.Source) { s.URL, s.Secret = config.URLs{plain}, "env:NOT_SET_ANYWHERE" }, "secret"},
		{"settings", func(s *config.Source) { s.URL = config.URLs{"9093"} }, "address"},
		{"settings", func(s *config.Source) { s.Match = []string{"team"} }, ""},
		{"settings", func(s *config.Source) { s.Profile = "nope" }, "nope"},
		{"settings", func(s *config.Source) { s.Name = "" }, "name"},
	} {
		s := at("eu", plain)
		s.Every = config.DefaultEvery
		c.edit(&s)
		got := l.Try(t.Context(), s, "")
		switch {
		case got.Fault == nil || got.OK:
			t.Errorf("%s (%s): passed", c.kind, s.URL)
		case got.Fault.Kind != c.kind || !strings.Contains(got.Fault.Text, c.says) || got.Fault.Fix == "" || strings.HasPrefix(got.Fault.Text, "eu: "):
			t.Errorf("%s: got %+v, want %q and a fix", c.kind, *got.Fault, c.says)
		}
		if raw, err := json.Marshal(got); err != nil || strings.Contains(string(raw), "null") {
			t.Errorf("%s: %s, %v", c.kind, raw, err)
		}
	}
}

func TestATypedSecretIsUsedAndNeverTold(t *testing.T) {
	const typed = "hunter2-hunter2"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+typed {
			w.WriteHeader(401)
			fmt.Fprintf(w, `{"message": "no such token: %s"}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			return
		}
		fmt.Fprint(w, "[]")
	}))
	t.Cleanup(server.Close)
	l := open(t)
	s := at("eu", server.URL)
	s.Profile, s.Allow, s.Every = GenericProfile, nil, config.DefaultEvery
	if got := l.Try(t.Context(), s, typed); !got.OK {
		t.Errorf("with the secret: %+v", got.Fault)
	}
	if raw, err := l.Sample(t.Context(), s, typed); err != nil || string(raw) != "[]" {
		t.Errorf("sample %s, %v", raw, err)
	}
	got := l.Try(t.Context(), s, "wrong-wrong-wrong")
	if got.Fault == nil || got.Fault.Kind != "auth" || strings.Contains(fmt.Sprintf("%+v", *got.Fault), "wrong-wrong") {
		t.Errorf("with a wrong secret: %+v", got.Fault)
	}
	if _, err := l.Sample(t.Context(), s, "wrong-wrong-wrong"); err == nil || strings.Contains(err.Error(), "wrong-wrong") {
		t.Errorf("sample with a wrong secret: %v", err)
	}
	if config.Exists(filepath.Join(filepath.Dir(l.Places().Config), "secrets")) {
		t.Error("a trial kept the secret")
	}
}

func TestATrialOfARealMailboxTellsItsFolderAndWhatItRecognised(t *testing.T) {
	d := rig.StartDovecot(t)
	raw, err := os.ReadFile("../../sync/mailalert/testdata/alertmanager-firing.eml")
	if err != nil {
		t.Fatal(err)
	}
	session := d.Login(t)
	session.Do(t, "CREATE Alerts")
	session.Close()
	d.Append(t, "Alerts", raw)
	d.Append(t, "Alerts", []byte("From: kim@example.org\r\nTo: oncall@example.org\r\nSubject: Lunch?\r\nDate: Mon, 02 Jan 2026 12:00:00 +0000\r\n\r\nAt one.\r\n"))
	l := open(t)
	s := config.Source{Name: "mails", Profile: config.ProfileIMAP, URL: config.URLs{"imaps://" + d.TLSAddr + "/Alerts"}, User: d.User,
		TLS: config.TLS{CA: d.CA}}
	got := l.Try(t.Context(), s, d.Password)
	if !got.OK || got.Mails != 2 || got.Recognised != 1 {
		t.Errorf("got %+v, fault %+v", got, got.Fault)
	}
	s.URL = config.URLs{"imaps://" + d.TLSAddr + "/Nowhere"}
	if got = l.Try(t.Context(), s, d.Password); got.Fault == nil || got.Fault.Kind != "folder" || got.Fault.Fix == "" {
		t.Errorf("a folder that is not there: %+v", got.Fault)
	}
	s.URL = config.URLs{"imaps://" + d.TLSAddr + "/Alerts"}
	if got = l.Try(t.Context(), s, "not this"); got.Fault == nil || got.Fault.Kind != "auth" {
		t.Errorf("a wrong password: %+v", got.Fault)
	}
	s.TLS.CA = ""
	if got = l.Try(t.Context(), s, d.Password); got.Fault == nil || got.Fault.Kind != "tls" {
		t.Errorf("a certificate nobody trusts: %+v", got.Fault)
	}
}
