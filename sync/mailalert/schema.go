package mailalert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The kinds of recogniser.
const (
	kindFields       = "fields"
	kindAlertmanager = "alertmanager"
	kindGrafana      = "grafana"
)

// definition is one data file: docs/recognisers.md explains each key.
type definition struct {
	Name       string `toml:"name"`
	Title      string `toml:"title"`
	Kind       string `toml:"kind"`
	Order      int    `toml:"order"`
	Fallback   bool   `toml:"fallback"`
	Shared     string `toml:"shared"`
	NoRecovery bool   `toml:"no_recovery"`

	Match      conditions          `toml:"match"`
	Lines      map[string][]string `toml:"lines"`
	Extract    []extraction        `toml:"extract"`
	Each       *extraction         `toml:"each"`
	State      states              `toml:"state"`
	Severities map[string]string   `toml:"severity"`
	Signal     signalRule          `toml:"signal"`
}

// conditions say which mails a recogniser takes.
type conditions struct {
	SubjectHas []string          `toml:"subject_has"`
	Subject    string            `toml:"subject"`
	From       string            `toml:"from"`
	BodyHas    []string          `toml:"body_has"`
	Headers    map[string]string `toml:"headers"`
}

// extraction takes fields out of a text by a regular expression.
type extraction struct {
	In    string `toml:"in"`
	Has   string `toml:"has"`
	Regex string `toml:"regex"`
}

// states map a word to what it means.
type states struct {
	Of             []string `toml:"of"`
	Firing         []string `toml:"firing"`
	Resolved       []string `toml:"resolved"`
	Acknowledged   []string `toml:"acknowledged"`
	Unacknowledged []string `toml:"unacknowledged"`
	Ignore         []string `toml:"ignore"`
	Default        string   `toml:"default"`
}

// signalRule makes the signal of the fields: each key a list of templates, of
// which the first counts whose fields are all known.
type signalRule struct {
	ID        []string            `toml:"id"`
	Group     []string            `toml:"group"`
	Title     []string            `toml:"title"`
	Text      []string            `toml:"text"`
	Severity  []string            `toml:"severity"`
	Service   []string            `toml:"service"`
	Assignee  []string            `toml:"assignee"`
	Link      []string            `toml:"link"`
	Runbook   []string            `toml:"runbook"`
	Dashboard []string            `toml:"dashboard"`
	Time      []string            `toml:"time"`
	Layouts   []string            `toml:"layouts"`
	By        []string            `toml:"by"`
	Comment   []string            `toml:"comment"`
	Labels    map[string][]string `toml:"labels"`
}

// recogniser is a definition made ready.
type recogniser struct {
	definition
	subject  *regexp.Regexp
	from     *regexp.Regexp
	headers  map[string]*regexp.Regexp
	extracts []extractor
	each     *extractor
	stateOf  templates
	state    map[string]state
	byState  state // what an unknown word means
	severe   map[string]string
	make     makers
	uses     map[string]bool // the fields its templates name
}

type extractor struct {
	extraction
	re    *regexp.Regexp
	names []string
}

// state is what a mail says of an alert.
type state int

const (
	stateIgnore state = iota
	stateFiring
	stateResolved
	stateAcknowledged
	stateUnacknowledged
)

var stateNames = map[string]state{"ignore": stateIgnore, "firing": stateFiring, "resolved": stateResolved,
	"acknowledged": stateAcknowledged, "unacknowledged": stateUnacknowledged}

// makers are the compiled templates of a signal.
type makers struct {
	id, group, title, text, severity, service, assignee, link, runbook, dashboard templates

	time, by, comment templates
	labels            map[string]templates
}

// complaint is what is wrong in a definition, with a key to find its line by.
type complaint struct {
	key  string
	text string
}

func (c *complaint) Error() string { return c.text }

func complain(key, format string, args ...any) error {
	return &complaint{key: key, text: key + ": " + fmt.Sprintf(format, args...)}
}

var nameShape = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// compile checks a definition and makes it ready.
func compile(d definition) (*recogniser, error) {
	if d.Kind == "" {
		d.Kind = kindFields
	}
	rec := &recogniser{definition: d}
	if !nameShape.MatchString(d.Name) {
		return nil, complain("name", "%q is no name: small letters, digits, - and _, a letter first", clip(d.Name, 60))
	}
	if d.Shared != "" && d.Kind != kindAlertmanager {
		return nil, complain("shared", "only kind = %q can share its fingerprints", kindAlertmanager)
	}
	if err := rec.compileMatch(); err != nil {
		return nil, err
	}
	switch d.Kind {
	case kindAlertmanager, kindGrafana:
		if len(d.Lines)+len(d.Extract)+len(d.Signal.ID)+len(d.State.Of) > 0 || d.Each != nil || d.Fallback {
			return nil, complain("kind", "kind = %q reads the labels by itself: no lines, extract, each, state, signal or fallback", d.Kind)
		}
		return rec, nil
	case kindFields:
		return rec, rec.compileFields()
	}
	return nil, complain("kind", "%q is no kind: fields, alertmanager or grafana", clip(d.Kind, 60))
}

