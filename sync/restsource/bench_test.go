package restsource

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"turnaround/app/incident"
)

// crowd is an Alertmanager with n alerts, answering from memory, whose endsAt
// can be moved.
type crowd struct {
	n      int
	minute int
	body   []byte
}

func (c *crowd) alerts() []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for n := range c.n {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"annotations":{"description":"Request error ratio on instance web-%d is 12.4%% over the last five minutes, which is above the objective.","runbook_url":"https://runbooks.example.test/high-error-rate","summary":"5xx ratio above 5%% on shard %d"},"endsAt":"2026-05-12T12:%02d:26.997Z","fingerprint":"%016x","receivers":[{"name":"team-mail"}],"startsAt":"2026-05-12T10:11:26.997Z","status":{"inhibitedBy":[],"silencedBy":[],"state":"active"},"updatedAt":"2026-05-12T11:%02d:26.997Z","generatorURL":"http://prometheus.example.test/graph?g0.expr=up&g0.tab=1","labels":{"alertname":"HighErrorRate%d","cluster":"prod-eu","instance":"web-%d:9090","job":"checkout","service":"checkout","severity":"critical"}}`,
			n, n, c.minute%60, n, c.minute%60, n%100, n)
	}
	b.WriteByte(']')
	return b.Bytes()
}

func (c *crowd) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte("[]")
	switch {
	case strings.HasSuffix(r.URL.Path, "/alerts"):
		body = c.body
	case strings.HasSuffix(r.URL.Path, "/status"):
		body = []byte(`{"uptime":"2026-05-01T00:00:00Z"}`)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

func benchmark(b *testing.B, before func(*crowd, **Source, *[]byte)) {
	c := &crowd{n: 10_000}
	c.body = c.alerts()
	b.SetBytes(int64(len(c.body)))
	make := func() *Source {
		return sourceOf(b, "alertmanager", "http://am.example.test", func(cfg *Config) { cfg.Transport = c })
	}
	s := make()
	var cursor []byte
	take := func(batch incident.Batch) error {
		if batch.Cursor != nil {
			cursor = batch.Cursor
		}
		return nil
	}
	if err := s.Pull(context.Background(), cursor, take); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		before(c, &s, &cursor)
		if s == nil {
			s = make()
		}
		b.StartTimer()
		if err := s.Pull(context.Background(), cursor, take); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstPull(b *testing.B) {
	benchmark(b, func(_ *crowd, s **Source, cursor *[]byte) { *s, *cursor = nil, nil })
}

func BenchmarkUnchanged(b *testing.B) { benchmark(b, func(*crowd, **Source, *[]byte) {}) }

func BenchmarkOnlyEndsAtMoved(b *testing.B) {
	benchmark(b, func(c *crowd, _ **Source, _ *[]byte) { c.minute++; c.body = c.alerts() })
}

func BenchmarkOneChanged(b *testing.B) {
	benchmark(b, func(c *crowd, _ **Source, _ *[]byte) {
		c.minute++
		c.body = bytes.Replace(c.alerts(), []byte("shard 77 "), fmt.Appendf(nil, "shard 77 at %d ", c.minute), 1)
		c.body = bytes.Replace(c.body, []byte(`"summary":"5xx ratio above 5% on shard 77"`), fmt.Appendf(nil, `"summary":"shard 77, %d"`, c.minute), 1)
	})
}
