package shell

import (
	"context"

	"turnaround/app/incident"
	"turnaround/cmd/pager"
)

// twins closes what is open twice on a channel, for the main screen.
type twins struct{ p *pager.Pager }

// Words are what readers of ours are told.
func (t twins) Words(id incident.ID, channel string) (string, error) {
	_, words, err := t.p.Twin(id, channel)
	return words, err
}

// Join closes ours as the duplicate.
func (t twins) Join(ctx context.Context, id incident.ID, channel string) error {
	_, err := t.p.JoinTwin(ctx, "window", id, channel)
	return err
}
