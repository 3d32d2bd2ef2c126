package now

import (
	"context"
	"strings"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// untold asks before an incident ends though customers last heard bad news:
// write the last update, record what they were told, or close all the same and say why.
func (s *Screen) untold(ids []incident.ID, here bool) {
	why := parts.NewField(words.T("Why they need not hear it"))
	content := stack(prose(words.T("Customers last heard that something is wrong, and nobody told them that it is over.")),
		caption(words.T("Reason, kept in the timeline")), why)
	var shut func()
	choices := []parts.Choice{{Text: words.T("Close all the same"), Stay: true, Do: func() {
		reason := strings.TrimSpace(why.Text())
		if reason == "" {
			why.SetError(words.T("Say why."))
			why.Focus()
			return
		}
		shut()
		s.closeUntold(ids, reason, here)
	}}}
	if len(ids) == 1 && s.detail.shown.ID == ids[0] {
		choices = append(choices, parts.Choice{Text: words.T("Record what they were told"), Icon: "lightbulb", Do: s.tellElsewhere})
	}
	if len(ids) == 1 {
		choices = append(choices, parts.Choice{Text: words.T("Post “Resolved” for customers"), Icon: "campaign", Importance: parts.Amber,
			Do: func() { s.writeUpdate(ids[0], "/resolved") }})
	}
	shut = s.Host.Modal(words.T("Customers were not told that it is over"), content, choices...)
}

// closeUntold ends incidents with the reason why nobody is told.
func (s *Screen) closeUntold(ids []incident.ID, reason string, here bool) {
	s.act(ids, deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			return s.Desk.EndUntold(ctx, s.who(), reason, here, ids...)
		},
		one:  func(d words.Data) string { return words.T("Resolved “{{.Title}}”", d) },
		many: func(n int) string { return words.N("{{.Count}} incidents resolved", n) },
		undo: true,
	})
}
