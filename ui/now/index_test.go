package now

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
)

func TestTheIndexFollowsWhatChanges(t *testing.T) {
	x := newIndex(func(yield func(store.Row) bool) {
		for n := range 4 {
			yield(store.Row{ID: incident.ID(fmt.Sprint(n)), Title: "Größe " + fmt.Sprint(n), Service: "Shop", Source: "EU", AckedBy: "p",
				StartedAt: time.Unix(int64(n), 0)})
		}
	})
	found := func(words ...string) string {
		var ids []string
		x.find(words, func(i *indexed) bool {
			ids = append(ids, string(i.ID))
			return true
		})
		slices.Sort(ids)
		return fmt.Sprint(ids)
	}
	if got := found("größe", "shop", "eu"); got != "[0 1 2 3]" {
		t.Errorf("found %s", got)
	}
	if got := found("größe", "2"); got != "[2]" {
		t.Errorf("two words find %s", got)
	}
	if got := found("shopeu"); got != "[]" {
		t.Errorf("a word that runs over two texts finds %s", got)
	}
	x.change("1", store.Row{ID: "1", Title: "Other"}, true)
	x.change("2", store.Row{}, false)
	x.change("3", store.Row{ID: "3", Title: "Größe", MergedInto: "1"}, true)
	x.change("9", store.Row{ID: "9", Title: "Größe new"}, true)
	if got := found("größe") + found("other"); got != "[0 9][1]" {
		t.Errorf("after changes it finds %s", got)
	}
	if x.size() != 3 {
		t.Errorf("%d are there, not 3", x.size())
	}
	x.change("1", store.Row{}, false)
	x.change("9", store.Row{}, false)
	if got := found("größe") + found("other"); got != "[0][]" || x.size() != 1 {
		t.Errorf("after two more are gone it finds %s of %d", got, x.size())
	}
	if x.worn() {
		t.Error("four changes wear it out")
	}
	for n := range 1100 {
		x.change(incident.ID(fmt.Sprint("n", n)), store.Row{ID: "n", Title: "x"}, true)
	}
	if !x.worn() {
		t.Error("it is never made anew")
	}
	held := indexed{Past: view.Past{}, acked: "p"}
	if !held.heldBy("p") || held.heldBy("q") || (&indexed{}).heldBy("") {
		t.Error("who has it is told wrong")
	}
}
