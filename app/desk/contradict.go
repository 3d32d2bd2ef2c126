package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// Contradiction is something that customers are told and that is not so, by
// what is known here.
type Contradiction struct {
	Kind     ContradictionKind
	Incident incident.ID // empty: of none
	Channel  string
	Text     string // in plain words
	// Components are those a channel still shows as not working, by name.
	Components []string
	// What the text is made of, for a face that words it anew.
	Title string         // of the channel's own incident
	Phase incident.Phase // that the channel says
	Over  []string       // channels that say it is over, where others do not
	// Twin is what was opened beside ours, of OpenTwice.
	Twin *Twin
}

// ContradictionKind says what does not fit.
type ContradictionKind string

// The contradictions.
const (
	ResolvedButFiring ContradictionKind = "resolved-but-firing" // the page says it is over, alerts fire
	TroubleButQuiet   ContradictionKind = "trouble-but-quiet"   // the page shows trouble, nothing is open
	ComponentsLeft    ContradictionKind = "components-left"     // nothing is said any more, components still look broken
	ChannelsDisagree  ContradictionKind = "channels-disagree"   // one says it is over, another does not
	OpenTwice         ContradictionKind = "open-twice"          // two incidents were opened there for this at the same moment
)

// quietAfter is how long after the end a page may still show trouble, before
// that is pointed out.
const quietAfter = 15 * time.Minute

// Contradictions compares what customers are told with what is known here.
func (d *Desk) Contradictions() ([]Contradiction, error) {
	now := d.now()
	var all []Contradiction
	speaking := map[string]bool{} // channels on which something is open
	twice := map[string]bool{}    // what is told as open twice, by channel and ref
	err := d.store.View(func(tx *store.Tx) error {
		twins, err := d.twins(tx)
		if err != nil {
			return err
		}
		for _, t := range twins {
			all, twice[threadKey(t.Channel, t.Theirs)] = append(all, t.contradiction()), true
		}
		for row := range d.customerRows() {
			if row.LastUpdate.IsZero() {
				continue
			}
			inc, err := tx.Incident(row.ID)
			if err != nil {
				return err
			}
			all = append(all, contradicted(&inc, now)...)
			for _, channel := range inc.Customers.Owing() {
				speaking[channel] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compare what customers are told: %w", err)
	}
	calm := d.calm()
	for _, t := range d.Loose() {
		if t.Phase == incident.PhaseResolved || now.Sub(t.Last) > owedFor {
			continue
		}
		speaking[t.Channel] = true
		if calm && !twice[threadKey(t.Channel, t.Ref)] {
			all = append(all, Contradiction{Kind: TroubleButQuiet, Channel: t.Channel, Title: t.Title, Phase: t.Phase,
				Text: fmt.Sprintf("%s says %q is %s, and nothing is open here", t.Channel, clip(t.Title, 120), phaseWord(t.Phase))})
		}
	}
	return append(all, d.leftover(speaking)...), nil
}

// contradicted looks at one incident that customers heard of.
func contradicted(inc *incident.Incident, now time.Time) []Contradiction {
	var all []Contradiction
	var over, trouble []string
	for _, channel := range slices.Sorted(maps.Keys(inc.Customers.Heard)) {
		if inc.Customers.Heard[channel].Phase == incident.PhaseResolved {
			over = append(over, channel)
		} else {
			trouble = append(trouble, channel)
		}
	}
	add := func(kind ContradictionKind, channel, format string, args ...any) {
		all = append(all, Contradiction{Kind: kind, Incident: inc.ID, Channel: channel, Text: fmt.Sprintf(format, args...),
			Phase: inc.Customers.Heard[channel].Phase})
	}
	if inc.Open() && inc.Firing > 0 {
		for _, channel := range over {
			add(ResolvedButFiring, channel, "%s says that it is resolved, and %d of its alerts fire", channel, inc.Firing)
		}
	}
	if !inc.Open() && now.Sub(inc.ResolvedAt) > quietAfter {
		for _, channel := range trouble {
			add(TroubleButQuiet, channel, "%s still says that it is %s, and it ended here", channel, phaseWord(inc.Customers.Heard[channel].Phase))
		}
	}
	if len(over) > 0 && len(trouble) > 0 {
		add(ChannelsDisagree, trouble[0], "%s says that it is resolved, %s does not", strings.Join(over, ", "), strings.Join(trouble, ", "))
		all[len(all)-1].Over = over
	}
	return all
}

func (t Twin) contradiction() Contradiction {
	said := fmt.Sprintf("%s has two incidents for this: %q was opened there at the same moment", t.Channel, clip(t.Title, 120))
	if t.Later {
		said += ", before ours: join it and close ours as a duplicate"
	} else {
		said += ", after ours: whoever opened it closes it as a duplicate"
	}
	return Contradiction{Kind: OpenTwice, Incident: t.Incident, Channel: t.Channel, Text: said, Title: t.Title, Twin: &t}
}

func phaseWord(p incident.Phase) string {
	if p == "" {
		return "not over"
	}
	return clip(string(p), 40)
}

// calm tells whether nothing open here fires or affects customers.
func (d *Desk) calm() bool {
	for row := range d.Open() {
		if row.Firing > 0 || row.Impact.Affects() {
			return false
		}
	}
	return true
}

// leftover finds components that look broken on a channel that says nothing.
func (d *Desk) leftover(speaking map[string]bool) []Contradiction {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []Contradiction
	for _, channel := range slices.Sorted(maps.Keys(d.pages)) {
		var left []string
		for name, state := range d.pages[channel].components {
			if state != "operational" && state != "maintenance" {
				left = append(left, name)
			}
		}
		if len(left) == 0 || speaking[channel] {
			continue
		}
		slices.Sort(left)
		all = append(all, Contradiction{Kind: ComponentsLeft, Channel: channel, Components: left,
			Text: fmt.Sprintf("%s shows %s as not working, and says nothing of it", channel, clip(strings.Join(left, ", "), 200))})
	}
	return all
}
