package now

import (
	"context"

	"turnaround/app/incident"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Twins closes what is open twice on a channel.
type Twins interface {
	// Words are what readers of ours are told when it is closed as the duplicate.
	Words(id incident.ID, channel string) (string, error)
	Join(ctx context.Context, id incident.ID, channel string) error
}

// joinTwin asks whether ours is closed as the duplicate, with the words its
// readers get.
func (s *Screen) joinTwin(channel string) {
	id := s.detail.shown.ID
	s.run(func(context.Context) error {
		said, err := s.Twins.Words(id, channel)
		if err != nil {
			return err
		}
		s.Post(func() { s.askTwin(id, channel, said) })
		return nil
	})
}

func (s *Screen) askTwin(id incident.ID, channel, said string) {
	content := stack(prose(words.T("The other one was there first and goes on; what it says counts for this incident. Ours is closed on {{.Channel}} with these words:",
		words.Data{"Channel": channel})), prose(said))
	s.Host.Modal(words.T("Join theirs, close ours?"), content, parts.Choice{Text: words.T("Join theirs, close ours"), Icon: "call_split", Importance: parts.Primary, Do: func() {
		s.run(func(ctx context.Context) error {
			if err := s.Twins.Join(ctx, id, channel); err != nil {
				return err
			}
			s.Post(func() {
				s.Host.Toast(words.T("Closed as a duplicate on {{.Channel}} in a moment", words.Data{"Channel": channel}), true)
			})
			return nil
		})
	}})
}
