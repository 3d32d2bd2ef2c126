package now

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

var (
	wide   = fyne.NewSize(1360, 820)
	narrow = fyne.NewSize(760, 760)
	phone  = fyne.NewSize(390, 780)
)

const storyList = `Paging you: search
Active: checkout mails stock
Snoozed: prices disk
Resolved today: cards addresses images rounding
`

func TestTheListStandsMostUrgentFirstAndShowsTheFirst(t *testing.T) {
	d := story()
	s := open(t, d, wide, func(s *stage) { s.ringing.Next = map[incident.ID]time.Time{"search": at.Add(42 * time.Second)} })
	s.wantList(storyList)
	s.shown("search")
	if note := s.screen.list.sections[0].Note; note != "rings in 0:42" {
		t.Errorf("the head says %q, want the countdown", note)
	}
	if len(d.Unseen()) != 1 {
		t.Error("what nobody chose counts as seen")
	}
	s.press(fyne.KeyDown) // nothing has the focus: the screen's own keys
	s.key('k')
	s.shown("search")
	s.until("the mark to go", func() bool { return len(d.Unseen()) == 0 })
}

func TestOffCallNothingPages(t *testing.T) {
	s := open(t, story(), wide, func(s *stage) { s.ringing.OnCall = false })
	s.wantList(strings.Replace(strings.Replace(storyList, "Paging you: search\n", "", 1), "checkout mails", "checkout search mails", 1))
}

func TestKeysActOnTheIncidentThatIsSelected(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.wantList(storyList)
	s.key('a')
	s.wantDone("ack window [search]")
	s.wantToast("Acknowledged “Search shows no results in the mobile ap…” [undo]")
	s.wantList("Active: checkout search mails stock\nSnoozed: prices disk\nResolved today: cards addresses images rounding\n")
	if got := s.screen.list.list.Selected(); got != "search" {
		t.Errorf("after the row moved %q is selected", got)
	}
	s.key('s')
	s.press(fyne.KeyDown)
	s.press(fyne.KeyReturn)
	s.until("a snooze", func() bool { return strings.HasPrefix(last(s), "snooze 12 14:") })
	s.key('r')
	s.wantDone("resolve false [search]")
	s.wantToast("Resolved “Search shows no results in the mobile ap…” [undo]")
}

