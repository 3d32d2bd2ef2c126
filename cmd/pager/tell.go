package pager

import (
	"context"
	"errors"
	"strings"

	"turnaround/app/compose"
	"turnaround/app/incident"
)

// teller publishes the first update from a notification. The paging loop alone
// uses it.
type teller struct {
	p       *Pager
	offered map[incident.ID]*compose.Writing
}

// Offer gives the first update where it needs nobody to look at it: customers
// are affected as far as is known, nobody told them or is writing to them, the
// service map knows their words, and all checks pass.
func (t *teller) Offer(_ context.Context, id incident.ID) (text, places string, ok bool) {
	delete(t.offered, id)
	w, kept, err := t.p.Write(id)
	if err != nil {
		t.p.log.Error("write the first update for a notification", "incident", id, "err", err)
		return "", "", false
	}
	s, err := w.Look(t.p.now())
	if err != nil {
		t.p.log.Error("check the first update for a notification", "incident", id, "err", err)
		return "", "", false
	}
	if kept || s.Update != 1 || !w.Answers().Facts.Impact.Affects() || s.Hurdle != compose.NoHurdle {
		return "", "", false
	}
	var names []string
	for _, p := range s.Previews {
		if p.On {
			names = append(names, p.Name)
			if text == "" {
				text = p.Text.Body
			}
		}
	}
	if t.offered == nil {
		t.offered = map[incident.ID]*compose.Writing{}
	}
	t.offered[id] = w
	return text, strings.Join(names, ", "), true
}

// Tell publishes what was offered, unless customers were told something else
// since, or it is too late for what it promises.
func (t *teller) Tell(ctx context.Context, id incident.ID) error {
	w := t.offered[id]
	if w == nil {
		return errors.New("this offer is old; open the incident")
	}
	delete(t.offered, id)
	c, err := t.p.Case(id)
	if err != nil {
		return err
	}
	if c.Incident.Customers.Spoken > 0 {
		return errors.New("customers were told something meanwhile; open the incident")
	}
	if !c.Incident.Open() {
		return errors.New("it ended meanwhile; open the incident and tell customers that it is over")
	}
	_, err = t.p.PublishWriting(ctx, "notification", w)
	return err
}
