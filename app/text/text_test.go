package text

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestLineTamesTextFromStrangers(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00b\nc\td":             "a b c d",
		"evil\u202etxt.exe":        "evil txt.exe",
		"שלום":                     "שלום",
		strings.Repeat("x", 30):    strings.Repeat("x", 20) + "…",
		"bad\xffutf8":              "bad utf8",
		"\u2066an isolate\u2069 x": "an isolate x",
	} {
		if got := Line(in, 20); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 45 * time.Second: "45s", 12 * time.Minute: "12m", 47 * time.Hour: "47h", 96 * time.Hour: "4d",
	} {
		if got := Age(d); got != want {
			t.Errorf("%s reads %s, want %s", d, got, want)
		}
	}
}

func TestBlockKeepsLines(t *testing.T) {
	if got := Block("a\r\n\x1b[31mb\n\n", 40); got != "a\n[31mb" {
		t.Errorf("got %q", got)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("$(x)\x1b]0;title\a", 10)
	f.Add("\u202e\xff", 3)
	f.Fuzz(func(t *testing.T, in string, n int) {
		n = max(0, min(n, 1000))
		out := Line(in, n)
		if !utf8.ValidString(out) || utf8.RuneCountInString(out) > n+1 {
			t.Errorf("%q at %d becomes %q", in, n, out)
		}
		for _, r := range out {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Errorf("%q keeps %U", in, r)
			}
		}
	})
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 0: "0s", 45 * time.Second: "45s", 12*time.Minute + 30*time.Second: "12m 30s", 30 * time.Minute: "30m",
		87 * time.Minute: "1h 27m", 2 * time.Hour: "2h", 99*time.Hour + 30*time.Minute: "4d 3h",
	} {
		if got := Span(d); got != want {
			t.Errorf("%v reads %q, want %q", d, got, want)
		}
	}
}
