package notify

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile is what strangers write into alerts.
var hostile = map[string]string{
	"substitution":      "$(rm -rf ~) ${IFS} $env:USERNAME",
	"backticks":         "`id` ``` `n",
	"double quotes":     `" with title "owned" & do shell script "id`,
	"single quotes":     `'; Start-Process calc; '`,
	"smart quotes":      "”; calc; “ ‘x’ ‚y‛ „z‟",
	"cdata end":         `]]></text></binding></visual><actions><action content="x" arguments="y"/></actions>`,
	"markup":            `<b>bold</b> <img src="file:///etc/passwd"> <a href="http://evil/">x</a> & &amp;`,
	"here-string end":   "first\n\"@\n$(calc)\n@\"",
	"option":            "--icon=/etc/passwd",
	"one dash":          "-",
	"dash after space":  " \t\n- rm",
	"list":              `("a","b")`,
	"newlines":          "one\r\ntwo\u2028three\u0085four",
	"controls":          "a\x00b\x1b[31mred\x07\x7f\u009b2J",
	"right-to-left":     "safe\u202Egnp.exe\u202C \u2066x\u2069 \u200Fy\u061C",
	"invisible":         "in\u200Bvis\u00ADible\uFEFF \U000E0041\U000E0042",
	"surrogates":        "lone \xed\xa0\x80\xed\xb0\x80 end",
	"invalid":           "\xff\xfe ok \xc3",
	"zalgo":             "z" + strings.Repeat("\u0301\u0489", 400),
	"private glyphs":    "\uE0B0 \U000F0000 x",
	"backslashes":       `C:\new\table \u0022 \x41`,
	"blank letters":     "\u3164\u2800\u115F\uFFA0",
	"nothing":           "",
	"a megabyte":        strings.Repeat("A$(x)\"`", 150_000),
	"a megabyte hidden": strings.Repeat("\u202E", 350_000) + "end",
	"percent verbs":     "%s%d%!(EXTRA) %USERNAME%",
	"template":          "{{.AppID}} {{define \"x\"}}",
}

func TestCleanKeepsWhatPeopleRead(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		limit int
		want  string
	}{
		"plain":              {"CheckoutDown: 5xx > 20 %", 120, "CheckoutDown: 5xx > 20 %"},
		"quotes":             {`job "web" can't start`, 120, `job "web" can't start`},
		"lines become one":   {"one\r\n\n two\u2028three", 120, "one two three"},
		"hebrew":             {"שלום עולם", 120, "שלום עולם"},
		"arabic":             {"تنبيه: الخادم متوقف", 120, "تنبيه: الخادم متوقف"},
		"chinese":            {"结账服务不可用", 120, "结账服务不可用"},
		"accents":            {"re\u0301sume\u0301 naïve", 120, "re\u0301sume\u0301 naïve"},
		"emoji":              {"🔥 down", 120, "🔥 down"},
		"overrides go":       {"safe\u202Egnp.exe", 120, "safegnp.exe"},
		"isolates go":        {"\u2067שלום\u2069!", 120, "שלום!"},
		"escape sequences":   {"a\x1b[31mred", 120, "a[31mred"},
		"NUL":                {"a\x00b", 120, "ab"},
		"leading dash":       {"--help", 120, "‐-help"},
		"dash after spaces":  {" \u202E\t-x", 120, "‐x"},
		"dash inside":        {"a - b", 120, "a - b"},
		"broken bytes":       {"a\xff\xfe\xfdb", 120, "a\uFFFDb"},
		"exactly fits":       {"12345", 5, "12345"},
		"one too long":       {"123456", 5, "1234…"},
		"cut at a space":     {"123 456", 5, "123…"},
		"trailing space":     {"12345   ", 5, "12345"},
		"zalgo":              {"z\u0301\u0301\u0301\u0301\u0301", 120, "z\u0301\u0301\u0301"},
		"mark without base":  {"\u0301a", 120, "a"},
		"nothing to show":    {"\u3164\u2800 \u202E", 120, ""},
		"no room":            {"abc", 0, ""},
		"room for the sign ": {"abc", 1, "…"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Clean(c.text, c.limit); got != c.want {
				t.Errorf("Clean(%+q, %d) = %+q, want %+q", c.text, c.limit, got, c.want)
			}
		})
	}
}

func TestStrictIsHarmlessToProgramsAndReadable(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"substitution":  {"$(id)", "＄(id)"},
		"backticks":     {"`id`", "ˋidˋ"},
		"quotes":        {`say "hi", it's`, "say ″hi″, itʼs"},
		"typographic":   {"“hi” ‘x’", "″hi″ ʼxʼ"},
		"cdata":         {"a]]>b", "a]]›b"},
		"markup":        {"<b>x</b> & y", "‹b›x‹/b› ＆ y"},
		"backslash":     {`C:\temp`, "C:/temp"},
		"list first":    {"(a)", "· (a)"},
		"at sign first": {"@file", "· @file"},
		"dash first":    {"-n", "‐n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strict(c.text, 120); got != c.want {
				t.Errorf("strict(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

// checkClean is what holds for every cleaned text.
func checkClean(t *testing.T, got string, limit int) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Fatalf("not valid UTF-8: %q", got)
	}
	if n := utf8.RuneCountInString(got); n > limit {
		t.Fatalf("%d runes, at most %d: %q", n, limit, got)
	}
	if strings.HasPrefix(got, "-") || strings.TrimSpace(got) != got {
		t.Fatalf("starts like an option or has loose spaces: %q", got)
	}
	for _, r := range got {
		if !unicode.IsPrint(r) {
			t.Fatalf("%U in %+q", r, got)
		}
	}
}

// checkStrict is what holds for every text handed to a program.
func checkStrict(t *testing.T, got string, limit int) {
	t.Helper()
	checkClean(t, got, limit)
	if i := strings.IndexAny(got, "$`\"'\\<>&“”„‟‘’‚‛"); i >= 0 {
		t.Fatalf("%+q at %d of %+q", got[i:i+1], i, got)
	}
	if got != "" && strings.ContainsRune("([{@", rune(got[0])) {
		t.Fatalf("starts like a list: %q", got)
	}
}

func TestHostileTextIsNeutral(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			checkClean(t, Clean(text, maxBody), maxBody)
			checkStrict(t, strict(text, maxTitle), maxTitle)
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, text := range hostile {
		f.Add(text[:min(len(text), 2000)], 40)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = min(max(limit, 0), 400)
		got := Clean(text, limit)
		checkClean(t, got, limit)
		if again := Clean(got, limit); again != got {
			t.Fatalf("cleaning twice changes %+q to %+q", got, again)
		}
		if limit > 0 {
			checkStrict(t, strict(text, limit), limit)
		}
	})
}
