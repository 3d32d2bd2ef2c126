package welcome

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// seen lists the texts and the buttons of what is drawn.
func seen(o fyne.CanvasObject, texts *[]string, buttons *[]*parts.KeyButton) {
	switch o := o.(type) {
	case *canvas.Text:
		*texts = append(*texts, o.Text)
	case *fyne.Container:
		for _, child := range o.Objects {
			seen(child, texts, buttons)
		}
	case fyne.Widget:
		if b, ok := o.(*parts.KeyButton); ok {
			*buttons = append(*buttons, b)
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			seen(child, texts, buttons)
		}
	}
}

func shown(t *testing.T, s *Screen, size fyne.Size, prefs look.Prefs) (fyne.Window, string, []*parts.KeyButton) {
	t.Helper()
	a := test.NewTempApp(t)
	look.Apply(a, prefs)
	w := test.NewTempWindow(t, s.Content())
	w.SetPadded(false)
	w.Resize(size)
	var texts []string
	var buttons []*parts.KeyButton
	seen(s.Content(), &texts, &buttons)
	return w, strings.Join(texts, " "), buttons
}

func TestEveryDoorLeadsSomewhereByButtonAndByKey(t *testing.T) {
	opened := ""
	open := func(what string) func() { return func() { opened = what } }
	s := New(Config{Drill: open("drill"), Connect: open("connect"), Archive: open("archive"), History: open("history")})
	_, text, buttons := shown(t, s, fyne.NewSize(1280, 800), look.Prefs{})
	if len(buttons) != 4 {
		t.Fatalf("%d doors, want 4", len(buttons))
	}
	for n, want := range []string{"drill", "connect", "history", "archive"} {
		opened = ""
		test.Tap(buttons[n])
		if opened != want {
			t.Errorf("button %d opens %q, want %q", n+1, opened, want)
		}
	}
	r := keys.New(nil, true)
	for _, b := range s.Bindings() {
		opened = ""
		b.Do()
		if opened == "" {
			t.Errorf("%s (%s) opens nothing", b.Action, r.Label(b.Action))
		}
	}
	if !strings.Contains(text, "Nothing leaves this computer until you add a source.") {
		t.Errorf("it is not said that nothing leaves this computer: %s", text)
	}
}

func TestADoorThatLeadsNowhereIsNotThere(t *testing.T) {
	s := New(Config{Drill: func() {}})
	_, text, buttons := shown(t, s, fyne.NewSize(1280, 800), look.Prefs{})
	if len(buttons) != 1 || strings.Contains(text, "Open an archive") || strings.Contains(text, "Follow system") {
		t.Errorf("%d doors: %s", len(buttons), text)
	}
	if n := len(s.Bindings()); n != 2 {
		t.Errorf("%d keys, want the first door's number and Enter", n)
	}
}

func TestTheDoorsFitEveryWidthAndTextSize(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 1360, Height: 860}, {Width: 800, Height: 620}, {Width: 390, Height: 844}} {
		for text, theme := range map[int]string{100: "dark", 200: "light"} {
			s := New(Config{Drill: func() {}, Connect: func() {}, Archive: func() {}, History: func() {}, SetTheme: func(string) {}})
			w, _, buttons := shown(t, s, size, look.Prefs{Theme: theme, TextSize: text})
			for _, b := range buttons {
				at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
				if at.X < 0 || at.X+b.Size().Width > size.Width || b.Size().Height < look.Button {
					t.Errorf("%v at %d %%: %q lies at %v, %v", size, text, b.Text, at, b.Size())
				}
			}
			if img := w.Canvas().Capture(); img.Bounds().Empty() {
				t.Errorf("nothing is drawn at %v", size)
			}
		}
	}
}

func TestAThemeIsChosenAtOnce(t *testing.T) {
	chosen := ""
	s := New(Config{Drill: func() {}, Theme: "dark", SetTheme: func(theme string) { chosen = theme }})
	_, _, _ = shown(t, s, fyne.NewSize(1280, 800), look.Prefs{})
	var links []*parts.Link
	findLinks(s.Content(), &links)
	if len(links) != 3 || !links[0].Bold || links[1].Bold {
		t.Fatalf("%d links", len(links))
	}
	test.Tap(links[1])
	if chosen != "light" {
		t.Errorf("chosen %q", chosen)
	}
}

func findLinks(o fyne.CanvasObject, links *[]*parts.Link) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			findLinks(child, links)
		}
	case fyne.Widget:
		if l, ok := o.(*parts.Link); ok {
			*links = append(*links, l)
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			findLinks(child, links)
		}
	}
}
