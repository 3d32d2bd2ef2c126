package update

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"turnaround/app/frontmatter"
	"turnaround/app/incident"
)

const ownTemplate = `+++
id = "T01"
title = "Ours"
when = "always"
phases = ["investigating"]
audience = "public"
longest = 40
[[field]]
name = "what"
guidance = "what they see"
required = true
[[field]]
name = "shop"
guidance = "which shop"
+++
{{what}}
Shop: {{shop}}.
`

func folder(name, content string) fstest.MapFS {
	return fstest.MapFS{name: {Data: []byte(content)}}
}

func TestTheBuiltInTemplatesAreThereInEveryLanguage(t *testing.T) {
	var first []string
	for _, language := range Languages {
		set, problems := Templates(language)
		if len(problems) > 0 {
			t.Errorf("%s: %v", language, problems)
		}
		var all []string
		for _, tpl := range set.List() {
			all = append(all, tpl.ID)
			if tpl.Language != language || tpl.Own != "" {
				t.Errorf("%s %s: language %q, own %q", language, tpl.ID, tpl.Language, tpl.Own)
			}
		}
		if len(all) != 18 {
			t.Errorf("%s: %v", language, all)
		}
		if first == nil {
			first = all
		}
		if !slices.Equal(all, first) {
			t.Errorf("%s has %v, not %v", language, all, first)
		}
	}
}

func TestTheLanguagesAskForTheSame(t *testing.T) {
	english, _ := Templates("en")
	german, _ := Templates("de-AT")
	for _, e := range english.List() {
		d, _ := german.Get(e.ID)
		names := func(t Template) (all []string) {
			for _, f := range t.Fields {
				all = append(all, f.Name)
				if f.Required {
					all[len(all)-1] += "!"
				}
			}
			return all
		}
		if !slices.Equal(names(e), names(d)) || e.Longest != d.Longest || e.Audience != d.Audience || !slices.Equal(e.Phases, d.Phases) {
			t.Errorf("%s differs: %v and %v", e.ID, names(e), names(d))
		}
	}
}

func TestFoldersAddAndOverride(t *testing.T) {
	team := folder("en/first.md", ownTemplate)
	user := folder("en/shop.md", strings.Replace(ownTemplate, `"T01"`, `"shop-news"`, 1))
	set, problems := Templates("en", team, user)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	first, _ := set.Get("T01")
	added, ok := set.Get("shop-news")
	if first.Title != "Ours" || first.Own != "en/first.md" || !ok || len(set.List()) != 19 {
		t.Errorf("%+v, %+v", first, added)
	}
	german, _ := Templates("de", team, user)
	if t01, _ := german.Get("T01"); t01.Own != "" {
		t.Error("an English template stands in for a German one")
	}
}

