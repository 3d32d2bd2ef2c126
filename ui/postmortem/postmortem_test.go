package postmortem

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
)

func TestAPostmortemIsBegunWrittenKeptReopenedAndExported(t *testing.T) {
	dir := t.TempDir()
	s, shut := archive(t, dir)
	id := incidentIn(t, s)
	r := startOver(t, s, id, &Memory{}, wide)
	r.shows("No postmortem yet")
	for _, want := range []string{"still open: you can begin now", "Filled in from the timeline: Summary,", "Timeline"} {
		if !strings.Contains(r.seen(), want) {
			t.Errorf("%q is not shown: %s", want, r.seen())
		}
	}
	r.key(fyne.KeyReturn)
	r.inHand("summary")
	r.shows("nothing is written yet")
	r.take("well")
	r.inHand("well")
	r.key(fyne.KeyReturn) // into the text
	r.types("- The first update came after 8 minutes")
	if r.stored("well") != "" {
		t.Error("every letter is saved at once")
	}
	r.tick()
	r.until("it is saved", func() bool { return r.stored("well") == "- The first update came after 8 minutes" })
	r.shows("Saved 14:24")
	r.until("the section is complete", func() bool {
		return slices.ContainsFunc(r.sheet.sections, func(row sectionRow) bool { return row.id == "well" && row.state == doc.Full })
	})
	r.end()
	shut()

	s, shut = archive(t, dir)
	defer shut()
	r = startOver(t, s, id, &Memory{}, wide)
	defer r.end()
	r.inHand("summary")
	r.take("well")
	r.inHand("well")
	if got := r.frame.area.Text(); got != "- The first update came after 8 minutes" {
		t.Errorf("reopened: %q", got)
	}
	r.chord(fyne.KeyE)
	r.shows("For customers, web page")
	r.key(fyne.KeyReturn) // Markdown, the first
	r.until("it is written", func() bool { return len(r.host.told) > 0 })
	raw, err := os.ReadFile(r.path)
	if err != nil || !strings.Contains(string(raw), "# Postmortem: Checkout fails") || !strings.Contains(string(raw), "- The first update came after 8 minutes") {
		t.Errorf("exported: %v\n%s", err, raw)
	}
}

func TestWhatIsTypedLastIsKeptWhenTheScreenIsLeftOrEnds(t *testing.T) {
	r := begun(t, wide, "well")
	r.frame.area.Focus()
	r.types("- a")
	r.Shown(false)
	r.until("it is saved", func() bool { return r.stored("well") == "- a" })
	r.Shown(true)
	r.inHand("well")
	r.frame.area.Focus()
	r.types("b")
	r.end() // the window closes within the second
	if got := r.stored("well"); got != "- ab" {
		t.Errorf("on disk: %q", got)
	}
}

func TestCtrlSSavesAtOnceAndSaysSo(t *testing.T) {
	r := begun(t, wide, "well")
	r.frame.area.Focus()
	r.types("- a")
	r.chord(fyne.KeyS)
	r.until("it is said", func() bool { return slices.Contains(r.host.told, "Saved on this computer.") })
	if got := r.stored("well"); got != "- a" {
		t.Errorf("on disk: %q", got)
	}
}

func TestWhatCannotBeSavedIsSaidKeptAndTriedAgain(t *testing.T) {
	r := begun(t, wide, "well")
	r.frame.area.Focus()
	r.types("- a")
	r.shelf.failing(errDisk)
	r.tick()
	r.shows("Not saved: the disk is full")
	r.shelf.failing(nil)
	r.tick()
	r.until("it is saved", func() bool { return r.stored("well") == "- a" })
	r.shows("Saved 14:24")
}

func TestWhatACommandWroteMeanwhileIsNotOverwritten(t *testing.T) {
	for _, c := range []struct{ button, want string }{
		{"Keep mine", "- mine"}, {"Take theirs", "- theirs"}, {"Keep both", "- theirs\n\n- mine"},
	} {
		t.Run(c.button, func(t *testing.T) {
			r := begun(t, wide, "well")
			if _, err := r.shelf.book.Write(t.Context(), other, r.id, "well", "- theirs", ""); err != nil {
				t.Fatal(err)
			}
			r.frame.area.Focus()
			r.types("- mine")
			r.tick()
			r.shows("This section was changed elsewhere meanwhile")
			if !strings.Contains(r.seen(), "- theirs") || r.stored("well") != "- theirs" || r.frame.area.Text() != "- mine" {
				t.Errorf("on disk %q, in hand %q: %s", r.stored("well"), r.frame.area.Text(), r.seen())
			}
			r.tap(c.button)
			r.until("it is settled", func() bool { return r.stored("well") == c.want && r.frame.area.Text() == c.want })
			r.until("the question is gone", func() bool { return !strings.Contains(r.seen(), "elsewhere meanwhile") })
		})
	}
}

