package compose_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"turnaround/app/compose"
	"turnaround/app/incident"
)

// published is a case after an update, and the entry that says so.
func published(body string) (compose.Case, string) {
	c := aCase()
	e := incident.Entry{ID: "entry", Incident: "inc", Kind: incident.KindPublished, At: now, Recorded: now, Data: incident.Pack(incident.Spoken{
		Publication: "p", Channel: "page", Phase: incident.Investigating, Title: "Card payments", Body: body, Visible: now, Post: "u1", Due: now.Add(30 * time.Minute)})}
	c.Entries = []incident.Entry{e}
	return c, e.ID
}

const holding = "Since 13:52 UTC, some card payments in the EU fail. We are looking into it. Next update by 14:27 UTC."

func TestACorrectionKeepsPhaseAndPromiseAndChangesTheWords(t *testing.T) {
	c, entry := published(strings.Replace(holding, "payments", "payements", 1))
	u, err := c.Correct(entry, "  "+holding+"\n", now)
	if err != nil {
		t.Fatal(err)
	}
	if u.Text != holding || u.Phase != incident.Investigating || !u.Due.Equal(now.Add(30*time.Minute)) || u.Title != "Card payments" {
		t.Errorf("%+v", u)
	}
	if u, err = c.Correct(entry, holding, now.Add(time.Hour)); err != nil || !u.Due.IsZero() {
		t.Errorf("what was promised is past and not promised anew: %+v, %v", u, err)
	}
}

func TestACorrectionIsCheckedAsTheUpdateWas(t *testing.T) {
	for name, x := range map[string]struct{ was, text, why string }{
		"the same":            {holding, holding + " ", "the text that readers have"},
		"nothing":             {holding, " ", "empty"},
		"a name of ours":      {holding, holding + " We restart psp-eu-2.", "name of a machine"},
		"a key":               {holding, holding + " AKIAABCDEFGHIJKLMNOP", "key"},
		"a key that is there": {holding + " AKIAABCDEFGHIJKLMNOP", holding + " Sorry. AKIAABCDEFGHIJKLMNOP", "key"},
	} {
		c, entry := published(x.was)
		if _, err := c.Correct(entry, x.text, now); !errors.Is(err, compose.ErrNotReady) || !strings.Contains(err.Error(), x.why) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, entry := published(holding + " We restart psp-eu-2.")
	if _, err := c.Correct(entry, holding+" We restart psp-eu-2 now.", now); err != nil {
		t.Errorf("what the published words have already does not block: %v", err)
	}
	if _, err := c.Correct("another", holding, now); err == nil {
		t.Error("corrected what was not published")
	}
}

func TestWhatReadersHaveIsTheLastCorrection(t *testing.T) {
	c, entry := published("frist")
	c.Entries = append(c.Entries, incident.Entry{ID: "e2", Incident: "inc", Kind: incident.KindCorrected, At: now, Recorded: now,
		Data: incident.Pack(incident.Spoken{Channel: "page", Post: "u1", Body: "first"})},
		incident.Entry{ID: "e3", Incident: "inc", Kind: incident.KindCorrected, At: now, Recorded: now,
			Data: incident.Pack(incident.Spoken{Channel: "page", Post: "another", Body: "other"})})
	if said, ok := c.Published(entry); !ok || said.Body != "first" {
		t.Errorf("%q, %v", said.Body, ok)
	}
}
