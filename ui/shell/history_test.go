package shell

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2/storage"

	"fyne.io/fyne/v2"

	"turnaround/app/journey"
	"turnaround/ui/history"
)

// questions are what was asked for; two goroutines share them.
type questions struct {
	mu  sync.Mutex
	all []string
}

func (q *questions) add(from string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = append(q.all, from)
}

func (q *questions) asked() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.all)
}

func withHistory(asked *questions) func(*rig, *Config) {
	return func(r *rig, c *Config) {
		r.core.fresh = true
		c.History = func(_ context.Context, from string) ([]journey.History, error) {
			asked.add(from)
			return []journey.History{{Page: "Shop", Incidents: []journey.Past{{ID: "1", Name: "Search is slow",
				Course: journey.Course{Updates: []journey.Update{{At: noon, Phase: "resolved"}}, Resolved: noon}}}}}, nil
		}
	}
}

func TestTheThirdDoorLeadsToAPagesHistoryAndEscBack(t *testing.T) {
	var asked questions
	r := start(t, withHistory(&asked))
	r.press('3')
	screen, ok := r.page.Screen.(*history.Screen)
	if !ok {
		t.Fatalf("3 opened %T", r.page.Screen)
	}
	for _, c := range "status.example.org" {
		r.press(c)
	}
	r.key(fyne.KeyReturn)
	r.until("it is read", func() bool {
		return r.past.From == "status.example.org" && r.win.Canvas().Focused() != nil && len(asked.asked()) == 1 && !screen.Reading()
	})
	r.key(fyne.KeyEscape)
	if r.route != placeNow {
		t.Errorf("Esc leads to %q", r.route)
	}
}

func TestASavedHistoryIsDroppedAndNoArchive(t *testing.T) {
	var asked questions
	r := start(t, withHistory(&asked))
	r.dropped([]fyne.URI{storage.NewFileURI("/home/ada/incidents.json")})
	r.until("it is read", func() bool { return len(asked.asked()) == 1 })
	if r.route != routeHistory || !strings.HasSuffix(asked.asked()[0], "incidents.json") {
		t.Errorf("%q asked for %v", r.route, asked.asked())
	}
}

func TestWithoutAWayToReadThereIsNoFourthDoor(t *testing.T) {
	r := start(t, func(r *rig, _ *Config) { r.core.fresh = true })
	r.Go(routeHistory)
	if _, ok := r.page.Screen.(*history.Screen); ok {
		t.Error("a page that can read nothing is open")
	}
}
