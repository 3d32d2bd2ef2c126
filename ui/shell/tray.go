package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/ui/view"
	"turnaround/ui/words"
)

// tray is the icon beside the clock: what pages, how it stands, a short mute.
// All of it can be had without it.
type tray struct {
	s      *Shell
	app    desktop.App
	glance view.Glance
	count  int
	open   int
	muted  bool
	owed   string
	drawn  bool
}

// openTray puts the icon where the desktop shows some. Fyne takes it up when its
// loop starts, so this comes before, and is not asked again.
func (s *Shell) openTray(ctx context.Context) {
	app, ok := s.App.(desktop.App)
	if !ok || !s.HasTray(ctx) {
		return
	}
	s.tray = &tray{s: s, app: app}
	s.tray.show(view.Status{}, 0)
	app.SetSystemTrayWindow(s.Window)
	s.poke()
}

// show draws icon and menu where something changed.
func (t *tray) show(st view.Status, open int) {
	muted := st.Glance == view.Muted
	if t.drawn && t.glance == st.Glance && t.count == st.Paging && t.open == open && t.muted == muted && t.owed == st.Owed {
		return
	}
	icon := !t.drawn || t.glance != st.Glance || t.count != st.Paging
	t.glance, t.count, t.open, t.muted, t.owed, t.drawn = st.Glance, st.Paging, open, muted, st.Owed, true
	t.app.SetSystemTrayMenu(t.menu(st))
	if icon {
		t.app.SetSystemTrayIcon(trayIcon(st.Glance, st.Paging))
	}
}

func (t *tray) menu(st view.Status) *fyne.Menu {
	s := t.s
	state := fyne.NewMenuItem(st.Say(t.open), nil)
	state.Disabled = true
	quit := fyne.NewMenuItem(words.T("Quit, stop paging"), s.leaveApp)
	quit.IsQuit = true
	items := []*fyne.MenuItem{state}
	if st.Owed != "" {
		items = append(items, fyne.NewMenuItem(st.Owed, func() { s.called(s.own, st.OwedBy, placeCompose) }))
	}
	items = append(items, fyne.NewMenuItem(words.T("Show Turnaround"), func() { s.called(s.home(), "", placeNow) }), fyne.NewMenuItemSeparator())
	if t.muted {
		items = append(items, fyne.NewMenuItem(words.T("Ring again"), func() { s.ring(s.own) }))
	} else {
		mute := fyne.NewMenuItem(words.T("Mute"), nil)
		mute.ChildMenu = fyne.NewMenu("")
		for _, d := range mutes {
			mute.ChildMenu.Items = append(mute.ChildMenu.Items,
				fyne.NewMenuItem(muteText(d), func() { s.mute(s.own, func(Core) time.Time { return s.Now().Add(d) }) }))
		}
		mute.ChildMenu.Items = append(mute.ChildMenu.Items,
			fyne.NewMenuItem(words.T("Mute until morning"), func() { s.mute(s.own, Core.Morning) }))
		items = append(items, mute)
	}
	return fyne.NewMenu(words.T("Turnaround"), append(items, fyne.NewMenuItemSeparator(), quit)...)
}

// home is what the tray's "show" leads to: what is in the window now.
func (s *Shell) home() *world {
	if s.shown != nil {
		return s.shown
	}
	return s.own
}
