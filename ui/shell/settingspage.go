package shell

import "turnaround/cmd/pager"

// settings adds the screen of the settings.
func (m maker) settings(*pager.Pager, Host, map[string]Page) {}
