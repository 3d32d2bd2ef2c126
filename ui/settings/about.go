package settings

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/assets"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// about is the page of what this is, made of, and cannot do.
type about struct {
	s    *Screen
	open bool // the list of licences
}

func newAbout(s *Screen) *about { return &about{s: s} }

func (p *about) body() fyne.CanvasObject {
	mark := canvas.NewImageFromResource(fyne.NewStaticResource("mark.svg", assets.Mark))
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(look.Scaled(48)))
	version := p.s.Version
	if version == "" {
		version = words.T("built from source")
	}
	head := hbox(look.S14, []float32{0, 1}, mark, vbox(2, say("Turnaround", styleTitle),
		say(words.T("Version {{.Version}}, {{.System}}", words.Data{"Version": version, "System": runtime.GOOS + "/" + runtime.GOARCH}), styleSoft)))
	return vbox(look.S16, head, p.cannotCard(), p.licenceCard())
}

// cannotCard says what one computer cannot do.
func (p *about) cannotCard() fyne.CanvasObject {
	out := []fyne.CanvasObject{headline("info", words.T("What one computer cannot do"))}
	for _, text := range []string{
		words.T("A sleeping or closed laptop cannot ring. Keep your present pager until your own test pages have passed for two weeks."),
		words.T("It rings only what reaches it: without a network, or when a source is down, it says that it has no contact, and no more."),
		words.T("Nobody else is called. Escalation runs only on a machine that is awake."),
		words.T("Notes, merged incidents and what was snoozed here stay on this computer, unless the source keeps them."),
		words.T("It sends no telemetry and looks for no updates."),
	} {
		out = append(out, topbox(look.S8, []float32{0, 1}, icon("chevron_right", look.InkText3, look.Icon16), say(text, styleSoft)))
	}
	plan := parts.NewLink(words.T("Test plan"), "", func() { p.s.goTo(PageNotify) })
	return card(append(out, left(plan))...)
}

// licenceCard lists the licences of everything the program is made of.
func (p *about) licenceCard() fyne.CanvasObject {
	list, err := assets.Notices()
	if err != nil {
		return card(headline("gavel", words.T("Licences")), say(plain(err), styleSoft))
	}
	said := words.N("Turnaround is licensed under the Apache License 2.0. It contains {{.Count}} works by others, fonts and icons among them.", len(list))
	out := []fyne.CanvasObject{headline("gavel", words.T("Licences")), say(said, styleSoft)}
	toggle := words.T("Show them")
	if p.open {
		toggle = words.T("Hide them")
	}
	out = append(out, left(parts.NewLink(toggle, "", func() { p.open = !p.open; p.s.lay() })))
	if !p.open {
		return card(out...)
	}
	rows := vbox(look.S4)
	for _, n := range list {
		name := parts.NewLink(n.Name, "", func() { p.tell(n) })
		rows.Add(hbox(look.S8, []float32{1.6, 0.7, 1}, name, cut(n.Version, styleMeta), cut(n.Licence, styleMeta)))
	}
	return card(append(out, rule(), rows)...)
}

// tell shows the licence of one work in full.
func (p *about) tell(n assets.Notice) {
	p.s.Host.Modal(words.T("{{.Name}}: {{.Licence}}", words.Data{"Name": n.Name, "Licence": n.Licence}), say(licenceText(n.Name), styleMeta),
		parts.Choice{Text: words.T("Open its page"), Icon: "open_in_new", Importance: parts.Quiet, Do: func() { p.s.Host.OpenURL(n.Link) }},
		parts.Choice{Text: words.T("Close"), Importance: parts.Primary})
}

// licenceText finds the licence of a work: each stands below the names of what
// comes under it.
func licenceText(name string) string {
	for section := range strings.SplitSeq(assets.Texts, ruler) {
		head, _, _ := strings.Cut(strings.TrimSpace(section), "\n\n")
		for line := range strings.SplitSeq(head, "\n") {
			if title, _, _ := strings.Cut(line, " v"); line == name || title == name {
				return strings.TrimSpace(section)
			}
		}
	}
	return words.T("Its text is with its source.")
}

var ruler = strings.Repeat("=", 78)

func (p *about) side() (fyne.CanvasObject, bool) { return nil, false }
func (p *about) show(*snapshot)                  {}
func (p *about) back() bool {
	if !p.open {
		return false
	}
	p.open = false
	p.s.lay()
	return true
}
