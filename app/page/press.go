package page

import (
	"context"
	"strings"

	"turnaround/app/incident"
)

// What a press asks for.
const (
	ActionAcknowledge = "acknowledge"
	ActionOpen        = "open"
	ActionPublish     = "publish" // "still working"
)

// Acknowledge stops the ringing of an alarm ("contact/eu-prod"), as pressing
// its button does. Incidents are acknowledged at the desk.
func (l *Loop) Acknowledge(ctx context.Context, key string) error {
	select {
	case l.acks <- key:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// press does what a person did to a note. The sound stops first, whatever
// else happens.
func (l *Loop) press(ctx context.Context, p Press) {
	l.Notifier.Hush(p.Key)
	l.dirty = true
	switch p.Action {
	case ActionOpen:
		if isUpdate(p.Key) || isTelling(p.Key) || isStuck(p.Key) {
			l.openUpdate(p.Incident) // what is asked for is an update
			return
		}
		l.open(p.Incident)
	case ActionPublish:
		switch {
		case isTelling(p.Key):
			l.tell(ctx, p)
		case isStuck(p.Key):
			l.unstick(ctx, p)
		default:
			l.publish(ctx, p)
		}
	case ActionAcknowledge:
		switch {
		case p.Key == GroupKey:
			// Nobody acknowledges by one press what he has not seen.
			l.open("")
		case p.Incident != "" && !isUpdate(p.Key):
			l.acknowledgeIncident(ctx, p)
		default:
			l.acknowledge(ctx, p.Key)
		}
	default:
		l.Log.Warn("a notification sent an action nobody knows", "key", p.Key)
	}
}

func (l *Loop) open(id incident.ID) {
	if l.Open != nil {
		l.Open(id)
	}
}

func (l *Loop) acknowledgeIncident(ctx context.Context, p Press) {
	if err := l.Ack(ctx, p.Incident); err != nil {
		l.Log.Error("acknowledge from a notification", "incident", p.Incident, "err", err)
		failed := Note{Key: "failed/" + string(p.Incident), Incident: p.Incident, Severity: incident.Minor, Open: true,
			Title: "Could not acknowledge", Body: "It keeps ringing. Why: " + plain(err.Error(), longTitle)}
		if _, err := l.hand(ctx, failed); err != nil {
			return // logged there, and the incident keeps ringing
		}
		return
	}
	l.offerTelling(ctx, p.Incident)
}

// acknowledge holds an alarm, as of now.
func (l *Loop) acknowledge(ctx context.Context, key string) {
	l.dirty = true
	if key == TestKey || strings.HasPrefix(key, IncidentKey("")) || key == GroupKey {
		l.withdraw(ctx, key)
		return
	}
	r, ok := l.rings[key]
	if !ok {
		return
	}
	now := l.now()
	if r.Key == key {
		l.withdraw(ctx, key)
	}
	l.save(ctx, map[string]Ring{key: {Phase: Held, Since: now, Held: now}})
}
