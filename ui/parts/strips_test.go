package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

func TestSeveritiesAndChipsLook(t *testing.T) {
	portrait(t, "marks", fyne.NewSize(300, 250), fyne.NewSize(420, 470), func() fyne.CanvasObject {
		return container.NewVBox(
			NewSeverityMark(1, "SEV1", "Critical"), NewSeverityMark(2, "SEV2", "Major"), NewSeverityMark(3, "SEV3", "Minor"),
			NewSeverityMark(4, "SEV4", "Info"), NewSeverityMark(0, "SEV?", ""),
			container.NewHBox(NewClockChip(view.Chip{Icon: "hourglass_top", Text: "Will send"}),
				NewClockChip(view.Chip{Icon: "schedule", Text: "Due in 6m", Tone: view.Warn})),
			container.NewHBox(NewClockChip(view.Chip{Icon: "cancel", Text: "Refused", Tone: view.Bad}),
				NewClockChip(view.Chip{Icon: "reply", Text: "Follow up", Tone: view.Accent})),
			container.NewHBox(NewClockChip(view.Chip{Icon: "check", Text: "Sent", Tone: view.Good}),
				NewClockChip(view.Chip{Text: "No impact", Tone: view.Quiet}), NewClockChip(view.Chip{Text: "Compare", Link: true})))
	})
}

func TestASeverityOrAChipThatChangesIsDrawnAnew(t *testing.T) {
	mark, chip := NewSeverityMark(1, "SEV1", "Critical"), NewClockChip(view.Chip{})
	stage(t, look.Prefs{}, container.NewHBox(mark, chip), fyne.NewSize(300, 60))
	if chip.MinSize().Width != 0 {
		t.Errorf("no chip is %v wide", chip.MinSize().Width)
	}
	mark.Set(4, "SEV4", "Info")
	chip.Set(view.Chip{Icon: "check", Text: "Sent", Tone: view.Good})
	if !mark.sign.ring.Visible() || mark.sign.shape.Visible() || mark.word.text.Text != "Info" {
		t.Error("the mark still shows the severity of before")
	}
	if chip.MinSize().Width == 0 || !chip.badge.label.text.Visible() {
		t.Error("the chip is not shown")
	}
}

func TestTheClockStripLooks(t *testing.T) {
	clock := Clock{Icon: "lightbulb", Tone: view.Lit, Lead: "Customers last heard from you", Value: "24 min ago",
		Detail: "Next update promised", DetailValue: "14:30, in 6 min", Now: .68, NowText: "Now", From: "13:52",
		DetailTone: view.Warn, Due: .81, DueText: "14:30", First: .17, FirstText: "14:00 first update",
		Bar: []Stretch{{0, .17, Unlit}, {.17, .68, Lit}, {.68, .81, Next}}}
	portrait(t, "clockstrip", fyne.NewSize(780, 320), fyne.NewSize(780, 640), func() fyne.CanvasObject {
		return container.New(tight{}, NewClockStrip(clock, func() {}),
			NewClockStrip(Clock{Icon: "notifications_active", Tone: view.Bad, Lead: "Nobody has it", Detail: "Rings again", DetailValue: "in 0:11"}, nil),
			NewClockStrip(Clock{Icon: "bulb_off", Tone: view.Unlit, Lead: "No current update since 14:12", Bar: []Stretch{{-1, 9, UnknownStart}, {.5, .2, Lit}}}, nil),
			NewClockStrip(Clock{}, nil))
	})
}

func TestTheJourneyMapLooks(t *testing.T) {
	pin := func(at float32, icon, text, note string, tone view.Tone) Milestone {
		return Milestone{at, icon, text, note, tone}
	}
	full := Journey{From: "13:52", To: "16:00", Silence: "40 min without an update", SilenceFrom: .28, SilenceTo: .58,
		Bar: []Stretch{{0, .06, Unlit}, {.06, .51, Lit}, {.51, .58, Unlit}, {.58, .9, Lit}},
		Updates: []Milestone{pin(.06, "lightbulb", "14:00", "Investigating", view.Lit), pin(.28, "lightbulb", "14:29", "Identified", view.Lit),
			pin(.58, "lightbulb", "15:09", "Identified", view.Lit), pin(.6, "lightbulb", "15:12", "Monitoring", view.Lit), pin(.9, "lightbulb", "15:52", "Resolved", view.Lit)},
		Promises: []Milestone{pin(.29, "check_circle", "14:30", "kept, 1 min early", view.Good), pin(.51, "cancel", "15:00", "missed by 9 min", view.Bad),
			pin(.97, "schedule", "16:00", "in 6 min", view.Warn)}}
	open := Journey{From: "13:52", To: "14:30", Now: .5, NowText: "Now", Bar: []Stretch{{0, .3, UnknownStart}, {.3, .5, Lit}, {.5, .9, Next}}}
	portrait(t, "journeymap", fyne.NewSize(820, 360), fyne.NewSize(820, 700), func() fyne.CanvasObject {
		maps := container.NewVBox()
		for _, j := range []Journey{full, open, {}} {
			m := NewJourneyMap()
			m.Set(j)
			maps.Add(m)
		}
		return maps
	})
}

