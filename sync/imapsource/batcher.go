package imapsource

import "turnaround/app/incident"

// maxSignals ends a batch early: one mail can tell of a thousand alerts.
const maxSignals = 4 * batchMails

// batcher cuts signals into batches. It holds each back until the next, for
// the last one says that it is the last.
type batcher struct {
	yield   func(incident.Batch) error
	signals []incident.Signal
	mails   int
	held    *incident.Batch
	sent    bool
}

func (b *batcher) add(signals []incident.Signal) {
	b.signals = append(b.signals, signals...)
	b.mails++
}

func (b *batcher) full() bool { return b.mails >= batchMails || len(b.signals) >= maxSignals }

// flush ends a batch with its cursor; nil: the position has not moved for sure.
func (b *batcher) flush(cursor []byte) error {
	if err := b.send(false); err != nil {
		return err
	}
	b.held = &incident.Batch{Signals: b.signals, Cursor: cursor}
	b.signals, b.mails = make([]incident.Signal, 0, len(b.signals)), 0
	return nil
}

// send hands over what is held back.
func (b *batcher) send(done bool) error {
	if b.held == nil {
		return nil
	}
	batch := *b.held
	batch.Done = done
	b.held, b.sent = nil, true
	return b.yield(batch)
}

// finish hands over the last batch; nil: the cursor stays as it was.
func (b *batcher) finish(cursor []byte) error {
	if len(b.signals) > 0 || b.held == nil {
		if err := b.flush(cursor); err != nil {
			return err
		}
	} else if cursor != nil {
		b.held.Cursor = cursor
	}
	b.held.Unchanged = !b.sent && len(b.held.Signals) == 0
	return b.send(true)
}
