package secret

import (
	"errors"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

func TestTheSystemsKeyringIsSpokenTo(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	keyring.MockInit()
	r := newSystemRing(time.Minute)
	if _, err := r.Get(t.Context(), "a"); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v", err)
	}
	if err := r.Set(t.Context(), "a", "value"); err != nil {
		t.Fatal(err)
	}
	if got, err := r.Get(t.Context(), "a"); err != nil || got != "value" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := r.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := r.Delete(t.Context(), "a"); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v", err)
	}
	keyring.MockInitWithError(errors.New("The name org.freedesktop.secrets was not provided"))
	if _, err := r.Get(t.Context(), "a"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestAKeyringThatWaitsForAPersonIsLeftBehind(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	r := newSystemRing(10 * time.Millisecond)
	unlocked := make(chan struct{})
	_, err := r.do(t.Context(), func() (string, error) {
		<-unlocked
		return "", nil
	})
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	called := false
	if _, err := r.do(t.Context(), func() (string, error) { called = true; return "", nil }); !errors.Is(err, ErrUnavailable) || called {
		t.Errorf("a second dialog is asked for while the first is open: %v", err)
	}
	close(unlocked)
	r.timeout = time.Minute
	if got, err := r.do(t.Context(), func() (string, error) { return "value", nil }); err != nil || got != "value" {
		t.Errorf("after it was unlocked: %q, %v", got, err)
	}
}

func TestNoBusIsStartedForAKeyring(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	if err := reachable(); err != nil && !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}
