package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"turnaround/app/outbox"
)

// journal notes, so that a crash does not take it, what was begun and is not
// known to have ended.
type journal struct {
	memory Memory
	key    string
	now    func() time.Time
	loaded bool
	held   held
}

// held is what the journal keeps.
type held struct {
	Begun map[string]time.Time `json:"begun,omitempty"` // by action
	// Words are what such an action says, as it is compared.
	Words map[string]string `json:"words,omitempty"`
	// Taken are those that the channel answered it took: they are looked for, and
	// never sent again by themselves.
	Taken map[string]bool `json:"taken,omitempty"`
	// Done are outcomes, kept for the case that the app dies before they are
	// written into the timeline.
	Done map[string]ended `json:"done,omitempty"`
	// Handed is the batch of an action's mail that was on its way last.
	Handed map[string]batch `json:"handed,omitempty"`
	// Mailed are the addresses that have an action's mail.
	Mailed map[string]map[string]bool `json:"mailed,omitempty"`
	// Last is when the newest update was published.
	Last time.Time `json:"last,omitzero"`
}

// batch is one mail to some addresses: those that the server had taken when the
// words were about to follow.
type batch struct {
	Part      string   `json:"part"` // as of the mail's header
	Addresses []string `json:"addresses"`
}

// ended is how an action ended, and when.
type ended struct {
	When    time.Time
	Outcome outbox.Outcome
}

// keptFor bounds how long an unsettled note stays.
const keptFor = 30 * 24 * time.Hour

// doneFor is how long an outcome is kept: the next start settles it.
const doneFor = 7 * 24 * time.Hour

func (j *journal) load(ctx context.Context) error {
	if j.loaded {
		return nil
	}
	j.held = held{Begun: map[string]time.Time{}, Mailed: map[string]map[string]bool{}}
	if j.memory != nil {
		raw, err := j.memory.Load(ctx, j.key)
		if err != nil {
			return fmt.Errorf("read what was begun at the channel: %w", err)
		}
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &j.held); err != nil {
				return fmt.Errorf("read what was begun at the channel: %w", err)
			}
		}
	}
	if j.held.Begun == nil {
		j.held.Begun = map[string]time.Time{}
	}
	if j.held.Mailed == nil {
		j.held.Mailed = map[string]map[string]bool{}
	}
	if j.held.Words == nil {
		j.held.Words = map[string]string{}
	}
	if j.held.Handed == nil {
		j.held.Handed = map[string]batch{}
	}
	if j.held.Taken == nil {
		j.held.Taken = map[string]bool{}
	}
	if j.held.Done == nil {
		j.held.Done = map[string]ended{}
	}
	j.loaded = true
	return nil
}

func (j *journal) forget(action string) {
	delete(j.held.Begun, action)
	delete(j.held.Words, action)
	delete(j.held.Mailed, action)
	delete(j.held.Taken, action)
	delete(j.held.Handed, action)
}

// handing notes a batch whose words are about to be sent.
func (j *journal) handing(ctx context.Context, action string, b batch) error {
	j.held.Handed[action] = b
	return j.save(ctx)
}

// took notes that the channel has it for certain.
func (j *journal) took(ctx context.Context, action string) error {
	j.held.Taken[action] = true
	return j.save(ctx)
}

// author gives the action that published a post, or may have; "": none did.
func (j *journal) author(post, text string) string {
	for id, e := range j.held.Done {
		if post != "" && e.Outcome.Post == post {
			return id
		}
	}
	if len(j.held.Words) == 0 {
		return ""
	}
	text = plain(text)
	for id, words := range j.held.Words {
		if words == text {
			return id
		}
	}
	return ""
}

func (j *journal) begun(ctx context.Context, action string) (time.Time, error) {
	if err := j.load(ctx); err != nil {
		return time.Time{}, err
	}
	return j.held.Begun[action], nil
}

// begin notes that an action is about to be sent; without the note it is not.
func (j *journal) begin(ctx context.Context, action, text string) error {
	if err := j.load(ctx); err != nil {
		return err
	}
	now := j.now()
	for id, at := range j.held.Begun {
		if now.Sub(at) > keptFor {
			j.forget(id)
		}
	}
	maps.DeleteFunc(j.held.Done, func(_ string, e ended) bool { return now.Sub(e.When) > doneFor })
	j.held.Begun[action], j.held.Words[action] = now, plain(text)
	return j.save(ctx)
}

// finish takes the note away.
func (j *journal) finish(ctx context.Context, action string) error {
	if err := j.load(ctx); err != nil {
		return err
	}
	_, there := j.held.Begun[action]
	if _, mailed := j.held.Mailed[action]; !there && !mailed {
		return nil
	}
	j.forget(action)
	return j.save(ctx)
}

// done notes an outcome in the place of what was begun.
func (j *journal) done(ctx context.Context, action string, out outbox.Outcome) error {
	if err := j.load(ctx); err != nil {
		return err
	}
	j.forget(action)
	j.held.Done[action] = ended{j.now(), out}
	if out.Result == outbox.Done && out.At.After(j.held.Last) {
		j.held.Last = out.At
	}
	return j.save(ctx)
}

// ended gives the outcome of what ended already.
func (j *journal) ended(ctx context.Context, action string) (outbox.Outcome, bool, error) {
	if err := j.load(ctx); err != nil {
		return outbox.Outcome{}, false, err
	}
	e, ok := j.held.Done[action]
	return e.Outcome, ok, nil
}

// claimed tells whether a post is known to be another action's.
func (j *journal) claimed(post, action string) bool {
	for id, e := range j.held.Done {
		if id != action && post != "" && e.Outcome.Post == post {
			return true
		}
	}
	return false
}

func (j *journal) save(ctx context.Context) error {
	if j.memory == nil {
		return nil
	}
	raw, err := json.Marshal(j.held)
	if err == nil {
		err = j.memory.Save(context.WithoutCancel(ctx), j.key, raw)
	}
	if err != nil {
		return fmt.Errorf("note what is sent to the channel: %w", err)
	}
	return nil
}

// mailed notes who has an action's mail.
func (j *journal) mailed(ctx context.Context, action string, addresses []string) error {
	if err := j.load(ctx); err != nil {
		return err
	}
	if j.held.Mailed[action] == nil {
		j.held.Mailed[action] = map[string]bool{}
	}
	for _, a := range addresses {
		j.held.Mailed[action][a] = true
	}
	delete(j.held.Handed, action)
	return j.save(ctx)
}

// settled takes the doubt away and leaves what is known to have arrived.
func (j *journal) settled(ctx context.Context, action string) error {
	delete(j.held.Begun, action)
	delete(j.held.Words, action)
	delete(j.held.Handed, action)
	return j.save(ctx)
}
