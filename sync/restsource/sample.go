package restsource

import (
	"context"
	"fmt"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
)

// Map reads a sample answer of a profile's first list as a pull would, so that
// a person can see what the paths find before anything is configured.
func Map(p Profile, params map[string]string, body []byte, now time.Time) ([]incident.Signal, error) {
	plan, err := newPlan(p, params)
	if err != nil {
		return nil, err
	}
	if !wellFormed(body) {
		return nil, fmt.Errorf("profile %s: the sample is not JSON, or nested too deeply", p.Name)
	}
	list := plan.lists[0]
	items := list.items.get(gjson.ParseBytes(body))
	if !items.IsArray() && !items.IsObject() {
		return nil, fmt.Errorf("profile %s: the sample holds no list at %q", p.Name, list.Items)
	}
	var out []incident.Signal
	items.ForEach(func(_, item gjson.Result) bool {
		if list.item != nil {
			item = list.item.get(item)
		}
		if item.IsObject() && all(list.only, item) {
			if got := plan.mapper.apply(own(item), nil, now); got.signal.ID != "" && !got.skip {
				got.signal.Hash = contentHash(&got.signal)
				out = append(out, got.signal)
			}
		}
		return len(out) < maxItems
	})
	return out, nil
}

// Sample gives what a source answers to its profile's first list, as it is, for
// a person to say where things sit in it. Only the first page is read.
func Sample(ctx context.Context, c Config) ([]byte, error) {
	s, err := open(c)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source.Name, err)
	}
	defer s.Close()
	r := &reading{Source: s, now: s.now().UTC()}
	l := s.plan.lists[0]
	v := r.listVars(l)
	if len(v) == 0 {
		return nil, fmt.Errorf("source %s: its profile asks for nothing", s.name)
	}
	ask, err := l.request.fill(v[0])
	if err != nil {
		return nil, err
	}
	first := pager{list: l}
	if ask, err = first.place(ask); err != nil {
		return nil, err
	}
	a, err := s.client.do(ctx, ask)
	switch {
	case err != nil:
		return nil, err
	case !a.ok():
		return nil, s.client.refused(ask, a)
	case !wellFormed(a.body):
		return nil, s.client.misread(ask, a)
	}
	return []byte(s.client.redact(string(a.body))), nil
}
