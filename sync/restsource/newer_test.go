package restsource

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// newer answers in the shape of Alertmanager 0.34: mutedBy on alerts,
// annotations on silences.
type newer struct {
	mu       sync.Mutex
	alerts   string
	silences string
	uptime   string
	posted   []string
	fail     int // status of the next POST
	stop     bool
}

func (n *newer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case r.Method == http.MethodPost && n.fail != 0:
		w.WriteHeader(n.fail)
		fmt.Fprint(w, `{"code":602,"message":"comment in body is required"}`)
	case r.Method == http.MethodPost:
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		n.posted = append(n.posted, string(body))
		if n.stop {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprintf(w, `{"silenceID":"made-%d"}`, len(n.posted))
	case strings.HasSuffix(r.URL.Path, "/alerts"):
		fmt.Fprint(w, n.alerts)
	case strings.HasSuffix(r.URL.Path, "/silences"):
		fmt.Fprint(w, n.silences)
	case strings.HasSuffix(r.URL.Path, "/status"):
		fmt.Fprintf(w, `{"uptime":%q,"cluster":{"status":"ready","peers":[]}}`, n.uptime)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// with changes or reads what it answers, while it may be answering.
func (n *newer) with(f func(*newer)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(n)
}

// sent are the bodies that were posted.
func (n *newer) sent() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.posted)
}

func startNewer(t *testing.T) (*newer, string) {
	n := &newer{silences: "[]", uptime: "2026-05-01T00:00:00.000Z", alerts: `[
	 {"fingerprint":"f1","startsAt":"2026-05-12T10:30:00.000Z","endsAt":"2026-05-12T12:05:00.000Z","updatedAt":"2026-05-12T12:00:00.000Z",
	  "labels":{"alertname":"Down","instance":"a"},"annotations":{},"receivers":[{"name":"x"}],
	  "status":{"state":"suppressed","silencedBy":["s1","unlisted"],"inhibitedBy":["ffff"],"mutedBy":["nights"]}}]`}
	server := httptest.NewServer(n)
	t.Cleanup(server.Close)
	return n, server.URL
}

const ourSilence = `[{"id":"s1","status":{"state":"active"},"updatedAt":"2026-05-12T11:00:00.000Z","comment":"acknowledged by Anna with Turnaround [turnaround:ack:01ACK:0]",
 "createdBy":"Anna","startsAt":"2026-05-12T11:00:00.123Z","endsAt":"2026-05-12T13:00:00.000Z","annotations":{"ticket":"T-1"},"newMember":{"x":[1]},
 "matchers":[{"name":"alertname","value":"Down","isEqual":true,"isRegex":false},{"name":"instance","value":"b","isEqual":false,"isRegex":true}]}]`

func TestMarksOfANewerAlertmanager(t *testing.T) {
	n, url := startNewer(t)
	n.with(func(n *newer) { n.silences = ourSilence })
	var cursor []byte
	got := pull(t, sourceOf(t, "alertmanager", url), &cursor)
	byKind := map[incident.Mark]incident.Marking{}
	for _, m := range got.signals["f1"].Marks {
		byKind[m.Kind] = m
	}
	if m := byKind[incident.MarkAcknowledged]; m.Ref != "s1" || m.Action != "01ACK" || m.By != "Anna" || m.Until.Hour() != 13 {
		t.Errorf("acknowledged is %+v", m)
	}
	if byKind[incident.MarkSilenced].Ref != "unlisted" || byKind[incident.MarkInhibited].Ref != "ffff" || byKind[incident.MarkMuted].Ref != "nights" {
		t.Errorf("marks are %+v", byKind)
	}
	if s := got.silences["01ACK"]; s.Matchers != `alertname="Down", instance!~"b"` || s.State != "active" {
		t.Errorf("silence is %+v", s)
	}
}

