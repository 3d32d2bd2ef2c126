package restsource

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
)

// Bounds on what one alert may bring; what is beyond is cut or left out.
const (
	maxTitle  = 500     // runes
	maxText   = 8 << 10 // bytes
	maxValue  = 4 << 10 // bytes of one label
	maxName   = 256
	maxLabels = 200
	maxMarks  = 20
	maxListed = 100 // words of a list in one value
	maxLink   = 2 << 10
	maxID     = 512
)

// mapper turns one item of an answer into a Signal.
type mapper struct {
	shared   string
	id       expr
	group    expr
	ref      expr
	title    expr
	text     expr
	html     bool
	severity expr
	words    map[string]string // severity words rewritten
	service  expr
	assignee expr
	owner    expr // the assignee's ID there
	link     expr
	runbook  expr
	board    expr
	starts   expr
	ends     expr
	ackedBy  expr
	ackedAt  expr
	until    expr

	labels      expr
	annotations expr
	pairs       expr
	pairName    expr
	pairValue   expr
	set         []labelPlan

	status expr
	states map[string]state
	other  state
	marks  []markPlan
}

type labelPlan struct {
	name  string
	value expr
}

type markPlan struct {
	kind                        incident.Mark
	when                        []condition
	each                        expr
	join                        string
	by, at, until, ref, comment expr
}

// state is what a source's status word means.
type state int

const (
	firing state = iota
	acknowledged
	snoozed
	muted
	resolved
	skipped
)

// mark is what a state by itself says that the source holds.
func (s state) mark() incident.Mark {
	switch s {
	case acknowledged:
		return incident.MarkAcknowledged
	case snoozed:
		return incident.MarkSnoozed
	case muted:
		return incident.MarkMuted
	}
	return ""
}

func (c *compiler) mapper(p Profile) mapper {
	f, l := p.Fields, p.Labels
	m := mapper{shared: p.Shared, html: f.HTML, words: p.Severity,
		id: c.expr("fields.id", f.ID), group: c.expr("fields.group", f.Group), ref: c.expr("fields.ref", f.Ref),
		title: c.expr("fields.title", f.Title), text: c.expr("fields.text", f.Text),
		severity: c.expr("fields.severity", f.Severity), service: c.expr("fields.service", f.Service),
		assignee: c.expr("fields.assignee", f.Assignee), owner: c.expr("fields.assignee_id", f.AssigneeID),
		link: c.expr("fields.link", f.Link), runbook: c.expr("fields.runbook", f.Runbook),
		board: c.expr("fields.dashboard", f.Dashboard), starts: c.expr("fields.starts_at", f.StartsAt),
		ends: c.expr("fields.ends_at", f.EndsAt), ackedBy: c.expr("fields.acked_by", f.AckedBy),
		ackedAt: c.expr("fields.acked_at", f.AckedAt), until: c.expr("fields.until", f.Until),
		labels: c.expr("labels.from", l.From), annotations: c.expr("labels.annotations", l.Annotations),
		pairs: c.expr("labels.pairs", l.Pairs), pairName: c.expr("labels.name", l.Name), pairValue: c.expr("labels.value", l.Value),
		status: c.expr("status.value", p.Status.Value), states: map[string]state{},
	}
	if f.ID == "" || f.Title == "" {
		c.fail("fields", "id and title are needed")
	}
	for name, text := range l.Set {
		m.set = append(m.set, labelPlan{name, c.expr("labels.set."+name, text)})
	}
	slices.SortFunc(m.set, func(a, b labelPlan) int { return strings.Compare(a.name, b.name) })
	s := p.Status
	for at, words := range [][]string{s.Firing, s.Acknowledged, s.Snoozed, s.Muted, s.Resolved, s.Skip} {
		for _, word := range c.words(words) {
			m.states[strings.ToLower(word)] = state(at)
		}
	}
	switch s.Other {
	case "", "firing":
	case "resolved":
		m.other = resolved
	case "skip":
		m.other = skipped
	default:
		c.fail("status", "other = %q is none of firing, resolved, skip", s.Other)
	}
	for _, mark := range p.Marks {
		m.marks = append(m.marks, c.mark(mark, p.Joins))
	}
	return m
}

func (c *compiler) mark(m Mark, joins []Join) markPlan {
	kinds := []incident.Mark{incident.MarkAcknowledged, incident.MarkSnoozed, incident.MarkSilenced, incident.MarkInhibited, incident.MarkMuted}
	if !slices.Contains(kinds, incident.Mark(m.Kind)) {
		c.fail("mark", "kind %q is none of %v", m.Kind, kinds)
	}
	if m.Join != "" && !slices.ContainsFunc(joins, func(j Join) bool { return j.Name == m.Join }) {
		c.fail("mark", "no [[join]] is named %q", m.Join)
	}
	return markPlan{kind: incident.Mark(m.Kind), when: c.conditions("mark.when", m.When), each: c.expr("mark.each", m.Each),
		join: m.Join, by: c.expr("mark.by", m.By), at: c.expr("mark.at", m.At), until: c.expr("mark.until", m.Until),
		ref: c.expr("mark.ref", m.Ref), comment: c.expr("mark.comment", m.Comment)}
}

// joined holds the records of each join by ID.
type joined map[string]map[string]gjson.Result

// mapped is an item as this app sees it.
type mapped struct {
	signal incident.Signal
	owner  string
	skip   bool // of no interest
	joins  bool // its marks depend on a join
}

