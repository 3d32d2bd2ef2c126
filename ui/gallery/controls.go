package gallery

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/parts"
)

const long = "Zahlungsbestätigungsbenachrichtigungen werden für Geschäftskundenkonten verspätet zugestellt"

// controls are what one presses, chooses with or types into.
func controls() []Section {
	return []Section{
		{"KeyButton", buttons()},
		{"IconButton, Link", links()},
		{"Field, NoteBox", fields()},
		{"Select, Segmented", choices()},
		{"Toggle, Checkbox, Radio", ticks()},
		{"Tile, StepBar", steps()},
	}
}

func nothing() {}

func off(b *parts.KeyButton) *parts.KeyButton {
	b.Disable()
	return b
}

func small(b *parts.KeyButton) *parts.KeyButton {
	b.Small = true
	return b
}

func buttons() []fyne.CanvasObject {
	b := parts.NewKeyButton
	return []fyne.CanvasObject{
		row(b("Acknowledge", "task_alt", keys.Acknowledge, parts.Primary, nothing), b("Acknowledged", "task_alt", keys.Acknowledge, parts.Done, nothing),
			b("Snooze", "snooze", keys.Snooze, parts.Quiet, nothing), b("Resolve", "done_all", keys.Resolve, parts.Quiet, nothing),
			b("Declare", "add", keys.Declare, parts.Outline, nothing), b("Update customers", "campaign", "", parts.Amber, nothing),
			b("Erase", "cancel", "", parts.Danger, nothing)),
		row(off(b("Acknowledge", "task_alt", keys.Acknowledge, parts.Primary, nothing)), off(b("Snooze", "snooze", keys.Snooze, parts.Quiet, nothing)),
			small(b("Show", "", "", parts.Outline, nothing)), small(b("Resolve", "", keys.Resolve, parts.Quiet, nothing)),
			b("No icon", "", "", parts.Outline, nothing), b("Send", "send", keys.Send, parts.Primary, nothing)),
		wide(150, b(long, "task_alt", keys.Acknowledge, parts.Quiet, nothing)),
	}
}

func links() []fyne.CanvasObject {
	keyed := parts.NewLink("Undo", "", nothing)
	keyed.Action, keyed.Bold = keys.Undo, true
	dead := parts.NewLink("Not now", "", nothing)
	dead.Disable()
	shut := parts.NewIconButton("close", "Close", keys.Back, nothing)
	shut.Disable()
	return []fyne.CanvasObject{
		row(parts.NewIconButton("more_horiz", "More", "", nothing), parts.NewIconButton("link", "Copy the link", keys.Copy, nothing), shut,
			parts.NewLink("Runbook: payments", "assignment", nothing), parts.NewLink("Test again", "", nothing), keyed, dead),
		wide(180, parts.NewLink(long, "assignment", nothing)),
	}
}

func fields() []fyne.CanvasObject {
	search := parts.NewField("Search, or try sev:1 who:me")
	search.Icon, search.Action, search.Clearable = "search", keys.Search, true
	filled := parts.NewField("")
	filled.Icon, filled.Clearable = "search", true
	filled.SetText("service:shop before:2026-03")
	good, wrong, dead, secret := parts.NewField(""), parts.NewField("Address"), parts.NewField("Set by your team"), parts.NewField("")
	good.SetText("keyring:us-prod")
	good.SetGood(true)
	wrong.SetText("alerts-us.example")
	wrong.SetError("No server has this name: check the address.")
	dead.Disable()
	secret.SetSecret(true)
	secret.SetText("a secret")
	note, written := parts.NewNoteBox("Add a note. Customers never see notes.", nil), parts.NewNoteBox("", nil)
	note.SetGoes("Only on this computer")
	written.SetGoes("Goes to PagerTree")
	written.SetText("Card provider EU endpoint times out.\n10% of payments moved to the second provider; all of them succeed.")
	return []fyne.CanvasObject{columns(search, filled, good), columns(wrong, dead, secret), wide(560, note), wide(560, written)}
}

func choices() []fyne.CanvasObject {
	dead := parts.NewSelect("Zone", []string{"Europe/Berlin"}, 0, nil)
	dead.Disable()
	none := parts.NewSelect("Sign in with", []string{"Token"}, -1, nil)
	none.Empty = "Choose"
	frozen := parts.NewSegmented([]string{"Yes", "List only"}, 1, nil)
	frozen.Disable()
	return []fyne.CanvasObject{
		row(parts.NewSelect("Ask every", []string{"15 s", "30 s", "60 s", "5 min"}, 0, nil), none, dead),
		wide(140, parts.NewSelect("Zone", []string{long}, 0, nil)),
		row(parts.NewSegmented([]string{"Yes", "List only"}, 0, nil), parts.NewSegmented([]string{"1x", "2x", "5x"}, 1, nil), frozen),
		wide(220, parts.NewSegmented([]string{long, "List only"}, 0, nil)),
	}
}

func ticks() []fyne.CanvasObject {
	dead := parts.NewToggle("Quiet hours", "on", "off", true, nil)
	dead.Disable()
	some, locked := parts.NewCheckbox("3 selected", false, nil), parts.NewCheckbox("Set by your team", true, nil)
	some.Mixed = true
	locked.Disable()
	g := parts.NewRadioGroup(1, nil)
	always, until, never := g.Add("Always", "every page rings"), g.Add("Until a time", "by hand, then list only"), g.Add("List only", "")
	never.Disable()
	return []fyne.CanvasObject{
		row(parts.NewToggle("Quiet hours", "on", "off", false, nil), parts.NewToggle("Quiet hours", "on", "off", true, nil), dead,
			parts.NewCheckbox("acknowledge", true, nil), parts.NewCheckbox("snooze", false, nil), some, locked),
		row(always, until, never),
		wide(160, parts.NewCheckbox(long, true, nil)),
		wide(160, g.Add(long, long)),
	}
}

func steps() []fyne.CanvasObject {
	on := parts.NewTile("sensors", "Alertmanager", "pull, API v2", nothing)
	on.Set(true)
	dead := parts.NewTile("data_object", "Generic REST", "any JSON", nothing)
	dead.Disable()
	names := []string{"Type", "Connect", "Map", "Test"}
	back := func(int) {}
	return []fyne.CanvasObject{
		row(on, parts.NewTile("call_split", "PagerTree", "API v4", nothing), dead),
		wide(150, parts.NewTile("mail", long, long, nothing)),
		wide(411, parts.NewStepBar(names, 1, back)), wide(411, parts.NewStepBar(names, 3, back)), wide(240, parts.NewStepBar(names, 2, back)),
	}
}