func TestOnlyWhatChangedIsMappedAgain(t *testing.T) {
	n, url := startNewer(t)
	s := sourceOf(t, "alertmanager", url)
	var cursor []byte
	first := pull(t, s, &cursor)
	n.with(func(n *newer) { n.alerts = strings.Replace(n.alerts, "12:05:00", "12:06:00", 1) })
	if got := pull(t, s, &cursor); !got.last.Unchanged {
		t.Error("a moved endsAt counts as news")
	}
	// A silence that comes changes the marks of the alert that names it, though its own text stays.
	n.with(func(n *newer) { n.silences = ourSilence })
	changed := pull(t, s, &cursor)
	if changed.last.Unchanged || markOf(changed.signals["f1"], incident.MarkAcknowledged) == nil || changed.signals["f1"].Hash != first.signals["f1"].Hash {
		t.Errorf("marks are %+v", changed.signals["f1"].Marks)
	}
	n.with(func(n *newer) {
		n.alerts = strings.Replace(n.alerts, `"annotations":{}`, `"annotations":{"summary":"new words"}`, 1)
	})
	if got := pull(t, s, &cursor); got.signals["f1"].Title != "new words" || got.signals["f1"].Hash == first.signals["f1"].Hash {
		t.Errorf("signal is %+v", got.signals["f1"])
	}
	// What the desk could not take is told again.
	n.with(func(n *newer) { n.alerts = strings.Replace(n.alerts, "new words", "newer words", 1) })
	if err := s.Pull(t.Context(), cursor, func(incident.Batch) error { return io.ErrShortWrite }); err == nil {
		t.Fatal("an error of the desk is lost")
	}
	if got := pull(t, s, &cursor); got.last.Unchanged || got.signals["f1"].Title != "newer words" {
		t.Error("what was not taken is not told again")
	}
	if _, err := s.Act(t.Context(), on(outbox.Acknowledge, "f1")); err != nil {
		t.Fatal(err)
	}
	if got := pull(t, s, &cursor); got.last.Unchanged {
		t.Error("unchanged right after an action")
	}
}

func TestExtendingKeepsWhatThisAppDoesNotKnow(t *testing.T) {
	n, url := startNewer(t)
	n.with(func(n *newer) { n.silences = ourSilence })
	s := sourceOf(t, "alertmanager", url)
	a := on(outbox.Extend, "f1")
	a.Undoes, a.Until = "01ACK", now.Add(4*time.Hour)
	if got := act(t, s, a, outbox.Done); got.Ref != "made-1" {
		t.Errorf("ref is %q, want the one the server answered", got.Ref)
	}
	var sent map[string]any
	if err := json.Unmarshal([]byte(n.sent()[0]), &sent); err != nil {
		t.Fatal(err)
	}
	_, hasStatus := sent["status"]
	if sent["id"] != "s1" || sent["annotations"] == nil || sent["newMember"] == nil || hasStatus || sent["startsAt"] != "2026-05-12T11:00:00.123Z" ||
		len(sent["matchers"].([]any)) != 2 {
		t.Errorf("sent %v", sent)
	}
}

func TestARefusedSilenceIsToldAndALostOneRetried(t *testing.T) {
	n, url := startNewer(t)
	s := sourceOf(t, "alertmanager", url, func(c *Config) { c.Source.AckFor = config.Duration(30 * time.Minute) })
	n.with(func(n *newer) { n.alerts = strings.Replace(n.alerts, `"s1","unlisted"`, "", 1) })
	n.with(func(n *newer) { n.fail = http.StatusUnprocessableEntity })
	if got := act(t, s, on(outbox.Acknowledge, "f1"), outbox.Refused); !strings.Contains(got.Text, "comment in body is required") {
		t.Errorf("text is %q", got.Text)
	}
	n.with(func(n *newer) { n.fail = http.StatusServiceUnavailable })
	if _, err := s.Act(t.Context(), on(outbox.Acknowledge, "f1")); err == nil {
		t.Error("a failing server is no error")
	}
	n.with(func(n *newer) { n.fail, n.stop = 0, true })
	if _, err := s.Act(t.Context(), on(outbox.Acknowledge, "f1")); err == nil || len(n.sent()) != 1 {
		t.Errorf("error is %v after %d posts, want one", err, len(n.sent()))
	}
	n.with(func(n *newer) { n.stop = false })
	if does := s.Can().Verbs[outbox.Acknowledge]; !strings.Contains(does, "30m silence") {
		t.Errorf("the sentence is %q", does)
	}
	if why := s.Can().Cannot[outbox.Resolve]; !strings.Contains(why, "ends when its condition does") {
		t.Errorf("the reason is %q", why)
	}
}

