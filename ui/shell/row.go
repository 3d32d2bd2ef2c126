package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/incident"
	"turnaround/ui/look"
)

// newRow makes one reusable row: severity, title over meta, section and age.
func newRow() fyne.CanvasObject {
	sev := canvas.NewText("SEV?", look.Now().Text2)
	sev.TextStyle.Bold = true
	sev.TextSize = look.Meta
	title := widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.Truncation = fyne.TextTruncateEllipsis
	meta := widget.NewLabel("")
	meta.Truncation = fyne.TextTruncateEllipsis
	section := canvas.NewText("", look.Now().Text2)
	section.TextSize = look.Meta
	age := canvas.NewText("", look.Now().Text3)
	age.TextSize = look.Meta
	age.Alignment = fyne.TextAlignTrailing
	return container.NewBorder(nil, nil,
		container.NewPadded(sev),
		container.NewPadded(container.NewVBox(section, age)),
		container.NewVBox(title, meta))
}

// drawRow fills a reused row; every property is set, since rows are reused.
func (s *Shell) drawRow(n widget.ListItemID, o fyne.CanvasObject) {
	if n >= len(s.rows) {
		return
	}
	r, t := s.rows[n], look.Now()
	parts := o.(*fyne.Container).Objects // centre, left, right
	text := parts[0].(*fyne.Container).Objects
	text[0].(*widget.Label).SetText(r.Title)
	text[1].(*widget.Label).SetText(r.Meta)
	sev := parts[1].(*fyne.Container).Objects[0].(*canvas.Text)
	sev.Text = r.Severity.String()
	switch r.Severity {
	case incident.Critical:
		sev.Color = t.Crit
	case incident.Major:
		sev.Color = t.Warn
	case incident.Minor:
		sev.Color = t.Info
	default:
		sev.Color = t.Text2
	}
	sev.Refresh()
	right := parts[2].(*fyne.Container).Objects[0].(*fyne.Container).Objects
	section := right[0].(*canvas.Text)
	section.Text, section.Color = r.Kind.String(), t.Text2
	section.Refresh()
	age := right[1].(*canvas.Text)
	age.Text, age.Color = r.Age, t.Text3
	age.Refresh()
}
