package parts

import (
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/ui/view"
)

// What a screen reader says of the parts that show and are not pressed.

// spoken joins what there is to say.
func spoken(texts ...string) string {
	kept := texts[:0:0]
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, ", ")
}

func spokenRow(r view.Row) string {
	return spoken(r.Level, r.Title, r.Age, r.Meta, r.Who, r.Chip.Text)
}

func spokenMoment(m view.Moment) string {
	return spoken(m.Day, m.Clock, strings.TrimSpace(m.Lead+" "+m.Rest), m.Text, m.Chip.Text, m.Fold)
}

// AccessibilityLabel is the selected row.
func (l *IncidentList) AccessibilityLabel() string {
	if l.at < 0 {
		return ""
	}
	return spokenRow(l.flow.view(l.at))
}

// AccessibilityRole is that of a container of rows.
func (l *IncidentList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel is all its texts.
func (i *IncidentRow) AccessibilityLabel() string { return spokenRow(i.row) }

// AccessibilityRole is that of a text.
func (i *IncidentRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the section's title and what stands beside it.
func (h *head) AccessibilityLabel() string { return spoken(h.now.title, h.now.count, h.now.note) }

// AccessibilityRole is that of a button: it folds the section.
func (h *head) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the moment the keyboard is at.
func (t *TimelineList) AccessibilityLabel() string {
	m, _ := t.Cursor()
	return spokenMoment(m)
}

// AccessibilityRole is that of a container of entries.
func (t *TimelineList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel is all its texts.
func (e *TimelineEntry) AccessibilityLabel() string { return spokenMoment(e.moment) }

// AccessibilityRole is that of a text.
func (e *TimelineEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the level and the word.
func (m *SeverityMark) AccessibilityLabel() string { return spoken(m.level.full, m.word.full) }

// AccessibilityRole is that of a text.
func (m *SeverityMark) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the text.
func (k *ClockChip) AccessibilityLabel() string { return k.badge.chip.Text }

// AccessibilityRole is that of a text.
func (k *ClockChip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what runs.
func (s *ClockStrip) AccessibilityLabel() string {
	c := s.clock
	return spoken(strings.TrimSpace(c.Lead+" "+c.Value), strings.TrimSpace(c.Detail+" "+c.DetailValue))
}

// AccessibilityRole is that of a text, or of a button where it opens.
func (s *ClockStrip) AccessibilityRole() fyne.AccessibleRole {
	if s.OnPressed == nil {
		return fyne.AccessibleRoleText
	}
	return fyne.AccessibleRoleButton
}

// AccessibilityLabel is what the map shows.
func (j *JourneyMap) AccessibilityLabel() string {
	var all []string
	for _, m := range append(append([]Milestone(nil), j.journey.Updates...), j.journey.Promises...) {
		all = append(all, strings.TrimSpace(m.Text+" "+m.Note))
	}
	return spoken(append(all, j.journey.Silence)...)
}

// AccessibilityRole is that of a text.
func (j *JourneyMap) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the figure with its name.
func (t *MetricTile) AccessibilityLabel() string {
	return spoken(t.metric.Name, t.metric.Value, t.metric.Note)
}

// AccessibilityRole is that of a text.
func (t *MetricTile) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the text, uncut.
func (w *WrapText) AccessibilityLabel() string { return w.text.full }

// AccessibilityRole is that of a text.
func (w *WrapText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the text.
func (k *TickText) AccessibilityLabel() string { return k.ticks.full }

// AccessibilityRole is that of a text.
func (k *TickText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is both texts.
func (e *EmptyState) AccessibilityLabel() string { return spoken(e.title.full, e.text.full) }

// AccessibilityRole is that of a text.
func (e *EmptyState) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
