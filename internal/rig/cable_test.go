package rig_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"turnaround/internal/rig"
)

// echo is a server that sends back what it gets.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.Copy(conn, conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(rig.Deadline)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// say sends text and returns what came back, up to as many bytes.
func say(conn net.Conn, text string) (string, error) {
	if _, err := io.WriteString(conn, text); err != nil {
		return "", err
	}
	answer := make([]byte, len(text))
	n, err := io.ReadFull(conn, answer)
	return string(answer[:n]), err
}

func TestCableCarriesUntilItIsCutAndAgainOnceMended(t *testing.T) {
	cable := rig.NewCable(t, echo(t))
	conn := dial(t, cable.Addr)
	if answer, err := say(conn, "hello"); err != nil || answer != "hello" {
		t.Fatalf("through a whole cable: %q, %v", answer, err)
	}
	cable.Cut()
	if answer, err := say(conn, "hello"); err == nil {
		t.Fatalf("through a cut cable: %q", answer)
	}
	if conn, err := net.Dial("tcp", cable.Addr); err == nil {
		conn.Close()
		t.Fatal("a cut cable took a connection")
	}
	cable.Mend(t)
	if answer, err := say(dial(t, cable.Addr), "again"); err != nil || answer != "again" {
		t.Fatalf("through a mended cable: %q, %v", answer, err)
	}
	if cable.Taken() != 2 {
		t.Errorf("took %d connections, not 2", cable.Taken())
	}
}

func TestCableBreaksInTheMiddle(t *testing.T) {
	cable := rig.NewCable(t, echo(t))
	cable.DropAfter(3)
	if answer, err := say(dial(t, cable.Addr), "hello"); err == nil {
		t.Fatalf("past the limit: %q", answer)
	}
	cable.Mend(t)
	conn := dial(t, cable.Addr)
	if answer, err := say(conn, "hello"); err != nil || answer != "hello" {
		t.Fatalf("after mending: %q, %v", answer, err)
	}
	cable.Reset()
	if answer, err := say(conn, "hello"); err == nil {
		t.Fatalf("after a reset: %q", answer)
	}
}

func TestCableSwallowsInSilence(t *testing.T) {
	cable := rig.NewCable(t, echo(t))
	conn := dial(t, cable.Addr)
	if _, err := say(conn, "before"); err != nil {
		t.Fatal(err)
	}
	cable.Blackhole()
	if _, err := io.WriteString(conn, "into the void"); err != nil {
		t.Fatalf("a dead path must look alive: %v", err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := conn.Read(make([]byte, 1)); n != 0 || !isTimeout(err) {
		t.Fatalf("something came back: %d bytes, %v", n, err)
	}
}

func TestCableHoldsDataBack(t *testing.T) {
	cable := rig.NewCable(t, echo(t))
	conn := dial(t, cable.Addr)
	cable.Delay(time.Hour)
	if _, err := io.WriteString(conn, "late"); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := conn.Read(make([]byte, 1)); n != 0 || !isTimeout(err) {
		t.Fatalf("the delay held nothing back: %d bytes, %v", n, err)
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
