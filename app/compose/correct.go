package compose

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/update"
)

// Published gives what readers have by now of an update that an entry of the
// timeline says was published; false: no entry says so.
func (c Case) Published(entry string) (incident.Spoken, bool) {
	var found incident.Spoken
	for _, e := range c.Entries {
		if e.ID == entry && e.Kind == incident.KindPublished {
			found = incident.Unpack[incident.Spoken](e)
		}
	}
	if found.Post == "" {
		return incident.Spoken{}, false
	}
	for _, e := range c.Entries {
		if e.Kind != incident.KindCorrected {
			continue
		}
		if s := incident.Unpack[incident.Spoken](e); s.Channel == found.Channel && s.Post == found.Post {
			found.Body = s.Body
		}
	}
	return found, true
}

// Correct gives what is sent in the place of an update that was published: its
// phase and promise stay, its words are others. What blocks fails with
// ErrNotReady, but for what the old words have as well, keys never.
func (c Case) Correct(entry, text string, now time.Time) (outbox.Update, error) {
	said, ok := c.Published(entry)
	text = strings.TrimSpace(text)
	switch {
	case !ok:
		return outbox.Update{}, errors.New("correct: that was not published from here")
	case text == "":
		return outbox.Update{}, fmt.Errorf("correct: %w: the text is empty", ErrNotReady)
	case text == strings.TrimSpace(said.Body):
		return outbox.Update{}, fmt.Errorf("correct: %w: it is the text that readers have", ErrNotReady)
	}
	u := outbox.Update{Audience: said.Audience, Phase: said.Phase, Title: said.Title, Text: text, Approved: said.Approved, Overruled: said.Overruled}
	if said.Due.After(now) {
		u.Due = said.Due
	}
	before, err := update.Check(c.spoken(said, said.Body, now))
	if err != nil {
		return u, err
	}
	had := map[string]bool{}
	for _, f := range before {
		had[sameFinding(f, said.Body)] = !f.Absolute
	}
	after, err := update.Check(c.spoken(said, text, now))
	if err != nil {
		return u, err
	}
	var open []update.Finding
	for _, f := range after {
		if f.Level == update.Block && !had[sameFinding(f, text)] {
			open = append(open, f)
		}
	}
	if len(open) > 0 {
		return u, &BlockedError{open}
	}
	return u, nil
}

// BlockedError says which checks keep a correction from being published.
type BlockedError struct{ Found []update.Finding }

// Error says what they found.
func (e *BlockedError) Error() string {
	var said []string
	for _, f := range e.Found {
		said = append(said, f.Say())
	}
	return "correct: " + ErrNotReady.Error() + ": " + strings.Join(said, "; ")
}

// Unwrap is [ErrNotReady].
func (e *BlockedError) Unwrap() error { return ErrNotReady }

// sameFinding names what a finding is about.
func sameFinding(f update.Finding, text string) string {
	if f.From < f.To && f.To <= len(text) {
		return f.ID + " " + strings.ToLower(text[f.From:f.To])
	}
	return f.ID + " " + f.Say()
}

// spoken is what is checked of words on a channel.
func (c Case) spoken(said incident.Spoken, text string, now time.Time) update.Draft {
	place, _ := c.place(said.Channel)
	zone := place.Zone
	if zone == nil {
		zone = c.Zone
	}
	channel := update.Channel{Medium: place.Medium, Audience: place.Audience, Zone: zone, Now: now, Runes: place.Runes}
	made := update.Text{Medium: place.Medium, Title: said.Title, Body: text, Due: said.Due}
	d := made.Draft(update.Answers{Phase: said.Phase, Next: said.Due, Severity: c.Incident.Severity, Facts: c.Incident.Customers.Affected}, channel)
	d.Language, d.Customers, d.Glossary = place.language(), c.Customers, c.Glossary
	d.Practice = c.Practice
	return d
}
