package customers

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// heardTable says, channel by channel, what its readers heard last.
type heardTable struct {
	s       *Screen
	content *fyne.Container
	name    string
	title   *parts.WrapText
	summed  *parts.ClockChip
	names   [4]*parts.WrapText
	none    *parts.WrapText
	rows    []*heardRow // as many as were ever needed
	lines   []view.Hearing
	linked  bool
}

func newHeardTable(s *Screen) *heardTable {
	t := &heardTable{s: s, title: oneLine(look.Card, true, look.InkText), summed: parts.NewClockChip(view.Chip{}),
		none: parts.NewWrapText("", look.Body, false, look.InkText2, 0)}
	t.name = words.T("What they heard last")
	t.title.Set(t.name)
	for n, name := range []string{words.T("Channel"), words.T("Last update"), words.T("Next by"), words.T("State")} {
		t.names[n] = oneLine(look.Meta, false, look.InkText3)
		t.names[n].Set(name)
	}
	t.content = placed(240, t.place)
	t.gather()
	return t
}

func (t *heardTable) gather() {
	all := []fyne.CanvasObject{t.title, t.summed, t.none}
	for _, name := range t.names {
		all = append(all, name)
	}
	for _, r := range t.rows {
		all = append(all, r.objects()...)
	}
	t.content.Objects = all
}

func (t *heardTable) show(r reading) {
	t.lines, t.linked = r.hearings, false
	t.summed.Set(r.summed)
	for len(t.rows) < len(t.lines) {
		t.rows = append(t.rows, newHeardRow(t.s))
	}
	for n, row := range t.rows {
		for _, o := range row.objects() {
			show(o, n < len(t.lines))
		}
		if n < len(t.lines) {
			row.set(t.lines[n])
			t.linked = t.linked || t.lines[n].Link != ""
		}
	}
	t.none.Set(words.T("Nobody heard of it, and no channel is to tell of it."))
	if r.noChannel {
		t.none.Set(words.T("No channel is configured yet."))
	}
	t.gather()
	t.content.Refresh()
}

// columns are the widths of the table's parts; a narrow one has none.
type columns struct{ name, said, until, chip, link float32 }

func (t *heardTable) columns(width float32) (columns, bool) {
	c := columns{until: look.Scaled(62)}
	for n := range t.lines {
		c.chip = max(c.chip, t.rows[n].chip.MinSize().Width)
	}
	if t.linked {
		c.link = look.Scaled(look.Button)
	}
	room := width - c.until - c.chip - c.link - 3*look.S8
	c.name = room * 0.46
	c.said = room - c.name
	return c, c.name >= look.Scaled(90)
}

// place lays it out and gives its height.
func (t *heardTable) place(width float32) float32 {
	pad := padOf(t.s.width == look.Phone)
	w, y := width-2*pad, look.S14
	chip := t.summed.MinSize()
	high := max(look.Scaled(look.Card*1.4), chip.Height)
	if title := look.Measure(t.name, look.Reading(look.Card), true).Width; title+look.S8+chip.Width > w {
		y += putText(t.title, pad, y, w) + look.S4
		put(t.summed, pad, y, chip.Width, chip.Height)
		y += chip.Height
	} else {
		put(t.title, pad, y+(high-look.Scaled(look.Card*1.4))/2, w-chip.Width-look.S8, high)
		put(t.summed, pad+w-chip.Width, y+(high-chip.Height)/2, chip.Width, chip.Height)
		y += high
	}
	y += look.S8
	show(t.none, len(t.lines) == 0)
	c, wide := t.columns(w)
	for _, name := range t.names {
		show(name, wide && len(t.lines) > 0)
	}
	switch {
	case len(t.lines) == 0:
		return y + putText(t.none, pad, y, w) + look.S14
	case wide:
		x, line := pad, look.Scaled(look.Meta*1.4)
		for n, cw := range []float32{c.name, c.said, c.until, c.chip} {
			put(t.names[n], x, y, cw, line)
			x += cw + look.S8
		}
		y += line + look.S4
	}
	for n := range t.lines {
		if wide {
			y += t.rows[n].place(pad, y, w, c)
		} else {
			y += t.rows[n].stack(pad, y, w)
		}
	}
	return y + look.S14
}

// heardRow is a line of the table.
type heardRow struct {
	s                    *Screen
	line                 view.Hearing
	rule                 *parts.Ground
	channel, audience    *parts.WrapText
	phase, when, until   *parts.WrapText
	untilSaid, phaseSaid *parts.WrapText // on a phone
	chip                 *parts.ClockChip
	link                 *parts.IconButton
}

func newHeardRow(s *Screen) *heardRow {
	soft := func() *parts.WrapText { return oneLine(look.Meta, false, look.InkText2) }
	r := &heardRow{s: s, rule: parts.NewGround(look.InkLine), channel: oneLine(look.Body, true, look.InkText), audience: soft(),
		phase: oneLine(look.Body, false, look.InkText), when: soft(), until: oneLine(look.Body, false, look.InkText),
		untilSaid: parts.NewWrapText("", look.Meta, false, look.InkText2, 2), phaseSaid: parts.NewWrapText("", look.Meta, false, look.InkText2, 2),
		chip: parts.NewClockChip(view.Chip{})}
	r.link = parts.NewIconButton("public", words.T("Open the page"), "", func() { s.Host.OpenURL(r.line.Link) })
	return r
}

func (r *heardRow) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.rule, r.channel, r.audience, r.phase, r.when, r.until, r.untilSaid, r.phaseSaid, r.chip, r.link}
}

