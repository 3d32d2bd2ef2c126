package compose

import (
	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// The steps on a phone: the six questions, the facts, and what sends it.
const (
	stepFacts = askCount + iota
	stepSend
	stepCount
)

// phone is the screen below 600: the first message at once, or one question
// after the other.
type phone struct {
	f       *frame
	s       *Screen
	content *fyne.Container
	at      int
	foot    float32 // how high what stands below is
	drawer  bool    // what they will read is open

	ground, headGround, footGround, rule *panel
	shut                                 *parts.IconButton
	title, about, acked                  *label
	mark                                 *parts.SeverityMark
	chip                                 *parts.ClockChip
	segments                             *segments
	page                                 *parts.Page
	read                                 *parts.KeyButton // opens the drawer
	previews                             *parts.Page
	reading                              fyne.CanvasObject // what the drawer holds
	backward, forward                    *parts.KeyButton
	send, later                          *parts.KeyButton
	places                               *parts.KeyButton
	holding                              *holding
	step0                                *stepPage
}

func newPhone(f *frame) *phone {
	s := f.s
	h := &phone{f: f, s: s, ground: newPanel(look.InkBG1, look.InkNone, 0, 0, nil), headGround: newPanel(look.InkBG1, look.InkNone, 0, 0, nil),
		footGround: newPanel(look.InkBG1, look.InkNone, 0, 0, nil), rule: rule(), mark: parts.NewSeverityMark(0, "", ""),
		title: newLabel(words.T("Update customers"), look.PhoneBody, true, look.InkText), about: newLabel("", look.PhoneMeta, false, look.InkText2),
		acked: newLabel("", look.PhoneMeta, true, look.InkOK), chip: parts.NewClockChip(view.Chip{}), segments: newSegments()}
	h.shut = parts.NewIconButton("close", words.T("Close, the draft is kept"), "", s.leave)
	h.shut.Large = true
	h.page, h.previews = parts.NewPage(parts.NewColumn(0)), parts.NewPage(parts.NewColumn(0))
	h.read = large(words.T("What they will read"), "visibility", parts.Quiet, func() { h.drawer = !h.drawer; f.update() })
	h.backward = large(words.T("Back"), "", parts.Outline, func() { h.back() })
	h.forward = large("", "arrow_forward", parts.Primary, h.next)
	h.send = large(words.T("Publish"), "campaign", parts.Amber, s.publish)
	h.send.TextSize = look.Tile
	h.later = large("", "", parts.Quiet, s.leave)
	h.places = large("", "public", parts.Quiet, h.choosePlaces)
	h.content = &fyne.Container{Layout: h}
	h.holding, h.step0 = newHolding(h), newStepPage(h)
	return h
}

// large is a button for a finger; phones have no keys to draw on it.
func large(text, icon string, importance parts.Importance, do func()) *parts.KeyButton {
	b := parts.NewKeyButton(text, icon, "", importance, do)
	b.TextSize = look.PhoneBody
	return b
}

// once tells whether the first message is shown, on one screen.
func (h *phone) once() bool { return h.s.page.first() && !h.s.full }

func (h *phone) update(p page) {
	h.mark.Set(p.incident.Severity, "", "")
	h.about.set(p.title())
	chip := dueChip(p)
	if chip.Icon == "schedule" && !p.due.IsZero() {
		chip.Text = words.T("Due {{.Time}}", words.Data{"Time": words.Clock(p.due)})
	}
	h.chip.Set(chip)
	h.acked.icon = "task_alt"
	if p.incident.AckedAt.IsZero() {
		h.acked.icon = ""
		h.acked.set("")
	} else {
		h.acked.set(words.T("Acknowledged {{.Time}}", words.Data{"Time": words.Clock(p.incident.AckedAt)}))
	}
	h.places.Set(h.placesText(p), "public", parts.Quiet)
	later := words.T("Later, the draft is kept")
	if p.due.After(p.now) && p.Update == 1 {
		later = words.T("Later, remind me at {{.Time}}", words.Data{"Time": words.Clock(p.due)})
	}
	h.later.Set(later, "", parts.Quiet)
	enable(h.send, p.Hurdle == compose.NoHurdle)
	h.segments.set(h.at, h.answered(p))
	h.read.Set(words.N("What they will read, {{.Count}} channels", len(p.on())), "visibility", parts.Quiet)
	if h.once() {
		h.holding.update(p)
	} else {
		h.step0.update(p, h.at)
	}
}

// answered tells which of the six have an answer.
func (h *phone) answered(p page) (all [askCount]bool) {
	all[askPhase] = true
	for n, field := range asked {
		if field != "" {
			all[n] = said(p.answers, field) != ""
		}
	}
	all[askNext] = !p.answers.Next.IsZero() || len(p.Times) == 0
	return all
}

// placesText names where it goes.
func (h *phone) placesText(p page) string {
	text := ""
	for _, v := range p.on() {
		if text != "" {
			text += ", "
		}
		text += v.Name
	}
	if text == "" {
		return words.T("Choose where it goes")
	}
	return text
}

// choosePlaces ticks the channels.
func (h *phone) choosePlaces() {
	column := parts.NewColumn(look.S8)
	for _, v := range h.s.page.Previews {
		t := parts.NewChannelToggle(v.Name, h.f.foot.toggle(v).Note, v.On, func(on bool) { h.s.send(v.Name, on) })
		column.Add(t)
	}
	if len(h.s.page.Previews) == 0 {
		column.Add(prose(words.T("No channel is set up yet")))
		column.Add(parts.NewKeyButton(words.T("Set up a channel"), "tune", "", parts.Primary, func() { h.s.Host.Go("settings/channels") }))
	}
	h.s.Host.Modal(words.T("Publish to"), column, parts.Choice{Text: words.T("Done"), Importance: parts.Primary})
}

// step goes to one of the steps.
func (h *phone) step(n int) {
	h.s.full, h.at, h.drawer = true, n, false
	h.f.update()
}

// stepTo goes there where the screen is a phone's.
func (h *phone) stepTo(n int) {
	if h.f.mode == onPhone {
		h.step(n)
	}
}

// next goes on: past the facts where nothing is asked of them.
func (h *phone) next() {
	n := min(h.at+1, stepCount-1)
	if n == stepFacts && len(h.s.page.Missing) == 0 {
		n = stepSend
	}
	h.step(n)
}

// back goes a step back; false: there is none.
func (h *phone) back() bool {
	switch {
	case h.drawer:
		h.drawer = false
		h.f.update()
	case h.once():
		return false
	case h.at > 0:
		n := h.at - 1
		if n == stepFacts && len(h.s.page.Missing) == 0 {
			n = askNext
		}
		h.step(n)
	case h.s.page.first():
		h.s.full = false
		h.f.update()
	default:
		return false
	}
	return true
}

// arrange puts in what is shown now.
func (h *phone) arrange() {
	all := []fyne.CanvasObject{h.ground, h.headGround, h.rule, h.shut, h.mark, h.about, h.title, h.acked, h.chip, h.segments}
	once := h.once()
	show(h.segments, !once)
	show(h.title, !once)
	show(h.chip, !once)
	show(h.acked, once)
	switch {
	case once:
		h.setPage(h.holding.content)
		all = append(all, h.page, h.footGround, h.places, h.send, h.later)
	case h.at == stepSend:
		h.setPage(h.step0.content)
		all = append(all, h.page, h.footGround, h.read, h.backward, h.send)
	default:
		h.setPage(h.step0.content)
		h.forward.Set(h.nextText(), "arrow_forward", parts.Primary)
		all = append(all, h.page, h.footGround, h.read, h.backward, h.forward)
	}
	if h.drawer && !once {
		all = append(all, h.previews)
		if h.reading == nil {
			h.reading = padded(h.f.previews.content)
		}
		h.previews.Turn(h.reading)
	}
	h.content.Objects = all
	h.content.Refresh()
}

// setPage shows content from its top, unless it is shown already.
func (h *phone) setPage(o fyne.CanvasObject) { h.page.Turn(o) }

func (h *phone) nextText() string {
	switch h.at + 1 {
	case askWho:
		return words.T("Next: who")
	case askWhat:
		return words.T("Next: what they see")
	case askDoing:
		return words.T("Next: what we do")
	case askMeanwhile:
		return words.T("Next: workaround")
	case askNext:
		return words.T("Next: next update")
	case stepFacts:
		if len(h.s.page.Missing) > 0 {
			return words.T("Next: facts")
		}
	}
	return words.T("Next: publish")
}

// MinSize lets the window decide.
func (h *phone) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, 200) }