func last(s *stage) string {
	all := done(s.desk)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

func TestWhatStillFiresIsClosedHereOrSnoozed(t *testing.T) {
	for n, want := range []string{"snooze 12 15:24 [search]", "resolve true [search]"} {
		d := story()
		s := open(t, d, wide, nil)
		d.fail = fmt.Errorf("resolve #1: %w", desk.ErrStillFiring)
		s.shown("search")
		s.key('r')
		s.until("the question", func() bool { return s.dialog != nil })
		d.fail = nil
		s.key('a') // nothing fires beneath
		s.dialog.Button(n).Tapped(nil)
		s.wantDone(want)
		if slices.ContainsFunc(d.done(), func(did string) bool { return strings.HasPrefix(did, "ack") }) {
			t.Error("a key fired beneath the question")
		}
	}
}

func TestWhatGoesWrongIsSaidAndTheNoteComesBack(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.shown("search")
	d.fail = errAny
	s.key('n')
	for _, char := range "fixed" {
		s.key(char)
	}
	s.screen.detail.note.Send()
	s.wantToast("That did not work: the disk is full")
	s.until("the note to come back", func() bool { return s.screen.detail.note.Text() == "fixed" })
	d.fail = nil
	s.screen.detail.note.Send()
	s.wantDone("note fixed [search]")
	if s.screen.detail.note.Text() != "" {
		t.Error("the note that was written is still in the box")
	}
}

func TestANoteBegunStaysWithItsIncident(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	s.screen.detail.note.SetText("half a thought")
	s.screen.list.list.Step(1)
	s.shown("checkout")
	if got := s.screen.detail.note.Text(); got != "" {
		t.Errorf("the note of another incident is %q", got)
	}
	s.screen.list.list.Step(-1)
	s.shown("search")
	if got := s.screen.detail.note.Text(); got != "half a thought" {
		t.Errorf("the note begun is %q", got)
	}
}

func TestSearchFindsSaysWhatIsWrongAndIsCleared(t *testing.T) {
	d := story()
	d.rows["old"] = store.Row{ID: "old", Title: "Checkout timeouts after deploy", Source: "Alertmanager", Severity: incident.Critical,
		Status: incident.Resolved, StartedAt: at.AddDate(0, -3, 0), ResolvedAt: at.AddDate(0, -3, 0)}
	s := open(t, d, wide, nil)
	s.key('/')
	for _, char := range "checkout" {
		s.key(char)
	}
	s.wantList("Active: checkout\nResolved today: cards\nFebruary 2026: old\n")
	if got := s.screen.list.found.full; got != "3 of 11" {
		t.Errorf("found %q", got)
	}
	s.screen.list.field.SetText("sev:9")
	s.until("the problem", func() bool { return s.screen.list.last.problem != "" })
	if got := s.screen.list.last.problem; got != "sev:9 is no severity. Give 1 to 4, as in sev:1,2." {
		t.Errorf("the field says %q", got)
	}
	s.screen.list.field.SetText("nosuchthing")
	s.until("nothing found", func() bool { return s.screen.list.emptyKind == noMatch })
	s.screen.list.clear()
	s.wantList(storyList)
	s.screen.list.field.SetText("who:me")
	s.wantList("Active: checkout stock\nSnoozed: prices\nResolved today: cards addresses images rounding\n")
}

func TestSavedSearchesAreChipsThatStay(t *testing.T) {
	prefs := newMemory()
	s := open(t, story(), wide, func(s *stage) { s.prefs = prefs })
	s.screen.list.chosen(1)
	s.wantList("Active: checkout stock\nSnoozed: prices\n")
	s.screen.list.chosen(0)
	s.screen.list.field.SetText("source:IMAP")
	s.wantList("Active: mails\nResolved today: addresses\n")
	s.screen.list.save()
	for _, char := range "Mail" {
		s.key(char)
	}
	s.dialog.Button(0).Tapped(nil)
	s.wantList("Active: mails\nResolved today: addresses\n")
	if s.screen.list.field.Text() != "" {
		t.Error("the search stands in the field though it is a chip")
	}
	if got := loadSaved(prefs); len(got) != 1 || got[0] != (saved{"Mail", "source:IMAP"}) {
		t.Errorf("kept %v", got)
	}
	s.screen.list.askRemove(2)
	s.dialog.Button(0).Tapped(nil)
	s.wantList(storyList)
	if got := loadSaved(prefs); len(got) != 0 {
		t.Errorf("kept %v after it was removed", got)
	}
}

func TestWhatIsMarkedIsActedOnAtOnce(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	s.key('x')
	s.key('j')
	s.key('x')
	if !s.screen.list.batch.content.Visible() || s.screen.list.batch.text.full != "2 selected" {
		t.Errorf("the bar says %q", s.screen.list.batch.text.full)
	}
	s.key('a')
	s.wantDone("ack window [search checkout]")
	s.wantToast("2 incidents acknowledged [undo]")
	if s.screen.list.batch.content.Visible() {
		t.Error("the marks stay after the act")
	}
	s.key('x')
	s.press(fyne.KeyEscape)
	if len(s.screen.list.list.Marked()) != 0 {
		t.Error("Esc leaves the marks")
	}
}

func TestSectionsFoldAndStayFolded(t *testing.T) {
	prefs := newMemory()
	prefs.SetString(prefFolds, "resolved")
	s := open(t, story(), wide, func(s *stage) { s.prefs = prefs })
	s.wantList(strings.Replace(storyList, " cards addresses images rounding", "", 1))
	s.screen.list.list.OnFold("snoozed", true)
	s.until("the fold", func() bool { return s.screen.list.sections[2].Folded })
	if got := prefs.String(prefFolds); got != "resolved snoozed" {
		t.Errorf("kept %q", got)
	}
}

func TestBelowAThousandPixelsListOrDetailIsShown(t *testing.T) {
	for _, size := range []fyne.Size{narrow, phone} {
		t.Run(fmt.Sprint(size.Width), func(t *testing.T) {
			d := story()
			s := open(t, d, size, nil)
			s.wantList(storyList)
			if s.screen.Selected() != "" || s.screen.frame.detailShown() {
				t.Error("a detail is shown unasked")
			}
			s.screen.list.list.Select("search")
			s.screen.list.list.OnOpen("search")
			s.shown("search")
			if !s.screen.frame.detailShown() {
				t.Fatal("the detail is not shown")
			}
			s.until("the mark to go", func() bool { return len(d.Unseen()) == 0 })
			s.key('a')
			s.wantDone("ack window [search]")
			s.press(fyne.KeyEscape)
			if s.screen.frame.detailShown() {
				t.Error("Esc does not lead back to the list")
			}
		})
	}
}

func TestTheLayoutFollowsTheWidth(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	for _, c := range []struct {
		width  look.Width
		beside bool
		tabs   int
	}{{look.Wide, true, 2}, {look.Medium, true, 3}, {look.Narrow, false, 3}, {look.Phone, false, 3}, {look.Wide, true, 2}} {
		s.screen.SetWidth(c.width)
		if got := len(s.screen.detail.tabNames()); got != c.tabs || s.screen.frame.beside() != c.beside {
			t.Errorf("width %d: %d tabs, beside %v", c.width, got, s.screen.frame.beside())
		}
	}
}

func TestRepeatsInTheTimelineAreOpened(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.screen.Open("checkout")
	s.shown("checkout")
	before := len(s.screen.detail.shown.Moments)
	for _, m := range s.screen.detail.shown.Moments {
		if m.Fold != "" {
			s.screen.detail.timeline.OnFold(m.Key)
		}
	}
	s.until("the repeats", func() bool { return len(s.screen.detail.shown.Moments) == before+12 })
}

func TestLinksOpenByOneKey(t *testing.T) {
	d := story()
	detail := d.details["checkout"]
	detail.Incident.Dashboard, detail.Incident.Link = "", "javascript:alert(1)"
	d.details["checkout"] = detail
	s := open(t, d, wide, nil)
	s.screen.Open("checkout")
	s.shown("checkout")
	s.key('o')
	if !slices.Equal(s.links, []string{"https://wiki.example/runbooks/payments"}) {
		t.Errorf("opened %v", s.links)
	}
	s.screen.Open("search")
	s.shown("search")
	s.key('o')
	s.wantToast("It has no runbook, dashboard or alert to open.")
}

func TestAConflictAsksAndWhatWaitsSaysSo(t *testing.T) {
	d := story()
	d.queue = []outbox.Action{
		{ID: "1", Incident: "stock", Source: "PagerTree", Verb: outbox.Resolve, State: outbox.Asking, By: me, LastError: "Ben took it", Created: ago(time.Minute)},
		{ID: "2", Incident: "mails", Source: "IMAP", Verb: outbox.Note, State: outbox.Waiting, Created: ago(time.Minute)},
	}
	s := open(t, d, wide, nil)
	s.screen.Open("stock")
	s.shown("stock")
	q := s.screen.detail.shown.Queued
	if len(q) != 1 || !q[0].Asks || q[0].Theirs != "Ben took it" {
		t.Fatalf("the detail says %+v", q)
	}
	s.screen.compare(q[0])
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("drop 1 []")
	s.screen.compare(q[0])
	s.dialog.Button(1).Tapped(nil)
	s.wantDone("retry 1 true []")
	chips := map[incident.ID]string{}
	for _, section := range s.screen.list.sections {
		for n := range section.Rows.Len() {
			chips[section.Rows.ID(n)] = section.Rows.Row(n).Chip.Text
		}
	}
	if chips["stock"] != "Compare" || chips["mails"] != "Will send" || chips["search"] != "" {
		t.Errorf("the rows say %v", chips)
	}
}

func TestAnIncidentIsDeclaredByHand(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	s.key('c')
	s.dialog.Button(0).Tapped(nil)
	if s.dialog == nil {
		t.Fatal("one without a title is declared")
	}
	for _, char := range "Phones are dead" {
		s.key(char)
	}
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("declare Phones are dead, , SEV2 [declared]")
	s.shown("declared")
	if s.dialog != nil {
		t.Error("the form stays open")
	}
}

func TestSeverityHandOverMergeAndSplit(t *testing.T) {
	d := story()
	d.silences = map[string][]incident.Silence{"Alertmanager": {{ID: "s-1", State: "active"}}}
	s := open(t, d, wide, nil)
	s.screen.Open("checkout")
	s.shown("checkout")
	s.key('v')
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("severity SEV1 [checkout]")
	s.key('h')
	for _, char := range "Ben" {
		s.key(char)
	}
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("assign Ben [checkout]")
	s.screen.split()
	s.dialog.Button(0).Tapped(nil)
	if s.dialog == nil {
		t.Fatal("nothing is split off")
	}
	for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
		if box, ok := o.(*parts.Checkbox); ok && strings.HasPrefix(box.Text, "CheckoutErrorRate") {
			box.Tapped(nil)
		}
	}
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("split a2 [checkout]")
	s.screen.list.list.Select("mails")
	s.screen.list.list.ToggleMark()
	s.screen.list.list.Select("checkout")
	s.screen.merge()
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("merge into checkout [mails]")
	items := s.screen.moreMenu()
	items[len(items)-1].Do()
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("end silence Alertmanager s-1 []")
}

