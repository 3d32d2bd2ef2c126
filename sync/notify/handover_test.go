package notify

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"git.sr.ht/~jackmordaunt/go-toast/tmpl"

	"turnaround/app/page"
)

// toast has the fields go-toast's templates read; its own type is Windows' only
// in part.
type toast struct {
	ActivationType, ActivationArguments, Duration, Icon, Title, Body, Audio string
	Loop                                                                    bool
	Inputs, Actions                                                         []struct{}
}

// toastXML is what beeep makes go-toast load on Windows.
func toastXML(t *testing.T, h handover) string {
	t.Helper()
	var out bytes.Buffer
	err := tmpl.XMLTemplate.Execute(&out, toast{
		ActivationType: "foreground", Duration: "short", Audio: "silent", Title: h.Title, Body: h.Body,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// read parses a toast as Windows would: its texts, and how many other elements
// a stranger could have added.
func readToast(t *testing.T, document string) (texts []string, extra []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(document))
	open := ""
	for {
		token, err := d.Token()
		if token == nil {
			return texts, extra
		}
		if err != nil {
			t.Fatalf("the toast is no XML: %v\n%s", err, document)
		}
		switch x := token.(type) {
		case xml.StartElement:
			open = x.Name.Local
			switch open {
			case "text":
				texts = append(texts, "")
			case "toast", "visual", "binding", "audio":
			default:
				extra = append(extra, open)
			}
		case xml.EndElement:
			open = ""
		case xml.CharData:
			if open == "text" {
				texts[len(texts)-1] += string(x)
			}
		}
	}
}

func TestWindowsToastHoldsJustTheTwoTexts(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			h := forProgram(page.Note{Title: text, Body: text})
			texts, extra := readToast(t, toastXML(t, h))
			want := []string{h.Title}
			if h.Body != "" {
				want = append(want, h.Body)
			}
			if strings.Join(texts, "|") != strings.Join(want, "|") || len(extra) > 0 {
				t.Fatalf("texts %q, want %q; extra elements %q", texts, want, extra)
			}
		})
	}
}

func TestPowerShellFindsNothingToExpand(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			empty := powershell(t, toastXML(t, handover{Title: "x", Body: "x"}))
			h := forProgram(page.Note{Title: text, Body: "b" + text})
			script := powershell(t, toastXML(t, h))
			// Inside an expandable here-string only $, backtick and a line that
			// starts with a quote and @ mean anything.
			for _, sign := range []string{"$", "`", "\n\"@", "\n”@", "\n“@", "\n„@"} {
				if got, want := strings.Count(script, sign), strings.Count(empty, sign); got != want {
					t.Fatalf("%q occurs %d times, %d in a harmless script:\n%s", sign, got, want, script)
				}
			}
			if got, want := strings.Count(script, "\n"), strings.Count(empty, "\n"); got != want {
				t.Fatalf("%d lines, want %d", got, want)
			}
		})
	}
}

// powershell is go-toast's fallback script around a toast.
func powershell(t *testing.T, document string) string {
	t.Helper()
	var out bytes.Buffer
	if err := tmpl.ScriptTemplate.Execute(&out, struct{ AppID, XML string }{"Turnaround", document}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAppleScriptReadsTwoWholeStrings(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			h := forProgram(page.Note{Title: text, Body: text})
			// The line beeep gives to osascript -e.
			script := fmt.Sprintf("display notification %q with title %q", h.Body, h.Title)
			want := `display notification "` + h.Body + `" with title "` + h.Title + `"`
			if script != want {
				t.Fatalf("Go's quoting changed the text:\n%s\nwant\n%s", script, want)
			}
			if strings.Count(script, `"`) != 4 || strings.Contains(script, `\`) {
				t.Fatalf("a string does not end where it should: %s", script)
			}
		})
	}
}

func TestProgramsSeeTextsNotOptions(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			h := forProgram(page.Note{Title: text, Body: text})
			if h.Title == "" {
				t.Fatal("an empty title")
			}
			// notify-send and kdialog take both as bare arguments,
			// terminal-notifier parses a leading bracket or brace as a list.
			for _, argument := range []string{h.Title, h.Body} {
				checkStrict(t, argument, maxBody)
				if strings.ContainsRune(argument, 0) || strings.Contains(argument, "\n") {
					t.Fatalf("not one argument: %q", argument)
				}
			}
		})
	}
}

func TestBusTextIsReadableAndEscapedOnlyWhereMarkupIsRead(t *testing.T) {
	note := page.Note{Title: `"web" <b>down</b> & out`, Body: `it's <i>so</i> & "so" $(id)`}
	for name, c := range map[string]struct {
		capabilities []string
		want         handover
	}{
		"plain": {[]string{"actions", "body"}, handover{
			`"web" <b>down</b> & out`, `it's <i>so</i> & "so" $(id)`}},
		"markup": {[]string{"actions", "body", "body-markup"}, handover{
			`"web" <b>down</b> & out`, `it's &lt;i&gt;so&lt;/i&gt; &amp; "so" $(id)`}},
		"no body": {[]string{"actions"}, handover{
			`"web" <b>down</b> & out: it's <i>so</i> & "so" $(id)`, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := forBus(note, server{capabilities: c.capabilities}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestBusTextOfHostileNotes(t *testing.T) {
	s := server{capabilities: []string{"actions", "body", "body-markup"}}
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			h := forBus(page.Note{Title: text, Body: text}, s)
			checkClean(t, h.Title, maxTitle)
			if h.Title == "" {
				t.Fatal("an empty title")
			}
			var body string
			if err := xml.Unmarshal([]byte("<b>"+h.Body+"</b>"), &body); err != nil {
				t.Fatalf("the body is no markup: %v: %s", err, h.Body)
			}
			checkClean(t, body, maxBody)
		})
	}
}
