package restsource

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// Act looks at the present state and does what is missing, for each target.
// An attempt that failed half way is taken up where it was left.
func (s *Source) Act(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	if ok, why := s.can.May(a.Verb); !ok {
		return outbox.Outcome{Result: outbox.Refused, Text: why}, nil
	}
	if len(a.Targets) == 0 && a.Verb != outbox.Unacknowledge && a.Verb != outbox.Unsnooze && a.Verb != outbox.Extend && a.Verb != outbox.EndSilence {
		return outbox.Outcome{Result: outbox.Refused, Text: "there is no alert to act on"}, nil
	}
	defer s.memory.doubt()
	if s.plan.Actions.Kind == "silence" {
		return s.actBySilence(ctx, a)
	}
	return s.actByCalls(ctx, a)
}

// refusal is an answer that will never be another.
type refusal string

func (r refusal) Error() string { return string(r) }

// outcomeOf turns a refusal into an outcome and passes other errors on.
func outcomeOf(err error) (outbox.Outcome, error) {
	var r refusal
	if errors.As(err, &r) {
		return outbox.Outcome{Result: outbox.Refused, Text: string(r)}, nil
	}
	return outbox.Outcome{}, err
}

// final tells whether asking again cannot help.
func final(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusRequestTimeout,
		http.StatusTooManyRequests, http.StatusTooEarly:
		return false
	}
	return status >= 400 && status < 500
}

// each does f for every item, a few at a time, and begins no more after the
// first error. What is under way is left to end: a request that is broken off
// may still be done by the server, after the next attempt has looked.
func each[T any](ctx context.Context, items []T, f func(context.Context, T) error) error {
	var (
		group  sync.WaitGroup
		once   sync.Once
		first  error
		failed atomic.Bool
	)
	slots := make(chan struct{}, actAtOnce)
	for _, item := range items {
		slots <- struct{}{}
		if failed.Load() || ctx.Err() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			if err := f(ctx, item); err != nil {
				failed.Store(true)
				once.Do(func() { first = err })
			}
		})
	}
	group.Wait()
	if first == nil {
		return ctx.Err()
	}
	return first
}

func (s *Source) actHeaders() map[string]string {
	out := map[string]string{}
	for name, value := range s.plan.actHead {
		out[name] = value.fill(s.meVars(), nil)
	}
	return out
}

func (s *Source) actByCalls(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	outcomes := make([]outbox.Outcome, len(a.Targets))
	order := make([]int, len(a.Targets))
	for n := range order {
		order[n] = n
	}
	err := each(ctx, order, func(ctx context.Context, n int) (err error) {
		outcomes[n], err = s.actOn(ctx, a, a.Targets[n])
		return err
	})
	if err != nil {
		return outcomeOf(err)
	}
	return summary(outcomes), nil
}

// summary of many outcomes: done when anything was done, else the gravest.
func summary(all []outbox.Outcome) outbox.Outcome {
	grave := map[outbox.Result]int{outbox.Done: 1, outbox.Conflict: 2, outbox.Refused: 3, outbox.Already: 4}
	var out outbox.Outcome
	for _, o := range all {
		if out.Result == "" || grave[o.Result] < grave[out.Result] {
			out = o
		}
	}
	return out
}

// actOn does the verb to one alert.
func (s *Source) actOn(ctx context.Context, a outbox.Action, t outbox.Target) (outbox.Outcome, error) {
	plan := s.plan.calls[a.Verb]
	v := s.actVars(a, t, plan)
	if o, stop, err := s.lookFirst(ctx, a, v); stop || err != nil {
		return o, err
	}
	if there, err := s.noteThere(ctx, a, plan, v); there || err != nil {
		return outbox.Outcome{Result: outbox.Already, Text: "it is there already"}, err
	}
	c, err := s.callOf(plan, v)
	if err != nil {
		return outbox.Outcome{Result: outbox.Refused, Text: err.Error()}, nil
	}
	answer, err := s.client.do(ctx, c)
	if err != nil {
		return outbox.Outcome{}, err
	}
	o, err := s.judge(plan, c, answer)
	if o.Result == outbox.Done && a.Verb == outbox.Snooze {
		if n, err := strconv.Atoi(v["seconds"]); err == nil {
			o.Until = s.now().Add(time.Duration(n) * time.Second)
		}
	}
	return o, err
}

func (s *Source) actVars(a outbox.Action, t outbox.Target, plan *callPlan) vars {
	until := a.Until
	if until.IsZero() {
		until = s.now().Add(s.ackFor)
	}
	if plan.longest > 0 && until.After(s.now().Add(plan.longest)) {
		until = s.now().Add(plan.longest)
	}
	seconds := int64(math.Ceil(until.Sub(s.now()).Seconds()))
	v := sinceVars(time.Time{}, s.now())
	for name, value := range map[string]string{
		"id": t.ID, "ref": t.Ref, "text": a.Text, "by": orElse(a.By, s.me.Name), "to": a.To, "action": a.ID,
		"until": until.UTC().Format(time.RFC3339), "until_unix": strconv.FormatInt(until.Unix(), 10),
		"seconds": strconv.FormatInt(max(seconds, 1), 10), "me.name": s.me.Name, "me.email": s.me.Email,
	} {
		v[name] = value
	}
	for name, value := range t.Labels {
		v["label."+name] = value
	}
	return v
}

// callOf fills a call; a path or a body that needs what is not known is refused.
func (s *Source) callOf(plan *callPlan, v vars) (call, error) {
	if what := plan.path.missing(v); what != "" {
		return call{}, fmt.Errorf("{%s} is not known for this alert", what)
	}
	c, err := request{method: plan.Method, path: plan.path, body: plan.Body}.fill(v)
	c.header = s.actHeaders()
	return c, err
}

