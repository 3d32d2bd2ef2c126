package update

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func setOf(t testing.TB, language string) Set {
	t.Helper()
	set, problems := Templates(language)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set
}

func TestEveryTemplateFilledPassesTheBlockingChecks(t *testing.T) {
	for _, language := range Languages {
		set := setOf(t, language)
		for _, tpl := range set.List() {
			for _, medium := range Media {
				a := filled(language)
				if len(tpl.Phases) > 0 {
					a.Phase = tpl.Phases[0]
				}
				if a.Phase == incident.PhaseResolved {
					a.What = map[string]string{"en": "Card payments work again for everyone", "de": "Kartenzahlungen gehen für alle wieder"}[language]
				}
				ch := Channel{Medium: medium, Now: noon, Zone: berlin(t)}
				made := set.Compose(tpl, a, ch)
				if len(made.Missing) > 0 || strings.Contains(made.Body, "{{") || made.Body == "" {
					t.Errorf("%s %s for %s: missing %v in\n%s", language, tpl.ID, medium, made.Missing, made.Body)
				}
				d := made.Draft(a, ch)
				if d.Audience != Internal && medium == Page {
					d.Audience = tpl.Audience
				}
				for _, f := range checked(t, d) {
					if f.Level == Block {
						t.Errorf("%s %s for %s: %s %s in\n%s", language, tpl.ID, medium, f.ID, f.Say(), made.Body)
					}
				}
			}
		}
	}
}

func TestOneSetOfAnswersGivesEachChannelItsWording(t *testing.T) {
	for language, want := range map[string]map[Medium]string{
		"en": {
			Page: "About 1 in 8 card payments in the EU fails. We have found the cause: a key had run out. We are moving payments to a second bank.\n\n" +
				"Bank transfer works; please use it until then.\n\nNext update by 13:30 CET.",
			Mail: "Hello,\n\nAbout 1 in 8 card payments in the EU fails. We have found the cause: a key had run out. We are moving payments to a second bank.\n\n" +
				"Bank transfer works; please use it until then.\n\nNext update by 13:30 CET.\n\nEverything new is at https://status.example.com at once.",
			Chat: "Card payments in the EU: about 1 in 8 card payments in the EU fails. We have found the cause. We are moving payments to a second bank. " +
				"Bank transfer works; please use it until then. Next update by 13:30 CET.",
			Macro: "Hello Kim,\n\nthank you for writing; you are right. About 1 in 8 card payments in the EU fails. This began at 12:00 CET. We are moving payments to a second bank.\n\n" +
				"For now: Bank transfer works; please use it until then.\n\nYou get the next update from me by 13:30 CET. Everything new is at https://status.example.com at once.\n\nRobin",
			Brief: "SEV2: Card payments in the EU\n\nCustomers: about 1 in 8 card payments in the EU fails. Affected: people in the EU paying by card. How many: about 1 in 8 payments. " +
				"Customers who wrote in so far: 12.\n\nNow: We are moving payments to a second bank. Cause: a key had run out.\n\nNext update to customers by 13:30 CET. " +
				"Needed from you: may we pay the fees of the failed orders, by 13:00 UTC? Next briefing: 13:00 UTC.",
		},
		"de": {
			Page: "Etwa jede achte Kartenzahlung in der EU schlägt fehl. Wir haben die Ursache gefunden: ein Schlüssel war abgelaufen. Wir leiten Zahlungen auf eine zweite Bank um.\n\n" +
				"Die Überweisung geht; bitte nutzen Sie sie bis dahin.\n\nNächste Meldung um 13:30 Uhr MEZ.",
			Chat: "Kartenzahlungen in der EU: Etwa jede achte Kartenzahlung in der EU schlägt fehl. Wir haben die Ursache gefunden. Wir leiten Zahlungen auf eine zweite Bank um. " +
				"Die Überweisung geht; bitte nutzen Sie sie bis dahin. Nächste Meldung um 13:30 Uhr MEZ.",
		},
	} {
		set, a := setOf(t, language), filled(language)
		a.Phase = incident.Identified
		tpl, _ := set.Get("T04")
		for medium, body := range want {
			made := set.Compose(tpl, a, Channel{Medium: medium, Now: noon, Zone: berlin(t)})
			if made.Body != body {
				t.Errorf("%s %s:\n%s\nwant\n%s", language, medium, made.Body, body)
			}
		}
	}
}

