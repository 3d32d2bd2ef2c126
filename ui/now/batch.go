package now

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// batchBar says how many incidents are marked, and offers what can be done to
// them: an act that suits only some says to how many.
type batchBar struct {
	s       *Screen
	content *fyne.Container
	ground  *parts.Ground
	text    *label
	acts    []batchAct
	counts  tally
	phone   bool
	more    *parts.IconButton
	clear   *parts.IconButton
}

// batchAct is an act with its button.
type batchAct struct {
	text, icon string
	action     keys.Action
	do         func()
	suits      func(view.Suits) bool // nil: every incident
	divided    bool                  // a line above it in the menu
	button     *parts.KeyButton      // nil: it stands in the menu alone
}

// tally counts what is marked, and how many of it each act suits.
type tally struct {
	all  int
	suit []int
}

func acknowledgeable(s view.Suits) bool { return s.Acknowledge }
func endable(s view.Suits) bool         { return s.End }

func newBatchBar(s *Screen) *batchBar {
	b := &batchBar{s: s, ground: parts.NewGround(look.InkSel), text: newLabel("", look.Body, true, look.InkText)}
	b.text.icon = "check_box"
	b.acts = []batchAct{
		{text: words.T("Acknowledge"), icon: "task_alt", action: keys.Acknowledge, do: s.acknowledge, suits: acknowledgeable},
		{text: words.T("Snooze"), icon: "snooze", action: keys.Snooze, do: s.snooze, suits: endable},
		{text: words.T("Resolve"), icon: "done_all", action: keys.Resolve, do: s.resolve, suits: endable},
		{text: words.T("Note"), icon: "edit_note", action: keys.Note, do: s.noteAll},
		{text: words.T("Change severity"), icon: "flag", action: keys.Severity, do: s.severity, suits: endable, divided: true},
		{text: words.T("Hand over"), icon: "person", action: keys.Assign, do: s.handOver, suits: endable},
		{text: words.T("Merge"), icon: "call_split", action: keys.Merge, do: s.merge},
	}
	objects := []fyne.CanvasObject{b.ground, b.text}
	for n := range b.acts[:4] {
		a := &b.acts[n]
		a.button = parts.NewKeyButton(a.text, "", a.action, parts.Outline, a.do)
		a.button.Hint = a.text
		objects = append(objects, a.button)
	}
	b.more = parts.NewIconButton("more_horiz", words.T("More"), "", func() { parts.ShowMenu(b.more, b.menu()) })
	b.clear = parts.NewIconButton("close", words.T("Mark none"), keys.Back, func() { s.list.list.ClearMarks() })
	b.content = container.New(placing{b.least, b.place}, append(objects, b.more, b.clear)...)
	b.setPhone(false)
	return b
}

// menu holds what may have no room on the bar.
func (b *batchBar) menu() []parts.Item {
	var items []parts.Item
	for n, a := range b.acts {
		if b.counts.suit[n] > 0 {
			items = append(items, parts.Item{Icon: a.icon, Text: b.counted(n), Action: a.action, Divided: a.divided, Do: a.do})
		}
	}
	return append(items, parts.Item{Icon: "check_box", Text: words.T("Select all"), Action: keys.SelectAll, Divided: true, Do: b.s.list.list.MarkAll})
}

// counted names the nth act, and how many it suits where that is not all.
func (b *batchBar) counted(n int) string {
	if suit := b.counts.suit[n]; suit < b.counts.all {
		return b.acts[n].text + " " + words.Number(suit)
	}
	return b.acts[n].text
}

// count counts what is marked in the list.
func (b *batchBar) count() {
	t := tally{suit: make([]int, len(b.acts))}
	b.s.list.list.EachMarked(func(rows view.Lines, at int) {
		t.all++
		can := rows.Suits(at)
		for n, a := range b.acts {
			if a.suits == nil || a.suits(can) {
				t.suit[n]++
			}
		}
	})
	if t.all == b.counts.all && slices.Equal(t.suit, b.counts.suit) {
		return
	}
	b.counts = t
	b.text.set(words.N("{{.Count}} selected", t.all))
	for n, a := range b.acts {
		if a.button != nil {
			a.button.Set(b.counted(n), "", parts.Outline)
		}
	}
	show(b.content, t.all > 0)
	b.content.Refresh()
}

// setPhone makes room for fingers.
func (b *batchBar) setPhone(phone bool) {
	b.phone = phone
	for _, a := range b.acts {
		if a.button != nil {
			a.button.Small = !phone
		}
	}
	b.more.Large, b.clear.Large = phone, phone
	b.content.Refresh()
}

// side is how high what is pressed is.
func (b *batchBar) side() float32 {
	if b.phone {
		return look.Scaled(look.Target)
	}
	return look.Scaled(look.Button)
}

func (b *batchBar) least() fyne.Size {
	return fyne.NewSize(look.Scaled(200), b.side()+look.Scaled(look.S6))
}

// place puts as many buttons as fit, from the left; the menu has them all.
func (b *batchBar) place(size fyne.Size) {
	put(b.ground, 0, 0, size.Width, size.Height)
	x, tw, side := look.S16, b.text.MinSize().Width, b.side()
	put(b.text, x, 0, tw, size.Height)
	right := size.Width - look.S8
	for _, o := range []fyne.CanvasObject{b.clear, b.more} {
		right -= side
		put(o, right, (size.Height-side)/2, side, side)
	}
	room, used := right-x-tw-look.S12, float32(0)
	var shown []*parts.KeyButton
	for n, a := range b.acts {
		if a.button == nil {
			continue
		}
		wide := a.button.MinSize().Width + look.S6
		fits := b.counts.all > 0 && b.counts.suit[n] > 0 && used+wide <= room
		show(a.button, fits)
		if fits {
			used += wide
			shown = append(shown, a.button)
		}
	}
	at := right - used
	for _, button := range shown {
		least := button.MinSize()
		if b.phone {
			least.Height = side
		}
		put(button, at, (size.Height-least.Height)/2, least.Width, least.Height)
		at += least.Width + look.S6
	}
}

// fitting are the targets an act suits; where it suits none, the desk says why.
func (s *Screen) fitting(suits func(view.Suits) bool) []incident.ID {
	var some []incident.ID
	s.list.list.EachMarked(func(rows view.Lines, n int) {
		if suits(rows.Suits(n)) {
			some = append(some, rows.ID(n))
		}
	})
	if len(some) == 0 {
		return s.targets()
	}
	return some
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
