package parts

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

// many are n rows in sections of per.
func many(n, per int) []view.Section {
	var all []view.Section
	for n > 0 {
		key := fmt.Sprint("s", len(all))
		rows := make(view.Ready, min(n, per))
		for i := range rows {
			rows[i] = view.Row{ID: incident.ID(fmt.Sprintf("%s-%d", key, i)), Kind: view.Active, Severity: incident.Severity(i%4 + 1),
				Level: fmt.Sprint("SEV", i%4+1), Title: fmt.Sprint("Checkout timeouts after deploy ", i), Age: "14 Feb", Meta: "Alertmanager · 3 alerts",
				Who: "you", Chip: view.Chip{Icon: "hourglass_top", Text: "Will send"}, Open: true}
		}
		all = append(all, view.Section{Key: key, Kind: view.Active, Icon: "bolt", Title: "Section " + key, Count: fmt.Sprint(len(rows)), Rows: rows})
		n -= len(rows)
	}
	return all
}

func listOn(t *testing.T, sections []view.Section, size fyne.Size) (*IncidentList, fyne.Window) {
	t.Helper()
	l := NewIncidentList()
	l.Set(sections)
	return l, stage(t, look.Prefs{}, l, size)
}

// inView are the incidents drawn, from the top.
func inView(l *IncidentList) []incident.ID {
	var ids []incident.ID
	for _, o := range l.sheet.order {
		if r, ok := o.(*IncidentRow); ok {
			ids = append(ids, r.row.ID)
		}
	}
	return ids
}

func scrollBy(l *IncidentList, dy float32) {
	l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -dy}})
}

