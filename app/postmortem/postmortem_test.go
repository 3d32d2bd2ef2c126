package postmortem

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"turnaround/app/frontmatter"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/update"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func at(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }

// outage is an incident with customers: told late once, over after an hour.
func outage() Known {
	n := 0
	entry := func(minute int, kind incident.Kind, by incident.PersonID, said string, data any) incident.Entry {
		n++
		return incident.Entry{ID: fmt.Sprintf("01ENTRY%03d", n), Incident: "I", At: at(minute), Kind: kind, By: by, Text: said, Data: incident.Pack(data)}
	}
	affected := incident.Affected{Impact: incident.ImpactConfirmed, Start: at(0), End: at(60), Who: "people paying by card", What: "About 1 in 8 card payments fails",
		Share: "about 1 in 8", Works: "Bank transfer", Data: incident.DataSafe, Contacts: 41}
	spoken := func(minute int, publication string, phase incident.Phase, due int, body string) incident.Entry {
		s := incident.Spoken{Publication: publication, Channel: "page", Phase: phase, Visible: at(minute), Body: body}
		if due > 0 {
			s.Due = at(due)
		}
		return entry(minute, incident.KindPublished, "p", body, s)
	}
	entries := []incident.Entry{
		entry(2, incident.KindOpened, "", "Checkout <b>fails</b>", incident.Opened{}),
		entry(2, incident.KindFired, "", "PaymentTimeout", incident.Fired{First: true}),
		entry(3, incident.KindFired, "", "PaymentTimeout 2", incident.Fired{}),
		entry(3, incident.KindNotified, "", "rang", nil),
		entry(4, incident.KindAcknowledged, "p", "", incident.Held{}),
		entry(5, incident.KindImpact, "p", "", affected),
		spoken(8, "u1", incident.Investigating, 30, "We are looking into failing card payments."),
		spoken(8, "u1", incident.Investigating, 30, "The same by mail."),
		entry(20, incident.KindNoted, "p", "Signed in with password: hunter22", nil),
		spoken(40, "u2", incident.Monitoring, 70, "Repaired; we are watching."),
		spoken(62, "u3", incident.PhaseResolved, 0, "It is over."),
	}
	inc := incident.Incident{ID: "I", Number: 48213, Title: "Checkout fails for card payments", Severity: incident.Critical, Source: "eu-prod", StartedAt: at(2),
		AcknowledgedAt: at(4), Customers: incident.Customers{Affected: affected}}
	return Known{Incident: inc, Entries: entries, AsOf: at(120), Rules: journey.Rules{Grace: journey.DefaultGrace, Stale: 30 * time.Minute},
		Name: func(id incident.PersonID) string { return map[incident.PersonID]string{"p": "Kim Planted"}[id] }}
}

func TestSectionsAreFilledFromTheTimeline(t *testing.T) {
	for _, c := range []struct {
		language string
		wants    map[string][]string
	}{
		{"en", map[string][]string{
			"summary":   {"Checkout fails for card payments: About 1 in 8 card payments fails.", "began at 2026-05-12 12:00 UTC and lasted 1 hour", "people paying by card"},
			"impact":    {"How many: about 1 in 8.", "Bank transfer", "41"},
			"data":      {"No data was lost"},
			"detection": {"by eu-prod", "2 minutes after customers", "acknowledged at 12:04 UTC, 2 minutes later"},
			"timeline":  {`- 12:02 UTC Incident opened: Checkout \<b>fails\</b> [@01ENTRY001]`, "(the first of 2 in a row) [@01ENTRY002]", "Acknowledged by Kim Planted", "Customers were told, monitoring: Repaired"},
			"heard":     {"first update came 8 minutes after", "longest silence was 32 minutes", "kept: 1 of 2.", "Late by: 10 minutes", "- 12:08 UTC, investigating: We are looking into failing card payments. (next update promised by 12:30 UTC) [@01ENTRY007]"},
		}},
		{"de", map[string][]string{
			"summary":  {"Es begann am 12.05.2026 12:00 UTC und dauerte 1 Stunde"},
			"timeline": {"Quittiert von Kim Planted", "Meldung an Kunden, in Beobachtung: Repaired"},
			"heard":    {"gehalten wurden: 1 von 2."},
		}},
	} {
		d := set(t, c.language).New(outage(), at(120))
		for section, wants := range c.wants {
			for _, want := range wants {
				if !strings.Contains(d.Sections[section].Body, want) {
					t.Errorf("%s %s: %q is not in\n%s", c.language, section, want, d.Sections[section].Body)
				}
			}
		}
		if body := d.Sections["heard"].Body; strings.Contains(body, "The same by mail") || strings.Contains(d.Sections["timeline"].Body, "rang") {
			t.Errorf("told twice, or noise:\n%s", body)
		}
	}
}

