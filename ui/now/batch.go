package now

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// batchBar says how many incidents are marked, and acts on all of them.
type batchBar struct {
	content *fyne.Container
	ground  *ground
	text    *label
	buttons []*parts.KeyButton
	more    *parts.IconButton
	clear   *parts.IconButton
}

func newBatchBar(s *Screen) *batchBar {
	b := &batchBar{ground: newGround(look.InkSel), text: newLabel("", look.Body, true, look.InkText)}
	b.text.icon = "check_box"
	add := func(text, icon string, action keys.Action, do func()) {
		button := parts.NewKeyButton(text, "", action, parts.Outline, do)
		button.Small, button.Hint = true, text
		b.buttons = append(b.buttons, button)
	}
	add(words.T("Acknowledge"), "task_alt", keys.Acknowledge, s.acknowledge)
	add(words.T("Snooze"), "snooze", keys.Snooze, s.snooze)
	add(words.T("Resolve"), "done_all", keys.Resolve, s.resolve)
	add(words.T("Note"), "edit_note", keys.Note, s.noteAll)
	b.more = parts.NewIconButton("more_horiz", words.T("More"), "", func() { parts.ShowMenu(b.more, s.batchMenu()) })
	b.clear = parts.NewIconButton("close", words.T("Mark none"), keys.Back, func() { s.list.list.ClearMarks() })
	objects := []fyne.CanvasObject{b.ground, b.text}
	for _, button := range b.buttons {
		objects = append(objects, button)
	}
	b.content = container.New(placing{b.least, b.place}, append(objects, b.more, b.clear)...)
	return b
}

// batchMenu holds what may have no room on the bar.
func (s *Screen) batchMenu() []parts.Item {
	return []parts.Item{
		{Icon: "task_alt", Text: words.T("Acknowledge"), Action: keys.Acknowledge, Do: s.acknowledge},
		{Icon: "snooze", Text: words.T("Snooze"), Action: keys.Snooze, Do: s.snooze},
		{Icon: "done_all", Text: words.T("Resolve"), Action: keys.Resolve, Do: s.resolve},
		{Icon: "edit_note", Text: words.T("Note"), Action: keys.Note, Do: s.noteAll},
		{Icon: "flag", Text: words.T("Change severity"), Action: keys.Severity, Divided: true, Do: s.severity},
		{Icon: "person", Text: words.T("Hand over"), Action: keys.Assign, Do: s.handOver},
		{Icon: "call_split", Text: words.T("Merge"), Action: keys.Merge, Do: s.merge},
		{Icon: "check_box", Text: words.T("Select all"), Action: keys.SelectAll, Divided: true, Do: s.list.list.MarkAll},
	}
}

func (b *batchBar) set(n int) {
	b.text.set(words.N("{{.Count}} selected", n))
	show(b.content, n > 0)
	b.content.Refresh()
}

func (b *batchBar) least() fyne.Size { return fyne.NewSize(look.Scaled(200), look.Scaled(38)) }

// place puts as many buttons as fit, from the left; the menu has them all.
func (b *batchBar) place(size fyne.Size) {
	put(b.ground, 0, 0, size.Width, size.Height)
	x := look.S16
	tw := b.text.MinSize().Width
	put(b.text, x, 0, tw, size.Height)
	side := look.Scaled(look.Button)
	right := size.Width - look.S8
	for _, o := range []fyne.CanvasObject{b.clear, b.more} {
		right -= side
		put(o, right, (size.Height-side)/2, side, side)
	}
	room := right - x - tw - look.S12
	shown, used := 0, float32(0)
	for _, button := range b.buttons {
		if used += button.MinSize().Width + look.S6; used > room {
			used -= button.MinSize().Width + look.S6
			break
		}
		shown++
	}
	at := right - used
	for n, button := range b.buttons {
		show(button, n < shown)
		if n < shown {
			least := button.MinSize()
			put(button, at, (size.Height-least.Height)/2, least.Width, least.Height)
			at += least.Width + look.S6
		}
	}
}

// noteAll writes one note on all that is marked.
func (s *Screen) noteAll() {
	ids := s.targets()
	if len(ids) == 0 {
		return
	}
	box := parts.NewNoteBox(words.T("What you know now"), nil)
	s.form(words.N("Note on {{.Count}} incidents", len(ids)), box, words.T("Note"), func() bool {
		if box.Text() == "" {
			box.Focus()
			return false
		}
		s.note(ids, box.Text())
		return true
	})
}
