package config_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"turnaround/app/config"
)

func TestLookHasDefaultsAndIsRead(t *testing.T) {
	plain := load(t, map[string]string{"config.toml": ""}).Look
	want := config.Look{Clock: "system", Theme: "system", TextSize: 100, Motion: true, Letters: true, Keys: map[string]string{}}
	if !reflect.DeepEqual(plain, want) {
		t.Errorf("without a file: %+v, want %+v", plain, want)
	}
	set := load(t, map[string]string{
		"team.toml": "[look]\ntheme = \"light\"\n[look.keys]\nsnooze = \"F7\"\nnote = \"none\"\n",
		"config.toml": `include = ["team.toml"]
[look]
zone = "Europe/Berlin"
clock = "12h"
language = "de"
theme = "dark"
text_size = 150
contrast = true
motion = false
flash = true
letters = false
[look.keys]
acknowledge = "Ctrl+K"
snooze = "G S"
search = "Ctrl++"
`}).Look
	want = config.Look{Zone: "Europe/Berlin", Clock: "12h", Language: "de", Theme: "dark", TextSize: 150, Contrast: true, Flash: true,
		Keys: map[string]string{"acknowledge": "Ctrl+K", "snooze": "G S", "search": "Ctrl++", "note": "none"}}
	if !reflect.DeepEqual(set, want) {
		t.Errorf("got %+v, want %+v", set, want)
	}
}

func TestLookThatCannotBeIsToldWithARemedy(t *testing.T) {
	for text, want := range map[string]string{
		`theme = "blue"`:                    `"theme" in [look] = "blue" is not known`,
		`language = "fr"`:                   `"language" in [look] = "fr" is not known`,
		`clock = "13h"`:                     `did you mean "12h"?`,
		`text_size = 90`:                    "write 100 to 200",
		`text_size = 0`:                     "write 100 to 200",
		`zone = "Mars"`:                     "IANA name",
		`keys = { note = "" }`:              "is no key",
		`keys = { note = "Hyper+A" }`:       "is no key",
		`keys = { note = "Ctrl+" }`:         "is no key",
		`keys = { note = "G N C" }`:         "is no key",
		`keys = { "a.b" = "A\u0000B C D" }`: "is no key",
	} {
		_, err := config.Load(write(t, map[string]string{"config.toml": "[look]\n" + text}))
		var problems config.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), want) || problems[0].Line != 2 {
			t.Errorf("%s: %v, want line 2 and %q", text, err, want)
		}
	}
}
