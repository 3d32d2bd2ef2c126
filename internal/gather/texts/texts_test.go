package texts_test

import (
	"slices"
	"strings"
	"testing"

	"turnaround/internal/gather/texts"
	"turnaround/internal/lint"
	"turnaround/ui/words"
)

// source parses a file of a screen.
func source(t *testing.T, body string) []texts.Text {
	t.Helper()
	file, err := lint.Parse("ui/board/a.go", "package board\n\nimport \"turnaround/ui/words\"\n\n"+body)
	if err != nil {
		t.Fatal(err)
	}
	return texts.In([]lint.File{file})
}

func TestTextsAreFoundHoweverTheyAreWritten(t *testing.T) {
	found := source(t, `
const ask = "May it " + "page?"
var table = []string{words.Mark("Marked")}
var later = func() string { return words.T("Later") }
func f(s string) {
	words.T(ask)
	words.T("Sent to {{.Name}}", words.Data{"Name": s})
	words.N("{{.Count}} alerts", 3)
	words.T(s)
	words.As("status", "Open")
}`)
	var keys []string
	for _, text := range found {
		keys = append(keys, text.Key)
		if text.Early {
			t.Errorf("%q is taken for early", text.Key)
		}
	}
	if own := found[len(found)-1].Own(); own.Other != "Open" {
		t.Errorf("a text with a meaning is %q in English", own.Other)
	}
	want := []string{"Marked", "Later", "May it page?", "Sent to {{.Name}}", "{{.Count}} alerts", "", "Open [status]"}
	if !slices.Equal(keys, want) {
		t.Errorf("found %q, want %q", keys, want)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		there map[string]words.Text
		wrong string // "" if nothing is
	}{
		"all is there": {`func f() { words.T("A {{.B}}", words.Data{"B": 1}) }`, map[string]words.Text{"A {{.B}}": {Other: "{{.B}} a"}}, ""},
		"missing":      {`func f() { words.T("A") }`, nil, "has no translation"},
		"unused":       {`func f() {}`, map[string]words.Text{"A": {Other: "a"}}, "said nowhere"},
		"empty":        {`func f() { words.T("A") }`, map[string]words.Text{"A": {}}, "empty"},
		"not given":    {`func f() { words.T("A {{.B}}", words.Data{"C": 1}) }`, map[string]words.Text{"A {{.B}}": {Other: "a {{.B}}"}}, "is not given"},
		"no data":      {`func f() { words.T("A {{.B}}") }`, map[string]words.Text{"A {{.B}}": {Other: "a {{.B}}"}}, "is not given"},
		"wrong field":  {`func f() { words.T("A {{.B}}", words.Data{"B": 1}) }`, map[string]words.Text{"A {{.B}}": {Other: "a {{.B}} {{.C}}"}}, "does not have"},
		"lost field":   {`func f() { words.T("A {{.B}}", words.Data{"B": 1}) }`, map[string]words.Text{"A {{.B}}": {Other: "a"}}, "without {{.B}}"},
		"no template":  {`func f() { words.T("A") }`, map[string]words.Text{"A": {Other: "a {{"}}, "no template"},
		"too clever":   {`func f() { words.T("A {{.B}}", words.Data{"B": 1}) }`, map[string]words.Text{"A {{.B}}": {Other: "{{if .B}}a{{end}}"}}, "plain fields"},
		"counted":      {`func f() { words.N("{{.Count}} a", 1) }`, map[string]words.Text{"{{.Count}} a": {Other: "{{.Count}} a"}}, "is counted"},
		"one alone":    {`func f() { words.N("{{.Count}} a", 1) }`, map[string]words.Text{"{{.Count}} a": {One: "ein a", Other: "{{.Count}} a"}}, ""},
		"early":        {`var a = words.T("A")`, map[string]words.Text{}, "before the language"},
		"both ways":    {`func f() { words.T("A"); words.N("A", 1) }`, map[string]words.Text{"A": {Other: "a"}}, "is counted, but not"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := strings.Join(texts.Check(source(t, c.body), "de", c.there), "\n")
			if c.wrong == "" && wrong != "" || !strings.Contains(wrong, c.wrong) {
				t.Errorf("said %q, want %q", wrong, c.wrong)
			}
		})
	}
}
