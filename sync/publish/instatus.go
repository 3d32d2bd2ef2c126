package publish

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	words "turnaround/app/text"
)

// instatusDialect is Instatus. It keeps no mark of ours: what was written is found by
// its words. Its rate is not published; one request a second is kept.
var instatusDialect = dialect{
	home: "https://api.instatus.com", gap: time.Second, title: 255, text: 20_000,
	phases: map[incident.Phase]string{incident.Investigating: "INVESTIGATING", incident.Identified: "IDENTIFIED",
		incident.Monitoring: "MONITORING", incident.PhaseResolved: "RESOLVED"},
	states: map[string]string{operational: "OPERATIONAL", degraded: "DEGRADEDPERFORMANCE", partial: "PARTIALOUTAGE",
		major: "MAJOROUTAGE", maintenance: "UNDERMAINTENANCE"},
	sign: bearer, read: instatusRead, open: instatusOpen, update: instatusUpdate, about: instatusAbout,
}

func instatusRead(ctx context.Context, h *hosted) (view, error) {
	got, err := h.get(ctx, "/v1/"+h.channel.Page+"/incidents?page=1&per_page=50")
	if err != nil {
		return view{}, err
	}
	v := view{date: got.date, components: map[string]string{}, names: map[string]string{}}
	for _, i := range gjson.ParseBytes(got.body).Array() {
		v.threads = append(v.threads, instatusThread(h, i))
	}
	if got, err = h.get(ctx, "/v1/"+h.channel.Page+"/components"); err != nil {
		return view{}, err
	}
	for _, c := range gjson.ParseBytes(got.body).Array() {
		v.components[c.Get("id").Str], v.names[c.Get("id").Str] = h.stateOf(c.Get("status").Str), c.Get("name").Str
	}
	return v, nil
}

// instatusAbout finds the page's name among those of the key.
func instatusAbout(ctx context.Context, h *hosted, found *Found) error {
	got, err := h.get(ctx, "/v1/pages?page=1&per_page=100")
	for _, p := range gjson.ParseBytes(got.body).Array() {
		if p.Get("id").Str == h.channel.Page {
			found.Page = words.Line(p.Get("name").Str, 100)
		}
	}
	return err
}

func instatusThread(h *hosted, i gjson.Result) thread {
	t := thread{id: i.Get("id").Str, title: i.Get("name").Str, open: i.Get("status").Str != "RESOLVED", raw: []byte(i.Raw)}
	for _, u := range i.Get("updates").Array() {
		t.posts = append(t.posts, post{id: u.Get("id").Str, phase: h.phaseOf(u.Get("status").Str), text: u.Get("message").Str,
			at: firstTime(u.Get("createdAt").Time(), u.Get("started").Time())})
	}
	for _, c := range i.Get("components").Array() {
		t.parts = append(t.parts, c.Get("id").Str)
	}
	newestFirst(t.posts)
	return t
}

func instatusBody(h *hosted, l letter) map[string]any {
	ids, states := slices.Sorted(maps.Keys(l.components)), []any{}
	for _, id := range ids {
		states = append(states, map[string]any{"id": id, "status": h.states[l.components[id]]})
	}
	if l.into != nil {
		for _, id := range l.into.parts {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if ids == nil {
		ids = []string{}
	}
	return map[string]any{"message": l.Text, "status": l.phase, "notify": h.channel.MailSubscribers, "components": ids, "statuses": states,
		"started": h.there().UTC().Format(time.RFC3339)}
}

func instatusOpen(ctx context.Context, h *hosted, l letter) (sent, error) {
	body := instatusBody(h, l)
	body["name"], body["shouldPublish"] = l.Title, true
	got, err := h.do(ctx, http.MethodPost, "/v1/"+h.channel.Page+"/incidents", body)
	if err != nil {
		return sent{}, err
	}
	t := instatusThread(h, gjson.ParseBytes(got.body))
	out := sent{ref: t.id, at: firstTime(got.date, h.now())}
	if len(t.posts) > 0 {
		out.post, out.at = t.posts[0].id, t.posts[0].at
	}
	return out, nil
}

func instatusUpdate(ctx context.Context, h *hosted, l letter) (sent, error) {
	got, err := h.do(ctx, http.MethodPost, "/v1/"+h.channel.Page+"/incidents/"+l.into.id+"/incident-updates", instatusBody(h, l))
	if err != nil {
		return sent{}, err
	}
	u := gjson.ParseBytes(got.body)
	return sent{ref: l.into.id, post: u.Get("id").Str, at: firstTime(u.Get("createdAt").Time(), u.Get("started").Time(), got.date, h.now())}, nil
}
