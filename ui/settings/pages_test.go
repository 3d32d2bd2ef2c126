package settings

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/archive"
	"turnaround/app/config"
	"turnaround/app/health"
	pages "turnaround/app/page"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

func shopStage(t *testing.T, w look.Width) *stage {
	t.Helper()
	return newStage(t, shop(t), w)
}

func TestSourcesTellTheirHealthInWords(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.mustShow("Healthy", "Healthy, push", "No answer, 3×", "Sign in again", "No contact since 11:24", "8 s ago", "3 h ago",
		"ops@example.org · folder Alerts", "Every 15 s · may: acknowledge", "61", "5, 2 of them may do more than read")
	strips := len(all[*parts.ContactStrip](s.Content()))
	hold(t, "the strips of contact are not all there", strips == 5+3)
}

func TestRowsChangeInPlace(t *testing.T) {
	s := shopStage(t, look.Wide)
	menu := all[*parts.IconButton](s.Content())[0]
	s.window.Canvas().Focus(menu)
	s.core.mu.Lock()
	s.core.states["Uptime probe"] = Source{Status: health.Status{State: health.OK, LastContact: noon}}
	s.core.mu.Unlock()
	s.refresh()
	s.until("the new state", func() bool { return !s.shows("No answer, 3×") })
	hold(t, "the focus is lost", s.window.Canvas().Focused() == menu)
}

func TestASourceIsSwitchedOffAndRemoved(t *testing.T) {
	s := shopStage(t, look.Wide)
	c, _ := s.now.source("Uptime probe")
	s.sources().toggle(c)
	s.file("disabled = true")
	s.until("the row", func() bool { return s.shows("not asked, nothing of it rings") })
	c, _ = s.now.source("Uptime probe")
	s.sources().toggle(c)
	s.until("the file", func() bool { return !strings.Contains(s.core.text(), "disabled") })
	s.sources().confirmRemove("Uptime probe")
	hold(t, "it was removed unasked", strings.Contains(s.core.text(), "Uptime probe"))
	s.host.choose(t, "Remove")
	s.until("the row to go", func() bool { return !s.shows("Uptime probe") })
	hold(t, "comments are lost", strings.HasPrefix(s.core.text(), "# my pager\n[duty]\nmode = \"until\" # by hand\n"))
}

func TestTeamSourcesAreLocked(t *testing.T) {
	c := newCore(t, "include = [\"team.toml\"]\n")
	c.write("team.toml", "[[source]]\nname = \"theirs\"\nprofile = \"alertmanager\"\nurl = \"https://a.example\"\n")
	c.load()
	s := newStage(t, c, look.Wide)
	s.mustShow("theirs", "from team.toml")
	menu := all[*parts.IconButton](s.Content())[0]
	s.sources().menu(menu, "theirs")
	overlay := s.window.Canvas().Overlays().Top()
	text := said(overlay)
	hold(t, "the menu does not name the file: "+text, strings.Contains(text, "Set by team.toml"))
	s.sources().test("theirs")
	hold(t, "it cannot be tested", slices.Contains(s.host.titles, "Test theirs"))
}

func TestAFileWithProblemsSaysWhatWhereAndWhatToDo(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.core.write("config.toml", shopFile+"\n[page]\nvolume = 300\n")
	s.refresh()
	s.until("the banner", func() bool { return s.shows("problem") })
	s.mustShow("Volume 300 is out of range (config.toml, line 36). Write 1 to 100", "Open the file", "What it said before stays in use.")
	before := s.core.text()
	s.Open(PageOnCall)
	s.change(nil, set("duty.mode", "list"), nil)
	s.until("the refusal", func() bool { return len(s.wrong) > 0 })
	s.mustShow("Not saved.", "Volume 300 is out of range")
	hold(t, "the broken file was written over", s.core.text() == before)
	s.core.write("config.toml", shopFile)
	s.wrong = nil
	s.refresh()
	s.until("the banner to go", func() bool { return !s.shows("out of range") })
}

func TestAFileChangedOutsideIsOfferedToBeUsed(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.core.write("config.toml", shopFile+"\n[page]\nvolume = 40\n")
	s.refresh()
	s.until("the banner", func() bool { return s.shows("was changed outside this window") })
	s.press("Use it now")
	s.until("the new volume", func() bool { return s.core.Config().Page.Volume == 40 && !s.shows("changed outside") })
}

