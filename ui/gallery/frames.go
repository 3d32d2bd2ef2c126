package gallery

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
)

// frames are what screens are held by: bars, banners, cards, what lies over them.
func frames() []Section {
	return []Section{
		{"TabBar, FilterChips", tabs()},
		{"Rail, BottomTabs, NavList", rails()},
		{"StatusBar, DrillBar", bars()},
		{"Banner", banners()},
		{"Toast", toasts()},
		{"Card", cards()},
		{"Menu, Dialog", overs()},
	}
}

func tabs() []fyne.CanvasObject {
	all := []parts.Tab{{Text: "Timeline", Note: "21"}, {Text: "Customers", Note: "no list yet"}, {Text: "Postmortem", Note: "not started"}}
	bar := func() fyne.CanvasObject { return parts.NewTabBar(all, 0, nil) }
	filters := []parts.Filter{{Text: "Everything"}, {Text: "Mine", Count: 3}, {Text: "Needs update", Count: 2}, {Text: "service:shop before:2026-03", Own: true}}
	return []fyne.CanvasObject{bar(), wide(260, bar()), wide(160, bar()),
		wide(440, parts.NewFilterChips(filters, 0, nil)), wide(200, parts.NewFilterChips(append(filters, parts.Filter{Text: long}), 1, nil))}
}

// Places are the window's, with badges.
func Places() []parts.Place {
	return []parts.Place{
		{Route: "now", Text: "Now", Icon: "notifications_active", Action: keys.GoNow, Badge: 1},
		{Route: "drill", Text: "Drill", Icon: "sports_score", Action: keys.GoDrill},
		{Route: "about", Text: "Benachrichtigungen", Icon: "info", Badge: 120},
		{Route: "settings", Text: "Settings", Icon: "tune", Action: keys.GoSettings, Foot: true},
	}
}

func rails() []fyne.CanvasObject {
	rail, bottom, nav := parts.NewRail(Places(), nil), parts.NewBottomTabs(Places(), nil), parts.NewNavList([]parts.Place{
		{Route: "sources", Text: "Sources", Icon: "cable", Badge: 1}, {Route: "oncall", Text: "On call", Icon: "notifications_active"},
		{Route: "look", Text: "Look and language", Icon: "tune"}}, nil)
	rail.SetRoute("now")
	bottom.SetRoute("now")
	nav.SetRoute("oncall")
	return []fyne.CanvasObject{row(sized(look.Rail, 360, rail), sized(390, look.PhoneTabs, bottom), sized(180, 120, nav))}
}

func bars() []fyne.CanvasObject {
	status := func() fyne.CanvasObject {
		s := parts.NewStatusBar()
		s.Set([]parts.StatusItem{{Icon: "check_circle", Text: "Alertmanager eu-prod", Tone: view.Good}, {Icon: "check_circle", Text: "PagerTree", Tone: view.Good},
			{Icon: "warning", Text: "Uptime probe: slow, 3 tries", Tone: view.Warn, Do: nothing}},
			[]parts.StatusItem{{Icon: "sync", Text: "Synced 8 s ago", Do: nothing, Action: keys.Sync}, {Icon: "cloud_off", Text: "2 changes waiting to send", Do: nothing},
				{Icon: "notifications_active", Text: "On call until Fri 09:00"}})
		return s
	}
	drill := func() fyne.CanvasObject {
		d := parts.NewDrillBar(parts.DrillTexts{Title: "Drill, nothing leaves this computer", Pace: "Pace", End: "End drill", SoftRing: "soft ring",
			Paces: []string{"1x", "2x", "5x"}}, 1, true)
		d.SetProgress("1:08 of 2:00", .57)
		return d
	}
	return []fyne.CanvasObject{status(), wide(640, status()), wide(390, status()), drill(), wide(640, drill()), wide(390, drill())}
}

func banners() []fyne.CanvasObject {
	b := parts.NewBanner
	return []fyne.CanvasObject{
		b(view.Accent, "sync", "Showing 14:22. Fetching 3 of 4 sources…", "", nil),
		b(view.Warn, "cloud_off", "Offline since 14:22. 2 actions wait here.", "Show", nothing),
		b(view.Bad, "error_outline", "Alertmanager staging: password refused.", "Sign in", nothing),
		wide(390, b(view.Warn, "cloud_off", "No contact with Alertmanager eu-prod since 14:02. What you see may be old; what you do is sent when it answers.", "Show", nothing)),
	}
}

func toasts() []fyne.CanvasObject {
	stays := func(time.Duration, func()) func() { return func() {} }
	toast := func(text string) fyne.CanvasObject {
		t := parts.NewToasts(gap(60), stays)
		t.Tell("undo", text, "Undo", keys.Undo, nil)
		return t
	}
	return []fyne.CanvasObject{sized(560, 80, toast("Snoozed “Warehouse stock sync is slow” until 15:24")), sized(360, 110, toast("Resolved “"+long+"”"))}
}

func cards() []fyne.CanvasObject {
	text := func() fyne.CanvasObject {
		return parts.NewWrapText("Sends a real page through every step, marked as a test.", look.Body, false, look.InkText2, 0)
	}
	tests := parts.NewKeyButton("Send me a test page", "send", "", parts.Primary, nothing)
	warned := parts.NewTitledCard("bedtime", "A sleeping or closed laptop cannot ring", text(), nil)
	warned.Tone = view.Warn
	return []fyne.CanvasObject{columns(parts.NewCard(text()), parts.NewTitledCard("notifications_active", "Would you hear it?", text(), tests), warned)}
}

func overs() []fyne.CanvasObject {
	menu := parts.NewKeyButton("Open a menu", "more_horiz", "", parts.Outline, nil)
	menu.OnPressed = func() { parts.ShowMenu(menu, Items()) }
	dialog := parts.NewKeyButton("Open a dialog", "open_in_full", "", parts.Outline, nil)
	dialog.OnPressed = func() {
		Dialog().Show(fyne.CurrentApp().Driver().CanvasForObject(dialog))
	}
	return []fyne.CanvasObject{row(menu, dialog)}
}

// Items are a menu's, of every kind.
func Items() []parts.Item {
	return []parts.Item{
		{Text: "Snooze", Icon: "snooze", Action: keys.Snooze, Do: nothing},
		{Text: "Until tomorrow", Note: "08:00", Icon: "bedtime", Do: nothing},
		{Text: "Severity"},
		{Text: "SEV1 Critical", Checked: true, Do: nothing}, {Text: "SEV2 Major", Do: nothing},
		{Text: "Merge", Icon: "link", Disabled: true, Do: nothing},
		{Text: "Erase", Icon: "cancel", Danger: true, Divided: true, Do: nothing},
	}
}

// Dialog is one with a field and two choices.
func Dialog() *parts.Dialog {
	return parts.NewDialog("Close here until it fires anew?",
		parts.NewWrapText("The alert still fires at Alertmanager, which cannot resolve it. Closed here, it comes back when it fires again.", look.Body, false, look.InkText2, 0),
		parts.Choice{Text: "Snooze instead", Importance: parts.Quiet, Action: keys.Snooze}, parts.Choice{Text: "Close here", Importance: parts.Primary})
}