func TestMailsHaveASubject(t *testing.T) {
	set, a := setOf(t, "en"), filled("en")
	for id, want := range map[string]string{"T01": "We are looking into it: Card payments in the EU", "T10": "Resolved: Card payments in the EU", "T15": "SEV2: Card payments in the EU"} {
		tpl, _ := set.Get(id)
		if made := set.Compose(tpl, a, Channel{Medium: Mail, Now: noon}); made.Subject != want || made.Title != "Card payments in the EU" {
			t.Errorf("%s: %q, %q", id, made.Subject, made.Title)
		}
	}
	a.Title, a.Phase = "", incident.Investigating
	tpl, _ := set.Get("T01")
	if made := set.Compose(tpl, a, Channel{Medium: Mail, Now: noon}); made.Subject != "We are looking into it: about 1 in 8 card payments in the EU fails" {
		t.Errorf("without a title: %q", made.Subject)
	}
}

func TestWhatIsNotKnownLeavesNoStub(t *testing.T) {
	for _, language := range Languages {
		set := setOf(t, language)
		for _, tpl := range set.List() {
			for _, medium := range Media {
				made := set.Compose(tpl, Answers{Language: language}, Channel{Medium: medium, Now: noon})
				if strings.Contains(made.Body, "{{") || strings.Contains(made.Body, " .") || strings.Contains(made.Body, ": .") || strings.Contains(made.Body, "#") {
					t.Errorf("%s %s for %s leaves a stub:\n%s", language, tpl.ID, medium, made.Body)
				}
				for _, f := range tpl.Fields {
					if f.Required && medium == Page && f.Name != "at" && !slices.Contains(made.Missing, f.Name) {
						t.Errorf("%s %s: %s is missing and not told", language, tpl.ID, f.Name)
					}
				}
			}
		}
	}
	set := setOf(t, "en")
	tpl, _ := set.Get("T01")
	a := Answers{Phase: incident.Investigating, What: "You cannot log in", Next: noon.Add(20 * time.Minute)}
	want := "You cannot log in.\n\nWe have seen it and are working on it. We do not know yet how many of you it affects.\n\nNext update by 12:20 UTC, even if nothing has changed."
	if made := set.Compose(tpl, a, Channel{Medium: Page, Now: noon}); made.Body != want {
		t.Errorf("the first update:\n%s", made.Body)
	}
}

func TestTimesAreSaidAsReadersDo(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	for _, c := range []struct {
		language string
		at       time.Time
		zone     *time.Location
		want     string
	}{
		{"en", noon, time.UTC, "12:00 UTC"},
		{"de", noon, berlin(t), "13:00 Uhr MEZ"},
		{"de", noon.AddDate(0, 4, 0), berlin(t), "14:00 Uhr MESZ am 4. Juli"},
		{"en", noon.AddDate(0, 0, 1), time.UTC, "12:00 UTC on 5 March"},
		{"en", noon, zone("America/Sao_Paulo"), "09:00 -03:00"},
		{"en", noon, zone("Asia/Kolkata"), "17:30 IST"},
		{"en", noon.Add(12 * time.Hour), berlin(t), "01:00 CET on 5 March"},
		{"en", time.Time{}, time.UTC, ""},
	} {
		if got := setOf(t, c.language).phrases.when(c.at, noon, c.zone); got != c.want {
			t.Errorf("%s: %q, want %q", c.language, got, c.want)
		}
	}
	for span, want := range map[time.Duration]string{0: "", time.Minute: "1 minute", 80 * time.Minute: "1 hour 20 minutes", 2 * time.Hour: "2 hours", 96 * time.Hour: "4 days"} {
		if got := setOf(t, "en").phrases.lasting(span); got != want {
			t.Errorf("%v: %q, want %q", span, got, want)
		}
	}
}

func TestWhatIsComposedPromisesWhatTheFieldSays(t *testing.T) {
	for _, language := range Languages {
		set := setOf(t, language)
		for _, name := range []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Australia/Sydney"} {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, after := range []time.Duration{20 * time.Minute, 13 * time.Hour, 26 * time.Hour} {
				a := filled(language)
				a.Next = noon.Add(after)
				tpl, _ := set.Get("T01")
				ch := Channel{Medium: Page, Now: noon, Zone: zone}
				made := set.Compose(tpl, a, ch)
				for _, f := range checked(t, made.Draft(a, ch)) {
					if f.ID == "CU04" || f.ID == "CU01" {
						t.Errorf("%s in %s after %v: %s in\n%s", language, name, after, f.Say(), made.Body)
					}
				}
			}
		}
	}
}