// Layout places all.
func (h *phone) Layout(_ []fyne.CanvasObject, size fyne.Size) { h.place(size) }

func (h *phone) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	box(h.ground, 0, 0, size.Width, size.Height)
	y := h.placeHead(size.Width)
	bottom := h.placeFoot(size)
	h.foot = size.Height - bottom
	box(h.page, 0, y, size.Width, bottom-y)
	h.page.Refresh()
	if h.drawer {
		box(h.previews, 0, y, size.Width, bottom-y)
		h.previews.Refresh()
	}
}

// placeHead places what stands above and gives where it ends.
func (h *phone) placeHead(width float32) float32 {
	high, target := look.Scaled(64), look.Scaled(look.Target)
	box(h.shut, look.S6, (high-target)/2, target, target)
	x, right := look.S6+target+look.S4, width-look.S16
	if h.chip.Visible() {
		chip := h.chip.MinSize().Width
		box(h.chip, right-chip, 0, chip, high)
		right -= chip + look.S8
	}
	line := look.Scaled(22)
	top := high/2 - line
	box(h.title, x, top, right-x, line)
	box(h.acked, x, top, right-x, line)
	mark := h.mark.MinSize().Width
	box(h.mark, x, high/2, mark, line)
	box(h.about, x+mark+look.S6, high/2, right-x-mark-look.S6, line)
	y := high
	if h.segments.Visible() {
		box(h.segments, look.S16, y, width-2*look.S16, look.S6)
		y += look.S6 + look.S8
	} else {
		box(h.rule, 0, y, width, look.Stroke)
	}
	show(h.rule, !h.segments.Visible())
	box(h.headGround, 0, 0, width, y)
	return y
}

// placeFoot places what stands below and gives where it begins.
func (h *phone) placeFoot(size fyne.Size) float32 {
	pad, target := look.S16, look.Scaled(look.Target)
	w := size.Width - 2*pad
	y := size.Height - look.S12
	if h.once() {
		y -= target
		box(h.later, pad, y, w, target)
		publish := look.Scaled(phonePublish)
		y -= publish + look.S8
		box(h.send, pad, y, w, publish)
		y -= target + look.S8
		box(h.places, pad, y, w, target)
		y -= look.S8
		box(h.footGround, 0, y, size.Width, size.Height-y)
		return y
	}
	button := look.Scaled(52)
	y -= button
	back := look.Scaled(96)
	box(h.backward, pad, y, back, button)
	for _, b := range []*parts.KeyButton{h.forward, h.send} {
		box(b, pad+back+look.S10, y, w-back-look.S10, button)
	}
	y -= target + look.S8
	box(h.read, pad, y, w, target)
	y -= look.S8
	box(h.footGround, 0, y, size.Width, size.Height-y)
	return y
}

// phonePublish is how high the button of the first message is.
const phonePublish float32 = 76
