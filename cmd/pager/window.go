package pager

import (
	"context"
	"errors"
	"time"

	"turnaround/sync/imapsource/oauth"
	"turnaround/sync/source"
)

// Prompt is what a person has to do to sign in to a mailbox.
type Prompt struct {
	URL   string    // to be opened in a browser
	Code  string    // to be entered there; "": the browser comes back by itself
	Until time.Time // when it is too late; zero: not told
}

// SignIn has a person sign in to a mailbox of the configuration in use.
func (p *Pager) SignIn(ctx context.Context, name string, prompt func(Prompt)) error {
	err := SignIn(ctx, p.Config(), p.secrets, name, func(o oauth.Prompt) error {
		prompt(Prompt{o.URL, o.Code, o.Until})
		return nil
	})
	if err == nil {
		p.Engine.Poke()
	}
	return err
}

// Play plays one of the sounds once, for a person who chooses.
func (p *Pager) Play(_ context.Context, sound string, volume int) error {
	if p.sender == nil {
		return errors.New("nothing rings in this process")
	}
	return p.sender.Play(sound, volume)
}

// Tells tells whether a source hears of news by itself, instead of asking.
func (p *Pager) Tells(name string) bool {
	made := p.setup.Load().made[name]
	_, ok := made.(source.Watcher)
	return ok
}
