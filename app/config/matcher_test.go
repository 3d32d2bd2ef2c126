package config_test

import (
	"strings"
	"testing"

	"turnaround/app/config"
)

func TestMatcher(t *testing.T) {
	labels := map[string]string{"severity": "critical", "team": "web", "path": `C:\x "y"`, "text": "a\nb"}
	for _, c := range []struct {
		text string
		want bool
	}{
		{`severity="critical"`, true}, {`severity = "critical"`, true}, {`severity=critical`, true},
		{`severity="crit"`, false}, {`severity!="critical"`, false}, {`severity!="warning"`, true},
		{`team=~"web|shop"`, true}, {`team=~"we"`, false}, {`team=~".*e.*"`, true}, {`team!~"web|shop"`, false},
		{`gone=""`, true}, {`gone!=""`, false}, {`gone!="x"`, true}, {`gone=~".+"`, false}, {`gone!~".+"`, true}, {`gone=~""`, true},
		{`path="C:\\x \"y\""`, true}, {`path=~"C:\\\\x.*"`, true}, {`team=~"\w+"`, true}, {`text="a\nb"`, true}, {`text=~"a.b"`, true},
	} {
		m, err := config.ParseMatcher(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := m.Matches(labels); got != c.want {
			t.Errorf("%s = %t, want %t", c.text, got, c.want)
		}
	}
}

func TestBadMatchers(t *testing.T) {
	for _, text := range []string{
		"", "severity", "severity=", `="x"`, `severity=="x"`, `severity="x`, `severity="x" y`, `severity=~"("`, `a b="x"`,
		`severity~"x"`, `severity="x",team="y"`, `severity=a b`, `x="` + strings.Repeat("a", 1001) + `"`, `x=~"(a{1000}){1000}"`, `x="\`,
	} {
		if m, err := config.ParseMatcher(text); err == nil {
			t.Errorf("%s reads as %s", clip(text), m)
		}
	}
}

func clip(text string) string { return text[:min(len(text), 40)] }

func TestMatchersHoldTogether(t *testing.T) {
	for text, want := range map[string]bool{
		`{severity="critical", team=~"web|shop"}`: true, `severity="critical",team="shop"`: false, `team=web`: true,
	} {
		m, err := config.ParseMatchers(text)
		if err != nil || m.Matches(map[string]string{"severity": "critical", "team": "web"}) != want {
			t.Errorf("%s: %v, want %t", text, err, want)
		}
	}
	for _, text := range []string{"", "{", "{}", `a="b",`, `{a="b"`, `a="b" c="d"`} {
		if _, err := config.ParseMatchers(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestFilterKeepsWhatMatchesAndIsNotDropped(t *testing.T) {
	s := config.Source{Match: []string{`env="prod"`, `team=~"web|shop"`}, Drop: []string{`alertname="Noise"`, `team="shop", severity="info"`}}
	f, err := s.Filter()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		labels map[string]string
		want   bool
	}{
		{map[string]string{"env": "prod", "team": "web"}, true},
		{map[string]string{"env": "test", "team": "web"}, false},
		{map[string]string{"env": "prod", "team": "db"}, false},
		{map[string]string{"env": "prod", "team": "web", "alertname": "Noise"}, false},
		{map[string]string{"env": "prod", "team": "shop", "severity": "info"}, false},
		{map[string]string{"env": "prod", "team": "shop", "severity": "critical"}, true},
	} {
		if got := f.Keeps(c.labels); got != c.want {
			t.Errorf("%v kept %t, want %t", c.labels, got, c.want)
		}
	}
	if !(config.Filter{}).Keeps(nil) {
		t.Error("no filter drops")
	}
	if _, err := (config.Source{Name: "a", Drop: []string{"x"}}).Filter(); err == nil {
		t.Error("a bad matcher is taken")
	}
}

func FuzzMatcher(f *testing.F) {
	for _, text := range []string{`severity="critical"`, `a=~"b|c"`, `a!~"(x)\d"`, `{a="b",c!="d"}`, `a="\\\"\n"`, "a=b", `x="` + "\x00" + `"`} {
		f.Add(text, "critical")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		all, err := config.ParseMatchers(text)
		if err != nil {
			return
		}
		for _, m := range all {
			labels := map[string]string{m.Name: value}
			again, err := config.ParseMatcher(m.String())
			if err != nil {
				t.Fatalf("%q is written %q: %v", text, m, err)
			}
			if again.Value != m.Value || again.Matches(labels) != m.Matches(labels) {
				t.Fatalf("%q is written %q, which means something else", text, m)
			}
		}
	})
}
