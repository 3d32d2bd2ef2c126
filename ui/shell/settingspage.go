package shell

import (
	"context"
	"net/url"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/page"
	"turnaround/cmd"
	"turnaround/cmd/pager"
	"turnaround/ui/settings"
)

// settings adds the screen of the settings.
func (m maker) settings(p *pager.Pager, h Host, pages map[string]Page) {
	files, _ := h.(*Shell)
	c := settings.Config{Core: settingsCore{p, m.login}, Host: h, Now: m.now, Version: cmd.Version,
		Listen: p.Desk.Listen, Memory: m.memory, Reveal: m.reveal}
	if files != nil {
		c.SaveAs, c.OpenFile = files.saveFile, files.openFile
	}
	screen := settings.New(c)
	pages[placeSettings] = Page{Screen: screen, Open: func(rest string) {
		screen.Open(rest)
	}}
}

// settingsCore is what the settings need of a pager.
type settingsCore struct {
	*pager.Pager
	atLogin Login
}

var _ settings.Core = settingsCore{}

// Sources tells how every configured source stands.
func (c settingsCore) Sources() []settings.Source {
	var all []settings.Source
	for _, s := range c.Pager.Sources() {
		all = append(all, settings.Source{Status: s.Status, Profile: s.Profile, Disabled: s.Disabled, Push: c.Tells(s.Name)})
	}
	return all
}

// Try contacts a source that may not be saved yet.
func (c settingsCore) Try(ctx context.Context, s config.Source, typed string) settings.Trial {
	t := c.Pager.Try(ctx, s, typed)
	out := settings.Trial{Latency: time.Duration(t.Latency * float64(time.Second)), Firing: t.Firing, Hidden: t.Hidden,
		Silenced: t.Silenced, Acked: t.Acknowledged, Partial: t.Partial, Mails: t.Mails, Known: t.Recognised,
		Watchdogs: t.Watchdogs, Cannot: t.Cannot, Warnings: t.Warnings}
	for _, b := range t.Heartbeats {
		out.Beats = append(out.Beats, settings.Beat{Name: b.Name, Found: b.Found})
	}
	for _, w := range t.Words {
		out.Words = append(out.Words, settings.Word{Text: w.Text, Count: w.Count, Taken: w.Taken, Known: w.Known})
	}
	if t.Fault != nil {
		out.Fault = &settings.Fault{Kind: t.Fault.Kind, Text: t.Fault.Text, Fix: t.Fault.Fix}
	}
	return out
}

// Map reads a sample as the source's params say.
func (c settingsCore) Map(s config.Source, sample []byte) ([]settings.Mapped, error) {
	signals, err := c.Pager.Map(s, sample)
	var all []settings.Mapped
	for _, g := range signals {
		all = append(all, settings.Mapped{ID: g.ID, Title: g.Title, Severity: g.Severity, Service: g.Service,
			Firing: g.Firing, Since: g.StartsAt})
	}
	return all, err
}

// SetSecret keeps a secret.
func (c settingsCore) SetSecret(ctx context.Context, ref, value string) (settings.Secret, error) {
	kept, err := c.Pager.SetSecret(ctx, ref, value)
	return settings.Secret{Ref: kept.Ref, Note: kept.Note}, err
}

// SignIn has a person sign in to a mailbox.
func (c settingsCore) SignIn(ctx context.Context, source string, prompt func(settings.Prompt)) error {
	return c.Pager.SignIn(ctx, source, func(p pager.Prompt) { prompt(settings.Prompt{URL: p.URL, Code: p.Code, Until: p.Until}) })
}

// Duty tells whether the person is on call.
func (c settingsCore) Duty() duty.State { return c.Pager.Duty.On(time.Now()) }

// Shifts are those known.
func (c settingsCore) Shifts() []duty.Shift { return c.Pager.Duty.Plan(time.Now()) }

// Tests tells how the test pages went.
func (c settingsCore) Tests(ctx context.Context) (page.TestHistory, error) { return c.TestHistory(ctx) }

// Edit changes the configuration's file and takes it up.
func (c settingsCore) Edit(ctx context.Context, edit settings.Edit) (settings.Change, error) {
	change, err := c.Pager.Edit(ctx, edit)
	return settings.Change{Restart: change.Restart, Left: len(change.Left)}, err
}

// Reload takes up what the file says now.
func (c settingsCore) Reload(ctx context.Context) (settings.Change, error) {
	change, err := c.Pager.Reload(ctx)
	return settings.Change{Restart: change.Restart, Left: len(change.Left)}, err
}

// Data is what is kept on this computer.
func (c settingsCore) Data() settings.Data {
	d := c.Pager.Data()
	return settings.Data{Incidents: d.Incidents, Bytes: d.Bytes, Oldest: d.Oldest, Encrypted: d.Encrypted, Full: d.Full, Key: d.Key}
}

// Export writes an archive.
func (c settingsCore) Export(ctx context.Context, o settings.Export, done func(int)) (int, error) {
	return c.Pager.Export(ctx, pager.ExportOptions{Path: o.Path, People: o.People, Passphrase: o.Passphrase}, done)
}

// Import unites an archive with what is here.
func (c settingsCore) Import(ctx context.Context, path, passphrase string, done func(int)) (settings.Imported, error) {
	r, err := c.Pager.Import(ctx, path, passphrase, done)
	return settings.Imported{Incidents: r.Incidents, Entries: r.Entries, Known: r.Known}, err
}

// StartsAtLogin tells whether the app starts when the person signs in.
func (c settingsCore) StartsAtLogin() (on, possible bool) {
	if c.atLogin == nil {
		return false, false
	}
	on, err := c.atLogin.On()
	return on, err == nil
}

// StartAtLogin switches that.
func (c settingsCore) StartAtLogin(_ context.Context, on bool) error { return c.atLogin.Set(on) }

// reveal shows a folder in the system's own file manager.
func reveal(a fyne.App) func(path string) error {
	return func(path string) error {
		return a.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)})
	}
}
