package cmd

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

const pastIncident = `{"page":{"name":"Example"},"incident":{"id":"x1","name":"Payments fail","status":"resolved","impact":"major",
"started_at":"2026-05-12T10:00:00Z","resolved_at":"2026-05-12T12:10:00Z","incident_updates":[
{"status":"resolved","body":"From 10:00 to 12:00 UTC payments failed.","created_at":"2026-05-12T12:10:00Z","display_at":"2026-05-12T12:10:00Z"},
{"status":"investigating","body":"Payments fail. Next update in 1 hour.","created_at":"2026-05-12T10:00:00Z","display_at":"2026-05-12T10:00:00Z"}]}}`

func TestJourneyOfAPublicPage(t *testing.T) {
	s := newShell(t, "")
	s.write("one.json", pastIncident)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(pastIncident))
	}))
	defer server.Close()
	for _, from := range []string{s.path("one.json"), server.URL} {
		var items []map[string]any
		s.json(&items, "journey", "--statuspage", from)
		if len(items) != 1 {
			t.Fatalf("%s: %v", from, items)
		}
		one := items[0]
		for name, want := range map[string]any{"id": "x1", "impact_start": nil, "first_update_seconds": nil, "longest_silence_seconds": 7800.0,
			"dark_seconds": 4200.0, "promises_made": 1.0, "promises_kept": 0.0, "updates": 2.0, "back_dated": 0.0,
			"resolved_at": "2026-05-12T12:10:00Z", "stated_start": "2026-05-12T10:00:00Z"} {
			if got, there := one[name]; !there || got != want {
				t.Errorf("%s: %s is %v, want %v", from, name, got, want)
			}
		}
	}
	var items []PastItem
	s.json(&items, "journey", "--statuspage", s.path("one.json"), "--from-text")
	if items[0].FirstUpdate == nil || *items[0].FirstUpdate != 0 || *items[0].StartSource != "text" {
		t.Errorf("from the text: %s", jsonText(items))
	}
	out := s.ok("journey", "--statuspage", s.path("one.json"))
	for _, want := range []string{"x1", "2h 10m", "0 of 1", "not known", "Public figures", "Metrist"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

func TestJourneySaysWhatIsWrong(t *testing.T) {
	s := newShell(t, "")
	s.write("wrong.json", `{"hello":1}`)
	s.write("cut.json", `{"incidents":[`)
	if err := os.Mkdir(s.path("empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, says string
		code       int
	}{
		{"", "--statuspage", exitUsage},
		{s.path("wrong.json"), "not a Statuspage history", exitFailed},
		{s.path("cut.json"), "cut.json", exitFailed},
		{s.path("empty"), "no .json file", exitFailed},
		{s.path("missing.json"), "missing.json", exitFailed},
		{"http://127.0.0.1:1", "not reachable", exitUnreachable},
	} {
		_, errs, code := s.run("journey", "--statuspage", c.from)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%q: exit %d, says %q; want %d, %q", c.from, code, errs, c.code, c.says)
		}
	}
}

// archived is an incident that a page took in with an archive, years later.
const archived = `{"page":{"name":"Example"},"incident":{"id":"old","name":"Long ago","status":"resolved","started_at":"2016-01-01T10:00:00Z","resolved_at":"2016-01-01T11:00:00Z","incident_updates":[
{"status":"resolved","body":"It was down.","created_at":"2026-05-01T00:00:00Z","display_at":"2016-01-01T11:00:00Z"}]}}`

func TestJourneyOfAFolderLeavesOutWhatIsNoHistoryAndJudgesNoArchive(t *testing.T) {
	s := newShell(t, "")
	if err := os.Mkdir(s.path("folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("folder/one.json", pastIncident)
	s.write("folder/old.json", archived)
	s.write("folder/components.json", `{"components":[]}`)
	out, errs, code := s.run("journey", "--statuspage", s.path("folder"))
	if code != exitOK || !strings.Contains(errs, "left out: ") || !strings.Contains(errs, "components.json") {
		t.Errorf("exit %d, %s", code, errs)
	}
	for _, want := range []string{"old  ", "1 incidents, 2 updates.", "Longest silence: median 2h 10m (of 1)", "1 incidents were put there more than a day after"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	var items []PastItem
	s.json(&items, "journey", "--statuspage", s.path("folder"))
	if len(items) != 2 || items[0].ResolvedAt.Year() != 2016 || items[0].Backdated != 1 {
		t.Errorf("the end is the one that is recorded: %s", jsonText(items))
	}
}

func TestJourneyOfNothingIsAnEmptyList(t *testing.T) {
	s := newShell(t, "")
	s.write("none.json", `{"incidents":[]}`)
	var items []json.RawMessage
	s.json(&items, "journey", "--statuspage", s.path("none.json"))
	if items == nil || len(items) != 0 {
		t.Errorf("gave %v", items)
	}
}
