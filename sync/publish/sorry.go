package publish

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	words "turnaround/app/text"
)

// sorryDialect is Sorry's API v1. It keeps no mark of ours: what was written is found
// by its words. The state is set first, which may be done twice; the words last.
var sorryDialect = dialect{
	home: "https://api.sorryapp.com/v1", gap: 100 * time.Millisecond, title: 255, text: 20_000,
	phases: map[incident.Phase]string{incident.Investigating: "investigating", incident.Identified: "identified",
		incident.Monitoring: "recovering", incident.PhaseResolved: "resolved"},
	loose: true,
	sign:  bearer, read: sorryRead, open: sorryOpen, update: sorryUpdate, about: sorryAbout,
}

func sorryRead(ctx context.Context, h *hosted) (view, error) {
	got, err := h.get(ctx, "/pages/"+h.channel.Page+"/notices?include=updates,components")
	if err != nil {
		return view{}, err
	}
	v := view{date: got.date}
	for _, n := range got.get("response").Array() {
		v.threads = append(v.threads, sorryThread(h, n))
	}
	return v, nil
}

// sorryAbout finds the page's name among those of the key, and its components,
// which are read for a test alone: Sorry keeps no state with them.
func sorryAbout(ctx context.Context, h *hosted, found *Found) error {
	got, err := h.get(ctx, "/pages")
	if err != nil {
		return err
	}
	for _, p := range got.get("response").Array() {
		if p.Get("id").String() == h.channel.Page {
			found.Page = words.Line(p.Get("name").Str, 100)
		}
	}
	if got, err = h.get(ctx, "/pages/"+h.channel.Page+"/components"); err != nil {
		return err
	}
	for _, c := range got.get("response").Array() {
		found.Components = append(found.Components, Component{ID: c.Get("id").String(), Name: words.Line(c.Get("name").Str, 100)})
	}
	sortComponents(found.Components)
	return nil
}

func sorryThread(h *hosted, n gjson.Result) thread {
	t := thread{id: n.Get("id").String(), title: n.Get("subject").Str, link: n.Get("link").Str, raw: []byte(n.Raw),
		open: n.Get("type").Str != "planned" && !slices.Contains([]string{"resolved", "false_alarm", "complete", "cancelled"}, n.Get("state").Str)}
	for _, u := range n.Get("updates").Array() {
		t.posts = append(t.posts, post{id: u.Get("id").String(), phase: h.phaseOf(u.Get("state").Str), text: u.Get("content").Str, at: u.Get("created_at").Time().UTC()})
	}
	for _, c := range n.Get("components").Array() {
		t.parts = append(t.parts, c.Get("id").String())
	}
	newestFirst(t.posts)
	return t
}

func sorryOpen(ctx context.Context, h *hosted, l letter) (sent, error) {
	ids := []string{}
	for id := range l.components {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	got, err := h.do(ctx, http.MethodPost, "/pages/"+h.channel.Page+"/notices", map[string]any{"type": "unplanned", "subject": l.Title,
		"initial_comment": l.Text, "state": l.phase, "component_ids": ids, "should_publish": h.channel.MailSubscribers})
	if err != nil {
		return sent{}, err
	}
	n := got.get("response")
	out := sent{ref: n.Get("id").String(), link: n.Get("link").Str, at: firstTime(n.Get("created_at").Time(), n.Get("began_at").Time(), got.date, h.now())}
	if posts := sorryThread(h, n).posts; len(posts) > 0 {
		out.post, out.at = posts[0].id, posts[0].at
	}
	return out, nil
}

func sorryUpdate(ctx context.Context, h *hosted, l letter) (sent, error) {
	path := "/pages/" + h.channel.Page + "/notices/" + l.into.id
	if gjson.GetBytes(l.into.raw, "state").Str != l.phase {
		if _, err := h.do(ctx, http.MethodPatch, path, map[string]any{"state": l.phase}); err != nil {
			return sent{}, certain(err)
		}
	}
	got, err := h.do(ctx, http.MethodPost, path+"/updates", map[string]any{"content": l.Text, "should_publish": h.channel.MailSubscribers})
	if err != nil {
		return sent{}, err
	}
	u := got.get("response")
	return sent{ref: l.into.id, post: u.Get("id").String(), link: l.into.link, at: firstTime(u.Get("created_at").Time(), got.date, h.now())}, nil
}

// certain: a step that may be done twice leaves no doubt about the words.
func certain(err error) error {
	if u, ok := err.(unsure); ok {
		return u.error
	}
	return err
}

func firstTime(all ...time.Time) time.Time {
	for _, t := range all {
		if !t.IsZero() {
			return t.UTC()
		}
	}
	return time.Time{}
}
