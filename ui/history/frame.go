package history

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// frame is the screen's head, figures, list and foot.
type frame struct {
	s       *Screen
	class   look.Width
	size    fyne.Size
	content *fyne.Container
	body    *fyne.Container // scrolls where the window is low or the text large
	page    *parts.Page
	least   float32 // the body's height with a short list

	head    *canvas.Rectangle
	back    *parts.IconButton
	title   *parts.WrapText
	address *parts.Field
	read    *parts.KeyButton
	file    *parts.KeyButton
	note    *parts.WrapText

	tiles  *tiles
	panel  *canvas.Rectangle
	chips  *parts.FilterChips
	order  *parts.Select
	all    *parts.Checkbox
	names  *heads
	list   *parts.Roll[row]
	key    *legend
	told   *parts.WrapText
	about  *parts.Link
	state  *fyne.Container // what there is instead of a history
	ledger ledger
}

func newFrame(s *Screen) *frame {
	f := &frame{s: s, class: look.Wide, head: canvas.NewRectangle(color.Transparent), panel: canvas.NewRectangle(color.Transparent),
		title: parts.NewWrapText(words.T("What your customers read"), look.Section, true, look.InkText, 1),
		note:  parts.NewWrapText("", look.Meta, false, look.InkText2, 2), state: container.NewStack()}
	f.back = parts.NewIconButton("arrow_back", words.T("Back"), keys.Back, func() { s.Host.Go("now") })
	f.address = parts.NewField(words.T("status.example.org"))
	f.address.Icon = "public"
	f.address.OnSubmitted = s.Read
	f.address.SetText(s.Memory.From)
	f.read = parts.NewKeyButton(words.T("Read"), "", "", parts.Primary, func() { s.Read(f.address.Text()) })
	f.file = parts.NewKeyButton(words.T("Open a saved file"), "upload_file", "", parts.Outline, s.pick)
	show(f.file, s.OpenFile != nil)
	f.panel.CornerRadius, f.panel.StrokeWidth = look.RadiusCard, look.Stroke
	f.tiles = newTiles(&f.class)
	f.chips = parts.NewFilterChips(nil, 0, func(n int) { s.Memory.filter = max(n, 0); f.fill() })
	f.order = parts.NewSelect(words.T("Order"), []string{words.T("Newest first"), words.T("Slowest first update"),
		words.T("Longest silence first"), words.T("Missed promises first")}, s.Memory.order, func(n int) { s.Memory.order = n; f.fill() })
	f.all = parts.NewCheckbox("", false, s.tickAll)
	f.names = newHeads(&f.class)
	f.list = parts.NewRoll(func() parts.RollRow[row] { return newRecord(&f.class, s.Now) }, func(n int) { s.tick(f.list.Rows()[n]) })
	f.key = newLegend()
	f.told = parts.NewWrapText(words.T("A page does not say when a fault began, unless its text does: then the first update stays “not known” and counts nowhere. Nothing was kept, published or changed."),
		look.Meta, false, look.InkText2, 4)
	f.about = parts.NewLink(words.T("About the public figures"), "", func() {
		s.Host.Modal(words.T("Public figures"), anchors(), parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
	})
	f.body = container.New(body{f}, f.tiles.content, f.panel, f.chips, f.all, f.order, f.names.content, f.list, f.key.content, f.told, f.about)
	f.page = parts.NewPage(f.body)
	f.content = container.New(f, f.head, f.back, f.title, f.address, f.read, f.file, f.note, f.page, f.state)
	return f
}

// set shows what was read, or why it was not.
func (f *frame) set(m *Memory, l ledger, number func(int) string) {
	f.ledger = l
	has := !m.reading && m.fault == nil && len(l.rows) > 0
	show(f.page, has)
	show(f.list, has) // its keys are bound while it is there
	show(f.all, l.stated > 0)
	show(f.state, !has)
	f.note.Set(f.noteOf(m, l, number))
	f.address.SetGood(has)
	f.state.Objects = nil
	if has {
		f.tiles.set(l.figures())
		f.all.Text = words.N("Use the {{.Count}} starts that texts state", l.stated)
		f.all.On, f.all.Mixed = l.used == l.stated, l.used > 0 && l.used < l.stated
		f.all.Refresh()
		f.fill()
	} else {
		f.state.Objects = []fyne.CanvasObject{f.instead(m, l)}
	}
	f.state.Refresh()
	f.relay()
}

func (f *frame) noteOf(m *Memory, l ledger, number func(int) string) string {
	switch {
	case m.reading:
		return words.T("Reading…")
	case m.fault != nil || m.read == nil:
		return ""
	case l.planned > 0:
		return words.N("{{.Count}} incidents, {{.Updates}} updates; planned works left out: {{.Planned}}", len(l.rows),
			words.Data{"Updates": number(l.posted), "Planned": number(l.planned)})
	}
	return words.N("{{.Count}} incidents, {{.Updates}} updates", len(l.rows), words.Data{"Updates": number(l.posted)})
}

// instead is what stands where there is no history to show.
func (f *frame) instead(m *Memory, l ledger) fyne.CanvasObject {
	again := parts.NewKeyButton(words.T("Try again"), "replay", keys.Sync, parts.Primary, func() { f.s.Read(f.address.Text()) })
	switch {
	case m.reading:
		stop := parts.NewKeyButton(words.T("Stop"), "close", keys.Back, parts.Outline, f.s.cancel)
		return parts.NewEmptyState("hourglass_top", words.T("Reading the page's history"), words.T("It takes seconds, at most half a minute."), stop)
	case m.fault != nil:
		what, do := trouble(m.fault)
		e := parts.NewEmptyState("error_outline", what, do+"\n\n"+text.Line(m.fault.Error(), 300), again)
		e.SetInk(look.InkCrit)
		return parts.NewPage(e)
	case m.read != nil:
		return parts.NewEmptyState("check_circle", words.T("No incidents are in this history"),
			words.N("{{.Count}} planned works are left out.", l.planned))
	}
	return parts.NewPage(parts.NewEmptyState("public", words.T("See your past incidents as customers read them"),
		words.T("Type the address of your status page above, or drop a saved answer here. Any public page made by Atlassian Statuspage can be read: no key is needed, nothing is kept and nothing is published.")))
}

// fill shows the rows of the filter in the order chosen.
func (f *frame) fill() {
	m, l := f.s.Memory, f.ledger
	f.chips.SetFilters([]parts.Filter{{Text: words.T("All"), Count: len(l.rows)}, {Text: words.T("Promise missed"), Count: l.missed},
		{Text: words.T("Silent over 60 min"), Count: l.silent}, {Text: words.T("Back-dated"), Count: l.back}}, m.filter)
	f.list.Set(l.pick(m.filter, m.order))
}

func (f *frame) setClass(class look.Width) {
	f.class = class
	f.list.Refresh()
	f.relay()
}

// relay lays the screen out anew.
func (f *frame) relay() {
	f.Layout(nil, f.size)
	canvas.Refresh(f.content)
}

// MinSize lets the window decide.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, 200) }

// Layout places all, from the head down.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	f.size = size
	f.paint()
	y := f.placeHead(size.Width)
	put(f.head, 0, 0, size.Width, y)
	put(f.state, 0, y, size.Width, size.Height-y)
	put(f.page, 0, y, size.Width, size.Height-y)
	// What the body needs is known once it is laid out; then it gets its height.
	f.placeBody(f.body.Size())
	f.page.Refresh()
}