func TestAMergeIsPickedFromWhatIsOpen(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.screen.Open("mails")
	s.shown("mails")
	s.screen.merge()
	var names []string
	for _, o := range test.LaidOutObjects(s.window.Canvas().Overlays().Top()) {
		if link, ok := o.(*parts.Link); ok {
			names = append(names, link.Text)
			if strings.Contains(link.Text, "Checkout") {
				defer s.wantDone("merge into checkout [mails]")
				defer link.Tapped(nil)
			}
		}
	}
	if len(names) != 5 {
		t.Errorf("offered %q, want every other open one", names)
	}
}

func TestTheSnoozeMenuOffersSpansTomorrowAndATime(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	var offered []string
	for _, item := range s.screen.snoozeMenu() {
		offered = append(offered, strings.TrimSpace(item.Text+" "+item.Note))
	}
	want := []string{"5 min 14:29", "15 min 14:39", "30 min 14:54", "1 h 15:24", "4 h 18:24", "Until Wed 09:00", "Pick a time…"}
	if !slices.Equal(offered, want) {
		t.Errorf("offered %q", offered)
	}
	s.screen.pickTime([]incident.ID{"search"})
	for _, char := range "yesterday" {
		s.key(char)
	}
	s.dialog.Button(0).Tapped(nil)
	if s.dialog == nil {
		t.Fatal("nonsense is a time")
	}
}

