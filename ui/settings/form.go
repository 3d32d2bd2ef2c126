package settings

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// icon is a drawing of a size.
func icon(name string, ink look.Ink, size float32) fyne.CanvasObject {
	i := canvas.NewImageFromResource(look.Icon(name, ink))
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSquareSize(look.Scaled(size)))
	return i
}

// wide gives an object a width of its own.
func wide(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&breadth{width}, o)
}

type breadth struct{ width float32 }

func (b *breadth) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	return heightAt(objects[0], width)
}

func (b *breadth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := look.Scaled(b.width)
	return fyne.NewSize(w, heightAt(objects[0], w))
}

func (b *breadth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}

// left keeps an object at its own width at the left of its room. A link's text
// begins where other texts do: its ring lies outside.
func left(o fyne.CanvasObject) fyne.CanvasObject {
	row := hbox(0, []float32{0, 1}, o, gap())
	if _, ok := o.(*parts.Link); ok {
		return pad(margin{left: -look.S4}, row)
	}
	return row
}

// gap takes room.
func gap() fyne.CanvasObject { return cut("", styleBody) }

// card is a framed part of a page.
func card(objects ...fyne.CanvasObject) *fyne.Container {
	return framed(look.InkLine, objects...)
}

// framed is a card with an edge that says something.
func framed(edge look.Ink, objects ...fyne.CanvasObject) *fyne.Container {
	return pad(margin{look.S14, look.S14, look.S14, look.S14}, newGround(look.InkBG2, edge, look.RadiusCard), vbox(look.S10, objects...))
}

// headline is a card's title with its icon, and what stands at its right.
func headline(name, title string, right ...fyne.CanvasObject) *fyne.Container {
	objects := []fyne.CanvasObject{icon(name, look.InkAccent, look.Icon18), say(title, styleCard)}
	return hbox(look.S10, []float32{0, 1}, append(objects, right...)...)
}

// pageHead is a page's title with what it is about, where there is room.
func (s *Screen) pageHead(title, about string, right ...fyne.CanvasObject) *fyne.Container {
	hint := cut(about, styleSoft)
	if s.width == look.Phone {
		hint.set("")
	}
	return hbox(look.S8, []float32{0, 1}, append([]fyne.CanvasObject{cut(title, styleHead), hint}, right...)...)
}

// bar is a note with a coloured bar at its left: a consequence, a warning.
func bar(ink look.Ink, o fyne.CanvasObject) *fyne.Container {
	b := newGround(ink, look.InkNone, 0)
	return container.New(&barred{}, b, o)
}

type barred struct{}

const barInset = look.StrokeBar + look.S10

func (barred) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	return heightAt(objects[1], width-barInset) + look.S4
}

func (b barred) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[1].MinSize().AddWidthHeight(barInset, look.S4)
}

func (barred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, look.StrokeBar, size.Height)
	put(objects[1], barInset, look.S4/2, size.Width-barInset, size.Height-look.S4)
}

// field is a control with its name, a hint, and what is wrong with it.
type field struct {
	widget.BaseWidget
	box   *fyne.Container
	hint  fyne.CanvasObject
	wrong *parts.WrapText
	alone bool // there is nothing but what is wrong
}

// newField sets a control below its name.
func newField(name, hint string, control fyne.CanvasObject) *field {
	f := &field{hint: say(hint, styleHint), wrong: say("", styleCrit)}
	f.box = vbox(look.S6, say(name, styleBold), control, f.wrong, f.hint)
	show(f.hint, hint != "")
	f.ExtendBaseWidget(f)
	f.tell("")
	return f
}

// setting sets a control at the right of its name and hint.
func setting(name, hint string, control fyne.CanvasObject) *field {
	f := &field{hint: say(hint, styleMeta), wrong: say("", styleCrit)}
	f.box = hbox(look.S14, []float32{1, 0}, vbox(look.S4, say(name, styleBold), f.hint, f.wrong), control)
	show(f.hint, hint != "")
	f.ExtendBaseWidget(f)
	f.tell("")
	return f
}

// bare is what is wrong alone, for a choice whose parts stand in several places.
func bare() *field {
	f := &field{hint: gap(), wrong: say("", styleCrit), alone: true}
	f.box = vbox(0, f.wrong)
	f.ExtendBaseWidget(f)
	f.tell("")
	return f
}

// CreateRenderer draws it.
func (f *field) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.box) }

// HeightFor is how high it is at a width.
func (f *field) HeightFor(width float32) float32 { return heightAt(f.box, width) }

// tell says what is wrong; "" takes it away.
func (f *field) tell(text string) {
	f.wrong.Set(text)
	show(f.wrong, text != "")
	if f.alone {
		show(f, text != "")
	}
	arrange(f.box)
}

func show(o fyne.CanvasObject, on bool) {
	switch {
	case on == o.Visible():
	case on:
		o.Show()
	default:
		o.Hide()
	}
}

// change writes a change and applies it. What is wrong is told at the field,
// or above the page where at is nil; after is called when it went well.
func (s *Screen) change(at *field, edit Edit, after func()) {
	s.crew.serial(func(ctx context.Context) func() {
		done, err := s.Core.Edit(ctx, checked(edit))
		next := s.look(ctx)
		return func() {
			s.told(at, done, err)
			s.show(next)
			if err == nil && after != nil {
				after()
			}
		}
	})
}

// told says how a change went.
func (s *Screen) told(at *field, done Change, err error) {
	s.wrong = nil
	if at != nil {
		at.tell("")
	}
	switch list := troubles(err, s.path()); {
	case err == nil && len(done.Restart) > 0:
		s.Host.Toast(words.T("Saved. It takes effect when the app starts next."), false)
	case err == nil && done.Left > 0:
		s.Host.Toast(words.N("{{.Count}} open incidents have no source any more that tells their end.", done.Left), false)
	case err == nil:
	case at != nil && len(list) == 1:
		at.tell(list[0].line())
	default:
		s.wrong = list
	}
	s.tellFile()
}

// line is a trouble in one paragraph.
func (t trouble) line() string {
	what := strings.TrimRight(t.What, ".")
	if t.Where != "" {
		what = words.T("{{.What}} ({{.Where}})", words.Data{"What": what, "Where": t.Where})
	}
	var out []string
	for _, each := range []string{what, t.Detail, t.Do} {
		if each = strings.TrimSpace(each); each != "" {
			out = append(out, sentence(each))
		}
	}
	return strings.Join(out, " ")
}

// sentence begins a text with a capital and ends it with a full stop.
func sentence(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[n:]
	if last := text[len(text)-1]; !strings.ContainsRune(".!?:\"", rune(last)) {
		text += "."
	}
	return text
}
