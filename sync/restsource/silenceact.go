package restsource

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// keeper acts on Alertmanager, whose only means is the silence. It looks
// first: at the alerts for what is present, at the silences for its own key.
type keeper struct {
	*Source
	action   outbox.Action
	skew     time.Duration // the server's clock less ours
	silences map[string]*silence
	mine     map[tag]*silence
	alerts   map[string]*present
	byName   map[string][]*present
}

// present is an alert that fires there now.
type present struct {
	labels     map[string]string
	silencedBy []string
}

func (s *Source) actBySilence(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	k := &keeper{Source: s, action: a}
	if err := k.lookAtSilences(ctx); err != nil {
		return outbox.Outcome{}, err
	}
	switch a.Verb {
	case outbox.Unacknowledge, outbox.Unsnooze:
		return k.end(ctx)
	case outbox.EndSilence:
		return k.endOne(ctx)
	case outbox.Extend:
		return k.extend(ctx)
	}
	if err := k.lookAtAlerts(ctx); err != nil {
		return outbox.Outcome{}, err
	}
	return k.hold(ctx)
}

// get reads one of the two lists.
func (k *keeper) get(ctx context.Context, r request, items expr, each func(gjson.Result)) error {
	c, err := r.fill(nil)
	if err != nil {
		return err
	}
	a, err := k.client.do(ctx, c)
	if err != nil {
		return err
	}
	if !a.ok() {
		return k.client.refused(c, a)
	}
	if !wellFormed(a.body) {
		return k.client.misread(c, a)
	}
	if skew := a.date.Sub(k.now()); skew.Abs() > 2*time.Second {
		k.skew = skew
	}
	items.get(gjson.ParseBytes(a.body)).ForEach(func(_, item gjson.Result) bool {
		each(item)
		return true
	})
	return nil
}

func (k *keeper) lookAtSilences(ctx context.Context) error {
	k.silences, k.mine = map[string]*silence{}, map[tag]*silence{}
	join := k.plan.joins[0]
	return k.get(ctx, join.request, join.items, func(item gjson.Result) {
		s, ok := readSilence(item)
		if !ok {
			return
		}
		k.silences[s.ID] = s
		if old := k.mine[s.tag]; s.ours && (old == nil || better(s, old)) {
			k.mine[s.tag] = s
		}
	})
}

func (k *keeper) lookAtAlerts(ctx context.Context) error {
	k.alerts, k.byName = map[string]*present{}, map[string][]*present{}
	list := k.plan.lists[0]
	return k.get(ctx, list.request, list.items, func(item gjson.Result) {
		p := &present{labels: map[string]string{}}
		item.Get("labels").ForEach(func(name, value gjson.Result) bool {
			p.labels[name.Str] = value.Str
			return true
		})
		item.Get("status.silencedBy").ForEach(func(_, id gjson.Result) bool {
			p.silencedBy = append(p.silencedBy, id.Str)
			return true
		})
		k.alerts[item.Get("fingerprint").Str] = p
		k.byName[p.labels["alertname"]] = append(k.byName[p.labels["alertname"]], p)
	})
}

// find gives a target's alert as it fires now, or nil.
func (k *keeper) find(t outbox.Target) *present {
	if p := k.alerts[t.ID]; p != nil {
		return p
	}
	return k.alerts[incident.Fingerprint(t.Labels)]
}