func TestADrillsSettingsCannotBeChanged(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.core.fixed = true
	s.Open(PageOnCall)
	s.pages[PageOnCall].(*onCall).choose(0)
	s.until("the refusal", func() bool { return s.shows("These settings belong to the drill.") })
}

func TestOnCallIsChosenAtOnce(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageOnCall)
	s.mustShow("Next hand-over", "Fri 15 May, 09:00, in 2 days", "Tue 12", "list only, nothing rings", "every 60 s, 10 times, then every 10 min",
		"A sleeping or closed laptop cannot ring", "9 of 14 days passed", "After that, alerts are listed and never ring.")
	s.pages[PageOnCall].(*onCall).choose(0)
	s.file(`mode = "always" # by hand`)
	s.pages[PageOnCall].(*onCall).choose(4)
	s.file(`mode = "list" # by hand`)
	s.pages[PageOnCall].(*onCall).choose(1)
	s.file(`mode = "until" # by hand`)
	got := s.core.Config().Duty.Until
	hold(t, "until is in the past", got.After(noon))
}

func TestACalendarNeedsItsLink(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageOnCall)
	p := s.pages[PageOnCall].(*onCall)
	p.choose(2)
	hold(t, "the mode was written without a calendar", strings.Contains(s.core.text(), `mode = "until"`))
	s.router.Do("save")
	s.mustShow("Paste the calendar's link, or a file's path.")
	link := all[*parts.Field](s.Content())[0]
	link.SetText("webcal://cal.example/oncall.ics")
	s.press("Use this calendar")
	s.mustShow("Use the link that begins with https://.")
	s.refresh()
	s.until("a look", func() bool { return true })
	hold(t, "what was typed is lost", link.Text() == "webcal://cal.example/oncall.ics")
	link.SetText("https://cal.example/oncall.ics")
	s.router.Do("save")
	s.file(`calendar = "https://cal.example/oncall.ics"`)
	s.until("the mode", func() bool { return s.core.Config().Duty.Mode == config.DutyCalendar && p.open == "" })
	p.open = config.DutySource
	s.lay()
	s.key(fyne.KeyEscape)
	hold(t, "Esc does not back out", p.open == "")
}

func TestAScheduleIsTakenFromASource(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageOnCall)
	p := s.pages[PageOnCall].(*onCall)
	p.choose(3)
	s.mustShow("PagerTree knows yours")
	s.press("Use this schedule")
	s.mustShow("Type the schedule's ID.")
	all[*parts.Field](s.Content())[0].SetText("SCH1")
	s.press("Use this schedule")
	s.file(`schedule = "SCH1"`)
	s.until("the source's name", func() bool { return s.core.Config().Duty.Source == "PagerTree" })
}

func TestAnyTimeCanBeTyped(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageOnCall)
	s.pick("On call until", "Another time…")
	f := s.host.content[0].(*field)
	entry := all[*parts.Field](f)[0]
	for typed, want := range map[string]string{"tomorrow": "Write it like 2026-12-24 18:00.", "2020-01-01 10:00": "This time has passed."} {
		entry.SetText(typed)
		s.host.choose(t, "Take it")
		hold(t, typed+" was taken", strings.Contains(said(f), want))
	}
	entry.SetText("2026-12-24 18:00")
	s.host.choose(t, "Take it")
	s.file("until = 2026-12-24T18:00:00Z")
}

func TestHowASeverityRingsIsChanged(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageNotify)
	p := s.pages[PageNotify].(*notify)
	p.open = 3
	s.lay()
	s.pick("What happens", "Until acknowledged")
	s.file("severity = [3]")
	s.until("the new manner", func() bool { return s.shows("Ring every") })
	s.pick("Ring every", "5 min")
	s.file(`repeat = "5m"`)
	s.pick("An acknowledgement is stale", "8 h")
	s.file(`3 = "8h"`)
	s.key(fyne.KeyEscape)
	hold(t, "Esc does not fold it", p.open == 0)
}

func TestSoundsArePlayedAndSwitched(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageNotify)
	s.segment("40")
	s.file("volume = 40")
	s.until("the sound", func() bool { return s.core.locked(func() bool { return len(s.core.played) > 0 }) })
	s.toggle("Flash")
	s.file("flash = true")
	s.toggle("Sound")
	s.file(`sound = "off"`)
	s.toggle("Start at login")
	s.until("the login", func() bool { return s.core.locked(func() bool { return s.core.login }) })
}

