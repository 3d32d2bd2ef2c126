package pager

import (
	"context"
	"fmt"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/text"
)

// twice is what readers of a duplicate are told: that it is closed there, and not
// over. Where it goes on has no address everywhere.
var twice = map[string]string{
	"en": "This was posted twice at the same moment, so we close this copy. It is not resolved yet: updates continue under “%s”",
	"de": "Dies wurde im selben Moment zweimal gemeldet, deshalb schließen wir diese Meldung. Es ist noch nicht behoben: weiter geht es unter „%s“",
}

// Twin finds what is open on a channel beside ours, and what readers of ours
// would be told when it is closed.
func (p *Pager) Twin(id incident.ID, channel string) (t desk.Twin, words string, err error) {
	all, err := p.Desk.Twins()
	if err != nil {
		return t, "", err
	}
	for _, t := range all {
		if t.Incident != id || t.Channel != channel {
			continue
		}
		c, _ := p.setup.Load().channel(channel)
		said, ok := twice[c.Language]
		if !ok {
			said = twice["en"]
		}
		words := fmt.Sprintf(said, text.Line(t.Title, 120))
		if t.Link != "" {
			return t, words + ": " + t.Link, nil
		}
		return t, words + ".", nil
	}
	return t, "", fmt.Errorf("nothing is open twice on %s for this", text.Line(channel, 60))
}

// JoinTwin closes ours on a channel as a duplicate, and goes on in the one that
// was opened there at the same moment, before it.
func (p *Pager) JoinTwin(ctx context.Context, via string, id incident.ID, channel string) (desk.Receipt, error) {
	t, words, err := p.Twin(id, channel)
	if err != nil {
		return desk.Receipt{}, err
	}
	return p.Desk.JoinTwin(ctx, p.Who(via), t, outbox.Update{Text: words})
}