func typed(l *IncidentList, names ...fyne.KeyName) {
	for _, n := range names {
		l.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func TestTheListLooks(t *testing.T) {
	sections := func() []view.Section {
		return []view.Section{
			{Key: "paging", Kind: view.Paging, Icon: "notifications_active", Title: "Paging", Count: "1", Note: "rings in 0:42",
				Tone: view.Bad, Rows: view.Ready(odd[:1])},
			{Key: "active", Kind: view.Active, Icon: "bolt", Title: "Active", Count: "2", Note: "most overdue first", Rows: view.Ready(odd[1:2])},
			{Key: "snoozed", Kind: view.Snoozed, Icon: "snooze", Title: "Snoozed", Count: "3", Note: "Show", Folded: true, Rows: view.Ready(odd[3:])},
			{Key: "month", Kind: view.Month, Title: "February 2026", Count: "41", Rows: view.Ready(odd[4:])},
		}
	}
	portrait(t, "list", fyne.NewSize(440, 580), fyne.NewSize(440, 580), func() fyne.CanvasObject {
		l := NewIncidentList()
		l.Set(sections())
		l.Select("long")
		return l
	})
	portrait(t, "list_phone", fyne.NewSize(390, 300), fyne.NewSize(390, 480), func() fyne.CanvasObject {
		l := NewIncidentList()
		l.SetDensity(Phone)
		l.Set(sections())
		return l
	})
}

func TestOnlyRowsInViewExist(t *testing.T) {
	l, _ := listOn(t, many(10_000, 2500), fyne.NewSize(440, 600))
	if n := len(l.sheet.rows); n < 9 || n > 13 {
		t.Errorf("%d rows exist for a height of 600", n)
	}
	for range 400 {
		scrollBy(l, 777)
	}
	if n := len(l.sheet.rows) + len(l.sheet.spareRows); n > 26 {
		t.Errorf("%d rows exist after scrolling", n)
	}
	typed(l, fyne.KeyEnd)
	if got := inView(l); got[len(got)-1] != "s3-2499" {
		t.Errorf("at the end the last row is %s", got[len(got)-1])
	}
}

func TestKeysReachEveryRow(t *testing.T) {
	l, w := listOn(t, many(100, 40), fyne.NewSize(440, 616)) // ten rows a page
	var told []incident.ID
	opened := incident.ID("")
	l.OnSelected = func(id incident.ID) { told = append(told, id) }
	l.OnOpen = func(id incident.ID) { opened = id }
	w.Canvas().Focus(l)
	for _, c := range []struct {
		keys []fyne.KeyName
		want incident.ID
	}{
		{[]fyne.KeyName{fyne.KeyDown}, "s0-0"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, "s0-2"},
		{[]fyne.KeyName{fyne.KeyUp}, "s0-1"},
		{[]fyne.KeyName{fyne.KeyPageDown}, "s0-11"},
		{[]fyne.KeyName{fyne.KeyPageUp, fyne.KeyPageUp}, "s0-0"},
		{[]fyne.KeyName{fyne.KeyEnd}, "s2-19"},
		{[]fyne.KeyName{fyne.KeyUp}, "s2-18"},
		{[]fyne.KeyName{fyne.KeyHome}, "s0-0"},
	} {
		typed(l, c.keys...)
		if l.Selected() != c.want {
			t.Fatalf("%v leads to %s, want %s", c.keys, l.Selected(), c.want)
		}
		if !slices.Contains(inView(l), c.want) {
			t.Errorf("after %v %s is out of view", c.keys, c.want)
		}
	}
	if len(told) != 10 || told[len(told)-1] != "s0-0" {
		t.Errorf("the moves told were %v", told)
	}
	typed(l, fyne.KeyReturn)
	if opened != "s0-0" {
		t.Errorf("Enter opened %q", opened)
	}
	l.Jump(2)
	if l.Selected() != "s2-0" || l.scroll.Offset.Y != l.flow.tops[2] {
		t.Errorf("the third section starts with %s at %v", l.Selected(), l.scroll.Offset.Y)
	}
}

func TestKeysTheListDoesNotUseArePassedOn(t *testing.T) {
	l, w := listOn(t, many(3, 3), fyne.NewSize(440, 400))
	r := keys.New(nil, true)
	r.Attach(w.Canvas())
	defer r.Detach(w.Canvas())
	var did []string
	r.Bind("now", keys.Binding{Action: keys.Acknowledge, Do: func() { did = append(did, "acknowledge") }},
		keys.Binding{Action: keys.Down, Do: func() { l.Step(1) }},
		keys.Binding{Action: keys.Select, Do: l.ToggleMark},
		keys.Binding{Action: keys.Back, Do: func() { did = append(did, "back") }})
	r.Enter("now")
	w.Canvas().Focus(l)
	test.TypeOnCanvas(w.Canvas(), "jjax")
	if l.Selected() != "s0-1" || !slices.Equal(did, []string{"acknowledge"}) || !slices.Equal(l.Marked(), []incident.ID{"s0-1"}) {
		t.Errorf("selected %s, did %v, marked %v", l.Selected(), did, l.Marked())
	}
	typed(l, fyne.KeyEscape)
	if len(l.Marked()) != 0 || len(did) != 1 {
		t.Errorf("Esc left %v marked and did %v", l.Marked(), did)
	}
	typed(l, fyne.KeyEscape)
	if !slices.Equal(did, []string{"acknowledge", "back"}) {
		t.Errorf("the second Esc did %v", did)
	}
}

func TestTheSelectionKeepsToItsIncident(t *testing.T) {
	l, _ := listOn(t, many(100, 50), fyne.NewSize(440, 600))
	told := 0
	l.OnSelected = func(incident.ID) { told++ }
	l.Select("s0-7")
	moved := many(100, 50)
	rows := moved[0].Rows.(view.Ready)
	moved[0].Rows = append(view.Ready{{ID: "new", Title: "new"}}, rows[:7]...)
	moved[1].Rows = append(slices.Clone(rows[7:8]), moved[1].Rows.(view.Ready)...)
	l.Set(moved)
	if l.Selected() != "s0-7" || l.flow.id(l.at) != "s0-7" || told != 0 {
		t.Errorf("row %d is selected, %s; told %d times", l.at, l.Selected(), told)
	}
	if row := l.sheet.rows[l.at]; row == nil || !row.state.Selected {
		t.Error("the moved row is not drawn as selected")
	}
	l.Set(many(100, 50)[1:])
	if l.at != -1 || l.Selected() != "s0-7" {
		t.Errorf("after it left, row %d is selected", l.at)
	}
	l.Step(1)
	if l.at < 0 || l.Selected() == "s0-7" || told != 1 {
		t.Errorf("the next row is %d, %s", l.at, l.Selected())
	}
}

func TestWhatIsSelectedBeforeTheListIsShownIsInView(t *testing.T) {
	l := NewIncidentList()
	l.Set(many(100, 100))
	if !l.Select("s0-80") || l.Select("nowhere") || !l.Select("s0-80") {
		t.Error("the list does not tell what it has")
	}
	stage(t, look.Prefs{}, l, fyne.NewSize(440, 600))
	if !slices.Contains(inView(l), "s0-80") {
		t.Errorf("%v are in view", inView(l))
	}
}

func TestWhatIsSelectedBeforeItIsListedComesIntoView(t *testing.T) {
	l, _ := listOn(t, many(20, 20), fyne.NewSize(400, 300))
	if l.Select("s1-15") {
		t.Fatal("it is not listed yet")
	}
	l.Set(many(40, 20))
	if !slices.Contains(inView(l), "s1-15") || l.Selected() != "s1-15" {
		t.Errorf("in view are %v", inView(l))
	}
	l.scrollTo(0) // once it was shown, a person may scroll away
	l.Set(many(41, 20))
	if slices.Contains(inView(l), "s1-15") {
		t.Error("the list does not stay where a person scrolled it")
	}
}

func TestLargerTextLeavesTheSelectionInView(t *testing.T) {
	l, w := listOn(t, many(40, 40), fyne.NewSize(400, 300))
	l.Select("s0-4")
	if got := inView(l); !slices.Contains(got, "s0-4") {
		t.Fatalf("in view are %v", got)
	}
	look.Apply(fyne.CurrentApp(), look.Prefs{TextSize: 200})
	w.Content().Refresh()
	if top, end := l.flow.top(l.at), l.flow.top(l.at)+l.flow.row; top < l.scroll.Offset.Y || end > l.scroll.Offset.Y+l.scroll.Size().Height {
		t.Errorf("the selected row stands from %v to %v, in sight are %v to %v", top, end, l.scroll.Offset.Y, l.scroll.Offset.Y+l.scroll.Size().Height)
	}
}

func TestWhatIsInViewStaysWhenRowsComeAbove(t *testing.T) {
	l, _ := listOn(t, many(100, 100), fyne.NewSize(440, 600))
	scrollBy(l, 1000)
	before := inView(l)[0]
	grown := many(100, 100)
	grown[0].Rows = append(view.Ready{{ID: "new1"}, {ID: "new2"}, {ID: "new3"}}, grown[0].Rows.(view.Ready)...)
	l.Set(grown)
	if after := inView(l)[0]; after != before {
		t.Errorf("%s was at the top, now it is %s", before, after)
	}
	l.Set(many(3, 3)) // fewer than fill the height
	if got := inView(l); len(got) != 3 || l.scroll.Offset.Y != 0 {
		t.Errorf("%v are shown, scrolled by %v", got, l.scroll.Offset.Y)
	}
	l.Set(nil)
	if len(inView(l)) != 0 || l.Len() != 0 {
		t.Errorf("%v are shown of none", inView(l))
	}
	typed(l, fyne.KeyDown, fyne.KeyEnd, fyne.KeyReturn, fyne.KeySpace, fyne.KeyLeft, fyne.KeyRight)
}

func TestSeveralAreMarked(t *testing.T) {
	l, w := listOn(t, many(20, 10), fyne.NewSize(440, 800))
	var told []incident.ID
	l.OnMarked = func(ids []incident.ID) { told = ids }
	tap := func(row int, held fyne.KeyModifier) {
		at := fyne.NewPos(200, l.flow.top(row)+5)
		l.sheet.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Modifier: held})
		l.sheet.Tapped(&fyne.PointEvent{Position: at})
	}
	want := func(what string, ids ...incident.ID) {
		t.Helper()
		if !slices.Equal(told, ids) || !slices.Equal(l.Marked(), ids) {
			t.Errorf("%s: marked %v, told %v, want %v", what, l.Marked(), told, ids)
		}
	}
	tap(2, 0)
	tap(4, fyne.KeyModifierShortcutDefault)
	want("a tap with Ctrl adds to what is selected", "s0-2", "s0-4")
	tap(6, fyne.KeyModifierShift)
	want("a tap with Shift marks a range", "s0-2", "s0-4", "s0-5", "s0-6")
	tap(4, fyne.KeyModifierShortcutDefault)
	want("a second tap takes a mark away", "s0-2", "s0-5", "s0-6")
	l.sheet.Tapped(&fyne.PointEvent{Position: fyne.NewPos(16, l.flow.top(9)+5)})
	want("a tap on the box", "s0-2", "s0-5", "s0-6", "s0-9")
	l.Set(many(9, 9)) // s0-9 is gone
	want("marks of what is gone go", "s0-2", "s0-5", "s0-6")
	l.ClearMarks()
	want("cleared")
	w.Canvas().Focus(l)
	l.Select("s0-1")
	l.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	typed(l, fyne.KeyDown, fyne.KeyDown)
	l.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	want("Shift and arrows", "s0-1", "s0-2", "s0-3")
	typed(l, fyne.KeySpace)
	want("Space takes the mark away", "s0-1", "s0-2")
	l.MarkAll()
	if len(told) != 9 {
		t.Errorf("of 9 rows %d are marked", len(told))
	}
}