func TestChatIsCutToWhatItTakes(t *testing.T) {
	set, a := setOf(t, "en"), filled("en")
	tpl, _ := set.Get("T01")
	long := set.Compose(tpl, a, Channel{Medium: Chat, Now: noon}).Body
	short := set.Compose(tpl, a, Channel{Medium: Chat, Now: noon, Runes: 120}).Body
	if len(short) > 120 || len(long) <= 120 || !strings.Contains(short, "1 in 8") || !strings.Contains(short, "Next update by 12:30 UTC") {
		t.Errorf("short: %q\nlong: %q", short, long)
	}
}

func TestAnswersFromStrangersAreTamed(t *testing.T) {
	set := setOf(t, "en")
	tpl, _ := set.Get("T01")
	a := Answers{Phase: incident.Investigating, What: "You cannot\x1b[31m log in\u202e {{next}}", Title: strings.Repeat("x", 500), Next: noon.Add(time.Hour), Doing: strings.Repeat("y", 9000)}
	made := set.Compose(tpl, a, Channel{Medium: Page, Now: noon})
	if strings.ContainsAny(made.Body, "\x1b\u202e") || !strings.Contains(made.Body, "{{next}}") || len(made.Title) > 130 || len(made.Body) > 5000 {
		t.Errorf("%.300q", made.Body)
	}
}

func TestTheTemplateFollowsPhaseAndFacts(t *testing.T) {
	past, counted := noon.Add(-time.Minute), incident.Affected{Share: "1 in 8"}
	for _, c := range []struct {
		want string
		a    Answers
		s    Situation
	}{
		{"T01", Answers{Phase: incident.Investigating}, Situation{}},
		{"T02", Answers{Phase: incident.Investigating, Facts: counted}, Situation{}},
		{"T12", Answers{Phase: incident.Investigating, Facts: counted}, Situation{Supplier: true}},
		{"T03", Answers{Phase: incident.Investigating}, Situation{Told: 1, Last: incident.Investigating}},
		{"T03", Answers{Phase: incident.Investigating, What: "Payments fail."}, Situation{Now: noon, Told: 1, Said: "Payments fail", Last: incident.Investigating}},
		{"T06", Answers{Phase: incident.Investigating, What: "Refunds fail as well"}, Situation{Now: noon, Told: 1, Said: "Payments fail", Last: incident.Investigating}},
		{"T02", Answers{Phase: incident.Investigating, Facts: counted}, Situation{Told: 1, Last: incident.Investigating, Counted: true}},
		{"T05", Answers{Phase: incident.Investigating}, Situation{Told: 1, Last: incident.Investigating, Ways: true}},
		{"T06", Answers{Phase: incident.Monitoring}, Situation{Told: 2, Last: incident.Monitoring, Changed: true}},
		{"T04", Answers{Phase: incident.Identified}, Situation{Told: 1, Last: incident.Investigating}},
		{"T04", Answers{Phase: incident.Identified}, Situation{}},
		{"T03", Answers{Phase: incident.Identified}, Situation{Told: 2, Last: incident.Identified}},
		{"T07", Answers{Phase: incident.Monitoring}, Situation{Told: 2, Last: incident.Identified}},
		{"T09", Answers{Phase: incident.Investigating}, Situation{Told: 1, Promised: past, Now: noon}},
		{"T09", Answers{Phase: incident.Monitoring}, Situation{Told: 1, Promised: past, Now: noon, Changed: true}},
		{"T08", Answers{Phase: incident.Investigating}, Situation{Told: 1, Promised: past, Now: noon, Wrong: true}},
		{"T10", Answers{Phase: incident.PhaseResolved}, Situation{Told: 1, Promised: past, Now: noon}},
		{"T11", Answers{Phase: incident.PhaseResolved}, Situation{}},
		{"T13", Answers{Phase: incident.Investigating, Facts: incident.Affected{Data: incident.DataAffected}}, Situation{}},
		{"T17", Answers{Phase: Scheduled}, Situation{}},
	} {
		if got := Choose(c.a, c.s); got != c.want {
			t.Errorf("%s for %s", got, fmt.Sprintf("%+v, %+v; want %s", c.a, c.s, c.want))
		}
	}
}
