package parts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// told is a timeline with every kind of moment.
func told() []view.Moment {
	return []view.Moment{
		{Key: "1", Clock: "14:22", Icon: "sensors", Lead: "Queue depth above 5 000", Rest: "Alertmanager · eu-prod", Unseen: true},
		{Key: "2", Clock: "14:19", Glyph: view.Person, Icon: "person", Lead: "You", Rest: "marked the cause as identified",
			Text: "Card provider EU endpoint times out. 10% of payments moved to the second provider; all of them succeed."},
		{Key: "3", Clock: "14:12", Icon: "sensors", Tone: view.Bad, Rest: "Alertmanager · eu-prod",
			Lead: "Zahlungsbestätigungsbenachrichtigungen werden für Geschäftskundenkonten verspätet zugestellt"},
		{Key: "4", Clock: "13:58", Icon: "sensors", Lead: "12 similar alerts grouped", Rest: "PaymentTimeout, CheckoutErrorRate", Fold: "Hide", Opened: true},
		{Key: "4a", Clock: "13:58", Icon: "sensors", Lead: "PaymentTimeout", Rest: "eu-1", Nested: true},
		{Key: "5", Clock: "13:57", Glyph: view.Person, Icon: "task_alt", Tone: view.Good, Lead: "You", Rest: "acknowledged",
			Chip: view.Chip{Icon: "hourglass_top", Text: "Will send"}},
		{Key: "6", Day: "Mon 11 May", Clock: "23:52", Glyph: view.Person, Icon: "construction", Rest: "payments 4.18 rolled out to EU"},
		{Key: "7"},
	}
}

func moments(n int) []view.Moment {
	all := make([]view.Moment, n)
	for i := range all {
		all[i] = view.Moment{Key: fmt.Sprint("m", i), Clock: "14:22", Icon: "sensors", Lead: fmt.Sprint("Queue depth above ", i), Rest: "eu-prod"}
		if i%3 == 0 {
			all[i].Text = strings.Repeat("What was said about it. ", i%17)
		}
	}
	return all
}

func timelineOn(t *testing.T, m []view.Moment, size fyne.Size) (*TimelineList, fyne.Window) {
	t.Helper()
	l := NewTimelineList()
	l.Set(m)
	return l, stage(t, look.Prefs{}, l, size)
}

// atTop is the key of the moment at the upper edge, and how far it is scrolled out.
func atTop(l *TimelineList) (string, float32) {
	n, into := l.topMoment()
	return l.moments[n].Key, into
}

func TestTheTimelineLooks(t *testing.T) {
	portrait(t, "timeline", fyne.NewSize(560, 330), fyne.NewSize(560, 830), func() fyne.CanvasObject {
		l := NewTimelineList()
		l.Set(append(told()[:1], told()[2:7]...))
		return l
	})
	l := NewTimelineList()
	l.SetPhone(true)
	l.Set(told())
	w := stage(t, look.Prefs{Theme: "light"}, l, fyne.NewSize(390, 560))
	assertShot(t, "timeline_phone", w)
}

func TestEntriesStayInTheirWidthAndDoNotOverlap(t *testing.T) {
	for _, prefs := range []look.Prefs{{}, {TextSize: 200}} {
		for _, width := range []float32{320, 390, 560, 900} {
			l, _ := timelineOn(t, told(), fyne.NewSize(width, 4000))
			look.Apply(fyne.CurrentApp(), prefs)
			bottom := float32(0)
			for n := range l.moments {
				e := l.roll.entries[n]
				if e == nil {
					t.Fatalf("moment %d is not drawn", n)
				}
				if y := e.Position().Y; y < bottom-0.1 {
					t.Errorf("%v, width %v: %s begins at %v, above %v", prefs, width, e.moment.Key, y, bottom)
				}
				bottom = e.Position().Y + e.Size().Height
				for _, part := range [][]fyne.CanvasObject{e.lead.objects(), e.below.objects(), e.text.objects(), {e.rest.text}} {
					for _, o := range part {
						if end := o.Position().X + o.MinSize().Width; o.Visible() && end > width+0.5 {
							t.Errorf("%v: %s ends at %v of %v", prefs, e.moment.Key, end, width)
						}
						if low := o.Position().Y + o.MinSize().Height; o.Visible() && low > e.Size().Height+1 {
							t.Errorf("%v: a text of %s ends at %v of %v", prefs, e.moment.Key, low, e.Size().Height)
						}
					}
				}
			}
		}
	}
}

func TestOnlyMomentsInViewExist(t *testing.T) {
	l, _ := timelineOn(t, moments(10_000), fyne.NewSize(560, 600))
	for range 300 {
		l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -400}})
	}
	if n := len(l.roll.entries) + len(l.roll.spare); n > 50 {
		t.Errorf("%d entries exist", n)
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	last := l.roll.entries[9999]
	if last == nil || last.Position().Y+last.Size().Height > l.height()+0.5 {
		t.Errorf("after End the last moment is not drawn within %v", l.height())
	}
	if m, ok := l.Cursor(); !ok || m.Key != "m9999" {
		t.Errorf("after End the cursor is at %v", m.Key)
	}
}

func TestTheTimelineStaysWhenMomentsComeAbove(t *testing.T) {
	l, _ := timelineOn(t, moments(200), fyne.NewSize(560, 400))
	for range 3 {
		l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -333}})
	}
	key, into := atTop(l)
	l.Set(slices.Insert(moments(200), 0, view.Moment{Key: "new", Clock: "14:23", Lead: "New"}))
	if k, i := atTop(l); k != key || i < into-1 || i > into+1 {
		t.Errorf("%s was scrolled by %v, now %s by %v", key, into, k, i)
	}
	l.ScrollToTop()
	l.Set(slices.Insert(moments(200), 0, view.Moment{Key: "newer", Clock: "14:24", Lead: "Newer"}))
	if k, _ := atTop(l); k != "newer" {
		t.Errorf("at the top, %s is first, not what is new", k)
	}
	l.Set(nil)
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if _, ok := l.Cursor(); ok || len(l.roll.order) != 0 {
		t.Error("something is shown of nothing")
	}
}

func TestGroupsFoldByKeyAndTap(t *testing.T) {
	l, w := timelineOn(t, told(), fyne.NewSize(560, 600))
	var folded []string
	l.OnFold = func(key string) { folded = append(folded, key) }
	w.Canvas().Focus(l)
	for range 3 {
		l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	y := l.tops[3] + 15
	l.roll.Tapped(&fyne.PointEvent{Position: fyne.NewPos(530, y)})
	l.roll.Tapped(&fyne.PointEvent{Position: fyne.NewPos(120, y)})
	if !slices.Equal(folded, []string{"4", "4"}) {
		t.Errorf("folded %v", folded)
	}
	menu := ""
	l.OnMenu = func(m view.Moment, _ fyne.Position) { menu = m.Key }
	l.roll.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(120, l.tops[1]+5)})
	if menu != "2" {
		t.Errorf("a menu for %q", menu)
	}
}

func TestTheKeyboardsPlaceIsSeen(t *testing.T) {
	l, w := timelineOn(t, told(), fyne.NewSize(560, 600))
	w.Canvas().Focus(l)
	if !l.roll.entries[0].ring.Visible() {
		t.Error("the focus is not seen")
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if l.roll.entries[0].ring.Visible() || !l.roll.entries[1].ring.Visible() {
		t.Error("the ring did not move on")
	}
	w.Canvas().Unfocus()
	if l.roll.entries[1].ring.Visible() {
		t.Error("the ring stays without the focus")
	}
}