func TestAWrongTemplateIsLeftOutAndTold(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{"+++\nid", "id", "line 1: it does not begin with settings between two lines of +++"},
		{`guidance = "which shop"`, `guidence = "which shop"`, `line 14: unknown key "guidence"; did you mean "guidance"?`},
		{`longest = 40`, `lognest = 40`, `line 7: unknown key "lognest"; did you mean "longest"?`},
		{`longest = 40`, `longest = "40"`, "line 7: "},
		{`longest = 40`, `longest = 0`, "longest = 0; give the most words"},
		{`title = "Ours"`, ``, `"title" is missing`},
		{`when = "always"`, `when = " "`, `"when" is missing`},
		{`id = "T01"`, `id = "../T01"`, `line 2: id "../T01"; letters`},
		{`["investigating"]`, `["investigatin"]`, `unknown phase "investigatin"; did you mean "investigating"?`},
		{`"public"`, `"pubic"`, `unknown audience "pubic"; did you mean "public"?`},
		{"{{shop}}", "{{shap}}", `line 17: unknown field {{shap}}; did you mean "shop"?`},
		{"Shop: {{shop}}.", "", `line 13: field "shop" is asked for and never used`},
		{`guidance = "which shop"`, ``, `field "shop" has no guidance`},
		{`name = "shop"`, `name = "what"`, `field "what" is there twice`},
		{`name = "shop"`, `name = "My Shop"`, `field name "My Shop"; small letters`},
		{"{{what}}\nShop: {{shop}}.\n", "", "there is no text below the settings"},
		{"{{what}}", strings.Repeat("x", frontmatter.Most), "at most 65536 are read"},
	} {
		broken := strings.Replace(ownTemplate, c.old, c.new, 1)
		set, problems := Templates("en", folder("en/own.md", broken))
		told := slices.ContainsFunc(problems, func(err error) bool { return strings.Contains(err.Error(), c.says) })
		if !told || !strings.HasPrefix(problems[0].Error(), "template en/own.md") {
			t.Errorf("%q for %q: %v does not say %q", c.new, c.old, problems, c.says)
		}
		if t01, _ := set.Get("T01"); t01.Own != "" || len(set.List()) != 18 {
			t.Errorf("%q: the built-in template does not stay", c.new)
		}
	}
	twice := fstest.MapFS{"de/a.md": {Data: []byte(ownTemplate)}, "de/b.md": {Data: []byte(ownTemplate)}}
	if problems := CheckTemplates(twice); len(problems) != 1 || !strings.Contains(problems[0].Error(), `id "T01" is that of a.md too`) {
		t.Errorf("two of one ID: %v", problems)
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add(ownTemplate)
	f.Add("+++\n[[field]]\n+++\n{{}}")
	f.Add("+++\r\nid='x'\r\n+++\r\n{{a b}} {{{{}}")
	f.Fuzz(func(t *testing.T, content string) {
		set, problems := Templates("en", folder("en/x.md", content))
		if len(problems) == 0 && len(set.List()) < 18 {
			t.Fatal("a template was lost")
		}
		for _, tpl := range set.List() {
			if tpl.Own != "" {
				set.Compose(tpl, filled("en"), Channel{Medium: Chat, Now: noon, Runes: 20})
			}
		}
	})
}

// filled are sensible answers to all that the built-in templates ask.
func filled(language string) Answers {
	a := Answers{Phase: incident.Investigating, Language: language, Severity: incident.Major, Next: noon.Add(30 * time.Minute), Promised: noon.Add(-10 * time.Minute),
		Contact: "support@example.com", Link: "https://status.example.com", Sender: "Robin",
		Facts: incident.Affected{Start: noon.Add(-time.Hour), End: noon.Add(-20 * time.Minute), Data: incident.DataSafe, Contacts: 12}}
	if language == "de" {
		a.Title, a.What, a.Who = "Kartenzahlungen in der EU", "Etwa jede achte Kartenzahlung in der EU schlägt fehl", "wer in der EU mit Karte zahlt"
		a.Doing, a.Meanwhile, a.Cause = "Wir leiten Zahlungen auf eine zweite Bank um.", "Die Überweisung geht; bitte nutzen Sie sie bis dahin", "ein Schlüssel war abgelaufen"
		a.Facts.Where, a.Facts.Share, a.Facts.Works = "EU", "etwa jede achte Zahlung", "Überweisung und Rechnung"
		a.More = germanMore
		return a
	}
	a.Title, a.What, a.Who = "Card payments in the EU", "about 1 in 8 card payments in the EU fails", "people in the EU paying by card"
	a.Doing, a.Meanwhile, a.Cause = "We are moving payments to a second bank.", "Bank transfer works; please use it until then", "a key had run out"
	a.Facts.Where, a.Facts.Share, a.Facts.Works = "EU", "about 1 in 8 payments", "bank transfer and invoice"
	a.More = englishMore
	return a
}

