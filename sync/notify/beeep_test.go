//go:build linux

package notify

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/page"
)

// fakeBeeep gives a beeepWay around notify instead of beeep.
func fakeBeeep(notify func(title, body string, icon any) error) *beeepWay {
	b := newBeeep(Config{}.withDefaults())
	b.notify = notify
	b.usable = func() error { return nil }
	return b
}

func TestBeeepGetsTheStrictWords(t *testing.T) {
	type call struct{ title, body string }
	calls := make(chan call, 1)
	b := fakeBeeep(func(title, body string, _ any) error { calls <- call{title, body}; return nil })
	defer b.Close()
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			buttons, err := b.Show(t.Context(), page.Note{Key: "k", Title: text, Body: text, Acknowledge: true})
			if err != nil || buttons {
				t.Fatalf("buttons %v, error %v", buttons, err)
			}
			got := await(t, calls, "the call")
			want := forProgram(page.Note{Title: text, Body: text})
			if got.title != want.Title || got.body != want.Body {
				t.Errorf("handed %q, want %q", got, want)
			}
		})
	}
}

func TestAWaitingNoteIsCollapsedByItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var shown []string
		b := fakeBeeep(func(title, _ string, _ any) error {
			<-release
			shown = append(shown, title)
			return nil
		})
		results := map[string]chan error{}
		show := func(key, title string) {
			result := make(chan error, 1)
			results[title] = result
			go func() {
				_, err := b.Show(t.Context(), page.Note{Key: key, Title: title})
				result <- err
			}()
			synctest.Wait()
		}
		show("a", "first")
		show("b", "old")
		show("c", "other")
		show("b", "new")
		close(release)
		synctest.Wait()
		for title, want := range map[string]error{"first": nil, "old": ErrReplaced, "other": nil, "new": nil} {
			if err := <-results[title]; !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", title, err, want)
			}
		}
		if got := strings.Join(shown, " "); got != "first new other" {
			t.Errorf("shown: %s", got)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAHangingDesktopIsSaidAndTheQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		b := fakeBeeep(func(string, string, any) error { <-release; return nil })
		errs := make(chan error, 100)
		for i := range beeepQueue + 3 {
			go func() {
				_, err := b.Show(t.Context(), page.Note{Key: fmt.Sprint(i)})
				errs <- err
			}()
			synctest.Wait()
		}
		for range 2 {
			if err := <-errs; !errors.Is(err, ErrCrowded) {
				t.Errorf("too many: %v", err)
			}
		}
		time.Sleep(beeepPatience)
		for range beeepQueue + 1 {
			if err := <-errs; !errors.Is(err, ErrNoAnswer) {
				t.Errorf("waiting: %v", err)
			}
		}
		close(release)
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAPanicOfThePlatformIsAnError(t *testing.T) {
	b := fakeBeeep(func(string, string, any) error { panic("COM is not there") })
	defer b.Close()
	for range 2 {
		if _, err := b.Show(t.Context(), page.Note{Key: "k"}); err == nil || !strings.Contains(err.Error(), "COM") {
			t.Errorf("error %v", err)
		}
	}
}

func TestAServerWithoutButtonsIsServedByBeeep(t *testing.T) {
	address := startBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	d := startDesk(t, address, 7, "body", "body-markup")
	s := newSender(t, Config{})
	note := pageNote("k")
	note.Title, note.Body = `<b>"t"</b>`, `$(id) & <a href="x">`
	receipt := mustNotify(t, s, note)
	if receipt.Backend != WayBeeep || receipt.Buttons || !strings.Contains(receipt.Why, "desk 1.0 has no buttons") {
		t.Errorf("receipt %+v", receipt)
	}
	got := await(t, d.notes, "the note")
	want := forProgram(note)
	if got.title != want.Title || got.body != want.Body || got.app != "Turnaround" {
		t.Errorf("handed %+v, want %q", got, want)
	}
	// A follow-up is what replaces: withdrawing says nothing and does nothing.
	if err := s.Withdraw(t.Context(), "k"); err != nil || len(d.closes) != 0 {
		t.Errorf("withdraw: %v, %d closed", err, len(d.closes))
	}
}

// installProgram puts a program on an otherwise empty PATH that writes its
// arguments, one per line, into the file it answers with.
func installProgram(t *testing.T, name, end string) (arguments string) {
	t.Helper()
	folder := t.TempDir()
	arguments = filepath.Join(folder, "arguments")
	script := "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"; done > " + arguments + "\n" + end + "\n"
	if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	return arguments
}

func TestNotifySendGetsWholeArguments(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", startBus(t)) // with nobody to notify
	arguments := installProgram(t, "notify-send", "exit 0")
	s := newSender(t, Config{Icon: "turnaround"})
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			note := page.Note{Key: "k", Title: text, Body: text}
			receipt := mustNotify(t, s, note)
			if receipt.Backend != WayBeeep || !strings.Contains(receipt.Why, "no notification server") {
				t.Errorf("receipt %+v", receipt)
			}
			said, err := os.ReadFile(arguments)
			if err != nil {
				t.Fatal(err)
			}
			want := forProgram(note)
			got := strings.Split(string(said), "\n")
			if got[0] != want.Title || got[1] != want.Body || got[2] != "-a" || got[3] != "Turnaround" {
				t.Errorf("notify-send got %q", got)
			}
		})
	}
}

func TestWithNothingElseATerminalGetsOneLine(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", startBus(t)) // with nobody to notify
	t.Setenv("PATH", t.TempDir())
	var screen bytes.Buffer
	at := time.Date(2026, 3, 1, 14, 2, 5, 0, time.Local)
	s := newSender(t, Config{Screen: &screen, Now: func() time.Time { return at }})
	receipt := mustNotify(t, s, page.Note{Key: "k", Title: "SEV1\x1b[2J\nCheckoutDown", Body: "it's \"down\"\u202E"})
	if want := "14:02:05 SEV1[2J CheckoutDown: it's \"down\"\n"; screen.String() != want {
		t.Errorf("printed %q, want %q", screen.String(), want)
	}
	if receipt.Backend != WayTerminal || !receipt.Shown || !receipt.At.Equal(at) ||
		!strings.Contains(receipt.Why, "no notification server") || !strings.Contains(receipt.Why, "notify-send") {
		t.Errorf("receipt %+v", receipt)
	}
}

func TestWhatCannotBeShownIsAnErrorAndStillRings(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	s := newSender(t, Config{Player: &FileSink{Folder: t.TempDir()}})
	note := pageNote("k")
	note.Sound, note.Volume = "critical", 100
	receipt, err := s.Notify(t.Context(), note)
	if !errors.Is(err, ErrNoBus) || receipt.Shown || receipt.Backend != "" || receipt.Why == "" {
		t.Errorf("error %v, receipt %+v", err, receipt)
	}
	if !receipt.Heard || receipt.Sound != "file" {
		t.Errorf("the sound was lost: %+v", receipt)
	}
}

func TestAChosenWayIsTheOnlyOne(t *testing.T) {
	address := startBus(t)
	startDesk(t, address, 7, withButtons...)
	var screen bytes.Buffer
	s := newSender(t, Config{Bus: address, Way: WayTerminal, Screen: &screen})
	if receipt := mustNotify(t, s, pageNote("k")); receipt.Backend != WayTerminal || receipt.Why != "" {
		t.Errorf("receipt %+v", receipt)
	}
}
