package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

const wordy = "Zahlungsbestätigungsbenachrichtigungen werden verspätet zugestellt"

// page lays samples out below each other on a window's ground.
func page(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewPadded(NewColumn(look.S8, objects...))
}

func side(objects ...fyne.CanvasObject) fyne.CanvasObject { return container.NewHBox(objects...) }

func still() {}

func TestButtonsLook(t *testing.T) {
	portrait(t, "buttons", fyne.NewSize(560, 190), fyne.NewSize(900, 340), func() fyne.CanvasObject {
		dead := NewKeyButton("Resolve", "done_all", keys.Resolve, Primary, still)
		dead.Disable()
		short := NewKeyButton("Show", "", "", Outline, still)
		short.Small = true
		undo := NewLink("Undo", "", still)
		undo.Action, undo.Bold = keys.Undo, true
		cut := container.NewGridWithColumns(3, NewKeyButton(wordy, "task_alt", keys.Acknowledge, Quiet, still), NewLink(wordy, "assignment", still))
		return page(side(NewKeyButton("Acknowledge", "task_alt", keys.Acknowledge, Primary, still), NewKeyButton("Acknowledged", "task_alt", keys.Acknowledge, Done, still),
			NewKeyButton("Snooze", "snooze", keys.Snooze, Quiet, still)),
			side(NewKeyButton("Declare", "add", keys.Declare, Outline, still), NewKeyButton("Update", "campaign", "", Amber, still),
				NewKeyButton("Erase", "cancel", "", Danger, still), dead),
			side(short, NewIconButton("more_horiz", "More", "", still), NewLink("Runbook", "assignment", still), undo), cut)
	})
}

func TestFieldsLook(t *testing.T) {
	portrait(t, "fields", fyne.NewSize(460, 310), fyne.NewSize(700, 600), func() fyne.CanvasObject {
		search, wrong, good, dead := NewField("Search, or try sev:1 who:me"), NewField(""), NewField(""), NewField("Set by your team")
		search.Icon, search.Action = "search", keys.Search
		wrong.SetText("alerts-us.example")
		wrong.SetError("No server has this name: check the address.")
		good.Clearable = true
		good.SetText(wordy)
		dead.Disable()
		note, written := NewNoteBox("Add a note", nil), NewNoteBox("", nil)
		note.SetGoes("Only on this computer")
		written.SetGoes("Goes to PagerTree")
		written.SetText("Endpoint times out.\n" + wordy)
		return page(search, good, wrong, container.NewGridWithColumns(2, dead, NewSelect("Ask every", []string{"15 s"}, 0, nil)), note, written)
	})
}

func TestChoicesLook(t *testing.T) {
	portrait(t, "choices", fyne.NewSize(460, 300), fyne.NewSize(760, 600), func() fyne.CanvasObject {
		dead := NewToggle("Quiet hours", "on", "off", true, nil)
		dead.Disable()
		mixed := NewCheckbox("some", false, nil)
		mixed.Mixed = true
		g := NewRadioGroup(1, nil)
		on := NewTile("sensors", "Alertmanager", "pull, API v2", still)
		on.Set(true)
		return page(side(NewSegmented([]string{"Yes", "List only"}, 0, nil), NewToggle("Quiet hours", "on", "off", false, nil),
			NewToggle("Quiet hours", "on", "off", true, nil), dead),
			side(NewCheckbox("acknowledge", true, nil), NewCheckbox("snooze", false, nil), mixed),
			side(g.Add("Always", "every page rings"), g.Add("Until a time", "by hand"), g.Add("List only", "")),
			container.NewGridWithColumns(3, on, NewTile("mail", wordy, wordy, still)),
			NewStepBar([]string{"Type", "Connect", "Map", "Test"}, 1, nil))
	})
}

func TestBarsLook(t *testing.T) {
	portrait(t, "bars", fyne.NewSize(860, 330), fyne.NewSize(1100, 620), func() fyne.CanvasObject {
		status := NewStatusBar()
		status.Set([]StatusItem{{Icon: "check_circle", Text: "Alertmanager eu-prod", Tone: view.Good}, {Icon: "warning", Text: "Uptime probe: slow, 3 tries", Tone: view.Warn}},
			[]StatusItem{{Icon: "cloud_off", Text: "2 changes waiting to send"}, {Icon: "notifications_active", Text: "On call until Fri 09:00"}})
		drill := NewDrillBar(DrillTexts{Title: "Drill, nothing leaves this computer", Pace: "Pace", End: "End drill", SoftRing: "soft ring",
			Paces: []string{"1x", "2x", "5x"}}, 1, true)
		drill.SetProgress("1:08 of 2:00", .57)
		return NewColumn(0, drill, NewTabBar([]Tab{{"Timeline", "21"}, {"Customers", "no list yet"}}, 0, nil),
			NewFilterChips([]Filter{{Text: "Everything"}, {Text: "Mine", Count: 3}, {Text: wordy, Own: true}}, 0, nil),
			NewBanner(view.Warn, "cloud_off", "Offline since 14:22. 2 actions wait here.", "Show", still),
			NewBanner(view.Bad, "error_outline", "Alertmanager staging: password refused. "+wordy+". What you see may be old; what you do is sent when it answers.", "Sign in", still),
			status)
	})
}

