package incident

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Impact says whether customers are affected, as far as is known.
type Impact string

// The levels of impact. Unknown never nags and never counts.
const (
	ImpactUnknown   Impact = ""
	ImpactNone      Impact = "none"
	ImpactSuspected Impact = "suspected"
	ImpactConfirmed Impact = "confirmed"
)

// Affects tells whether the customer clock runs.
func (i Impact) Affects() bool { return i == ImpactSuspected || i == ImpactConfirmed }

// DataSafety says what is known of customers' data; it is never guessed.
type DataSafety string

// The states of knowledge about data.
const (
	DataUnknown  DataSafety = ""
	DataSafe     DataSafety = "safe" // checked
	DataAffected DataSafety = "affected"
)

// Phase is where an update says an incident stands, in the words of status pages.
type Phase string

// The phases of an update.
const (
	Investigating Phase = "investigating"
	Identified    Phase = "identified"
	Monitoring    Phase = "monitoring"
	PhaseResolved Phase = "resolved"
)

// Kinds of the customer side.
const (
	KindImpact        Kind = "impact"               // Affected
	KindPublished     Kind = "published"            // Spoken: customers could read it
	KindPublishFailed Kind = "publish-failed"       // Spoken: a channel did not take it
	KindCorrected     Kind = "corrected"            // Spoken: what was published now reads so
	KindEndedUntold   Kind = "ended-untold"         // closed on purpose while somebody last heard bad news; the text says why
	KindPostmortem    Kind = "postmortem-published" // Postmortem: the version for customers was written out
	KindMoved         Kind = "moved"                // Moved: a channel's incident was closed as a duplicate, and another goes on
)

// Affected is the data of KindImpact: all that is known of the customers hit.
// It replaces what was known before as a whole.
type Affected struct {
	Impact     Impact     `json:"impact,omitempty"`
	Start      time.Time  `json:"start,omitzero"` // when customers began to be affected; zero: nobody said
	End        time.Time  `json:"end,omitzero"`
	Who        string     `json:"who,omitempty"`   // "people paying by card"
	What       string     `json:"what,omitempty"`  // "payments fail"
	Where      string     `json:"where,omitempty"` // region, plan
	Share      string     `json:"share,omitempty"` // "about 1 in 8"
	Works      string     `json:"works,omitempty"` // what still works
	Workaround string     `json:"workaround,omitempty"`
	Data       DataSafety `json:"data,omitempty"`
	Components []string   `json:"components,omitempty"` // the status page's IDs
	Contacts   int        `json:"contacts,omitempty"`   // customers who wrote in so far
	// Guessed: it follows from the service map; no person said so.
	Guessed bool `json:"guessed,omitempty"`
}

// Spoken is the data of KindPublished: one update on one channel.
type Spoken struct {
	Publication string    `json:"publication,omitempty"` // the same in all channels of one update
	Channel     string    `json:"channel"`               // its configured name, or what was told elsewhere
	Audience    string    `json:"audience,omitempty"`
	Phase       Phase     `json:"phase,omitempty"`
	Title       string    `json:"title,omitempty"`
	Body        string    `json:"body,omitempty"`
	Due         time.Time `json:"due,omitzero"`     // when the next update is promised
	Visible     time.Time `json:"visible,omitzero"` // when readers could see it, by the channel's own clock
	Ref         string    `json:"ref,omitempty"`    // the channel's own incident, or thread
	Post        string    `json:"post,omitempty"`   // the channel's own ID of this update
	Link        string    `json:"link,omitempty"`
	Elsewhere   bool      `json:"elsewhere,omitempty"` // not published by this program
	Approved    string    `json:"approved,omitempty"`  // who said OK, in chat
	// For is the incident it was written for, where that was part of this one
	// when it got out.
	For ID `json:"for,omitempty"`
	// Note is what the channel said of it: addresses that were refused, say.
	Note string `json:"note,omitempty"`
	// Overruled are the checks that spoke against it and were overruled.
	Overruled []Overruled `json:"overruled,omitempty"`
}

// Overruled is a check that blocked an update, and why a person published it
// all the same.
type Overruled struct {
	Check  string `json:"check"` // its ID
	Reason string `json:"reason"`
}

// Moved is the data of KindMoved: what was said in one of a channel's own
// incidents goes on in another.
type Moved struct {
	Channel string `json:"channel"`
	From    string `json:"from"` // the one that was closed
	To      string `json:"to"`
	Title   string `json:"title,omitempty"` // of the one that goes on
	Link    string `json:"link,omitempty"`
}

// Postmortem is the data of KindPostmortem.
type Postmortem struct {
	Title    string `json:"title,omitempty"` // as customers read it
	Language string `json:"language,omitempty"`
	Format   string `json:"format,omitempty"`
}

