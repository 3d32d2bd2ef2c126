package restsource

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"turnaround/app/outbox"
)

// standing are the silences an earlier action left there and that still stand.
func (k *keeper) standing() []*silence {
	var out []*silence
	seen := map[string]bool{}
	take := func(s *silence) {
		if s != nil && s.standing() && !seen[s.ID] {
			seen[s.ID] = true
			out = append(out, s)
		}
	}
	for ref := range strings.SplitSeq(k.action.Ref, ",") {
		take(k.silences[strings.TrimSpace(ref)])
	}
	for _, s := range k.silences {
		if s.ours && s.tag.action == k.action.Undoes {
			take(s)
		}
	}
	slices.SortFunc(out, func(a, b *silence) int { return a.tag.n - b.tag.n })
	return out
}

// end takes an acknowledgement or a snooze back.
func (k *keeper) end(ctx context.Context) (outbox.Outcome, error) {
	standing := k.standing()
	if len(standing) == 0 {
		return outbox.Outcome{Result: outbox.Already, Text: "no silence of ours stands there any more"}, nil
	}
	if err := each(ctx, standing, k.expire); err != nil {
		return outcomeOf(err)
	}
	return outbox.Outcome{Result: outbox.Done}, nil
}

// expire ends one silence; one that has ended or is gone is no error.
func (k *keeper) expire(ctx context.Context, s *silence) error {
	path := strings.TrimSuffix(k.plan.Joins[0].Path, "s") + "/" + pathEscape(s.ID)
	c := call{method: http.MethodDelete, path: path, header: k.actHeaders()}
	a, err := k.client.do(ctx, c)
	if err != nil {
		return err
	}
	if a.ok() || a.status == http.StatusNotFound || strings.Contains(said(a.body), "already expired") {
		return nil
	}
	return k.client.refused(c, a)
}

// endOne ends a silence a person pointed at. Between the look and the sending
// its owner may have changed it, in place or by a new one: then it is another
// decision, and the person is asked.
func (k *keeper) endOne(ctx context.Context) (outbox.Outcome, error) {
	s := k.silences[k.action.Ref]
	if s == nil || !s.standing() {
		next := k.successor(s)
		switch {
		case next == nil:
			return outbox.Outcome{Result: outbox.Already, Text: "that silence has ended there already"}, nil
		case !k.action.Forced:
			return k.changed(next), nil
		}
		s = next
	}
	if !k.action.Forced && !k.action.Until.IsZero() && s.EndsAt.Sub(k.action.Until).Abs() > time.Minute {
		return k.changed(s), nil
	}
	if err := k.expire(ctx, s); err != nil {
		return outcomeOf(err)
	}
	return outbox.Outcome{Result: outbox.Done, Ref: s.ID}, nil
}

// changed asks what to do about a silence that is no longer the one seen.
func (k *keeper) changed(s *silence) outbox.Outcome {
	return outbox.Outcome{Result: outbox.Conflict, By: s.CreatedBy, Until: s.EndsAt,
		Text: fmt.Sprintf("%s changed the silence meanwhile: it now lasts until %s",
			orElse(oneLine(s.CreatedBy, maxName), "somebody"), s.EndsAt.UTC().Format("2006-01-02 15:04 MST"))}
}

// successor is the silence that took the place of one that ended: by editing,
// Alertmanager ends it and makes another for the same alerts.
func (k *keeper) successor(old *silence) *silence {
	if old == nil {
		return nil
	}
	var best *silence
	for _, s := range k.silences {
		if s.standing() && !s.ours && s.CreatedBy == old.CreatedBy && s.words() == old.words() && (best == nil || s.EndsAt.After(best.EndsAt)) {
			best = s
		}
	}
	return best
}

// extend prolongs what an earlier action made. Alertmanager may answer a new
// ID and expire the old silence.
func (k *keeper) extend(ctx context.Context) (outbox.Outcome, error) {
	standing := k.standing()
	if len(standing) == 0 {
		return outbox.Outcome{Result: outbox.Conflict, Text: "the silence no longer stands there"}, nil
	}
	until := k.action.Until
	if until.IsZero() {
		until = k.now().Add(k.ackFor)
	}
	refs := make([]string, len(standing))
	order := make([]int, 0, len(standing))
	for n, s := range standing {
		refs[n] = s.ID
		if s.EndsAt.Before(until.Add(k.skew - time.Second)) {
			order = append(order, n)
		}
	}
	err := each(ctx, order, func(ctx context.Context, n int) error {
		id, refused, err := k.prolong(ctx, standing[n], until)
		if err != nil {
			return err
		}
		if refused != "" {
			return refusal(refused)
		}
		refs[n] = id
		return nil
	})
	if err != nil {
		return outcomeOf(err)
	}
	return outbox.Outcome{Result: outbox.Done, Until: until, Ref: joinRefs(refs)}, nil
}

// prolong sends a silence back as it is listed, but for its end: newer
// versions have members this app does not know.
func (k *keeper) prolong(ctx context.Context, s *silence, until time.Time) (id, refused string, err error) {
	var body map[string]any
	if err := json.Unmarshal([]byte(s.raw), &body); err != nil {
		return "", "", fmt.Errorf("read silence %s: %w", s.ID, err)
	}
	delete(body, "status")
	delete(body, "updatedAt")
	body["endsAt"] = stamp(until.Add(k.skew))
	return k.send(ctx, body)
}
