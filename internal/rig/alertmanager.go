package rig

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Alert is an alert as Prometheus posts it to Alertmanager.
type Alert struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	StartsAt     time.Time         `json:"startsAt,omitzero"`
	EndsAt       time.Time         `json:"endsAt,omitzero"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// Standing is an alert as Alertmanager lists it.
type Standing struct {
	Alert
	Fingerprint string    `json:"fingerprint"`
	UpdatedAt   time.Time `json:"updatedAt"`
	Status      struct {
		State       string   `json:"state"`
		SilencedBy  []string `json:"silencedBy"`
		InhibitedBy []string `json:"inhibitedBy"`
	} `json:"status"`
}

// Silence is a silence as Alertmanager lists it.
type Silence struct {
	ID        string    `json:"id,omitempty"`
	Comment   string    `json:"comment"`
	CreatedBy string    `json:"createdBy"`
	StartsAt  time.Time `json:"startsAt"`
	EndsAt    time.Time `json:"endsAt"`
	Matchers  []Matcher `json:"matchers"`
	Status    struct {
		State string `json:"state"`
	} `json:"status,omitzero"`
}

// Matcher is one condition of a silence.
type Matcher struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	IsEqual bool   `json:"isEqual"`
	IsRegex bool   `json:"isRegex"`
}

// Alertmanager is a real Alertmanager. Its URL and its data stay over Kill, Stop
// and Start. Make one with [StartAlertmanager].
type Alertmanager struct {
	URL string

	t           testing.TB
	address     string
	data        string
	config      string
	maintenance time.Duration
	process     *Process
}

// AlertmanagerOption changes how an Alertmanager is started.
type AlertmanagerOption func(*Alertmanager)

// SnapshotEvery sets how often Alertmanager writes its silences to disk; what is
// younger is lost with SIGKILL. The rig's default is 1 s, Alertmanager's own 15 m.
func SnapshotEvery(interval time.Duration) AlertmanagerOption {
	return func(a *Alertmanager) { a.maintenance = interval }
}

// WithAlertmanagerConfig replaces the configuration (YAML), for routes, inhibition
// and receivers.
func WithAlertmanagerConfig(yaml string) AlertmanagerOption {
	return func(a *Alertmanager) { a.config = yaml }
}

// StartAlertmanager starts an Alertmanager that sends nothing anywhere and waits
// until it answers.
func StartAlertmanager(t testing.TB, options ...AlertmanagerOption) *Alertmanager {
	t.Helper()
	address := loopback(FreePort(t))
	a := &Alertmanager{
		URL: "http://" + address, t: t, address: address, data: folder(t, "alertmanager"),
		config:      "route:\n  receiver: nobody\nreceivers:\n- name: nobody\n",
		maintenance: time.Second,
	}
	for _, option := range options {
		option(a)
	}
	if err := os.WriteFile(filepath.Join(a.data, "alertmanager.yml"), []byte(a.config), 0o600); err != nil {
		t.Fatalf("configure Alertmanager: %v", err)
	}
	a.Start()
	return a
}

// Start starts it again, on the same address and data.
func (a *Alertmanager) Start() {
	a.t.Helper()
	a.process = Start(a.t, Command(a.t, "prometheus-alertmanager",
		"--config.file="+filepath.Join(a.data, "alertmanager.yml"),
		"--storage.path="+filepath.Join(a.data, "data"),
		"--data.maintenance-interval="+a.maintenance.String(),
		"--web.listen-address="+a.address,
		"--cluster.listen-address="))
	a.process.AwaitPort(a.t, a.address)
}

// Kill ends it with SIGKILL: alerts are gone, and silences younger than the last
// snapshot.
func (a *Alertmanager) Kill() { a.process.Kill() }

// Stop ends it in order: silences are written to disk first. Alertmanager listens
// a moment before it heeds signals; once it has answered a reload, it does.
func (a *Alertmanager) Stop() {
	a.t.Helper()
	if err := a.try(http.MethodPost, "/-/reload", nil, nil); err != nil {
		a.t.Fatalf("alertmanager: stop: %v", err)
	}
	a.process.Stop()
}

// Post sends alerts as Prometheus would. An alert without an end fires until
// resolve_timeout (5 m) has passed.
func (a *Alertmanager) Post(t testing.TB, alerts ...Alert) {
	t.Helper()
	a.call(t, http.MethodPost, "alerts", alerts, nil)
}

// PostResolved sends alerts that end now.
func (a *Alertmanager) PostResolved(t testing.TB, alerts ...Alert) {
	t.Helper()
	ended := make([]Alert, len(alerts))
	for i, alert := range alerts {
		alert.EndsAt = time.Now()
		ended[i] = alert
	}
	a.Post(t, ended...)
}

// Alerts lists what fires, silenced and inhibited ones too.
func (a *Alertmanager) Alerts(t testing.TB) []Standing {
	t.Helper()
	var alerts []Standing
	a.call(t, http.MethodGet, "alerts", nil, &alerts)
	return alerts
}

// Silences lists all silences, expired ones too.
func (a *Alertmanager) Silences(t testing.TB) []Silence {
	t.Helper()
	var silences []Silence
	a.call(t, http.MethodGet, "silences", nil, &silences)
	return silences
}

// ActiveSilences lists the silences in force.
func (a *Alertmanager) ActiveSilences(t testing.TB) []Silence {
	t.Helper()
	var active []Silence
	for _, silence := range a.Silences(t) {
		if silence.Status.State == "active" {
			active = append(active, silence)
		}
	}
	return active
}

// Silence makes a silence, as a colleague would in Alertmanager's own page, and
// returns its ID.
func (a *Alertmanager) Silence(t testing.TB, silence Silence) string {
	t.Helper()
	var made struct {
		ID string `json:"silenceID"`
	}
	a.call(t, http.MethodPost, "silences", silence, &made)
	return made.ID
}

// Expire ends a silence by its ID.
func (a *Alertmanager) Expire(t testing.TB, id string) {
	t.Helper()
	a.call(t, http.MethodDelete, "silence/"+url.PathEscape(id), nil, nil)
}

func (a *Alertmanager) call(t testing.TB, method, path string, body, answer any) {
	t.Helper()
	if err := a.try(method, "/api/v2/"+path, body, answer); err != nil {
		t.Fatalf("alertmanager: %s %s: %v", method, path, err)
	}
}

func (a *Alertmanager) try(method, path string, body, answer any) error {
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, a.URL+path, &sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: Deadline, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}
