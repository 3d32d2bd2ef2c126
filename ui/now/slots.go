package now

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// Slots are what the window puts into the screen beside what it has itself.
type Slots struct {
	// Beside stands where the facts have their column, which then are a tab, or
	// is a tab called Title where there is no room; nil: nothing.
	Beside fyne.CanvasObject
	Title  string
	// Below stands under the list; nil: nothing. Relay, if it is not nil, is given
	// what lays the list out anew once Below has another height.
	Below fyne.CanvasObject
	Relay func(anew func())
}

// besideTab is the tab of what stands beside; the facts have theirs before it.
const besideTab = tabFacts + 1

// aside is what has the column beside the timeline, and how wide it is.
func (d *detailPane) aside() (fyne.CanvasObject, float32) {
	if d.s.Slots.Beside != nil {
		return d.s.Slots.Beside, look.Scaled(look.Beside)
	}
	return d.facts.content, look.Scaled(look.Facts)
}

// slotTabs adds the tabs of what has no column.
func (d *detailPane) slotTabs(tabs []parts.Tab, facts parts.Tab) []parts.Tab {
	if !d.wide || d.s.Slots.Beside != nil {
		tabs = append(tabs, facts)
	}
	if !d.wide && d.s.Slots.Beside != nil {
		tabs = append(tabs, parts.Tab{Text: d.s.Slots.Title})
	}
	return tabs
}

// showAside shows the facts and what stands beside, in their column or tab.
func (d *detailPane) showAside(there bool, tab int) {
	o, _ := d.aside()
	show(d.facts.content, there && (d.wide && o == d.facts.content || tab == tabFacts))
	if beside := d.s.Slots.Beside; beside != nil {
		show(beside, there && (d.wide || tab == besideTab))
	}
	show(d.rules[1], there && d.wide)
}

// placeAside places both below y and gives the width left for the timeline.
func (d *detailPane) placeAside(y, width, high float32) float32 {
	o, column := d.aside()
	for _, tab := range []fyne.CanvasObject{d.facts.content, d.s.Slots.Beside} {
		if tab != nil {
			put(tab, 0, y, width, high)
		}
	}
	if !d.wide {
		return width
	}
	width -= column
	put(d.rules[1], width, y, look.Stroke, high)
	put(o, width+look.Stroke, y, column-look.Stroke, high)
	// A tab beside the column ends where the column begins.
	if o != d.facts.content {
		put(d.facts.content, 0, y, width, high)
	}
	return width
}

// placeBelow places what stands under the list and gives the height left.
func (p *listPane) placeBelow(size fyne.Size) float32 {
	below := p.s.Slots.Below
	if below == nil || !below.Visible() {
		return size.Height
	}
	below.Resize(fyne.NewSize(size.Width, below.Size().Height)) // its texts wrap
	high := below.MinSize().Height
	put(below, 0, size.Height-high, size.Width, high)
	return size.Height - high
}
