package drill

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/publish"
)

const key = "a-practice-key"

// customers are a page and a mail server with those who read there.
func customers(t *testing.T) (*Page, *Post, *clock) {
	t.Helper()
	c := &clock{at: time.Date(2026, 5, 13, 3, 0, 0, 0, time.UTC)}
	post, err := StartPost([]string{"anna@customers.example", "mei@customers.example"}, key, c.now)
	if err != nil {
		t.Fatal(err)
	}
	page, err := StartPage("Shop status", []string{"Card payments", "Checkout page"}, key, post, c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := page.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := post.Close(); err != nil {
			t.Error(err)
		}
	})
	return page, post, c
}

// channel is the real channel of the product over a practice server.
func channel(t *testing.T, c *clock, conf config.Channel, secret string, seen *[]incident.Spoken) *publish.Channel {
	t.Helper()
	made, err := publish.New(publish.Config{Channel: conf, Now: c.now,
		Wait:   func(_ context.Context, d time.Duration) error { c.pass(d); return nil },
		Secret: func(context.Context, string) (string, error) { return secret, nil },
		Seen:   func(_ context.Context, said []incident.Spoken) error { *seen = said; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := made.Close(); err != nil {
			t.Error(err)
		}
	})
	return made
}

func pageChannel(p *Page) config.Channel {
	return config.Channel{Name: "page", Kind: config.ChannelStatuspage, URL: p.API(), Page: PageID, Secret: "env:X", Audience: "public",
		MailSubscribers: true, Components: p.Components()}
}

func publication(id string, phase incident.Phase, text string, c *clock) outbox.Action {
	return outbox.Action{ID: id, Incident: "inc", Source: outbox.ChannelSource("page"), Verb: outbox.Publish, Created: c.now(),
		Update: &outbox.Update{Publication: "P" + id, Channel: "page", Phase: phase, Title: "Card payments fail", Subject: "Card payments fail", Text: text}}
}

func TestTheProductPublishesToThePracticePageAndReadsItBack(t *testing.T) {
	page, _, c := customers(t)
	changes := make(chan struct{}, 10)
	stop := page.Listen(func() { changes <- struct{}{} })
	var seen []incident.Spoken
	ch := channel(t, c, pageChannel(page), key, &seen)
	if found, err := ch.Test(t.Context()); err != nil || len(found.Components) != 2 || found.Page != "Shop status" {
		t.Errorf("test finds %+v, %v", found, err)
	}
	if page.Told() {
		t.Error("customers are told before anything was published")
	}
	first := publication("01A", incident.Investigating, "Some card payments fail. <b>We look</b> into it.", c)
	first.Update.Components, first.Update.Impact = map[string]string{"Card payments": "partial"}, "major"
	out, err := ch.Act(t.Context(), first)
	if err != nil || out.Result != outbox.Done || !strings.HasPrefix(out.Link, page.URL()+"#") {
		t.Fatalf("published: %+v, %v", out, err)
	}
	<-changes
	shown := page.Shown()
	if !page.Told() || len(shown.Incidents) != 1 || shown.Incidents[0].Impact != "major" || shown.Parts[0].State != "partial_outage" || shown.Parts[1].State != "operational" {
		t.Errorf("customers see %+v", shown)
	}
	c.pass(time.Minute)
	end := publication("01B", incident.PhaseResolved, "Payments work again.", c)
	end.Update.Ref = out.Ref
	if out, err = ch.Act(t.Context(), end); err != nil || out.Result != outbox.Done {
		t.Fatalf("resolved: %+v, %v", out, err)
	}
	stop()
	fix := publication("01C", incident.PhaseResolved, "Payments work again since 03:01.", c)
	fix.Update.Ref, fix.Ref = out.Ref, out.Post
	if out, err = ch.Act(t.Context(), fix); err != nil || out.Result != outbox.Done {
		t.Fatalf("corrected: %+v, %v", out, err)
	}
	if shown = page.Shown(); page.Told() || shown.Parts[0].State != "operational" || len(shown.Incidents[0].Updates) != 2 ||
		shown.Incidents[0].Updates[0].Text != "Payments work again since 03:01." {
		t.Errorf("at the end customers see %+v", shown)
	}
	if err := ch.Pull(t.Context(), nil, func(incident.Batch) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 || seen[0].Phase != incident.PhaseResolved {
		t.Errorf("read back %+v", seen)
	}
	if len(changes) != 1 {
		t.Errorf("%d changes were told after the first, want the resolution alone: nobody listens to the correction", len(changes))
	}
}

func get(t *testing.T, address string) (string, http.Header, int) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), res.Header, res.StatusCode
}

