package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
)

func TestServicesAreJoinedAndTargetsLaidOver(t *testing.T) {
	path := write(t, map[string]string{
		"team.toml": `
[[service]]
name = "checkout"
match = ['service=~"checkout|payments"', 'cluster!="staging"']
say = "paying by card"
components = ["c1"]
channels = ["status page"]
customer_facing = true
[targets]
first = { 1 = "5m", 2 = "20m" }
grace = "3m"
[targets.cadence]
1 = { investigating = "10m" }
`,
		"config.toml": `
include = ["team.toml"]
[[channel]]
name = "status page"
kind = "statuspage"
page = "p"
secret = "keyring:p"
[[service]]
name = "search"
[targets]
first = { 2 = "12m" }
`})
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Services) != 2 || c.Services[0].Name != "search" || c.Services[1].Say != "paying by card" || !c.Services[1].CustomerFacing {
		t.Errorf("services: %+v", c.Services)
	}
	if c.Targets.First["1"].Std() != 5*time.Minute || c.Targets.First["2"].Std() != 12*time.Minute ||
		c.Targets.Grace.Std() != 3*time.Minute || c.Targets.Preset != config.TargetsUsual ||
		c.Targets.Cadence["1"].Investigating.Std() != 10*time.Minute {
		t.Errorf("targets: %+v", c.Targets)
	}
	for _, m := range []struct {
		service config.Service
		labels  map[string]string
		want    bool
	}{
		{c.Services[1], map[string]string{"service": "payments"}, true},
		{c.Services[1], map[string]string{"service": "payments", "cluster": "staging"}, false},
		{c.Services[1], map[string]string{"service": "search"}, false},
		{c.Services[0], map[string]string{"service": "Search"}, true},
		{c.Services[0], nil, false},
	} {
		if got := m.service.Matches(m.labels); got != m.want {
			t.Errorf("%s matches %v: %v", m.service.Name, m.labels, got)
		}
	}
}

func TestWrongServicesAndTargetsAreExplained(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"[[service]]\nsay = \"x\"\n", "no name"},
		{"[[service]]\nname = \"a\"\n[[service]]\nname = \"A\"\n", `"A" is taken`},
		{"[[service]]\nname = \"a\"\nmatch = [\"b\"]\n", "no matcher"},
		{"[[service]]\nname = \"a\"\ncustomer = true\n", "customer_facing"},
		{"[[service]]\nname = \"a\"\nchannels = [\"page\"]\n", "which there is not"},
		{"[targets]\npreset = \"of\"\n", `"off"`},
		{"[targets]\nfirst = { 5 = \"1m\" }\n", "no severity"},
		{"[targets]\nfirst = { 1 = \"0s\" }\n", "zero"},
		{"[targets]\ngrace = \"0s\"\n", "zero"},
		{"[targets.cadence]\n1 = { investigatin = \"1m\" }\n", `"investigating"`},
	} {
		_, err := config.Load(write(t, map[string]string{"config.toml": c.text}))
		var problems config.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.says) || problems[0].Line == 0 {
			t.Errorf("%q says %v, want %s", c.text, err, c.says)
		}
	}
}
