package compose_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"turnaround/app/compose"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/update"
)

var now = time.Date(2026, 5, 12, 13, 57, 0, 0, time.UTC)

func aCase() compose.Case {
	inc := incident.Incident{ID: "inc", Number: 7, Title: "psp-eu-2 5xx", Severity: incident.Critical, Status: incident.Acknowledged,
		StartedAt: now.Add(-5 * time.Minute)}
	inc.Customers.Impact, inc.Customers.Start = incident.ImpactConfirmed, now.Add(-5*time.Minute)
	return compose.Case{Incident: inc, Say: "card payments in the EU", Components: []string{"checkout"}, Target: journey.Presets(incident.Critical),
		Zone: time.UTC, Sender: "Kim", Places: []compose.Place{
			{Name: "page", Kind: "statuspage", Medium: update.Page, Offered: true, Page: true},
			{Name: "chat", Kind: "slack", Medium: update.Chat, Offered: true},
			{Name: "mail", Kind: "smtp", Medium: update.Mail, Off: "the page mails its own subscribers"},
		}}
}

func look(t *testing.T, w *compose.Writing) compose.Sight {
	t.Helper()
	s, err := w.Look(now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheFirstMessageWritesItselfFromTheServiceMap(t *testing.T) {
	w := compose.Begin(aCase(), now)
	s := look(t, w)
	if s.Hurdle != compose.NoHurdle || s.Update != 1 || len(s.Findings) > 0 || len(s.Missing) > 0 {
		t.Errorf("%q, update %d, %+v, %+v", s.Hurdle, s.Update, s.Findings, s.Missing)
	}
	body := s.Previews[0].Text.Body
	for _, want := range []string{"card payments in the EU", "This began at 13:52 UTC", "Next update by 14:10 UTC"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in %q", want, body)
		}
	}
	if strings.Contains(body, "psp-eu-2") {
		t.Error("the alert's own words are not the customers'")
	}
	updates, err := w.Updates(now)
	if err != nil || len(updates) != 2 {
		t.Fatalf("%d updates, %v", len(updates), err)
	}
	u := updates[0]
	if u.Channel != "page" || u.Title != "Card payments in the EU" || u.Components["checkout"] != "partial" || u.Impact != "major" || u.Phase != incident.Investigating {
		t.Errorf("sent: %+v", u)
	}
	if updates[1].Components != nil {
		t.Error("a chat has no components")
	}
}

func TestAStartNobodyToldIsOfferedAndNotGuessed(t *testing.T) {
	c := aCase()
	c.Incident.Customers.Start = time.Time{}
	w := compose.Begin(c, now)
	s := look(t, w)
	if strings.Contains(s.Previews[0].Text.Body, "began") || len(s.Missing) != 1 || s.Missing[0].Field != "since" {
		t.Fatalf("%q, %+v", s.Previews[0].Text.Body, s.Missing)
	}
	if r := s.Missing[0].Remedies[0]; r.Kind != compose.Begun || !w.Mend(r, now) {
		t.Fatalf("%+v", r)
	}
	if s = look(t, w); !strings.Contains(s.Previews[0].Text.Body, "13:52") || len(s.Missing) > 0 {
		t.Errorf("%q, %+v", s.Previews[0].Text.Body, s.Missing)
	}
}

func TestOneClickMendsTheAnswerSoThatEveryPlaceFollows(t *testing.T) {
	w := compose.Begin(aCase(), now)
	a := w.Answers()
	a.Doing, a.Next = "We restart psp-eu-2 now.", time.Time{}
	w.Answer(a)
	s := look(t, w)
	if s.Hurdle != compose.Blocked || s.Blocking != 2 {
		t.Fatalf("%q, %d block: %+v", s.Hurdle, s.Blocking, s.Findings)
	}
	if _, err := w.Updates(now); !errors.Is(err, compose.ErrNotReady) {
		t.Errorf("published all the same: %v", err)
	}
	for _, f := range s.Findings {
		if f.Level == update.Block {
			if len(f.Places) != 2 {
				t.Errorf("%s is of %v", f.ID, f.Places)
			}
			if !w.Mend(f.Remedies[0], now) {
				t.Errorf("%s was not mended by %+v", f.ID, f.Remedies[0])
			}
		}
	}
	if s = look(t, w); s.Hurdle != compose.NoHurdle || strings.Contains(s.Previews[1].Text.Body, "psp") || w.Answers().Next.IsZero() {
		t.Errorf("%q, %q", s.Hurdle, s.Previews[1].Text.Body)
	}
}

func TestWhatATemplateSaysIsMendedInThePlacesOwnText(t *testing.T) {
	w := compose.Begin(aCase(), now)
	w.Edit("chat", update.Edited{Body: "Cards fail on db-prod-03.internal. Next update by 14:30 UTC."})
	s := look(t, w)
	if s.Blocking != 1 || s.Findings[0].Places[0] != "chat" || !s.Previews[1].Edited {
		t.Fatalf("%+v", s.Findings)
	}
	for _, r := range s.Findings[0].Remedies {
		if r.Kind == compose.TakeOut && !w.Mend(r, now) {
			t.Error("not mended")
		}
	}
	if s = look(t, w); s.Blocking != 0 || s.Previews[1].Text.Body != "Next update by 14:30 UTC." {
		t.Errorf("%q", s.Previews[1].Text.Body)
	}
	w.Edit("chat", update.Edited{})
	if s = look(t, w); s.Previews[1].Edited {
		t.Error("the template's text comes back")
	}
}

func TestABlockIsOverruledWithAReasonButNeverAKey(t *testing.T) {
	w := compose.Begin(aCase(), now)
	a := w.Answers()
	a.Doing = "We restart psp-eu-2 now."
	w.Answer(a)
	s := look(t, w)
	w.Overrule(s.Findings[0].Key, "it is our product's name")
	if s = look(t, w); s.Hurdle != compose.NoHurdle || s.Findings[0].Overruled == "" {
		t.Errorf("%q, %+v", s.Hurdle, s.Findings[0])
	}
	updates, err := w.Updates(now)
	if err != nil || len(updates[0].Overruled) != 1 || updates[0].Overruled[0].Check != "CU20" || updates[0].Overruled[0].Reason == "" {
		t.Errorf("kept with the update: %+v, %v", updates, err)
	}
	a.Doing = "The key is AKIAABCDEFGHIJKLMNOP."
	w.Answer(a)
	s = look(t, w)
	w.Overrule(s.Findings[0].Key, "I insist")
	if s = look(t, w); s.Hurdle != compose.Blocked {
		t.Error("a key went out")
	}
}

func TestAnOKIsAskedAgainOnceTextOrFactsChange(t *testing.T) {
	c := aCase()
	w := compose.Begin(c, now)
	w.Approve("Mia", now)
	if s := look(t, w); s.Hurdle != compose.NoHurdle || s.Approved != "Mia" {
		t.Fatalf("%+v", s.Hurdle)
	}
	a := w.Answers()
	a.Doing = "We move payments to a second bank."
	w.Answer(a)
	if s := look(t, w); s.Hurdle != compose.OldApproval {
		t.Errorf("another text: %q", s.Hurdle)
	}
	w.Approve("Mia", now)
	c.Incident.Customers.Share = "about 1 in 8"
	w.Know(c, now)
	if s := look(t, w); s.Hurdle != compose.OldApproval {
		t.Errorf("other facts: %q", s.Hurdle)
	}
}

func TestADraftComesBackAsItWasLeft(t *testing.T) {
	w := compose.Begin(aCase(), now)
	w.SetPhase(incident.Identified, now)
	w.Send("mail", true)
	w.Edit("chat", update.Edited{Body: "By hand."})
	w.Approve("Mia", now)
	w.Overrule("CU20 x", "why not")
	raw, err := w.Saved().Encode()
	if err != nil {
		t.Fatal(err)
	}
	saved, err := compose.ReadSaved(raw)
	if err != nil {
		t.Fatal(err)
	}
	s, was := look(t, compose.Resume(aCase(), saved, now)), look(t, w)
	if s.Previews[1].Text.Body != "By hand." || !s.Previews[2].On || s.Approved != "Mia" || s.Hurdle != was.Hurdle || s.Template.ID != was.Template.ID {
		t.Errorf("%+v", s)
	}
	for _, damaged := range []string{"", "{", `{"document":{"answers":{"phase":"odd"}}}`} {
		if _, err := compose.ReadSaved([]byte(damaged)); err == nil {
			t.Errorf("%q was read", damaged)
		}
	}
}

func TestAPlaceInAnotherLanguageNeedsATextOfItsOwn(t *testing.T) {
	c := aCase()
	c.Places[1].Language = "de"
	s := look(t, compose.Begin(c, now))
	if s.Previews[1].On || !s.Previews[1].Foreign {
		t.Errorf("%+v", s.Previews[1])
	}
}

func TestTheLastUpdateSaysThatItIsOver(t *testing.T) {
	c := aCase()
	c.Entries = []incident.Entry{{ID: "e1", Incident: "inc", Kind: incident.KindPublished, At: now.Add(-time.Minute), Recorded: now,
		Data: incident.Pack(incident.Spoken{Publication: "p", Channel: "page", Phase: incident.Investigating, Body: "Cards fail.", Visible: now.Add(-time.Minute)})}}
	w := compose.Begin(c, now)
	before := w.Answers().What
	w.SetPhase(incident.PhaseResolved, now)
	s := look(t, w)
	if body := s.Previews[0].Text.Body; !strings.Contains(body, "The trouble with card payments in the EU is over.") || strings.Contains(body, "Something is wrong") {
		t.Errorf("says %q", body)
	}
	if s.State != "operational" {
		t.Errorf("components stay %q", s.State)
	}
	if a, _ := w.Learned(); a.What != "" {
		t.Errorf("that it is over is nothing customers see: %q", a.What)
	}
	w.SetPhase(incident.Monitoring, now)
	if w.Answers().What != before || w.Answers().Next.IsZero() {
		t.Errorf("back in monitoring: %+v", w.Answers())
	}
}

func TestTheCorrectionOfAnEarlierUpdateIsNotTheLastOne(t *testing.T) {
	inc := incident.Incident{ID: "inc"}
	var entries []incident.Entry
	add := func(minute int, kind incident.Kind, s incident.Spoken) {
		at := now.Add(time.Duration(minute) * time.Minute)
		s.Channel = "page"
		e := incident.Entry{ID: incident.NewEntryID("inc", kind, s.Post, s.Body), Incident: "inc", Kind: kind, At: at, Recorded: at, Data: incident.Pack(s)}
		entries = append(entries, e)
		inc.Apply(e)
	}
	add(0, incident.KindPublished, incident.Spoken{Post: "1", Visible: now, Body: "first"})
	add(5, incident.KindPublished, incident.Spoken{Post: "2", Visible: now.Add(5 * time.Minute), Body: "second"})
	add(9, incident.KindCorrected, incident.Spoken{Post: "1", Visible: now, Body: "first, corrected"})
	if got := compose.LastWords(inc, entries, "page"); got != "second" {
		t.Errorf("readers read last %q", got)
	}
	add(10, incident.KindCorrected, incident.Spoken{Post: "2", Visible: now.Add(5 * time.Minute), Body: "second, corrected"})
	if got := compose.LastWords(inc, entries, "page"); got != "second, corrected" {
		t.Errorf("readers read last %q", got)
	}
}

func TestADraftFromAnotherCopyForgetsNothingThatIsKnownHere(t *testing.T) {
	c := aCase()
	known := &c.Incident.Customers.Affected
	known.Data, known.Contacts, known.Components, known.Works, known.Share = incident.DataSafe, 12, []string{"checkout"}, "invoices", "1 in 9"
	w := compose.Open(c, update.Document{Answers: update.Answers{Phase: incident.Investigating, What: "Card payments fail", Next: now.Add(20 * time.Minute),
		Facts: incident.Affected{Share: "1 in 8"}}}, now)
	got, changed := w.Learned()
	if !changed || got.Share != "1 in 8" || got.What != "Card payments fail" {
		t.Errorf("what the draft says: %+v", got)
	}
	if !got.Start.Equal(known.Start) || got.Data != incident.DataSafe || got.Contacts != 12 || len(got.Components) != 1 || got.Works != "invoices" || got.Impact != incident.ImpactConfirmed {
		t.Errorf("what was known: %+v", got)
	}
}
