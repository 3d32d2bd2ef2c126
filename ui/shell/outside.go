package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/cmd/pager"
	"turnaround/ui/compose"
	"turnaround/ui/customers"
	"turnaround/ui/postmortem"
	"turnaround/ui/settings"
)

// CoreOf is what the shell needs of a pager that Open did not open: for
// pictures and measurements.
func CoreOf(p *pager.Pager, started time.Time) Core { return running{p, started} }

// SettingsOf is what the settings need of one.
func SettingsOf(p *pager.Pager) settings.Core { return settingsCore{Pager: p} }

// PostmortemsOf is what the screen of postmortems needs of one.
func PostmortemsOf(p *pager.Pager) postmortem.Core { return postmortems{p} }

// CustomersOf is what the screen of whom an update is owed needs of one.
func CustomersOf(p *pager.Pager) customers.Core { return customersCore{p.Desk, p} }

// WorldOf is the world of a pager that Open did not open, as Open makes it.
func WorldOf(p *pager.Pager, prefs fyne.Preferences, now func() time.Time) *World {
	m := maker{prefs: prefs, now: now, memory: &settings.Memory{}}
	return m.own(p, nil)
}

// ComposeOf is what the screen of updates needs of one.
func ComposeOf(p *pager.Pager) compose.Core { return composeCore{p} }