// hold acknowledges or snoozes: one silence for each target that fires and is
// not held yet.
func (k *keeper) hold(ctx context.Context) (outbox.Outcome, error) {
	until := k.action.Until
	if until.IsZero() {
		until = k.now().Add(k.ackFor)
	}
	if !until.After(k.now()) {
		return outbox.Outcome{Result: outbox.Conflict, Text: "its time was over before it could be sent"}, nil
	}
	refs := make([]string, len(k.action.Targets))
	var todo []int
	var other *silence // somebody else's that holds a target
	here, found, ends := 0, 0, until
	for n, t := range k.action.Targets {
		if s := k.mine[tagFor(k.action.Verb, k.action.ID, n)]; s != nil {
			refs[n] = s.ID
			found++
			continue
		}
		p := k.find(t)
		if p == nil {
			continue
		}
		here++
		if s := k.heldBy(p, until); s != nil && !k.action.Forced {
			if s.ours && s.CreatedBy == k.author() {
				// Of an earlier act of the same person: looked after by this one now.
				refs[n], ends = s.ID, earlier(ends, s.EndsAt.Add(-k.skew))
				found++
				continue
			}
			other = s
			continue
		}
		todo = append(todo, n)
	}
	switch {
	case len(todo) == 0 && found == 0 && other != nil:
		return outbox.Outcome{Result: outbox.Already, By: other.CreatedBy, At: other.StartsAt, Until: other.EndsAt,
			Text: "already silenced there"}, nil
	case len(todo) == 0 && found == 0 && here == 0:
		return outbox.Outcome{Result: outbox.Already, Text: "no longer firing there"}, nil
	}
	err := each(ctx, todo, func(ctx context.Context, n int) error {
		id, refused, err := k.post(ctx, n, until)
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
	return outbox.Outcome{Result: outbox.Done, Until: ends, Ref: joinRefs(refs)}, nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// heldBy finds an active silence that already does what the action wants. A
// snooze by this app is no acknowledgement, and a silence that ends sooner is
// no snooze.
func (k *keeper) heldBy(p *present, until time.Time) *silence {
	for _, id := range p.silencedBy {
		s := k.silences[id]
		if s == nil || s.Status.State != "active" {
			continue
		}
		if k.action.Verb == outbox.Snooze && s.EndsAt.Before(until.Add(k.skew-time.Minute)) {
			continue
		}
		if k.action.Verb == outbox.Acknowledge && s.ours && s.tag.kind == incident.MarkSnoozed {
			continue
		}
		return s
	}
	return nil
}

// author is whom Alertmanager shows as the maker of a silence.
func (k *keeper) author() string { return orElse(orElse(k.action.By, k.me.Name), "Turnaround") }

// post makes the silence of target n. It answers Alertmanager's own words
// when that refuses.
func (k *keeper) post(ctx context.Context, n int, until time.Time) (id, refused string, err error) {
	p := k.find(k.action.Targets[n])
	server := k.now().Add(k.skew)
	body := map[string]any{
		"matchers":  k.exactly(p),
		"startsAt":  stamp(server.Add(-time.Second)), // Alertmanager moves it to its own now
		"endsAt":    stamp(until.Add(k.skew)),
		"createdBy": k.author(),
		"comment":   k.comment(n),
	}
	return k.send(ctx, body)
}

func (k *keeper) send(ctx context.Context, body any) (id, refused string, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return "", "", fmt.Errorf("encode a silence: %w", err)
	}
	c := call{method: http.MethodPost, path: k.plan.Joins[0].Path, body: raw, header: k.actHeaders()}
	a, err := k.client.do(ctx, c)
	if err != nil {
		return "", "", err
	}
	if !a.ok() {
		fault := k.client.refused(c, a)
		if final(a.status) {
			return "", fault.Error(), nil
		}
		return "", "", fault
	}
	if !wellFormed(a.body) {
		return "", "", k.client.misread(c, a)
	}
	id = gjson.GetBytes(a.body, "silenceID").Str
	if id == "" {
		return "", "", &source.Fault{Kind: source.ErrAnswer, What: k.name + " took a silence but named no ID",
			Fix: "check whether something between rewrites answers"}
	}
	return id, "", nil
}

// narrowing bounds the matchers added beyond those that are needed.
const narrowing = 40

// exactly gives matchers that cover this alert and none of its siblings: a
// set of equality matchers also covers every alert with more labels, so the
// labels those have, or may well have, must be empty.
func (k *keeper) exactly(p *present) []matcher {
	yes := true
	var out []matcher
	for name, value := range p.labels {
		out = append(out, matcher{Name: name, Value: value, IsEqual: &yes})
	}
	needed, likely := map[string]bool{}, map[string]bool{}
	siblings := k.byName[p.labels["alertname"]]
	if p.labels["alertname"] == "" {
		siblings = nil
		for _, each := range k.alerts {
			siblings = append(siblings, each)
		}
	}
	for _, other := range siblings {
		names := likely
		if covers(p.labels, other.labels) {
			names = needed
		}
		for name := range other.labels {
			if _, has := p.labels[name]; !has {
				names[name] = true
			}
		}
	}
	for name := range likely {
		if len(needed) >= narrowing {
			break
		}
		needed[name] = true
	}
	for name := range needed {
		out = append(out, matcher{Name: name, IsEqual: &yes})
	}
	slices.SortFunc(out, func(a, b matcher) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// covers tells whether equality matchers for labels match other.
func covers(labels, other map[string]string) bool {
	for name, value := range labels {
		if other[name] != value {
			return false
		}
	}
	return true
}

func (k *keeper) comment(n int) string {
	verb := "acknowledged"
	if k.action.Verb == outbox.Snooze {
		verb = "snoozed"
	}
	by := orElse(orElse(k.action.By, k.me.Name), "somebody")
	text := fmt.Sprintf("%s by %s with Turnaround", verb, withoutTags(oneLine(by, 100)))
	if said := withoutTags(oneLine(k.action.Text, maxTitle)); said != "" {
		text += ": " + said
	}
	return text + " " + tagFor(k.action.Verb, k.action.ID, n).String()
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

func joinRefs(refs []string) string {
	return strings.Join(slices.DeleteFunc(refs, func(r string) bool { return r == "" }), ",")
}
