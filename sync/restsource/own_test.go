package restsource

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// own reads a profile as a person would write one.
func ownProfile(t testing.TB, name string) Profile {
	t.Helper()
	library, err := Open([]string{"testdata/profiles"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := library.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnOwnProfileForIcinga(t *testing.T) {
	var sent map[string]any
	acked := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		body, err := io.ReadAll(r.Body)
		if err != nil || user != "anna" || password != "sesame-secret" || r.Header.Get("X-HTTP-Method-Override") != "GET" || json.Unmarshal(body, &sent) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		switch r.URL.Path {
		case "/v1/objects/services":
			fmt.Fprint(w, `{"results":[
			 {"name":"web-1!http","joins":{"host":{"display_name":"Web 1 (EU)"}},"attrs":{"display_name":"HTTP checkout","name":"http","host_name":"web-1","state":2,"state_type":1,
			  "last_hard_state_change":1778581800.5,"acknowledgement":1,"acknowledgement_expiry":1778585400,"downtime_depth":0,"last_check_result":{"output":"CRITICAL - 12% 5xx"}}},
			 {"name":"web-2!http","joins":{"host":{"display_name":"Web 2"}},"attrs":{"display_name":"HTTP","name":"http","host_name":"web-2","state":1,"state_type":1,
			  "last_hard_state_change":1778581800,"acknowledgement":0,"downtime_depth":1,"last_check_result":null}},
			 {"name":"web-3!http","attrs":{"state":2,"state_type":0}}]}`)
		case "/v1/actions/acknowledge-problem":
			if acked {
				w.WriteHeader(http.StatusConflict)
				fmt.Fprint(w, `{"results":[{"code":409,"status":"Service web-2!http is already acknowledged."}]}`)
			}
			acked = true
		}
	}))
	defer server.Close()
	s := sourceFor(t, ownProfile(t, "icinga"), server.URL, func(c *Config) { c.Source.User = "anna" })
	var cursor []byte
	got := pull(t, s, &cursor)
	if len(got.signals) != 2 || !got.last.Complete {
		t.Fatalf("%d signals, complete %v, want the two hard states", len(got.signals), got.last.Complete)
	}
	one, two := got.signals["web-1!http"], got.signals["web-2!http"]
	if one.Title != "HTTP checkout on Web 1 (EU)" || one.Severity != "critical" || one.Labels["host"] != "web-1" || one.Text != "CRITICAL - 12% 5xx" ||
		!one.StartsAt.Equal(time.Date(2026, 5, 12, 10, 30, 0, 500_000_000, time.UTC)) {
		t.Errorf("signal is %+v", one)
	}
	if m := markOf(one, incident.MarkAcknowledged); m == nil || m.Until.IsZero() || len(one.Marks) != 1 {
		t.Errorf("marks are %+v", one.Marks)
	}
	if two.Severity != "warning" || len(two.Marks) != 1 || two.Marks[0].Kind != incident.MarkMuted {
		t.Errorf("signal is %+v", two)
	}
	a := on(outbox.Acknowledge, "web-2!http")
	a.Text = `say "hi"`
	act(t, s, a, outbox.Done)
	if sent["service"] != "web-2!http" || sent["comment"] != `acknowledged with Turnaround say "hi"` || sent["author"] != "Anna" || sent["expiry"] != float64(a.Until.Unix()) || sent["notify"] != true {
		t.Errorf("sent %v", sent)
	}
	if got := act(t, s, a, outbox.Already); !strings.Contains(got.Text, "") {
		t.Errorf("text is %q", got.Text)
	}
}

func TestAnOwnProfileForGatus(t *testing.T) {
	endpoint := func(name string, healthy bool) string {
		return fmt.Sprintf(`{"name":%q,"group":"shop","key":"shop_%s","results":[{"success":true,"timestamp":"2026-05-12T10:00:00Z"},
		 {"success":%v,"errors":["timeout","refused"],"timestamp":"2026-05-12T10:30:00Z"}],
		 "events":[{"type":"HEALTHY","timestamp":"2026-05-12T09:00:00Z"},{"type":"UNHEALTHY","timestamp":"2026-05-12T10:29:00Z"}]}`, name, name, healthy)
	}
	all := []string{endpoint("api", false), endpoint("web", true), endpoint("db", false), `{"name":"new","group":"shop","key":"shop_new","results":[]}`, endpoint("mail", false)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := 0
		if _, err := fmt.Sscan(r.URL.Query().Get("page"), &page); err != nil || r.URL.Query().Get("pageSize") != "2" || page < 1 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		from, to := min((page-1)*2, len(all)), min(page*2, len(all))
		fmt.Fprintf(w, "[%s]", strings.Join(all[from:to], ","))
	}))
	defer server.Close()
	var cursor []byte
	got := pull(t, sourceFor(t, ownProfile(t, "gatus"), server.URL), &cursor)
	api, web := got.signals["shop_api"], got.signals["shop_web"]
	if len(got.signals) != 5 || got.last.Complete || !api.Firing || api.Title != "shop/api is down" || api.Text != "timeout, refused" || api.Severity != "critical" ||
		api.Service != "shop" || !api.StartsAt.Equal(time.Date(2026, 5, 12, 10, 29, 0, 0, time.UTC)) {
		t.Errorf("%d signals, complete %v, api %+v", len(got.signals), got.last.Complete, api)
	}
	if web.Firing || !web.EndsAt.Equal(time.Date(2026, 5, 12, 9, 0, 0, 0, time.UTC)) || !got.signals["shop_mail"].Firing {
		t.Errorf("web is %+v", web)
	}
}