func TestQuietHoursComeBackAsTheyWere(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageNotify)
	s.toggle("Quiet hours")
	s.file(`hours = ["22:00-07:00"]`)
	s.until("the hours", func() bool { return s.shows("22:00-07:00: only SEV1 rings.") })
	fields := all[*parts.Field](s.Content())
	fields[0].SetText("late")
	fields[0].OnSubmitted("late")
	s.mustShow("Write hours like 22:00-07:00, or sat,sun 00:00-24:00.")
	fields[0].OnSubmitted("Sat,sun 00:00-24:00")
	s.file(`hours = ["sat,sun 00:00-24:00"]`)
	s.until("the hours", func() bool { return s.shows("sat,sun 00:00-24:00: only SEV1 rings.") })
	s.tick("SEV2")
	s.file("rings = [1, 2]")
	s.until("both", func() bool { return s.shows("only SEV1, SEV2 rings.") })
	s.toggle("Quiet hours")
	s.file("hours = []")
	s.until("off", func() bool { return s.shows("Pages ring at any hour while you are on call.") })
	s.toggle("Quiet hours")
	s.file(`hours = ["sat,sun 00:00-24:00"]`)
}

func TestHoursThatAreNoHoursAreToldAtTheirField(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageNotify)
	s.toggle("Quiet hours")
	s.until("the hours", func() bool { return s.shows("22:00-07:00: only") })
	all[*parts.Field](s.Content())[0].OnSubmitted("someday 22:00-07:00")
	s.until("the flaw", func() bool { return s.shows(`"someday" is not a day`) })
	hold(t, "it was written", !strings.Contains(s.core.text(), "someday"))
}

func TestATestPageIsToldHopByHop(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.core.page = pages.Trial{At: noon, Hops: []pages.Hop{{Name: "store", OK: true}, {Name: "policy", Text: "x"},
		{Name: "notification", OK: true, Text: "shown by \u202eGNOME"}, {Name: "sound", Text: "not played: muted"}, {Name: "quiet hours", OK: true}}}
	s.Open(PageNotify)
	s.press("Send me a test page")
	s.until("the hops", func() bool { return s.shows("not played: muted") })
	s.mustShow("reads and writes", "a rule only lists SEV1: it would not ring", "Quiet hours", "Last complete arrival: 09:24.")
	hold(t, "a direction character is on screen", !strings.ContainsRune(said(s.Content()), '\u202e'))
}

func TestTheLookIsWritten(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageLook)
	s.segment("Light")
	s.file(`theme = "light"`)
	s.segment("Deutsch")
	s.file(`language = "de"`)
	s.pick("Text size", "150 %")
	s.file("text_size = 150")
	s.toggle("High contrast")
	s.file("contrast = true")
	s.toggle("Single-letter keys")
	s.file("letters = false")
	entry := all[*parts.Field](s.Content())[0]
	entry.OnSubmitted("Mars/Olympus")
	s.mustShow("There is no such zone.")
	entry.OnSubmitted("Europe/Berlin")
	s.file(`zone = "Europe/Berlin"`)
}

func TestAKeyIsChangedUnlessAnotherHasIt(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageLook)
	s.mustShow("Save", "Ctrl+S", "Acknowledge", "Snooze") // the keys of the other screens too
	p := s.pages[PageLook].(*looks)
	p.askKey("save", "Save")
	f := s.host.content[0].(*field)
	entry := all[*parts.Field](f)[0]
	for typed, want := range map[string]string{"Ctrl+Nowhere": "This is not a key.", "": "This is not a key.", "Ctrl+E": "Ctrl+E is the key of Export already."} {
		entry.SetText(typed)
		s.host.choose(t, "Use this key")
		hold(t, typed+" was taken: "+said(f), strings.Contains(said(f), want))
	}
	entry.SetText("Ctrl+K")
	s.host.choose(t, "Use this key")
	s.file(`save = "Ctrl+K"`)
	p.askKey("save", "Save")
	s.host.choose(t, "No key")
	s.file(`save = "none"`)
	s.until("the list", func() bool { return s.shows("Without a key") })
	p.askKey("save", "Save")
	s.host.choose(t, "As usual")
	s.until("the file", func() bool { return !strings.Contains(s.core.text(), "save =") })
}