// body lays out what is below the head.
type body struct{ f *frame }

// MinSize is as high as all is with a short list, in the width it last had.
func (b body) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, b.f.least) }

// Layout places it.
func (b body) Layout(_ []fyne.CanvasObject, size fyne.Size) { b.f.placeBody(size) }

// shortList is the least height of the list.
const shortList float32 = 180

func (f *frame) placeBody(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	edge := look.S20
	if f.class == look.Phone {
		edge = look.S10
	}
	y, w := look.S12, size.Width-2*edge
	high := f.tiles.high(w)
	put(f.tiles.content, edge, y, w, high)
	f.tiles.Layout(nil, fyne.NewSize(w, high))
	y += high + look.S12
	foot := f.placeFoot(edge, w, size.Height-look.S8)
	begin := f.placePanel(edge, y, w, foot-look.S10-y)
	f.least = begin + look.Scaled(shortList) + look.S10 + size.Height - foot
}

func (f *frame) paint() {
	f.head.FillColor = look.Color(look.InkBG1)
	f.panel.FillColor, f.panel.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkLine)
	f.tiles.paint()
}

// placeHead places the title, the field and the buttons, and gives where they end.
func (f *frame) placeHead(width float32) float32 {
	head, button := look.Scaled(look.Head), look.Scaled(look.Button)
	top := (head - button) / 2
	side := f.back.MinSize().Width
	put(f.back, look.S10, (head-side)/2, side, side)
	x := look.S10 + side + look.S8
	title := look.Measure(words.T("What your customers read"), look.Scaled(look.Section), true).Width + look.S4
	h := f.title.HeightFor(title)
	right := width - look.S12
	wide := f.class >= look.Medium && width > look.Scaled(1000)
	put(f.title, x, (head-h)/2, min(title, right-x), h)
	y := top
	if wide {
		x += title + look.S12
	} else {
		x, y = look.S12, head-look.S6
	}
	buttons := []*parts.KeyButton{f.read}
	if f.file.Visible() {
		buttons = append(buttons, f.file)
	}
	if f.class == look.Phone {
		f.file.Text = ""
	} else {
		f.file.Text = words.T("Open a saved file")
	}
	f.file.Hint = words.T("Open a saved file")
	f.file.Refresh()
	least := f.address.MinSize().Height
	if !wide {
		for _, b := range buttons {
			right -= b.MinSize().Width + look.S8
		}
		put(f.address, x, y, right-x, least)
		x = right + look.S8
		for _, b := range buttons {
			put(b, x, y, b.MinSize().Width, button)
			x += b.MinSize().Width + look.S8
		}
		y += least + look.S4
		n := f.note.HeightFor(width - 2*look.S12)
		put(f.note, look.S12, y, width-2*look.S12, n)
		return y + n + look.S4
	}
	put(f.address, x, y, look.Scaled(300), least)
	x += look.Scaled(300) + look.S8
	put(f.read, x, y, f.read.MinSize().Width, button)
	x += f.read.MinSize().Width + look.S12
	if f.file.Visible() {
		right -= f.file.MinSize().Width
		put(f.file, right, y, f.file.MinSize().Width, button)
		right -= look.S12
	}
	n := f.note.HeightFor(right - x)
	put(f.note, x, (head-n)/2, right-x, n)
	return max(head, y+least+look.S6)
}

