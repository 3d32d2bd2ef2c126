package parts

import (
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

func TestAScreenReaderHearsTheTextsUncut(t *testing.T) {
	l := NewIncidentList()
	l.Set([]view.Section{{Key: "a", Title: "Active", Count: "2", Note: "most overdue first", Rows: view.Ready(odd[:2])}})
	l.Select("long")
	line := NewTimelineList()
	line.Set(told())
	stage(t, look.Prefs{}, l, fyne.NewSize(300, 300))
	line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	long := "SEV1, Zahlungsbestätigungsbenachrichtigungen werden für Geschäftskundenkonten verspätet zugestellt, 12d 04h, " +
		"Alertmanager eu-central-payments · 14 alerts, Support lead, Update overdue 99h+"
	for _, c := range []struct {
		part fyne.Accessible
		want string
	}{
		{l, long},
		{NewIncidentList(), ""},
		{l.sheet.rows[1], long},
		{l.sheet.heads[0], "Active, 2, most overdue first"},
		{line, "14:22, Queue depth above 5 000 Alertmanager · eu-prod"},
		{NewTimelineEntry(told()[5], false), "13:57, You acknowledged, Will send"},
		{NewSeverityMark(1, "SEV1", "Critical"), "SEV1, Critical"},
		{NewClockChip(view.Chip{Text: "Will send"}), "Will send"},
		{NewClockStrip(Clock{Lead: "Nobody has it", Detail: "Rings again", DetailValue: "in 0:11"}, nil), "Nobody has it, Rings again in 0:11"},
		{NewMetricTile(Metric{Name: "Silence", Note: "not known"}), "Silence, not known"},
		{NewWrapText("one\ntwo", look.Body, false, look.InkText, 1), "one\ntwo"},
		{NewTickText("in 0:42", look.Meta, false, look.InkText), "in 0:42"},
		{NewEmptyState("check", "No open incidents", "Nobody waits."), "No open incidents, Nobody waits."},
	} {
		if got := c.part.AccessibilityLabel(); got != c.want || c.part.AccessibilityRole() == "" {
			t.Errorf("%T says %q as %q, want %q", c.part, got, c.part.AccessibilityRole(), c.want)
		}
	}
}
