package parts

import (
	"image/color"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Preview is a status page as its readers see it.
type Preview struct {
	Page  string // its name
	State view.Chip
	Posts []PreviewPost // newest first
	Empty string        // where there are none
}

// PreviewPost is one incident of the page, with its newest update.
type PreviewPost struct {
	Title string
	Phase string // "Investigating"
	When  string // "posted 0:31"
	Text  string
	Next  string // "Next update by 14:30"; "": none is promised
}

// PagePreview shows a status page, small.
type PagePreview struct {
	widget.BaseWidget
	shown Preview
	width float32

	back  *canvas.Rectangle
	rule  *canvas.Rectangle // below the name
	globe *picture
	name  *line
	state *badge
	empty *wrapped
	posts []*previewPost
}

type previewPost struct {
	rule, foot  *canvas.Rectangle
	title, text *wrapped
	phase, when *line
	clock       *picture
	next        *line
}

// NewPagePreview makes an empty page.
func NewPagePreview() *PagePreview {
	p := &PagePreview{back: canvas.NewRectangle(color.Transparent), rule: canvas.NewRectangle(color.Transparent), globe: newPicture("public", look.Icon16, look.InkText2),
		name: newLine("", look.Body, true, look.InkText), state: newBadge(view.Chip{}), empty: newWrapped("", look.Body, false, look.InkText2)}
	p.back.CornerRadius, p.back.StrokeWidth = look.RadiusCard, look.Stroke
	p.ExtendBaseWidget(p)
	return p
}

// Shown is what it shows.
func (p *PagePreview) Shown() Preview { return p.shown }

// Set shows another state of the page.
func (p *PagePreview) Set(now Preview) {
	if reflect.DeepEqual(p.shown, now) {
		return
	}
	p.shown = now
	p.name.set(now.Page)
	p.state.set(now.State)
	p.empty.full = now.Empty
	p.posts = nil
	for _, post := range now.Posts {
		p.posts = append(p.posts, &previewPost{rule: canvas.NewRectangle(color.Transparent), foot: canvas.NewRectangle(color.Transparent),
			title: newWrapped(post.Title, look.Card, true, look.InkText), text: newWrapped(post.Text, look.Body, false, look.InkText),
			phase: newLine(post.Phase, look.Meta, true, look.InkText), when: newLine(post.When, look.Meta, false, look.InkText2),
			clock: newPicture("schedule", look.Icon16, look.InkText), next: newLine(post.Next, look.Body, false, look.InkText)})
	}
	p.fold()
	p.Refresh()
}

func (p *PagePreview) inner() float32 {
	if p.width == 0 {
		return look.Scaled(240)
	}
	return p.width - 2*look.S12
}

// head is the height of the page's name.
func (p *PagePreview) head() float32 { return look.Scaled(34) }

// fold breaks the texts and gives the height of all.
func (p *PagePreview) fold() float32 {
	w := p.inner()
	h := p.head() + look.S10 + p.state.height() + look.S10
	if len(p.posts) == 0 {
		return h + p.empty.fold(w) + look.S12
	}
	for n, post := range p.posts {
		if n > 0 {
			h += look.S20
		}
		h += post.fold(w)
	}
	return h + look.S12
}

// fold breaks a post's texts and gives its height.
func (p *previewPost) fold(width float32) float32 {
	h := p.title.fold(width) + look.S4 + p.phase.least().Height + look.S6 + p.text.fold(width)
	if p.next.full != "" {
		h += look.S10 + look.S8 + p.next.least().Height
	}
	return h
}

// Resize breaks the texts anew.
func (p *PagePreview) Resize(size fyne.Size) {
	if size.Width != p.width {
		p.width = size.Width
		p.fold()
		canvas.Refresh(p)
	}
	p.BaseWidget.Resize(size)
}

// CreateRenderer draws it.
func (p *PagePreview) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

func (p *PagePreview) objects() []fyne.CanvasObject {
	all := append([]fyne.CanvasObject{p.back, p.rule, p.globe.image, p.name.text}, p.state.objects()...)
	if len(p.posts) == 0 {
		all = append(all, p.empty.objects()...)
	}
	for _, post := range p.posts {
		all = append(all, post.rule, post.foot, post.phase.text, post.when.text, post.clock.image, post.next.text)
		all = append(append(all, post.title.objects()...), post.text.objects()...)
	}
	return all
}

func (p *PagePreview) paint() {
	p.back.FillColor, p.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkCtl)
	p.rule.FillColor = look.Color(look.InkLine)
	p.globe.paint()
	p.name.paint()
	p.state.paint()
	for _, post := range p.posts {
		post.rule.FillColor, post.foot.FillColor = look.Color(look.InkLine), look.Color(look.InkLine)
		post.phase.paint()
		post.when.paint()
		post.clock.paint()
		post.next.paint()
	}
	p.fold()
}

func (p *PagePreview) least() fyne.Size { return fyne.NewSize(look.Scaled(160), p.fold()) }

func (p *PagePreview) place(size fyne.Size) {
	p.fold()
	box(p.back, 0, 0, size.Width, size.Height)
	x, w, y := look.S12, size.Width-2*look.S12, p.head()
	p.globe.place(x, 0, y)
	at := x + p.globe.side() + look.S8
	p.name.place(at, 0, size.Width-at-look.S12, y)
	y += look.S10
	box(p.rule, 1, p.head(), size.Width-2, look.Stroke)
	p.state.place(x, y, p.state.height())
	y += p.state.height() + look.S10
	if len(p.posts) == 0 {
		p.empty.place(x, y, w)
	}
	for n, post := range p.posts {
		if n > 0 {
			y += look.S20
		}
		y = post.place(x, y, w, n > 0)
	}
}

// place places a post and gives where it ends.
func (p *previewPost) place(x, y, w float32, ruled bool) float32 {
	show(p.rule, ruled)
	box(p.rule, x, y-look.S10, w, look.Stroke)
	p.title.place(x, y, w)
	y += float32(len(p.title.lines))*p.title.pitch() + look.S4
	h := p.phase.least().Height
	phase := min(p.phase.least().Width, w)
	p.phase.place(x, y, phase, h)
	p.when.place(x+phase+look.S6, y, max(0, w-phase-look.S6), h)
	y += h + look.S6
	p.text.place(x, y, w)
	y += float32(len(p.text.lines)) * p.text.pitch()
	promised := p.next.full != ""
	show(p.foot, promised)
	show(p.clock.image, promised)
	show(p.next.text, promised)
	if !promised {
		return y
	}
	y += look.S10
	box(p.foot, x, y, w, look.Stroke)
	y += look.S8
	h = p.next.least().Height
	p.clock.place(x, y, h)
	p.next.place(x+p.clock.side()+look.S8, y, w-p.clock.side()-look.S8, h)
	return y + h
}

// AccessibilityLabel reads the page out.
func (p *PagePreview) AccessibilityLabel() string {
	text := p.shown.Page + ". " + p.shown.State.Text
	for _, post := range p.shown.Posts {
		text += ". " + post.Title + ". " + post.Phase + " " + post.When + ". " + post.Text + " " + post.Next
	}
	if len(p.shown.Posts) == 0 {
		text += ". " + p.shown.Empty
	}
	return text
}

// AccessibilityRole is a text's.
func (p *PagePreview) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
