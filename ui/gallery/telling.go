package gallery

import (
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
)

// telling are the parts that help to write to customers, and what they show.
func telling() []Section {
	return []Section{
		{"QuestionHead, TextBox, Area", questions()},
		{"MarkedText, RowText", markings()},
		{"CheckCard", checks()},
		{"ChannelToggle", channels()},
		{"Checklist, PagePreview", drills()},
	}
}

func questions() []fyne.CanvasObject {
	asked, wrong := parts.NewQuestionHead("3", "What do customers see?"), parts.NewQuestionHead("6", "When will they hear next?")
	asked.SetHint("from the timeline: 1 in 8 failing")
	wrong.SetHint("SEV1 target: about 30 min")
	wrong.SetWrong(true)
	empty, filled, bad := parts.NewTextBox("empty", "One or two sentences a customer would say", 2, 5, nil), parts.NewTextBox("filled", "", 2, 5, nil), parts.NewTextBox("bad", "", 2, 5, nil)
	filled.SetText("About 1 in 8 card payments in the EU fails. Your basket is kept and you won't be charged twice.")
	bad.SetText(long)
	bad.SetWrong(true)
	area := parts.NewArea("a section", "What went well?")
	area.SetText("- The alert came within a minute.\n- " + long)
	return []fyne.CanvasObject{wide(396, asked), wide(396, empty), wide(396, filled), wide(396, wrong), wide(396, bad), sized(396, 120, area)}
}

func markings() []fyne.CanvasObject {
	const said = "psp-eu-2 times out at our card provider. Sorry for the minor inconvenience."
	at := strings.Index(said, "minor")
	marked := parts.NewMarkedText(look.Card, look.InkText)
	marked.Set(said, []parts.Mark{{From: 0, To: 8, Number: 1, Bad: true}, {From: at, To: at + len("minor inconvenience"), Number: 2}})
	return []fyne.CanvasObject{wide(396, marked), wide(180, parts.NewRowText(long, look.Body, true, look.InkText, 2))}
}

func checks() []fyne.CanvasObject {
	b := func(text string, kind parts.Importance) fyne.CanvasObject {
		return small(parts.NewKeyButton(text, "auto_fix_high", "", kind, nothing))
	}
	bad := parts.NewCheckCard(parts.Check{Grade: parts.GradeBad, Title: "This shows the name of a machine", Text: "Take it out.", Number: 1},
		b("Use “card payments”", parts.Primary), b("Take the sentence out", parts.Outline))
	advice := parts.NewCheckCard(parts.Check{Grade: parts.GradeAdvice, Title: long, Text: "Name what it cost them: a payment, an hour, a night.", Number: 2},
		parts.NewLink("Keep mine", "", nothing))
	settled := parts.NewCheckCard(parts.Check{Grade: parts.GradeSettled, Title: "It does not say sorry", Text: "Kept as it is."})
	return []fyne.CanvasObject{wide(340, bad), wide(340, advice), wide(340, settled)}
}

func channels() []fyne.CanvasObject {
	return []fyne.CanvasObject{row(parts.NewChannelToggle("Status page", "public", true, nil), parts.NewChannelToggle("Chat", "#customer-help", true, nil),
		parts.NewChannelToggle("Email", "off, the page mails its own", false, nil))}
}

func drills() []fyne.CanvasObject {
	todo := parts.NewChecklist("What this drill shows")
	todo.Set("1 of 3", []parts.Todo{{Text: "Acknowledged after 6 seconds", Done: true}, {Text: "Tell customers. Press U"}, {Text: long}})
	page, empty := parts.NewPagePreview(), parts.NewPagePreview()
	page.Set(parts.Preview{Page: "Practice shop status", State: view.Chip{Text: "Degraded", Tone: view.Warn}, Posts: []parts.PreviewPost{
		{Title: "Card payments in the EU", Phase: "Investigating", When: "posted 0:31", Text: "About 1 in 8 card payments fails.", Next: "Next update by 14:30"}}})
	empty.Set(parts.Preview{Page: "Practice shop status", Empty: "Nothing yet. Customers wait."})
	return []fyne.CanvasObject{wide(408, todo), wide(268, page), wide(268, empty)}
}