// Heard is what one channel's readers heard last.
type Heard struct {
	At    time.Time `json:"at"`
	Phase Phase     `json:"phase,omitempty"`
	Due   time.Time `json:"due,omitzero"`
	Ref   string    `json:"ref,omitempty"`  // the channel's own incident, where the next update goes
	Said  string    `json:"said,omitempty"` // the one it was said in, where that was closed as a duplicate
	Post  string    `json:"post,omitempty"`
	Link  string    `json:"link,omitempty"`
	// Audience is who reads there, and Title what they see above it.
	Audience string `json:"audience,omitempty"`
	Title    string `json:"title,omitempty"`
}

// Customers is the customer side of an incident, folded from its entries.
type Customers struct {
	Affected
	First  time.Time        `json:"first_update,omitzero"`
	Last   time.Time        `json:"last_update,omitzero"`
	Phase  Phase            `json:"phase,omitempty"`  // of the last update
	Due    time.Time        `json:"due,omitzero"`     // what the last update promised
	DueBy  PersonID         `json:"due_by,omitempty"` // who promised it
	Heard  map[string]Heard `json:"heard,omitempty"`  // by channel
	Spoken int              `json:"spoken,omitempty"` // updates on any channel
	// Moved are the channels' incidents that were closed as duplicates.
	Moved map[string]Moved `json:"moved,omitempty"`
	// Asked: a person answered whether customers are affected, "not sure" included.
	Asked bool `json:"asked,omitempty"`
	// EndedUntold: closed on purpose though somebody last heard bad news. What
	// is said afterwards, or a new life, ends it.
	EndedUntold bool `json:"ended_untold,omitempty"`
}

// Owing names the channels whose readers last heard bad news.
func (c *Customers) Owing() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.Heard)) {
		if c.Heard[name].Phase != PhaseResolved {
			names = append(names, name)
		}
	}
	return names
}

const (
	clockImpact = "impact"
	clockSpoken = "spoken"
	clockUntold = "untold"
	clockMoved  = "moved"
)

func (i *Incident) applyImpact(e Entry) {
	a := Unpack[Affected](e)
	i.Customers.Asked = i.Customers.Asked || !a.Guessed
	if i.set(clockImpact, e) {
		i.Customers.Affected = a
	}
}

// applyPublished goes by when readers could see an update: a channel that is
// read late tells of what was there before.
func (i *Incident) applyPublished(e Entry) {
	s, c := Unpack[Spoken](e), &i.Customers
	at := firstSet(s.Visible, e.At)
	c.Spoken++
	c.First = earlier(c.First, at)
	i.hear(s, e, at, at)
}

// applyCorrected puts a correction in the place of what it corrects: after
// that, before whatever followed, and the later of two wins.
func (i *Incident) applyCorrected(e Entry) {
	s := Unpack[Spoken](e)
	at := firstSet(s.Visible, e.At)
	i.hear(s, e, at, at.Add(1+max(0, e.At.Sub(at))/time.Second))
}

// hear takes what was said at a moment for what is heard last, unless
// something was said in a later place.
func (i *Incident) hear(s Spoken, e Entry, at, place time.Time) {
	c, by := &i.Customers, e.By
	e.At = place
	if i.set(clockSpoken+"/"+s.Channel, e) {
		heard := maps.Clone(c.Heard)
		if heard == nil {
			heard = map[string]Heard{}
		}
		heard[s.Channel] = c.follow(s.Channel, Heard{At: at, Phase: s.Phase, Due: s.Due, Ref: s.Ref, Post: s.Post, Link: s.Link, Audience: s.Audience, Title: s.Title})
		c.Heard = heard
	}
	if i.set(clockSpoken, e) {
		c.Last, c.Phase, c.Due, c.DueBy = at, s.Phase, s.Due, by
	}
}

// applyMoved has what was heard in one of a channel's incidents go on in another,
// whichever of the two is learned first.
func (i *Incident) applyMoved(e Entry) {
	m, c := Unpack[Moved](e), &i.Customers
	key := m.Channel + "/" + m.From
	if m.From == "" || m.To == "" || !i.set(clockMoved+"/"+key, e) {
		return
	}
	moved := maps.Clone(c.Moved)
	if moved == nil {
		moved = map[string]Moved{}
	}
	moved[key] = m
	c.Moved = moved
	if heard, ok := c.Heard[m.Channel]; ok {
		c.Heard = maps.Clone(c.Heard)
		c.Heard[m.Channel] = c.follow(m.Channel, heard)
	}
}

// follow gives where it goes on on a channel.
func (c *Customers) follow(channel string, h Heard) Heard {
	said := cmp.Or(h.Said, h.Ref)
	at := said
	for range len(c.Moved) {
		m, ok := c.Moved[channel+"/"+at]
		if !ok {
			break
		}
		at, h.Said, h.Ref, h.Link = m.To, said, m.To, m.Link
	}
	return h
}

// settleUntold tells whether the deliberate end without a word still stands.
func (i *Incident) settleUntold() {
	untold, ok := i.Clocks[clockUntold]
	i.Customers.EndedUntold = ok && i.Clocks[clockSpoken].before(untold) && i.Clocks[clockOpen].before(untold)
}
