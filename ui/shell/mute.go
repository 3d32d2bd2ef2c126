package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// mutes are the spans one can mute for.
var mutes = []time.Duration{time.Hour, 4 * time.Hour, 8 * time.Hour}

// muteText names a span.
func muteText(d time.Duration) string {
	return words.N("Mute for {{.Count}} hours", int(d.Hours()))
}

// openMute opens the menu of mutes above the status bar's end.
func (s *Shell) openMute() {
	if s.shown == nil {
		return
	}
	w := s.shown
	var items []parts.Item
	for _, d := range mutes {
		items = append(items, parts.Item{Text: muteText(d), Icon: "bedtime",
			Do: func() { s.mute(w, func(Core) time.Time { return s.Now().Add(d) }) }})
	}
	items = append(items,
		parts.Item{Text: words.T("Mute until morning"), Icon: "bedtime", Do: func() { s.mute(w, Core.Morning) }},
		parts.Item{Text: words.T("Ring again"), Icon: "notifications_active", Do: s.unmute})
	if s.hasSettings() {
		items = append(items, parts.Item{Text: words.T("When I am on call"), Icon: "tune", Divided: true,
			Do: func() { s.Go("settings/oncall") }})
	}
	c := s.Window.Canvas()
	parts.ShowMenuAt(c, fyne.NewPos(c.Size().Width, c.Size().Height-look.Scaled(look.Status)-look.S4), items)
}

// mute keeps a world from ringing; until is asked off the screen's goroutine.
func (s *Shell) mute(w *world, until func(Core) time.Time) {
	s.work(func(ctx context.Context) func() {
		at := until(w.Core)
		err := w.Core.Mute(ctx, at)
		now := s.Now()
		return func() {
			if err != nil {
				s.fail(words.T("Not muted"), err)
				return
			}
			s.Toast(words.T("Muted until {{.Time}}. What is open then rings again.", words.Data{"Time": words.Moment(at, now)}), false)
		}
	})
}

// unmute lets the world that is shown ring again.
func (s *Shell) unmute() { s.ring(s.shown) }

func (s *Shell) ring(w *world) {
	if w == nil {
		return
	}
	s.work(func(ctx context.Context) func() {
		err := w.Core.Unmute(ctx)
		return func() {
			if err != nil {
				s.fail(words.T("Still muted"), err)
				return
			}
			s.Toast(words.T("Pages ring again."), false)
		}
	})
}

// sync asks the sources of the world that is shown now.
func (s *Shell) sync() {
	w := s.shown
	if w == nil {
		return
	}
	s.Toast(words.T("Asking the sources now."), false)
	s.work(func(ctx context.Context) func() {
		w.Core.Sync(ctx)
		return s.poke
	})
}