func TestThePageShowsCustomersTheTextAndNothingElse(t *testing.T) {
	page, _, c := customers(t)
	if html, _, _ := get(t, page.URL()); !strings.Contains(html, "No incidents reported.") || !strings.Contains(html, "Card payments") {
		t.Errorf("an empty page reads %s", html)
	}
	var seen []incident.Spoken
	ch := channel(t, c, pageChannel(page), key, &seen)
	if out, err := ch.Act(t.Context(), publication("01A", incident.Investigating, "It <script>alert(1)</script> fails.", c)); err != nil || out.Result != outbox.Done {
		t.Fatalf("%+v, %v", out, err)
	}
	html, header, _ := get(t, page.URL())
	if strings.Contains(html, "<script>") || !strings.Contains(html, "&lt;script&gt;") || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("a hostile text reads %s, %v", html, header)
	}
	public, _, _ := get(t, page.URL()+"api/v2/incidents.json")
	var history struct {
		Incidents []struct {
			Name    string           `json:"name"`
			Updates []map[string]any `json:"incident_updates"`
		} `json:"incidents"`
	}
	if err := json.Unmarshal([]byte(public), &history); err != nil || len(history.Incidents) != 1 || len(history.Incidents[0].Updates) != 1 ||
		strings.Contains(public, "turnaround") {
		t.Errorf("the public history is %s, %v", public, err)
	}
}