func TestAnOwnProfileForKeep(t *testing.T) {
	var sent []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("X-Api-Key") != "sesame-secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		sent = append(sent, string(body))
		fmt.Fprint(w, `{"count":2,"results":[
		 {"id":"1","fingerprint":"f1","name":"Checkout","status":"acknowledged","severity":"critical","assignee":"ben","source":["grafana","prom"],"environment":"prod",
		  "firingStartTime":"2026-05-12T10:30:00.000Z","labels":{"team":"web","nested":{"a":1},"n":3},"url":"http://keep.example.test/f1","lastReceived":"x"},
		 {"id":"2","fingerprint":"f2","name":"Disk","status":"suppressed","severity":"info","dismissUntil":"2026-05-13T00:00:00Z"}]}`)
	}))
	defer server.Close()
	s := sourceFor(t, ownProfile(t, "keep"), server.URL)
	var cursor []byte
	got := pull(t, s, &cursor)
	f1, f2 := got.signals["f1"], got.signals["f2"]
	if f1.Assignee != "ben" || f1.Labels["team"] != "web" || f1.Labels["n"] != "3" || f1.Labels["nested"] != "" || f1.Labels["source"] != "grafana, prom" ||
		len(f1.Marks) != 1 || f1.Marks[0].By != "ben" || f1.Marks[0].Kind != incident.MarkAcknowledged || f1.Link == "" {
		t.Errorf("signal is %+v", f1)
	}
	if len(f2.Marks) != 1 || f2.Marks[0].Kind != incident.MarkMuted || f2.Marks[0].Until.IsZero() {
		t.Errorf("signal is %+v", f2)
	}
	if !strings.Contains(sent[0], `"cel":"status == 'firing' || status == 'acknowledged'"`) {
		t.Errorf("asked with %s", sent[0])
	}
	act(t, s, on(outbox.Acknowledge, "f2"), outbox.Done)
	if want := `{"enrichments":{"note":"by Anna: ","status":"acknowledged"},"fingerprint":"f2"}`; sent[1] != want {
		t.Errorf("sent %s, want %s", sent[1], want)
	}
}

func TestTheGenericProfileIsMappedByParams(t *testing.T) {
	server := answering(t, map[string]string{"/api/problems": `{"data":{"rows":[
	 {"nr":7,"what":"Disk full","sev":"high","since":1778581800,"tags":{"host":"db-1"},"state":"OPEN"},
	 {"nr":8,"what":"Over","state":"CLOSED"},{"nr":9,"what":"Mine","state":"SEEN"}]}}`})
	s := sourceOf(t, "generic", server.URL, func(c *Config) {
		c.Source.Params = map[string]string{"path": "/api/problems?all=1", "items": "data.rows", "id": "nr", "title": "what", "severity": "sev",
			"starts_at": "since", "labels": "tags", "status": "state", "resolved": "closed, done", "acknowledged": "seen", "complete": "true"}
	})
	var cursor []byte
	got := pull(t, s, &cursor)
	seven := got.signals["7"]
	if len(got.signals) != 3 || !got.last.Complete || !seven.Firing || seven.Title != "Disk full" || seven.Severity != "high" || seven.Labels["host"] != "db-1" || seven.StartsAt.IsZero() {
		t.Errorf("%d signals, complete %v, first %+v", len(got.signals), got.last.Complete, seven)
	}
	if got.signals["8"].Firing || len(got.signals["9"].Marks) != 1 {
		t.Errorf("signals are %+v, %+v", got.signals["8"], got.signals["9"])
	}
	if ok, why := s.Can().May(outbox.Acknowledge); ok || !strings.Contains(why, "write a profile") {
		t.Errorf("may acknowledge is %v: %s", ok, why)
	}
}

func TestPagesByLinkAndByCursor(t *testing.T) {
	pages := map[string]string{"": `{"rows":[{"id":"1","t":"a"}],"next":"%s"}`, "2": `{"rows":[{"id":"2","t":"b"}],"next":null}`}
	for _, kind := range []string{"next", "cursor", "link"} {
		t.Run(kind, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				at := r.URL.Query().Get("at")
				text := pages[at]
				if at == "" {
					next := map[string]string{"next": "?at=2", "cursor": "2", "link": ""}[kind]
					if kind == "link" {
						w.Header().Set("Link", `</rows?at=1>; rel="prev", </rows?at=2>; rel="next"`)
					}
					text = fmt.Sprintf(text, next)
				}
				fmt.Fprint(w, text)
			}))
			defer server.Close()
			paging := map[string]string{"next": "kind = \"next\"\nnext = \"next\"", "cursor": "kind = \"cursor\"\nparam = \"at\"\nnext = \"next\"", "link": "kind = \"next\""}[kind]
			p, err := Parse("mine", []byte("[[list]]\npath = \"/rows\"\nitems = \"rows\"\ncomplete = \"always\"\n[list.paging]\n"+paging+"\n[fields]\nid = \"id\"\ntitle = \"t\"\n"))
			if err != nil {
				t.Fatal(err)
			}
			var cursor []byte
			if got := pull(t, sourceFor(t, p, server.URL), &cursor); len(got.signals) != 2 || !got.last.Complete {
				t.Errorf("%d signals, complete %v", len(got.signals), got.last.Complete)
			}
		})
	}
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") }))
	defer thief.Close()
	server := answering(t, map[string]string{"/rows": `{"rows":[{"id":"1","t":"a"}],"next":"` + thief.URL + `/rows"}`})
	p, err := Parse("mine", []byte("[[list]]\npath = \"/rows\"\nitems = \"rows\"\n[list.paging]\nkind = \"next\"\nnext = \"next\"\n[fields]\nid = \"id\"\ntitle = \"t\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	var cursor []byte
	if _, err := tryPull(sourceFor(t, p, server.URL), &cursor); err == nil || !strings.Contains(err.Error(), "another host") {
		t.Errorf("error is %v", err)
	}
}
