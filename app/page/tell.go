package page

import (
	"context"
	"strings"

	"turnaround/app/incident"
)

// Teller tells customers of an incident for the first time, from a note. It
// composes and queues, and waits for no channel.
type Teller interface {
	// Offer gives the first update as it would be published, and where; false:
	// there is none to offer, or a person has to look at it first.
	Offer(ctx context.Context, id incident.ID) (text, places string, ok bool)
	// Tell publishes what was offered last.
	Tell(ctx context.Context, id incident.ID) error
}

const tellPrefix = "tell/"

// longOffer is how much of an update a note shows.
const longOffer = 400

// offerTelling shows the first update to whoever has just acknowledged an
// incident that affects customers: one press publishes it.
func (l *Loop) offerTelling(ctx context.Context, id incident.ID) {
	if l.Teller == nil {
		return
	}
	text, places, ok := l.Teller.Offer(ctx, id)
	if !ok {
		return
	}
	note := Note{Key: tellPrefix + string(id), Incident: id, Severity: incident.Minor, Open: true, Publish: "Publish",
		Title: "Acknowledged. Tell customers?", Body: plain(text, longOffer)}
	if places != "" {
		note.Title = "Acknowledged. Publish this on " + plain(places, longTitle) + "?"
	}
	if _, err := l.hand(ctx, note); err != nil {
		return // logged there; the first update rings when it is due
	}
}

// tell publishes what a note offered.
func (l *Loop) tell(ctx context.Context, p Press) {
	if l.Teller == nil {
		l.open(p.Incident)
		return
	}
	l.withdraw(ctx, p.Key)
	err := l.Teller.Tell(ctx, p.Incident)
	if err == nil {
		return
	}
	l.Log.Error("publish a first update from a notification", "incident", p.Incident, "err", err)
	failed := Note{Key: "failed/" + p.Key, Incident: p.Incident, Severity: incident.Minor, Open: true,
		Title: "Could not publish", Body: "Customers were told nothing. Why: " + plain(err.Error(), longTitle)}
	if _, err := l.hand(ctx, failed); err != nil {
		return // logged there
	}
}

func isTelling(key string) bool { return strings.HasPrefix(key, tellPrefix) }
