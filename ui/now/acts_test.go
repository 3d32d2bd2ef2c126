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
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/ui/parts"
)

func TestKeysActOnTheIncidentThatIsSelected(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.wantList(storyList)
	s.key('a')
	s.wantDone("ack window [search]")
	s.wantToast("Acknowledged “Search shows no results in the mobile ap…” [undo]")
	s.wantList("Active: mails checkout search stock\nSnoozed: prices disk\nResolved today: cards addresses images rounding\n")
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

func TestClosingWhatCustomersWereNotToldIsOverAsksWhy(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	d.fail = fmt.Errorf("resolve #1: %w", desk.ErrUntold)
	s.shown("search")
	s.key('r')
	s.until("the question", func() bool { return s.dialog != nil })
	d.fail = nil
	s.dialog.Button(0).Tapped(nil) // without a reason nothing is closed
	if slices.ContainsFunc(d.done(), func(did string) bool { return strings.HasPrefix(did, "untold") }) {
		t.Fatal("closed without a reason")
	}
	for _, char := range "test" {
		s.key(char)
	}
	s.dialog.Button(0).Tapped(nil)
	s.wantDone("untold test false [search]")
}

func TestWhoClosesWhatCustomersWereNotToldIsOverMayTellThem(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	d.fail = fmt.Errorf("resolve #1: %w", desk.ErrUntold)
	s.shown("search")
	s.key('r')
	s.until("the question", func() bool { return s.dialog != nil })
	s.dialog.Button(2).Tapped(nil)
	if !slices.Contains(s.routes, "compose/search/resolved") {
		t.Errorf("it led to %v", s.routes)
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
	s.shown("mails")
	if got := s.screen.detail.note.Text(); got != "" {
		t.Errorf("the note of another incident is %q", got)
	}
	s.screen.list.list.Step(-1)
	s.shown("search")
	if got := s.screen.detail.note.Text(); got != "half a thought" {
		t.Errorf("the note begun is %q", got)
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
	s.key('r')
	s.wantDone("resolve false [search mails]")
	s.wantToast("2 incidents resolved [undo]")
	if s.screen.list.batch.content.Visible() {
		t.Error("the marks stay after the act")
	}
	s.key('x')
	s.press(fyne.KeyEscape)
	if len(s.screen.list.list.Marked()) != 0 || s.screen.list.batch.content.Visible() {
		t.Error("Esc leaves the marks")
	}
}

func TestTheBarOffersWhatSuitsTheMarkedIncidents(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	bar := s.screen.list.batch
	offers := func() string {
		var all []string
		for _, i := range bar.menu() {
			all = append(all, i.Text)
		}
		return strings.Join(all, ", ")
	}
	mark := func(ids ...incident.ID) {
		s.screen.list.list.ClearMarks()
		for _, id := range ids {
			s.screen.list.list.Select(id)
			s.screen.list.list.ToggleMark()
		}
	}
	for _, c := range []struct {
		ids    []incident.ID
		offers string
	}{
		{[]incident.ID{"search"}, "Acknowledge, Snooze, Resolve, Note, Change severity, Hand over, Merge, Select all"},
		{[]incident.ID{"search", "checkout", "cards"}, "Acknowledge 1, Snooze 2, Resolve 2, Note, Change severity 2, Hand over 2, Merge, Select all"},
		{[]incident.ID{"cards"}, "Note, Merge, Select all"},
	} {
		mark(c.ids...)
		if got := offers(); got != c.offers {
			t.Errorf("%v: the bar offers %s, want %s", c.ids, got, c.offers)
		}
	}
	if bar.acts[0].button.Visible() || bar.acts[2].button.Visible() || !bar.acts[3].button.Visible() {
		t.Error("buttons are shown that do not suit what is resolved")
	}
	mark("search", "checkout", "cards")
	s.key('r')
	s.wantDone("resolve false [search checkout]")
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
	if chips["stock"] != "Compare" || chips["mails"] != "Will send" || chips["search"] != "No update yet, 2m" {
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
	s.until("an undo", func() bool { return strings.HasSuffix(s.toasts[len(s.toasts)-1], "[undo]") })
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

func TestAfterANoteTheNextLetterIsAKey(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.shown("search")
	s.key('n')
	for _, char := range "fixed" {
		s.key(char)
	}
	s.screen.detail.note.Send()
	s.wantDone("note fixed [search]")
	s.key('a')
	s.wantDone("ack window [search]")
	if got := s.screen.detail.note.Text(); got != "" {
		t.Errorf("the key went into the note: %q", got)
	}
}

func TestTheNoteBoxIsTheFootOfTheScreen(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.shown("search")
	low, grown := s.screen.Foot(), 0
	if high := s.screen.detail.note.Size().Height; low < high {
		t.Fatalf("the foot is %v, the note box %v", low, high)
	}
	s.screen.OnFoot(func() { grown++ })
	s.screen.detail.note.SetText("one\ntwo\nthree")
	if s.screen.Foot() <= low || grown == 0 {
		t.Errorf("the box has three lines; the foot is %v and was %v, told %d times", s.screen.Foot(), low, grown)
	}
}

func TestKeysActOnWhatIsSelectedInTheListInEveryWidth(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			s := open(t, story(), size, nil)
			s.wantList(storyList)
			s.screen.list.list.Select("stock") // looked at before
			s.screen.look("stock")
			s.screen.list.list.Jump(0)
			if s.screen.list.list.Selected() != "search" {
				t.Fatalf("selected is %s", s.screen.list.list.Selected())
			}
			s.key('a')
			s.wantDone("ack window [search]")
		})
	}
}
