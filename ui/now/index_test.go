package now

import (
	"fmt"
	"slices"
	"testing"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
)

func TestTheIndexFollowsWhatChanges(t *testing.T) {
	x := index{}
	for n := range 4 {
		x.add(store.Row{ID: incident.ID(fmt.Sprint(n)), Title: "Größe " + fmt.Sprint(n), Service: "Shop", Source: "EU", AckedBy: "p"})
	}
	found := func(words ...string) string {
		var ids []string
		x.each(func(i *indexed) bool {
			if i.has(words) {
				ids = append(ids, string(i.ID))
			}
			return true
		})
		slices.Sort(ids)
		return fmt.Sprint(ids)
	}
	if got := found("größe", "shop", "eu"); got != "[0 1 2 3]" {
		t.Errorf("found %s", got)
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