func TestADigitThatChangesMovesNothing(t *testing.T) {
	text := NewTickText("in 1:11, 10 times", look.Section, true, look.InkText)
	stage(t, look.Prefs{}, text, fyne.NewSize(300, 40))
	at := func() (xs []float32) {
		for _, c := range text.ticks.cells {
			xs = append(xs, c.Position().X)
		}
		return xs
	}
	before, width := at(), text.MinSize().Width
	text.Set("in 0:48, 47 times")
	for n, x := range at() {
		if x != before[n] {
			t.Errorf("part %d (%q) moved from %v to %v", n, text.ticks.cells[n].Text, before[n], x)
		}
	}
	if text.MinSize().Width != width || text.ticks.cells[1].Text != "0" {
		t.Errorf("%v wide before, %v now; the first digit is %q", width, text.MinSize().Width, text.ticks.cells[1].Text)
	}
}

func TestTilesLook(t *testing.T) {
	portrait(t, "tiles", fyne.NewSize(420, 100), fyne.NewSize(640, 190), func() fyne.CanvasObject {
		return container.NewGridWithColumns(3,
			NewMetricTile(Metric{Name: "Time to acknowledge", Value: "2:05", Note: "met, target 5 min", Tone: view.Good, Icon: "check_circle"}),
			NewMetricTile(Metric{Name: "Longest silence", Value: "1 h 12 min", Note: "missed", Tone: view.Bad, Icon: "cancel"}),
			NewMetricTile(Metric{Name: "Accounts", Note: "not known"}))
	})
}

func TestStripsLook(t *testing.T) {
	portrait(t, "strips", fyne.NewSize(600, 200), fyne.NewSize(900, 380), func() fyne.CanvasObject {
		return container.NewVBox(NewContactKey("contact", "slow", "no contact"),
			NewContactStrip("Alertmanager eu-prod with a long name", ContactSpan{0, 1, InContact}),
			NewContactStrip("Uptime probe", ContactSpan{0, .6, InContact}, ContactSpan{.6, .7, Slow}, ContactSpan{.7, 2, NoContact}),
			NewContactStrip("Never asked", ContactSpan{0, 1, NotAsked}, ContactSpan{.9, .8, Slow}),
			NewShiftStrip(Shifts{Days: []string{"Tue 12", "Wed 13", "Thu 14", "Fri 15", "Sat 16", "Sun 17", "Mon 18"},
				Shifts: []Shift{{0, .48, "on call", "Fri 09:00"}}, Off: "list only, nothing rings", Now: .087, NowText: "Now"}))
	})
}

func TestOddShiftsDraw(t *testing.T) {
	for name, s := range map[string]Shifts{
		"none":      {},
		"no shift":  {Days: []string{"Tue"}, Off: "list only", Now: .5, NowText: "Now"},
		"always":    {Days: []string{"Tue", "Wed"}, Shifts: []Shift{{-3, 4, "on call", ""}}, Off: "list only", NowText: "Now"},
		"now last":  {Days: []string{"Tue", "Wed"}, Shifts: []Shift{{.9, 1, "on call", "Wed 24:00"}}, Now: 1, NowText: "Now"},
		"many":      {Days: []string{"Tue", "Wed"}, Shifts: []Shift{{.1, .2, "a", "b"}, {.3, .4, "c", "d"}, {.7, .6, "e", "f"}}, Now: .15, NowText: "Now"},
		"now aside": {Days: []string{"Tue", "Wed"}, Shifts: []Shift{{.1, .2, "a", "b"}}, Now: 7, NowText: "Now"},
	} {
		strip := NewShiftStrip(s)
		w := stage(t, look.Prefs{}, strip, fyne.NewSize(320, 70))
		w.Canvas().Capture()
		for _, l := range strip.lines() {
			if end := l.text.Position().X + l.text.MinSize().Width; l.text.Visible() && l.text.Text != "" && (end > 320.5 || l.text.Position().X < -0.5) {
				t.Errorf("%s: %q stands from %v to %v of 320", name, l.text.Text, l.text.Position().X, end)
			}
		}
	}
}

func TestEmptyAndLoadingLook(t *testing.T) {
	portrait(t, "empty", fyne.NewSize(390, 420), fyne.NewSize(390, 640), func() fyne.CanvasObject {
		return container.New(tight{}, NewSkeleton(2, Regular), NewSkeleton(2, Compact),
			NewEmptyState("task_alt", "No open incidents", "Last page 3 days ago. What comes next rings on this computer, as long as it is awake.",
				NewSeverityMark(1, "First", "action"), NewSeverityMark(3, "Second", "action")))
	})
}