func TestAReplicaStartedJustNowResolvesNothing(t *testing.T) {
	first, firstURL := startNewer(t)
	second, secondURL := startNewer(t)
	s := sourceOf(t, "alertmanager", "", func(c *Config) { c.Source.URL = config.URLs{firstURL, secondURL} })
	var cursor []byte
	if !pull(t, s, &cursor).last.Complete {
		t.Fatal("the first pull is not complete")
	}
	second.with(func(second *newer) { second.alerts, second.uptime = "[]", time.Now().UTC().Format(time.RFC3339) })
	s.client.hosts[0] = "http://127.0.0.1:1" // as if the first were gone
	if got := pull(t, s, &cursor); got.last.Complete || got.last.Unchanged {
		t.Error("an empty list of a replica that has just started counts as complete")
	}
	second.with(func(second *newer) { second.alerts = first.alerts })
	if got := pull(t, s, &cursor); !got.last.Complete {
		t.Error("not complete although all that fired is there")
	}
}

func TestARestartHoldEndsInTime(t *testing.T) {
	n, url := startNewer(t)
	c := &clock{at: now}
	s := sourceOf(t, "alertmanager", url, func(cfg *Config) { cfg.Now = c.now })
	var cursor []byte
	pull(t, s, &cursor)
	n.with(func(n *newer) { n.uptime, n.alerts = "2026-05-12T12:00:00.000Z", "[]" })
	for range 4 {
		if pull(t, s, &cursor).last.Complete {
			t.Fatal("complete right after a restart")
		}
		c.add(time.Minute)
	}
	c.add(2 * time.Minute)
	if got := pull(t, s, &cursor); !got.last.Complete {
		t.Error("the hold never ends")
	}
}

func TestAStatusThatMayNotBeReadIsNoObstacle(t *testing.T) {
	server := answering(t, map[string]string{"/api/v2/alerts": "[]", "/api/v2/silences": "[]"})
	var cursor []byte
	if got := pull(t, sourceOf(t, "alertmanager", server.URL), &cursor); !got.last.Complete {
		t.Error("not complete")
	}
	broken := answering(t, map[string]string{"/api/v2/alerts": "[]", "/api/v2/silences": "<html>", "/api/v2/status": "{}"})
	_, err := tryPull(sourceOf(t, "alertmanager", broken.URL), &cursor)
	checkFault(t, err, source.ErrAnswer, 0, "GET /api/v2/silences", "web page")
}

func TestTheServersClockCounts(t *testing.T) {
	n, url := startNewer(t)
	n.with(func(n *newer) { n.alerts = strings.Replace(n.alerts, `"s1","unlisted"`, "", 1) })
	act(t, sourceOf(t, "alertmanager", url), on(outbox.Acknowledge, "f1"), outbox.Done) // this source's clock stands months apart
	var sent struct{ StartsAt, EndsAt time.Time }
	if err := json.Unmarshal([]byte(n.sent()[0]), &sent); err != nil {
		t.Fatal(err)
	}
	if left := time.Until(sent.EndsAt); left < 119*time.Minute || left > 121*time.Minute || sent.StartsAt.After(time.Now()) {
		t.Errorf("the silence runs from %s for %s by the server's clock, want 2 h from now", sent.StartsAt, left)
	}
}
