package compose

import (
	"slices"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// previews are what each channel's readers would get.
type previews struct {
	s       *Screen
	content *fyne.Container
	head    *parts.QuestionHead
	cards   map[string]*preview
	offs    map[string]*offRow
	lasts   map[string]*parts.WrapText
	none    *parts.EmptyState
	sent    map[string]*sentRow
}

func newPreviews(s *Screen) *previews {
	v := &previews{s: s, head: parts.NewQuestionHead("", words.T("What they will read")), content: parts.NewColumn(look.S10),
		cards: map[string]*preview{}, offs: map[string]*offRow{}, lasts: map[string]*parts.WrapText{}, sent: map[string]*sentRow{}}
	v.head.SetHint(words.T("Live preview"))
	v.none = parts.NewEmptyState("campaign", words.T("No channel is set up yet"),
		words.T("Set one up, and updates are published from here. Until then write the text, copy it, and record that customers were told."),
		parts.NewKeyButton(words.T("Set up a channel"), "tune", "", parts.Primary, func() { s.Host.Go("settings/channels") }),
		parts.NewKeyButton(words.T("Copy the text"), "content_copy", "", parts.Outline, s.copyText))
	return v
}

// update shows them; cards that stay keep their place and the focus.
func (v *previews) update(p page) {
	rows := v.sentRows(p)
	if len(p.Previews) == 0 && p.id != "" {
		rows = append(rows, v.none)
	}
	for _, each := range p.Previews {
		if each.On {
			k := v.cards[each.Name]
			if k == nil {
				k = newPreview(v.s, each)
				v.cards[each.Name] = k
			}
			k.update(p, each)
			rows = append(rows, k.card)
		}
	}
	for _, each := range p.Previews {
		if !each.On {
			rows = append(rows, v.off(each))
		}
	}
	for _, each := range p.Previews {
		if each.Last != "" && !each.LastAt.IsZero() {
			rows = append(rows, v.last(each))
		}
	}
	if !slices.Equal(rows, v.content.Objects) {
		v.content.Objects = rows
	}
	v.content.Refresh()
}

// off is a channel it does not go to.
func (v *previews) off(each compose.Preview) fyne.CanvasObject {
	k := v.offs[each.Name]
	if k == nil {
		_, icon := mediumWord(each.Medium)
		k = &offRow{name: newLabel(each.Name, look.Body, true, look.InkText2).withIcon(icon), why: newLabel("", look.Body, false, look.InkText2),
			on: bold(words.T("Turn on"), func() { v.s.send(each.Name, true) })}
		k.content = newPanel(look.InkBG2, look.InkLine, look.S8, look.RadiusCard, &fyne.Container{Layout: k, Objects: []fyne.CanvasObject{k.name, k.why, k.on}})
		v.offs[each.Name] = k
	}
	k.why.set(words.T("off: {{.Why}}", words.Data{"Why": offWord(each)}))
	return k.content
}

// offRow is a line about a channel it does not go to.
type offRow struct {
	content   *panel
	name, why *label
	on        *parts.Link
}

// MinSize is a line's.
func (k *offRow) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(160), k.on.MinSize().Height)
}

// Layout places them; the reason gives way.
func (k *offRow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	on := k.on.MinSize().Width
	name := min(k.name.MinSize().Width, size.Width-on-look.S12)
	box(k.name, look.S6, 0, name, size.Height)
	box(k.why, look.S6+name+look.S10, 0, size.Width-name-on-look.S28, size.Height)
	box(k.on, size.Width-on, 0, on, size.Height)
}

// last is what a channel's readers see now.
func (v *previews) last(each compose.Preview) fyne.CanvasObject {
	w := v.lasts[each.Name]
	if w == nil {
		w = parts.NewWrapText("", look.Meta, false, look.InkText2, 2)
		v.lasts[each.Name] = w
	}
	w.Set(words.T("On {{.Channel}} now, since {{.Time}}: “{{.Text}}”", words.Data{"Channel": each.Name,
		"Time": words.Moment(each.LastAt, v.s.page.now), "Text": text.Line(each.Last, 160)}))
	return w
}

