package gallery

import (
	"fmt"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
)

// data are what incidents and sources are shown by.
func data() []Section {
	return []Section{
		{"SeverityMark, ClockChip", marks()},
		{"IncidentRow", rows()},
		{"IncidentList, TimelineList, Roll", lists()},
		{"ClockStrip, LightBar, JourneyMap", clocks()},
		{"DeliveryLine", deliveries()},
		{"MetricTile", tiles()},
		{"ContactStrip, ShiftStrip", strips()},
		{"Skeleton, EmptyState", waits()},
		{"WrapText, TickText, Ground, Split", texts()},
	}
}

func marks() []fyne.CanvasObject {
	chip := func(icon, text string, tone view.Tone) fyne.CanvasObject {
		return parts.NewClockChip(view.Chip{Icon: icon, Text: text, Tone: tone})
	}
	return []fyne.CanvasObject{
		row(parts.NewSeverityMark(1, "SEV1", "Critical"), parts.NewSeverityMark(2, "SEV2", "Major"), parts.NewSeverityMark(3, "SEV3", "Minor"),
			parts.NewSeverityMark(4, "SEV4", "Info")),
		row(chip("lightbulb", "All channels updated", view.Lit), chip("bulb_off", "No update yet, 2m", view.Unlit), chip("schedule", "Update due in 6m", view.Warn),
			chip("reply", "Follow up 28 accounts", view.Accent), chip("hourglass_top", "Will send", view.Plain), chip("cancel", "Refused", view.Bad),
			chip("check", "Sent", view.Good), chip("", "No customer impact", view.Quiet), parts.NewClockChip(view.Chip{Text: "Compare", Link: true})),
	}
}

// samples are rows with every state and oddity.
var samples = []view.Row{
	{ID: "paging", Kind: view.Paging, Severity: 2, Level: "SEV2", Title: "Search shows no results in the mobile app", Age: "2m",
		Meta: "Alertmanager · 3 alerts", Who: "nobody yet", WhoTone: view.Bad, Open: true, Chip: view.Chip{Icon: "bulb_off", Text: "No update yet, 2m", Tone: view.Unlit}},
	{ID: "long", Kind: view.Active, Severity: 1, Level: "SEV1", Title: long, Age: "12d 04h", Meta: "Alertmanager eu-central-payments · 14 alerts",
		Who: "Support lead", Open: true, Chip: view.Chip{Icon: "schedule", Text: "Update overdue 99h+", Tone: view.Warn}},
	{ID: "empty"},
	{ID: "stale", Kind: view.Active, Severity: 3, Level: "SEV3", Title: "Staging build queue is stuck", Age: "3h", Meta: "No contact since 11:24, may be stale",
		Open: true, Stale: true, Unseen: true, Chip: view.Chip{Text: "No customer impact", Tone: view.Quiet}},
	{ID: "scripts", Kind: view.Snoozed, Severity: 4, Level: "SEV4", Title: "עברית 中文 العربية", Age: "5h", Meta: "PagerTree", Who: "you", Open: true,
		Chip: view.Chip{Text: "Compare", Link: true}},
}

func rows() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, d := range []parts.Density{parts.Regular, parts.Compact, parts.Phone} {
		var column []fyne.CanvasObject
		for n, r := range samples {
			one := parts.NewIncidentRow(r, d)
			one.Set(r, parts.RowState{Selected: n == 1, Hovered: n == 2, Focused: n == 3, Marking: d == parts.Compact, Marked: n == 4 && d == parts.Compact})
			column = append(column, one)
		}
		all = append(all, parts.NewColumn(0, column...))
	}
	return []fyne.CanvasObject{columns(all...)}
}

