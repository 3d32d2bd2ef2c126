package now

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/app/incident"
	"turnaround/ui/words"
)

func TestAfterAnAcknowledgementOneKeySaysWhetherCustomersAreAffected(t *testing.T) {
	for _, c := range []struct {
		key  rune
		done string
		said string
	}{
		{'y', "impact confirmed [search]", ""}, // the first message opens
		{'0', "impact none [search]", "Customers affected: no"},
		{'?', "impact suspected [search]", "Customers affected: not sure"}, // what was suspected stays
	} {
		t.Run(string(c.key), func(t *testing.T) {
			s := open(t, story(), wide, nil)
			s.shown("search")
			s.key('a')
			s.until("the question", func() bool { return s.screen.detail.question.content.Visible() })
			s.key(c.key)
			s.wantDone(c.done)
			if c.said == "" {
				s.until("the first message", func() bool { return slices.Contains(s.routes, "compose/search") })
			} else {
				s.wantToast(c.said)
			}
			if offered := slices.Contains(s.routes, "compose/search"); offered != (c.key == 'y') {
				t.Errorf("the first message is offered: %v", offered)
			}
			if s.screen.detail.question.content.Visible() {
				t.Error("the question still stands")
			}
			s.key('a')
			s.wantDone("ack window [search]")
			s.wantToast("Acknowledged “Search shows no results in the mobile ap…” [undo]")
			if s.screen.detail.question.id != "" {
				t.Error("it is asked again")
			}
		})
	}
}

func TestTheQuestionIsAskedOfWhatIsBadAndStaysWithItsIncident(t *testing.T) {
	s := open(t, story(), phone, nil)
	s.screen.Open("stock")
	s.shown("stock")
	s.key('a')
	s.wantDone("ack window [stock]")
	s.wantToast("Acknowledged “Warehouse stock sync is slow” [undo]")
	if s.screen.detail.question.id != "" {
		t.Error("a SEV3 asks")
	}
	s.screen.Open("search")
	s.shown("search")
	s.key('a')
	s.until("the question", func() bool { return s.screen.detail.question.content.Visible() })
	s.screen.Open("mails")
	s.shown("mails")
	if s.screen.detail.question.asks() || s.screen.detail.question.content.Visible() {
		t.Error("it is asked of another incident")
	}
}

// type2 types a text where the focus is.
func (s *stage) type2(text string) {
	for _, char := range text {
		s.key(char)
	}
}

func (s *stage) finish() {
	s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
}

func (s *stage) tab() { s.window.Canvas().FocusNext() }

func TestWhatIsKnownOfCustomersIsEditedByKeys(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.screen.Open("checkout")
	s.shown("checkout")
	s.key('i')
	s.tab() // from the level to the time
	for range len("2026-05-12 13:52") {
		s.press(fyne.KeyDelete)
	}
	s.type2("later")
	s.finish()
	if s.dialog == nil {
		t.Fatal("the dialog took what is no time")
	}
	for range len("later") {
		s.press(fyne.KeyBackspace)
	}
	s.type2("13:50")
	s.tab()
	s.finish()
	s.wantDone("impact confirmed [checkout]")
	s.wantToast("Saved what is known of customers")
	got := d.impacts[0]
	want := time.Date(2026, 5, 12, 13, 50, 0, 0, words.Zone())
	if !got.Start.Equal(want) || got.Who != "EU, paying by card" || got.Share != "about 1 in 8 payments" || got.Contacts != 41 {
		t.Errorf("saved %+v", got)
	}
}

func TestWhatWasToldElsewhereCounts(t *testing.T) {
	d := story()
	s := open(t, d, wide, nil)
	s.screen.Open("mails")
	s.shown("mails")
	s.key('t')
	s.tab()
	s.type2("Mails arrive late.")
	s.tab()
	s.type2("Old page")
	s.tab()
	s.type2("5m ago")
	s.tab()
	s.type2("30m")
	s.finish()
	s.wantDone("told investigating [mails]")
	s.wantToast("Recorded what customers were told")
	want := incident.Spoken{Channel: "Old page", Phase: incident.Investigating, Body: "Mails arrive late.", Visible: ago(5 * time.Minute), Due: at.Add(30 * time.Minute)}
	if !reflect.DeepEqual(d.told[0], want) {
		t.Errorf("recorded %+v, want %+v", d.told[0], want)
	}
	s.until("the strip", func() bool { return s.screen.detail.shown.Strip.Value == "5 min ago" })
}
