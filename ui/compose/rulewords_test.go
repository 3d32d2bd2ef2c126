package compose

import (
	"testing"

	"turnaround/app/update"
	"turnaround/ui/words"
)

func TestEveryMessageOfTheChecksIsTranslated(t *testing.T) {
	german, err := words.File("de.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, message := range update.Messages() {
		if _, ok := german[message]; !ok {
			t.Errorf("no German for %q", message)
		}
	}
	for _, id := range update.IDs() {
		if _, ok := german[update.Title(id)]; !ok {
			t.Errorf("no German for the title of %s, %q", id, update.Title(id))
		}
	}
}
