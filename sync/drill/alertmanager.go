package drill

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"turnaround/app/incident"
)

// Alertmanager is a real HTTP server on loopback that speaks the part of
// Alertmanager's API v2 the app uses, and keeps silences as the real one does:
// an alert a silence matches is listed as suppressed.
type Alertmanager struct {
	now    func() time.Time
	server *http.Server
	url    string
	done   chan struct{}
	begun  time.Time

	mu       sync.Mutex
	alerts   map[string]*amAlert
	silences map[string]*amSilence
}

type amAlert struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	UpdatedAt    time.Time         `json:"updatedAt"`
	Fingerprint  string            `json:"fingerprint"`
	Receivers    []amReceiver      `json:"receivers"`
	Status       amStatus          `json:"status"`
}

type amReceiver struct {
	Name string `json:"name"`
}

type amStatus struct {
	State       string   `json:"state"`
	SilencedBy  []string `json:"silencedBy"`
	InhibitedBy []string `json:"inhibitedBy"`
	MutedBy     []string `json:"mutedBy"`
}

type amMatcher struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	IsRegex bool   `json:"isRegex"`
	IsEqual *bool  `json:"isEqual"`
}

type amSilence struct {
	ID        string      `json:"id"`
	Matchers  []amMatcher `json:"matchers"`
	StartsAt  time.Time   `json:"startsAt"`
	EndsAt    time.Time   `json:"endsAt"`
	UpdatedAt time.Time   `json:"updatedAt"`
	CreatedBy string      `json:"createdBy"`
	Comment   string      `json:"comment"`
	Status    struct {
		State string `json:"state"`
	} `json:"status"`
}

// StartAlertmanager listens on a free loopback port.
func StartAlertmanager(now func() time.Time) (*Alertmanager, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("drill: listen for the practice Alertmanager: %w", err)
	}
	a := &Alertmanager{now: now, begun: now(), done: make(chan struct{}), url: "http://" + listener.Addr().String(),
		alerts: map[string]*amAlert{}, silences: map[string]*amSilence{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/status", a.getStatus)
	mux.HandleFunc("GET /api/v2/alerts", a.getAlerts)
	mux.HandleFunc("GET /api/v2/silences", a.getSilences)
	mux.HandleFunc("GET /api/v2/silence/{id}", a.getSilence)
	mux.HandleFunc("POST /api/v2/silences", a.postSilence)
	mux.HandleFunc("DELETE /api/v2/silence/{id}", a.deleteSilence)
	a.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(a.done)
		// Serve ends with ErrServerClosed when Close is called; nothing else
		// can be told to anybody here.
		_ = a.server.Serve(listener)
	}()
	return a, nil
}

// URL is where the server listens.
func (a *Alertmanager) URL() string { return a.url }

// Close ends the server and waits for it.
func (a *Alertmanager) Close(ctx context.Context) error {
	err := a.server.Shutdown(ctx)
	if err != nil {
		err = a.server.Close()
	}
	<-a.done
	return err
}

// Fire makes an alert fire, or go on firing.
func (a *Alertmanager) Fire(labels, annotations map[string]string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	fp, now := incident.Fingerprint(labels), a.now().UTC()
	old := a.alerts[fp]
	if old == nil {
		old = &amAlert{Labels: labels, Annotations: annotations, Fingerprint: fp, StartsAt: now,
			Receivers: []amReceiver{{Name: "drill"}}}
		a.alerts[fp] = old
	}
	old.UpdatedAt, old.EndsAt = now, now.Add(5*time.Minute)
}

// Clear ends an alert: it is no longer listed.
func (a *Alertmanager) Clear(labels map[string]string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.alerts, incident.Fingerprint(labels))
}