func TestTheWindowEndingBetweenTwoTextsLosesNeither(t *testing.T) {
	r := begun(t, wide, "well")
	if _, err := r.shelf.book.Write(t.Context(), other, r.id, "well", "- theirs", ""); err != nil {
		t.Fatal(err)
	}
	r.frame.area.Focus()
	r.types("- mine")
	r.tick()
	r.shows("This section was changed elsewhere meanwhile")
	r.end()
	if got := r.stored("well"); got != "- theirs\n\n- mine" {
		t.Errorf("on disk: %q", got)
	}
}

func TestAnotherSectionChangedElsewhereIsShownAndKept(t *testing.T) {
	r := begun(t, wide, "well")
	if _, err := r.shelf.book.Write(t.Context(), other, r.id, "lucky", "- A copy was there by chance", ""); err != nil {
		t.Fatal(err)
	}
	r.frame.area.Focus()
	r.types("- mine")
	r.tick()
	r.until("both are kept", func() bool {
		return r.stored("well") == "- mine" && r.stored("lucky") == "- A copy was there by chance"
	})
	r.take("lucky")
	r.until("theirs is in hand", func() bool { return r.frame.area.Text() == "- A copy was there by chance" })
}

func TestWhatSomebodyElseWritesIsSeenAtOnce(t *testing.T) {
	r := begun(t, wide, "well")
	r.frame.area.Focus()
	if _, err := r.shelf.book.Write(t.Context(), other, r.id, "well", "- theirs", ""); err != nil {
		t.Fatal(err)
	}
	r.until("it is in hand", func() bool { return r.frame.area.Text() == "- theirs" })
	r.types(", and mine")
	r.tick()
	r.until("it is saved", func() bool { return r.stored("well") == "- theirs, and mine" })
	if _, err := r.shelf.Note(t.Context(), other, "A third provider answered", r.id); err != nil {
		t.Fatal(err)
	}
	r.shows("A third provider answered")
}

func TestAScreenMadeAnewGoesOnWithWhatWasTyped(t *testing.T) {
	s, shut := archive(t, t.TempDir())
	t.Cleanup(shut)
	id, m := incidentIn(t, s), &Memory{}
	r := startOver(t, s, id, m, wide)
	r.shows("Begin the postmortem")
	r.key(fyne.KeyReturn)
	r.inHand("summary")
	r.take("well")
	r.inHand("well")
	r.frame.area.Focus()
	r.types("- half a tho")
	r.end()
	r = startOver(t, s, id, m, wide)
	r.inHand("well")
	if got := r.frame.area.Text(); got != "- half a tho" {
		t.Errorf("in hand: %q", got)
	}
	r.frame.area.Focus()
	r.types("ught")
	r.tick()
	r.until("it is saved", func() bool { return r.stored("well") == "- half a thought" })
}

func TestBlameIsFoundWhileWritingAndMendedWithAKey(t *testing.T) {
	r := begun(t, wide, "factors")
	r.frame.area.Focus()
	r.types("- The support lead failed to answer at 14:58.")
	r.shows("This blames a person")
	r.shows("Blameless check: 1 remark")
	r.shows("Nothing made sure that someone could answer at 14:58.")
	r.tap("Use it")
	r.until("it is mended", func() bool {
		return r.frame.area.Text() == "- Nothing made sure that someone could answer at 14:58." && len(r.sheet.findings) == 0
	})
	r.tick()
	r.until("it is saved", func() bool { return strings.Contains(r.stored("factors"), "Nothing made sure") })
	r.frame.area.Focus()
	r.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	if got := r.frame.area.Text(); got != "- The support lead failed to answer at 14:58." {
		t.Errorf("Ctrl+Z leaves %q", got)
	}
}

func TestAWishBecomesAnAction(t *testing.T) {
	r := begun(t, wide, "badly")
	r.frame.area.Focus()
	r.types("- Retries piled up. The alert should have rung sooner.")
	r.until("it is found", func() bool { return r.sheet.body == r.writing.body() && len(r.sheet.findings) == 1 })
	r.tap("Make it an action")
	r.tap("Add")
	r.until("it is an action", func() bool { return len(r.sheet.plan) == 1 && r.frame.area.Text() == "- Retries piled up." })
	if got := r.sheet.plan[0].Text; got != "The alert should have rung sooner." {
		t.Errorf("the action: %q", got)
	}
}

