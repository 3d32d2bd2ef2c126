package now

import (
	"fyne.io/fyne/v2"

	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// moreMenu holds what has no button of its own.
func (s *Screen) moreMenu() []parts.Item {
	d := s.detail.shown
	items := []parts.Item{
		{Icon: "flag", Text: words.T("Change severity"), Action: keys.Severity, Disabled: !d.Open, Do: s.severity},
		{Icon: "person", Text: words.T("Hand over"), Action: keys.Assign, Disabled: !d.Open, Do: s.handOver},
		{Icon: "call_split", Text: words.T("Merge"), Action: keys.Merge, Disabled: !d.Open, Do: s.merge},
		{Icon: "call_split", Text: words.T("Split"), Action: keys.Split, Disabled: len(d.Alerts) < 2, Do: s.split},
		{Icon: "people_alt", Text: words.T("Customers affected"), Action: keys.Impact, Divided: true, Do: s.editImpact},
		{Icon: "lightbulb", Text: words.T("Told elsewhere"), Action: keys.Told, Do: s.tellElsewhere},
		{Icon: "insights", Text: words.T("What customers went through"), Action: keys.Journey, Disabled: !d.Journey.Shown(), Do: s.unfold},
		{Icon: "content_copy", Text: words.T("Copy number and title"), Action: keys.Copy, Divided: true, Do: s.copyTitle},
	}
	if len(d.Loose) > 0 {
		items = append(items, parts.Item{Icon: "public", Text: words.T("Join what a channel says…"), Do: s.pickThread})
	}
	for n, w := range s.Ways {
		items = append(items, parts.Item{Icon: w.Icon, Text: w.Text, Action: w.Action, Divided: n == 0, Do: s.along(w)})
	}
	for _, link := range d.Links {
		items = append(items, parts.Item{Icon: "link", Text: words.T("Copy link: {{.Name}}", words.Data{"Name": link.Text}),
			Do: func() { s.copy(link.URL, words.T("Link copied")) }})
	}
	for _, f := range d.Facts {
		for _, line := range f.Lines {
			if len(line.Silences) > 0 {
				items = append(items, parts.Item{Icon: "notifications_active", Text: words.T("End silence: {{.Name}}", words.Data{"Name": line.Name}),
					Divided: true, Do: func() { s.askEndSilences(line) }})
			}
		}
	}
	return items
}

// askEndSilences asks first: what they held rings.
func (s *Screen) askEndSilences(fact view.Fact) {
	s.Host.Modal(words.T("End the silence?"), stack(prose(fact.Name), prose(words.T("What still fires rings again, for everybody who is paged by {{.Source}}.",
		words.Data{"Source": text.Line(fact.Silences[0].Source, 40)}))),
		parts.Choice{Text: words.T("End the silence"), Importance: parts.Danger, Do: func() { s.endSilences(fact.Silences) }})
}

func (s *Screen) copyTitle() {
	d := s.detail.shown
	if d.ID != "" {
		s.copy(d.Number+" "+d.Title, words.T("Copied"))
	}
}

func (s *Screen) copy(what, said string) {
	fyne.CurrentApp().Clipboard().SetContent(what)
	s.Host.Toast(said, false)
}

// openLinks opens the one link there is, or asks which.
func (s *Screen) openLinks() {
	links := s.detail.shown.Links
	switch len(links) {
	case 0:
		s.Host.Toast(words.T("It has no runbook, dashboard or alert to open."), false)
	case 1:
		s.Host.OpenURL(links[0].URL)
	default:
		var items []parts.Item
		for _, link := range links {
			items = append(items, parts.Item{Icon: link.Icon, Text: link.Text, Do: func() { s.Host.OpenURL(link.URL) }})
		}
		parts.ShowMenu(s.detail.anchor(), items)
	}
}

// rowMenu is what a right click on a row offers.
func (s *Screen) rowMenu() []parts.Item {
	return []parts.Item{
		{Icon: "open_in_full", Text: words.T("Open"), Action: keys.Open, Do: func() { s.list.list.OnOpen(s.list.list.Selected()) }},
		{Icon: "task_alt", Text: words.T("Acknowledge"), Action: keys.Acknowledge, Divided: true, Do: s.acknowledge},
		{Icon: "snooze", Text: words.T("Snooze"), Action: keys.Snooze, Do: s.snooze},
		{Icon: "done_all", Text: words.T("Resolve"), Action: keys.Resolve, Do: s.resolve},
		{Icon: "campaign", Text: words.T("Update customers"), Action: keys.Update, Do: func() { s.writeUpdate(s.list.list.Selected(), "") }},
		{Icon: "check_box", Text: words.T("Select"), Action: keys.Select, Divided: true, Do: s.list.list.ToggleMark},
		{Icon: "flag", Text: words.T("Change severity"), Action: keys.Severity, Do: s.severity},
		{Icon: "person", Text: words.T("Hand over"), Action: keys.Assign, Do: s.handOver},
		{Icon: "call_split", Text: words.T("Merge"), Action: keys.Merge, Do: s.merge},
	}
}
