package restsource

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// plan is a profile made ready for one source: params put in, texts parsed.
type plan struct {
	Profile
	params    map[string]string
	headers   map[string]template
	volatile  map[string]bool
	fullEvery time.Duration
	restart   *restartPlan
	lists     []*listPlan
	joins     []joinPlan
	mapper    mapper
	calls     map[outbox.Verb]*callPlan
	actHead   map[string]template
	look      *lookPlan
	onCall    *onCallPlan
}

type restartPlan struct {
	path  template
	value expr
	hold  time.Duration
}

type listPlan struct {
	List
	request  request
	items    expr
	item     expr
	only     []condition
	complete bool
	since    expr
	overlap  time.Duration
	more     expr
	next     expr
	remark   *remarkPlan
}

type remarkPlan struct {
	id, kind, by, at, text expr
	kinds                  map[string]incident.Kind
}

type joinPlan struct {
	name    string
	request request
	items   expr
	id      expr
}

type lookPlan struct {
	path template
	item expr
}

type callPlan struct {
	Call
	path    template
	longest time.Duration
	seen    *seenPlan
}

type seenPlan struct {
	path            template
	items, text, at expr
}

type onCallPlan struct {
	request                       request
	items, start, end, who, email expr
}

// Check tells what is wrong with a profile, without any source.
func Check(p Profile) []error {
	params := map[string]string{}
	for name, param := range p.Params {
		params[name] = param.Default
	}
	_, problems := compile(p, params)
	return problems
}

// newPlan makes a profile ready for the params a person set.
func newPlan(p Profile, set map[string]string) (*plan, error) {
	params := map[string]string{}
	for name, param := range p.Params {
		params[name] = param.Default
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if _, ok := p.Params[name]; !ok {
			return nil, fmt.Errorf("profile %s has no param %q; it knows %s", p.Name, name,
				strings.Join(slices.Sorted(maps.Keys(p.Params)), ", "))
		}
		params[name] = set[name]
	}
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		if p.Params[name].Required && params[name] == "" {
			return nil, fmt.Errorf("profile %s needs the param %q: %s", p.Name, name, p.Params[name].Help)
		}
	}
	plan, problems := compile(p, params)
	if len(problems) > 0 {
		return nil, fmt.Errorf("profile %s: %w", p.Name, errors.Join(problems...))
	}
	return plan, nil
}

// compiler parses a profile's texts and collects what is wrong with them.
type compiler struct {
	params   map[string]string
	problems []error
}

func (c *compiler) fail(place, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf(place+": "+format, args...))
}

func compile(p Profile, params map[string]string) (*plan, []error) {
	c := &compiler{params: params}
	out := &plan{Profile: p, params: params, headers: c.templates("headers", p.Headers),
		volatile: map[string]bool{}, fullEvery: c.duration("full_every", p.FullEvery)}
	for _, name := range c.words(p.Volatile) {
		out.volatile[name] = true
	}
	if !slices.Contains([]string{"", "none", "auto", "bearer", "basic", "header"}, p.Auth.Kind) {
		c.fail("auth", "kind %q is none of none, auto, bearer, basic, header", p.Auth.Kind)
	}
	if p.Restart != nil {
		out.restart = &restartPlan{path: c.template("restart.path", p.Restart.Path),
			value: c.expr("restart.value", p.Restart.Value), hold: c.duration("restart.hold", p.Restart.Hold)}
	}
	if len(p.Lists) == 0 {
		c.fail("list", "a profile needs at least one [[list]]")
	}
	for n, l := range p.Lists {
		out.lists = append(out.lists, c.list(fmt.Sprintf("list %d", n+1), l))
	}
	for _, j := range p.Joins {
		out.joins = append(out.joins, joinPlan{name: j.Name, items: c.expr("join.items", j.Items),
			id: c.expr("join.id", j.ID), request: request{method: "GET", path: c.template("join.path", j.Path)}})
	}
	out.mapper = c.mapper(p)
	c.actions(out)
	if o := p.OnCall; o != nil {
		out.onCall = &onCallPlan{
			request: request{method: "GET", path: c.template("oncall.path", o.Path), query: c.query("oncall.query", o.Query)},
			items:   c.expr("oncall.items", o.Items), start: c.expr("oncall.start", o.Start), end: c.expr("oncall.end", o.End),
			who: c.expr("oncall.who", o.Who), email: c.expr("oncall.email", o.Email)}
	}
	return out, c.problems
}

