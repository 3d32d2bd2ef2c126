package publish

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	words "turnaround/app/text"
)

// statuspageDialect is Atlassian Statuspage, API v1. It has no idempotency key: what
// was written is found by the mark in the incident's metadata, and by its words.
var statuspageDialect = dialect{
	home: "https://api.statuspage.io/v1", gap: time.Second, title: 255, text: 25_000,
	phases: map[incident.Phase]string{incident.Investigating: "investigating", incident.Identified: "identified",
		incident.Monitoring: "monitoring", incident.PhaseResolved: "resolved"},
	states: map[string]string{operational: "operational", degraded: "degraded_performance", partial: "partial_outage",
		major: "major_outage", maintenance: "under_maintenance"},
	sign:    func(r *resty.Request, secret string) { r.SetHeader("Authorization", "OAuth "+secret) },
	read:    statuspageRead,
	open:    statuspageOpen,
	update:  statuspageUpdate,
	about:   statuspageAbout,
	correct: statuspageCorrect,
}

const (
	markKey  = "turnaround" // of the metadata
	maxMarks = 30
)

func statuspageRead(ctx context.Context, h *hosted) (view, error) {
	got, err := h.get(ctx, "/pages/"+h.channel.Page+"/incidents?limit=50")
	if err != nil {
		return view{}, err
	}
	v := view{date: got.date, components: map[string]string{}, names: map[string]string{}}
	for _, i := range gjson.ParseBytes(got.body).Array() {
		v.threads = append(v.threads, statuspageThread(h, i))
	}
	if got, err = h.get(ctx, "/pages/"+h.channel.Page+"/components"); err != nil {
		return view{}, err
	}
	for _, c := range gjson.ParseBytes(got.body).Array() {
		v.components[c.Get("id").Str], v.names[c.Get("id").Str] = h.stateOf(c.Get("status").Str), c.Get("name").Str
	}
	return v, nil
}

// statuspageAbout asks for the page's name: an ID looks like any other.
func statuspageAbout(ctx context.Context, h *hosted, found *Found) error {
	got, err := h.get(ctx, "/pages/"+h.channel.Page)
	found.Page = words.Line(got.get("name").Str, 100)
	return err
}

func statuspageThread(h *hosted, i gjson.Result) thread {
	t := thread{id: i.Get("id").Str, title: i.Get("name").Str, link: i.Get("shortlink").Str, raw: []byte(i.Raw),
		open:     !slices.Contains([]string{"resolved", "postmortem", "completed", "scheduled"}, i.Get("status").Str),
		incident: i.Get("metadata." + markKey + ".incident").Str,
		marks:    strings.Fields(i.Get("metadata." + markKey + ".ids").Str)}
	for _, u := range i.Get("incident_updates").Array() {
		t.posts = append(t.posts, post{id: u.Get("id").Str, phase: h.phaseOf(u.Get("status").Str), text: u.Get("body").Str, at: u.Get("created_at").Time().UTC()})
	}
	for _, c := range i.Get("components").Array() {
		t.parts = append(t.parts, c.Get("id").Str)
	}
	newestFirst(t.posts)
	return t
}

// newestFirst puts posts in order.
func newestFirst(posts []post) {
	slices.SortStableFunc(posts, func(a, b post) int { return b.at.Compare(a.at) })
}

// statuspageBody is what both a new incident and an update hold.
func statuspageBody(h *hosted, l letter) map[string]any {
	body := map[string]any{"status": l.phase, "body": l.Text, "deliver_notifications": h.channel.MailSubscribers}
	if l.Title != "" {
		body["name"] = l.Title
	}
	if l.Impact != "" {
		body["impact_override"] = l.Impact
	}
	ids, states := []string{}, map[string]string{}
	if l.into != nil { // the set is replaced: what it holds stays
		ids = append(ids, l.into.parts...)
	}
	for id, word := range l.components {
		states[id] = h.states[word]
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(states) > 0 {
		body["component_ids"], body["components"] = ids, states
	}
	body["metadata"] = statuspageMarks(l)
	return body
}

// statuspageMarks adds our mark and leaves what others keep there.
func statuspageMarks(l letter) map[string]any {
	all, marks := map[string]any{}, []string{}
	if l.into != nil {
		if m, ok := gjson.GetBytes(l.into.raw, "metadata").Value().(map[string]any); ok {
			all = m
		}
		marks = l.into.marks
	}
	if len(marks) >= maxMarks {
		marks = marks[len(marks)-maxMarks+1:]
	}
	all[markKey] = map[string]any{"id": l.action.ID, "incident": string(l.action.Incident), "publication": l.Publication,
		"ids": strings.Join(append(slices.Clone(marks), l.action.ID), " ")}
	return all
}

func statuspageOpen(ctx context.Context, h *hosted, l letter) (sent, error) {
	got, err := h.do(ctx, http.MethodPost, "/pages/"+h.channel.Page+"/incidents", map[string]any{"incident": statuspageBody(h, l)})
	return statuspageSent(h, l, got, err)
}

func statuspageUpdate(ctx context.Context, h *hosted, l letter) (sent, error) {
	got, err := h.do(ctx, http.MethodPatch, "/pages/"+h.channel.Page+"/incidents/"+l.into.id, map[string]any{"incident": statuspageBody(h, l)})
	return statuspageSent(h, l, got, err)
}

// statuspageSent finds in the answer what was published.
func statuspageSent(h *hosted, l letter, got answer, err error) (sent, error) {
	if err != nil {
		return sent{}, err
	}
	t := statuspageThread(h, gjson.ParseBytes(got.body))
	out := sent{ref: t.id, link: t.link}
	for _, p := range t.posts {
		if sameText(p.text, l.Text) {
			out.post, out.at = p.id, p.at
			return out, nil
		}
	}
	return sent{}, taken{fmt.Errorf("the answer of %s does not show it", h.host)}
}

func statuspageCorrect(ctx context.Context, h *hosted, l letter) (sent, error) {
	if l.into == nil {
		return sent{}, refused{"the incident is not on the page any more"}
	}
	_, err := h.do(ctx, http.MethodPatch, "/pages/"+h.channel.Page+"/incidents/"+l.into.id+"/incident_updates/"+l.action.Ref,
		map[string]any{"incident_update": map[string]any{"body": l.Text, "deliver_notifications": false}})
	return sent{ref: l.into.id, post: l.action.Ref, link: l.into.link}, err
}
