package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

func tipped(t *testing.T, objects ...fyne.CanvasObject) (*Tips, *clock, fyne.Window) {
	t.Helper()
	c := &clock{}
	tips := NewTips(container.NewVBox(objects...), c.timer)
	t.Cleanup(tips.Close)
	return tips, c, stage(t, look.Prefs{}, tips, fyne.NewSize(400, 200))
}

func TestATooltipNamesTheKeyAfterARest(t *testing.T) {
	b := NewIconButton("link", "Copy the link", keys.Copy, nil)
	tips, c, w := tipped(t, b)
	b.MouseIn(&desktop.MouseEvent{})
	if _, shown := tips.Shown(); shown {
		t.Fatal("it shows at once")
	}
	if d := c.ring(); d != TipDelay {
		t.Errorf("it waits %v", d)
	}
	if tip, shown := tips.Shown(); !shown || tip != (Tip{"Copy the link", "Y"}) {
		t.Errorf("it shows %v %+v", shown, tip)
	}
	b.MouseOut()
	if _, shown := tips.Shown(); shown {
		t.Error("it stays when the pointer is gone")
	}
	b.MouseIn(&desktop.MouseEvent{})
	b.MouseOut()
	c.ring()
	if _, shown := tips.Shown(); shown {
		t.Error("it shows where the pointer is no more")
	}
	w.Canvas().Focus(b)
	c.ring()
	if _, shown := tips.Shown(); !shown {
		t.Error("the focus shows none")
	}
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if _, shown := tips.Shown(); shown {
		t.Error("it stays over what the press did")
	}
	w.Canvas().Unfocus()
	tap(b)
	c.ring()
	if _, shown := tips.Shown(); shown {
		t.Error("a tap shows one")
	}
}

func TestATooltipStaysInTheWindow(t *testing.T) {
	long := "A name so long that it is wider than the button it names by far"
	b := NewIconButton("link", long, "", nil)
	tips, c, _ := tipped(t, container.NewHBox(NewWrapText("left", look.Body, false, look.InkText, 1), b))
	for _, at := range []fyne.Position{{X: 360, Y: 165}, {X: 0, Y: 0}, {X: 370, Y: 2}} {
		b.Move(at)
		b.MouseIn(&desktop.MouseEvent{})
		c.ring()
		p, s := tips.bubble.Position(), tips.bubble.Size()
		if p.X < 0 || p.Y < 0 || p.X+s.Width > 400 || p.Y+s.Height > 200 {
			t.Errorf("at %v it lies at %v, %v", at, p, s)
		}
		b.MouseOut()
	}
}

func TestEachChoiceHasATooltipOfItsOwn(t *testing.T) {
	r := NewRail([]Place{{Route: "now", Text: "Now", Icon: "bolt", Action: keys.GoNow}, {Route: "drill", Text: "Drill", Icon: "flag", Action: keys.GoDrill}}, nil)
	tips, c, w := tipped(t, r)
	w.Canvas().Focus(r)
	r.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	c.ring()
	if tip, shown := tips.Shown(); !shown || tip != (Tip{"Drill", "G D"}) {
		t.Errorf("it shows %v %+v", shown, tip)
	}
	at := r.cells[0].at.AddXY(4, 4)
	r.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	c.ring()
	if tip, _ := tips.Shown(); tip != (Tip{"Now", "G N"}) {
		t.Errorf("under the pointer it shows %+v", tip)
	}
}

func TestAClosedDialogLeavesNoTooltip(t *testing.T) {
	b := NewIconButton("link", "Copy", "", nil)
	tips, c, w := tipped(t, b)
	w.Canvas().Focus(b)
	d := NewDialog("Title", NewLink("x", "", nil), Choice{Text: "OK"})
	d.Show(w.Canvas())
	if len(layers) < 2 {
		t.Fatal("a dialog has no tooltips of its own")
	}
	d.Close()
	c.ring()
	if _, shown := tips.Shown(); shown {
		t.Error("the focus that comes back shows a tooltip")
	}
}