var englishMore = map[string]string{
	"tried": "We have ruled out the bank itself", "sorry": "We are sorry for the orders you could not place", "steps": "1. Open the basket.\n2. Choose bank transfer.",
	"suits": "everybody with a bank account", "limit": "orders that must leave today", "undo": "choose the card again", "before": "1 in 20 payments failed",
	"fixed": "11:40 UTC", "lag": "Receipts arrive up to an hour late", "watch": "14:00 UTC", "earlier": "Only payments in Spain fail.", "truth": "Payments fail in the whole EU",
	"impact": "About 1 in 8 card payments failed, 412 in all", "repair": "We now renew keys a month ahead", "report": "9 March", "todo": "please place the failed orders again",
	"reason": "Our page could not be reached by us", "confirmed": "3 March", "exposed": "The names of 120 customers could be read by other customers",
	"spared": "No payment data was among it", "contained": "We have closed the page", "regulator": "We have informed the authority", "name": "Kim",
	"decision": "may we pay the fees of the failed orders, by 13:00 UTC?", "briefing": "13:00 UTC", "day": "3 March", "changed": "Since then we have replaced the key",
	"planned": "By 1 April a second bank stands ready", "credit": "You get the fees back without asking", "begin": "22:00 UTC on 10 March", "finish": "23:30 UTC", "work": "the database of orders",
	"benefit": "faster search", "summary": "For 40 minutes about 1 in 8 card payments failed", "heard": "At 11:15 UTC we wrote first, 15 minutes after it began",
	"happened": "A key ran out, and nobody was told", "did": "We put in a new key", "changes": "Keys are renewed a month ahead, from 1 April",
}

var germanMore = map[string]string{
	"tried": "Die Bank selbst haben wir ausgeschlossen", "sorry": "Es tut uns leid, dass Sie nicht bestellen konnten", "steps": "1. Korb öffnen.\n2. Überweisung wählen.",
	"suits": "allen mit einem Bankkonto", "limit": "Bestellungen, die heute noch weg müssen", "undo": "wieder die Karte wählen", "before": "eine von 20 Zahlungen schlug fehl",
	"fixed": "12:40 Uhr MEZ", "lag": "Belege kommen bis zu einer Stunde später", "watch": "15:00 Uhr MEZ", "earlier": "Nur Zahlungen in Spanien schlagen fehl.", "truth": "In der ganzen EU schlagen Zahlungen fehl",
	"impact": "Etwa eine von acht Kartenzahlungen schlug fehl, insgesamt 412", "repair": "Schlüssel erneuern wir nun einen Monat vorher", "report": "9. März", "todo": "bitte bestellen Sie noch einmal",
	"reason": "Wir konnten unsere eigene Seite nicht erreichen", "confirmed": "3. März", "exposed": "Die Namen von 120 Kunden konnten von anderen Kunden gelesen werden",
	"spared": "Zahlungsdaten waren nicht dabei", "contained": "Wir haben die Seite geschlossen", "regulator": "Die Behörde ist informiert", "name": "Kim Muster",
	"decision": "Dürfen wir die Gebühren erstatten, bis 14:00 Uhr MEZ?", "briefing": "14:00 Uhr MEZ", "day": "3. März", "changed": "Seitdem haben wir den Schlüssel ersetzt",
	"planned": "Bis 1. April steht eine zweite Bank bereit", "credit": "Die Gebühren bekommen Sie ohne Bitte zurück", "begin": "23:00 Uhr MEZ am 10. März", "finish": "00:30 Uhr MEZ", "work": "die Datenbank der Bestellungen",
	"benefit": "eine schnellere Suche", "summary": "40 Minuten lang schlug etwa eine von acht Kartenzahlungen fehl", "heard": "Um 12:15 Uhr MEZ schrieben wir zuerst, 15 Minuten nach Beginn",
	"happened": "Ein Schlüssel lief ab, und niemand erfuhr es", "did": "Wir haben einen neuen Schlüssel eingesetzt", "changes": "Ab 1. April erneuern wir Schlüssel einen Monat vorher",
}