// Silence is what a colleague does in the Alertmanager itself.
func (a *Alertmanager) Silence(by, comment string, labels map[string]string, span time.Duration) {
	s := &amSilence{StartsAt: a.now().UTC(), EndsAt: a.now().UTC().Add(span), CreatedBy: by, Comment: comment}
	for name, value := range labels {
		s.Matchers = append(s.Matchers, amMatcher{Name: name, Value: value})
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keep(s)
}

func (a *Alertmanager) keep(s *amSilence) {
	s.ID, s.UpdatedAt = newUUID(), a.now().UTC()
	a.silences[s.ID] = s
}

// put changes a silence where it stands, or replaces it by another one, by the
// real one's rule: what has begun keeps its matchers and its begin.
func (a *Alertmanager) put(s *amSilence) {
	now, old := a.now().UTC(), a.silences[s.ID]
	if s.StartsAt.Before(now) && (old == nil || old.state(now) != "active") {
		s.StartsAt = now
	}
	if old == nil || old.state(now) == "expired" || !sameMatchers(old.Matchers, s.Matchers) ||
		old.state(now) == "active" && !s.StartsAt.Equal(old.StartsAt) {
		if old != nil {
			old.expire(now)
		}
		a.keep(s)
		return
	}
	s.UpdatedAt = now
	a.silences[s.ID] = s
}

func (s *amSilence) expire(now time.Time) {
	if s.EndsAt.After(now) {
		s.EndsAt = now
	}
}

func sameMatchers(a, b []amMatcher) bool {
	return slices.EqualFunc(a, b, func(x, y amMatcher) bool {
		return x.Name == y.Name && x.Value == y.Value && x.IsRegex == y.IsRegex && x.equal() == y.equal()
	})
}

// equal: a client older than negative matchers leaves it out.
func (m amMatcher) equal() bool { return m.IsEqual == nil || *m.IsEqual }

func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (s *amSilence) state(now time.Time) string {
	switch {
	case !s.EndsAt.After(now):
		return "expired"
	case s.StartsAt.After(now):
		return "pending"
	}
	return "active"
}

// matches follows Alertmanager: every matcher must hold, a missing label is
// the empty string, a regular expression is anchored.
func (s *amSilence) matches(labels map[string]string) bool {
	for _, m := range s.Matchers {
		holds := labels[m.Name] == m.Value
		if m.IsRegex {
			re, err := regexp.Compile("^(?:" + m.Value + ")$")
			holds = err == nil && re.MatchString(labels[m.Name])
		}
		if holds != m.equal() {
			return false
		}
	}
	return true
}

func (a *Alertmanager) getStatus(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{
		"cluster":     map[string]any{"status": "disabled", "peers": []string{}},
		"versionInfo": map[string]string{"version": "0.25.0", "branch": "drill"},
		"config":      map[string]string{"original": ""},
		"uptime":      a.begun.UTC(),
	})
}

func (a *Alertmanager) getAlerts(w http.ResponseWriter, _ *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now().UTC()
	list := []amAlert{}
	for _, alert := range a.alerts {
		each := *alert
		each.EndsAt = now.Add(5 * time.Minute)
		each.Status = amStatus{State: "active", SilencedBy: []string{}, InhibitedBy: []string{}, MutedBy: []string{}}
		for id, s := range a.silences {
			if s.state(now) == "active" && s.matches(alert.Labels) {
				each.Status.State = "suppressed"
				each.Status.SilencedBy = append(each.Status.SilencedBy, id)
			}
		}
		slices.Sort(each.Status.SilencedBy)
		list = append(list, each)
	}
	slices.SortFunc(list, func(x, y amAlert) int { return strings.Compare(x.Fingerprint, y.Fingerprint) })
	reply(w, http.StatusOK, list)
}

func (a *Alertmanager) getSilences(w http.ResponseWriter, _ *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := []amSilence{}
	for _, s := range a.silences {
		each := *s
		each.Status.State = s.state(a.now())
		list = append(list, each)
	}
	slices.SortFunc(list, func(x, y amSilence) int { return strings.Compare(x.ID, y.ID) })
	reply(w, http.StatusOK, list)
}

func (a *Alertmanager) getSilence(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.silences[r.PathValue("id")]
	if s == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	each := *s
	each.Status.State = s.state(a.now())
	reply(w, http.StatusOK, each)
}

func (a *Alertmanager) postSilence(w http.ResponseWriter, r *http.Request) {
	var s amSilence
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&s); err != nil {
		reply(w, http.StatusBadRequest, "bad request: "+err.Error())
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case len(s.Matchers) == 0 || s.CreatedBy == "" || s.Comment == "":
		reply(w, http.StatusUnprocessableEntity, map[string]any{"code": 602, "message": "matchers, createdBy and comment are required"})
		return
	case !s.EndsAt.After(a.now()):
		reply(w, http.StatusBadRequest, "Failed to create silence: end time can't be in the past")
		return
	case s.ID != "" && a.silences[s.ID] == nil:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if s.matches(nil) {
		reply(w, http.StatusBadRequest, "Failed to create silence: at least one matcher must not match the empty string")
		return
	}
	a.put(&s)
	reply(w, http.StatusOK, map[string]string{"silenceID": s.ID})
}

func (a *Alertmanager) deleteSilence(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.silences[r.PathValue("id")]
	if s == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if s.state(a.now()) == "expired" {
		reply(w, http.StatusInternalServerError, "silence "+s.ID+" already expired")
		return
	}
	s.expire(a.now().UTC())
	w.WriteHeader(http.StatusOK)
}

func reply(w http.ResponseWriter, code int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	w.Write(raw)
}
