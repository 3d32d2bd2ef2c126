package shell

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/cmd"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/now"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// Watched is what a drill's screen shows beside its incidents: what practice
// customers read, and what there is to try.
type Watched struct {
	preview *parts.PagePreview
	lines   *fyne.Container
	link    *parts.Link
	page    *parts.Page
	todo    *parts.Checklist
	real    *fyne.Container // says that real pages still ring
	below   *fyne.Container
	anew    func() // lays the list above the checklist out anew
	high    float32
	url     string
	last    drillTold
	heard   []audienceLine
}

// Slots makes the parts anew, for a screen that is made anew.
func (w *Watched) Slots(h Host) now.Slots {
	w.preview, w.todo = parts.NewPagePreview(), parts.NewChecklist(words.T("What this drill shows"))
	w.lines, w.heard = parts.NewColumn(look.S8), nil
	w.link = parts.NewLink(words.T("Open the practice page"), "open_in_new", func() {
		if w.url != "" {
			h.OpenURL(w.url)
		}
	})
	w.page = parts.NewPage(container.New(padded{look.S16, look.S12}, parts.NewColumn(look.S12,
		parts.NewWrapText(words.T("What customers see"), look.Body, true, look.InkText, 1), w.preview, w.lines, w.link)))
	w.real = container.New(iconed{}, picture("notifications_active", look.Icon14, look.InkText3),
		parts.NewWrapText(words.T("Real pages still ring, louder than the drill."), look.Meta, false, look.InkText2, 0))
	w.below = container.New(padded{look.S16, look.S12}, parts.NewColumn(look.S10, w.todo, w.real))
	w.show(w.last)
	return now.Slots{Beside: w.page, Title: words.T("What customers see"), Below: w.below,
		Relay: func(anew func()) { w.anew = anew }}
}

// brief shows what comes next alone, where there is little room.
func (w *Watched) brief(brief bool) {
	if w.todo != nil {
		w.todo.SetBrief(brief)
		shown(w.real, !brief)
		w.relay()
	}
}

// relay lays out anew what stands above a checklist that became higher or lower.
func (w *Watched) relay() {
	if high := w.below.MinSize().Height; high != w.high {
		w.high = high
		if w.anew != nil {
			w.anew()
		}
	}
}

// show shows how far the drill is.
func (w *Watched) show(t drillTold) {
	w.last = t
	if w.todo == nil {
		return
	}
	all, done := todos(t.tried, keys.Of(w.todo))
	w.todo.Set(words.T("{{.Done}} of {{.All}}", words.Data{"Done": words.Number(done), "All": words.Number(len(all))}), all)
	w.relay()
	w.url = t.audience.URL
	w.preview.Set(previewOf(t.audience))
	w.showLines(audienceLines(t.audience))
}

// showLines says what else practice customers did and got.
func (w *Watched) showLines(lines []audienceLine) {
	if slices.Equal(lines, w.heard) {
		return
	}
	w.heard, w.lines.Objects = lines, nil
	for _, l := range lines {
		w.lines.Add(container.New(iconed{}, picture(l.icon, look.Icon16, look.InkText2), parts.NewWrapText(l.text, look.Meta, false, look.InkText2, 0)))
	}
	w.page.Refresh()
}

type audienceLine struct{ icon, text string }

func audienceLines(a cmd.Audience) (lines []audienceLine) {
	if a.Wrote > 0 {
		lines = append(lines, audienceLine{"people_alt", words.N("{{.Count}} mails from practice customers so far, the last at {{.Time}}.", a.Wrote,
			words.Data{"Time": minutes(a.LastWrote)})})
	}
	if a.Mails > 0 {
		lines = append(lines, audienceLine{"mail", words.N("They got {{.Count}} updates by mail.", a.Mails)})
	}
	return lines
}

// previewPosts is how many incidents of the page are shown.
const previewPosts = 3

// previewOf is the page in words.
func previewOf(a cmd.Audience) parts.Preview {
	p := parts.Preview{Page: a.Page, State: stateChip(a.State), Empty: words.T("Nothing is said here yet: customers know of nothing.")}
	for _, post := range a.Posts[:min(len(a.Posts), previewPosts)] {
		shown := parts.PreviewPost{Title: post.Title, Phase: view.PhaseWord(incident.Phase(post.Status)), Text: post.Text,
			When: words.T("posted {{.Time}}", words.Data{"Time": minutes(post.At)})}
		if !post.Due.IsZero() {
			shown.Next = words.T("Next update by {{.Time}}", words.Data{"Time": words.Clock(post.Due)})
		}
		p.Posts = append(p.Posts, shown)
	}
	return p
}

// stateChip words the state a page gives its components.
func stateChip(state string) view.Chip {
	switch state {
	case "degraded_performance":
		return view.Chip{Text: words.T("Degraded"), Tone: view.Warn}
	case "partial_outage":
		return view.Chip{Text: words.T("Partial outage"), Tone: view.Bad}
	case "major_outage":
		return view.Chip{Text: words.T("Major outage"), Tone: view.Bad}
	case "under_maintenance":
		return view.Chip{Text: words.T("Maintenance"), Tone: view.Accent}
	}
	return view.Chip{Text: words.T("Operational"), Tone: view.Good}
}

// picture is an icon in an ink.
func picture(name string, size float32, ink look.Ink) fyne.CanvasObject {
	i := canvas.NewImageFromResource(look.Icon(name, ink))
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSquareSize(look.Scaled(size)))
	return i
}

// padded leaves room around one object, which takes the rest.
type padded struct{ x, y float32 }

// Layout places it.
func (p padded) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], p.x, p.y, size.Width-2*p.x, size.Height-2*p.y)
}

// MinSize asks it.
func (p padded) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*p.x, 2*p.y)
}

// iconed puts an icon beside the first line of a text that wraps.
type iconed struct{}

// Layout places them.
func (iconed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	icon := objects[0].MinSize()
	put(objects[0], 0, 2, icon.Width, icon.Height)
	put(objects[1], icon.Width+look.S8, 0, size.Width-icon.Width-look.S8, size.Height)
}

// MinSize is both beside each other.
func (iconed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	icon, text := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(icon.Width+look.S8+text.Width, max(icon.Height+2, text.Height))
}
