package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// sheet scrolls a column of content that is as wide as the sheet.
type sheet struct {
	box  *fyne.Container
	page *parts.Page
	fit  *fit
	root *fyne.Container
	foot *fyne.Container // below what scrolls; hidden where empty
	keep bool            // stay scrolled as it is when the content is replaced
	held bool            // several things change: it is settled once, at the end
}

func newSheet() *sheet {
	s := &sheet{fit: &fit{}}
	s.root = container.New(s.fit)
	s.page = parts.NewPage(s.root)
	s.foot = pad(margin{look.S20, look.S12, look.S20, look.S14}, gap())
	s.foot.Hide()
	s.box = container.New(s, s.page, s.foot)
	return s
}

// set replaces the content, and goes to its top unless told to keep. foot stays below what scrolls;
// nil: nothing does.
func (s *sheet) set(content, foot fyne.CanvasObject) {
	s.root.Objects = []fyne.CanvasObject{content}
	show(s.foot, foot != nil)
	if foot != nil {
		s.foot.Objects = []fyne.CanvasObject{foot}
	}
	s.Layout(nil, s.box.Size())
	if !s.keep {
		s.page.SetContent(s.root)
	}
	s.settle()
}

// settle lays the content out anew, after texts in it changed.
func (s *sheet) settle() {
	if s.held {
		return
	}
	arrange(s.root)
	s.page.Refresh()
	arrange(s.root)
}

// arrange lays out all containers within an object: Fyne does so only for
// those whose size changes.
func arrange(o fyne.CanvasObject) {
	if f, ok := o.(*field); ok {
		o = f.box
	}
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for _, inner := range c.Objects {
		arrange(inner)
	}
}

// MinSize is small: what does not fit scrolls.
func (s *sheet) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(60, 60) }

// Layout tells the content its width before it is asked for its height.
func (s *sheet) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s.fit.width = size.Width
	foot := float32(0)
	if s.foot.Visible() {
		foot = heightAt(s.foot, size.Width)
		put(s.foot, 0, size.Height-foot, size.Width, foot)
		arrange(s.foot)
	}
	put(s.page, 0, 0, size.Width, size.Height-foot)
	s.page.Refresh()
}

// fit gives one object all the width, and the height it has at it.
type fit struct{ width float32 }

func (f *fit) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(0, heightAt(objects[0], f.width))
}

func (f *fit) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) > 0 {
		put(objects[0], 0, 0, size.Width, heightAt(objects[0], size.Width))
	}
}
