package shell

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// openOverview shows all keys that do something.
func (s *Shell) openOverview() {
	groups := s.router.Overview()
	columns := 2
	if s.class == look.Phone {
		columns = 1
	}
	var cards []fyne.CanvasObject
	for _, g := range groups {
		cards = append(cards, keyGroup(g))
	}
	if problems := s.router.Problems(); len(problems) > 0 {
		for _, p := range problems {
			cards = append(cards, parts.NewWrapText(p, look.Meta, false, look.InkWarn, 0))
		}
	}
	d := parts.NewDialog(words.T("All keys"), container.New(inColumns(columns), cards...),
		parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
	d.Wide = 760
	d.Show(s.Window.Canvas())
}

func keyGroup(g keys.Group) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, k := range g.Keys {
		rows = append(rows, container.New(keyRow{}, name(k.Name), caps(k.Caps)))
	}
	head := canvas.NewText(g.Name, look.Color(look.InkText2))
	head.TextSize, head.TextStyle.Bold = look.Scaled(look.Meta), true
	return container.New(stacked{}, append([]fyne.CanvasObject{head, gap(look.S6)}, append(rows, gap(look.S14))...)...)
}

func name(text string) fyne.CanvasObject {
	t := canvas.NewText(text, look.Color(look.InkText))
	t.TextSize = look.Scaled(look.Body)
	return t
}

// caps draws keys as caps.
func caps(texts []string) fyne.CanvasObject {
	row := container.New(inRow{})
	for _, text := range texts {
		t := canvas.NewText(text, look.Color(look.InkText))
		t.TextSize, t.TextStyle.Bold, t.Alignment = look.Scaled(look.Axis), true, fyne.TextAlignCenter
		edge := canvas.NewRectangle(color.Transparent)
		edge.StrokeColor, edge.StrokeWidth, edge.CornerRadius = look.Color(look.InkCtl), look.Stroke, look.RadiusKey
		row.Add(container.New(keyCap{}, edge, t))
	}
	return row
}

// keyCap gives a key's text some room in its border.
type keyCap struct{}

// Layout fills.
func (keyCap) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		put(o, 0, 0, size.Width, size.Height)
	}
}

// MinSize is that of the text with its room.
func (keyCap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[1].MinSize()
	h := m.Height + look.S4
	return fyne.NewSize(max(m.Width+look.S10, h), h)
}

// keyRow puts a name at the left and the caps at the right.
type keyRow struct{}

// Layout places both.
func (keyRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := o[1].MinSize().Width
	h := o[0].MinSize().Height
	put(o[0], 0, (size.Height-h)/2, size.Width-w-look.S8, h)
	put(o[1], size.Width-w, 0, w, size.Height)
}

// MinSize has both beside each other.
func (keyRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+look.S8+b.Width, max(a.Height, b.Height)+look.S6)
}

// inColumns fills columns of like width, the shortest first.
type inColumns int

func (n inColumns) place(objects []fyne.CanvasObject, width float32, at func(fyne.CanvasObject, float32, float32, float32, float32)) float32 {
	w := (width - float32(n-1)*look.S28) / float32(n)
	high := make([]float32, n)
	for _, o := range objects {
		column := 0
		for c := range high {
			if high[c] < high[column] {
				column = c
			}
		}
		h := o.MinSize().Height
		at(o, float32(column)*(w+look.S28), high[column], w, h)
		high[column] += h
	}
	most := float32(0)
	for _, h := range high {
		most = max(most, h)
	}
	return most
}

// Layout places the columns.
func (n inColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n.place(objects, size.Width, put)
}

// MinSize is the highest column.
func (n inColumns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	h := n.place(objects, w*float32(n), func(fyne.CanvasObject, float32, float32, float32, float32) {})
	return fyne.NewSize(w, h)
}
