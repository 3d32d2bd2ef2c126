package drill

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// clock is a time a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type practice struct {
	*Alertmanager
	clock *clock
	t     *testing.T
}

func start(t *testing.T) practice {
	t.Helper()
	c := &clock{at: time.Date(2026, 5, 13, 3, 0, 0, 0, time.UTC)}
	a, err := StartAlertmanager(c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return practice{a, c, t}
}

// call gives the status and decodes the answer into v, where there is one.
func (p practice) call(method, path string, body, v any) int {
	p.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.URL()+"/api/v2"+path, bytes.NewReader(raw))
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if v != nil {
		if err := json.Unmarshal(answer, v); err != nil {
			p.t.Fatalf("%s %s: %v: %s", method, path, err, answer)
		}
	}
	return res.StatusCode
}

func (p practice) silence(id string, span time.Duration, matchers ...amMatcher) (string, int) {
	p.t.Helper()
	s := amSilence{ID: id, Matchers: matchers, StartsAt: p.clock.now(), EndsAt: p.clock.now().Add(span), CreatedBy: "Robin", Comment: "known"}
	if old := p.one(id); id != "" && old.ID != "" {
		s.StartsAt = old.StartsAt
	}
	var answer json.RawMessage
	code := p.call(http.MethodPost, "/silences", s, &answer)
	var made struct {
		ID string `json:"silenceID"`
	}
	if code == http.StatusOK {
		if err := json.Unmarshal(answer, &made); err != nil {
			p.t.Fatal(err)
		}
	}
	return made.ID, code
}

func (p practice) one(id string) amSilence {
	p.t.Helper()
	var all []amSilence
	p.call(http.MethodGet, "/silences", nil, &all)
	for _, s := range all {
		if s.ID == id {
			return s
		}
	}
	return amSilence{}
}

// states gives each instance's state.
func (p practice) states() map[string]string {
	p.t.Helper()
	var list []amAlert
	p.call(http.MethodGet, "/alerts", nil, &list)
	states := map[string]string{}
	for _, a := range list {
		states[a.Labels["instance"]] = a.Status.State
	}
	return states
}

func is(name, value string) amMatcher {
	yes := true
	return amMatcher{Name: name, Value: value, IsEqual: &yes}
}

func TestSilencesSuppressWhatTheyMatch(t *testing.T) {
	no, yes := false, true
	for _, c := range []struct {
		name     string
		matchers []amMatcher
		quiet    []string
	}{
		{"a group", []amMatcher{is("alertname", "Down")}, []string{"a", "b", "c"}},
		{"one", []amMatcher{is("alertname", "Down"), is("instance", "a")}, []string{"a"}},
		{"those without a label", []amMatcher{is("alertname", "Down"), is("pod", "")}, []string{"a", "b"}},
		{"an anchored pattern", []amMatcher{{Name: "alertname", Value: "Dow", IsRegex: true, IsEqual: &yes}}, nil},
		{"a pattern", []amMatcher{is("alertname", "Down"), {Name: "instance", Value: "a|b", IsRegex: true, IsEqual: &yes}}, []string{"a", "b"}},
		{"a negative one", []amMatcher{is("alertname", "Down"), {Name: "instance", Value: "a", IsEqual: &no}}, []string{"b", "c"}},
		{"without isEqual", []amMatcher{{Name: "instance", Value: "a"}}, []string{"a"}},
		{"nothing there", []amMatcher{is("alertname", "Up")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t)
			p.Fire(map[string]string{"alertname": "Down", "instance": "a"}, nil)
			p.Fire(map[string]string{"alertname": "Down", "instance": "b"}, nil)
			p.Fire(map[string]string{"alertname": "Down", "instance": "c", "pod": "p"}, nil)
			if _, code := p.silence("", time.Hour, c.matchers...); code != http.StatusOK {
				t.Fatalf("answers %d", code)
			}
			for instance, state := range p.states() {
				if suppressed := state == "suppressed"; suppressed != slices.Contains(c.quiet, instance) {
					t.Errorf("%s is %s", instance, state)
				}
			}
		})
	}
}