// placeFoot places the last lines and gives where they begin.
func (f *frame) placeFoot(x, w, bottom float32) float32 {
	about := f.about.MinSize()
	if f.class == look.Phone {
		bottom -= about.Height
		put(f.about, x, bottom, about.Width, about.Height)
		put(f.told, 0, 0, 0, 0)
		return bottom
	}
	h := f.told.HeightFor(w - about.Width - look.S20)
	high := max(h, about.Height)
	put(f.told, x, bottom-high+(high-h)/2, w-about.Width-look.S20, h)
	put(f.about, x+w-about.Width, bottom-high+(high-about.Height)/2, about.Width, about.Height)
	return bottom - high
}

// placePanel places the list with what chooses and names its rows, and gives
// where the list begins.
func (f *frame) placePanel(x, y, w, h float32) float32 {
	put(f.panel, x, y, w, h)
	bottom := y + h
	y = f.placeChoices(x+look.S14, y+look.S8, w-2*look.S14) + look.S6
	show(f.names.content, f.class != look.Phone)
	if heads := f.names.high(); heads > 0 {
		put(f.names.content, x, y, w, heads)
		f.names.Layout(nil, fyne.NewSize(w, heads))
		y += heads
	}
	key := f.key.high()
	if f.class == look.Phone || bottom-y < look.Scaled(260) {
		key = 0
	}
	show(f.key.content, key > 0)
	put(f.key.content, x+look.S16, bottom-key-look.S6, w-2*look.S16, key)
	if key > 0 {
		bottom -= key + look.S10
	}
	put(f.list, x, y, w, bottom-y-look.S4)
	return y
}

// placeChoices places the filters, the order and the tick in as few lines as
// they need.
func (f *frame) placeChoices(x, y, w float32) float32 {
	order := f.order.MinSize()
	order.Width = max(order.Width, look.Scaled(190))
	chips := min(look.Scaled(420), w)
	tick := fyne.Size{}
	if f.all.Visible() {
		tick = f.all.MinSize()
	}
	if w >= chips+order.Width+tick.Width+2*look.S12 {
		f.chips.Resize(fyne.NewSize(chips, 1))
		c := f.chips.MinSize().Height
		put(f.chips, x, y+(order.Height-c)/2, chips, c)
		put(f.all, x+chips+look.S12, y+(order.Height-tick.Height)/2, tick.Width, tick.Height)
		put(f.order, x+w-order.Width, y, order.Width, order.Height)
		return y + order.Height
	}
	f.chips.Resize(fyne.NewSize(w, 1))
	c := f.chips.MinSize().Height
	put(f.chips, x, y, w, c)
	y += c + look.S6
	put(f.order, x, y, min(order.Width, w), order.Height)
	if tick.Width == 0 {
		return y + order.Height
	}
	if order.Width+look.S12+tick.Width <= w {
		put(f.all, x+order.Width+look.S12, y+(order.Height-tick.Height)/2, tick.Width, tick.Height)
		return y + order.Height
	}
	y += order.Height + look.S4
	put(f.all, x, y, min(tick.Width, w), tick.Height)
	return y + tick.Height
}