func lists() []fyne.CanvasObject {
	list, month := parts.NewIncidentList(), parts.NewIncidentList()
	list.Set([]view.Section{
		{Key: "paging", Kind: view.Paging, Icon: "notifications_active", Title: "Paging", Count: "1", Note: "rings in 0:42", Tone: view.Bad, Rows: view.Ready(samples[:1])},
		{Key: "active", Kind: view.Active, Icon: "bolt", Title: "Active", Count: "2", Note: "most overdue first", Rows: view.Ready(samples[1:2])},
		{Key: "snoozed", Kind: view.Snoozed, Icon: "snooze", Title: "Snoozed", Count: "3", Note: "Show", Folded: true, Rows: view.Ready(samples[3:])}})
	list.Select("long")
	many := make(view.Ready, 10_000)
	for n := range many {
		many[n] = view.Row{ID: incident.ID(fmt.Sprint(n)), Kind: view.Month, Severity: incident.Severity(n%4 + 1), Title: fmt.Sprint("Checkout timeouts after deploy ", n), Age: "14 Feb"}
	}
	month.SetDensity(parts.Compact)
	month.Set([]view.Section{{Key: "2026-02", Kind: view.Month, Title: "February 2026", Count: "10 000", Rows: many}})
	line := parts.NewTimelineList()
	line.Set([]view.Moment{
		{Key: "1", Clock: "14:22", Icon: "sensors", Lead: "Queue depth above 5 000", Rest: "Alertmanager · eu-prod", Unseen: true},
		{Key: "2", Clock: "14:19", Glyph: view.Person, Icon: "person", Lead: "You", Rest: "marked the cause as identified", Text: "Card provider EU endpoint times out. " + long},
		{Key: "3", Clock: "13:58", Icon: "sensors", Lead: "12 similar alerts grouped", Rest: "PaymentTimeout", Fold: "Show 12"},
		{Key: "4", Clock: "13:57", Glyph: view.Person, Icon: "task_alt", Tone: view.Good, Lead: "You", Rest: "acknowledged", Chip: view.Chip{Icon: "hourglass_top", Text: "Will send"}}})
	roll := parts.NewRoll(func() parts.RollRow[string] { return parts.NewWrapText("", look.Body, false, look.InkText, 1) }, func(int) {})
	roll.Set([]string{"A list of rows of any kind", "What one presses is up to the screen", long})
	return []fyne.CanvasObject{row(sized(300, 300, list), sized(300, 300, month), sized(420, 300, line), sized(300, 120, roll))}
}

func deliveries() []fyne.CanvasObject {
	column := parts.NewColumn(0)
	for _, d := range []view.Delivery{
		{Channel: "Status page", Icon: "check_circle", Tone: view.Good, State: "visible since 14:24", Steps: []view.Step{{Text: "Correct the text"}}},
		{Channel: "#customer-help", Icon: "warning", Tone: view.Warn, State: "asks you first", Why: "“Checkout is slow” is open there already.",
			Steps: []view.Step{{Text: "Join and send", Icon: "link"}, {Text: "Drop it", Icon: "close"}}},
		{Channel: "Email", Icon: "cancel", Tone: view.Bad, State: "not published", Why: long, Steps: []view.Step{{Text: "Try again now", Icon: "send"}}},
		{Channel: "Partner page", Icon: "send", Tone: view.Soft, State: "is being sent"},
	} {
		column.Add(parts.NewDeliveryLine(d, false, nil))
	}
	return []fyne.CanvasObject{wide(600, column)}
}