func (rec *recogniser) compileMatch() error {
	var err error
	m := rec.Match
	if rec.subject, err = pattern("subject", m.Subject); err != nil {
		return err
	}
	if rec.from, err = pattern("from", m.From); err != nil {
		return err
	}
	rec.headers = map[string]*regexp.Regexp{}
	for name, text := range m.Headers {
		if rec.headers[name], err = pattern(name, text); err != nil {
			return err
		}
	}
	if !rec.Fallback && m.Subject == "" && len(m.SubjectHas)+len(m.BodyHas)+len(m.Headers) == 0 && m.From == "" {
		return complain("match", "without a condition every mail would be taken; that is what fallback = true is for")
	}
	rec.severe = map[string]string{}
	for word, severity := range rec.Severities {
		rec.severe[strings.ToLower(word)] = severity
	}
	return nil
}

func pattern(key, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, complain(key, "%v", err)
	}
	return re, nil
}

// builtIn are the fields every mail has.
var builtIn = []string{"subject", "subject_key", "text", "from", "from_name", "thread", "message_id", "link"}

// compileFields makes ready what kind = "fields" needs.
func (rec *recogniser) compileFields() error {
	known := slices.Clone(builtIn)
	for name := range rec.Lines {
		known = append(known, name)
	}
	all := rec.Extract
	if rec.Each != nil {
		all = append(slices.Clone(all), *rec.Each)
	}
	for n, e := range all {
		x, err := compileExtraction(e)
		if err != nil {
			return err
		}
		known = append(known, x.names...)
		if n < len(rec.Extract) {
			rec.extracts = append(rec.extracts, *x)
		} else {
			rec.each = x
		}
	}
	if err := rec.compileStates(known); err != nil {
		return err
	}
	return rec.compileSignal(known)
}

func compileExtraction(e extraction) (*extractor, error) {
	re, err := pattern("regex", e.Regex)
	if err != nil {
		return nil, err
	}
	if re == nil {
		return nil, complain("extract", "a regex is missing")
	}
	x := &extractor{extraction: e, re: re}
	for _, name := range re.SubexpNames() {
		if name != "" {
			x.names = append(x.names, name)
		}
	}
	if len(x.names) == 0 {
		return nil, complain("regex", "no named group, like (?P<host>...), in %q", clip(e.Regex, 100))
	}
	switch {
	case slices.Contains([]string{"subject", "text", "from", "links"}, e.In), strings.HasPrefix(e.In, "header:"):
		return x, nil
	}
	return nil, complain("in", "%q is none of subject, text, from, links, header:NAME", clip(e.In, 60))
}

func (rec *recogniser) compileStates(known []string) error {
	var err error
	s := rec.State
	if rec.stateOf, err = parseTemplates("of", s.Of, known); err != nil {
		return err
	}
	rec.state = map[string]state{}
	for _, each := range []struct {
		words []string
		state state
	}{{s.Firing, stateFiring}, {s.Resolved, stateResolved}, {s.Acknowledged, stateAcknowledged},
		{s.Unacknowledged, stateUnacknowledged}, {s.Ignore, stateIgnore}} {
		for _, word := range each.words {
			rec.state[strings.ToLower(word)] = each.state
		}
	}
	rec.byState = stateFiring
	if s.Default != "" {
		var ok bool
		if rec.byState, ok = stateNames[s.Default]; !ok {
			return complain("default", "%q is no state: firing, resolved, acknowledged, unacknowledged, ignore", clip(s.Default, 60))
		}
	}
	return nil
}

func (rec *recogniser) compileSignal(known []string) error {
	s, m := rec.Signal, &rec.make
	for _, each := range []struct {
		key  string
		from []string
		into *templates
	}{
		{"id", s.ID, &m.id}, {"group", s.Group, &m.group}, {"title", s.Title, &m.title}, {"text", s.Text, &m.text},
		{"severity", s.Severity, &m.severity}, {"service", s.Service, &m.service}, {"assignee", s.Assignee, &m.assignee},
		{"link", s.Link, &m.link}, {"runbook", s.Runbook, &m.runbook}, {"dashboard", s.Dashboard, &m.dashboard},
		{"time", s.Time, &m.time}, {"by", s.By, &m.by}, {"comment", s.Comment, &m.comment},
	} {
		var err error
		if *each.into, err = parseTemplates(each.key, each.from, known); err != nil {
			return err
		}
		rec.note(*each.into)
	}
	if len(s.Time) > 0 && len(s.Layouts) == 0 {
		return complain("time", "layouts are missing: how the time is written, as Go writes 2006-01-02 15:04:05 -0700")
	}
	m.labels = map[string]templates{}
	for name, from := range s.Labels {
		t, err := parseTemplates(name, from, known)
		if err != nil {
			return err
		}
		m.labels[name] = t
		rec.note(t)
	}
	return nil
}

// note remembers which fields are asked for; the costly ones are made then.
func (rec *recogniser) note(all templates) {
	if rec.uses == nil {
		rec.uses = map[string]bool{}
	}
	for _, t := range all {
		for _, name := range t.fields {
			rec.uses[name] = true
		}
	}
}
