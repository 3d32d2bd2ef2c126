package restsource

import (
	"context"
	"net/http"
	"time"

	"github.com/tidwall/gjson"
)

// lookForRestart asks whether the server lost its memory since the last pull.
// For a while after that, an alert that is missing is not taken as resolved;
// the cursor holds how long, so that it outlives this process.
func (r *reading) lookForRestart(ctx context.Context) error {
	p := r.plan.restart
	if p == nil || p.hold <= 0 {
		return nil
	}
	c := call{method: http.MethodGet, path: p.path.fill(nil, pathEscape)}
	a, err := r.client.do(ctx, c)
	if err != nil {
		return err
	}
	if a.status == http.StatusForbidden || a.status == http.StatusNotFound {
		r.log.Debug("restarts cannot be noticed here", "source", r.name, "status", a.status)
		return nil
	}
	if !a.ok() {
		return r.client.refused(c, a)
	}
	if !wellFormed(a.body) {
		return r.client.misread(c, a)
	}
	r.note(a)
	root := gjson.ParseBytes(a.body)
	value := p.value.get(root)
	r.noticeRestart(r.client.hostNow(), wordsOf(value), timeOf(value), a.date)
	return nil
}

func (r *reading) noticeRestart(host, value string, started, date time.Time) {
	cur, hold := &r.cursor, r.plan.restart.hold
	before, known := cur.Alive[host]
	restarted := known && before != value
	if !known && len(cur.Alive) > 0 {
		// Another one of the cluster: it may have been started just now.
		restarted = !started.IsZero() && date.Sub(started) < hold
	}
	alive := map[string]string{host: value}
	for other, last := range cur.Alive {
		if other != host && len(alive) < 16 {
			alive[other] = last
		}
	}
	cur.Alive = alive
	if restarted {
		cur.Held, cur.Polls = r.now.Add(hold), 2
		r.log.Info("the server restarted; what is missing is not taken as resolved for a while",
			"source", r.name, "until", cur.Held)
	}
	r.held = cur.Polls > 0 || r.now.Before(cur.Held)
	cur.Polls = max(cur.Polls-1, 0)
	if !r.held {
		cur.Held = time.Time{}
	}
}

// settleRestart ends the hold early once all that fired before is named again.
func (r *reading) settleRestart() {
	if !r.held || r.memory.firing == nil {
		return
	}
	for id := range r.memory.firing {
		if n, ok := r.at[id]; !ok || !r.signals[n].Firing {
			return
		}
	}
	r.held, r.cursor.Held, r.cursor.Polls = false, time.Time{}, 0
}

// hostNow is the host that answered last.
func (c *client) hostNow() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hosts[c.host]
}

// advance gives the cursor to keep; nil when it has not changed.
func (r *reading) advance(raw []byte) ([]byte, error) {
	cur := &r.cursor
	byField, news := false, false
	for _, l := range r.plan.lists {
		news = news || l.When == "news"
		byField = byField || l.since != nil
	}
	date := r.date.UTC().Truncate(time.Minute)
	switch {
	case cur.Since.IsZero():
		cur.Since = date
	case byField && r.newest.After(cur.Since):
		cur.Since = r.newest.UTC()
	case !byField && news && date.After(cur.Since):
		cur.Since = date
	}
	if r.full {
		cur.Full = r.now
	}
	next, err := cur.bytes()
	if err != nil || string(next) == string(raw) {
		return nil, err
	}
	return next, nil
}
