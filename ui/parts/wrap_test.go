package parts

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/look"
)

func TestTextsWrap(t *testing.T) {
	look.Apply(test.NewTempApp(t), look.Prefs{})
	for name, c := range map[string]struct {
		text string
		most int
		want int // lines; 0: any number
		cut  bool
	}{
		"empty":     {"", 3, 0, false},
		"short":     {"short", 3, 1, false},
		"lines":     {"one\ntwo\n\nfour\n", 0, 4, false},
		"long":      {strings.Repeat("many words ", 40), 3, 3, true},
		"one word":  {strings.Repeat("x", 500), 2, 2, true},
		"all of it": {strings.Repeat("x", 500), 0, 0, false},
		"hyphens":   {strings.Repeat("eu-central-payments/", 20), 0, 0, false},
		"cjk":       {strings.Repeat("注文確認", 60), 4, 4, true},
		"broken":    {"a\xffb" + strings.Repeat("\xfe", 300), 0, 0, false},
	} {
		rows, cut := wrap(c.text, 200, look.Body, false, c.most)
		if c.want > 0 && len(rows) != c.want || cut != c.cut {
			t.Errorf("%s: %d lines, cut %v; want %d, %v", name, len(rows), cut, c.want, c.cut)
		}
		for _, r := range rows {
			if w := look.Measure(r, look.Body, false).Width; w > 201 {
				t.Errorf("%s: line %q is %v wide", name, r, w)
			}
		}
		if !c.cut && strings.Join(strings.Fields(strings.Join(rows, "")), "") != strings.Join(strings.Fields(c.text), "") {
			t.Errorf("%s: something was lost in %q", name, rows)
		}
	}
	if rows, _ := wrap("word", 1, look.Body, false, 0); len(rows) != 4 {
		t.Errorf("in no width at all a word becomes %q", rows)
	}
}

func TestMoreOpensACutText(t *testing.T) {
	text := NewWrapText(strings.Repeat("many words ", 60), look.Body, false, look.InkText, 3)
	text.SetMore("more", "less")
	stage(t, look.Prefs{}, text, fyne.NewSize(240, 600))
	cut := text.HeightFor(240)
	if !text.more.text.Visible() || text.more.text.Text != "more" || len(text.text.lines) != 3 {
		t.Errorf("%d lines are followed by %q", len(text.text.lines), text.more.text.Text)
	}
	test.Tap(text)
	if text.HeightFor(240) < 3*cut || text.more.text.Text != "less" || text.MinSize().Height != text.HeightFor(240) {
		t.Errorf("opened it is %v high, with %q", text.HeightFor(240), text.more.text.Text)
	}
	test.Tap(text)
	if text.HeightFor(240) != cut {
		t.Error("it did not close again")
	}
	text.Set("short")
	if text.more.text.Visible() || len(text.text.lines) != 1 {
		t.Error("a short text offers more")
	}
}

func TestWrappedTextLooks(t *testing.T) {
	portrait(t, "wraptext", fyne.NewSize(300, 110), fyne.NewSize(300, 200), func() fyne.CanvasObject {
		w := NewWrapText("Zahlungsbestätigungsbenachrichtigungen werden für Geschäftskundenkonten verspätet zugestellt, seit 13:52 Uhr",
			look.Heading, true, look.InkText, 2)
		w.SetMore("more", "less")
		return w
	})
}
