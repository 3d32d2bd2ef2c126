package now

import (
	"fmt"
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// mostAlerts is how many alerts are drawn; the rest is counted.
const mostAlerts = 60

// alertsPane lists the incident's alerts; one pressed shows its labels and text.
type alertsPane struct {
	s       *Screen
	content fyne.CanvasObject
	box     *fyne.Container
	page    *parts.Page
	alerts  []view.Alert
	more    string
	opened  map[string]bool
}

func newAlertsPane(s *Screen) *alertsPane {
	a := &alertsPane{s: s, box: container.New(column{look.S4}), opened: map[string]bool{}}
	a.page = parts.NewPage(container.New(inset{look.S20, look.S12}, a.box))
	a.content = a.page
	return a
}

func (a *alertsPane) show(d view.Detail) {
	if reflect.DeepEqual(a.alerts, d.Alerts) && a.more == d.More {
		return
	}
	a.alerts, a.more = d.Alerts, d.More
	a.fill()
}

func (a *alertsPane) fill() {
	a.box.RemoveAll()
	if len(a.alerts) == 0 {
		a.box.Add(newLabel(words.T("No alert belongs to it."), look.Body, false, look.InkText2))
	}
	for _, alert := range a.alerts[:min(len(a.alerts), mostAlerts)] {
		a.add(alert)
	}
	rest := a.more
	if len(a.alerts) > mostAlerts {
		rest = words.N("and {{.Count}} more alerts", len(a.alerts)-mostAlerts)
	}
	if rest != "" {
		a.box.Add(newLabel(rest, look.Body, false, look.InkText2))
	}
	a.box.Refresh()
}

func (a *alertsPane) add(alert view.Alert) {
	icon := "expand_more"
	if !a.opened[alert.Fingerprint] {
		icon = "chevron_right"
	}
	title := parts.NewLink(alert.Title, icon, func() {
		a.opened[alert.Fingerprint] = !a.opened[alert.Fingerprint]
		a.fill()
	})
	title.Bold, title.Ink = true, look.InkText
	state := newLabel("", look.Meta, false, look.InkText2)
	state.chip(alert.State)
	a.box.Add(title)
	a.box.Add(container.New(indent{look.S28}, pair(newLabel(strings.TrimPrefix(alert.Level+" · "+alert.Meta, " · "), look.Meta, false, look.InkText2), state)))
	if a.opened[alert.Fingerprint] {
		a.box.Add(container.New(indent{look.S28}, a.inside(alert)))
	}
	a.box.Add(newGap(look.S8))
}

// indent keeps a distance from the left.
type indent struct{ x float32 }

// MinSize is the content's and the distance.
func (i indent) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(i.x, look.S6)
}

// Layout places the content.
func (i indent) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], i.x, 0, size.Width-i.x, size.Height-look.S6)
}

// inside is what an alert says of itself.
func (a *alertsPane) inside(alert view.Alert) fyne.CanvasObject {
	box := container.New(column{look.S4})
	if alert.Text != "" {
		box.Add(parts.NewWrapText(alert.Text, look.Body, false, look.InkText2, 12))
	}
	var lines []string
	for _, l := range alert.Labels {
		lines = append(lines, fmt.Sprintf("%s = %s", l.Name, l.Value))
	}
	if len(lines) > 0 {
		box.Add(parts.NewWrapText(strings.Join(lines, "\n"), look.Meta, false, look.InkText2, 40))
	}
	if alert.Link != "" {
		link := parts.NewLink(words.T("Open at its source"), "open_in_new", func() { a.s.Host.OpenURL(alert.Link) })
		link.Hint = alert.Link
		box.Add(link)
	}
	return box
}