func TestPlacesLook(t *testing.T) {
	portrait(t, "places", fyne.NewSize(390, 420), fyne.NewSize(390, 620), func() fyne.CanvasObject {
		all := []Place{{Route: "now", Text: "Now", Icon: "notifications_active", Badge: 1}, {Route: "drill", Text: "Drill", Icon: "sports_score", Badge: 120},
			{Route: "settings", Text: "Einstellungen", Icon: "tune", Foot: true}}
		rail, tabs, list := NewRail(all, nil), NewBottomTabs(all, nil), NewNavList(all, nil)
		rail.SetRoute("now")
		tabs.SetRoute("now")
		list.SetRoute("drill")
		return container.NewBorder(nil, tabs, rail, nil, list)
	})
}

func TestCardsAndToastsLook(t *testing.T) {
	portrait(t, "cards", fyne.NewSize(420, 330), fyne.NewSize(420, 640), func() fyne.CanvasObject {
		text := func() fyne.CanvasObject {
			return NewWrapText("Sends a real page through every step, marked as a test.", look.Body, false, look.InkText2, 0)
		}
		warned := NewTitledCard("bedtime", "A sleeping laptop cannot ring", text(), nil)
		warned.Tone = view.Warn
		c := &clock{}
		toasts := NewToasts(page(NewTitledCard("notifications_active", "Would you hear it?", text(), NewKeyButton("Test", "send", "", Primary, still)), warned), c.timer)
		toasts.Tell("undo", "Snoozed “"+wordy+"”", "Undo", keys.Undo, nil)
		return toasts
	})
}

func TestADrillsPartsLook(t *testing.T) {
	portrait(t, "drill", fyne.NewSize(660, 330), fyne.NewSize(900, 620), func() fyne.CanvasObject {
		todo := NewChecklist("What this drill shows")
		todo.Set("1 of 3", []Todo{{"Acknowledged 6 s after the page", true}, {"Now: say that customers are affected, as long as this line needs two", false}, {"Resolve it", false}})
		brief := NewChecklist("What this drill shows")
		brief.Set("", []Todo{{"Acknowledged", true}, {"Resolve it", false}})
		brief.SetBrief(true)
		quiet, told := NewPagePreview(), NewPagePreview()
		quiet.Set(Preview{Page: "Practice shop status", State: view.Chip{Text: "Operational", Tone: view.Good}, Empty: "Nothing is said here."})
		told.Set(Preview{Page: wordy, State: view.Chip{Text: "Degraded", Tone: view.Warn}, Posts: []PreviewPost{
			{Title: "Some card payments fail", Phase: "Investigating", When: "posted 0:31", Text: wordy + ".", Next: "Next update by 14:30"},
			{Title: "The page is slow", Phase: "Resolved", When: "posted 0:12", Text: "It is fast again."}}})
		return container.NewGridWithColumns(2, page(todo, brief, quiet), page(told))
	})
}

// TestWhatLiesOverTheWindowLooks draws a menu with its tooltip, a dialog, and
// on a phone the same as a sheet.
func TestWhatLiesOverTheWindowLooks(t *testing.T) {
	items := []Item{{Text: "Snooze", Icon: "snooze", Action: keys.Snooze, Do: still}, {Text: "Until tomorrow", Note: "08:00", Icon: "bedtime", Do: still},
		{Text: "Severity"}, {Text: "SEV1 Critical", Checked: true, Do: still}, {Text: "Merge", Icon: "link", Disabled: true, Do: still},
		{Text: "Erase", Icon: "cancel", Danger: true, Divided: true, Do: still}}
	dialog := func() *Dialog {
		return NewDialog("Close here until it fires anew?", NewWrapText("The alert still fires at Alertmanager, which cannot resolve it. "+wordy+".", look.Body, false, look.InkText2, 0),
			Choice{Text: "Snooze", Action: keys.Snooze}, Choice{Text: "Close here", Importance: Primary})
	}
	for name, c := range map[string]struct {
		prefs look.Prefs
		size  fyne.Size
	}{
		"dark": {look.Prefs{Theme: "dark"}, fyne.NewSize(640, 330)}, "phone": {look.Prefs{Theme: "light"}, fyne.NewSize(390, 420)},
		"large": {look.Prefs{Theme: "dark", TextSize: 200}, fyne.NewSize(700, 560)},
	} {
		b := NewKeyButton("More", "more_horiz", "", Outline, still)
		ground := canvas.NewRectangle(look.Color(look.InkNone))
		w := stage(t, c.prefs, container.NewStack(ground, page(side(b))), c.size)
		close := ShowMenu(b, items)
		assertShot(t, "menu_"+name, w)
		close()
		d := dialog()
		d.Show(w.Canvas())
		assertShot(t, "dialog_"+name, w)
		d.Close()
	}
}