func TestThePageRefusesWhoHasNoKeyAndWhatItDoesNotKnow(t *testing.T) {
	page, _, _ := customers(t)
	for _, c := range []struct {
		name, method, path, key, body string
		code                          int
	}{
		{"no key", "GET", "/pages/practice/incidents", "", "", 401},
		{"another key", "POST", "/pages/practice/incidents", "OAuth wrong", `{"incident":{"name":"x"}}`, 401},
		{"another page", "GET", "/pages/other/incidents", "OAuth " + key, "", 404},
		{"no body", "POST", "/pages/practice/incidents", "OAuth " + key, "", 400},
		{"no name", "POST", "/pages/practice/incidents", "OAuth " + key, `{"incident":{"status":"investigating"}}`, 422},
		{"a status it has not", "POST", "/pages/practice/incidents", "OAuth " + key, `{"incident":{"name":"x","status":"watching"}}`, 422},
		{"a component it has not", "POST", "/pages/practice/incidents", "OAuth " + key, `{"incident":{"name":"x","component_ids":["z"]}}`, 422},
		{"a component's state it has not", "POST", "/pages/practice/incidents", "OAuth " + key, `{"incident":{"name":"x","components":{"part1":"down"}}}`, 422},
		{"too long", "POST", "/pages/practice/incidents", "OAuth " + key, `{"incident":{"name":"` + strings.Repeat("x", 256) + `"}}`, 422},
		{"too many", "GET", "/pages/practice/incidents?limit=101", "OAuth " + key, "", 422},
		{"an incident it has not", "PATCH", "/pages/practice/incidents/none", "OAuth " + key, `{"incident":{"body":"x"}}`, 404},
		{"an update it has not", "PATCH", "/pages/practice/incidents/none/incident_updates/x", "OAuth " + key, `{"incident_update":{"body":"x"}}`, 404},
		{"an empty correction", "PATCH", "/pages/practice/incidents/none/incident_updates/x", "OAuth " + key, `{"incident_update":{"body":""}}`, 422},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, page.API()+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if c.key != "" {
			req.Header.Set("Authorization", c.key)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != c.code {
			t.Errorf("%s: answers %d, want %d: %s %v", c.name, res.StatusCode, c.code, raw, err)
		}
	}
	if len(page.Shown().Incidents) != 0 {
		t.Errorf("customers see what was refused: %+v", page.Shown())
	}
}

func mailChannel(p *Post) config.Channel {
	return config.Channel{Name: "page", Kind: config.ChannelSMTP, URL: p.URL(), From: "Practice shop <status@shop.example>", To: p.Customers(),
		Secret: "env:X", TLS: config.TLS{Plain: true}}
}

func TestPracticeCustomersGetRealMail(t *testing.T) {
	page, post, c := customers(t)
	arrived := make(chan struct{}, 10)
	defer post.Listen(func() { arrived <- struct{}{} })()
	var seen []incident.Spoken
	ch := channel(t, c, mailChannel(post), key, &seen)
	if _, err := ch.Test(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := publication("01A", incident.Investigating, "Zahlungen schlagen fehl.\nWir prüfen.", c)
	a.Update.Subject = "Störung: Zahlungen"
	out, err := ch.Act(t.Context(), a)
	if err != nil || out.Result != outbox.Done {
		t.Fatalf("%+v, %v", out, err)
	}
	<-arrived
	got := post.Letters()
	if len(got) != 1 || got[0].Subject != "Störung: Zahlungen" || got[0].Text != "Zahlungen schlagen fehl.\nWir prüfen." ||
		!slices.Equal(got[0].To, post.Customers()) || got[0].ID == "" || got[0].Thread != "" {
		t.Fatalf("received %+v", got)
	}
	b := publication("01B", incident.PhaseResolved, "Es geht wieder.", c)
	b.Update.Ref = out.Ref
	if _, err := ch.Act(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if got = post.Letters(); len(got) != 2 || got[1].Thread != got[0].ID {
		t.Errorf("the second mail belongs to %q, want %q", got[1].Thread, got[0].ID)
	}
	if html, _, _ := get(t, page.URL()); !strings.Contains(html, "Störung: Zahlungen") {
		t.Error("the page does not list the mail")
	}
	var listed []Letter
	raw, _, _ := get(t, page.URL()+"mails.json")
	if err := json.Unmarshal([]byte(raw), &listed); err != nil || len(listed) != 2 {
		t.Errorf("listed as %s, %v", raw, err)
	}
	// Nothing goes to anybody else, and nobody else sends.
	stranger := mailChannel(post)
	stranger.To = []string{"real@person.example"}
	if out, err := channel(t, c, stranger, key, &seen).Act(t.Context(), publication("01C", incident.Investigating, "x", c)); err != nil || out.Result != outbox.Refused {
		t.Errorf("a stranger's address: %+v, %v", out, err)
	}
	if _, err := channel(t, c, mailChannel(post), "wrong", &seen).Act(t.Context(), publication("01D", incident.Investigating, "x", c)); err == nil {
		t.Error("a wrong password sends")
	}
	if len(post.Letters()) != 2 {
		t.Errorf("%d mails", len(post.Letters()))
	}
}

func TestPracticeCustomersWriteOnlyWhileTheyHearNothing(t *testing.T) {
	s, err := Parse([]byte(head + "[[step]]\nat = \"0s\"\ncontacts = 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Start(s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	p := &told{now: time.Now, from: time.Now()}
	if err := d.Prepare(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if n, _ := d.Contacts(); n != 2 || len(p.said) != 1 {
		t.Errorf("%d wrote, said %q", n, p.said)
	}
	c := &clock{at: time.Now()}
	var seen []incident.Spoken
	if _, err := channel(t, c, pageChannel(d.Page), d.Password, &seen).Act(t.Context(), publication("01A", incident.Investigating, "We look into it.", c)); err != nil {
		t.Fatal(err)
	}
	if err := d.Prepare(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if n, _ := d.Contacts(); n != 2 {
		t.Errorf("%d wrote though they were told", n)
	}
}
