package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

var (
	shownLine = view.Delivery{Key: "1", Channel: "#customer-help", Icon: "check_circle", Tone: view.Good, State: "visible since 14:24", Settled: true,
		Steps: []view.Step{{Do: view.StepOpen, Text: "Look there", Icon: "open_in_new"}, {Do: view.StepCorrect, Text: "Correct the text", Icon: "edit_note"}}}
	askingLine = view.Delivery{Key: "2", Channel: wordy, Icon: "warning", Tone: view.Warn, State: "asks you first", Why: wordy + " is open there already. " + wordy,
		Steps: []view.Step{{Do: view.StepJoin, Text: "Join and send", Icon: "link"}, {Do: view.StepDrop, Text: "Drop it", Icon: "close"}}}
	failedLine = view.Delivery{Key: "3", Channel: "Email", Icon: "error_outline", Tone: view.Bad, State: "not published", Why: "the server answers 535",
		Steps: []view.Step{{Do: view.StepRetry, Text: "Try again now", Icon: "send"}}}
	sendingLine = view.Delivery{Key: "4", Channel: "Page", Icon: "send", Tone: view.Soft, State: "is being sent"}
)

func TestDeliveryLinesLook(t *testing.T) {
	portrait(t, "deliveries", fyne.NewSize(560, 230), fyne.NewSize(900, 480), func() fyne.CanvasObject {
		column := NewColumn(0)
		for _, d := range []view.Delivery{shownLine, askingLine, failedLine, sendingLine} {
			column.Add(NewDeliveryLine(d, false, nil))
		}
		return column
	})
}

func TestADeliverysButtonsStayWithinALineOnAPhone(t *testing.T) {
	for _, d := range []view.Delivery{shownLine, askingLine, failedLine, sendingLine} {
		for _, size := range []int{100, 200} {
			l := NewDeliveryLine(d, true, nil)
			stage(t, look.Prefs{TextSize: size}, NewColumn(0, l), fyne.NewSize(390, 700))
			for _, o := range []fyne.CanvasObject{l.fix, l.more} {
				p, s := o.Position(), o.Size()
				if o.Visible() && (p.X < 0 || p.X+s.Width > 390 || p.Y < 0 || p.Y+s.Height > l.Size().Height+1) {
					t.Errorf("%s at %d%%: a button at %v of %v in %v", d.Channel, size, p, s, l.Size())
				}
				if o.Visible() && s.Height < look.Scaled(look.Target)-1 {
					t.Errorf("%s: %v is no size for a finger", d.Channel, s)
				}
			}
		}
	}
}

func TestADeliverysFirstStepIsAButtonAndTheRestAMenu(t *testing.T) {
	var did []string
	l := NewDeliveryLine(shownLine, false, func(s view.Step) { did = append(did, s.Do) })
	stage(t, look.Prefs{}, l, fyne.NewSize(600, 60))
	test.Tap(l.fix)
	for _, i := range l.items() {
		i.Do()
	}
	if len(did) != 2 || did[0] != view.StepOpen || did[1] != view.StepCorrect {
		t.Errorf("did %v", did)
	}
	l.Set(sendingLine)
	if l.fix.Visible() || l.more.Visible() {
		t.Error("there is a button with nothing to do")
	}
}

func TestAStepOfAnOpenMenuStaysWhatItSays(t *testing.T) {
	took := ""
	l := NewDeliveryLine(view.Delivery{Key: "1", Channel: "page", Steps: []view.Step{{Do: view.StepRetry, Text: "Try again now"}, {Do: view.StepDrop, Text: "Drop it"}}}, false,
		func(s view.Step) { took = s.Do })
	open := l.items()
	l.Set(view.Delivery{Key: "1", Channel: "page", Steps: []view.Step{{Do: view.StepJoin, Text: "Join and send"}, {Do: view.StepForce, Text: "Send anyway"}}})
	if open[0].Do(); took != view.StepDrop {
		t.Errorf("“Drop it” did %s", took)
	}
}