// marksOf are the stretches of a preview that something was found of.
func marksOf(p page, v compose.Preview) (marks []parts.Mark) {
	for _, f := range p.Findings {
		if !f.Open() {
			continue
		}
		for _, own := range v.Findings {
			if own.ID != f.ID || own.To <= own.From || own.To > len(v.Text.Body) {
				continue
			}
			if v.Text.Body[own.From:own.To] == f.Excerpt {
				marks = append(marks, parts.Mark{From: own.From, To: own.To, Number: f.Number, Bad: f.Level == update.Block})
			}
		}
	}
	return marks
}

// whole are the numbers of what was found of the text as a whole.
func whole(p page, v compose.Preview, ids ...string) (marks []parts.Mark) {
	for _, f := range p.Findings {
		if f.Open() && f.Excerpt == "" && slices.Contains(f.Places, v.Name) && slices.Contains(ids, f.ID) {
			marks = append(marks, parts.Mark{Number: f.Number, Bad: f.Level == update.Block})
		}
	}
	return marks
}

// preview is one channel's card.
type preview struct {
	s       *Screen
	name    string
	medium  update.Medium
	card    *parts.Card
	note    *label
	column  *fyne.Container
	state   *parts.ClockChip
	title   *parts.WrapText
	meta    *parts.WrapText
	body    *parts.MarkedText
	due     *parts.MarkedText
	edit    *parts.Link
	copy    *parts.Link
	back    *parts.Link
	boxes   [2]*parts.TextBox // the title or subject, and the body, by hand
	editing bool
	shown   compose.Preview
}

func newPreview(s *Screen, v compose.Preview) *preview {
	k := &preview{s: s, name: v.Name, medium: v.Medium, state: parts.NewClockChip(view.Chip{}), note: newLabel("", look.Meta, false, look.InkText2),
		title: parts.NewWrapText("", look.Card, true, look.InkText, 2), meta: parts.NewWrapText("", look.Meta, false, look.InkText2, 2),
		body: parts.NewMarkedText(look.Card, look.InkText), due: parts.NewMarkedText(look.Body, look.InkText2)}
	k.body.OnMark, k.due.OnMark = s.frame.toCheck, s.frame.toCheck
	k.edit = parts.NewLink(words.T("Edit by hand"), "edit_note", k.byHand)
	k.back = parts.NewLink(words.T("Back to the template"), "undo", func() {
		s.change("", func(w *compose.Writing, _ time.Time) { w.Edit(k.name, update.Edited{}) })
	})
	k.copy = parts.NewLink(words.T("Copy text"), "content_copy", func() { s.copyOf(k.shown) })
	k.boxes[0] = parts.NewTextBox(words.T("Title of {{.Channel}}", words.Data{"Channel": v.Name}), "", 1, 2, func(string) { k.write() })
	k.boxes[1] = parts.NewTextBox(words.T("Text of {{.Channel}}", words.Data{"Channel": v.Name}), "", 3, 14, func(string) { k.write() })
	for _, b := range k.boxes {
		b.SetUndo(s.undo)
		b.OnGrown = func() { s.frame.grown() }
	}
	word, icon := mediumWord(v.Medium)
	k.column = parts.NewColumn(look.S6)
	k.card = parts.NewTitledCard(icon, word, k.column, k.note)
	if word != v.Name {
		k.card.Note = v.Name
	}
	return k
}

// byHand has the text be changed by hand: it begins as it is.
func (k *preview) byHand() {
	t := k.shown.Text
	e := update.Edited{Title: t.Title, Subject: t.Subject, Body: t.Body}
	k.s.change("", func(w *compose.Writing, _ time.Time) { w.Edit(k.name, e) })
	k.boxes[1].SetText(t.Body)
	k.editing = true
	k.lay()
	k.s.frame.grown()
	k.boxes[1].Focus()
}

