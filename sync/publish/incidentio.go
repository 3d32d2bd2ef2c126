package publish

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	words "turnaround/app/text"
	"turnaround/sync/source"
)

// incidentIODialect is incident.io's status pages, API v2. A new incident
// carries the action's ID as its idempotency key, so that asking twice makes
// one; updates have no such key and are found by their words. The end of an
// incident sets its components back by itself.
var incidentIODialect = dialect{
	home: "https://api.incident.io", gap: 100 * time.Millisecond, title: 200, text: 4096,
	phases: map[incident.Phase]string{incident.Investigating: "investigating", incident.Identified: "identified",
		incident.Monitoring: "monitoring", incident.PhaseResolved: "resolved"},
	states: map[string]string{operational: "operational", degraded: "degraded_performance", partial: "partial_outage", major: "full_outage"},
	sign:   bearer, read: incidentIORead, open: incidentIOOpen, update: incidentIOUpdate, about: incidentIOAbout,
}

// How much of a page is read at once, and how many such parts at most.
const (
	incidentIOPart  = 50
	incidentIOParts = 40
)

func incidentIORead(ctx context.Context, h *hosted) (view, error) {
	v := view{components: map[string]string{}, names: map[string]string{}}
	if err := incidentIOThreads(ctx, h, &v); err != nil {
		return view{}, err
	}
	got, err := h.get(ctx, "/v2/status_page_structures/"+h.channel.Page)
	if err != nil {
		return view{}, err
	}
	incidentIOStructure(got.get("current_structure.items"), &v)
	for _, t := range v.threads {
		for _, i := range gjson.GetBytes(t.raw, "component_impacts").Array() {
			id, state := i.Get("component_id").Str, h.stateOf(i.Get("component_status").Str)
			if t.open && i.Get("end_at").Str == "" && (v.components[id] == "" || badness(state) > badness(v.components[id])) {
				v.components[id] = state
			}
		}
	}
	return v, nil
}

// badness puts our words for a component's state in order.
func badness(state string) int {
	return slices.Index([]string{operational, maintenance, degraded, partial, major}, state)
}

// incidentIOThreads reads the page's incidents. In which order they come is not
// documented: where the first part shows the newest first, that part is enough.
func incidentIOThreads(ctx context.Context, h *hosted, v *view) error {
	after := ""
	for range incidentIOParts {
		query := url.Values{"status_page_id": {h.channel.Page}, "page_size": {fmt.Sprint(incidentIOPart)}}
		if after != "" {
			query.Set("after", after)
		}
		got, err := h.get(ctx, "/v2/status_page_incidents?"+query.Encode())
		if err != nil {
			return err
		}
		v.date = got.date
		part := got.get("status_page_incidents").Array()
		for _, i := range part {
			v.threads = append(v.threads, incidentIOThread(h, i))
		}
		next := got.get("pagination_meta.after").Str
		if next == "" || next == after || len(part) == 0 || newestLead(part) {
			return nil
		}
		after = next
	}
	return &source.Fault{Kind: source.ErrAnswer, What: fmt.Sprintf("%s lists more than %d incidents, oldest first", h.host, incidentIOPart*incidentIOParts),
		Fix: "nothing was sent: publish there by hand, and tell us"}
}

// newestLead tells whether a part shows the newest incidents first.
func newestLead(part []gjson.Result) bool {
	return len(part) > 1 && part[0].Get("published_at").Time().After(part[len(part)-1].Get("published_at").Time())
}

// incidentIOStructure gathers the components of a page, in groups and sub-pages too.
func incidentIOStructure(items gjson.Result, v *view) {
	for _, item := range items.Array() {
		all := item.Get("group.components").Array()
		if c := item.Get("component"); c.Exists() {
			all = append(all, c)
		}
		for _, c := range all {
			if id := c.Get("component_id").Str; id != "" {
				v.components[id], v.names[id] = operational, c.Get("name").Str
			}
		}
		incidentIOStructure(item.Get("sub_page.items"), v)
	}
}

