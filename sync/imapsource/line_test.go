package imapsource

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheWatcherLeavesForAReaderAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l line
		leave, err := l.watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var took, watched atomic.Bool
		go func() {
			if l.take(t.Context()) == nil {
				took.Store(true)
				<-time.After(time.Second)
				l.release()
			}
		}()
		synctest.Wait()
		select {
		case <-leave:
		default:
			t.Fatal("the watcher is not asked to leave")
		}
		if took.Load() {
			t.Fatal("two hold the line")
		}
		l.release()
		go func() {
			if _, err := l.watch(t.Context()); err == nil {
				watched.Store(true)
			}
		}()
		synctest.Wait()
		if !took.Load() || watched.Load() {
			t.Fatalf("took %v, watched %v: the reader goes first", took.Load(), watched.Load())
		}
		<-time.After(2 * time.Second)
		synctest.Wait()
		if !watched.Load() {
			t.Error("the watcher did not come back")
		}
		if l.tryTake() {
			t.Error("two hold the line")
		}
	})
}

func TestWhoGivesUpWaitingDoesNotKeepTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l line
		if err := l.take(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan error, 2)
		go func() { got <- l.take(ctx) }()
		go func() { _, err := l.watch(ctx); got <- err }()
		synctest.Wait()
		cancel()
		for range 2 {
			if err := <-got; !errors.Is(err, context.Canceled) {
				t.Errorf("gave %v", err)
			}
		}
		l.release()
		if !l.tryTake() {
			t.Error("nobody holds the line, yet it is taken")
		}
	})
}
