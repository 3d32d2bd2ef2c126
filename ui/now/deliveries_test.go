package now

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/app/compose"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/update"
	"turnaround/ui/parts"
)

// corrects is a Corrector that refuses what speaks of a secret.
type corrects struct {
	words, typed string
	times        int
}

func (c *corrects) PublishedWords(incident.ID, string) (string, error) { return c.words, nil }

func (c *corrects) CorrectWords(_ context.Context, _ string, id incident.ID, entry, text string) (desk.Receipt, error) {
	if strings.Contains(text, "psp") {
		return desk.Receipt{}, &compose.BlockedError{Found: []update.Finding{{ID: "CU20", Message: "This shows the name of a machine"}}}
	}
	c.typed = text
	c.times++
	return desk.Receipt{}, nil
}

// sentStory is the story with an update of which one channel shows it, one
// asks and one waits.
func sentStory(all ...desk.Delivery) *fakeDesk {
	d := story()
	d.sent = map[incident.ID][]desk.Delivery{"checkout": all}
	return d
}

var (
	visible = desk.Delivery{Channel: "Page", Publication: "p", State: desk.DeliveryVisible, At: ago(time.Minute), Entry: "e1", Correctable: true, Link: "https://page/1"}
	waits   = desk.Delivery{Channel: "Mail", Publication: "p", State: desk.DeliveryWaiting, At: at.Add(8 * time.Second), Undoable: true, Action: "a1"}
	asks    = desk.Delivery{Channel: "Chat", Publication: "p", State: desk.DeliveryAsking, Text: `"Slow" is open there already`, Joins: "x", Action: "a2", Link: "https://chat/1"}
)

// pressable finds what is pressed by its text, in the window and over it.
func (s *stage) tap(text string) {
	s.t.Helper()
	var found fyne.Tappable
	s.look(func(o fyne.CanvasObject) {
		n, named := o.(interface{ AccessibilityLabel() string })
		if t, ok := o.(fyne.Tappable); ok && named && strings.HasPrefix(n.AccessibilityLabel(), text) {
			found = t
		}
	})
	if found == nil {
		s.t.Fatalf("nothing to press says %q: %s", text, s.texts())
	}
	test.Tap(found)
}

func (s *stage) look(visit func(fyne.CanvasObject)) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		visit(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		}
	}
	walk(s.screen.Content())
	for _, o := range s.window.Canvas().Overlays().List() {
		walk(o)
	}
}

// texts is all that is to be read.
func (s *stage) texts() string {
	var all []string
	s.look(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			all = append(all, t.Text)
		}
	})
	return strings.Join(all, " ")
}

func (s *stage) wantTexts(wants ...string) {
	s.t.Helper()
	for _, want := range wants {
		s.until("the words "+want, func() bool { return strings.Contains(s.texts(), want) })
	}
}

func TestTheDetailSaysHowTheLastUpdateStandsOnEachChannel(t *testing.T) {
	d := sentStory(asks, waits, visible)
	s := open(t, d, wide, nil)
	s.screen.Open("checkout")
	s.wantTexts("Chat asks you first", "is open there already", "Mail leaves in 8s", "Page visible since 14:23")
	s.tap("Join and send")
	s.wantDone("join and send a2 []")
	s.tap("Undo")
	s.wantDone("drop a1 []")
	s.wantToast("The update stays here: Mail does not get it")
	s.tap("Look there")
	if len(s.links) != 1 || s.links[0] != "https://page/1" {
		t.Errorf("opened %v", s.links)
	}
}

func TestWhatAnUpdateAsksIsNotSaidTwice(t *testing.T) {
	d := sentStory(asks)
	d.queue = append(d.queue, publishing("a2", "checkout"))
	s := open(t, d, wide, nil)
	s.screen.Open("checkout")
	s.wantTexts("Chat asks you first")
	if n := len(s.screen.detail.shown.Queued); n != 0 {
		t.Errorf("%d lines of the queue tell it again", n)
	}
}

func TestChannelsThatShowTheUpdateFoldIntoALine(t *testing.T) {
	second := visible
	second.Channel = "Mail"
	s := open(t, sentStory(second, visible), wide, nil)
	s.screen.Open("checkout")
	s.wantTexts("The last update is visible since 14:23: Mail, Page · Show")
	if strings.Contains(s.texts(), "Look there") {
		t.Error("it is open before it was asked for")
	}
	s.tap("The last update is visible")
	s.wantTexts("Look there", "Hide")
}

func TestOnAPhoneOneLineTellsTheWorstAndOpensToAll(t *testing.T) {
	s := open(t, sentStory(asks, waits, visible), fyne.NewSize(390, 844), nil)
	s.screen.Open("checkout")
	s.wantTexts("Chat asks you first, and 2 more channels")
	if strings.Contains(s.texts(), "Join and send") {
		t.Error("all lines stand on a phone")
	}
	s.tap("Chat asks you first")
	s.wantTexts("How the last update stands", "Mail leaves in 8s")
	s.tap("Join and send")
	s.wantDone("join and send a2 []")
	if s.dialog != nil {
		t.Error("the dialog stays open after a choice")
	}
}

func TestAnUpdateIsCorrectedUnlessAChecksBlocks(t *testing.T) {
	c := &corrects{words: "Card payements fail."}
	s := open(t, sentStory(visible), wide, nil)
	s.screen.Corrects = c
	s.screen.Open("checkout")
	s.wantTexts("Page visible since 14:23")
	s.tap("More")
	s.press(fyne.KeyDown)
	s.press(fyne.KeyReturn)
	s.until("the dialog", func() bool { return s.dialog != nil })
	publish := func() { s.dialog.Button(0).Tapped(nil) }
	box := func() *parts.TextBox {
		var b *parts.TextBox
		s.look(func(o fyne.CanvasObject) {
			if x, ok := o.(*parts.TextBox); ok {
				b = x
			}
		})
		return b
	}
	publish()
	s.wantTexts("It is the text that readers have.")
	box().SetText("psp-eu-2 is down.")
	publish()
	s.wantTexts("This shows the name of a machine")
	c.words = "Card payements fail today."
	box().SetText("Card payments fail.")
	publish()
	s.wantTexts("The text was changed meanwhile. Close this, and look at it again.")
	c.words = "Card payements fail."
	publish()
	publish()
	s.wantToast("Correction on its way to Page [undo]")
	if c.typed != "Card payments fail." || c.times != 1 || s.dialog != nil {
		t.Errorf("sent %q, %d times", c.typed, c.times)
	}
}

// publishing is an update that asks.
func publishing(id string, of incident.ID) outbox.Action {
	return outbox.Action{ID: id, Incident: of, Source: outbox.ChannelSource("Chat"), Verb: outbox.Publish, State: outbox.Asking,
		Created: ago(time.Minute), Update: &outbox.Update{Channel: "Chat"}}
}
