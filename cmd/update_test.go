package cmd

import (
	"os"
	"strings"
	"testing"
	"time"

	"turnaround/app/update"
)

// answered are flags of a draft that passes every check.
var answered = []string{"update", "new", "--title", "Card payments in the EU", "--what", "about 1 in 8 card payments in the EU fails", "--since", "40m",
	"--doing", "We are moving payments to a second bank", "--meanwhile", "Bank transfer works; please use it until then", "--next", "30m", "--severity", "2", "--by", "Kim", "--link", "https://status.example.com"}

func TestADraftIsWrittenPreviewedAndChecked(t *testing.T) {
	s := newShell(t, "")
	if out := s.ok(append(answered, "-o", s.path("draft.json"))...); out != "" {
		t.Errorf("a file says nothing: %s", out)
	}
	info, err := os.Stat(s.path("draft.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	out := s.ok("update", "preview", s.path("draft.json"), "--zone", "Europe/Berlin")
	for _, want := range []string{"--- page (T01)\nTitle: Card payments in the EU\nAbout 1 in 8 card payments in the EU fails. This began at ", "--- mail (T01)\nSubject: We are looking into it: Card payments in the EU\nHello,",
		"--- chat (T01)\nCard payments in the EU: about", "--- macro (T14)\nSubject: Your message", "--- brief (T15)\nSubject: SEV2: Card payments", "even if nothing has changed.", "https://status.example.com", "Kim"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if out := s.ok("update", "check", s.path("draft.json"), "--as", "page"); out != "--- page (T01)\nNothing to mend.\n" {
		t.Errorf("checked: %s", out)
	}
	var texts []update.Text
	s.json(&texts, "update", "preview", s.path("draft.json"), "--as", "page,Chat")
	if len(texts) != 2 || texts[1].Medium != update.Chat || texts[0].Due.Before(time.Now()) {
		t.Errorf("as JSON: %+v", texts)
	}
}

func TestADraftIsHandedOnAsText(t *testing.T) {
	s := newShell(t, "")
	packed := s.ok(append(answered, "--text")...)
	s.input = "Can you publish this?\n" + packed + "Thanks"
	if out := s.ok("update", "preview", "-", "--as", "page"); !strings.Contains(out, "About 1 in 8") {
		t.Errorf("from text: %s", out)
	}
	s.input = packed[:len(packed)-40]
	if _, errs, code := s.run("update", "preview", "-"); code != exitFailed || !strings.Contains(errs, "its end is missing") {
		t.Errorf("cut: exit %d, %s", code, errs)
	}
}

func TestADraftThatMustNotGoOutIsStopped(t *testing.T) {
	s := newShell(t, "")
	s.input = s.ok("update", "new", "--what", "db-prod-03.internal is slow")
	out, errs, code := s.run("update", "check", "-", "--as", "page,brief")
	if code != exitFailed || !strings.Contains(errs, "has to be mended") || !strings.Contains(out, "No answer yet: since, next.") || !strings.Contains(out, "block   CU20 (line 1)") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	out, _, code = s.run("update", "check", "-", "--as", "page", "--json")
	if code != exitFailed || !strings.Contains(out, `"as": "page"`) || !strings.Contains(out, `"id": "CU01"`) {
		t.Errorf("as JSON: exit %d\n%s", code, out)
	}
}

func TestOwnTemplatesAreUsedAndChecked(t *testing.T) {
	s := newShell(t, "")
	if err := os.MkdirAll(s.path("templates/en"), 0o700); err != nil {
		t.Fatal(err)
	}
	own := "+++\nid = \"shop\"\ntitle = \"Shop\"\nwhen = \"the shop\"\naudience = \"public\"\nlongest = 50\n[[field]]\nname = \"shop\"\nguidance = \"which\"\n+++\nThe shop {{shop}} is slow.\n"
	s.write("templates/en/shop.md", own)
	s.write("templates/en/broken.md", strings.Replace(own, "guidance", "guidence", 1))
	out, errs, code := s.run("update", "templates")
	if code != exitOK || !strings.Contains(out, "T01   Acknowledge: ") || !strings.Contains(out, "shop  Shop: the shop") || !strings.Contains(errs, `did you mean "guidance"?`) {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	var item TemplateItem
	s.json(&item, "update", "templates", "shop")
	if item.Own != "en/shop.md" || len(item.Fields) != 1 {
		t.Errorf("%+v", item)
	}
	if out := s.ok("update", "templates", "T04", "--lang", "de"); !strings.Contains(out, "Ursache gefunden") || !strings.Contains(out, "cause        (needed)") {
		t.Errorf("one template: %s", out)
	}
	if out, _, _ := s.run("doctor"); !strings.Contains(out, `warn  templates: template en/broken.md, line 9: unknown key "guidence"`) {
		t.Errorf("doctor: %s", out)
	}
	s.input = s.ok("update", "new", "--template", "shop", "--field", "shop=Rome")
	if out := s.ok("update", "preview", "-", "--as", "page"); !strings.Contains(out, "The shop Rome is slow.") {
		t.Errorf("own template: %s", out)
	}
}

func TestUpdateNamesAWrongUse(t *testing.T) {
	s := newShell(t, "")
	s.write("there.json", "x")
	s.input = s.ok("update", "new", "--what", "Exports fail")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"publsh"}, exitUsage, "publsh"},
		{[]string{"new", "--phase", "broken"}, exitUsage, `--phase "broken": give investigating`},
		{[]string{"new", "--lang", "fr"}, exitUsage, `--lang "fr"`},
		{[]string{"new", "--severity", "7"}, exitUsage, "--severity 7"},
		{[]string{"new", "--data", "lost"}, exitUsage, `--data "lost": give safe or affected`},
		{[]string{"new", "--next", "soon"}, exitUsage, `--next "soon": give a span`},
		{[]string{"new", "--since", "early"}, exitUsage, `--since "early": give a span like 40m`},
		{[]string{"new", "--since", "10m", "--until", "20m"}, exitUsage, `--until "20m" is not after --since "10m"`},
		{[]string{"new", "--template", "T99"}, exitUsage, `--template "T99": there is none`},
		{[]string{"new", "--template", "T05", "--field", "stps=1"}, exitUsage, `did you mean "steps"?`},
		{[]string{"new", "stray"}, exitUsage, "stray"},
		{[]string{"new", "-o", s.path("there.json")}, exitFailed, "is there already"},
		{[]string{"new", "-o", s.path("none/draft.json")}, exitFailed, "write the draft"},
		{[]string{"preview"}, exitUsage, "accepts 1 arg"},
		{[]string{"preview", "-", "--as", "fax"}, exitUsage, `--as "fax": give page, mail, chat, macro, brief`},
		{[]string{"preview", "-", "--zone", "Mars"}, exitUsage, `--zone "Mars"`},
		{[]string{"preview", "-", "--lang", "fr"}, exitUsage, `--lang "fr"`},
		{[]string{"preview", s.path("none.json")}, exitFailed, "read the draft"},
		{[]string{"check", s.path("there.json")}, exitFailed, "this is no draft of Turnaround"},
		{[]string{"templates", "T99"}, exitUsage, `no template "T99"`},
		{[]string{"templates", "--lang", "fr"}, exitUsage, `--lang "fr"`},
	} {
		out, errs, code := s.run(append([]string{"update"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("update %v: exit %d, want %d\n%s%s", c.args, code, c.code, out, errs)
		}
	}
}

func TestTimesThatPassed(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for said, want := range map[string]time.Time{
		"40m": now.Add(-40 * time.Minute), "40m ago": now.Add(-40 * time.Minute), "11:30": now.Add(-30 * time.Minute), "12:30": now.Add(-23*time.Hour - 30*time.Minute),
		"2026-03-01 08:00": time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), "2026-03-04T12:00:00+01:00": now.Add(-time.Hour), "": {},
	} {
		if got, err := pastAt("--since", said, now); err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v; want %v", said, got, err, want)
		}
	}
}
