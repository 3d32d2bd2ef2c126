package now

import (
	"context"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

var phases = []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved}

// tellElsewhere records what customers were told with another tool, so that
// their clock is right.
func (s *Screen) tellElsewhere() {
	if s.detail.shown.ID != "" {
		s.TellElsewhere(s.detail.shown.ID, s.detail.shown.Phase)
	}
}

// TellElsewhere does so for an incident whose customers were told of a phase
// last.
func (s *Screen) TellElsewhere(id incident.ID, last incident.Phase) {
	now := s.Now()
	var names []string
	for _, p := range phases {
		names = append(names, view.PhaseWord(p))
	}
	phase := parts.NewSelect(words.T("Phase"), names, standsAt(phases, last), nil)
	said := parts.NewField(words.T("The text, as customers read it"))
	where := parts.NewField(words.T("Status page, mail, chat (optional)"))
	when := parts.NewField(words.T("13:52 or 10m ago; empty: now"))
	due := parts.NewField(words.T("15:30, 30m; empty: as the text says, or none"))
	content := stack(caption(words.T("Phase")), phase, caption(words.T("What they were told")), said, caption(words.T("Where")), where,
		caption(words.T("When")), when, caption(words.T("Next update by")), due)
	s.form(words.T("Told elsewhere"), content, words.T("Record"), func() bool {
		spoken := incident.Spoken{Phase: phases[phase.Chosen()], Body: strings.TrimSpace(said.Text()), Channel: strings.TrimSpace(where.Text()), Visible: now}
		if typed := strings.TrimSpace(when.Text()); typed != "" {
			at, err := words.ReadPast(typed, s.Now(), words.Zone())
			if err != nil {
				when.SetError(words.T("That is not a time that has passed. Give 13:52, 2026-05-12 08:00 or 30m ago."))
				when.Focus()
				return false
			}
			spoken.Visible = at
		}
		if typed := strings.TrimSpace(due.Text()); typed != "" {
			at, err := words.ReadTime(typed, s.Now(), words.Zone())
			if err != nil {
				due.SetError(whenTrouble(err))
				due.Focus()
				return false
			}
			spoken.Due = at.Truncate(time.Second)
		}
		s.run(func(ctx context.Context) error {
			_, err := s.Desk.ToldElsewhere(ctx, s.who(), id, spoken)
			if err == nil {
				s.Post(func() { s.Host.Toast(words.T("Recorded what customers were told"), false) })
			}
			return err
		})
		return true
	})
}
