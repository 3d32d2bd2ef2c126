package update

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"turnaround/app/incident"
)

func draftOf(language string) Document {
	return Document{Kind: documentKind, Version: documentVersion, Made: noon, By: "Kim", Incident: "01J", Number: 7, Name: "Payments fail", Template: "T04",
		Answers: filled(language), Texts: map[string]Edited{"page": {Title: "Payments", Body: "Two\nlines “quoted” > and \"straight\"."}}, Note: "please publish"}
}

func TestADraftIsHandedOnAsFileAndAsText(t *testing.T) {
	for _, language := range Languages {
		d := draftOf(language)
		raw, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		packed, err := d.Pack()
		if err != nil {
			t.Fatal(err)
		}
		quoted := "Here it is:\n> " + strings.ReplaceAll(strings.ReplaceAll(packed, "\n", "\r\n> "), "A", "A ") + "\nThanks!"
		for name, from := range map[string]string{"a file": string(raw), "a file with a mark": "\ufeff" + string(raw), "text": packed, "a quoted mail": strings.ReplaceAll(quoted, "DRA FT", "DRAFT")} {
			from = strings.NewReplacer("TURNA ROUND", "TURNAROUND").Replace(from)
			got, err := ReadDocument(strings.NewReader(from))
			if err != nil || !reflect.DeepEqual(got, d) {
				t.Errorf("%s %s: %v\n%+v\nwant\n%+v", language, name, err, got, d)
			}
		}
	}
}

func TestADraftThatCannotBeReadSaysWhy(t *testing.T) {
	raw, err := draftOf("en").JSON()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := draftOf("en").Pack()
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, new string) string { return strings.Replace(string(raw), old, new, 1) }
	many := strings.Repeat(`"x1":"a",`, 1)
	for i := range 70 {
		many += `"x` + strings.Repeat("y", i%20) + string(rune('a'+i%26)) + strings.Repeat("z", i/20) + `":"a",`
	}
	for _, c := range []struct{ from, says string }{
		{"", "this is no draft of Turnaround"},
		{"{}", "this is no draft of Turnaround"},
		{"Hello", "this is no draft of Turnaround, or it is damaged"},
		{string(raw) + "{}", "damaged"},
		{change(`"version": 1`, `"version": 2`), "newer version"},
		{change(`"version": 1`, `"version": -1`), "no draft"},
		{change(`"turnaround": "draft"`, `"turnaround": "bundle"`), "no draft"},
		{change(`"investigating"`, `"broken"`), `unknown phase "broken"`},
		{change(`"T04"`, `"../T04"`), `"../T04" is no template`},
		{change(`"severity": 2`, `"severity": 9`), "severity 9"},
		{change(`"contacts": 12`, `"contacts": -1`), "below zero"},
		{change(`"before"`, `"Be Fore"`), `an answer to "Be Fore"`},
		{change(`"more": {`, `"more": {`+many), "answers, at most 64"},
		{change(`"2026-03-04T12:00:00Z"`, `"1026-03-04T12:00:00Z"`), "the year 1026"},
		{change(`"2026-03-04T12:00:00Z"`, `"yesterday"`), "read the draft"},
		{change(`Two\nlines`, strings.Repeat("x", 4*Longest)), `the text for "page" is too long`},
		{strings.Repeat("x", 2*documentBytes), "longer than"},
		{packed[:len(packed)/2], "its end is missing"},
		{strings.Replace(packed, packed[100:140], "", 1), "cut or changed"},
		{packBegin + packEnd, "a part of it is missing"},
	} {
		if _, err := ReadDocument(strings.NewReader(c.from)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.60q: %v, want %q", c.from, err, c.says)
		}
	}
	if _, err := ReadDocument(strings.NewReader(change(`"version": 1`, `"version": 9`))); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer draft: %v", err)
	}
	d := draftOf("en")
	d.Note = strings.Repeat("x", documentBytes)
	if _, err := d.Pack(); err == nil || !strings.Contains(err.Error(), "shorten its texts") {
		t.Errorf("too long to hand on: %v", err)
	}
}

func TestAStrangersDraftIsTamed(t *testing.T) {
	d := Document{Name: "a\x1b[31m\u202eb\nc", Note: "x\u202ey\nz", Answers: Answers{What: "\x00w\x07", Title: strings.Repeat("t", 999), More: map[string]string{"before": "\u200bq"},
		Facts: incident.Affected{Impact: "huge", Data: "gone"}}, Texts: map[string]Edited{"p\x1bage": {Body: "b\x1b[0m"}}}
	raw, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadDocument(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	all := got.Name + got.Note + got.Answers.What + got.Answers.More["before"] + got.Texts["p age"].Body
	if strings.ContainsAny(all, "\x00\x07\x1b\u202e\u200b") || got.Note != "x y\nz" || len(got.Answers.Title) > 210 || got.Answers.Facts.Impact != "" || got.Answers.Facts.Data != "" {
		t.Errorf("%+v", got)
	}
}

func TestADraftKeepsWhatWasChangedByHand(t *testing.T) {
	d, set := draftOf("en"), setOf(t, "en")
	own, err := d.Compose(set, "page", Channel{Medium: Page, Now: noon})
	if err != nil || own.Body != d.Texts["page"].Body || own.Title != "Payments" {
		t.Errorf("%v: %+v", err, own)
	}
	other, err := d.Compose(set, "news", Channel{Medium: Page, Now: noon})
	if err != nil || !strings.Contains(other.Body, "We have found the cause") {
		t.Errorf("%v: %+v", err, other)
	}
	d.Template = ""
	if chosen, err := d.Compose(set, "news", Channel{Medium: Page, Now: noon}); err != nil || chosen.Template != "T02" {
		t.Errorf("%v: %+v", err, chosen)
	}
	d.Template = "shop"
	if _, err := d.Compose(set, "news", Channel{Medium: Page, Now: noon}); err == nil || !strings.Contains(err.Error(), `"shop", which is not here`) {
		t.Errorf("a template that is not here: %v", err)
	}
}

func FuzzDocument(f *testing.F) {
	for _, language := range Languages {
		raw, err := draftOf(language).JSON()
		if err != nil {
			f.Fatal(err)
		}
		packed, err := draftOf(language).Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add([]byte(packed))
	}
	f.Add([]byte(`{"turnaround":"draft","version":1,"answers":{"next":"0000-01-01T00:00:00Z","more":{"":""}},"texts":{"\u0000":{}}}`))
	set := setOf(f, "en")
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := ReadDocument(bytes.NewReader(raw))
		if err != nil {
			return
		}
		again, err := d.JSON()
		if err != nil {
			return // escapes can make it longer than may be handed on
		}
		back, err := ReadDocument(bytes.NewReader(again))
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		for _, medium := range Media {
			made, err := back.Compose(set, "page", Channel{Medium: medium, Now: noon})
			if err != nil {
				continue
			}
			if _, err := Check(made.Draft(back.Answers, Channel{Medium: medium, Now: noon})); err != nil {
				t.Fatal(err)
			}
		}
	})
}
