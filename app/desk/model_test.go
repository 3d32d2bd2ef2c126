package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// history plays what may happen to a few alerts of one source, in any order,
// beside a model as simple as can be: which alerts fire, and since when.
type history struct {
	*rig
	random *rand.Rand
	firing map[string]incident.Signal // by the alert's ID, as the source lists them
	held   map[string]bool
	told   map[string]incident.Signal // every alert as it was last told, and when
	closed map[string]bool            // firing when a person closed its incident: no ring until it fires anew
	page   []incident.Spoken          // what the status page shows
	steps  []string
}

func (h *history) say(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf(format, args...))
}

// listed is the source's answer.
func (h *history) listed() []incident.Signal {
	var all []incident.Signal
	for id, s := range h.firing {
		s.At = h.clock
		if h.held[id] {
			s.Marks = []incident.Marking{{Kind: incident.MarkSilenced, By: "Ben", Ref: "s-" + id, Until: h.clock.Add(time.Hour)}}
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b incident.Signal) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func (h *history) some(match func(store.Row) bool) (incident.ID, bool) {
	var ids []incident.ID
	for row := range h.desk.Rows() {
		if row.MergedInto == "" && match(row) {
			ids = append(ids, row.ID)
		}
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		return "", false
	}
	return ids[h.random.IntN(len(ids))], true
}

// one chooses an alert that fires.
func (h *history) one() (string, bool) {
	ids := slices.Sorted(maps.Keys(h.firing))
	if len(ids) == 0 {
		return "", false
	}
	return ids[h.random.IntN(len(ids))], true
}

func open(r store.Row) bool { return isOpen(r) }
func any1(store.Row) bool   { return true }

// step does one thing; what is refused is refused, and changes nothing.
func (h *history) step() {
	ctx := context.Background()
	var err error
	switch h.random.IntN(19) {
	case 0, 1, 2:
		a := h.alert("G"+itoa(h.random.IntN(2)), "service", "x", "pod", itoa(h.random.IntN(3)))
		if old, ok := h.told[a.ID]; ok && h.random.IntN(2) == 0 {
			a.StartsAt = old.StartsAt
		}
		h.firing[a.ID], h.told[a.ID] = a, a
		delete(h.closed, a.ID)
		h.say("fire %s", a.Labels)
	case 3, 4:
		if id, ok := h.one(); ok {
			delete(h.firing, id)
			delete(h.held, id)
			h.say("clear %s", id)
		}
	case 5:
		if id, ok := h.one(); ok {
			h.held[id] = !h.held[id]
			h.say("silence %s: %v", id, h.held[id])
		}
	case 6:
		if id, ok := h.some(open); ok {
			h.say("acknowledge %.4s", id)
			_, err = h.desk.Acknowledge(ctx, anna, id)
		}
	case 7:
		h.say("undo")
		_, err = h.desk.Undo(ctx, anna)
	case 8:
		if id, ok := h.some(open); ok {
			h.say("snooze %.4s", id)
			_, err = h.desk.Snooze(ctx, anna, h.clock.Add(5*time.Minute), id)
		}
	case 9:
		if id, ok := h.some(open); ok {
			h.say("resolve %.4s", id)
			detail, e := h.desk.Show(id, 10)
			if e != nil {
				h.Fatal(e)
			}
			for _, a := range detail.Alerts {
				h.closed[a.Fingerprint] = a.Firing
			}
			_, err = h.desk.Resolve(ctx, anna, true, id)
		}
	case 10:
		into, ok := h.some(any1)
		other, _ := h.some(open)
		if ok {
			h.say("merge %.4s into %.4s", other, into)
			if h.desk.Merge(ctx, anna, into, other) != nil {
				h.say("  refused")
			}
		}
	case 11:
		if id, ok := h.some(open); ok {
			detail, e := h.desk.Show(id, 10)
			if err = e; err == nil && len(detail.Alerts) > 1 {
				h.say("split %.4s", id)
				_, err = h.desk.Split(ctx, anna, id, detail.Alerts[h.random.IntN(len(detail.Alerts))].Fingerprint)
			}
		}
	case 12:
		h.say("start again")
		h.again()
	case 13:
		for _, a := range h.outbox() {
			h.say("send %s", a.Verb)
			results := []outbox.Outcome{{Result: outbox.Done, Ref: "r"}, {Result: outbox.Retry}, {Result: outbox.Conflict}}
			err = errors.Join(err, h.desk.Settle(ctx, a.ID, results[h.random.IntN(len(results))]))
		}
	case 14:
		h.pass(time.Duration(h.random.IntN(40)) * time.Minute)
	case 15:
		h.torn()
	case 16, 17:
		h.letter()
	default:
	}
	if err != nil && !errors.Is(err, ErrNothingToUndo) && !errors.Is(err, ErrUntold) {
		h.Fatalf("%s: %v", h.steps, err)
	}
	h.pass(time.Duration(1+h.random.IntN(30)) * time.Second)
}

// letter delivers a mail on an alert the API has told of: that it fires, that
// it is over, or, late, that it fired.
func (h *history) letter() {
	ids := slices.Sorted(maps.Keys(h.told))
	if len(ids) == 0 {
		return
	}
	s := h.told[ids[h.random.IntN(len(ids))]]
	_, fires := h.firing[s.ID]
	late := !fires && h.random.IntN(2) == 0
	if s.Firing = fires || late; !late {
		s.At = h.clock.Truncate(time.Second)
	}
	if h.random.IntN(2) == 0 {
		s.StartsAt = time.Time{}
	}
	h.say("mail on %s, firing %v, late %v", s.Labels, s.Firing, late)
	h.mail(s)
}

// torn pulls in two batches and dies between them.
func (h *history) torn() {
	all := h.listed()
	h.say("torn pull")
	p, _, err := h.desk.Begin("eu")
	if err == nil {
		err = p.Apply(context.Background(), incident.Batch{Signals: all[:len(all)/2]})
	}
	if err != nil {
		h.Fatalf("%s: %v", h.steps, err)
	}
	h.again()
}

// again starts the app anew: nothing is in memory.
func (h *history) again() {
	h.start()
	h.desk.SetSource(mailSource("mail"))
}

func (h *history) check() {
	h.Helper()
	firing := map[string]int{}
	open := map[string]int{}
	err := h.store.View(func(tx *store.Tx) error {
		for row := range h.desk.Rows() {
			h.checkOne(tx, row, firing)
			if detail, err := tx.Incident(row.ID); err == nil && isOpen(row) && detail.Group != "" {
				open[detail.Group]++
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	for group, n := range open {
		if n > 1 {
			h.Errorf("%d open incidents of group %s", n, group)
		}
	}
	for id := range h.firing {
		if firing[id] != 1 {
			h.Errorf("alert %s fires at the source and in %d incidents", id, firing[id])
		}
		delete(firing, id)
	}
	for id := range firing {
		h.Errorf("alert %s fires in an incident, but not at the source", id)
	}
	seen := map[incident.ID]bool{}
	for row := range h.desk.Open() {
		seen[row.ID] = true
	}
	for row := range h.desk.Rows() {
		if isOpen(row) != seen[row.ID] {
			h.Errorf("incident %s is open: %v; paging sees it: %v", row.ID, isOpen(row), seen[row.ID])
		}
	}
}

// checkOne holds one incident against its own alerts and entries.
func (h *history) checkOne(tx *store.Tx, row store.Row, firing map[string]int) {
	h.Helper()
	inc, err := tx.Incident(row.ID)
	if err != nil {
		h.Fatal(err)
	}
	var all []incident.Entry
	for e, err := range tx.Entries(row.ID) {
		if err != nil {
			h.Fatal(err)
		}
		all = append(all, e)
	}
	again := incident.Fold(all)
	want, have := asJSON(again), asJSON(inc)
	if want != have {
		h.Errorf("the stored incident is not the fold of its entries:\nstored %s\nfolded %s", have, want)
	}
	alerts, fires, free, held := 0, 0, 0, 0
	for a, err := range tx.Alerts(row.ID) {
		if err != nil {
			h.Fatal(err)
		}
		alerts++
		if a.Firing {
			fires++
			firing[a.Fingerprint]++
			if h.held[a.Fingerprint] {
				held++
			}
			if !h.held[a.Fingerprint] && !h.closed[a.Fingerprint] {
				free++
			}
		}
	}
	if inc.Alerts != alerts || inc.Firing != fires {
		h.Errorf("incident %s counts %d alerts, %d firing, and has %d, %d: %s", row.ID, inc.Alerts, inc.Firing, alerts, fires, h.kinds(row.ID))
	}
	switch {
	case inc.MergedInto != "" && alerts > 0:
		h.Errorf("incident %s was merged away with %d alerts in it", row.ID, alerts)
	case inc.Open() && fires == 0:
		h.Errorf("incident %s is %s, and nothing in it fires: %s", row.ID, inc.Status, h.kinds(row.ID))
	case inc.Status == incident.Resolved && fires > 0 && !inc.ClosedHere:
		h.Errorf("incident %s is resolved, and %d alerts fire: %s", row.ID, fires, h.kinds(row.ID))
	case inc.Status == incident.Triggered && inc.Open() && free > 0 && inc.RingSince.IsZero():
		h.Errorf("incident %s has %d alerts that nothing holds, and does not ring: %s", row.ID, free, h.kinds(row.ID))
	case inc.Open() && held == fires && inc.Status == incident.Triggered && !inc.Snoozed(h.clock):
		h.Errorf("incident %s is held at the source, and rings: %s", row.ID, h.kinds(row.ID))
	}
}

func asJSON(i incident.Incident) string {
	raw, err := json.Marshal(i)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

func TestAnyHistoryKeepsEveryAlertAndEveryRing(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { play(t, seed) })
	}
}

// FuzzHistory plays histories beyond those of the test.
func FuzzHistory(f *testing.F) {
	f.Add(uint64(1000))
	f.Add(uint64(1090))
	f.Fuzz(play)
}

func play(t *testing.T, seed uint64) {
	h := &history{rig: newRig(t), random: rand.New(rand.NewPCG(seed, 1)), firing: map[string]incident.Signal{},
		held: map[string]bool{}, told: map[string]incident.Signal{}, closed: map[string]bool{}}
	h.again()
	h.pull("eu")
	h.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	for range 60 {
		h.step()
		h.pull("eu", h.listed()...)
		if h.random.IntN(4) == 0 {
			h.pull("eu", h.listed()...)
		}
		h.check()
		if t.Failed() {
			t.Fatalf("after %q", h.steps)
		}
	}
}
