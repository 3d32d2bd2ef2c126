package frontmatter_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"turnaround/app/frontmatter"
)

var letter = frontmatter.Kind{Name: "letter", Doc: "docs/letters.md", Keys: []string{"title", "to"}}

type settings struct {
	Title string   `toml:"title"`
	To    []string `toml:"to"`
}

func TestAFileIsItsSettingsAndItsBody(t *testing.T) {
	var s settings
	folder := fstest.MapFS{"a.md": {Data: []byte("\ufeff+++\r\ntitle = \"A\"\r\nto = [\"b\"]\r\n+++\r\n\r\nText +++\r\nmore\r\n")}}
	f, wrong := frontmatter.Read(folder, "a.md", letter, &s)
	if len(wrong) > 0 || s.Title != "A" || len(s.To) != 1 || f.Body != "Text +++\nmore" {
		t.Errorf("%q, %+v, %v", f.Body, s, wrong)
	}
	if err := f.Where("more", "it says more", "say less"); err.Error() != "letter a.md, line 7: it says more; say less" {
		t.Error(err)
	}
	if err := f.Where("nowhere", "it is wrong", ""); err.Error() != "letter a.md: it is wrong" {
		t.Error(err)
	}
}

func TestWhatIsWrongIsSaidWithItsLineAndARemedy(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"no settings":   {"Text", "letter a.md, line 1: it does not begin with settings between two lines of +++; see docs/letters.md"},
		"never closed":  {"+++\ntitle = \"A\"\n", "line 1: it does not begin"},
		"empty":         {"", "line 1: it does not begin"},
		"unknown key":   {"+++\ntitle = \"A\"\ntitel = \"B\"\n+++\n", `line 3: unknown key "titel"; did you mean "title"?`},
		"nothing close": {"+++\nqqqqqqq = 1\n+++\n", `line 2: unknown key "qqqqqqq"; known are title, to`},
		"wrong type":    {"+++\n\ntitle = 7\n+++\n", "letter a.md, line 3: "},
		"no TOML":       {"+++\n= =\n+++\n", "letter a.md, line 2: "},
		"too long":      {"+++\n+++\n" + strings.Repeat("x", frontmatter.Most), "letter a.md: it has 65544 bytes; at most 65536 are read"},
	} {
		_, wrong := frontmatter.Read(fstest.MapFS{"a.md": {Data: []byte(c.text)}}, "a.md", letter, &settings{})
		if len(wrong) != 1 || !strings.Contains(wrong[0].Error(), c.says) {
			t.Errorf("%s: %v does not say %q", name, wrong, c.says)
		}
	}
	if _, wrong := frontmatter.Read(fstest.MapFS{}, "a.md", letter, &settings{}); len(wrong) != 1 || !errors.Is(wrong[0], fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", wrong)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("+++\ntitle = \"A\"\n+++\ntext"))
	f.Add([]byte("+++\n+++\n+++\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, wrong := frontmatter.Read(fstest.MapFS{"a.md": {Data: data}}, "a.md", letter, &settings{})
		for _, err := range wrong {
			if !strings.HasPrefix(err.Error(), "letter a.md") {
				t.Errorf("%q does not say where", err)
			}
		}
		if len(wrong) == 0 && file.Body != strings.TrimSpace(file.Body) {
			t.Errorf("body %q", file.Body)
		}
	})
}
