package desk

import (
	"context"
	"fmt"

	"turnaround/app/incident"
)

// finish applies what a batch says as a whole: what is absent, what is held,
// which of our silences stand, and how far the source was read. The cursor
// comes last: after a crash the batch is read again and changes nothing.
func (p *Pull) finish(ctx context.Context, b incident.Batch) error {
	if b.Done && b.Complete && !b.Unchanged {
		if err := p.clearAbsent(ctx); err != nil {
			return err
		}
	}
	// A mailbox is read on from the cursor: what was told before it is not told again.
	if b.Done && !b.Unchanged || b.Cursor != nil && p.src.Kind == "mail" {
		if err := p.settleHolds(ctx); err != nil {
			return err
		}
	}
	if b.Done && b.Complete && !b.Unchanged {
		p.d.mu.Lock()
		p.src.silences = b.Silences
		p.d.mu.Unlock()
	}
	if b.Done && b.Complete {
		if err := p.checkStandings(ctx, b); err != nil {
			return err
		}
	}
	met := b.Done && p.first
	if b.Cursor == nil && !met {
		return nil
	}
	err := p.d.update(ctx, func(w *work) error {
		if b.Cursor != nil {
			if err := w.tx.PutCursor(p.src.Identity, b.Cursor); err != nil {
				return err
			}
		}
		if met {
			return w.tx.PutMeta(metKey(p.src.Identity), []byte(w.now.Format("2006-01-02T15:04:05Z")))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remember how far %s was read: %w", p.src.Name, err)
	}
	if met {
		p.first = false
	}
	return nil
}