func clocks() []fyne.CanvasObject {
	bar := []parts.Stretch{{From: 0, To: .17, Light: parts.Unlit}, {From: .17, To: .68, Light: parts.Lit}, {From: .68, To: .81, Light: parts.Next}}
	lived := parts.NewJourneyMap()
	lived.Set(parts.Journey{Bar: bar, Now: .68, NowText: "Now", From: "13:52", To: "14:30", Silence: "24 min without an update", SilenceFrom: .17, SilenceTo: .68,
		Updates:  []parts.Milestone{{At: .17, Icon: "lightbulb", Text: "14:00", Note: "Investigating", Tone: view.Lit}},
		Promises: []parts.Milestone{{At: .81, Icon: "schedule", Text: "14:30", Note: "in 6 min", Tone: view.Warn}}})
	return []fyne.CanvasObject{
		lived,
		parts.NewClockStrip(parts.Clock{Icon: "lightbulb", Tone: view.Lit, Lead: "Customers last heard from you", Value: "24 min ago", Detail: "Next update promised",
			DetailValue: "14:30, in 6 min", Now: .68, NowText: "Now", From: "13:52", To: "14:30", Bar: bar}, nil),
		parts.NewClockStrip(parts.Clock{Icon: "notifications_active", Tone: view.Bad, Lead: "Nobody has it", Detail: "Rings again", DetailValue: "in 0:11"}, nil),
		wide(390, parts.NewClockStrip(parts.Clock{Icon: "bulb_off", Tone: view.Unlit, Lead: "No current update since 14:12"}, nil)),
		sized(400, 20, parts.NewLightBar(append(bar, parts.Stretch{From: .85, To: 1, Light: parts.UnknownStart})...)),
	}
}

func tiles() []fyne.CanvasObject {
	return []fyne.CanvasObject{columns(
		parts.NewMetricTile(parts.Metric{Name: "Time to acknowledge", Value: "2:05", Note: "met, target 5 min", Tone: view.Good, Icon: "check_circle"}),
		parts.NewMetricTile(parts.Metric{Name: "Longest silence", Value: "1 h 12 min", Note: "missed", Tone: view.Bad, Icon: "cancel"}),
		parts.NewMetricTile(parts.Metric{Name: long, Note: "not known"}))}
}

func strips() []fyne.CanvasObject {
	span := func(from, to float32, c parts.Contact) parts.ContactSpan {
		return parts.ContactSpan{From: from, To: to, Contact: c}
	}
	shift := func(days ...string) fyne.CanvasObject {
		return parts.NewShiftStrip(parts.Shifts{Days: days, Shifts: []parts.Shift{{From: 0, To: .48, Text: "on call", EndText: "Fri 09:00"}},
			Off: "list only, nothing rings", Now: .087, NowText: "Now"})
	}
	return []fyne.CanvasObject{parts.NewContactKey("contact", "slow", "no contact"),
		wide(600, parts.NewContactStrip("Alertmanager eu-prod with a long name", span(0, 1, parts.InContact))),
		wide(600, parts.NewContactStrip("Uptime probe", span(0, .6, parts.InContact), span(.6, .7, parts.Slow), span(.7, 1, parts.NoContact))),
		wide(600, parts.NewContactStrip("Never asked", span(0, 1, parts.NotAsked))),
		wide(600, shift("Tue 12", "Wed 13", "Thu 14", "Fri 15", "Sat 16", "Sun 17", "Mon 18")), wide(240, shift("Tue 12", "Wed 13")),
	}
}

func waits() []fyne.CanvasObject {
	return []fyne.CanvasObject{columns(parts.NewSkeleton(3, parts.Regular), parts.NewSkeleton(5, parts.Compact)),
		parts.NewEmptyState("task_alt", "No open incidents", "Last page 3 days ago.", parts.NewKeyButton("Run a drill", "sports_score", "", parts.Outline, nothing))}
}

func texts() []fyne.CanvasObject {
	wrapped := parts.NewWrapText(long+". "+long+". "+long+".", look.Heading, true, look.InkText, 2)
	wrapped.SetMore("more", "less")
	side := func(text string) fyne.CanvasObject {
		return parts.NewWrapText(text, look.Body, false, look.InkText, 0)
	}
	return []fyne.CanvasObject{wide(420, wrapped), row(parts.NewTickText("in 1:11, 10 times", look.Section, true, look.InkText)),
		sized(600, 8, parts.NewGround(look.InkLine)),
		sized(600, 80, parts.NewSplit(side("The list"), side("The detail; drag the line between, or use the arrows"), 200, 120, 400))}
}
