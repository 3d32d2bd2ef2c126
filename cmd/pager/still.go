package pager

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/compose"
	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/page"
	"turnaround/app/update"
)

// stillWorking is StillWorking, for the button of a notification.
func (p *Pager) stillWorking(ctx context.Context, id incident.ID, next time.Time) error {
	_, err := p.StillWorking(ctx, "notification", id, next)
	return err
}

// StillWorking tells customers on every channel that heard of an incident that
// somebody works on it, and when they hear next. It says nothing new: where
// something else has to be said, a person writes it.
func (p *Pager) StillWorking(ctx context.Context, via string, id incident.ID, next time.Time) (desk.Receipt, error) {
	detail, err := p.Desk.Show(id, 1)
	if err != nil {
		return desk.Receipt{}, err
	}
	inc := detail.Incident
	var updates []outbox.Update
	for _, name := range slices.Sorted(maps.Keys(inc.Customers.Heard)) {
		channel, ok := p.setup.Load().channel(name)
		if !ok || channel.Disabled || inc.Customers.Heard[name].Phase == incident.PhaseResolved {
			continue
		}
		u, err := p.still(inc, channel, compose.LastWords(inc, detail.Entries, name), next)
		if err != nil {
			return desk.Receipt{}, fmt.Errorf("%s: %w", name, err)
		}
		updates = append(updates, u)
	}
	if len(updates) == 0 {
		return desk.Receipt{}, errors.New("customers heard of it on none of the channels that are configured")
	}
	return p.Desk.Publish(ctx, p.Who(via), id, updates)
}

// NextStill is what "still working" promises on an incident; zero: customers
// heard nothing that it could follow.
func (p *Pager) NextStill(c desk.Clock) time.Time {
	r := c.Row
	if r.LastUpdate.IsZero() || r.Status == incident.Resolved || r.Phase == incident.PhaseResolved {
		return time.Time{}
	}
	return page.Promise{Every: c.Target.Every(r.Phase), Practice: p.opts.Practice}.NextPromise(p.now())
}

// atIt is what whoever presses "still working" says, in the readers' language.
var atIt = map[string]string{"en": "We are still working on it.", "de": "Wir arbeiten weiter daran."}

// still words it for one channel. One new fact, which the template asks for,
// cannot come from a button: its sentence is left out.
func (p *Pager) still(inc incident.Incident, channel config.Channel, previous string, next time.Time) (outbox.Update, error) {
	heard, now := inc.Customers.Heard[channel.Name], p.now()
	if heard.Phase == "" {
		heard.Phase = incident.Investigating
	}
	language := channel.Language
	if language == "" {
		language = "en"
	}
	set, _ := update.Templates(language, update.Folders(p.Config().Files)...) // doctor tells of those that cannot be read
	a := update.Answers{Phase: heard.Phase, Next: next, Title: heard.Title, Language: language, Severity: inc.Severity,
		Facts: inc.Customers.Affected, Promised: heard.Due, Last: heard.At, Previous: previous, Doing: atIt[language]}
	if svc, ok := p.Desk.ServiceOf(inc.ID); ok && svc.Say != "" && a.Facts.What == "" {
		a.What = set.Trouble(svc.Say, a.Facts.Impact == incident.ImpactSuspected) // as the first update said it
	}
	s := update.Situation{Now: now, Told: max(1, inc.Customers.Spoken), Last: heard.Phase}
	if !heard.Due.IsZero() {
		s.Promised = heard.Due.Add(p.Desk.Target(inc.Severity).Grace)
	}
	t, ok := set.Get(update.Choose(a, s))
	if !ok {
		return outbox.Update{}, errors.New("there is no template for it")
	}
	text := set.Compose(t, a, update.Channel{Medium: medium(channel.Kind), Audience: update.Audience(channel.Audience), Zone: p.Zone(), Now: now})
	if missing := slices.DeleteFunc(text.Missing, func(field string) bool { return field == "tried" }); len(missing) > 0 {
		return outbox.Update{}, fmt.Errorf("not known yet: %s; write the update yourself", strings.Join(missing, ", "))
	}
	found, err := update.Check(update.Draft{Text: text.Body, Head: text.Title + "\n" + text.Subject, Language: language, Phase: a.Phase, Audience: update.Audience(channel.Audience),
		Severity: inc.Severity, Now: now, Zone: p.Zone(), Due: next, Previous: previous, Facts: a.Facts, Practice: p.opts.Practice})
	if err != nil {
		return outbox.Update{}, err
	}
	for _, f := range found {
		if f.Level == update.Block {
			return outbox.Update{}, fmt.Errorf("%s; write the update yourself", f.Say())
		}
	}
	return outbox.Update{Channel: channel.Name, Audience: channel.Audience, Language: language, Phase: a.Phase, Title: text.Title,
		Subject: text.Subject, Text: text.Body, Due: next, Ref: heard.Ref}, nil
}

// medium is the form in which a kind of channel is read.
func medium(kind string) update.Medium {
	switch kind {
	case config.ChannelSMTP:
		return update.Mail
	case config.ChannelSlack, config.ChannelMattermost, config.ChannelTeams:
		return update.Chat
	}
	return update.Page
}