// write takes in what was changed by hand.
func (k *preview) write() {
	e := update.Edited{Title: k.shown.Text.Title, Subject: k.shown.Text.Subject, Body: k.boxes[1].Text()}
	if k.medium == update.Page {
		e.Title = k.boxes[0].Text()
	} else {
		e.Subject = k.boxes[0].Text()
	}
	k.s.change("hand "+k.name, func(w *compose.Writing, _ time.Time) { w.Edit(k.name, e) })
}

func (k *preview) update(p page, v compose.Preview) {
	k.shown = v
	heading := v.Text.Subject
	if v.Medium == update.Page {
		heading = v.Text.Title
	}
	if p.ready(k.s) {
		k.editing = v.Edited
		k.boxes[0].SetText(heading)
		k.boxes[1].SetText(v.Text.Body)
	}
	k.title.Set(heading)
	if v.Medium == update.Mail && heading != "" {
		k.title.Set(words.T("Subject: {{.Text}}", words.Data{"Text": heading}))
	}
	k.state.Set(view.Chip{Icon: stateIcon(p.State), Text: stateWord(p.State), Tone: stateTone(p.State)})
	k.meta.Set(words.T("{{.Phase}} · {{.Time}}", words.Data{"Phase": view.PhaseWord(p.answers.Phase), "Time": words.Clock(p.now)}))
	k.body.Set(v.Text.Body, marksOf(p, v))
	k.due.Set(dueText(p), whole(p, v, "CU01", "CU02", "CU03"))
	k.note.set(noteOf(v))
	k.lay()
}

// lay puts into the card what its channel shows.
func (k *preview) lay() {
	var rows []fyne.CanvasObject
	page := k.medium == update.Page
	if page {
		rows = append(rows, newFlow(k.state), k.title, k.meta)
	} else if k.title.AccessibilityLabel() != "" && k.medium != update.Chat {
		rows = append(rows, k.title)
	}
	switch k.medium {
	case update.Chat, update.Macro:
		rows = append(rows, newPanel(look.InkBG3, look.InkNone, look.S12, look.RadiusCard, k.body))
	default:
		rows = append(rows, k.body)
	}
	if page || len(k.due.Marks()) > 0 {
		rows = append(rows, rule(), k.due)
	}
	if k.editing {
		if k.medium != update.Chat {
			rows = append(rows, k.boxes[0])
		}
		rows = append(rows, k.boxes[1], newFlow(k.back, k.copy))
	} else {
		rows = append(rows, newFlow(k.edit, k.copy))
	}
	k.column.Objects = rows
	k.card.Refresh()
}

// dueText says when readers hear next.
func dueText(p page) string {
	switch {
	case !p.answers.Next.IsZero():
		return words.T("Next update: {{.Time}}", words.Data{"Time": words.Moment(p.answers.Next, p.now)})
	case len(p.Times) == 0:
		return words.T("No further update is promised")
	}
	return words.T("Next update: not set")
}

// noteOf says how a channel takes the text.
func noteOf(v compose.Preview) string {
	switch n := utf8.RuneCountInString(v.Text.Body); {
	case v.Edited:
		return words.T("by hand: answers do not change it")
	case v.Runes > 0:
		return words.N("{{.Written}} of {{.Count}} characters", v.Runes, words.Data{"Written": words.Number(n)})
	case v.Medium == update.Page:
		return words.T("shows at once")
	default:
		return words.N("{{.Count}} characters", n)
	}
}

func stateTone(state string) view.Tone {
	switch state {
	case "operational":
		return view.Good
	case "major", "partial":
		return view.Bad
	}
	return view.Warn
}

func stateIcon(state string) string {
	if state == "operational" {
		return "check_circle"
	}
	return "warning"
}

// send chooses whether it goes to a channel.
func (s *Screen) send(place string, on bool) {
	s.change("", func(w *compose.Writing, _ time.Time) { w.Send(place, on) })
}