func TestTimesThatComeAreRead(t *testing.T) {
	for typed, want := range map[string]string{
		"15:30": "12 15:30", "9:00": "13 09:00", "2h": "12 16:24", "90m": "12 15:54", "3d": "15 14:24", "2026-05-13 08:00": "13 08:00",
		"2026-05-13T08:00": "13 08:00", "2026-05-20": "20 00:00", "3:30 pm": "12 15:30", " 1h ": "12 15:24",
	} {
		got, err := readTime(typed, at, time.UTC)
		if err != nil || got.Format("02 15:04") != want {
			t.Errorf("%q reads %v, %v; want %s", typed, got, err, want)
		}
	}
	for typed, want := range map[string]error{"": errNoTime, "soon": errNoTime, "25:00": errNoTime, "-2h": errNoTime, "400d": errNoTime,
		"2020-01-01": errPast, "9999999999h": errNoTime} {
		if _, err := readTime(typed, at, time.UTC); err != want {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
}

func TestWhatThereIsNotSaysWhy(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*stage)
		want    emptiness
	}{
		{"no source", func(s *stage) { s.health = health.View{} }, noSource},
		{"quiet", func(*stage) {}, allQuiet},
		{"starting", func(s *stage) { s.health.Sources[0].LastTry = time.Time{} }, loading},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, newFakeDesk(), wide, c.prepare)
			if s.screen.list.emptyKind != c.want {
				t.Errorf("the list says %d, want %d", s.screen.list.emptyKind, c.want)
			}
		})
	}
}