// apply maps one item. The Signal keeps parts of item's text: give it a copy
// of its own when the Signal is to live longer than the answer.
func (m *mapper) apply(item gjson.Result, with joined, now time.Time) mapped {
	out := mapped{owner: cut(m.owner.text(item), maxName)}
	s := &out.signal
	s.ID = boundID(m.id.text(item))
	state := m.other
	word := strings.ToLower(m.status.text(item))
	if known, ok := m.states[word]; ok {
		state = known
	} else if word == "" {
		state = firing
	}
	out.skip = state == skipped
	if out.skip || s.ID == "" {
		return out
	}
	s.Shared, s.Firing, s.At = m.shared, state != resolved, now
	s.Group, s.Ref = boundID(m.group.text(item)), boundID(m.ref.text(item))
	s.Title, s.Text = oneLine(m.title.text(item), maxTitle), m.body(item)
	s.Severity = m.severityOf(item)
	s.Service, s.Assignee = oneLine(m.service.text(item), maxName), oneLine(m.assignee.text(item), maxName)
	s.Link, s.Runbook, s.Dashboard = webLink(m.link.text(item)), webLink(m.runbook.text(item)), webLink(m.board.text(item))
	s.StartsAt = timeOf(m.starts.get(item))
	s.Labels, s.Annotations = m.labelsOf(item), labelMap(m.annotations.get(item))
	if s.Title == "" {
		s.Title = s.ID
	}
	if !s.Firing {
		s.EndsAt = timeOf(m.ends.get(item))
		return out
	}
	m.mark(item, with, state, &out)
	return out
}

func (m *mapper) body(item gjson.Result) string {
	text := m.text.text(item)
	if m.html {
		text = plainText(text)
	}
	return cutBytes(strings.ToValidUTF8(text, "�"), maxText)
}

// severityOf gives the source's word, rewritten where the profile says so.
func (m *mapper) severityOf(item gjson.Result) string {
	for n := range m.severity {
		word := wordsOf(m.severity[n].get(item))
		if rewritten, ok := m.words[word]; ok {
			word = rewritten
		}
		if word != "" {
			return oneLine(word, 64)
		}
	}
	return ""
}

func (m *mapper) labelsOf(item gjson.Result) map[string]string {
	labels := labelMap(m.labels.get(item))
	if len(m.set) == 0 && m.pairs == nil {
		return labels
	}
	if labels == nil {
		labels = map[string]string{}
	}
	m.pairs.get(item).ForEach(func(_, pair gjson.Result) bool {
		addLabel(labels, m.pairName.text(pair), m.pairValue.text(pair))
		return len(labels) < maxLabels
	})
	for _, l := range m.set {
		addLabel(labels, l.name, l.value.text(item))
	}
	return labels
}

// labelMap reads a JSON object as labels; values that are no plain words are left out.
func labelMap(r gjson.Result) map[string]string {
	if !r.IsObject() {
		return nil
	}
	labels := make(map[string]string, 8)
	r.ForEach(func(name, value gjson.Result) bool {
		if value.Type != gjson.JSON {
			addLabel(labels, name.String(), wordsOf(value))
		}
		return len(labels) < maxLabels
	})
	return labels
}

func addLabel(labels map[string]string, name, value string) {
	if name == "" || value == "" || len(name) > maxName || len(labels) >= maxLabels {
		return
	}
	labels[name] = cutBytes(value, maxValue)
}

// mark adds what the source holds on a firing alert.
func (m *mapper) mark(item gjson.Result, with joined, state state, out *mapped) {
	for n := range m.marks {
		p := &m.marks[n]
		if !all(p.when, item) {
			continue
		}
		if p.each == nil {
			out.add(p.read(item, ""))
			continue
		}
		p.each.get(item).ForEach(func(_, element gjson.Result) bool {
			if element.Type == gjson.Null {
				return true
			}
			ref, from := "", element
			if element.Type != gjson.JSON {
				ref = boundID(element.String())
			}
			if p.join != "" {
				out.joins = true
				from = with[p.join][ref]
			}
			out.add(p.read(from, ref))
			return len(out.signal.Marks) < maxMarks
		})
	}
	kind := state.mark()
	if kind == "" || slices.ContainsFunc(out.signal.Marks, func(k incident.Marking) bool { return k.Kind == kind }) {
		return
	}
	out.add(incident.Marking{Kind: kind, By: oneLine(m.ackedBy.text(item), maxName),
		At: timeOf(m.ackedAt.get(item)), Until: timeOf(m.until.get(item))})
}

func (out *mapped) add(m incident.Marking) {
	if len(out.signal.Marks) < maxMarks {
		out.signal.Marks = append(out.signal.Marks, m)
	}
}

// read makes one mark. A comment with our tag makes it ours: acknowledged or
// snoozed by this app, on whichever device.
func (p *markPlan) read(from gjson.Result, ref string) incident.Marking {
	m := incident.Marking{Kind: p.kind, Ref: ref}
	if given := boundID(p.ref.text(from)); given != "" {
		m.Ref = given
	}
	m.By = oneLine(p.by.text(from), maxName)
	m.At, m.Until = timeOf(p.at.get(from)), timeOf(p.until.get(from))
	if comment := p.comment.text(from); comment != "" {
		tag, rest, ok := findTag(comment)
		m.Comment = oneLine(rest, maxTitle)
		if ok {
			m.Kind, m.Action = tag.kind, tag.action
		}
	}
	return m
}

// webLink lets pass http and https addresses only.
func webLink(text string) string {
	if text == "" || len(text) > maxLink {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return text
}

// boundID leaves out an ID too long to be one, rather than cutting it to
// something that could be another's.
func boundID(text string) string {
	if len(text) > maxID {
		return ""
	}
	return text
}

// cut bounds a text to n runes.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	count := 0
	for at := range text {
		if count == n {
			return text[:at] + "…"
		}
		count++
	}
	return text
}

// cutBytes bounds a text to n bytes without cutting a rune.
func cutBytes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	n -= len("…")
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + "…"
}
