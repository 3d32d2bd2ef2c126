package publish

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	"turnaround/sync/source"
)

// cachetDialect is Cachet's API, version 3. A new incident keeps our mark in its meta;
// updates are found by their words. Components are set first, which may be done
// twice; the words last.
var cachetDialect = dialect{
	gap: 100 * time.Millisecond, title: 255, text: 60_000,
	phases: map[incident.Phase]string{incident.Investigating: "1", incident.Identified: "2", incident.Monitoring: "3", incident.PhaseResolved: "4"},
	states: map[string]string{operational: "1", degraded: "2", partial: "3", major: "4", maintenance: "6"},
	sign:   bearer, read: cachetRead, open: cachetOpen, update: cachetUpdate, correct: cachetCorrect, about: cachetAbout,
}

func cachetRead(ctx context.Context, h *hosted) (view, error) {
	got, err := h.get(ctx, "/incidents?include=updates,components&per_page=50&sort=-created_at")
	if err != nil {
		return view{}, err
	}
	v := view{date: got.date, components: map[string]string{}, names: map[string]string{}}
	included := map[string]gjson.Result{}
	for _, i := range got.get("included").Array() {
		included[i.Get("type").Str+"/"+i.Get("id").String()] = i
	}
	for _, i := range got.get("data").Array() {
		v.threads = append(v.threads, cachetThread(h, i, included))
	}
	if got, err = h.get(ctx, "/components?per_page=100"); err != nil {
		return view{}, err
	}
	for _, c := range got.get("data").Array() {
		id := c.Get("id").String()
		v.components[id], v.names[id] = h.stateOf(number(c.Get("attributes.status"))), c.Get("attributes.name").Str
	}
	return v, nil
}

// cachetAbout tries the key, which reading does not need: an incident without a
// name is refused by a Cachet that takes the key.
func cachetAbout(ctx context.Context, h *hosted, found *Found) error {
	_, err := h.do(ctx, http.MethodPost, "/incidents", map[string]any{})
	var no refused
	switch {
	case errors.As(err, &no):
		found.Unknown = ""
		return nil
	case err == nil:
		return &source.Fault{Kind: source.ErrAnswer, What: h.host + " took an incident without a name: is it a Cachet?", Fix: "check url of channel " + h.name}
	}
	return err
}

// number reads a status, which stands alone or with its name beside it.
func number(v gjson.Result) string {
	if v.IsObject() {
		v = v.Get("value")
	}
	return v.String()
}

func cachetThread(h *hosted, i gjson.Result, included map[string]gjson.Result) thread {
	a := i.Get("attributes")
	status := number(a.Get("status"))
	t := thread{id: i.Get("id").String(), title: a.Get("name").Str, link: a.Get("permalink").Str, raw: []byte(i.Raw), open: status != "4",
		incident: a.Get("meta.turnaround.incident").Str, marks: strings.Fields(a.Get("meta.turnaround.id").Str)}
	first := post{id: "incident-" + t.id, text: a.Get("message").Str, at: cachetTime(a.Get("created"))}
	if len(t.marks) > 0 {
		first.mark = t.marks[0]
	}
	if first.text != "" {
		t.posts = append(t.posts, first)
	}
	for _, r := range i.Get("relationships.updates.data").Array() {
		u := included[r.Get("type").Str+"/"+r.Get("id").String()].Get("attributes")
		t.posts = append(t.posts, post{id: "update-" + r.Get("id").String(), phase: h.phaseOf(number(u.Get("status"))),
			text: u.Get("message").Str, at: cachetTime(u.Get("created"))})
	}
	for _, r := range i.Get("relationships.components.data").Array() {
		t.parts = append(t.parts, r.Get("id").String())
	}
	newestFirst(t.posts)
	return t
}

// cachetTime reads {human, string} or a time alone; without a zone it is UTC.
func cachetTime(v gjson.Result) time.Time {
	text := v.Str
	if v.IsObject() {
		text = v.Get("string").Str
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

func cachetStatus(word string) int {
	n, _ := strconv.Atoi(word) // the words are numbers, our own or the person's
	return n
}

func cachetOpen(ctx context.Context, h *hosted, l letter) (sent, error) {
	parts := []any{}
	for _, id := range slices.Sorted(maps.Keys(l.components)) {
		parts = append(parts, map[string]any{"id": cachetStatus(id), "status": cachetStatus(h.states[l.components[id]])})
	}
	body := map[string]any{"name": l.Title, "status": cachetStatus(l.phase), "message": l.Text, "visible": true,
		"notifications": h.channel.MailSubscribers,
		"meta":          map[string]any{markKey: map[string]any{"id": l.action.ID, "incident": string(l.action.Incident)}}}
	if len(parts) > 0 {
		body["components"] = parts
	}
	got, err := h.do(ctx, http.MethodPost, "/incidents", body)
	if err != nil {
		return sent{}, err
	}
	t := cachetThread(h, got.get("data"), nil)
	return sent{ref: t.id, post: "incident-" + t.id, link: t.link, at: firstTime(cachetTime(got.get("data.attributes.created")), got.date, h.now())}, nil
}

func cachetUpdate(ctx context.Context, h *hosted, l letter) (sent, error) {
	for _, id := range slices.Sorted(maps.Keys(l.components)) {
		if _, err := h.do(ctx, http.MethodPut, "/components/"+id, map[string]any{"status": cachetStatus(h.states[l.components[id]])}); err != nil {
			return sent{}, certain(err)
		}
	}
	got, err := h.do(ctx, http.MethodPost, "/incidents/"+l.into.id+"/updates", map[string]any{"status": cachetStatus(l.phase), "message": l.Text})
	if err != nil {
		return sent{}, err
	}
	return sent{ref: l.into.id, post: "update-" + got.get("data.id").String(), link: l.into.link,
		at: firstTime(cachetTime(got.get("data.attributes.created")), got.date, h.now())}, nil
}

// cachetCorrect changes the incident's own message, or that of an update.
func cachetCorrect(ctx context.Context, h *hosted, l letter) (sent, error) {
	if l.into == nil {
		return sent{}, refused{"the incident is not on the page any more"}
	}
	path, body := "/incidents/"+l.into.id, map[string]any{"message": l.Text}
	if id, ok := strings.CutPrefix(l.action.Ref, "update-"); ok {
		path += "/updates/" + id
		body["status"] = cachetStatus(l.phase)
	}
	_, err := h.do(ctx, http.MethodPut, path, body)
	return sent{ref: l.into.id, post: l.action.Ref, link: l.into.link}, err
}
