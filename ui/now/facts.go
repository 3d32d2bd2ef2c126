package now

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// factsPane is the column of facts: who has it, numbers, silences, labels, links.
type factsPane struct {
	s       *Screen
	content fyne.CanvasObject
	page    *parts.Page
	box     *fyne.Container
	facts   []view.Facts
	links   []view.Link
	open    bool
}

func newFactsPane(s *Screen) *factsPane {
	f := &factsPane{s: s, box: container.New(column{look.S6})}
	f.page = parts.NewPage(container.New(inset{look.S16, look.S12}, f.box))
	f.content = f.page
	return f
}

func (f *factsPane) show(d view.Detail) {
	if reflect.DeepEqual(f.facts, d.Facts) && reflect.DeepEqual(f.links, d.Links) && f.open == d.Open {
		return
	}
	f.facts, f.links, f.open = d.Facts, d.Links, d.Open
	f.box.RemoveAll()
	for n, group := range d.Facts {
		if n > 0 {
			f.box.Add(newGap(look.S8))
		}
		f.box.Add(pair(caption(group.Title), newLabel(group.Note, look.Meta, false, look.InkText3)))
		for _, fact := range group.Lines {
			f.add(fact)
		}
		if group.Customers {
			f.link(parts.NewLink(words.T("Say what is known"), "edit_note", f.s.editImpact))
			f.link(parts.NewLink(words.T("Told elsewhere"), "campaign", f.s.tellElsewhere))
		}
		if n == 0 && d.Open {
			f.link(parts.NewLink(words.T("Hand over"), "add", f.s.handOver))
		}
	}
	if len(d.Links) > 0 {
		f.box.Add(newGap(look.S8))
		f.box.Add(pair(caption(words.T("Open")), newKey(keys.Of(f.page).Label(keys.Links))))
	}
	for _, link := range d.Links {
		l := parts.NewLink(link.Text, link.Icon, func() { f.s.Host.OpenURL(link.URL) })
		l.Hint = link.URL
		f.link(l)
	}
	f.box.Refresh()
}

// link stands where names stand: its own margin goes outside.
func (f *factsPane) link(l *parts.Link) { f.box.Add(container.New(inset{-look.S4, -look.S4 / 2}, l)) }

func (f *factsPane) add(fact view.Fact) {
	name := newLabel(fact.Name, look.Body, false, look.InkText2)
	if fact.Icon != "" {
		name.icon, name.ink = fact.Icon, look.InkText
	}
	ink := parts.ToneInk(fact.Tone)
	if fact.Wrap {
		f.box.Add(name)
		f.box.Add(parts.NewWrapText(fact.Value, look.Body, false, ink, 6))
		return
	}
	if fact.Value == "" || len(fact.Silences) > 0 {
		text := parts.NewWrapText(fact.Name, look.Body, false, look.InkText, 0)
		if fact.Tone == view.Warn || fact.Tone == view.Bad {
			text.SetInk(ink)
		}
		f.box.Add(text)
		if fact.Value != "" {
			f.box.Add(parts.NewWrapText(fact.Value, look.Meta, false, look.InkText2, 3))
		}
	} else {
		f.box.Add(pair(name, newLabel(fact.Value, look.Body, false, ink)))
	}
	if len(fact.Silences) > 0 {
		f.link(parts.NewLink(words.T("End the silence"), "notifications_active", func() { f.s.askEndSilences(fact) }))
	}
}

// newGap is room between two groups.
func newGap(high float32) fyne.CanvasObject {
	g := parts.NewGround(look.InkNone)
	return container.New(gap{high}, g)
}

type gap struct{ high float32 }

// MinSize is the gap.
func (g gap) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, g.high) }

// Layout leaves it empty.
func (g gap) Layout([]fyne.CanvasObject, fyne.Size) {}

// pair puts a name at the left and its value at the right; the longer of them
// gives way.
func pair(name, value *label) fyne.CanvasObject {
	return container.New(pairing{}, name, value)
}

type pairing struct{}

// MinSize is a line's.
func (pairing) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(80), max(objects[0].MinSize().Height, objects[1].MinSize().Height))
}

// Layout shares the width.
func (pairing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, right := objects[0].MinSize().Width, objects[1].MinSize().Width
	room := size.Width - look.S8
	switch {
	case left+right <= room:
	case left < room/2:
		right = room - left
	case right < room/2:
		left = room - right
	default:
		left, right = room/2, room/2
	}
	put(objects[0], 0, 0, left, size.Height)
	put(objects[1], size.Width-right, 0, right, size.Height)
}
