package shell

import (
	"context"

	"turnaround/ui/look"
)

// Run has nothing to keep fresh.
func (p *still) Run(context.Context) {}

// SetWidth has nothing to lay out by class.
func (p *still) SetWidth(look.Width) {}

// Shown changes nothing.
func (p *still) Shown(bool) {}
