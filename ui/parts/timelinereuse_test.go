package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/view"
)

func TestAnEntryUsedAgainShowsNothingOfTheMomentBefore(t *testing.T) {
	test.NewTempApp(t)
	e := NewTimelineEntry(view.Moment{Key: "1", Lead: "You", Rest: "noted", Text: "Rolling back"}, false)
	test.NewTempWindow(t, e).Resize(fyne.NewSize(400, 100))
	if len(e.text.lines) == 0 {
		t.Fatal("the note is not shown")
	}
	e.Set(view.Moment{Key: "2", Lead: "You", Rest: "acknowledged"})
	if n := len(e.text.lines); n > 0 {
		t.Errorf("%d lines of the moment before are shown", n)
	}
}