func TestAnArchiveIsWrittenAndPeopleNeedAPassphrase(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageData)
	s.until("the counts", func() bool { return s.shows("1,234 incidents, at most 12 MB on disk.") })
	s.mustShow("Encrypted on disk", "in the system's keyring", "Where the files are")
	s.tick("With people and full texts")
	s.press("Export")
	s.mustShow("Use at least 8 characters: names of people are in it.")
	p := s.pages[PageData].(*data)
	p.pass = "correct horse"
	s.router.Do("export")
	s.until("the export", func() bool { return s.shows("1,234 incidents are in") })
	o := s.core.exports[0]
	hold(t, "the archive is not sealed", o.People && o.Passphrase == "correct horse" && strings.HasSuffix(o.Path, "turnaround-2026-05-12.zip"))
	hold(t, "the passphrase stays in memory", p.pass == "")
	s.core.export = &os.PathError{Op: "open", Path: "x", Err: os.ErrPermission}
	p.people = false
	s.lay()
	s.press("Export")
	s.until("the refusal", func() bool { return s.shows("The file may not be read or written there. Choose another folder.") })
}

func TestAnArchiveIsRead(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageData)
	s.press("Import")
	s.mustShow("Choose an archive.")
	field := all[*parts.Field](s.Content())[1]
	field.SetText("/tmp/a.zip")
	s.press("Import")
	s.until("the import", func() bool { return s.shows("3 incidents changed: 40 entries were new, 2 were here already.") })
	for err, want := range map[error]string{archive.ErrPassphrase: "The archive is sealed and this is not its passphrase.", archive.ErrNotArchive: "This file is not an archive of Turnaround.",
		archive.ErrNewer: "A newer Turnaround wrote this archive"} {
		hold(t, want, strings.Contains(fileTrouble(errors.Join(err)), want))
	}
}

func TestAShorterRetentionAsksBeforeItDeletes(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageData)
	s.core.deletes = 12
	s.pick("Resolved incidents", "90 days")
	s.until("the question", func() bool { return len(s.host.titles) > 0 })
	hold(t, "it was written unasked", !strings.Contains(s.core.text(), "retention"))
	s.host.choose(t, "Delete them")
	s.file(`retention = "90d"`)
	s.pick("Resolved incidents", "never")
	s.file(`retention = "0s"`)
	s.pick("Data about persons", "30 days")
	s.file(`people = "30d"`)
}

func TestAboutTellsLicencesAndWhatOneComputerCannotDo(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageAbout)
	s.mustShow("Version 0.1.0", "A sleeping or closed laptop cannot ring.", "It sends no telemetry")
	s.press("Show them")
	s.mustShow("fyne.io/fyne/v2", "Inter")
	s.press("fyne.io/fyne/v2")
	hold(t, "no licence is shown", strings.Contains(said(s.host.content[0]), "Redistribution"))
}

func TestHostileNamesAreTamed(t *testing.T) {
	evil := "x\\u202Egnp.exe " + strings.Repeat("long ", 9)
	c := newCore(t, "[[source]]\nname = \""+strings.TrimSpace(evil)+"\"\nprofile = \"alertmanager\"\nurl = \"https://a.example\"\n")
	c.load()
	c.states[c.Config().Sources[0].Name] = Source{Status: health.Status{State: health.Failing, Error: "\x1b[31m\u202eboo"}}
	s := newStage(t, c, look.Phone)
	c.trial = Trial{Fault: &Fault{Kind: "other", Text: "\u202e\x1b[2J" + strings.Repeat("<script>", 500), Fix: "\u2067x"}}
	s.sources().test(c.Config().Sources[0].Name)
	s.until("the trial", func() bool { return strings.Contains(said(s.host.content[0]), "The test failed.") })
	for _, o := range []fyne.CanvasObject{s.Content(), s.host.content[0]} {
		if text := said(o); strings.ContainsAny(text, "\u202e\u2067\x1b") || len(text) > 4000 {
			t.Errorf("on screen is %q", text)
		}
	}
}