// lookFirst reads the alert as it stands there; stop tells that nothing is
// left to do.
func (s *Source) lookFirst(ctx context.Context, a outbox.Action, v vars) (o outbox.Outcome, stop bool, err error) {
	if s.plan.look == nil {
		return o, false, nil
	}
	c := call{method: http.MethodGet, path: s.plan.look.path.fill(v, pathEscape)}
	got, err := s.client.do(ctx, c)
	if err != nil {
		return o, false, err
	}
	if got.status == http.StatusNotFound || got.status == http.StatusGone {
		return outbox.Outcome{Result: outbox.Already, Text: "it is no longer there"}, true, nil
	}
	if !got.ok() {
		return o, false, s.client.refused(c, got)
	}
	if !wellFormed(got.body) {
		return o, false, s.client.misread(c, got)
	}
	now := s.plan.mapper.apply(s.plan.look.item.get(gjson.ParseBytes(got.body)), nil, s.now())
	if now.signal.ID == "" {
		return o, false, &source.Fault{Kind: source.ErrAnswer, What: s.name + " answered " + s.client.show(c) + " with no alert in it",
			Fix: "check actions.look.item in profile " + s.plan.Name}
	}
	o, stop = standing(a, now, s.now())
	return o, stop, nil
}

// standing compares what is wanted with what stands at the source.
func standing(a outbox.Action, now mapped, at time.Time) (o outbox.Outcome, stop bool) {
	s := now.signal
	if !s.Firing {
		switch a.Verb {
		case outbox.Note:
			return o, false
		case outbox.Assign:
			return outbox.Outcome{Result: outbox.Conflict, At: s.EndsAt, Text: "it was resolved there meanwhile"}, !a.Forced
		}
		// Acknowledging or triggering a resolved one would open it again.
		return outbox.Outcome{Result: outbox.Already, At: s.EndsAt, Text: "it is resolved there already"}, true
	}
	acked, snoozed := markOf(s, incident.MarkAcknowledged), markOf(s, incident.MarkSnoozed)
	done := func(m *incident.Marking, text string) (outbox.Outcome, bool) {
		return outbox.Outcome{Result: outbox.Already, By: m.By, At: m.At, Until: m.Until, Text: text}, true
	}
	switch a.Verb {
	case outbox.Acknowledge:
		if acked != nil && !a.Forced {
			return done(acked, "it is acknowledged there already")
		}
	case outbox.Snooze:
		if snoozed != nil && !a.Until.IsZero() && snoozed.Until.Sub(a.Until).Abs() < 90*time.Second {
			return done(snoozed, "it is snoozed there already")
		}
	case outbox.Unacknowledge:
		if acked == nil && snoozed == nil {
			return outbox.Outcome{Result: outbox.Already, Text: "it is not acknowledged there"}, true
		}
	case outbox.Unsnooze:
		if snoozed == nil {
			return outbox.Outcome{Result: outbox.Already, Text: "it is not snoozed there"}, true
		}
	case outbox.Assign:
		if a.To != "" && now.owner == a.To {
			return outbox.Outcome{Result: outbox.Already, By: s.Assignee, At: at, Text: "it is assigned so already"}, true
		}
	}
	return o, false
}

func markOf(s incident.Signal, kind incident.Mark) *incident.Marking {
	for n := range s.Marks {
		if s.Marks[n].Kind == kind {
			return &s.Marks[n]
		}
	}
	return nil
}

// noteThere finds a note that arrived although its answer was lost: the same
// words, written since the action was made. Two minutes allow for clocks.
func (s *Source) noteThere(ctx context.Context, a outbox.Action, plan *callPlan, v vars) (bool, error) {
	if plan.seen == nil {
		return false, nil
	}
	c := call{method: http.MethodGet, path: plan.seen.path.fill(v, pathEscape)}
	got, err := s.client.do(ctx, c)
	if err != nil {
		return false, err
	}
	if !got.ok() {
		return false, s.client.refused(c, got)
	}
	if !wellFormed(got.body) {
		return false, s.client.misread(c, got)
	}
	there := false
	plan.seen.items.get(gjson.ParseBytes(got.body)).ForEach(func(_, note gjson.Result) bool {
		at := timeOf(plan.seen.at.get(note))
		same := strings.TrimSpace(plan.seen.text.text(note)) == strings.TrimSpace(a.Text)
		there = same && (at.IsZero() || a.Created.IsZero() || at.After(a.Created.Add(-2*time.Minute)))
		return !there
	})
	return there, nil
}

// judge reads the answer to a call.
func (s *Source) judge(plan *callPlan, c call, a *answer) (outbox.Outcome, error) {
	fault := s.client.refused
	for _, rule := range plan.Answers {
		if rule.Status != 0 && rule.Status != a.status {
			continue
		}
		if rule.Text != "" && !strings.Contains(strings.ToLower(string(a.body)), strings.ToLower(rule.Text)) {
			continue
		}
		if rule.Means == "retry" {
			return outbox.Outcome{}, fault(c, a)
		}
		return outbox.Outcome{Result: outbox.Result(rule.Means), Text: s.client.redact(said(a.body))}, nil
	}
	switch {
	case a.ok():
		return outbox.Outcome{Result: outbox.Done}, nil
	case a.status == http.StatusConflict:
		return outbox.Outcome{Result: outbox.Conflict, Text: fault(c, a).Error()}, nil
	case final(a.status):
		return outbox.Outcome{Result: outbox.Refused, Text: fault(c, a).Error()}, nil
	}
	return outbox.Outcome{}, fault(c, a)
}
