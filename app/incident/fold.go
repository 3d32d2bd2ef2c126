package incident

import (
	"slices"
	"time"
)

// Stamp is when a folded field was last set, and by which entry.
type Stamp struct {
	At time.Time `json:"at"`
	ID string    `json:"id"`
}

// before orders stamps by time, then by entry ID, so that every device agrees.
func (s Stamp) before(o Stamp) bool {
	if s.At.Equal(o.At) {
		return s.ID < o.ID
	}
	return s.At.Before(o.At)
}

// The clocks of an incident's last-writer-wins fields.
const (
	clockFacts    = "facts"
	clockTitle    = "title"
	clockSeverity = "severity"
	clockLife     = "life" // opened, reopened, resolved
	clockHold     = "hold" // acknowledged, unacknowledged
	clockOpen     = "open" // the last opening: what was held before it no longer holds
	clockSnooze   = "snooze"
	clockAssignee = "assignee"
	clockQuiet    = "quiet" // by when it was learned, as the news that ends it
	clockMerge    = "merge"
	clockNews     = "news" // the last alert that fired, by when it was learned
	clockRing     = "ring" // the last entry that deserves a ring, by when it was learned
	clockHush     = "hush" // nothing up to here rings: it was imported
	clockCalm     = "calm" // the last resolution, by when it was learned: nothing from before it rings
)

// Fold makes an incident of its entries, in whatever order they come. What one
// of them takes back does not count, wherever it stands.
func Fold(entries []Entry) Incident {
	var i Incident
	for _, e := range entries {
		if e.Kind == KindParted {
			i.takeBack(e)
		}
	}
	for _, e := range entries {
		i.Apply(e)
	}
	return i
}

// Apply folds one entry into the incident. The result does not depend on the
// order in which entries are applied, but for KindParted: what it takes back may
// be folded in already, so the incident is made anew by [Fold]. Applying an entry
// twice is the caller's mistake, since entries are a set by ID. Unknown kinds
// only count.
func (i *Incident) Apply(e Entry) {
	if i.ID == "" {
		i.ID, i.Number, i.Status = e.Incident, NumberOf(e.Incident), Triggered
	}
	i.Entries++
	i.UpdatedAt = later(i.UpdatedAt, e.At)
	if !i.Stands(e) {
		return
	}
	i.apply(e)
	i.settleUntold()
	i.settle()
}

// apply takes what one kind of entry says.
func (i *Incident) apply(e Entry) {
	switch e.Kind {
	case KindOpened:
		i.applyOpened(e)
	case KindFired:
		i.applyFired(e)
	case KindCleared:
		i.Firing--
	case KindRang:
		i.ring(e)
		i.hearNews(e)
	case KindAcknowledged, KindUnacknowledged:
		i.applyHold(e)
	case KindSnoozed, KindUnsnoozed:
		i.applySnooze(e)
	case KindResolved:
		i.setLearned(clockCalm, e)
		if i.set(clockLife, e) {
			i.ResolvedAt, i.ClosedHere = e.At, Unpack[Ended](e).Here
		}
	case KindReopened:
		i.applyReopened(e)
	case KindQuiet:
		i.setLearned(clockQuiet, e)
		i.weighQuiet()
	case KindSeverity:
		if v := Unpack[Value](e); i.set(clockSeverity, e) {
			i.Severity = v.Severity
		}
	case KindRetitled:
		if v := Unpack[Value](e); i.set(clockTitle, e) {
			i.Title = v.Title
		}
	case KindAssigned:
		if v := Unpack[Value](e); i.set(clockAssignee, e) {
			i.Assignee = v.Person
		}
	case KindNoted:
		i.Notes++
	case KindImported:
		i.setLearned(clockHush, e)
	case KindMerged, KindUnmerged, KindAbsorbed, KindSplit:
		i.applyLink(e)
	case KindParted:
		i.takeBack(e)
	case KindImpact:
		i.applyImpact(e)
	case KindPublished:
		i.applyPublished(e)
	case KindCorrected:
		i.applyCorrected(e)
	case KindMoved:
		i.applyMoved(e)
	case KindEndedUntold:
		i.set(clockUntold, e)
	}
}

func (i *Incident) applyOpened(e Entry) {
	o := Unpack[Opened](e)
	if i.set(clockFacts, e) {
		i.Service, i.Source, i.Group, i.Labels = o.Service, o.Source, o.Group, o.Labels
		i.Link, i.Runbook, i.Dashboard = o.Link, o.Runbook, o.Dashboard
	}
	if i.set(clockTitle, e) {
		i.Title = o.Title
	}
	if i.set(clockSeverity, e) {
		i.Severity = o.Severity
	}
	i.StartedAt = earlier(i.StartedAt, firstSet(o.StartedAt, e.At))
	i.DetectedAt = earlier(i.DetectedAt, e.Recorded)
	i.openAt(e)
}

func (i *Incident) applyFired(e Entry) {
	f := Unpack[Fired](e)
	i.Firing++
	if f.First {
		i.Alerts++
	} else {
		i.Flaps++
	}
	if f.Rings {
		i.ring(e)
	}
	i.StartedAt = earlier(i.StartedAt, firstSet(f.StartsAt, e.At))
	i.DetectedAt = earlier(i.DetectedAt, e.Recorded)
	i.hearNews(e)
}