func TestOnAPhoneTheListOfPagesComesFirst(t *testing.T) {
	s := shopStage(t, look.Phone)
	s.list = true
	s.lay()
	s.mustShow("Sources", "About")
	nav := all[*parts.NavList](s.Content())[0]
	nav.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	hold(t, "an arrow opened a page", s.list)
	nav.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	hold(t, "Enter opened none", !s.list)
	for _, name := range []string{PageSources, PageOnCall, PageNotify, PageLook, PageData, PageAbout} {
		s.Open(name)
		if w := widest(s.Content()); w > 390.5 {
			t.Errorf("%s is %.0f wide", name, w)
		}
	}
	s.Open(PageSources)
	s.Add()
	s.mustShow("Add a source")
	hold(t, "the table is still there", !s.shows("Alert sources"))
	for n := range 2 {
		hold(t, "there is no way back, step "+strconv.Itoa(n+1), s.Back())
	}
	hold(t, "there is always a way back", !s.Back())
}

// widest is the right edge of what reaches furthest to the right.
func widest(o fyne.CanvasObject) float32 {
	var edge float32
	walkScreen(o, func(o fyne.CanvasObject) {
		if _, ok := o.(*parts.KeyButton); ok {
			edge = max(edge, fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X+o.Size().Width)
		}
		if _, ok := o.(*parts.Field); ok {
			edge = max(edge, fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X+o.Size().Width)
		}
	})
	return edge
}

func TestTabFollowsTheEyeThroughTheWizard(t *testing.T) {
	s := begin(t, kept, alertmanager)
	s.sources().wizard.d.Sign = signToken
	s.lay()
	s.window.Canvas().Focus(nil)
	var last fyne.Position
	seen := map[fyne.CanvasObject]bool{}
	for {
		s.window.Canvas().(interface{ FocusNext() }).FocusNext()
		o, ok := s.window.Canvas().Focused().(fyne.CanvasObject)
		if !ok || seen[o] {
			break
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if at.X < 1280-panelWidth {
			continue
		}
		seen[o] = true
		if at.Y+8 < last.Y {
			t.Errorf("%T at %v comes after %v", o, at, last)
		}
		last = at
	}
	hold(t, "the wizard cannot be reached by Tab", len(seen) >= 10)
}

func TestKeysGoToThePages(t *testing.T) {
	s := shopStage(t, look.Wide)
	for n, want := range []string{PageSources, PageOnCall, PageNotify, PageChannels, PageServices} {
		s.window.Canvas().Focus(nil)
		s.window.Canvas().OnTypedRune()(rune('1' + n))
		if s.name != want {
			t.Errorf("%d opens %s", n+1, s.name)
		}
	}
	nav := all[*parts.NavList](s.Content())[0]
	s.window.Canvas().Focus(nav)
	nav.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	hold(t, "an arrow does not go on", s.name == PageTargets && s.window.Canvas().Focused() == nav)
}

func TestTextAtTwiceTheSizeFits(t *testing.T) {
	s := shopStage(t, look.Wide)
	look.Apply(testApp(), look.Prefs{Theme: "light", TextSize: 200})
	for _, name := range []string{PageSources, PageOnCall, PageNotify, PageLook, PageData, PageAbout} {
		s.Open(name)
		if img := s.window.Canvas().Capture(); img.Bounds().Dx() == 0 {
			t.Errorf("%s is not drawn", name)
		}
	}
}

func TestASourceIsOffForAgesAndNeverHeard(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{{time.Time{}, "never"}, {noon.Add(-8 * time.Second), "8 s ago"}, {noon.Add(-61 * time.Minute), "1 h ago"}, {noon.Add(time.Hour), "0 s ago"}, {noon.Add(-50 * time.Hour), "2 days ago"}} {
		if got := lastContact(Source{Status: health.Status{LastContact: c.at}}, noon); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAPageBuiltAnewKeepsFocusPlaceAndTypedText(t *testing.T) {
	s := shopStage(t, look.Wide)
	s.Open(PageLook)
	zone := all[*parts.Field](s.Content())[0]
	zone.SetText("Europe/Be")
	size := all[*parts.Select](s.Content())[0]
	s.window.Canvas().Focus(size)
	s.pick("Text size", "150 %")
	s.file("text_size = 150")
	s.until("the page to be built anew", func() bool { return all[*parts.Select](s.Content())[0] != size })
	hold(t, "the focus is lost", s.window.Canvas().Focused() == all[*parts.Select](s.Content())[0])
	hold(t, "what was typed is lost", all[*parts.Field](s.Content())[0].Text() == "Europe/Be")
}
