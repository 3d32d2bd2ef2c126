package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// settling is how long after an update was written it counts as fresh: a
// severity that machines raise is the same trouble still unfolding, and what is
// told elsewhere meanwhile is told in one breath.
const settling = 2 * time.Minute

// Outdated tells, in plain words, what changed since an update was written so
// that it may not fit any more; empty: it fits. It is asked just before the
// update leaves. What was published with it, or asked for before it, is no change.
// One that closes a duplicate says nothing that could change.
func (d *Desk) Outdated(a outbox.Action) (string, error) {
	if a.Update == nil || a.Update.Basis == "" || a.Update.Duplicate != "" {
		return "", nil
	}
	all, err := d.entries(a.Incident)
	if err != nil {
		return "", fmt.Errorf("compare the update with what changed since: %w", err)
	}
	known, ok := learned(all, a.Update.Basis)
	if !ok {
		return "", nil // deleted by age: nothing to compare with
	}
	old, news := parted(all, known)
	if len(news) == 0 {
		return "", nil
	}
	before, after := incident.Fold(old), incident.Fold(all)
	news = slices.DeleteFunc(news, func(e incident.Entry) bool { return !after.Stands(e) })
	c := comparison{d: d, a: a, before: &before, after: &after, news: news}
	c.course()
	c.severity()
	c.impact()
	c.published()
	return strings.Join(c.said, "; "), nil
}

// parted tells what was known at a moment from what was learned later.
func parted(all []incident.Entry, known time.Time) (old, news []incident.Entry) {
	for _, e := range all {
		if e.Recorded.After(known) {
			news = append(news, e)
		} else {
			old = append(old, e)
		}
	}
	return old, news
}

// comparison is an update held against what was learned after it was written.
type comparison struct {
	d             *Desk
	a             outbox.Action
	before, after *incident.Incident
	news          []incident.Entry
	said          []string
}

func (c *comparison) say(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

// course compares whether it goes on.
func (c *comparison) course() {
	was, is, phase := c.before, c.after, c.a.Update.Phase
	ends := phase == incident.PhaseResolved || phase == incident.Monitoring
	switch {
	case is.MergedInto != was.MergedInto:
		c.say("it was merged into another incident")
	case is.Customers.EndedUntold && !was.Customers.EndedUntold:
		c.say("it was ended without telling customers")
	case was.Open() && !is.Open() && phase != incident.PhaseResolved:
		c.say("it was resolved")
	case !was.Open() && is.Open() && ends:
		c.say("it is open again")
	case was.Firing == 0 && is.Firing > 0 && ends:
		c.say("%d of its alerts fire again", is.Firing)
	}
}

func (c *comparison) severity() {
	if c.before.Severity == c.after.Severity {
		return
	}
	person := false
	for _, e := range c.news {
		person = person || e.Kind == incident.KindSeverity && e.By != ""
	}
	if person || c.d.now().Sub(c.a.Created) > settling {
		c.say("it is %s now, it was %s", c.after.Severity, c.before.Severity)
	}
}

// impact compares what is known of the customers. That they are affected for
// certain is nothing new to an update that tells of it.
func (c *comparison) impact() {
	was, is := c.before.Customers.Affected, c.after.Customers.Affected
	if is.Guessed {
		return
	}
	if was.Impact != is.Impact && !is.Impact.Affects() {
		if is.Impact == incident.ImpactNone {
			c.say("customers are not affected, as is known now")
		} else {
			c.say("it is not known any more whether customers are affected")
		}
		return
	}
	var changed []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"who is affected", was.Who == is.Who}, {"what they see", was.What == is.What}, {"where", was.Where == is.Where},
		{"how many", was.Share == is.Share}, {"what still works", was.Works == is.Works}, {"the workaround", was.Workaround == is.Workaround},
		{"the safety of their data", was.Data == is.Data}, {"since when", was.Start.Equal(is.Start) || was.Start.IsZero()},
	} {
		if !f.same {
			changed = append(changed, f.name)
		}
	}
	if len(changed) > 0 {
		c.say("what is known of the customers changed (%s)", strings.Join(changed, ", "))
	}
}

// published looks for what others told customers meanwhile, or we did later
// that says otherwise. What only waited for its turn is told in its order, and
// what stood on the channel when a person joined it there is no news, even if it
// is read back only afterwards.
func (c *comparison) published() {
	var last incident.Spoken
	told := map[string]bool{}
	for _, e := range c.news {
		if e.Kind != incident.KindPublished && e.Kind != incident.KindCorrected {
			continue
		}
		s := incident.Unpack[incident.Spoken](e)
		ours := !s.Elsewhere && (e.By != "" || e.Kind == incident.KindPublished)
		if ours && !c.overtakes(s, e.Recorded) || s.Elsewhere && c.wasThere(s) {
			continue
		}
		if last.Channel == "" || !s.Visible.Before(last.Visible) {
			last = s
		}
		told[cmp.Or(s.Publication, e.ID)] = true
	}
	if len(told) == 0 {
		return
	}
	more := ""
	if len(told) > 1 {
		more = fmt.Sprintf(" (and %d more updates)", len(told)-1)
	}
	c.say("%s was told %q%s", clip(last.Channel, 60), clip(strings.Join(strings.Fields(last.Body), " "), 120), more)
}

// wasThere tells whether an update stood on the channel when this one joined it.
func (c *comparison) wasThere(s incident.Spoken) bool {
	joined := c.a.Update.Joined
	return !joined.IsZero() && s.Channel == c.a.Update.Channel && !s.Visible.After(joined)
}

// overtakes tells whether an update of ours was asked for later, says that it
// stands otherwise, and got out first since this one could not.
func (c *comparison) overtakes(s incident.Spoken, recorded time.Time) bool {
	return s.Publication != c.a.Update.Publication && s.Phase != c.a.Update.Phase &&
		askedFor(s.Publication, recorded).After(c.a.Created) && c.d.now().Sub(c.a.Created) > settling
}

// askedFor is when a publication was asked for, which its ID says.
func askedFor(publication string, recorded time.Time) time.Time {
	if id, err := ulid.ParseStrict(publication); err == nil {
		return id.Timestamp()
	}
	return recorded
}

// entries reads an incident's timeline.
func (d *Desk) entries(id incident.ID) ([]incident.Entry, error) {
	var all []incident.Entry
	err := d.store.View(func(tx *store.Tx) error {
		for e, err := range tx.Entries(id) {
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

// learned is when an entry was learned of; false: there is none of that ID.
func learned(all []incident.Entry, id string) (time.Time, bool) {
	for _, e := range all {
		if e.ID == id {
			return e.Recorded, true
		}
	}
	return time.Time{}, false
}