func (r *heardRow) set(l view.Hearing) {
	r.line = l
	r.channel.Set(l.Channel)
	r.audience.Set(l.Audience)
	r.phase.Set(l.Phase)
	r.when.Set(l.When)
	r.until.Set(l.Until)
	r.chip.Set(l.State)
	ink := look.InkText
	if l.Passed {
		ink = look.InkWarn
	}
	r.until.SetInk(ink)
	if l.When == "" {
		r.phase.Set(words.T("nothing"))
	}
	r.phaseSaid.Set(joinedBy(", ", l.Audience, l.Phase, l.When))
	r.untilSaid.Set("")
	if l.Until != "" {
		r.untilSaid.Set(words.T("Next promised by {{.Time}}", words.Data{"Time": l.Until}))
	}
}

func joinedBy(sep string, said ...string) string {
	all := ""
	for _, part := range said {
		if all != "" && part != "" {
			all += sep
		}
		all += part
	}
	return all
}

// place puts it into columns and gives its height.
func (r *heardRow) place(x, y, w float32, c columns) float32 {
	high, line, low := look.Scaled(48), look.Scaled(look.Body*1.4), look.Scaled(look.Meta*1.4)
	top := y + (high-line-low)/2
	put(r.rule, x, y, w, look.Stroke)
	for _, o := range []fyne.CanvasObject{r.untilSaid, r.phaseSaid} {
		show(o, false)
	}
	for _, o := range []fyne.CanvasObject{r.phase, r.when, r.until, r.audience} {
		show(o, true)
	}
	two := func(upper, lower *parts.WrapText, said string, x, w float32) {
		at := top
		if said == "" { // one alone stands in the middle
			at = y + (high-line)/2
		}
		put(upper, x, at, w, line)
		put(lower, x, top+line, w, low)
	}
	two(r.channel, r.audience, r.line.Audience, x, c.name)
	two(r.phase, r.when, r.line.When, x+c.name+look.S8, c.said)
	x += c.name + c.said + 2*look.S8
	put(r.until, x, y+(high-line)/2, c.until, line)
	x += c.until + look.S8
	chip := r.chip.MinSize()
	put(r.chip, x, y+(high-chip.Height)/2, chip.Width, chip.Height)
	show(r.link, r.line.Link != "")
	put(r.link, x+c.chip, y+(high-c.link)/2, c.link, c.link)
	return high
}

// stack puts it below each other, for a narrow window, and gives its height.
func (r *heardRow) stack(x, y, w float32) float32 {
	put(r.rule, x, y, w, look.Stroke)
	for _, o := range []fyne.CanvasObject{r.phase, r.when, r.until, r.audience} {
		show(o, false)
	}
	top := y
	y += look.S10
	chip, line := r.chip.MinSize(), look.Scaled(look.Body*1.4)
	put(r.channel, x, y+(chip.Height-line)/2, w-chip.Width-look.S8, line)
	put(r.chip, x+w-chip.Width, y, chip.Width, chip.Height)
	y += chip.Height + look.S4
	show(r.link, r.line.Link != "")
	if r.line.Link != "" {
		side := look.Scaled(look.Target)
		put(r.link, x+w-side, y-look.S4, side, side)
		w -= side
	}
	for _, t := range []*parts.WrapText{r.phaseSaid, r.untilSaid} {
		show(t, true)
		y += putText(t, x, y, w)
	}
	return max(y+look.S10-top, look.Scaled(64))
}

// knownFacts lists what is known of the customers hit.
type knownFacts struct {
	content *fyne.Container
	title   *parts.WrapText
	rule    *parts.Ground
	facts   []view.Fact
	names   []*parts.WrapText
	values  []*parts.WrapText
}

func newKnownFacts() *knownFacts {
	k := &knownFacts{title: oneLine(look.Card, true, look.InkText), rule: parts.NewGround(look.InkLine)}
	k.title.Set(words.T("Customers affected"))
	k.content = placed(240, k.place, k.rule, k.title)
	return k
}

func (k *knownFacts) show(r reading) {
	k.facts = r.known
	all := []fyne.CanvasObject{k.rule, k.title}
	for len(k.names) < len(k.facts) {
		k.names = append(k.names, parts.NewWrapText("", look.Body, false, look.InkText2, 2))
		k.values = append(k.values, parts.NewWrapText("", look.Body, false, look.InkText, 8))
	}
	for n, f := range k.facts {
		k.names[n].Set(f.Name)
		k.values[n].Set(f.Value)
		ink := look.InkText
		switch f.Tone {
		case view.Quiet:
			ink = look.InkText3
		case view.Bad:
			ink = look.InkCrit
		}
		k.values[n].SetInk(ink)
		all = append(all, k.names[n], k.values[n])
	}
	k.content.Objects = all
	k.content.Refresh()
}

// place lays it out and gives its height.
func (k *knownFacts) place(width float32) float32 {
	pad := look.S20
	if width < look.Scaled(420) {
		pad = look.S16
	}
	w, y := width-2*pad, look.S14
	put(k.rule, pad, 0, w, look.Stroke)
	y += putText(k.title, pad, y, w) + look.S6
	name := min(look.Scaled(140), w*0.42)
	for n := range k.facts {
		left := putText(k.names[n], pad, y, name-look.S8)
		right := putText(k.values[n], pad+name, y, w-name)
		y += max(left, right) + look.S4
	}
	return y + look.S20
}