func TestALongTimelineKeepsBothItsEnds(t *testing.T) {
	k := outage()
	k.Entries = nil
	for n := range 10_000 {
		k.Entries = append(k.Entries, incident.Entry{ID: fmt.Sprintf("01NOTE%06d", n), At: at(n), Kind: incident.KindNoted, Text: fmt.Sprintf("note %d of %s", n, strings.Repeat("x", 500))})
	}
	d := set(t, "en").New(k, at(20_000))
	body := d.Sections["timeline"].Body
	for _, want := range []string{"[@01NOTE000000]", "(9850 more entries are left out here)", "[@01NOTE009999]"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count(body, "\n"); n != longestList {
		t.Errorf("%d lines", n)
	}
	if _, err := d.JSON(); err != nil {
		t.Error(err)
	}
}

func TestOfNothingNothingIsInvented(t *testing.T) {
	for _, language := range Languages {
		s := set(t, language)
		d := s.New(Known{Incident: incident.Incident{ID: "I", Title: "x"}}, noon)
		for _, section := range s.List() {
			body := d.Sections[section.ID].Body
			if strings.Contains(body, "{{") || strings.Contains(body, "0001") {
				t.Errorf("%s %s: %s", language, section.ID, body)
			}
			if m := d.Mark(section); m.State == Full {
				t.Errorf("%s %s is full with %q", language, section.ID, body)
			}
		}
	}
}

func TestASectionIsMarkedByItsRule(t *testing.T) {
	s := set(t, "en")
	d := s.New(outage(), at(120))
	mark := func(id string) Mark {
		section, ok := s.Get(id)
		if !ok {
			t.Fatal(id)
		}
		return d.Mark(section)
	}
	for id, want := range map[string]State{"timeline": Full, "heard": Full, "data": Full, "summary": Half, "detection": Half, "factors": None, "actions": None} {
		if got := mark(id); got.State != want {
			t.Errorf("%s: %+v, want %s", id, got, want)
		}
	}
	for _, c := range []struct {
		section, body, why string
		want               State
	}{
		{"factors", "- One [@01ENTRY002]", "1 of at least 2 points", Half},
		{"factors", "- One\n- Two", "0 of at least 1 entries cited", Half},
		{"factors", "- One [@01ENTRY002]\n- Two", "", Full},
		{"impact", "Many people could not pay by card, and had to wait for hours.", "no number is in it", Half},
		{"summary", "Short.", "1 of at least 20 words", Half},
		{"headline", "", "may stay empty", None},
		{"well", "  \n", "nothing is written yet", None},
		{"well", "- [fill in: what?]", "still to be filled in: what?", Half},
	} {
		if err := d.Write(s, c.section, c.body, at(130)); err != nil {
			t.Fatal(err)
		}
		if got := mark(c.section); got.State != c.want || got.Say() != c.why {
			t.Errorf("%s %q: %+v %q", c.section, c.body, got, got.Say())
		}
	}
	if _, err := d.SetAction(Action{Text: "Cap retries"}, at(131)); err != nil {
		t.Fatal(err)
	}
	if got := mark("actions"); got.State != Half || got.Say() != "A1 lacks an owner, a day or a type" {
		t.Errorf("%+v", got)
	}
	if _, err := d.SetAction(Action{ID: "A1", Text: "Cap retries", Kind: Mitigate, Owner: "Payments", Due: "2026-05-20"}, at(132)); err != nil {
		t.Fatal(err)
	}
	if got := mark("actions"); got.State != Full {
		t.Errorf("%+v", got)
	}
}

func TestRefillKeepsWhatSomebodyWrote(t *testing.T) {
	s := set(t, "en")
	early := outage()
	early.Entries = early.Entries[:5]
	d := s.New(early, at(5))
	if err := d.Write(s, "summary", "Ours.", at(6)); err != nil {
		t.Fatal(err)
	}
	if n := d.Refill(s, s.Facts(outage()), at(120)); n == 0 {
		t.Error("nothing is new")
	}
	if d.Sections["summary"].Body != "Ours." || !strings.Contains(d.Sections["heard"].Body, "It is over") {
		t.Errorf("%+v", d.Sections)
	}
}

func TestWhatCannotBeKeptIsExplained(t *testing.T) {
	s := set(t, "en")
	d := s.New(outage(), at(120))
	for want, err := range map[string]error{
		`did you mean "summary"?`:  d.Write(s, "sumary", "x", noon),
		"at most 40000 are kept":   d.Write(s, "summary", strings.Repeat("x", longestSection+1), noon),
		"say what is to be done":   second(d.SetAction(Action{}, noon)),
		`type "fix"; give prevent`: second(d.SetAction(Action{Text: "x", Kind: "fix"}, noon)),
		"a day like 2026-05-19":    second(d.SetAction(Action{Text: "x", Due: "soon"}, noon)),
		`action "A9"`:              second(d.SetAction(Action{ID: "A9", Text: "x"}, noon)),
		"there is no such action":  d.DropAction("A9", noon),
		"it is damaged":            second(Read([]byte("{"))),
		"this is none":             second(Read([]byte("{}"))),
		"by a newer version":       second(Read([]byte(`{"version":2}`))),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestActionsKeepTheirIDs(t *testing.T) {
	var d Document
	for _, said := range []string{"one", "two", "three"} {
		if _, err := d.SetAction(Action{Text: said}, noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.DropAction("a2", noon); err != nil {
		t.Fatal(err)
	}
	id, err := d.SetAction(Action{Text: "four"}, noon)
	if err != nil || id == "A3" || len(d.Actions) != 3 {
		t.Errorf("%s %v %+v", id, err, d.Actions)
	}
}

func TestADocumentSurvivesItsForm(t *testing.T) {
	d := set(t, "de").New(outage(), at(120))
	raw, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(raw)
	if err != nil || again.Sections["timeline"] != d.Sections["timeline"] || again.Title != d.Title {
		t.Errorf("%+v %v", again, err)
	}
	d.Sections["x"] = Text{Body: strings.Repeat("x", longestWhole)}
	if _, err := d.JSON(); err == nil {
		t.Error("a document that no draft holds was written")
	}
}

func TestOwnSectionsAddReplaceAndAreChecked(t *testing.T) {
	const good = "+++\nid = \"%s\"\ntitle = \"Ours\"\norder = 15\nguidance = \"Say it\"\n+++\nBegan {{since}}\n"
	folder := fstest.MapFS{
		"postmortem/en/a.md": {Data: []byte(fmt.Sprintf(good, "cost"))},
		"postmortem/en/b.md": {Data: []byte(fmt.Sprintf(good, "summary"))},
		"postmortem/en/c.md": {Data: []byte(fmt.Sprintf(good, "cost"))},
		"postmortem/en/d.md": {Data: []byte("no head")},
		"postmortem/en/e.md": {Data: []byte("+++\nid = \"e\"\ntitel = \"E\"\n+++\n")},
		"postmortem/en/f.md": {Data: []byte("+++\nid = \"F!\"\ntitle = \"F\"\npublic = \"sumary\"\n+++\n{{sinc}}\n")},
		"postmortem/en/g.md": {Data: []byte("+++\nid = 7\n+++\n")},
		"postmortem/en/h.md": {Data: []byte(strings.Repeat("x", frontmatter.Most+1))},
	}
	s, problems := Sections("en", folder)
	if own, ok := s.Get("cost"); !ok || own.Own != "postmortem/en/a.md" {
		t.Errorf("added: %+v", own)
	}
	if own, _ := s.Get("summary"); own.Title != "Ours" {
		t.Errorf("replaced: %+v", own)
	}
	said := ""
	for _, err := range problems {
		said += err.Error() + "\n"
	}
	for _, want := range []string{
		`c.md: id "cost" is that of a.md too; give it another`, "d.md, line 1: it does not begin with settings", `e.md, line 3: unknown key "titel"; did you mean "title"?`,
		`f.md: "guidance" is missing`, `id "F!"; small letters`, `unknown public part "sumary"; did you mean "summary"?`, `f.md, line 6: unknown fact {{sinc}}; did you mean "since"?`,
		"g.md, line 2:", "h.md: it has 65537 bytes",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if problems := CheckSections(); len(problems) > 0 {
		t.Errorf("the built-in ones: %v", problems)
	}
}

func TestBothLanguagesHaveTheSameSections(t *testing.T) {
	en, de := set(t, "en").List(), set(t, "de").List()
	if len(en) != len(de) {
		t.Fatalf("%d and %d", len(en), len(de))
	}
	for i := range en {
		if en[i].ID != de[i].ID || en[i].Public != de[i].Public || en[i].Full != de[i].Full {
			t.Errorf("%+v\n%+v", en[i], de[i])
		}
	}
}

// written is a postmortem whose parts for customers are complete.
func written(t *testing.T, s Set) Document {
	t.Helper()
	d := s.New(outage(), at(120))
	for section, body := range map[string]string{
		"summary":  "For an hour on 12 May about 1 in 8 card payments failed.",
		"factors":  "## One bank\n- The bank slowed down [@01ENTRY002] ![x](https://evil.example/x.png)\n- db-prod-03.internal had no spare <script>alert(1)</script> [@01NOTTHERE1]",
		"happened": "A bank we work with became slow, and our checkout waited for it until no more payments went through.",
		"sorry":    "Some of you stood at the till and could not pay. We are sorry for that.",
		"contact":  "support@example.com",
	} {
		if err := d.Write(s, section, body, at(121)); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range []Action{
		{Text: "Cap retries | per worker on db-prod-03", Kind: Mitigate, Owner: "Kim Planted", Due: "2026-05-20", Public: "One slow bank no longer holds up the others"},
		{Text: "Alert by region", Kind: Detect},
	} {
		if _, err := d.SetAction(a, at(122)); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestMarkdownHoldsEverythingWithItsEvidence(t *testing.T) {
	s := set(t, "en")
	out, err := written(t, s).Markdown(s, s.Facts(outage()))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out, "hunter22") || strings.Count(out, "(a key, taken out)") == 0 {
		t.Error("a key that somebody noted is handed on")
	}
	if strings.Contains(out, "The same by mail") {
		t.Error("an update is told once for each channel")
	}
	for _, want := range []string{
		"# Postmortem: Checkout fails for card payments\n", "SEV1 #48213", "## Contributing factors\n\n#### One bank", "The bank slowed down[^2]",
		`| A1 | Cap retries \| per worker on db-prod-03 | mitigate | Kim Planted | 2026-05-20 | open |`, "| A2 | Alert by region | detect | no owner | no date | open |",
		"[^2]: 12:02 UTC Alert: PaymentTimeout (01ENTRY002)", "not in the timeline of this incident (01NOTTHERE1)",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.Contains(out, "[@") {
		t.Errorf("a citation was left:\n%s", out)
	}
}

func TestAPageLoadsAndRunsNothing(t *testing.T) {
	s := set(t, "de")
	d := written(t, s)
	d.Title = `<script>alert("x")</script> & Co`
	if err := d.Write(s, "well", "[klick](javascript:alert(1)) <img src=https://evil.example/y.png> ![](https://evil.example/z.png)", noon); err != nil {
		t.Fatal(err)
	}
	out, err := d.HTML(s, s.Facts(outage()))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="de">`, "<title>Postmortem: &lt;script&gt;", `<meta charset="utf-8">`, "default-src 'none'", "<table>", `href="https://evil.example/x.png"`, "&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=https://evil.example/y.png&gt;", "</html>", "Maßnahmen"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	for _, bad := range []string{"<script", "<img", "javascript:", "<link", "@import", "raw HTML omitted", "url("} {
		if strings.Contains(out, bad) {
			t.Errorf("%q is in\n%s", bad, out)
		}
	}
}

func TestTheVersionForCustomersHasItsVoiceAndNothingInternal(t *testing.T) {
	for _, language := range Languages {
		s := set(t, language)
		templates, problems := update.Templates(language)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		d, f := written(t, s), s.Facts(outage())
		out, err := d.Public(s, f, templates, at(200))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"# Checkout fails", "## ", "For an hour on 12 May", "One slow bank no longer holds up the others, b", "We are sorry for that", "support@example.com", "12:08 UTC"} {
			if !strings.Contains(out, want) {
				t.Errorf("%q is not in\n%s", want, out)
			}
		}
		for _, bad := range []string{"Kim", "db-prod", "[@", "Alert by region", "Cap retries", "eu-prod"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q is in\n%s", bad, out)
			}
		}
		page, err := d.PublicHTML(s, f, templates, at(200))
		if err != nil || !strings.Contains(page, `lang="`+language+`"`) {
			t.Errorf("%v\n%s", err, page)
		}
	}
}

func TestALeakRefusesTheVersionForCustomers(t *testing.T) {
	s := set(t, "en")
	templates, _ := update.Templates("en")
	for _, c := range []struct{ section, body, says string }{
		{"happened", "The machine db-prod-03.internal was full, which stopped all payments for an hour.", `under "What happened"`},
		{"happened", "See OPS-4711 for how payments stopped.", "This shows a ticket (CU20)"},
		{"happened", "Kim Planted restarted it, and payments went through again.", namesColleague},
		{"did", "We rotated AKIAABCDEFGHIJKLMNOP and payments went through.", "a key of AWS"},
		{"happened", "At Globex nobody could pay for an hour.", "names a customer"},
		{"headline", "db-prod-03 is down", "the name of a machine"},
	} {
		d, k := written(t, s), outage()
		k.Customers = []string{"Globex"}
		if err := d.Write(s, c.section, c.body, noon); err != nil {
			t.Fatal(err)
		}
		out, err := d.Public(s, s.Facts(k), templates, at(200))
		var leak *Leak
		if !errors.As(err, &leak) || out != "" || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "AKIA") {
			t.Errorf("%q: %v\n%s", c.body, err, out)
		}
		if page, err := d.PublicHTML(s, s.Facts(k), templates, at(200)); err == nil || page != "" {
			t.Errorf("%q came out as a page", c.body)
		}
	}
}

func TestAnUnfinishedVersionForCustomersIsRefused(t *testing.T) {
	s := set(t, "en")
	templates, _ := update.Templates("en")
	d := s.New(outage(), at(120))
	_, err := d.Public(s, s.Facts(outage()), templates, at(200))
	if !errors.Is(err, ErrUnfinished) || !strings.Contains(err.Error(), "(happened)") || !strings.Contains(err.Error(), "what you are changing") {
		t.Errorf("%v", err)
	}
}