func TestASilenceEnds(t *testing.T) {
	p := start(t)
	p.Fire(map[string]string{"alertname": "Down", "instance": "a"}, nil)
	id, _ := p.silence("", time.Hour, is("instance", "a"))
	p.clock.pass(time.Hour)
	if p.one(id).Status.State != "expired" || p.states()["a"] != "active" {
		t.Errorf("after its time: %s, the alert %s", p.one(id).Status.State, p.states()["a"])
	}
	id, _ = p.silence("", time.Hour, is("instance", "a"))
	if code := p.call(http.MethodDelete, "/silence/"+id, nil, nil); code != http.StatusOK {
		t.Errorf("delete answers %d", code)
	}
	if p.one(id).Status.State != "expired" || p.states()["a"] != "active" {
		t.Error("a deleted silence still holds")
	}
	if code := p.call(http.MethodDelete, "/silence/"+id, nil, nil); code != http.StatusInternalServerError {
		t.Errorf("a second delete answers %d", code)
	}
}

func TestASilenceIsExtendedInPlaceAndReplacedOtherwise(t *testing.T) {
	p := start(t)
	id, _ := p.silence("", time.Hour, is("instance", "a"))
	p.clock.pass(time.Minute)
	if same, code := p.silence(id, 2*time.Hour, is("instance", "a")); same != id || code != http.StatusOK {
		t.Errorf("extended as %s, %d", same, code)
	}
	if got := p.one(id).EndsAt; !got.Equal(p.clock.now().Add(2 * time.Hour)) {
		t.Errorf("ends %s", got)
	}
	other, _ := p.silence(id, time.Hour, is("instance", "b"))
	if other == id || p.one(id).Status.State != "expired" || p.one(other).Status.State != "active" {
		t.Errorf("other matchers: %s is %s, %s is %s", id, p.one(id).Status.State, other, p.one(other).Status.State)
	}
	again, _ := p.silence(id, time.Hour, is("instance", "a"))
	if again == id {
		t.Error("an expired silence lives again")
	}
}

func TestSilencesThatAreRefused(t *testing.T) {
	p := start(t)
	for _, c := range []struct {
		name string
		id   string
		span time.Duration
		m    []amMatcher
		code int
	}{
		{"no matchers", "", time.Hour, nil, http.StatusUnprocessableEntity},
		{"matches everything", "", time.Hour, []amMatcher{is("pod", "")}, http.StatusBadRequest},
		{"past", "", -time.Hour, []amMatcher{is("a", "b")}, http.StatusBadRequest},
		{"unknown", "00000000-0000-4000-8000-000000000000", time.Hour, []amMatcher{is("a", "b")}, http.StatusNotFound},
	} {
		s := amSilence{ID: c.id, Matchers: c.m, StartsAt: p.clock.now(), EndsAt: p.clock.now().Add(c.span), CreatedBy: "Robin", Comment: "x"}
		if code := p.call(http.MethodPost, "/silences", s, nil); code != c.code {
			t.Errorf("%s: answers %d, want %d", c.name, code, c.code)
		}
	}
	if code := p.call(http.MethodGet, "/silence/nope", nil, nil); code != http.StatusNotFound {
		t.Errorf("an unknown silence: %d", code)
	}
	if code := p.call(http.MethodPost, "/silences", "nonsense", nil); code != http.StatusBadRequest {
		t.Errorf("nonsense: %d", code)
	}
}

func TestClearedAlertsAreGone(t *testing.T) {
	p := start(t)
	labels := map[string]string{"alertname": "Down", "instance": "a"}
	p.Fire(labels, nil)
	p.Clear(labels)
	if got := p.states(); len(got) != 0 {
		t.Errorf("still lists %v", got)
	}
}