func TestSectionsFold(t *testing.T) {
	l, _ := listOn(t, many(60, 20), fyne.NewSize(440, 400))
	var folded []string
	l.OnFold = func(key string, f bool) { folded = append(folded, fmt.Sprint(key, f)) }
	l.Select("s0-3")
	l.sheet.heads[0].Tapped(nil)
	if got := inView(l)[0]; got != "s1-0" || l.Len() != 40 {
		t.Errorf("below the folded section stands %s, %d rows in all", got, l.Len())
	}
	typed(l, fyne.KeyDown) // what was selected is folded away
	if l.at < 0 {
		t.Error("no row is selected after Down")
	}
	l.Jump(0)
	if l.Selected() != "s0-0" || l.Len() != 60 {
		t.Errorf("jumping into a folded section selected %s of %d", l.Selected(), l.Len())
	}
	typed(l, fyne.KeyLeft)
	typed(l, fyne.KeyRight)
	if want := []string{"s0true", "s0false", "s0true", "s0false"}; !slices.Equal(folded, want) {
		t.Errorf("told %v, want %v", folded, want)
	}
	if l.at < 0 || l.Selected() != "s0-0" {
		t.Errorf("opened again, row %d is selected", l.at)
	}
}

func TestTheHeadAtTheTopSticks(t *testing.T) {
	l, _ := listOn(t, many(60, 20), fyne.NewSize(440, 400))
	if l.clip.Visible() {
		t.Error("a head sticks though it stands there anyway")
	}
	scrollBy(l, 100)
	if !l.clip.Visible() || l.sticky.key != "s0" || l.sticky.Position().Y != 0 {
		t.Errorf("the head of %q sticks at %v", l.sticky.key, l.sticky.Position())
	}
	scrollBy(l, l.flow.tops[1]-100-10) // the next head pushes it out
	if l.sticky.key != "s0" || l.sticky.Position().Y != -18 {
		t.Errorf("the head of %q sticks at %v", l.sticky.key, l.sticky.Position())
	}
	scrollBy(l, 30)
	if l.sticky.key != "s1" {
		t.Errorf("the head of %q sticks", l.sticky.key)
	}
	l.sticky.Tapped(nil)
	if l.scroll.Offset.Y != l.flow.tops[1] || l.flow.shown(1) != 0 {
		t.Errorf("folding by the sticky head leaves the list at %v", l.scroll.Offset.Y)
	}
}