func (c *compiler) list(place string, l List) *listPlan {
	out := &listPlan{List: l, items: c.expr(place+".items", l.Items), item: c.expr(place+".item", l.Item),
		only: c.conditions(place+".only", l.Only), since: c.expr(place+".since", l.Since),
		overlap: c.duration(place+".overlap", l.Overlap), more: c.expr(place+".paging.more", l.Paging.More),
		next: c.expr(place+".paging.next", l.Paging.Next)}
	out.request = request{method: "GET", path: c.template(place+".path", l.Path), query: c.query(place+".query", l.Query)}
	if l.Method != "" {
		out.request.method = strings.ToUpper(l.Method)
	}
	out.request.body = c.body(place+".body", l.Body)
	if !slices.Contains([]string{"GET", "POST"}, out.request.method) {
		c.fail(place, "method %q is neither GET nor POST", l.Method)
	}
	if l.Items == "" {
		c.fail(place, "items is missing: where the list sits, \"@this\" when the answer is the list")
	}
	if !slices.Contains([]string{"", "always", "full", "news"}, l.When) {
		c.fail(place, "when = %q is none of always, full, news", l.When)
	}
	if !slices.Contains([]string{"", "none", "offset", "page", "cursor", "next"}, l.Paging.Kind) {
		c.fail(place, "paging kind %q is none of none, offset, page, cursor, next", l.Paging.Kind)
	}
	if l.Paging.Kind == "offset" && l.Paging.Limit < 2 {
		c.fail(place, "paging by offset needs a limit of at least 2")
	}
	switch strings.ToLower(c.word(l.Complete)) {
	case "", "never", "false", "no":
	case "always", "true", "yes":
		out.complete = l.When != "news"
	default:
		c.fail(place, "complete = %q is neither always nor never", l.Complete)
	}
	if r := l.Remark; r != nil {
		out.remark = &remarkPlan{id: c.expr(place+".remark.id", r.ID), kind: c.expr(place+".remark.kind", r.Kind),
			by: c.expr(place+".remark.by", r.By), at: c.expr(place+".remark.at", r.At),
			text: c.expr(place+".remark.text", r.Text), kinds: map[string]incident.Kind{}}
		for word, kind := range r.Kinds {
			out.remark.kinds[word] = incident.Kind(kind)
			if kind != string(incident.KindNoted) && kind != string(incident.KindAssigned) {
				c.fail(place+".remark", "kind %q is neither noted nor assigned", kind)
			}
		}
	}
	return out
}

// verbs are those a profile's calls may name.
var verbs = []outbox.Verb{outbox.Acknowledge, outbox.Unacknowledge, outbox.Snooze, outbox.Unsnooze,
	outbox.Extend, outbox.Resolve, outbox.Assign, outbox.Note}

