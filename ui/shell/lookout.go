package shell

import (
	"context"
	"maps"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// applyLook takes up language, zone, theme and keys.
func (s *Shell) applyLook() {
	l := s.inUse
	zone := time.Local
	if l.Zone != "" {
		if z, err := time.LoadLocation(l.Zone); err == nil { // checked when it was read
			zone = z
		}
	}
	var clock24 *bool
	if l.Clock != config.ClockSystem {
		clock24 = new(bool)
		*clock24 = l.Clock == config.Clock24
	}
	words.Use(l.Language, zone, clock24)
	if s.App != nil {
		s.dress()
	}
	overrides := maps.Clone(l.Keys)
	for action, key := range overrides {
		if key == config.KeyOff {
			overrides[action] = ""
		}
	}
	s.router.Set(overrides, l.Letters)
}

// dress shows the app in the chosen look, with a phone's sizes in a narrow window.
func (s *Shell) dress() {
	l := s.inUse
	look.Apply(s.App, look.Prefs{Theme: l.Theme, TextSize: l.TextSize, Contrast: l.Contrast, Motion: l.Motion, Phone: s.narrow})
}

// edit changes the configuration's file.
func (s *Shell) edit(change func(*config.Document) error) {
	w := s.own
	s.work(func(ctx context.Context) func() {
		if err := w.Core.Edit(ctx, change); err != nil {
			return func() { s.fail(words.T("The settings were not changed"), err) }
		}
		return nil
	})
}

// reconfigured takes up a changed configuration. Texts, sizes and keys are in
// the screens: they are made anew where one of these changed.
func (s *Shell) reconfigured(w *world) {
	if w != s.own {
		return
	}
	was, now := s.inUse, w.Core.Config().Look
	s.inUse = now
	if maps.Equal(was.Keys, now.Keys) && sameLook(was, now) {
		return
	}
	s.applyLook()
	s.restyled()
	route := s.route
	if firstWord(route) == placeNow { // it goes on by itself where it was
		route = placeNow
	}
	for _, w := range []*world{s.own, s.drill} {
		if w != nil {
			s.rebuild(w)
		}
	}
	s.page = nil
	s.Go(route)
}

// sameLook compares all but the keys.
func sameLook(a, b config.Look) bool {
	return a.Zone == b.Zone && a.Clock == b.Clock && a.Language == b.Language && a.Theme == b.Theme &&
		a.TextSize == b.TextSize && a.Contrast == b.Contrast && a.Motion == b.Motion && a.Letters == b.Letters
}

// restyled draws what stands around the screens anew.
func (s *Shell) restyled() {
	s.frame.setPlaces(s.places())
	s.frame.setDrill(s.shown)
	s.frame.marks = [2][]view.Mark{}
	s.frame.layBanners()
	s.poke()
}

// How the window flashes: slower than what harms, three times at most.
const (
	flashOn    = 250 * time.Millisecond
	flashTimes = 3
)

// flash lights the window up beside the sound, where the person wants that.
func (s *Shell) flash(w *world, sev incident.Severity) {
	if !s.inUse.Flash || s.flashing > 0 {
		return
	}
	ink := look.InkCritF
	if sev > incident.Critical {
		ink = look.InkWarnF
	}
	s.flashing = flashTimes
	on := flashOn
	if !look.Moves() {
		s.flashing, on = 1, time.Second // once, and still
	}
	s.light(ink, on)
}

// light shows the flash, then takes it away, then again as often as is left.
func (s *Shell) light(ink look.Ink, on time.Duration) {
	s.frame.lit(ink, true)
	s.After(on, func() {
		s.frame.lit(ink, false)
		if s.flashing--; s.flashing > 0 {
			s.After(on, func() { s.light(ink, on) })
		}
	})
}

// lit shows or takes away the light over the window: its edge in full, its
// ground so thin that all stays readable.
func (f *frame) lit(ink look.Ink, on bool) {
	c := look.Color(ink)
	f.light.StrokeColor, f.light.StrokeWidth = c, 8
	c.A = 0x30
	f.light.FillColor = c
	shown(f.light, on)
	f.light.Refresh()
}