func TestTheMailboxDelivers(t *testing.T) {
	m, err := StartMailbox("secret")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}()
	at := time.Date(2026, 5, 13, 3, 0, 0, 0, time.UTC)
	mail := Mail{ID: "x", From: "Icinga <i@shop.example>", Subject: "a\r\nBcc: b", Body: "at {{when}}"}
	if err := m.Append(mail.render(at, 1), at); err != nil {
		t.Fatal(err)
	}
	c, err := imapclient.DialInsecure(m.addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.Login(mailUser, "wrong").Wait() == nil {
		t.Error("a wrong password opens it")
	}
	if err := c.Login(mailUser, "secret").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select(mailFolder, nil).Wait(); err != nil {
		t.Fatal(err)
	}
	section := &imap.FetchItemBodySection{Peek: true}
	got, err := c.Fetch(imap.SeqSetNum(1), &imap.FetchOptions{InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil || len(got) != 1 {
		t.Fatalf("%d mails, %v", len(got), err)
	}
	body := string(got[0].FindBodySection(section))
	if !got[0].InternalDate.Equal(at) || !strings.Contains(body, "at 2026-05-13 03:00:00 +0000") || !strings.Contains(body, "Subject: a Bcc: b\r\n") {
		t.Errorf("%s: %q", got[0].InternalDate, body)
	}
}

// told notes what a drill says and when.
type told struct {
	said []string
	did  bool
	err  error
	now  func() time.Time
	from time.Time
}

func (p *told) Say(at time.Duration, text string) {
	p.said = append(p.said, fmt.Sprintf("%s after %s: %s", at, p.now().Sub(p.from), text))
}

func (p *told) Wrote(_ context.Context, _ time.Duration, all int) error {
	p.said = append(p.said, fmt.Sprintf("%d wrote", all))
	return p.err
}

func (p *told) Await(_ context.Context, at time.Duration) error {
	p.said = append(p.said, fmt.Sprintf("%s awaited", at))
	return p.err
}

func (p *told) Unless(context.Context, string) (bool, error) { return p.did, p.err }

func TestAStepAwaitsAPromise(t *testing.T) {
	s, err := Parse([]byte(head + "[[step]]\nat = \"10s\"\nawaits_promise = true\nsay = \"over\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		d := &Drill{Scenario: s, now: time.Now, pace: make(chan struct{}, 1)}
		d.speed.Store(100)
		p := &told{now: time.Now, from: time.Now()}
		if err := d.Play(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if want := []string{"10s awaited", "10s after 10s: over"}; !slices.Equal(p.said, want) {
			t.Errorf("said %q, want %q", p.said, want)
		}
		p = &told{now: time.Now, from: time.Now(), err: errors.New("no")}
		if err := d.Play(t.Context(), p); !errors.Is(err, p.err) {
			t.Errorf("what went wrong while it waited: %v", err)
		}
	})
}

func TestADrillKeepsItsPace(t *testing.T) {
	s, err := Parse([]byte(head + `
[[step]]
at = "0s"
say = "before"
[[step]]
at = "10s"
say = "one"
[[step]]
at = "20s"
unless = "acknowledge"
say = "two"
`))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		d := &Drill{Scenario: s, now: time.Now, pace: make(chan struct{}, 1)}
		if err := d.Speed(2); err != nil {
			t.Fatal(err)
		}
		<-d.pace // set before anything waits
		p := &told{now: time.Now, from: time.Now()}
		if err := errors.Join(d.Prepare(t.Context(), p), d.Play(t.Context(), p)); err != nil {
			t.Fatal(err)
		}
		want := []string{"0s after 0s: before", "10s after 5s: one"}
		if !slices.Equal(p.said, want) {
			t.Errorf("said %q, want %q: what is not needed is not said", p.said, want)
		}
		if took := time.Since(p.from); took != 30*time.Second {
			t.Errorf("took %s at twice the speed", took)
		}
		faster := time.AfterFunc(4*time.Second, func() { _ = d.Speed(10) })
		defer faster.Stop()
		p = &told{now: time.Now, from: time.Now(), did: true}
		if err := d.Play(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		// 8 s at the first speed, the other 52 s at the second.
		if took := time.Since(p.from); took != 4*time.Second+5200*time.Millisecond {
			t.Errorf("took %s with a change of pace", took)
		}
		if len(p.said) != 2 {
			t.Errorf("said %q", p.said)
		}
	})
}

func TestADrillEndsWhenToldTo(t *testing.T) {
	d, err := Start(Scenario{Name: "x", Length: span(time.Hour)}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Play(ctx, &told{now: time.Now}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	for _, wrong := range []float64{0, -1, 0.01, 1e9} {
		if d.Speed(wrong) == nil {
			t.Errorf("speed %g is taken", wrong)
		}
	}
	if err := d.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// A wrong pace ends a drill the moment it was started.
func TestAMailboxClosesTheMomentItStarted(t *testing.T) {
	for range 50 {
		m, err := StartMailbox("secret")
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		if conn, err := net.Dial("tcp", m.addr); err == nil {
			_ = conn.Close()
			t.Fatal("a closed mailbox still listens")
		}
	}
}