func (c *compiler) actions(out *plan) {
	a := out.Actions
	if !slices.Contains([]string{"", "calls", "silence"}, a.Kind) {
		c.fail("actions", "kind %q is neither calls nor silence", a.Kind)
	}
	if a.Kind == "silence" && (len(out.lists) == 0 || len(out.joins) == 0) {
		c.fail("actions", "kind silence needs a list of alerts and a join of silences")
	}
	out.actHead = c.templates("actions.headers", a.Headers)
	if a.Look != nil {
		out.look = &lookPlan{path: c.template("actions.look.path", a.Look.Path), item: c.expr("actions.look.item", a.Look.Item)}
	}
	out.calls = map[outbox.Verb]*callPlan{}
	for name, call := range a.Call {
		place := "actions.call." + name
		if !slices.Contains(verbs, outbox.Verb(name)) {
			c.fail(place, "no such verb; there are %v", verbs)
		}
		if !slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, call.Method) {
			c.fail(place, "method %q is none of POST, PUT, PATCH, DELETE", call.Method)
		}
		plan := &callPlan{Call: call, path: c.template(place+".path", call.Path), longest: c.duration(place+".longest", call.Longest)}
		for _, answer := range call.Answers {
			if !slices.Contains([]string{"done", "already", "conflict", "refused", "retry"}, answer.Means) {
				c.fail(place+".answer", "means %q is none of done, already, conflict, refused, retry", answer.Means)
			}
		}
		plan.Body = c.body(place+".body", call.Body)
		if s := call.Seen; s != nil {
			plan.seen = &seenPlan{path: c.template(place+".seen.path", s.Path), items: c.expr(place+".seen.items", s.Items),
				text: c.expr(place+".seen.text", s.Text), at: c.expr(place+".seen.at", s.At)}
		}
		out.calls[outbox.Verb(name)] = plan
	}
	for name := range a.Cannot {
		if !slices.Contains(verbs, outbox.Verb(name)) {
			c.fail("actions.cannot", "no verb named %q", name)
		}
	}
}

// word puts a param's value in the place of "$name".
func (c *compiler) word(text string) string {
	name, ok := strings.CutPrefix(text, "$")
	if !ok {
		return text
	}
	value, known := c.params[name]
	if !known {
		c.fail("param", "%q is used but not declared in [param.%s]", text, name)
	}
	return value
}

// words does so in a list, where a param's value may be several, by commas.
func (c *compiler) words(texts []string) []string {
	var out []string
	for _, text := range texts {
		if !strings.HasPrefix(text, "$") {
			out = append(out, text)
			continue
		}
		for word := range strings.SplitSeq(c.word(text), ",") {
			if word = strings.TrimSpace(word); word != "" {
				out = append(out, word)
			}
		}
	}
	return out
}

func (c *compiler) expr(place, text string) expr {
	e, err := parseExpr(c.word(text))
	if err != nil {
		c.fail(place, "%w", err)
	}
	return e
}

func (c *compiler) conditions(place string, texts []string) []condition {
	var out []condition
	for _, text := range texts {
		cond, err := parseCondition(text)
		if err != nil {
			c.fail(place, "%w", err)
		}
		out = append(out, cond)
	}
	return out
}

func (c *compiler) duration(place, text string) time.Duration {
	text = c.word(text)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		c.fail(place, "%q is no duration like 90s or 2h", text)
		return 0
	}
	return d
}

func (c *compiler) template(place, text string) template {
	t, err := parseTemplate(c.word(text))
	if err != nil {
		c.fail(place, "%w", err)
	}
	return t
}

// body checks every text of a body template, and puts params in as they are.
func (c *compiler) body(place string, value any) any {
	switch value := value.(type) {
	case string:
		if strings.HasPrefix(value, "$") {
			return verbatim(c.word(value))
		}
		if _, err := parseTemplate(value); err != nil {
			c.fail(place, "%w", err)
		}
	case map[string]any:
		out := make(map[string]any, len(value))
		for name, each := range value {
			out[name] = c.body(place+"."+name, each)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for n, each := range value {
			out[n] = c.body(place, each)
		}
		return out
	}
	return value
}

func (c *compiler) templates(place string, texts map[string]string) map[string]template {
	out := map[string]template{}
	for name, text := range texts {
		if name = c.word(name); name != "" {
			out[name] = c.template(place, text)
		}
	}
	return out
}

func (c *compiler) query(place string, texts []string) []pair {
	var out []pair
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			c.fail(place, "%q is not name=value", text)
			continue
		}
		if !strings.HasPrefix(value, "$") {
			out = append(out, pair{name, c.template(place, value)})
			continue
		}
		for _, word := range c.words([]string{value}) {
			out = append(out, pair{name, template{{literal: word}}})
		}
	}
	return out
}