func TestWhileTheAppStartsTheListSaysFromWhenItIs(t *testing.T) {
	s := open(t, story(), wide, func(s *stage) {
		s.health.Sources = append(s.health.Sources, health.Status{Name: "PagerTree", LastContact: ago(2 * time.Hour), LastTry: ago(2 * time.Hour)})
	})
	if got := s.screen.list.banner.Text; got != "Showing 12:24. Fetching 1 of 2 sources…" || !s.screen.list.banner.Visible() {
		t.Errorf("the banner says %q", got)
	}
}

func TestAnIncidentThatIsGoneSaysSo(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.screen.Open("nowhere")
	s.until("the words", func() bool { return s.screen.detail.empty.Visible() })
}

func TestTenThousandRowsAreShownAndSearched(t *testing.T) {
	d := newFakeDesk()
	for n := range 10_000 {
		id := incident.ID(fmt.Sprintf("i%05d", n))
		d.rows[id] = store.Row{ID: id, Title: fmt.Sprintf("Shop fails %d", n), Severity: incident.Severity(n%4 + 1), Status: incident.Resolved,
			StartedAt: at.Add(-time.Duration(n) * time.Hour), ResolvedAt: at.Add(-time.Duration(n) * time.Hour), Source: "eu"}
	}
	s := open(t, d, wide, nil)
	s.screen.list.field.SetText("shop before:2026-03-01")
	s.until("the result", func() bool { return s.screen.list.last.compact })
	l := s.screen.list.last
	if l.total != 10_000 || l.matches < 8000 || s.screen.list.list.Len() != l.matches || l.sections[0].Title != "February 2026" {
		t.Errorf("found %d of %d, %d rows, first %q", l.matches, l.total, s.screen.list.list.Len(), l.sections[0].Title)
	}
	s.press(fyne.KeyEnd)
	s.window.Canvas().Capture()
}

func TestAChangeTouchesWhatChanged(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.wantList(storyList)
	d.mu.Lock()
	r := d.rows["stock"]
	r.Status, r.ResolvedAt = incident.Resolved, at
	d.rows["stock"] = r
	delete(d.rows, "images")
	d.mu.Unlock()
	d.hub.Publish(event.IncidentsChanged{IDs: []incident.ID{"stock", "images"}})
	s.wantList("Paging you: search\nActive: checkout mails\nSnoozed: prices disk\nResolved today: stock cards addresses rounding\n")
}

func TestOutOfSightTheScreenRests(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.wantList(storyList)
	s.screen.Shown(false)
	r := d.rows["mails"]
	r.Title = "Changed"
	d.mu.Lock()
	d.rows["mails"] = r
	d.mu.Unlock()
	d.hub.Publish(event.IncidentsChanged{IDs: []incident.ID{"mails"}})
	s.screen.Shown(true)
	s.until("the change", func() bool { return s.screen.list.sections[1].Rows.Row(1).Title == "Changed" })
}