func TestEGoesToTheEvidenceAndInsertsIt(t *testing.T) {
	r := begun(t, wide, "factors")
	r.frame.area.Focus()
	r.types("- Moving traffic was slow")
	r.key(fyne.KeyEscape)
	if r.frame.area.Focused() {
		t.Fatal("Esc stays in the text")
	}
	r.press('e')
	if !r.frame.evidence.list.Focused() {
		t.Fatal("E does not lead to the evidence")
	}
	r.press('e')
	if got := r.frame.area.Text(); got != "- Moving traffic was slow [^1]" {
		t.Errorf("in hand: %q", got)
	}
	r.tick()
	newest := r.sheet.evidence[0]
	r.until("it is kept by its ID", func() bool { return r.stored("factors") == "- Moving traffic was slow "+doc.Cite(newest.id) })
	r.until("it is marked as used", func() bool { return r.sheet.evidence[0].used })
	r.shows("used")
	r.tap("Do not cite it")
	r.until("it is taken out", func() bool { return r.frame.area.Text() == "- Moving traffic was slow" })

	r.frame.area.Focus()
	r.key(fyne.KeyReturn)
	r.cite(newest)
	if got := r.frame.area.Text(); !strings.Contains(got, "slow\n- 14:24 UTC Note by Robin: 60% moved to the second provider [^1]") {
		t.Errorf("on a line of its own: %q", got)
	}
}

func TestTheEvidenceIsSearched(t *testing.T) {
	r := begun(t, wide, "factors")
	all := len(r.sheet.evidence)
	r.press('/')
	r.types("second provider")
	r.until("one is found", func() bool { return len(r.sheet.evidence) == 1 })
	r.key(fyne.KeyEscape)
	r.until("all are there", func() bool { return len(r.sheet.evidence) == all && all > 1 })
	r.types("unicorn")
	r.shows("Nothing in the timeline says that.")
}

func TestActionsAreAddedChangedAndTakenOut(t *testing.T) {
	r := begun(t, wide, "summary")
	r.key(fyne.KeyEscape)
	r.press('i')
	r.shows("Add an action item")
	r.tap("Add")
	r.shows("Say what is to be done.")
	r.types("Cap retries")
	r.host.dialog.Close()
	r.editAction(nil, "Cap retries per worker")
	r.tap("Add")
	r.shows("No owner")
	a := r.sheet.plan[0].Action
	if _, err := r.shelf.book.SetAction(t.Context(), other, r.id, doc.Action{ID: "A1", Text: a.Text, Owner: "Payments"}, &a); err != nil {
		t.Fatal(err)
	}
	mine := a
	mine.Due = "2026-05-26"
	r.setAction(mine, &a, nil)
	r.shows("A1 was changed elsewhere meanwhile")
	r.host.dialog.Close()
	r.until("theirs is shown", func() bool { return r.sheet.plan[0].Owner == "Payments" && r.sheet.plan[0].Due == "" })
	r.dropAction(r.sheet.plan[0].Action)
	r.tap("Take it out")
	r.until("it is gone", func() bool { return len(r.sheet.plan) == 0 })
}

func TestTheVersionForCustomersIsHeldBackUntilItIsCleanAndThenTold(t *testing.T) {
	r := begun(t, wide, "summary")
	r.export("html", true)
	r.shows("The version for customers is not finished")
	r.host.dialog.Close()
	write := func(section, body string) {
		t.Helper()
		if _, err := r.shelf.book.Write(t.Context(), other, r.id, section, body, r.stored(section)); err != nil {
			t.Fatal(err)
		}
	}
	for section, body := range map[string]string{"summary": "For an hour nobody could pay by card.", "impact": "All card payments failed for 60 minutes.",
		"data": "No data was lost; we compared the books.", "heard": "We told you after 9 minutes.",
		"happened": "A full disk on db-prod-03.internal stopped payments.", "sorry": "You stood at the till and could not pay. We are sorry."} {
		write(section, body)
	}
	if _, err := r.shelf.book.SetAction(t.Context(), other, r.id, doc.Action{Text: "Watch disks", Public: "We watch how full our disks are", Due: "2026-05-26"}, nil); err != nil {
		t.Fatal(err)
	}
	r.export("html", true)
	r.shows("It shows what must not leave the house")
	r.shows("Below “What happened”")
	if _, err := os.Stat(r.path); err == nil {
		t.Error("a file was written all the same")
	}
	r.host.dialog.Close()
	write("happened", "A full disk stopped payments.")
	r.export("html", true)
	r.until("it is written and told", func() bool {
		return slices.ContainsFunc(r.host.told, func(s string) bool { return strings.Contains(s, "The timeline tells of it") })
	})
	raw, err := os.ReadFile(r.path)
	if err != nil || !strings.HasPrefix(string(raw), "<!doctype html>") || strings.Contains(string(raw), "db-prod-03") {
		t.Errorf("%v: %s", err, raw)
	}
	detail, err := r.shelf.Desk.Show(r.id, 0)
	if err != nil || !slices.ContainsFunc(detail.Entries, func(e incident.Entry) bool { return e.Kind == incident.KindPostmortem }) {
		t.Errorf("the timeline does not tell of it: %v", err)
	}
}

