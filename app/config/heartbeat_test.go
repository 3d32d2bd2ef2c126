package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
)

const beating = `[[source]]
name = "eu"
profile = "alertmanager"
url = "https://eu"

[[source.heartbeat]] # of the cluster
match = ['alertname="Watchdog"'] # always fires

# of the backups
[[source.heartbeat]]
match = ['alertname="Backup"']
within = "25h" # once a day

[[source]]
name = "us"
profile = "alertmanager"
url = "https://us"
`

func TestHeartbeatsAreChangedInPlace(t *testing.T) {
	watchdog := config.Heartbeat{Match: []string{`alertname="Watchdog"`}, Within: config.DefaultHeartbeat, Severity: 1}
	backup := config.Heartbeat{Match: []string{`alertname="Backup"`}, Within: config.Duration(25 * time.Hour), Severity: 1}
	slow := watchdog
	slow.Within, slow.Severity = config.Duration(15*time.Minute), 2
	fresh := config.Heartbeat{Match: []string{`alertname="Pulse"`}, Within: config.Duration(time.Hour), Severity: 3}
	for _, c := range []struct {
		name, source string
		now          []config.Heartbeat
		was          []int
		want         []string // and what the comments are
		not          string
	}{
		{"nothing", "eu", []config.Heartbeat{watchdog, backup}, []int{0, 1}, []string{beating}, ""},
		{"one key", "eu", []config.Heartbeat{slow, backup}, []int{0, 1}, []string{"# always fires\nwithin = \"15m\"\nseverity = 2\n", "# once a day"}, ""},
		{"the first goes", "eu", []config.Heartbeat{backup}, []int{1}, []string{"# of the backups\n[[source.heartbeat]]\n", "# once a day"}, "Watchdog"},
		{"all go", "eu", nil, nil, []string{"name = \"us\""}, "heartbeat]]"},
		{"one comes", "eu", []config.Heartbeat{watchdog, backup, fresh}, []int{0, 1, -1}, []string{"# once a day\n\n[[source.heartbeat]]\n", "Pulse", "within = \"1h\""}, ""},
		{"one for another", "eu", []config.Heartbeat{fresh, backup}, []int{-1, 1}, []string{"# once a day", "Pulse"}, "Watchdog"},
		{"the first of a source", "us", []config.Heartbeat{fresh}, []int{-1}, []string{"url = \"https://us\"\nheartbeat = [{", "# once a day"}, ""},
		{"none of none", "us", nil, nil, []string{beating}, ""},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(beating), 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := config.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Source(c.source).SetHeartbeats(c.now, c.was); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		holds(t, c.name, d.Text(), c.want, c.not)
		got, err := d.Check()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, s := range got.Sources {
			if s.Name == c.source {
				sameBeats(t, c.name, s.Heartbeats, c.now)
			}
		}
	}
}

func TestHeartbeatsOnOneLineStayOnOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	text := "[[source]]\nname = \"eu\" # mine\nprofile = \"alertmanager\"\nurl = \"https://eu\"\nheartbeat = [{ within = \"1h\" }]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := config.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	one := config.Heartbeat{Match: []string{`a="b"`}, Within: config.Duration(time.Hour), Severity: 1}
	if err := d.Source("eu").SetHeartbeats([]config.Heartbeat{one}, []int{0}); err != nil {
		t.Fatal(err)
	}
	holds(t, "changed", d.Text(), []string{"# mine", `heartbeat = [{ match = ["a=\"b\""], within = "1h", severity = 1 }]`}, "")
	if err := d.Source("eu").SetHeartbeats(nil, nil); err != nil {
		t.Fatal(err)
	}
	holds(t, "removed", d.Text(), []string{"# mine"}, "heartbeat")
}

func holds(t *testing.T, name, text string, want []string, not string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%s: %q is not in\n%s", name, part, text)
		}
	}
	if not != "" && strings.Contains(text, not) {
		t.Errorf("%s: %q is still in\n%s", name, not, text)
	}
}

// sameBeats compares sets: a new one comes last.
func sameBeats(t *testing.T, name string, got, want []config.Heartbeat) {
	t.Helper()
	for _, w := range want {
		if !slices.ContainsFunc(got, func(g config.Heartbeat) bool { return reflect.DeepEqual(g, w) }) {
			t.Errorf("%s: %+v is not in %+v", name, w, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d heartbeats, want %d", name, len(got), len(want))
	}
}