func incidentIOThread(h *hosted, i gjson.Result) thread {
	t := thread{id: i.Get("id").Str, title: i.Get("name").Str, open: i.Get("incident_status").Str != "resolved", raw: []byte(i.Raw)}
	for _, u := range i.Get("updates").Array() {
		t.posts = append(t.posts, post{id: u.Get("id").Str, phase: h.phaseOf(u.Get("incident_status").Str), text: u.Get("message").Str,
			at: u.Get("published_at").Time().UTC()})
	}
	for _, c := range i.Get("component_impacts").Array() {
		if id := c.Get("component_id").Str; !slices.Contains(t.parts, id) {
			t.parts = append(t.parts, id)
		}
	}
	newestFirst(t.posts)
	return t
}

// incidentIOStates are the states of components; an end sets them back by itself
// and takes none.
func incidentIOStates(h *hosted, l letter) ([]any, error) {
	states := []any{}
	for _, id := range slices.Sorted(maps.Keys(l.components)) {
		word := h.states[l.components[id]]
		switch {
		case word == "":
			return nil, refused{"incident.io shows no component of an incident as " + l.components[id] + ": choose another state"}
		case l.Update.Phase == incident.PhaseResolved && l.components[id] != operational:
			return nil, refused{"incident.io shows every component as operational once the incident is resolved: leave components out, or keep it open"}
		}
		states = append(states, map[string]any{"component_id": id, "component_status": word})
	}
	if l.Update.Phase == incident.PhaseResolved {
		return nil, nil
	}
	return states, nil
}

func incidentIOOpen(ctx context.Context, h *hosted, l letter) (sent, error) {
	body := map[string]any{"idempotency_key": l.action.ID, "status_page_id": h.channel.Page, "name": l.Title, "incident_status": l.phase,
		"message": l.Text, "notify_subscribers": h.channel.MailSubscribers}
	states, err := incidentIOStates(h, l)
	if err != nil {
		return sent{}, err
	}
	if len(states) > 0 {
		body["component_statuses"] = states
	}
	got, err := h.do(ctx, http.MethodPost, "/v2/status_page_incidents", body)
	if err != nil {
		return sent{}, err
	}
	t := incidentIOThread(h, got.get("status_page_incident"))
	for _, p := range t.posts {
		if sameText(p.text, l.Text) {
			return sent{ref: t.id, post: p.id, at: p.at}, nil
		}
	}
	// It was taken, and the answer does not show it: the next look does.
	return sent{}, unsure{fmt.Errorf("%s took the update and does not show it: not visible yet", h.host)}
}

func incidentIOUpdate(ctx context.Context, h *hosted, l letter) (sent, error) {
	body := map[string]any{"status_page_incident_id": l.into.id, "message": l.Text, "incident_status": l.phase,
		"notify_subscribers": h.channel.MailSubscribers}
	states, err := incidentIOStates(h, l)
	if err != nil {
		return sent{}, err
	}
	if len(states) > 0 {
		body["component_statuses"] = states
	}
	got, err := h.do(ctx, http.MethodPost, "/v2/status_page_incident_updates", body)
	if err != nil {
		return sent{}, err
	}
	u := got.get("status_page_incident_update")
	return sent{ref: l.into.id, post: u.Get("id").Str, at: firstTime(u.Get("published_at").Time(), got.date, h.now())}, nil
}

// incidentIOAbout finds the page's name among those of the key.
func incidentIOAbout(ctx context.Context, h *hosted, found *Found) error {
	got, err := h.get(ctx, "/v2/status_pages?page_size=50")
	for _, p := range got.get("status_pages").Array() {
		if p.Get("id").Str == h.channel.Page {
			found.Page = words.Line(p.Get("name").Str, 100)
		}
	}
	return err
}
