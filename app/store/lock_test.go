package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestALockThatIsJustGivenBackIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		held, err := takeLock(dir)
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan error, 1)
		var second *lock
		go func() {
			var err error
			second, err = awaitLock(t.Context(), dir)
			got <- err
		}()
		synctest.Wait()
		select {
		case err := <-got:
			t.Fatalf("it did not wait: %v", err)
		default:
		}
		if err := held.release(); err != nil {
			t.Fatal(err)
		}
		if err := <-got; err != nil {
			t.Fatalf("given back: %v", err)
		}
		begun := time.Now()
		if _, err := awaitLock(t.Context(), dir); !errors.Is(err, ErrLocked) || time.Since(begun) != lockPatience {
			t.Errorf("one that is kept: %v after %v", err, time.Since(begun))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := awaitLock(ctx, dir); !errors.Is(err, ErrLocked) || !errors.Is(err, context.Canceled) {
			t.Errorf("broken off: %v", err)
		}
		if err := second.release(); err != nil {
			t.Fatal(err)
		}
	})
}
