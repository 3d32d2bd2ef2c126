package shell

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/ui/parts"
)

func withCustomers(r *rig, c *Config) {
	c.Own = r.world("own", r.core, nil, r.calls, "now", "customers", "compose", "settings")
	c.StartDrill = nil
}

func place(s *Shell, route string) int {
	return slices.IndexFunc(s.places(), func(p parts.Place) bool { return p.Route == route })
}

func TestCustomersHaveADoorAndAKey(t *testing.T) {
	r := start(t, withCustomers)
	if n := place(r.Shell, placeCustomers); n != 1 {
		t.Errorf("the door is the %dth", n)
	}
	r.press('g')
	r.press('c')
	if r.on() != "own customers" {
		t.Errorf("G C leads to %q", r.on())
	}
	r.core.set(func() { r.core.standing.Owing = 2 })
	r.status()
	if n := r.frame.rail.Badge(placeCustomers); n != 2 {
		t.Errorf("the badge counts %d", n)
	}
}

func TestAWorldWithoutCustomersHasNoDoorToThem(t *testing.T) {
	r := start(t, nil)
	if n := place(r.Shell, placeCustomers); n >= 0 {
		t.Error("a door leads nowhere")
	}
}

func TestEscLeadsFromAnIncidentBackToItsCustomers(t *testing.T) {
	r := start(t, withCustomers)
	r.Go("customers/i1")
	r.Go("now/i1")
	if r.on() != "own now" || r.screen["own now"].opened != "i1" {
		t.Fatalf("shown is %q", r.on())
	}
	r.key(fyne.KeyEscape)
	if r.on() != "own customers" {
		t.Errorf("Esc leads to %q", r.on())
	}
	r.Go("now")
	r.key(fyne.KeyEscape)
	if r.on() != "own now" {
		t.Errorf("from the list Esc leads to %q", r.on())
	}
}

func TestTheComposerLeadsBackToWhereItWasOpened(t *testing.T) {
	r := start(t, withCustomers)
	r.Go("customers/i1")
	r.Go("compose/i1")
	if r.on() != "own compose" {
		t.Fatalf("shown is %q", r.on())
	}
	r.Go("now/i1") // what the composer does when it ends
	if r.on() != "own customers" {
		t.Errorf("from the customers it leads to %q", r.on())
	}
	r.Go("now/i1")
	r.Go("compose/i1")
	r.Go("now/i1")
	if r.on() != "own now" {
		t.Errorf("from the incident it leads to %q", r.on())
	}
}