// hearNews ends "no news since" where the news was learned after it: what
// began before, and reached this device late, is news all the same.
func (i *Incident) hearNews(e Entry) {
	i.setLearned(clockNews, e)
	i.weighQuiet()
}

func (i *Incident) weighQuiet() {
	quiet, ok := i.Clocks[clockQuiet]
	i.QuietSince = time.Time{}
	if ok && i.Clocks[clockNews].before(quiet) {
		i.QuietSince = quiet.At
	}
}

func (i *Incident) applyHold(e Entry) {
	if e.Kind == KindAcknowledged {
		i.AcknowledgedAt = earlier(i.AcknowledgedAt, e.At)
	}
	if !i.set(clockHold, e) {
		return
	}
	i.AckedBy, i.AckedAt, i.AckUntil = "", time.Time{}, time.Time{}
	i.AckMark, i.AckRef, i.AckAction = "", "", ""
	if e.Kind == KindAcknowledged {
		h := Unpack[Held](e)
		i.AckedBy, i.AckedAt, i.AckUntil = e.By, e.At, h.Until
		i.AckMark, i.AckRef, i.AckAction = h.Mark, h.Ref, h.Action
	}
}

func (i *Incident) applySnooze(e Entry) {
	if !i.set(clockSnooze, e) {
		return
	}
	h := Unpack[Held](e)
	i.SnoozedBy, i.SnoozedUntil, i.SnoozeKind = e.By, h.Until, h.Mark
	if e.Kind == KindUnsnoozed {
		i.SnoozedBy, i.SnoozedUntil, i.SnoozeKind = "", time.Time{}, ""
	}
}

func (i *Incident) applyReopened(e Entry) {
	if Unpack[Fired](e).Rings {
		i.ring(e)
	}
	i.openAt(e)
}

// openAt begins or begins anew: an acknowledgement or a resolution from
// before no longer stands.
func (i *Incident) openAt(e Entry) {
	i.set(clockOpen, e)
	if i.set(clockLife, e) {
		i.ResolvedAt, i.ClosedHere = time.Time{}, false
	}
}

func (i *Incident) applyLink(e Entry) {
	l := Unpack[Linked](e)
	switch e.Kind {
	case KindMerged:
		i.Alerts, i.Firing = i.Alerts-l.Alerts, i.Firing-l.Firing
		if i.set(clockMerge, e) {
			i.MergedInto = l.Other
		}
	case KindUnmerged:
		if i.set(clockMerge, e) {
			i.MergedInto = ""
		}
	case KindAbsorbed:
		i.Alerts, i.Firing = i.Alerts+l.Alerts, i.Firing+l.Firing
	case KindSplit:
		i.Alerts, i.Firing = i.Alerts-l.Alerts, i.Firing-l.Firing
	}
}

func (i *Incident) takeBack(e Entry) {
	i.TakenBack = append(slices.Clone(i.TakenBack), Unpack[Parted](e).Entries...)
	slices.Sort(i.TakenBack)
	i.TakenBack = slices.Compact(i.TakenBack)
}

// Stands tells whether an entry of this incident counts: a later one may have
// taken it back. What reads a timeline for what it says reads those that stand.
func (i *Incident) Stands(e Entry) bool {
	_, taken := slices.BinarySearch(i.TakenBack, e.ID)
	return !taken
}

// ring notes that e deserves a ring.
func (i *Incident) ring(e Entry) { i.setLearned(clockRing, e) }

// setLearned moves a clock that goes by when this device learned of entries.
func (i *Incident) setLearned(clock string, e Entry) {
	e.At = e.Recorded
	i.set(clock, e)
}

// settle derives the status, and whether it rings, from the clocks.
func (i *Incident) settle() {
	i.RingSince = time.Time{}
	if rang := i.Clocks[clockRing]; i.Rang() && !rang.At.Before(i.Clocks[clockCalm].At) {
		i.RingSince = rang.At
	}
	open := i.Clocks[clockOpen]
	held := i.Clocks[clockHold]
	switch {
	case !i.ResolvedAt.IsZero():
		i.Status = Resolved
	case !i.AckedAt.IsZero() && !held.before(open):
		i.Status = Acknowledged
	default:
		i.Status = Triggered
	}
}

// Rang tells whether it ever deserved a ring on this device, in this life of
// the incident or in one before.
func (i *Incident) Rang() bool {
	rang, ok := i.Clocks[clockRing]
	return ok && rang.At.After(i.Clocks[clockHush].At)
}

// Learned is when this device last learned of something that weighs on
// whether the incident rings.
func (i *Incident) Learned() time.Time {
	var last time.Time
	for _, clock := range []string{clockRing, clockHush, clockCalm, clockQuiet, clockNews} {
		last = later(last, i.Clocks[clock].At)
	}
	return last
}

// set moves a field's clock to e, unless a later entry has set it already.
func (i *Incident) set(clock string, e Entry) bool {
	next := Stamp{At: e.At, ID: e.ID}
	if last, ok := i.Clocks[clock]; ok && next.before(last) {
		return false
	}
	if i.Clocks == nil {
		i.Clocks = map[string]Stamp{}
	}
	i.Clocks[clock] = next
	return true
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earlier ignores zero times, which mean "not known".
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

func firstSet(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
