package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// looks is the page of look, language and keys.
type looks struct {
	s      *Screen
	listed string
}

func newLook(s *Screen) *looks { return &looks{s: s} }

func (p *looks) key(s *snapshot) string { return fmt.Sprint(s.config.Look) }

func (p *looks) body() fyne.CanvasObject {
	p.listed = p.key(p.s.now)
	return vbox(look.S12, cut(words.T("Look and language"), styleHead), p.lookCard(), p.languageCard(), p.keysCard())
}

func (p *looks) side() (fyne.CanvasObject, bool) { return nil, false }

func (p *looks) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
	}
}

func (p *looks) back() bool { return false }

// choice is a setting of a few choices, which stand below it on a phone.
func (p *looks) choice(name, hint string, options []string, chosen int, pick func(*field, int)) *field {
	var f *field
	control := parts.NewSegmented(options, chosen, func(n int) { pick(f, n) })
	if p.s.width == look.Phone {
		f = newField(name, hint, control)
		return f
	}
	f = setting(name, hint, wide(max(float32(len(options))*78, control.MinSize().Width/look.Scaled(1)), control))
	return f
}

// flag is a setting that is on or off.
func (s *Screen) flag(name, hint, key string, on bool) *field {
	var f *field
	f = setting(name, hint, parts.NewToggle(name, words.T("on"), words.T("off"), on, func(on bool) {
		s.change(f, set(key, on), nil)
	}))
	return f
}

func (p *looks) lookCard() fyne.CanvasObject {
	l := p.s.now.config.Look
	themes := []string{config.ThemeSystem, config.ThemeDark, config.ThemeLight}
	theme := p.choice(words.T("Theme"), "", []string{words.T("System"), words.T("Dark"), words.T("Light")}, max(0, slices.Index(themes, l.Theme)),
		func(f *field, n int) { p.s.change(f, set("look.theme", themes[n]), nil) })
	sizes := []int{100, 110, 125, 150, 175, 200}
	if !slices.Contains(sizes, l.TextSize) && l.TextSize > 0 {
		sizes = append(sizes, l.TextSize)
		slices.Sort(sizes)
	}
	var names []string
	for _, n := range sizes {
		names = append(names, words.T("{{.N}} %", words.Data{"N": n}))
	}
	var size *field
	size = setting(words.T("Text size"), words.T("Text and controls grow together."), wide(120, parts.NewSelect(words.T("Text size"), names, slices.Index(sizes, l.TextSize),
		func(n int) { p.s.change(size, set("look.text_size", sizes[n]), nil) })))
	return card(headline("tune", words.T("Look")), theme, rule(), size, rule(),
		p.s.flag(words.T("High contrast"), words.T("Stronger borders and texts."), "look.contrast", l.Contrast), rule(),
		p.s.flag(words.T("Fades"), words.T("Off where the system asks for less motion."), "look.motion", l.Motion))
}

func (p *looks) languageCard() fyne.CanvasObject {
	l := p.s.now.config.Look
	codes, names := []string{""}, []string{words.T("System")}
	for _, each := range words.Languages() {
		codes, names = append(codes, each.Code), append(names, each.Name)
	}
	language := p.choice(words.T("Language"), "", names, slices.Index(codes, l.Language),
		func(f *field, n int) { p.s.change(f, set("look.language", codes[n]), nil) })
	clocks := []string{config.ClockSystem, config.Clock24, config.Clock12}
	clock := p.choice(words.T("Clock"), "", []string{words.T("System"), words.T("24 hours"), words.T("12 hours")}, max(0, slices.Index(clocks, l.Clock)),
		func(f *field, n int) { p.s.change(f, set("look.clock", clocks[n]), nil) })
	return card(headline("public", words.T("Language and time")), language, rule(), clock, rule(), p.zoneField(l.Zone))
}

// localZone names the system's zone; where Go knows no name for it, by its letters.
func localZone(now time.Time) string {
	if name := time.Local.String(); name != "Local" {
		return name
	}
	letters, _ := now.In(time.Local).Zone()
	return letters
}

// zoneField takes a time zone by its name.
func (p *looks) zoneField(zone string) fyne.CanvasObject {
	entry := parts.NewField("Europe/Berlin")
	entry.SetText(zone)
	f := newField(words.T("Time zone"), words.T("Empty: the system's, {{.Zone}} now. Enter takes it.", words.Data{"Zone": localZone(p.s.Now())}), entry)
	entry.OnSubmitted = func(text string) {
		name := strings.TrimSpace(text)
		if _, err := time.LoadLocation(name); err != nil || name == "Local" {
			f.tell(words.T("There is no such zone. Write one like Europe/Berlin or America/New_York."))
			p.s.bodies.settle()
			return
		}
		edit := set("look.zone", name)
		if name == "" {
			edit = unset("look.zone")
		}
		p.s.change(f, edit, func() { entry.SetGood(true) })
	}
	return f
}
