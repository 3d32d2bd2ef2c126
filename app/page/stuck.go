package page

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"turnaround/app/incident"
)

// Stuck is an update that does not reach one channel's readers by itself, or not
// as it was meant. Whoever published it believes that all is well.
type Stuck struct {
	ID       incident.ID
	Number   int
	Title    string
	Service  string
	Source   string
	Severity incident.Severity

	Update  string // one update on one channel: its row of the outbox, else its entry or what it opened there
	Channel string
	State   StuckState
	Since   time.Time         // since when it stands so
	By      incident.PersonID // who published it; empty: nobody knows
	// Holder is who has the incident, where Held says that somebody has it here.
	Holder incident.PersonID
	Held   bool
	Why    string // in plain words
	Fix    Fix
}

// StuckState says how an update is stuck.
type StuckState string

// The states of an update that is stuck.
const (
	StuckAsking StuckState = "asking" // a person decides
	StuckFailed StuckState = "failed" // the channel will never take it like this
	StuckLate   StuckState = "late"   // nobody decides, and readers do not see it
	StuckTwice  StuckState = "twice"  // somebody opened an incident there at the same moment, before it
)

// Fix is what one press does about an update that is stuck.
type Fix string

// The fixes. Where there is none a person has to look first.
const (
	NoFix   Fix = ""
	FixSend Fix = "send" // send it anyway
	FixJoin Fix = "join" // write it into what is open there
	FixTwin Fix = "twin" // close it as a duplicate, and go on in the other
)

// lateAfter is how long an update may take to be seen. A page shows one within
// a minute, and one that was tried again within two.
const lateAfter = 5 * time.Minute

func isStuck(key string) bool { return strings.HasPrefix(key, string(KindStuck)+"/") }

// Key names its note: one for each state it comes into.
func (s Stuck) Key() string {
	return fmt.Sprintf("%s/%s/%s/%d", KindStuck, s.Update, s.State, s.Since.UnixMilli())
}

// From is from when on it needs a person.
func (s Stuck) From() time.Time {
	if s.State == StuckLate {
		return s.Since.Add(lateAfter)
	}
	return s.Since
}

// Stalled gives what the person me has to learn of, and when to look again: who
// published it, and after 5 minutes who has the incident, as with a promise.
// Whether customers are known to be affected does not matter: somebody told them.
func Stalled(all iter.Seq[Stuck], me incident.PersonID, now time.Time) (alarms []Alarm, next time.Time) {
	for s := range all {
		at := s.From()
		if s.By != me {
			if !s.Held || s.Holder != me {
				continue
			}
			at = at.Add(handOver)
		}
		switch {
		case !at.After(now):
			alarms = append(alarms, s.alarm(at))
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	return alarms, next
}

func (s Stuck) alarm(since time.Time) Alarm {
	what := s.Severity.OrDefault().String() + fmt.Sprintf(" #%d", s.Number)
	if service := plain(s.Service, longService); service != "" {
		what += " " + service
	}
	body := map[StuckState]string{
		StuckAsking: "Customers do not read it until you decide. ",
		StuckFailed: "Customers do not read it. ",
		StuckLate:   "Customers do not read it yet. ",
		StuckTwice:  "Customers read of it in two incidents. ",
	}[s.State] + "On " + plain(s.Channel, longService)
	if why := plain(s.Why, longOffer); why != "" {
		body += ": " + why
	}
	if title := plain(s.Title, longTitle); title != "" {
		body += ". About: " + title
	}
	return Alarm{Key: s.Key(), Kind: KindStuck, Source: s.Source, Severity: s.Severity, Since: since, Incident: s.ID, Service: s.Service,
		Title: what + ": " + s.State.headline(), Body: body, button: s.Fix.label()}
}

func (s StuckState) headline() string {
	switch s {
	case StuckAsking:
		return "update asks before it goes out"
	case StuckFailed:
		return "update not published"
	case StuckTwice:
		return "open twice"
	}
	return "update not visible yet"
}

func (f Fix) label() string {
	switch f {
	case FixSend:
		return "Send anyway"
	case FixJoin:
		return "Join it"
	case FixTwin:
		return "Join theirs, close ours"
	}
	return ""
}

// once is how news of a stuck update is told: one time, and also where the
// incident itself is only listed. A person told customers something and would
// not learn that they did not get it.
func once(m Manner) Manner {
	m.Notify, m.Repeat, m.Times, m.Then = true, 0, 1, 0
	return m
}

// unstick does what the button of a note says. A note that is older than how the
// update stands now does nothing: the person looks at it.
func (l *Loop) unstick(ctx context.Context, p Press) {
	if l.Stuck == nil || l.Unstick == nil {
		l.openUpdate(p.Incident)
		return
	}
	for s := range l.Stuck() {
		if s.Key() != p.Key || s.Fix == NoFix {
			continue
		}
		err := l.Unstick(ctx, s)
		if err == nil {
			return
		}
		l.Log.Error("settle a stuck update from a notification", "incident", p.Incident, "err", err)
		failed := Note{Key: "failed/" + p.Key, Incident: p.Incident, Severity: incident.Minor, Open: true,
			Title: "Could not publish", Body: "Customers were told nothing. Why: " + plain(err.Error(), longTitle)}
		if _, err := l.hand(ctx, failed); err != nil {
			return // logged there, and the update stays as it is
		}
		return
	}
	l.openUpdate(p.Incident)
}

// openUpdate shows where customers are told of an incident.
func (l *Loop) openUpdate(id incident.ID) {
	if l.Write != nil && id != "" {
		l.Write(id)
		return
	}
	l.open(id)
}
