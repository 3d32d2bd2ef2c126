package parts

import (
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

func phoneList(t *testing.T) (*IncidentList, *[]string) {
	t.Helper()
	l, _ := listOn(t, many(30, 30), fyne.NewSize(390, 600))
	l.SetDensity(Phone)
	var did []string
	choice := func(name string) Swipe {
		return Swipe{Icon: "snooze", Text: name, Ground: look.InkWarnBG, Ink: look.InkWarn,
			Do: func(id incident.ID) { did = append(did, name+" "+string(id)) }}
	}
	l.Swipes = func(view.Row) (left, right []Swipe) {
		return []Swipe{choice("Acknowledge")}, []Swipe{choice("Snooze"), choice("Resolve")}
	}
	l.OnOpen = func(id incident.ID) { did = append(did, "open "+string(id)) }
	return l, &did
}

func drag(l *IncidentList, row int, dx float32) {
	y := l.flow.top(row) + 20
	for range 10 {
		l.sheet.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(200, y)}, Dragged: fyne.Delta{DX: dx / 10}})
	}
	l.sheet.DragEnd()
}

func TestSwipesUncoverWhatCanBeDone(t *testing.T) {
	l, did := phoneList(t)
	tap := func(row int, x float32) {
		l.sheet.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, l.flow.top(row)+20)})
	}
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"a short swipe springs back, a tap opens", func() { drag(l, 2, 30); tap(2, 20) }, "open s0-2"},
		{"right uncovers one", func() { drag(l, 1, 80); tap(1, 20) }, "Acknowledge s0-1"},
		{"left uncovers two, the outer", func() { drag(l, 1, -150); tap(1, 380) }, "Resolve s0-1"},
		{"the inner", func() { drag(l, 1, -150); tap(1, 240) }, "Snooze s0-1"},
		{"a tap elsewhere closes", func() { drag(l, 1, -150); tap(3, 240) }, ""},
		{"a tap on the row itself closes", func() { drag(l, 1, -150); tap(1, 50) }, ""},
		{"all the way does the first", func() { drag(l, 4, -300) }, "Snooze s0-4"},
		{"one row after the other", func() { drag(l, 1, 80); drag(l, 5, 80); tap(5, 20) }, "Acknowledge s0-5"},
	} {
		*did = nil
		c.do()
		if c.want == "" && len(*did) != 0 || c.want != "" && (len(*did) != 1 || (*did)[0] != c.want) {
			t.Errorf("%s: did %v, want %q", c.what, *did, c.want)
		}
		if l.swipe.row != -1 {
			t.Errorf("%s: row %d is still pushed aside", c.what, l.swipe.row)
		}
	}
}

func TestALongPressMarksOnAPhone(t *testing.T) {
	l, did := phoneList(t)
	l.sheet.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(100, l.flow.top(1)+20)})
	l.sheet.Tapped(&fyne.PointEvent{Position: fyne.NewPos(200, l.flow.top(3)+20)})
	if got := l.Marked(); len(got) != 2 || len(*did) != 0 {
		t.Errorf("marked %v, did %v", got, *did)
	}
}

func TestASecondaryTapAsksForAMenu(t *testing.T) {
	l, _ := listOn(t, many(5, 5), fyne.NewSize(440, 600))
	var id incident.ID
	var where fyne.Position
	l.OnMenu = func(i incident.ID, at fyne.Position) { id, where = i, at }
	at := fyne.NewPos(100, l.flow.top(3)+20)
	l.sheet.TappedSecondary(&fyne.PointEvent{Position: at, AbsolutePosition: at.AddXY(80, 50)})
	if id != "s0-3" || l.Selected() != "s0-3" || where != at.AddXY(80, 50) {
		t.Errorf("a menu for %s at %v while %s is selected", id, where, l.Selected())
	}
}

func TestASwipeIsDrawn(t *testing.T) {
	l := NewIncidentList()
	l.SetDensity(Phone)
	l.Set([]view.Section{{Key: "a", Icon: "bolt", Title: "Active", Count: "2", Rows: view.Ready(odd[:2])}})
	l.Swipes = func(view.Row) (left, right []Swipe) {
		return nil, []Swipe{{Icon: "snooze", Text: "Snooze", Ground: look.InkBG3, Ink: look.InkText},
			{Icon: "done_all", Text: "Resolve", Ground: look.InkOKBG, Ink: look.InkOK}}
	}
	w := stage(t, look.Prefs{Theme: "light"}, l, fyne.NewSize(390, 180))
	drag(l, 1, -170)
	assertShot(t, "swipe", w)
}
