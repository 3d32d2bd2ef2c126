// Package outbox holds the types of what is meant for the outside: an action
// on an alert, waiting until its source has taken it. It is pure.
package outbox

import (
	"strings"
	"time"

	"turnaround/app/incident"
)

// Verb is what a person wants a source to do.
type Verb string

// The verbs. Unacknowledge and Unsnooze take an earlier action back.
const (
	Acknowledge   Verb = "acknowledge"
	Snooze        Verb = "snooze"
	Resolve       Verb = "resolve"
	Assign        Verb = "assign"
	Note          Verb = "note"
	Unacknowledge Verb = "unacknowledge"
	Unsnooze      Verb = "unsnooze"
	// EndSilence ends one silence at the source that somebody else made, by
	// whatever means (Ref names it, Until is the end the person saw).
	EndSilence Verb = "end-silence"
	// Extend prolongs a standing acknowledgement or snooze (Undoes names it).
	Extend Verb = "extend"
	// Publish tells customers something (Update says what); Ref, where set, is
	// the channel's own ID of an update that this one corrects.
	Publish Verb = "publish"
)

// ChannelSource is the Source of what goes to a channel.
func ChannelSource(channel string) string { return channelPrefix + channel }

// ChannelOf is the channel's configured name; false: the source is none.
func ChannelOf(source string) (string, bool) { return strings.CutPrefix(source, channelPrefix) }

const channelPrefix = "channel:"

// Target is one alert an action is for, by what its source knows it by.
type Target struct {
	ID     string            `json:"id"`
	Labels map[string]string `json:"labels,omitempty"`
	Start  time.Time         `json:"start,omitzero"`
	Ref    string            `json:"ref,omitempty"` // as in incident.Signal
}

// Action is one thing to be done at one source.
type Action struct {
	ID       string      `json:"id"` // a ULID: the idempotency key
	Incident incident.ID `json:"incident"`
	Source   string      `json:"source"` // the source's name
	Verb     Verb        `json:"verb"`
	Targets  []Target    `json:"targets"`
	Until    time.Time   `json:"until,omitzero"`
	By       string      `json:"by"` // the name the source will show
	To       string      `json:"to,omitempty"`
	Text     string      `json:"text,omitempty"`
	// Cause is the entry that asked for it.
	Cause string `json:"cause,omitempty"`
	// Undoes is the ID of the action this one takes back or extends; Ref what
	// the source answered to that one (silence IDs).
	Undoes string `json:"undoes,omitempty"`
	Ref    string `json:"ref,omitempty"`
	// Forced: the person saw the conflict and wants it sent all the same.
	Forced bool    `json:"forced,omitempty"`
	Update *Update `json:"update,omitempty"` // of Publish

	Created   time.Time `json:"created"`
	NotBefore time.Time `json:"not_before,omitzero"` // the undo window, or a backoff
	State     State     `json:"state"`
	Since     time.Time `json:"since,omitzero"` // when it came to ask, was refused, or was sent again by hand
	Tries     int       `json:"tries"`
	LastError string    `json:"last_error,omitempty"`
	// Of how the last try ended: what to do about it, whether the channel may
	// have it already, and which of its own incidents is in the way.
	Fix    string `json:"fix,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`
	There  string `json:"there,omitempty"`
	Link   string `json:"link,omitempty"`
	// Read: the person was shown what the channel said until then, by its clock.
	Read time.Time `json:"read,omitzero"`
}

// Standing is since when the action stands as it does.
func (a Action) Standing() time.Time {
	if a.Since.IsZero() {
		return a.Created
	}
	return a.Since
}

// Joinable tells whether the action is an update that asks and can be written
// into what is open on its channel.
func (a Action) Joinable() bool {
	return a.State == Asking && a.Update != nil && a.There != "" && a.There != a.Update.Ref
}

// Update is what one channel's readers are told.
type Update struct {
	Publication string         `json:"publication"` // the same for all channels of one update
	Channel     string         `json:"channel"`     // its configured name
	Audience    string         `json:"audience,omitempty"`
	Language    string         `json:"language,omitempty"`
	Phase       incident.Phase `json:"phase"`
	Title       string         `json:"title,omitempty"`
	Subject     string         `json:"subject,omitempty"` // of a mail
	Text        string         `json:"text"`
	Due         time.Time      `json:"due,omitzero"` // when the next update is promised; zero: none is
	// Components are the channel's component IDs with our word for their state:
	// operational, degraded, partial, major, maintenance.
	Components map[string]string `json:"components,omitempty"`
	Impact     string            `json:"impact,omitempty"` // none, minor, major, critical
	// Ref is the channel's own incident to update; empty: open one, or join.
	Ref string `json:"ref,omitempty"`
	// Duplicate is the channel's incident that goes on, where this update closes
	// another one there that was opened at the same moment.
	Duplicate string `json:"duplicate,omitempty"`
	// Basis is what was known when it was written: the newest entry's ID. It is
	// compared before sending.
	Basis string `json:"basis,omitempty"`
	// Joined is when a person joined it to Ref, whose updates until then they
	// could read; zero: nobody was asked to join.
	Joined   time.Time `json:"joined,omitzero"`
	Approved string    `json:"approved,omitempty"` // who said OK, in chat
	// Overruled are the checks that blocked it and were overruled, each with why.
	Overruled []incident.Overruled `json:"overruled,omitempty"`
}

// State is where an action stands on its way.
type State string

// The states of an action. What is done leaves the outbox.
const (
	Waiting  State = "waiting"  // for its time, or for the source to be reachable
	Asking   State = "asking"   // a conflict: a person decides (send, drop)
	Rejected State = "rejected" // the source refused for good; kept until dropped or retried
)

// Result says how an attempt ended.
type Result string

// The results of an attempt.
const (
	Done     Result = "done"
	Already  Result = "already"  // it was so at the source before; counts as done
	Conflict Result = "conflict" // the present state no longer fits: ask
	Retry    Result = "retry"    // not now; try again later
	Refused  Result = "refused"  // will never work like this
)

// Outcome is what a source answered to an action.
type Outcome struct {
	Result Result
	By     string    // Already, Conflict: who did it there
	At     time.Time // and when
	Until  time.Time // what the source granted, when it differs
	Ref    string    // the source's ID of what was made (silence IDs, comma-separated; a channel's own incident)
	Post   string    // Publish: the channel's own ID of the update; At: when readers could see it
	Link   string    // Publish: where it can be read
	Text   string    // plain words for the timeline or the person
	Fix    string    // what to do about it, where that is not in Text
	Hidden bool      // Retry: it may be there already, and cannot be seen yet
	After  time.Duration
}
