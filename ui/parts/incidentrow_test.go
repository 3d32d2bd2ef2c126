package parts

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// odd are rows with every state and oddity.
var odd = []view.Row{
	{ID: "paging", Kind: view.Paging, Severity: 2, Level: "SEV2", Title: "Search shows no results in the mobile app", Age: "2m",
		Meta: "Alertmanager · 3 alerts", Who: "nobody yet", WhoTone: view.Bad, Open: true,
		Chip: view.Chip{Icon: "bulb_off", Text: "No update yet, 2m", Tone: view.Unlit}},
	{ID: "long", Kind: view.Active, Severity: 1, Level: "SEV1", Age: "12d 04h", Open: true,
		Title: "Zahlungsbestätigungsbenachrichtigungen werden für Geschäftskundenkonten verspätet zugestellt",
		Meta:  "Alertmanager eu-central-payments · 14 alerts", Who: "Support lead",
		Chip: view.Chip{Icon: "schedule", Text: "Update overdue 99h+", Tone: view.Warn}},
	{ID: "empty"},
	{ID: "stale", Kind: view.Active, Severity: 3, Level: "SEV3", Title: "Staging build queue is stuck", Age: "3h", Open: true,
		Meta: "No contact since 11:24, may be stale", Stale: true, Unseen: true,
		Chip: view.Chip{Text: "No customer impact", Tone: view.Quiet}},
	{ID: "link", Kind: view.Snoozed, Severity: 4, Level: "SEV4", Title: "עברית 中文 العربية", Age: "5h", Open: true,
		Meta: "PagerTree", Who: "you", Chip: view.Chip{Text: "Compare", Link: true}},
}

func column(d Density, states ...RowState) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for n, r := range odd {
		row := NewIncidentRow(r, d)
		if n < len(states) {
			row.Set(r, states[n])
		}
		rows = append(rows, row)
	}
	return container.New(tight{}, rows...)
}

// tight puts parts below each other without a gap, each as wide as there is room.
type tight struct{}

func (tight) MinSize(all []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range all {
		m := o.MinSize()
		s.Width, s.Height = max(s.Width, m.Width), s.Height+m.Height
	}
	return s
}

func (tight) Layout(all []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range all {
		h := o.MinSize().Height
		if r, ok := o.(*IncidentRow); ok {
			h = r.HeightFor(size.Width)
		}
		box(o, 0, y, size.Width, h)
		y += h
	}
}

func TestRowsLook(t *testing.T) {
	for name, c := range map[string]struct {
		density     Density
		size, large fyne.Size
		states      []RowState
	}{
		"row":         {Regular, fyne.NewSize(440, 280), fyne.NewSize(440, 560), []RowState{{}, {Selected: true}, {Hovered: true}}},
		"row_compact": {Compact, fyne.NewSize(420, 160), fyne.NewSize(420, 320), []RowState{{}, {Selected: true, Focused: true}}},
		"row_phone":   {Phone, fyne.NewSize(390, 350), fyne.NewSize(390, 700), nil},
		"row_marking": {Regular, fyne.NewSize(440, 280), fyne.NewSize(440, 560),
			[]RowState{{Marking: true, Marked: true}, {Marking: true, Selected: true, Focused: true}, {Marking: true}, {Marking: true}, {Marking: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			portrait(t, name, c.size, c.large, func() fyne.CanvasObject { return column(c.density, c.states...) })
		})
	}
}

func TestARowStaysInItsWidthAndNeverCutsItsChip(t *testing.T) {
	for _, prefs := range []look.Prefs{{}, {TextSize: 200}} {
		for _, d := range []Density{Regular, Compact, Phone} {
			rows := column(d)
			stage(t, prefs, rows, fyne.NewSize(390, 900))
			for _, o := range rows.(*fyne.Container).Objects {
				r := o.(*IncidentRow)
				for _, l := range []*line{r.title, r.meta, r.who, r.age, r.badge.label} {
					if end := l.text.Position().X + l.text.MinSize().Width; l.text.Visible() && l.text.Text != "" && end > 390.5 {
						t.Errorf("density %d, %+v: %q of row %s ends at %v of 390", d, prefs, l.text.Text, r.row.ID, end)
					}
				}
				if r.badge.label.text.Visible() && r.badge.label.text.Text != r.row.Chip.Text {
					t.Errorf("density %d, %+v: chip %q is cut to %q", d, prefs, r.row.Chip.Text, r.badge.label.text.Text)
				}
			}
		}
	}
}

func TestMetaGivesWayToWhoHasIt(t *testing.T) {
	row := NewIncidentRow(odd[1], Regular)
	stage(t, look.Prefs{}, row, fyne.NewSize(440, 56))
	if row.who.text.Text != "Support lead" || !strings.HasSuffix(row.meta.text.Text, "…") {
		t.Errorf("the row shows %q and %q", row.meta.text.Text, row.who.text.Text)
	}
}

func TestARowIsDrawnAnewOnlyWhereSomethingChanged(t *testing.T) {
	row := NewIncidentRow(odd[0], Regular)
	stage(t, look.Prefs{}, row, fyne.NewSize(440, 56))
	row.title.text.Text = "drawn"
	row.Set(odd[0], RowState{})
	if row.title.text.Text != "drawn" {
		t.Error("an unchanged row was drawn anew")
	}
	row.Set(odd[0], RowState{Selected: true})
	if row.title.text.Text == "drawn" {
		t.Error("a selected row was not drawn anew")
	}
}

func TestARowThatGoesByTimeHasItInThePlaceOfTheSeverity(t *testing.T) {
	r := view.Row{Title: "Payments fail", Severity: 2, Level: "SEV2", When: "14:12", WhenNote: "12m late"}
	for _, d := range []Density{Regular, Phone} {
		i := NewIncidentRow(r, d)
		i.Resize(fyne.NewSize(380, 70))
		i.Refresh()
		if !i.when.text.Visible() || i.sign.shape.Visible() || i.level.text.Visible() || i.when.cut() || i.whenNote.cut() {
			t.Errorf("density %d shows %q, %q, and the severity: %v", d, i.when.text.Text, i.whenNote.text.Text, i.sign.shape.Visible())
		}
		if end := i.whenNote.text.Position().X + i.whenNote.least().Width; end > i.title.text.Position().X {
			t.Errorf("density %d: the note ends at %v in the title at %v", d, end, i.title.text.Position().X)
		}
		r := r
		r.When, r.WhenNote = "", ""
		i.Set(r, RowState{})
		if i.when.text.Visible() || !i.sign.shape.Visible() || !i.level.text.Visible() {
			t.Errorf("density %d: the next row has no severity", d)
		}
	}
}
