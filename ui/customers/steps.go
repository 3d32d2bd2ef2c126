package customers

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// steps is what to do next for an incident's customers.
type steps struct {
	s       *Screen
	content *fyne.Container
	phone   bool

	title, why   *parts.WrapText
	update       *parts.KeyButton
	still        *parts.KeyButton
	told, impact *parts.KeyButton
	draft        *parts.Card
	draftText    *parts.WrapText
	drafts       []*parts.KeyButton  // what can be done with it
	cards        []fyne.CanvasObject // what does not fit, what waits
	rule         *parts.Ground
}

func newSteps(s *Screen) *steps {
	t := &steps{s: s, title: oneLine(look.Section, true, look.InkText), why: parts.NewWrapText("", look.Body, false, look.InkText2, 0),
		draftText: parts.NewWrapText("", look.Body, false, look.InkText2, 0), rule: parts.NewGround(look.InkLine)}
	t.title.Set(words.T("What to do next"))
	t.update = parts.NewKeyButton(words.T("Update customers"), "lightbulb", keys.Update, parts.Amber, s.compose)
	t.still = parts.NewKeyButton("", "campaign", "", parts.Outline, s.stillWorking)
	t.told = parts.NewKeyButton(words.T("Told elsewhere"), "campaign", keys.Told, parts.Quiet, s.tellElsewhere)
	t.impact = parts.NewKeyButton(words.T("Say what is known"), "edit_note", keys.Impact, parts.Quiet, s.editImpact)
	if s.Forms.Compose != nil {
		t.drafts = []*parts.KeyButton{parts.NewKeyButton(words.T("Go on writing"), "", "", parts.Outline, s.compose)}
	}
	hand := parts.NewKeyButton(words.T("Copy as text"), "", "", parts.Outline, s.handOn)
	hand.Hint = words.T("Another copy of the app opens it from a chat or a mail.")
	t.drafts = append(t.drafts, hand, parts.NewKeyButton(words.T("Throw it away"), "", "", parts.Outline, s.askDrop))
	inside := []fyne.CanvasObject{t.draftText}
	for _, b := range t.drafts {
		b.Small = true
		inside = append(inside, b)
	}
	written := placed(200, t.placeDraft, inside...)
	t.draft = parts.NewTitledCard("edit_note", words.T("An update is being written"), written, nil)
	t.content = placed(240, t.place)
	t.gather()
	return t
}

func (t *steps) setPhone(phone bool) { t.phone = phone }

func (t *steps) gather() {
	t.content.Objects = append([]fyne.CanvasObject{t.title, t.why, t.update, t.still, t.told, t.impact, t.draft, t.rule}, t.cards...)
}

func (t *steps) show(r reading) {
	t.why.Set(r.why)
	show(t.update, t.s.Forms.Compose != nil && !r.over)
	show(t.still, r.nextText != "" && !r.over)
	t.still.Set(words.T("Publish “still working”, next by {{.Time}}", words.Data{"Time": r.nextText}), "campaign", parts.Outline)
	show(t.told, t.s.Forms.Told != nil)
	show(t.impact, t.s.Forms.Impact != nil)
	show(t.draft, r.draft != "")
	t.draftText.Set(r.draft)
	t.cards = nil
	for _, said := range r.wrong {
		t.card("warning", view.Warn, words.T("This does not fit"), said)
	}
	for n, q := range r.waiting {
		tone := view.Soft
		if q.Asks || q.Failed {
			tone = view.Warn
		}
		if n == 3 {
			t.card("hourglass_top", view.Soft, "", words.N("{{.Count}} more", len(r.waiting)-n))
			break
		}
		t.card(q.Chip.Icon, tone, q.Chip.Text, q.Text)
	}
	if len(r.waiting) > 0 {
		t.cards = append(t.cards, parts.NewLink(words.T("What waits to be sent"), "hourglass_top", func() { t.s.Host.Go(view.RouteQueue) }))
	}
	t.gather()
	t.content.Refresh()
}

// card adds a remark.
func (t *steps) card(icon string, tone view.Tone, title, said string) {
	c := parts.NewTitledCard(icon, title, parts.NewWrapText(said, look.Body, false, look.InkText2, 0), nil)
	if tone == view.Warn {
		c.Tone = view.Warn
	}
	t.cards = append(t.cards, c)
}

// place lays it out and gives its height.
func (t *steps) place(width float32) float32 {
	pad := padOf(t.phone)
	w, y := width-2*pad, look.S14
	y += putText(t.title, pad, y, w) + look.S4
	y += putText(t.why, pad, y, w) + look.S12
	button := look.Scaled(look.Button)
	if t.phone {
		button = look.Scaled(look.Target)
	}
	for n, b := range []*parts.KeyButton{t.update, t.still} {
		if !b.Visible() {
			continue
		}
		high := button
		if n == 0 && t.phone {
			high += look.S12
		}
		put(b, pad, y, w, high)
		y += high + look.S8
	}
	y = t.placePair(pad, y, w, button)
	for _, o := range append([]fyne.CanvasObject{t.draft}, t.cards...) {
		if !o.Visible() {
			continue
		}
		y += look.S6
		o.Resize(fyne.NewSize(w, o.Size().Height)) // its texts wrap
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		high := o.MinSize().Height
		put(o, pad, y, w, high)
		y += high + look.S6
	}
	y += look.S8
	beside := t.s.width >= look.Wide
	show(t.rule, !beside)
	put(t.rule, 0, y, width, look.Stroke)
	return y + look.Stroke
}

// placeDraft puts what can be done with a draft below who wrote it, as many
// beside each other as fit.
func (t *steps) placeDraft(w float32) float32 {
	y, x, high := putText(t.draftText, 0, 0, w)+look.S8, float32(0), look.Scaled(look.ButtonSmall)
	if t.phone {
		high = look.Scaled(look.Target)
	}
	for _, b := range t.drafts {
		wide := b.MinSize().Width
		if x > 0 && x+wide > w {
			x, y = 0, y+high+look.S6
		}
		put(b, x, y, wide, high)
		x += wide + look.S6
	}
	return y + high
}

// placePair puts the two quiet buttons beside each other, or below where they
// do not fit.
func (t *steps) placePair(x, y, w, high float32) float32 {
	var shown []*parts.KeyButton
	need := float32(0)
	for _, b := range []*parts.KeyButton{t.told, t.impact} {
		if b.Visible() {
			shown = append(shown, b)
			need = max(need, b.MinSize().Width)
		}
	}
	if len(shown) == 2 && 2*need+look.S8 <= w {
		half := (w - look.S8) / 2
		put(shown[0], x, y, half, high)
		put(shown[1], x+half+look.S8, y, half, high)
		return y + high + look.S8
	}
	for _, b := range shown {
		put(b, x, y, w, high)
		y += high + look.S8
	}
	return y
}
