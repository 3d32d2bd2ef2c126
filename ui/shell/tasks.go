package shell

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/cmd"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Tried is what a person did in a drill.
type Tried struct {
	Rang, Acknowledged, Noted, Snoozed, TakenBack, Resolved bool
	AckSeconds                                              float64 // from the ring to the acknowledgement
}

// task is one thing to try in a drill.
type task struct {
	done   func(Tried) bool
	action keys.Action
	todo   func(key string) string
	did    func(Tried) string
}

var tasks = []task{
	{func(t Tried) bool { return t.Acknowledged }, keys.Acknowledge,
		func(key string) string {
			return words.T("Acknowledge what rings. Press {{.Key}}", words.Data{"Key": key})
		},
		func(t Tried) string {
			return words.N("Acknowledged after {{.Count}} seconds", max(int(t.AckSeconds+0.5), 0))
		}},
	{func(t Tried) bool { return t.Noted }, keys.Note,
		func(key string) string { return words.T("Write a note. Press {{.Key}}", words.Data{"Key": key}) },
		func(Tried) string { return words.T("Note written") }},
	{func(t Tried) bool { return t.Snoozed }, keys.Snooze,
		func(key string) string { return words.T("Snooze one. Press {{.Key}}", words.Data{"Key": key}) },
		func(Tried) string { return words.T("Snoozed") }},
	{func(t Tried) bool { return t.TakenBack }, keys.Undo,
		func(key string) string { return words.T("Take it back. Press {{.Key}}", words.Data{"Key": key}) },
		func(Tried) string { return words.T("Taken back") }},
	{func(t Tried) bool { return t.Resolved }, keys.Resolve,
		func(key string) string { return words.T("Resolve one. Press {{.Key}}", words.Data{"Key": key}) },
		func(Tried) string { return words.T("Resolved by you") }},
}

// taskList is the checklist of a drill: what was tried, and what comes next.
type taskList struct {
	router  *keys.Router
	content *fyne.Container
	tried   Tried
	filled  bool
	brief   bool // on a phone: what comes next alone
}

func newTasks(r *keys.Router) *taskList {
	l := &taskList{router: r, content: container.New(wrapped{})}
	l.set(Tried{})
	return l
}

// set shows what was tried; it tells whether that is news.
func (l *taskList) set(t Tried) bool {
	if l.filled && l.tried == t {
		return false
	}
	l.tried, l.filled = t, true
	l.fill()
	return true
}

// all tells whether everything was tried.
func (l *taskList) all() bool {
	return !slices.ContainsFunc(tasks, func(k task) bool { return !k.done(l.tried) })
}

// shorten shows what comes next alone, or all again.
func (l *taskList) shorten(brief bool) {
	if l.brief != brief {
		l.brief = brief
		l.fill()
	}
}

func (l *taskList) fill() {
	var items []fyne.CanvasObject
	next := true
	for _, k := range tasks {
		mine := next && !k.done(l.tried)
		if mine || !l.brief {
			items = append(items, l.item(k, mine))
		}
		next = next && !mine
	}
	l.content.Objects = items
	l.content.Refresh()
}

func (l *taskList) item(k task, next bool) fyne.CanvasObject {
	done := k.done(l.tried)
	text, ink, icon := k.did(l.tried), look.InkText2, look.InkOK
	name, _ := mark(done)
	if !done {
		key := l.router.Label(k.action)
		if key == "" {
			key = l.router.Name(k.action)
		}
		text, ink, icon = k.todo(key), look.InkText2, look.InkText3
		if next {
			name, ink, icon = "schedule", look.InkText, look.InkWarn
		}
	}
	label := canvas.NewText(text, look.Color(ink))
	label.TextSize, label.TextStyle.Bold = look.Scaled(look.Meta), next
	return container.New(inRow{}, picture(name, look.Icon14, icon), label)
}

// picture is an icon in an ink.
func picture(name string, size float32, ink look.Ink) fyne.CanvasObject {
	i := canvas.NewImageFromResource(look.Icon(name, ink))
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSquareSize(look.Scaled(size)))
	return i
}

// wrapped puts items in rows, as many in one as there is room for, with some
// space around them.
type wrapped struct{}

func (wrapped) place(objects []fyne.CanvasObject, width float32, at func(fyne.CanvasObject, float32, float32, float32, float32)) float32 {
	x, y, h := look.S20, look.S8, float32(0)
	for _, o := range objects {
		m := o.MinSize()
		if x > look.S20 && x+m.Width > width-look.S20 {
			x, y = look.S20, y+h+look.S4
		}
		at(o, x, y, m.Width, m.Height)
		x += m.Width + look.S16
		h = max(h, m.Height)
	}
	return y + h + look.S8
}

// Layout places them.
func (w wrapped) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.place(objects, size.Width, put)
}

// MinSize is that of one below the other; see high.
func (w wrapped) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(200), w.place(objects, 1e6, func(fyne.CanvasObject, float32, float32, float32, float32) {}))
}

// high is the height of the items in a width.
func (l *taskList) high(width float32) float32 {
	return wrapped{}.place(l.content.Objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// summary is how a drill went.
type summary struct {
	told     drillTold
	outcomes []cmd.Outcome
}

func (s summary) content() fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, o := range s.outcomes {
		sev := incident.Severity(o.Severity)
		all = append(all, parts.NewWrapText(sev.String()+"  "+o.Title, look.Card, true, look.InkText, 2),
			parts.NewWrapText(outcomeText(o), look.Body, false, look.InkText2, 0), gap(look.S10))
	}
	if len(s.outcomes) == 0 {
		all = append(all, parts.NewWrapText(words.T("It ended before anything broke."), look.Body, false, look.InkText2, 0), gap(look.S10))
	}
	rule := canvas.NewRectangle(color.Transparent)
	rule.FillColor = look.Color(look.InkLine)
	rule.SetMinSize(fyne.NewSize(1, look.Stroke))
	all = append(all, rule, gap(look.S10))
	left := 0
	for _, k := range tasks {
		if !k.done(s.told.tried) {
			left++
		}
	}
	said := words.T("You tried everything this drill shows.")
	if left > 0 {
		said = words.N("{{.Count}} things were not tried. A drill can be run as often as you like.", left)
	}
	all = append(all, parts.NewWrapText(said, look.Body, false, look.InkText2, 0))
	return container.New(stacked{}, all...)
}

// outcomeText says how one incident of a drill went.
func outcomeText(o cmd.Outcome) string {
	var first string
	data := words.Data{"Who": o.AckedBy}
	switch {
	case o.AckedBy == cmd.DrillPerson:
		first = words.N("You acknowledged it after {{.Count}} seconds.", int(o.AckSeconds+0.5), data)
	case o.AckedBy != "" && o.AckSeconds >= 0:
		first = words.N("Acknowledged by {{.Who}} after {{.Count}} seconds.", int(o.AckSeconds+0.5), data)
	case o.Rang:
		first = words.T("It rang; nobody acknowledged it.")
	default:
		first = words.T("Listed; it did not ring.")
	}
	if o.Resolved {
		return words.N("{{.First}} Resolved after {{.Count}} seconds.", int(o.OpenSeconds+0.5), words.Data{"First": first})
	}
	return words.T("{{.First}} Still open.", words.Data{"First": first})
}
