package postmortem

import (
	"testing"
	"time"

	"turnaround/app/incident"
)

func set(t *testing.T, language string) Set {
	t.Helper()
	s, problems := Sections(language)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

// blamed are texts by language and rule: fires tells whether the rule must.
var blamed = []struct {
	language, rule, text string
	fires                bool
}{
	{"en", ruleNamed, "The Support lead failed to answer at 14:58, so the promise was missed.", true},
	{"en", ruleNamed, "Robin forgot to renew the certificate.", true},
	{"en", ruleNamed, "The on-call engineer didn't notice the alert for ten minutes.", true},
	{"en", ruleNamed, "Kim Planted overlooked the second flag.", true},
	{"en", ruleNamed, "A developer broke production with a migration.", true},
	{"en", ruleNamed, "Only one person could approve it, so the draft waited.", false},
	{"en", ruleNamed, "The deploy failed to start because the disk was full.", false},
	{"en", ruleNamed, "The on-call engineer moved traffic at 14:31.", false},
	{"en", ruleNamed, "Kim Planted acknowledged it. Retries overlooked by the limiter piled up.", false},
	{"en", ruleNamed, "The script ignored an empty answer.", false},
	{"en", ruleNamed, "The on-call person did not respond for 20 minutes.", true},
	{"en", ruleNamed, "Support told customers at 14:05; the promise was kept.", false},
	{"en", ruleNamed, "The team decided to roll back; retries were ignored by the proxy.", false},
	{"en", ruleNamed, "We missed the promise of 15:00 by 9 minutes.", false},
	{"en", ruleBlame, "The cause was human error.", true},
	{"en", ruleBlame, "A careless change reached all regions.", true},
	{"en", ruleBlame, "This was negligence on our side.", true},
	{"en", ruleBlame, "The form offers the wrong region first, and nothing asks again.", false},
	{"en", ruleBlame, "The error rate rose to 12 %.", false},
	{"en", ruleBlame, "A user saw an error page.", false},
	{"en", ruleCounterfactual, "The change should have been rolled back at once.", true},
	{"en", ruleCounterfactual, "If only the alert had a runbook.", true},
	{"en", ruleCounterfactual, "A canary would have caught it.", true},
	{"en", ruleCounterfactual, "We could have told customers sooner.", true},
	{"en", ruleCounterfactual, "The change was rolled back after 20 minutes.", false},
	{"en", ruleCounterfactual, "If we had tested the failover, this would not have happened.", true},
	{"en", ruleCounterfactual, "Had the limit been lower, fewer orders would be lost.", true},
	{"en", ruleCounterfactual, "Customers could have lost data.", false},
	{"en", ruleCounterfactual, "Customers should reload the page.", false},
	{"en", ruleCounterfactual, "Nobody could pay by card, and the bank had no answer.", false},

	{"de", ruleNamed, "Die Teamleiterin hat die Meldung vergessen.", true},
	{"de", ruleNamed, "Robin vergaß, das Zertifikat zu erneuern.", true},
	{"de", ruleNamed, "Der Entwickler hat den Hinweis ignoriert.", true},
	{"de", ruleNamed, "Kim Planted übersah den zweiten Schalter.", true},
	{"de", ruleNamed, "Nur eine Person konnte es freigeben, deshalb wartete der Entwurf.", false},
	{"de", ruleNamed, "Das Skript ignorierte eine leere Antwort.", false},
	{"de", ruleNamed, "Die Bereitschaft leitete um 14:31 den Verkehr um.", false},
	{"de", ruleNamed, "Kim Planted quittierte um 14:02. Der Alarm wurde übersehen, weil 40 andere klingelten.", false},
	{"de", ruleNamed, "Das Team hat den Failover nie geprüft.", true},
	{"de", ruleNamed, "Der Kollege hat die falsche Datei gelöscht.", true},
	{"de", ruleNamed, "Der Alarm wurde um 14:02 quittiert, die Kunden wurden informiert.", false},
	{"de", ruleBlame, "Ursache war menschliches Versagen.", true},
	{"de", ruleBlame, "Die Änderung war fahrlässig.", true},
	{"de", ruleBlame, "Das war schlampig geprüft.", true},
	{"de", ruleBlame, "Das Formular bietet zuerst die falsche Region an.", false},
	{"de", ruleBlame, "Die Fehlerrate stieg auf 12 %.", false},
	{"de", ruleBlame, "Der Dienst hat versagt, als die Platte voll war.", false},
	{"de", ruleCounterfactual, "Das hätte früher auffallen müssen.", true},
	{"de", ruleCounterfactual, "Hätten wir den Alarm gehabt, wäre es kürzer geworden.", true},
	{"de", ruleCounterfactual, "Ein Test hätte den Fehler verhindert.", true},
	{"de", ruleCounterfactual, "Die Änderung wurde nach 20 Minuten zurückgenommen.", false},
	{"de", ruleCounterfactual, "Kunden sollen die Seite neu laden.", false},
	{"de", ruleCounterfactual, "Niemand konnte mit Karte zahlen.", false},
}

func TestBlameIsFoundAndNothingElse(t *testing.T) {
	for _, c := range blamed {
		found := set(t, c.language).Blame(c.text, []string{"Kim Planted"})
		fired := false
		for _, f := range found {
			fired = fired || f.ID == c.rule
			if c.text[f.From:f.To] == "" || f.Suggestion == "" {
				t.Errorf("%q: %+v says too little", c.text, f)
			}
			if !c.fires {
				t.Errorf("%s %q: %s %q", c.language, c.text, f.ID, f.Data["What"])
			}
		}
		if c.fires && !fired {
			t.Errorf("%s must fire: %s %q, found %+v", c.rule, c.language, c.text, found)
		}
	}
}

func TestBlameIsMendedInOneStepWhereTheSentenceGoesOn(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{ // "": there is no such step
		{"en", "The Support lead failed to answer at 14:58, so the promise was missed.", "Nothing made sure that someone could answer at 14:58, so the promise was missed."},
		{"en", "- Robin forgot to renew the certificate.", "- Nothing reminded anyone to renew the certificate."},
		{"en", "It began when the on-call engineer didn't notice the alert.", "It began when it was hard to notice the alert."},
		{"en", "**One OK in chat.** The Support lead failed to answer.", "**One OK in chat.** Nothing made sure that someone could answer."},
		{"en", "Kim Planted overlooked the second flag.", "It was easy to overlook the second flag."},
		{"en", "A developer broke production with a migration.", "It was possible to break production with a migration."},
		{"en", "The cause was human error.", "The cause was a step that was easy to get wrong."},
		{"en", "Robin forgot the certificate.", ""},
		{"en", "The engineer, who was alone at night, failed to answer.", ""},
		{"en", "The change should have been rolled back.", ""},
		{"de", "Robin vergaß, das Zertifikat zu erneuern.", "Nichts erinnerte daran, das Zertifikat zu erneuern."},
		{"de", "Um neun übersah der Kollege nichts. Kim Planted übersah den zweiten Schalter.", "Um neun übersah der Kollege nichts. Nichts lenkte den Blick auf den zweiten Schalter."},
		{"de", "Ursache war menschliches Versagen.", "Ursache war ein Schritt, der leicht misslingt."},
		{"de", "Der Entwickler hat den Hinweis ignoriert.", ""},
	} {
		got := ""
		for _, f := range set(t, c.language).Blame(c.text, []string{"Kim Planted"}) {
			if f.Fix {
				got = c.text[:f.From] + f.Replace + c.text[f.To:]
			}
		}
		if got != c.want {
			t.Errorf("%s %q becomes %q, want %q", c.language, c.text, got, c.want)
		}
		for _, f := range set(t, c.language).Blame(c.want, []string{"Kim Planted"}) {
			t.Errorf("%q blames still: %+v", c.want, f)
		}
	}
}

func TestAnActionNeedsAnOwnerAndADay(t *testing.T) {
	s := set(t, "en")
	for _, c := range []struct {
		action Action
		want   int
	}{
		{Action{ID: "A1", Text: "Cap retries"}, 2},
		{Action{ID: "A1", Text: "Cap retries", Owner: "Payments team"}, 1},
		{Action{ID: "A1", Text: "Cap retries", Due: "2026-05-26"}, 1},
		{Action{ID: "A1", Text: "Cap retries", Owner: "Payments team", Due: "2026-05-26"}, 0},
		{Action{ID: "A1", Text: "Cap retries", Done: true}, 0},
		{Action{ID: "A1", Text: "Alert on failed payments by region", Owner: "You", Due: "2026-05-26"}, 0},
	} {
		found := Document{Sections: map[string]Text{}, Actions: []Action{c.action}}.Check(s, Facts{})
		if len(found) != c.want {
			t.Errorf("%+v: %+v", c.action, found)
		}
		for _, f := range found {
			if f.ID != ruleAction || f.Action != "A1" || f.Say() == "" {
				t.Errorf("%+v", f)
			}
		}
	}
}

func TestACitationOfNothingIsFound(t *testing.T) {
	s := set(t, "en")
	f := s.Facts(Known{Incident: incident.Incident{ID: "I"}, Entries: []incident.Entry{{ID: "01ABCDEFGH", At: time.Unix(0, 0), Kind: incident.KindNoted, Text: "x"}}})
	d := Document{Sections: map[string]Text{"factors": {Body: "- One [@01ABCDEFGH]\n- Two [@01ABCD]\n- Three [@01ZZZZZZZZ]"}}}
	found := d.Check(s, f)
	if len(found) != 1 || found[0].ID != ruleEvidence || found[0].Section != "factors" || found[0].Data["What"] != "01ZZZZZZZZ" {
		t.Errorf("%+v", found)
	}
}
