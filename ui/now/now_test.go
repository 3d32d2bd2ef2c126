package now

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/look"
)

var (
	wide   = fyne.NewSize(1360, 820)
	narrow = fyne.NewSize(760, 760)
	phone  = fyne.NewSize(390, 780)
)

var sizes = map[string]fyne.Size{"wide": wide, "narrow": narrow, "phone": phone}

const storyList = `Paging you: search
Active: mails checkout stock
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

func TestTheMostUrgentIsShownUntilAPersonChooses(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.shown("search")
	arrive := func(id incident.ID) {
		d.mu.Lock()
		d.rows[id] = store.Row{ID: id, Title: string(id), Severity: incident.Critical, Status: incident.Triggered, StartedAt: at, RingSince: at}
		d.mu.Unlock()
		d.hub.Publish(event.IncidentsChanged{IDs: []incident.ID{id}})
		s.until("the row", func() bool { return s.screen.list.sections[0].Rows.ID(0) == id })
	}
	arrive("worse")
	s.shown("worse")
	s.screen.detail.note.Focus()
	arrive("a third")
	s.shown("worse") // nothing moves while a note is written
	s.press(fyne.KeyEscape)
	s.key('j')
	s.shown("search")
	arrive("a fourth")
	s.shown("search")
	if got := s.screen.list.list.Selected(); got != "search" {
		t.Errorf("what the person chose moved to %q", got)
	}
}

func TestOffCallNothingPages(t *testing.T) {
	s := open(t, story(), wide, func(s *stage) { s.ringing.OnCall = false })
	s.wantList(strings.Replace(strings.Replace(storyList, "Paging you: search\n", "", 1), "checkout stock", "checkout search stock", 1))
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
	if got := s.screen.list.last.problem; got != "sev:9 is not a severity. Give 1 to 4, as in sev:1,2." {
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
	s.screen.list.askRemove(3)
	s.dialog.Button(0).Tapped(nil)
	s.wantList(storyList)
	if got := loadSaved(prefs); len(got) != 0 {
		t.Errorf("kept %v after it was removed", got)
	}
}

func TestWhatOwesCustomersAnUpdateHasAChip(t *testing.T) {
	d := story()
	tell := func(id incident.ID, last, due time.Duration) {
		r := d.rows[id]
		r.Impact, r.ImpactStart, r.FirstUpdate, r.LastUpdate, r.DueAt = incident.ImpactConfirmed, r.StartedAt, at.Add(last), at.Add(last), at.Add(due)
		r.Phase = incident.Investigating
		d.rows[id] = r
	}
	tell("mails", -50*time.Minute, -12*time.Minute)
	tell("checkout", -24*time.Minute, 6*time.Minute)
	tell("stock", -5*time.Minute, 40*time.Minute)
	s := open(t, d, wide, nil)
	if got := s.screen.list.filters[2]; got.Text != "Needs update" || got.Count != 3 || !strings.Contains(got.Hint, "10 minutes") {
		t.Errorf("the chip says %+v", got)
	}
	s.screen.list.chosen(2)
	s.wantList("Paging you: search\nActive: mails checkout\n") // search: nothing was said yet
	s.screen.list.field.SetText("checkout")
	s.wantList("Active: checkout\n")
	s.screen.list.chosen(0)
	s.screen.list.field.SetText("quiet:>10m")
	s.wantList("Active: mails\n")
	s.screen.list.field.SetText("quiet:never")
	s.until("the problem", func() bool {
		return s.screen.list.last.problem == "quiet:never is not a span. Give quiet:>10m or quiet:>2h."
	})
	s.screen.list.field.SetText("nosuch")
	s.screen.list.chosen(2)
	s.until("nothing found", func() bool { return s.screen.list.emptyKind == noMatch })
}

func TestWhatEndedUntoldDaysAgoStillNeedsAnUpdate(t *testing.T) {
	d := story()
	for id, days := range map[incident.ID]time.Duration{"rounding": 3, "images": 8} {
		r := d.rows[id]
		r.ResolvedAt, r.LastUpdate, r.FirstUpdate = ago(days*24*time.Hour), ago((days+1)*24*time.Hour), ago((days+1)*24*time.Hour)
		r.Phase = incident.Investigating
		d.rows[id] = r
	}
	s := open(t, d, wide, nil)
	if got := s.screen.list.filters[2].Count; got != 4 {
		t.Errorf("%d need an update; the fourth ended three days ago, the one of a week ago asks no more", got)
	}
	if all := s.outline(); strings.Contains(all, "rounding") || strings.Contains(all, "images") {
		t.Errorf("unasked they are not listed: %s", all)
	}
	s.screen.list.chosen(2)
	s.wantList("Paging you: search\nActive: mails checkout\nResolved: rounding\n")
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
			if s.screen.detail.empty.Visible() {
				t.Error("beside an empty list the detail asks to choose an incident")
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
	s.wantList("Paging you: search\nActive: mails checkout\nSnoozed: prices disk\nResolved today: stock cards addresses rounding\n")
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
	s.until("the change", func() bool { return s.screen.list.sections[1].Rows.Row(0).Title == "Changed" })
}

func TestTheListsKeysWorkBeforeAnythingHasTheFocus(t *testing.T) {
	for _, c := range []struct {
		key  fyne.KeyName
		want incident.ID
	}{{fyne.KeyEnd, "rounding"}, {fyne.KeyHome, "search"}, {fyne.KeyPageDown, "rounding"}, {fyne.KeyPageUp, "search"}} {
		t.Run(string(c.key), func(t *testing.T) {
			s := open(t, story(), wide, nil)
			s.shown("search")
			s.press(c.key)
			s.shown(c.want)
			if s.window.Canvas().Focused() != fyne.Focusable(s.screen.list.list) {
				t.Error("the list has no focus after it")
			}
		})
	}
}