func TestOnAPhoneThereAreTheSectionsThenOne(t *testing.T) {
	r := start(t, fyne.NewSize(390, 780))
	r.shows("Begin the postmortem")
	r.tap("Begin the postmortem")
	r.shows("What went well")
	if r.frame.middle.page.Visible() {
		t.Error("a section is open beside the list")
	}
	r.choose("well")
	r.inHand("well")
	if r.frame.left.content.Visible() || !r.frame.middle.page.Visible() {
		t.Error("the list is still there")
	}
	r.tap("Insert evidence")
	r.shows("second provider")
	r.key(fyne.KeyReturn)
	if got := r.frame.area.Text(); !strings.Contains(got, "[^1]") {
		t.Errorf("in hand: %q", got)
	}
	r.win.Canvas().Unfocus()
	r.key(fyne.KeyEscape)
	if !r.frame.left.content.Visible() {
		t.Error("Esc does not lead to the list")
	}
	r.key(fyne.KeyEscape)
	if r.host.went != "now/"+string(r.id) {
		t.Errorf("Esc leads to %q", r.host.went)
	}
}

func TestKeysMoveThroughTheSections(t *testing.T) {
	r := begun(t, wide, "summary")
	r.press('j')
	r.inHand("impact")
	r.press('k')
	r.inHand("summary")
	r.key(fyne.KeyEnd)
	r.inHand(r.sheet.sections[len(r.sheet.sections)-1].id)
	r.key(fyne.KeyReturn)
	if !r.frame.area.Focused() {
		t.Error("Enter does not lead into the text")
	}
	r.key(fyne.KeyEscape)
	r.key(fyne.KeyF6)
	r.key(fyne.KeyF6)
	if !r.frame.evidence.list.Focused() {
		t.Error("F6 twice does not lead to the evidence")
	}
	r.key(fyne.KeyEscape)
	r.key(fyne.KeyEscape)
	if r.host.went != "now/"+string(r.id) {
		t.Errorf("Esc leads to %q", r.host.went)
	}
}

func TestWhatWasFilledInIsMadeOnesOwnWithOnePress(t *testing.T) {
	r := start(t, wide)
	r.shows("Begin the postmortem")
	_, err := r.shelf.SetImpact(t.Context(), robin, r.id, incident.Affected{Impact: incident.ImpactConfirmed, Start: noon.Add(-time.Hour),
		Who: "people in the EU who pay by card at the checkout", What: "About 1 in 8 card payments fails after half a minute"})
	if err != nil {
		t.Fatal(err)
	}
	r.key(fyne.KeyReturn)
	r.inHand("summary")
	for _, row := range r.sheet.sections {
		if row.state == doc.Half && strings.Contains(row.why, "make it yours") {
			r.take(row.id)
			r.inHand(row.id)
			r.tap("It is right as it is")
			r.until("it is complete", func() bool {
				return slices.ContainsFunc(r.sheet.sections, func(s sectionRow) bool { return s.id == row.id && s.state == doc.Full })
			})
			return
		}
	}
	t.Error("no section is filled in that has to be read")
}

func TestWhatCannotBeReadIsSaidAndTriedAgain(t *testing.T) {
	s, shut := archive(t, t.TempDir())
	t.Cleanup(shut)
	s.failing(errDisk)
	r := startOver(t, s, incidentIn(t, s), &Memory{}, wide)
	r.shows("The postmortem cannot be shown")
	r.shows("the disk is full")
	s.failing(nil)
	r.key(fyne.KeyReturn)
	r.shows("Begin the postmortem")

	r = startOver(t, s, "gone", &Memory{}, wide)
	r.shows("This incident is gone")
}

func TestEverySentenceOfTheChecksIsTranslated(t *testing.T) {
	for _, said := range append(slices.Clone(doc.Messages), doc.Whys...) {
		if !slices.Contains(saidBelow, said) {
			t.Errorf("translators are not told of %q", said)
		}
	}
}
