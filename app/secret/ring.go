package secret

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

// Service is the name under which the keyring lists our items.
const Service = "turnaround"

// Ring is a keyring. Get and Delete give ErrMissing for an item that is not
// there; all give ErrUnavailable where there is no keyring, it stays locked,
// or it does not answer.
type Ring interface {
	Get(ctx context.Context, name string) (string, error)
	Set(ctx context.Context, name, value string) error
	Delete(ctx context.Context, name string) error
}

// System is the keyring of the desktop: Secret Service on Linux, Keychain on
// macOS, Credential Manager on Windows (at most 2,560 bytes per item).
var System Ring = newSystemRing(ringTimeout)

// ringTimeout leaves a person time to answer the dialog that unlocks it.
const ringTimeout = time.Minute

// systemRing talks to the keyring from one goroutine at a time. A call that
// waits for a person cannot be cancelled: it is left behind, keeps the turn,
// and ends with the dialog or the process.
type systemRing struct {
	turn    chan struct{}
	timeout time.Duration
}

func newSystemRing(timeout time.Duration) *systemRing {
	return &systemRing{turn: make(chan struct{}, 1), timeout: timeout}
}

func (r *systemRing) Get(ctx context.Context, name string) (string, error) {
	return r.do(ctx, func() (string, error) { return keyring.Get(Service, name) })
}

func (r *systemRing) Set(ctx context.Context, name, value string) error {
	_, err := r.do(ctx, func() (string, error) { return "", keyring.Set(Service, name, value) })
	return err
}

func (r *systemRing) Delete(ctx context.Context, name string) error {
	_, err := r.do(ctx, func() (string, error) { return "", keyring.Delete(Service, name) })
	return err
}

func (r *systemRing) do(ctx context.Context, call func() (string, error)) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.timeout, fmt.Errorf("%w: it did not answer within %s; it may wait to be unlocked", ErrUnavailable, r.timeout))
	defer cancel()
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	type answer struct {
		value string
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		defer func() { <-r.turn }()
		value, err := call()
		got <- answer{value, err}
	}()
	select {
	case a := <-got:
		return a.value, plain(a.err)
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// plain sorts the keyring's errors.
func plain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return fmt.Errorf("%w: the keyring has no such item of %q", ErrMissing, Service)
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fmt.Errorf("too long for the system's keyring; use file:PATH: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
